/** What is older than $1 days goes. An evaluation that is open, or has something to say yet, stays. */
export const retention = [
  { name: 'retain-delivery', text: 'delete from mergewarden.delivery where received_at < now() - $1::int * interval \'1 day\' and state <> \'stored\'' },
  {
    name: 'retain-publication',
    text: 'delete from mergewarden.publication p where created_at < now() - $1::int * interval \'1 day\' and state = \'sent\' and not exists (select from mergewarden.pull q where q.repository = p.repository and q.number = p.pull and q.state = \'open\')',
  },
  {
    name: 'retain-head',
    text: `delete from mergewarden.head h where asked_at < now() - $1::int * interval '1 day'
  and not exists (select from mergewarden.pull p where p.repository = h.repository and p.head = h.sha and p.state = 'open')
  and not exists (select from mergewarden.review r where r.id = h.review and r.state = 'open')
  and not exists (select from mergewarden.publication p where p.review = h.review and p.state = 'pending')`,
  },
  { name: 'retain-review', text: 'delete from mergewarden.review r where opened_at < now() - $1::int * interval \'1 day\' and not exists (select from mergewarden.head h where h.review = r.id)' },
  { name: 'retain-pull', text: 'delete from mergewarden.pull where state = \'closed\' and observed_at < now() - $1::int * interval \'1 day\'' },
  { name: 'retain-beat', text: 'delete from mergewarden.beat where at < now() - $1::int * interval \'1 day\'' },
] as const;

/** What reviews brought in is asked for as long as their audit rows are. */
export const retainBrought = { name: 'retain-brought', text: 'delete from mergewarden.brought where at < now() - $1::int * interval \'1 day\'' } as const;

const sighted = ['seen_tag', 'seen_release', 'seen_served'] as const;

/**
 * What registries no more served for $1 days is forgotten, though the name is still seen: one that serves no signatures any more must not be told of for ever. Rows that a
 * conclusion holds are left to the next time.
 */
export const retainServed = {
  name: 'retain-served',
  text: `
update mergewarden.seen_served set ${['signed_at', 'bare_at', 'attested_at'].map((column) => `${column} = case when ${column} >= now() - $1::int * interval '1 day' then ${column} end`).join(', ')}
where ctid = any (array(
  select ctid from mergewarden.seen_served where seen_at >= now() - $1::int * interval '1 day' and least(signed_at, bare_at, attested_at) < now() - $1::int * interval '1 day' for update skip locked))`,
} as const;

/** What reviews saw of registries' records and none has seen for $1 days goes. Rows that a conclusion holds are left to the next time. */
export const retainSightings = sighted.map((table) => ({
  name: `retain-${table}`,
  text: `
delete from mergewarden.${table} where ctid = any (array(
  select ctid from mergewarden.${table} where seen_at < now() - $1::int * interval '1 day' for update skip locked))`,
}));

/** Of what an installation's reviews saw at most $1 rows stay: what only forks' pull requests saw goes first, then what was seen longest ago. */
export const retainMostSightings = sighted.map((table) => ({
  name: `retain-most-${table}`,
  text: `
with crowded as (select installation from mergewarden.${table} group by installation having count(*) > $1::int)
delete from mergewarden.${table} where ctid = any (array(
  select ctid from mergewarden.${table} where ctid = any (array(
    select place.ctid from (
      select s.ctid, row_number() over (partition by installation order by fork, seen_at desc) as number from mergewarden.${table} s where installation in (select installation from crowded)
    ) place where place.number > $1::int)) for update skip locked))`,
}));

export const retainAudit = { name: 'retain-audit', text: 'delete from mergewarden.audit where at < now() - $1::int * interval \'1 day\'' } as const;

/** Keeps the facts used last, up to $1 bytes. */
export const retainFacts = {
  name: 'retain-facts',
  text: `
delete from mergewarden.fact f using (
  select key, sum(octet_length(value)) over (order by used_at desc, key) as total from mergewarden.fact
) as sized where sized.key = f.key and sized.total > $1::float8`,
} as const;
