import { band, comesBack, jobKey, lane, strangersFlag } from '../lanes.js';

/**
 * A review's job for a head that is not asked for anew: it comes back, in the lane of the head's standing. $1 repository, $2 sha, $3 urgency, $4
 * milliseconds from now, $5 true to leave a job alone that waits already: somebody asked meanwhile.
 */
export const addReview = {
  name: 'add-review',
  text: `
select (graphile_worker.add_job('review', json_build_object('repository', $1::bigint, 'head', $2::text), queue_name := ${lane('$1::bigint', 's.standing')},
  job_key := ${jobKey('$1::bigint', '$2::text')}, job_key_mode := 'replace', max_attempts := 12, priority := s.standing * ${band} + ${comesBack} + $3::int,
  run_at := now() + $4::float8 * interval '1 millisecond', flags := case when s.standing = 2 then array['${strangersFlag}'] end)).id
from (select coalesce((select standing from mergewarden.head where repository = $1 and sha = $2), 1) as standing) s
where not $5::boolean or not exists (select from graphile_worker._private_jobs j where j.key = ${jobKey('$1::bigint', '$2::text')} and j.is_available)`,
} as const;
