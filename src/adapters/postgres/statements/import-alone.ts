/** Whether this connection may take an import over: true for one of all, until it is closed. $1 the lock. */
export const importAlone = {
  name: 'import-alone',
  text: 'select pg_try_advisory_lock($1) as held',
} as const;
