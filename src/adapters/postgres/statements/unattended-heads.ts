/** Heads with something to do and no job left that will do it. $1: since before that many milliseconds. */
export const unattendedHeads = {
  name: 'unattended-heads',
  text: `
select h.repository, h.sha from mergewarden.head h join mergewarden.review r on r.id = h.review
where (r.state = 'open' and h.asked_at < now() - $1::float8 * interval '1 millisecond'
    or exists (select from mergewarden.publication p where p.review = r.id and p.state = 'pending' and p.created_at < now() - $1::float8 * interval '1 millisecond'
      and p.created_at > now() - interval '1 day'))
  and not exists (select from graphile_worker.jobs j where j.key = 'review:' || h.repository || ':' || h.sha and j.attempts < j.max_attempts)
  and not exists (select from graphile_worker._private_jobs j where j.locked_by is not null and j.payload ->> 'head' = h.sha and j.payload ->> 'repository' = h.repository::text)
order by h.asked_at limit 500`,
} as const;
