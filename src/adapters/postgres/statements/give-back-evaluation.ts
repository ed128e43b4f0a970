/** $1 review, $2 repository, $3 sha, $4 generation: one that was asked for anew counts from the beginning, and there is nothing to give back. */
export const giveBackEvaluation = {
  name: 'give-back-evaluation',
  text: `
update mergewarden.review r set evaluations = greatest(evaluations - 1, 0) from mergewarden.head h
where r.id = $1 and r.state = 'open' and h.repository = $2 and h.sha = $3 and h.review = r.id and h.generation = $4`,
} as const;
