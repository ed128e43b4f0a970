/**
 * Frees jobs and queues that a pool holds and does not work on. $1 the pool, $2 the jobs and $3 the queues that it works on, $4 only what it took
 * before that many milliseconds: an answer may be on its way. Answers with how many were freed.
 */
export const freeForgotten = {
  name: 'free-forgotten',
  text: `
with jobs as (
  update graphile_worker._private_jobs set locked_at = null, locked_by = null
  where locked_by = $1 and id <> all ($2::bigint[]) and locked_at < now() - $4::float8 * interval '1 millisecond' returning 1
), queues as (
  update graphile_worker._private_job_queues set locked_at = null, locked_by = null
  where locked_by = $1 and id <> all ($3::int[]) and locked_at < now() - $4::float8 * interval '1 millisecond' returning 1
)
select (select count(*)::int from jobs) + (select count(*)::int from queues) as freed`,
} as const;
