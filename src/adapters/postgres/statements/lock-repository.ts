/**
 * One change of a repository's rows at a time, until the transaction ends. Taken as a statement of its own, so that the statements
 * after it see what the one before committed.
 */
export const lockRepository = {
  name: 'lock-repository',
  text: 'select pg_advisory_xact_lock(4243, hashtext($1::text))',
} as const;
