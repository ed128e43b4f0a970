/** A head with its present evaluation and the open pull requests that have it. */
export const readHead = {
  name: 'read-head',
  text: `
select h.installation, h.repository, h.owner, h.name, h.sha, h.generation, h.successor, h.standing, h.group_head_ref, h.group_base_ref, h.group_base,
  r.id as review, r.state, r.outcome, r.evaluations, r.early, (extract(epoch from r.opened_at) * 1000)::float8 as opened_at,
  (extract(epoch from r.begun_at) * 1000)::float8 as begun_at,
  coalesce((select json_agg(json_build_object('number', p.number, 'baseRef', p.base_ref, 'base', p.base,
      'seenAt', floor(extract(epoch from p.seen_at) * 1000), 'observedAt', ceil(extract(epoch from p.observed_at)) * 1000,
      'unsure', p.observed_at <> date_trunc('second', p.observed_at)) order by p.number)
    from mergewarden.pull p where p.repository = h.repository and p.head = h.sha and p.state = 'open'), '[]'::json) as pulls
from mergewarden.head h join mergewarden.review r on r.id = h.review where h.repository = $1 and h.sha = $2`,
} as const;
