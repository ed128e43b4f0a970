import { moveTold } from '../../../core/sighting.js';
import { keptHours, roomFor } from './seen-room.js';

/** Whether the highest version that was left is still above the one that is left now, and still news. */
const keepsHighest = `(old.highest_until > excluded.seen_at - interval '${moveTold / 1000} seconds' and coalesce(old.highest_rank, '') > coalesce(old.rank, ''))`;

/**
 * $1 installation, $2 repositories (0 for the whole installation), $3 registries, $4 names, $5 tags, $6 versions, $7 their ranks (empty for none), $8 times of the
 * reviews in ms since the epoch, $9 whether only forks' pull requests saw it, $10 rows that an installation keeps; in the order of their keys. A tag that points elsewhere
 * than before keeps where it pointed, until it moves again, and the highest version of its moves (`SeenTag`); what an older review saw changes nothing. What would
 * change nothing is not written, and what only forks saw is not added above the limit.
 */
export const writeSeenTags = {
  name: 'write-seen-tags',
  text: `
with given as (
  select one.repository, one.registry, one.name, one.tag, one.version, nullif(one.rank, '') as rank, to_timestamp(one.at / 1000) as at, one.fork, one.turn, old.name is not null as known
  from unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::float8[], $9::boolean[]) with ordinality as one(repository, registry, name, tag, version, rank, at, fork, turn)
  left join mergewarden.seen_tag old on old.installation = $1 and old.repository = one.repository and old.registry = one.registry and old.name = one.name and old.tag = one.tag
  where old.name is null or old.version <> one.version or old.rank is distinct from nullif(one.rank, '') or old.fork and not one.fork
    or old.seen_at < to_timestamp(one.at / 1000) - interval '${keptHours} hours'
)
insert into mergewarden.seen_tag as old (installation, repository, registry, name, tag, version, rank, since, seen_at, fork)
select $1, repository, registry, name, tag, version, rank, at, at, fork from (select *, row_number() over (partition by known order by turn) as place from given) as one
where known or not fork or place <= ${roomFor('seen_tag', '$10')} order by turn
on conflict (installation, repository, registry, name, tag) do update set version = excluded.version, rank = excluded.rank, seen_at = excluded.seen_at,
  fork = old.fork and excluded.fork,
  before = case when old.version = excluded.version then old.before else old.version end,
  since = case when old.version = excluded.version then old.since else excluded.since end,
  highest = case when old.version = excluded.version or ${keepsHighest} then old.highest else old.version end,
  highest_rank = case when old.version = excluded.version or ${keepsHighest} then old.highest_rank else old.rank end,
  highest_until = case when old.version = excluded.version or ${keepsHighest} and coalesce(excluded.rank, '') >= coalesce(old.rank, '') then old.highest_until else excluded.seen_at end
where old.seen_at < excluded.seen_at`,
} as const;
