/** The state of a repository of trusted roots; its text only where it is another than the known one, and not too long. $1 source, $2 known digest or null, $3 most bytes. */
export const readTrustState = {
  name: 'read-trust-state',
  text: 'select digest, case when digest is distinct from $2 and octet_length(body) <= $3 then body end as body from mergewarden.trust_state where source = $1',
} as const;
