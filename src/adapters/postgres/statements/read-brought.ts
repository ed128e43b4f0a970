/** $1 name, $2 the last id seen, $3 how many. */
export const readBrought = {
  name: 'read-brought',
  text: `
select id, (extract(epoch from at) * 1000)::float8 as at, installation, full_name as repository, review, head, pull, base_ref, outcome, state, name, version, integrity
from mergewarden.brought where name = $1 and id > $2 order by id limit $3`,
} as const;
