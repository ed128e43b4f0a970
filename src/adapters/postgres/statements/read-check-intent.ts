export const readCheckIntent = {
  name: 'read-check-intent',
  text: `
select p.id, p.body from mergewarden.publication p join mergewarden.head h on h.review = p.review
where h.repository = $1 and h.sha = $2 and h.epoch = $3 and p.review = $4 and p.kind = 'check' for update of p`,
} as const;
