/** Tags of one name that are told of: those seen last. */
const tagsOfName = 50;

/**
 * All that a review is told of earlier ones, as one row. $1 installation, $2 repository, $3 whether that is public, $4 registries, $5 names, $6 whether read with
 * credentials, $7 releases seen since, $8 published since (ms since the epoch), $9 how many at most.
 */
export const readSeen = {
  name: 'read-seen',
  text: `
select coalesce((
  select json_agg(json_build_object('registry', t.registry, 'name', t.name, 'tag', t.tag, 'version', t.version, 'before', t.before,
    'since', (extract(epoch from t.since) * 1000)::float8) order by t.registry collate "C", t.name collate "C", t.tag collate "C")
  from unnest($4::text[], $5::text[], $6::boolean[]) as asked(registry, name, own) cross join lateral (
    select s.* from mergewarden.seen_tag s
    where s.installation = $1 and s.repository = case when asked.own then $2::bigint else 0 end and s.registry = asked.registry and s.name = asked.name
    order by s.seen_at desc, s.tag collate "C" limit ${tagsOfName}
  ) t), '[]'::json) as tags,
coalesce((
  select json_agg(json_build_object('registry', r.registry, 'name', r.name, 'version', r.version, 'publisher', r.publisher, 'trusted', r.trusted, 'known', r.known,
    'publishedAt', (extract(epoch from r.published_at) * 1000)::float8, 'earlier', r.earlier) order by r.published_at desc, r.registry collate "C", r.name collate "C", r.version collate "C")
  from (
    select * from (
      select distinct on (registry, name, version) * from mergewarden.seen_release
      where installation = $1 and publisher is not null and not trusted and seen_at > to_timestamp($7::float8 / 1000) and published_at > to_timestamp($8::float8 / 1000)
        and (repository = $2 or not own and (open or not $3::boolean))
      order by registry, name, version, seen_at desc
    ) each_once order by published_at desc, registry collate "C", name collate "C", version collate "C" limit $9
  ) r), '[]'::json) as releases`,
} as const;
