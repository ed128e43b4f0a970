/** The first tables. Every row carries its installation, so that uninstalling can delete it. */
export const first = `
create table mergewarden.delivery (
  id text primary key,
  installation bigint,
  repository bigint,
  event text not null,
  body text not null,
  state text not null default 'stored' check (state in ('stored', 'done', 'ignored', 'failed')),
  code text,
  received_at timestamptz not null default now(),
  ended_at timestamptz
);
create index delivery_installation on mergewarden.delivery (installation);
create index delivery_received on mergewarden.delivery (received_at);

create table mergewarden.pull (
  repository bigint not null,
  number integer not null,
  installation bigint not null,
  owner text not null,
  name text not null,
  state text not null check (state in ('open', 'closed')),
  head text not null,
  base_ref text not null,
  base text not null,
  observed_at timestamptz not null,
  seen_at timestamptz not null default now(),
  hour timestamptz not null default now(),
  hour_count integer not null default 0,
  primary key (repository, number)
);
create index pull_head on mergewarden.pull (repository, head) where state = 'open';
create index pull_base on mergewarden.pull (repository, base_ref) where state = 'open';
create index pull_installation on mergewarden.pull (installation);

create table mergewarden.review (
  id text primary key,
  installation bigint not null,
  repository bigint not null,
  head text not null,
  state text not null default 'open' check (state in ('open', 'concluded')),
  outcome text,
  code text,
  evaluations integer not null default 0,
  early boolean not null default false,
  opened_at timestamptz not null default now(),
  begun_at timestamptz,
  concluded_at timestamptz
);
create index review_open on mergewarden.review (opened_at) where state = 'open';
create index review_installation on mergewarden.review (installation);

create table mergewarden.head (
  repository bigint not null,
  sha text not null,
  installation bigint not null,
  owner text not null,
  name text not null,
  generation bigint not null,
  review text not null,
  successor text,
  group_head_ref text,
  group_base_ref text,
  group_base text,
  epoch bigint not null default 0,
  lease_until timestamptz,
  asked_at timestamptz not null default now(),
  primary key (repository, sha)
);
create index head_installation on mergewarden.head (installation);

create table mergewarden.publication (
  id bigint generated always as identity primary key,
  installation bigint not null,
  repository bigint not null,
  head text not null,
  review text not null,
  kind text not null check (kind in ('check', 'review', 'summary', 'settle')),
  pull integer not null default 0,
  body json not null,
  hash text not null,
  state text not null default 'pending' check (state in ('pending', 'sent')),
  epoch bigint,
  created_at timestamptz not null default now(),
  sent_at timestamptz,
  unique (review, kind, pull)
);
create index publication_pending on mergewarden.publication (created_at) where state = 'pending';
create index publication_pull on mergewarden.publication (repository, pull) where kind = 'review';
create index publication_installation on mergewarden.publication (installation);

create table mergewarden.fact (
  key text primary key,
  installation bigint,
  kind text not null,
  value bytea not null,
  etag text,
  stored_at timestamptz not null,
  used_at timestamptz not null default now()
);
create index fact_installation on mergewarden.fact (installation);
create index fact_used on mergewarden.fact (used_at);

create table mergewarden.audit (
  sequence bigint generated always as identity primary key,
  at timestamptz not null default now(),
  kind text not null,
  installation bigint not null,
  repository bigint not null,
  head text not null,
  pull integer,
  body json not null
);
create index audit_repository on mergewarden.audit (repository, sequence);
create index audit_installation on mergewarden.audit (installation);

create function mergewarden.refuse_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' and current_setting('mergewarden.erasing', true) = 'on' then return old; end if;
  raise exception 'audit rows are append-only' using errcode = 'restrict_violation';
end $$;
create trigger audit_append_only before update or delete on mergewarden.audit for each row execute function mergewarden.refuse_change();
create trigger audit_no_truncate before truncate on mergewarden.audit for each statement execute function mergewarden.refuse_change();

create table mergewarden.advisory_import (
  id bigint generated always as identity primary key,
  installation bigint,
  source text not null,
  digest text not null,
  as_of timestamptz not null,
  records integer not null,
  imported_at timestamptz not null default now()
);

create table mergewarden.beat (
  worker text primary key,
  at timestamptz not null default now()
);
`;
