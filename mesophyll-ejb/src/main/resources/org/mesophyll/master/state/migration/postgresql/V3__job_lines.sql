-- Lines are what the job's script has logged, as ScriptLog.Page writes them; at most 1000 of together 16384 characters.

alter table script_job add column script_language varchar(32) collate "C";
alter table script_job add column lines varchar(65536) collate "C";
