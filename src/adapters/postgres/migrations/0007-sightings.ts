/**
 * What reviews saw of registries' records: where dist-tags point, since when they were seen to, and where they pointed until then; and each version that a change
 * brought in. A tag's `repository` is 0 where its registry is read without credentials: it is then the whole installation's. A release that was read with them
 * (`own`) is for its repository alone; `open`: a public repository brought it in.
 */
export const sightings = `
create table mergewarden.seen_tag (
  installation bigint not null,
  repository bigint not null,
  registry text not null,
  name text not null,
  tag text not null,
  version text not null,
  before text,
  since timestamptz not null,
  seen_at timestamptz not null,
  primary key (installation, repository, registry, name, tag)
);
create index seen_tag_at on mergewarden.seen_tag (seen_at);
create table mergewarden.seen_release (
  installation bigint not null,
  repository bigint not null,
  registry text not null,
  name text not null,
  version text not null,
  own boolean not null,
  open boolean not null,
  publisher text,
  trusted boolean not null,
  known boolean not null,
  published_at timestamptz,
  earlier json not null,
  seen_at timestamptz not null,
  primary key (installation, repository, registry, name, version)
);
create index seen_release_lately on mergewarden.seen_release (installation, seen_at) where publisher is not null and not trusted;
create index seen_release_at on mergewarden.seen_release (seen_at);
`;
