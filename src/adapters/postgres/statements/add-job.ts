/** $1 task, $2 payload, $3 queue name or null, $4 key, $5 most tries, $6 priority, $7 milliseconds from now. */
export const addJob = {
  name: 'add-job',
  text: `
select (graphile_worker.add_job($1, $2::json, queue_name := $3, job_key := $4, job_key_mode := 'replace', max_attempts := $5::int, priority := $6::int,
  run_at := now() + $7::float8 * interval '1 millisecond')).id`,
} as const;
