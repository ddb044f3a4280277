-- Times are microseconds since 1970-01-01T00:00Z. A tenant is its kind (0 guild, 1 user) and the 64 bits of its id.

create table kv_record (
  record_id         varchar(36) collate "C" not null,
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  record_key        varchar(512) collate "C" not null,
  scopes_hash       bytea not null,
  scopes            bytea not null,
  scope_count       smallint not null,
  content           bytea not null,
  content_bytes     integer not null,
  created_us        bigint not null,
  updated_us        bigint not null,
  constraint kv_record_pk primary key (record_id),
  constraint kv_record_identity unique (tenant_kind, tenant_id, record_key, scopes_hash)
);

-- One row for each scope of a record: all look-ups by a part of the scopes go by this key.
create table kv_scope (
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  scope             varchar(512) collate "C" not null,
  record_key        varchar(512) collate "C" not null,
  record_id         varchar(36) collate "C" not null,
  constraint kv_scope_pk primary key (tenant_kind, tenant_id, scope, record_key, record_id)
);

create table tenant_state (
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  content           bytea not null,
  version           bigint not null,
  updated_us        bigint not null,
  constraint tenant_state_pk primary key (tenant_kind, tenant_id)
);

create table global_kv (
  entry_key         varchar(64) collate "C" not null,
  version           integer not null,
  scope             varchar(512) collate "C" not null,
  owner_kind        smallint not null,
  owner_id          bigint not null,
  price             bigint,
  short_description varchar(512) collate "C" not null,
  public_metadata   bytea not null,
  content_bytes     integer not null,
  public_data       boolean not null,
  review_state      varchar(8) collate "C" not null,
  long_description  varchar(262144) collate "C",
  created_us        bigint not null,
  updated_us        bigint not null,
  constraint global_kv_pk primary key (entry_key, version, scope)
);
create index global_kv_by_scope on global_kv (scope, review_state, entry_key, version);
create index global_kv_by_review on global_kv (review_state, entry_key, version, scope);

-- Apart from the entry, so that a search does not read it.
create table global_kv_data (
  entry_key         varchar(64) collate "C" not null,
  version           integer not null,
  scope             varchar(512) collate "C" not null,
  content           bytea not null,
  constraint global_kv_data_pk primary key (entry_key, version, scope),
  constraint global_kv_data_entry foreign key (entry_key, version, scope)
    references global_kv (entry_key, version, scope)
);

create table global_purchase (
  entry_key         varchar(64) collate "C" not null,
  version           integer not null,
  scope             varchar(512) collate "C" not null,
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  granted_us        bigint not null,
  constraint global_purchase_pk primary key (entry_key, version, scope, tenant_kind, tenant_id),
  constraint global_purchase_entry foreign key (entry_key, version, scope)
    references global_kv (entry_key, version, scope)
);

create table worker (
  worker_id         integer not null,
  registered_us     bigint not null,
  constraint worker_pk primary key (worker_id)
);

create table worker_token (
  worker_id         integer not null,
  sha256            varchar(64) collate "C" not null,
  created_us        bigint not null,
  expires_us        bigint,
  constraint worker_token_pk primary key (worker_id, sha256),
  constraint worker_token_worker foreign key (worker_id) references worker (worker_id)
);
