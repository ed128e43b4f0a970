/**
 * Whether registries served the names that reviews brought in with signatures of their own (`signed_at`) and with attestations (`attested_at`), and when a review of a
 * repository's own last saw the whole record without a signature (`bare_at`): what is not served anybody could show from a fork. `seen_at` is the latest of the three.
 * `repository` is 0 where the registry is read without credentials, as a tag's. What public repositories saw (`open`) stands apart: they are told of nothing else.
 */
export const served = `
create table mergewarden.seen_served (
  installation bigint not null,
  repository bigint not null,
  registry text not null,
  name text not null,
  open boolean not null,
  signed_at timestamptz,
  bare_at timestamptz,
  attested_at timestamptz,
  seen_at timestamptz not null,
  fork boolean not null,
  primary key (installation, repository, registry, name, open)
);
create index seen_served_signed on mergewarden.seen_served (installation, repository, registry, fork, open) where signed_at is not null;
create index seen_served_bare on mergewarden.seen_served (installation, repository, registry, open, name) where bare_at is not null and signed_at is null;
create index seen_served_attested on mergewarden.seen_served (installation, repository, registry, open) where attested_at is not null;
create index seen_served_at on mergewarden.seen_served (seen_at);
`;
