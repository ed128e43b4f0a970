/** Tags of one name that are told of: those seen last. */
const tagsOfName = 50;

/** What earlier reviews saw of the dist-tags of names, as one row. $1 installation, $2 repository, $3 registries, $4 names, $5 whether read with credentials. */
export const readSeen = {
  name: 'read-seen',
  text: `
select coalesce(json_agg(json_build_object('registry', t.registry, 'name', t.name, 'tag', t.tag, 'version', t.version, 'before', t.before,
    'since', (extract(epoch from t.since) * 1000)::float8, 'highest', t.highest, 'until', (extract(epoch from t.highest_until) * 1000)::float8)
    order by t.registry collate "C", t.name collate "C", t.tag collate "C"), '[]'::json) as tags
from unnest($3::text[], $4::text[], $5::boolean[]) as asked(registry, name, own) cross join lateral (
  select s.* from mergewarden.seen_tag s
  where s.installation = $1 and s.repository = case when asked.own then $2::bigint else 0 end and s.registry = asked.registry and s.name = asked.name
  order by s.seen_at desc, s.tag collate "C" limit ${tagsOfName}
) t`,
} as const;
