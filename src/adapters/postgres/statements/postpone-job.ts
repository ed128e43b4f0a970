/** Like adding, but a job of that key that already waits keeps its time: somebody asked for it meanwhile. */
export const postponeJob = {
  name: 'postpone-job',
  text: `
select (graphile_worker.add_job($1, $2::json, queue_name := $3, job_key := $4, job_key_mode := 'preserve_run_at', max_attempts := $5::int, priority := $6::int,
  run_at := now() + $7::float8 * interval '1 millisecond')).id`,
} as const;
