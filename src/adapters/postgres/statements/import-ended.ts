/** Lets another process take an import over. $1 the lock. */
export const importEnded = {
  name: 'import-ended',
  text: 'select pg_advisory_unlock($1)',
} as const;
