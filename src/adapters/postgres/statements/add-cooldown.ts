/**
 * The job that has a head judged anew when a release is old enough: one for each head. $1 repository, $2 sha, $3 review, $4 when, in ms since the epoch. The time also
 * stands in its payload, since our clock and the database's may differ.
 */
export const addCooldown = {
  name: 'add-cooldown',
  text: `
select (graphile_worker.add_job('cooldown', json_build_object('repository', $1::bigint, 'head', $2::text, 'review', $3::text, 'at', $4::float8),
  job_key := 'cooldown:' || $1::bigint || ':' || $2::text, job_key_mode := 'replace', max_attempts := 12, priority := 0, run_at := to_timestamp($4::float8 / 1000))).id`,
} as const;
