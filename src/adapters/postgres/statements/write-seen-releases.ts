import { keptHours, roomFor } from './seen-room.js';

/**
 * $1 installation, $2 repository, $3 whether that is public, $4 registries, $5 names, $6 versions, $7 whether read with credentials, $8 accounts (empty for none), $9
 * whether a build service's, $10 whether the account published before, $11 times of publishing in ms (empty for none), $12 earlier times (JSON), $13 times of the
 * reviews in ms since the epoch, $14 whether only forks' pull requests saw it, $15 rows that an installation keeps; in the order of their keys. What would change
 * nothing is not written, and what only forks saw is not added above the limit.
 */
export const writeSeenReleases = {
  name: 'write-seen-releases',
  text: `
with given as (
  select one.registry, one.name, one.version, one.own, nullif(one.publisher, '') as publisher, one.trusted, one.known, to_timestamp(nullif(one.published, '')::float8 / 1000) as published_at,
    one.earlier::json as earlier, to_timestamp(one.at / 1000) as at, one.fork, one.turn
  from unnest($4::text[], $5::text[], $6::text[], $7::boolean[], $8::text[], $9::boolean[], $10::boolean[], $11::text[], $12::text[], $13::float8[], $14::boolean[]) with ordinality
    as one(registry, name, version, own, publisher, trusted, known, published, earlier, at, fork, turn)
), changed as (
  select given.*, old.name is not null as stands from given
  left join mergewarden.seen_release old on old.installation = $1 and old.repository = $2 and old.registry = given.registry and old.name = given.name and old.version = given.version
  where old.name is null or old.fork and not given.fork or old.seen_at < given.at - interval '${keptHours} hours'
    or (old.own, old.open, old.publisher, old.trusted, old.known, old.published_at, old.earlier::text)
      is distinct from (given.own, $3::boolean, given.publisher, given.trusted, given.known, given.published_at, given.earlier::text)
)
insert into mergewarden.seen_release as old (installation, repository, registry, name, version, own, open, publisher, trusted, known, published_at, earlier, seen_at, fork)
select $1, $2, registry, name, version, own, $3, publisher, trusted, known, published_at, earlier, at, fork
from (select *, row_number() over (partition by stands order by turn) as place from changed) as one
where stands or not fork or place <= ${roomFor('seen_release', '$15')} order by turn
on conflict (installation, repository, registry, name, version) do update set own = excluded.own, open = excluded.open, publisher = excluded.publisher,
  trusted = excluded.trusted, known = excluded.known, published_at = excluded.published_at, earlier = excluded.earlier, seen_at = excluded.seen_at,
  fork = old.fork and excluded.fork
where old.seen_at < excluded.seen_at`,
} as const;
