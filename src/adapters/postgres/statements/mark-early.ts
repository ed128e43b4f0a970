export const markEarly = {
  name: 'mark-early',
  text: `
update mergewarden.review r set early = true from mergewarden.head h
where r.id = $1 and r.state = 'open' and h.repository = $2 and h.sha = $3 and h.review = r.id and h.generation = $4`,
} as const;
