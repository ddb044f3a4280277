-- Each start of a master is a run with a number of its own, greater than those before. A job names the run that looks after it: what
-- has not ended and is of an earlier run, or of this one that does not know it, is taken over. No clock decides.

create table master_run (
  run               bigint not null
);
insert into master_run (run) values (0);
alter table script_job add column owner_run bigint default 0 not null;
