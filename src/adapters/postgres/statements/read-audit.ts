export const readAudit = {
  name: 'read-audit',
  text: `
select sequence, (extract(epoch from at) * 1000)::float8 as at, kind, installation, repository, head, pull, body from mergewarden.audit
where ($1::bigint is null or repository = $1) and sequence > $2 order by sequence limit $3`,
} as const;
