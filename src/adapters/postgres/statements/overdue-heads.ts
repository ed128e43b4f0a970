export const overdueHeads = {
  name: 'overdue-heads',
  text: `
select h.repository, h.sha from mergewarden.head h join mergewarden.review r on r.id = h.review
where r.state = 'open' and coalesce(r.begun_at, r.opened_at) < now() - $1::float8 * interval '1 millisecond' order by r.opened_at limit 500`,
} as const;
