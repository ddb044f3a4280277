-- A job's name is in the order of its making. States are words of JobState.

create table script_job (
  job_id            varchar(32) collate "C" not null,
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  requested_by      varchar(200) collate "C" not null,
  script_name       varchar(200) collate "C" not null,
  code              varchar(1048576) collate "C" not null,
  event             bytea not null,
  timeout_ms        bigint not null,
  run_again         boolean not null,
  state             varchar(10) collate "C" not null,
  created_us        bigint not null,
  started_us        bigint,
  ended_us          bigint,
  result            bytea,
  error             varchar(65536) collate "C",
  constraint script_job_pk primary key (job_id)
);
create index script_job_by_state on script_job (state, job_id);
create index script_job_by_tenant on script_job (tenant_kind, tenant_id, job_id);
create index script_job_by_end on script_job (ended_us);
