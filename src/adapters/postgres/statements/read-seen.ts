/** Tags of one name that are told of: those seen last. */
const tagsOfName = 50;

const isOf = (asked: string, row: string): string => `${row}.installation = $1 and ${row}.repository = case when ${asked}.own then $2::bigint else 0 end and ${row}.registry = ${asked}.registry`;
/** A public repository is told of what public ones saw. */
const isFor = (row: string): string => `(${row}.open or not $6::boolean)`;
const anyOf = (condition: string): string => `exists (select from mergewarden.seen_served s where ${isOf('r', 's')} and ${isFor('s')} and ${condition})`;
/**
 * Names without a signature that are looked through for one that no other row has signed: a name that a public and a private repository saw has two. The other row is
 * asked for by its key and never for being signed: by the index of what is signed PostgreSQL might read all of that for each name.
 */
const bareNames = 1_000;
const anyBare = `exists (
      select from (
        select s.name from mergewarden.seen_served s where ${isOf('r', 's')} and ${isFor('s')} and s.bare_at is not null and s.signed_at is null order by s.open, s.name limit ${bareNames}
      ) b where not (select bool_or(t.signed_at is not null) from mergewarden.seen_served t where ${isOf('r', 't')} and ${isFor('t')} and t.name = b.name))`;

/**
 * What earlier reviews saw of the dist-tags of names, what these were served with, and what their registries served of all names, as one row. $1 installation, $2 repository,
 * $3 registries, $4 names, $5 whether read with credentials, $6 whether the repository is public.
 */
export const readSeen = {
  name: 'read-seen',
  text: `
with asked as (select * from unnest($3::text[], $4::text[], $5::boolean[]) as asked(registry, name, own))
select (
  select coalesce(json_agg(json_build_object('registry', t.registry, 'name', t.name, 'tag', t.tag, 'version', t.version, 'before', t.before,
      'since', (extract(epoch from t.since) * 1000)::float8, 'highest', t.highest, 'until', (extract(epoch from t.highest_until) * 1000)::float8)
      order by t.registry collate "C", t.name collate "C", t.tag collate "C"), '[]'::json)
  from asked cross join lateral (
    select s.* from mergewarden.seen_tag s where ${isOf('asked', 's')} and s.name = asked.name
    order by s.seen_at desc, s.tag collate "C" limit ${tagsOfName}
  ) t
) as tags, (
  select coalesce(json_agg(json_build_object('registry', one.registry, 'name', one.name, 'signatures', one.signed, 'attestations', one.attested)
      order by one.registry collate "C", one.name collate "C"), '[]'::json)
  from (
    select s.registry, s.name, bool_or(s.signed_at is not null) as signed, bool_or(s.attested_at is not null) as attested
    from asked join mergewarden.seen_served s on ${isOf('asked', 's')} and s.name = asked.name where ${isFor('s')} group by s.registry, s.name
  ) one
) as served, (
  select coalesce(json_agg(json_build_object('registry', one.registry, 'signatures', case when not one.signed then 'none' when one.bare or not one.sure then 'some' else 'all' end, 'attestations', one.attested)
      order by one.registry collate "C"), '[]'::json)
  from (
    select r.registry, ${anyOf('s.signed_at is not null')} as signed, ${anyOf('s.signed_at is not null and not s.fork')} as sure, ${anyBare} as bare, ${anyOf('s.attested_at is not null')} as attested
    from (select distinct registry, own from asked) r
  ) one where one.signed or one.bare
) as hosts`,
} as const;
