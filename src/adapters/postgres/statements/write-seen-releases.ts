/**
 * $1 installation, $2 repository, $3 whether that is public, $4 registries, $5 names, $6 versions, $7 whether read with credentials, $8 accounts (empty for none), $9
 * whether a build service's, $10 whether the account published before, $11 times of publishing in ms (empty for none), $12 earlier times (JSON), $13 the time of the
 * review in ms since the epoch.
 */
export const writeSeenReleases = {
  name: 'write-seen-releases',
  text: `
insert into mergewarden.seen_release as old (installation, repository, registry, name, version, own, open, publisher, trusted, known, published_at, earlier, seen_at)
select $1, $2, one.registry, one.name, one.version, one.own, $3, nullif(one.publisher, ''), one.trusted, one.known,
  to_timestamp(nullif(one.published, '')::float8 / 1000), one.earlier::json, to_timestamp($13::float8 / 1000)
from unnest($4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::boolean[], $10::boolean[], $11::text[], $12::text[])
  as one(registry, name, version, own, publisher, trusted, known, published, earlier)
on conflict (installation, repository, registry, name, version) do update set own = excluded.own, open = excluded.open, publisher = excluded.publisher,
  trusted = excluded.trusted, known = excluded.known, published_at = excluded.published_at, earlier = excluded.earlier, seen_at = excluded.seen_at
where old.seen_at < excluded.seen_at`,
} as const;
