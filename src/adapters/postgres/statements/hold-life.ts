/** A worker's sign of life: a session lock named after its pool, gone with its connection. */
export const holdLife = { name: 'hold-life', text: 'select pg_advisory_lock(4242, hashtext($1))' } as const;
