/**
 * What accounts put up lately, as one row: of each account the newest first, and the accounts in turns, so that what one put up crowds out no other's. $1 installation,
 * $2 repository, $3 whether that is public, $4 registries, $5 accounts, $6 and $7 published from and until (ms since the epoch), $8 seen since, $9 how many at most.
 */
export const readReleased = {
  name: 'read-released',
  text: `
select coalesce(json_agg(json_build_object('registry', r.registry, 'name', r.name, 'version', r.version, 'publisher', r.publisher, 'trusted', r.trusted, 'known', r.known,
    'publishedAt', (extract(epoch from r.published_at) * 1000)::float8, 'earlier', r.earlier) order by r.turn, r.registry collate "C", r.publisher collate "C"), '[]'::json) as releases
from (
  select lately.* from unnest($4::text[], $5::text[], $6::float8[], $7::float8[]) as asked(registry, publisher, since, until) cross join lateral (
    select each_once.*, row_number() over (order by published_at desc, name collate "C", version collate "C") as turn from (
      select distinct on (name, version) * from mergewarden.seen_release s
      where s.installation = $1 and s.registry = asked.registry and s.publisher = asked.publisher and s.publisher is not null and not s.trusted
        and s.published_at between to_timestamp(asked.since / 1000) and to_timestamp(asked.until / 1000)
        and s.seen_at > to_timestamp($8::float8 / 1000) and (s.repository = $2 or not s.own and (s.open or not $3::boolean))
      order by name, version, seen_at desc
    ) each_once order by turn limit $9
  ) lately order by lately.turn, lately.registry collate "C", lately.publisher collate "C" limit $9
) r`,
} as const;
