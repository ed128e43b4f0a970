/**
 * The installation of a head whose review is open, or whose last verdicts told findings of a check. Verdicts are read only where the outcome
 * was no pass: a told finding is at least a warning.
 * $1 repository, $2 sha, $3 check.
 */
export const toldFinding = {
  name: 'told-finding',
  text: `
select h.installation from mergewarden.head h join mergewarden.review r on r.id = h.review
where h.repository = $1 and h.sha = $2 and (r.state = 'open' or (r.outcome in ('block', 'warn', 'unknown') and exists (
  select from mergewarden.audit a where a.repository = h.repository and a.head = h.sha and a.kind = 'verdict' and a.body->>'review' = h.review
    and exists (select from json_array_elements(a.body->'verdict'->'findings') finding where finding->>'check' = $3 and finding->>'level' = 'default'))))`,
} as const;
