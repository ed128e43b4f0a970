/** $1 review, $2 repository, $3 sha, $4 generation. */
export const beginEvaluation = {
  name: 'begin-evaluation',
  text: `
update mergewarden.review r set evaluations = evaluations + 1, begun_at = coalesce(r.begun_at, now()) from mergewarden.head h
where r.id = $1 and r.state = 'open' and h.repository = $2 and h.sha = $3 and h.review = r.id and h.generation = $4`,
} as const;
