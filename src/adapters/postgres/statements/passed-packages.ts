/** $1 installation, $2 repository, $3 base branch, $4 names, $5 versions, $6 integrities. */
export const passedPackages = {
  name: 'passed-packages',
  text: `
select asked.name, asked.version, asked.integrity from unnest($4::text[], $5::text[], $6::text[]) as asked(name, version, integrity)
where exists (select from mergewarden.brought b where b.installation = $1 and b.repository = $2 and b.base_ref = $3 and b.outcome = 'pass'
  and b.name = asked.name and b.version = asked.version and b.integrity = asked.integrity)`,
} as const;
