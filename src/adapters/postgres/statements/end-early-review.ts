/** A head that is judged anew: the evaluation that only got as far as an early block ends as that block. */
export const endEarlyReview = {
  name: 'end-early-review',
  text: `
update mergewarden.review r set state = 'concluded', outcome = 'block', concluded_at = now()
from mergewarden.head h where h.repository = $1 and h.sha = $2 and r.id = h.review and r.state = 'open' and r.early`,
} as const;
