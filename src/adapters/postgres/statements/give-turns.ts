import { band, jobKey, lane } from '../lanes.js';

/**
 * Puts first, for each standing, the next review of an installation that has none in front which could run: of its repositories the one whose turn
 * is longest ago, of its heads the most urgent, then the one that waits longest. Rows that somebody else holds are left to them.
 * $1 installation, or null for all that have a line; $2 a queue that is about to be free, or null.
 */
export const giveTurns = {
  name: 'give-turns',
  text: `
with who as (
  select i.installation, s.standing from (select $1::bigint as installation where $1 is not null union select installation from mergewarden.line where $1 is null) i, generate_series(0, 2) as s(standing)
), next as materialized (
  select n.repository, n.sha, n.job, who.standing from who cross join lateral (
    select l.repository, h.sha, h.job from mergewarden.line l cross join lateral (
      select h.sha, j.id as job from mergewarden.head h join graphile_worker._private_jobs j on j.key = ${jobKey('h.repository', 'h.sha')}
      where h.repository = l.repository and h.standing = l.standing and h.waits_since is not null and j.is_available and j.run_at <= now()
      order by h.urgency, h.waits_since, h.sha limit 1 for update of h, j skip locked
    ) h
    where l.installation = who.installation and l.standing = who.standing
      and not exists (select from graphile_worker._private_job_queues q where q.queue_name = ${lane('l.repository', 'l.standing')} and q.locked_at is not null and q.queue_name is distinct from $2::text)
    order by l.at, l.repository limit 1
  ) n
  where not exists (
    select from mergewarden.head r join graphile_worker._private_jobs j on j.key = ${jobKey('r.repository', 'r.sha')} left join graphile_worker._private_job_queues q on q.id = j.job_queue_id
    where r.installation = who.installation and r.standing = who.standing and r.released and j.is_available and (q.locked_at is null or q.queue_name = $2)
  )
), released as (
  update mergewarden.head h set released = true from next where h.repository = next.repository and h.sha = next.sha
)
select (graphile_worker.reschedule_jobs(array[next.job], run_at := clock_timestamp(), priority := next.standing * ${band})).id from next`,
} as const;
