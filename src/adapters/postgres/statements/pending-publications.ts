export const pendingPublications = {
  name: 'pending-publications',
  text: `
select p.id, p.review, p.kind, p.pull, p.body, p.hash from mergewarden.publication p join mergewarden.head h on h.review = p.review
where h.repository = $1 and h.sha = $2 and h.epoch = $3 and p.state = 'pending'
order by case p.kind when 'check' then 0 when 'review' then 1 else 2 end, p.pull, p.id`,
} as const;
