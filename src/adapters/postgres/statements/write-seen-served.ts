import { keptHours, roomFor } from './seen-room.js';

const isNews = (column: string): string => `(one.${column} and coalesce(old.${column}_at, '-infinity') < to_timestamp(one.at / 1000) - interval '${keptHours} hours')`;
const later = (column: string): string => `${column} = greatest(old.${column}, excluded.${column})`;

/**
 * $1 installation, $2 whether the repository is public, $3 repositories (0 for the whole installation), $4 registries, $5 names, $6 whether served with signatures, $7 whether
 * without, as a review of a repository's own saw it, $8 whether with attestations, $9 times of the reviews in ms since the epoch, $10 whether only forks' pull requests saw
 * it, $11 rows that an installation keeps; in the order of their keys. Each time only ever moves on, so nothing that was seen is taken back. What would change nothing
 * is not written, and what only forks saw is not added above the limit.
 */
export const writeSeenServed = {
  name: 'write-seen-served',
  text: `
with given as (
  select one.repository, one.registry, one.name, case when one.signed then one.seen_at end as signed_at, case when one.bare then one.seen_at end as bare_at,
    case when one.attested then one.seen_at end as attested_at, one.seen_at, one.fork, one.turn, old.name is not null as known
  from (
    select *, to_timestamp(at / 1000) as seen_at from unnest($3::bigint[], $4::text[], $5::text[], $6::boolean[], $7::boolean[], $8::boolean[], $9::float8[], $10::boolean[]) with ordinality
      as one(repository, registry, name, signed, bare, attested, at, fork, turn)
  ) as one
  left join mergewarden.seen_served old on old.installation = $1 and old.repository = one.repository and old.registry = one.registry and old.name = one.name and old.open = $2::boolean
  where old.name is null or old.fork and not one.fork or ${isNews('signed')} or ${isNews('bare')} or ${isNews('attested')}
)
insert into mergewarden.seen_served as old (installation, repository, registry, name, open, signed_at, bare_at, attested_at, seen_at, fork)
select $1, repository, registry, name, $2, signed_at, bare_at, attested_at, seen_at, fork from (select *, row_number() over (partition by known order by turn) as place from given) as one
where known or not fork or place <= ${roomFor('seen_served', '$11')} order by turn
on conflict (installation, repository, registry, name, open) do update set ${['signed_at', 'bare_at', 'attested_at', 'seen_at'].map(later).join(', ')}, fork = old.fork and excluded.fork`,
} as const;
