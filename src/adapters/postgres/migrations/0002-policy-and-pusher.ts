/** The last policy that could be read whole, for each base branch; and who pushed the head of a pull request. */
export const policyAndPusher = `
create table mergewarden.policy (
  installation bigint not null,
  repository bigint not null,
  base_ref text not null,
  hash text not null,
  body json not null,
  stored_at timestamptz not null default now(),
  primary key (installation, repository, base_ref)
);
alter table mergewarden.pull add column pusher text;
`;
