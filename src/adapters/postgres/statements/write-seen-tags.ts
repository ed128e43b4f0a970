/**
 * $1 installation, $2 repositories (0 for the whole installation), $3 registries, $4 names, $5 tags, $6 versions, $7 the time of the review in ms since the epoch. A
 * tag that points elsewhere than before keeps where it pointed, until it moves again; what an older review saw changes nothing.
 */
export const writeSeenTags = {
  name: 'write-seen-tags',
  text: `
insert into mergewarden.seen_tag as old (installation, repository, registry, name, tag, version, since, seen_at)
select $1, one.repository, one.registry, one.name, one.tag, one.version, to_timestamp($7::float8 / 1000), to_timestamp($7::float8 / 1000)
from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) as one(repository, registry, name, tag, version)
on conflict (installation, repository, registry, name, tag) do update set version = excluded.version, seen_at = excluded.seen_at,
  before = case when old.version = excluded.version then old.before else old.version end,
  since = case when old.version = excluded.version then old.since else excluded.since end
where old.seen_at < excluded.seen_at`,
} as const;
