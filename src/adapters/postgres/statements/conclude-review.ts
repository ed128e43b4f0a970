/** $1 review, $2 repository, $3 sha, $4 generation, $5 outcome, $6 code. No row when the head was asked for anew meanwhile. */
export const concludeReview = {
  name: 'conclude-review',
  text: `
update mergewarden.review r set state = 'concluded', outcome = $5, code = $6, concluded_at = now() from mergewarden.head h
where r.id = $1 and r.state = 'open' and h.repository = $2 and h.sha = $3 and h.review = r.id and h.generation = $4`,
} as const;
