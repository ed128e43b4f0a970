export const appendAudit = {
  name: 'append-audit',
  text: 'insert into mergewarden.audit (kind, installation, repository, head, pull, body) values ($1, $2, $3, $4, $5, $6)',
} as const;
