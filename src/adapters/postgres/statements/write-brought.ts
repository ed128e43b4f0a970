/**
 * $1 installation, $2 repository, $3 its full name, $4 review, $5 head, $6 pull or null, $7 base branch, $8 outcome, $9 names, $10 versions,
 * $11 integrities.
 */
export const writeBrought = {
  name: 'write-brought',
  text: `
insert into mergewarden.brought (installation, repository, full_name, review, head, pull, base_ref, outcome, state, name, version, integrity)
select $1, $2, $3, $4, $5, $6::int, $7, $8, case when $6::int is null then 'queue' else coalesce(
    (select case when p.head <> $5 then 'replaced' when p.merged then 'merged' else p.state end from mergewarden.pull p where p.repository = $2 and p.number = $6::int), 'open') end,
  one.name, one.version, one.integrity
from unnest($9::text[], $10::text[], $11::text[]) as one(name, version, integrity)`,
} as const;
