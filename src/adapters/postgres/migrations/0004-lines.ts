/**
 * The lines in which heads wait for their review. A head says whose it is (0 a merge group's, 1 a member's, 2 a stranger's), how urgent it is among
 * those of its repository, since when it waits, and whether it is its installation's turn. A row of `line` is a repository that waits, in its
 * place among those of its installation.
 */
export const lines = `
alter table mergewarden.pull add column stranger boolean;
alter table mergewarden.head add column standing smallint not null default 1, add column urgency smallint not null default 0,
  add column waits_since timestamptz, add column released boolean not null default false;
create index head_waiting on mergewarden.head (repository, standing, urgency, waits_since) where waits_since is not null;
create index head_released on mergewarden.head (installation, standing) where released;
create table mergewarden.line (
  repository bigint not null,
  standing smallint not null,
  installation bigint not null,
  at timestamptz not null default clock_timestamp(),
  primary key (repository, standing)
);
create index line_turn on mergewarden.line (installation, standing, at);
`;
