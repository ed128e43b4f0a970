export const readPolicy = {
  name: 'read-policy',
  text: 'select hash, body from mergewarden.policy where installation = $1 and repository = $2 and base_ref = $3',
} as const;
