/**
 * Puts a state in the place of the one that it was made from, and of no other: what came in between was made from the same one, and may be newer. $1 source, $2 digest, $3 text, $4 the digest that is
 * to be replaced, null where there was none.
 */
export const writeTrustState = {
  name: 'write-trust-state',
  text: `
insert into mergewarden.trust_state as held (source, digest, body) values ($1, $2, $3)
on conflict (source) do update set digest = excluded.digest, body = excluded.body, stored_at = now() where held.digest is not distinct from $4::text`,
} as const;
