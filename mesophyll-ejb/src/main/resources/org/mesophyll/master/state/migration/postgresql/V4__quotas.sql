-- What each tenant's records come to, for its quota: bytes are those of keys, scopes and values. A tenant without a row has none.
create table tenant_usage (
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  records           bigint not null,
  bytes             bigint not null,
  constraint tenant_usage_pk primary key (tenant_kind, tenant_id)
);
insert into tenant_usage (tenant_kind, tenant_id, records, bytes)
  select tenant_kind, tenant_id, count(*), sum(content_bytes + octet_length(record_key) + octet_length(scopes))
  from kv_record group by tenant_kind, tenant_id;

-- The scopes that a tenant's records have, for its quota; those of deleted records stay until the quota is reached.
create table tenant_scope (
  tenant_kind       smallint not null,
  tenant_id         bigint not null,
  scope             varchar(512) collate "C" not null,
  constraint tenant_scope_pk primary key (tenant_kind, tenant_id, scope)
);
insert into tenant_scope (tenant_kind, tenant_id, scope) select distinct tenant_kind, tenant_id, scope from kv_scope;

create index global_kv_by_owner on global_kv (owner_kind, owner_id);

-- Events are the list of names that the content begins with; null in rows that an older version wrote, whose content has them.
alter table tenant_state add column content_bytes integer;
update tenant_state set content_bytes = octet_length(content);
alter table tenant_state alter column content_bytes set not null;
alter table tenant_state add column events bytea;
