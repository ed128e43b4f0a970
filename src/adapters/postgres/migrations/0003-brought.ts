/** The packages that each concluded review brought in, and what became of its pull request; whether a closed one was merged. */
export const brought = `
alter table mergewarden.pull add column merged boolean not null default false;
create table mergewarden.brought (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  installation bigint not null,
  repository bigint not null,
  full_name text not null,
  review text not null,
  head text not null,
  pull integer,
  base_ref text not null,
  outcome text not null,
  state text not null check (state in ('open', 'merged', 'closed', 'replaced', 'queue')),
  name text not null,
  version text not null,
  integrity text not null
);
create index brought_name on mergewarden.brought (name, id);
create index brought_passed on mergewarden.brought (repository, base_ref, name) where outcome = 'pass';
create index brought_pull on mergewarden.brought (repository, pull);
create index brought_installation on mergewarden.brought (installation);
create index brought_at on mergewarden.brought (at);
`;
