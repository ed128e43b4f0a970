/** Frees the jobs of worker pools whose sign of life is gone. $1: pools that took a job within that many milliseconds are left alone. */
export const sweepDead = {
  name: 'sweep-dead',
  text: `
with held as (
  select locked_by as pool, locked_at from graphile_worker._private_jobs where locked_by is not null
  union all select locked_by, locked_at from graphile_worker._private_job_queues where locked_by is not null
), dead as (
  select pool from held group by pool
  having max(locked_at) < now() - $1::float8 * interval '1 millisecond'
    and not exists (select from pg_locks l where l.locktype = 'advisory' and l.classid = 4242 and l.granted
      and l.database = (select oid from pg_database where datname = current_database()) and l.objid::bigint = (hashtext(pool)::bigint & 4294967295))
)
select array_agg(pool) as pools, graphile_worker.force_unlock_workers(array_agg(pool)) from dead having count(*) > 0`,
} as const;
