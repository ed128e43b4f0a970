import { isObject } from '../../../core/json.js';

/**
 * The installation of a head, with whether its review is open, and the verdicts that may have told findings of a check: its id stands in them. Verdicts
 * are read only where the outcome was no pass: a told finding is at least a warning. They come as text: PostgreSQL's json functions refuse a whole
 * document in which anything holds a NUL or half a surrogate pair, and whoever writes the change writes much of what is in it.
 * $1 repository, $2 sha, $3 check.
 */
export const toldFinding = {
  name: 'told-finding',
  text: `
select h.installation, r.id as review, r.state = 'open' as open, a.body::text as body
from mergewarden.head h join mergewarden.review r on r.id = h.review
left join mergewarden.audit a on r.state <> 'open' and a.repository = h.repository and a.head = h.sha and a.kind = 'verdict'
  and position('"check":"' || $3 || '"' in a.body::text) > 0
where h.repository = $1 and h.sha = $2 and (r.state = 'open' or (r.outcome in ('block', 'warn', 'unknown') and a.body is not null))`,
} as const;

export interface ToldRow {
  readonly installation: number;
  readonly review: string;
  readonly open: boolean;
  readonly body: string | null;
}

/** Whether a row is of an open review, or its verdict, given by the head's present review, told a finding of the check. */
export function tells({ review, open, body }: ToldRow, check: string): boolean {
  if (open) return true;
  const entry: unknown = JSON.parse(body ?? 'null');
  if (!isObject(entry) || entry['review'] !== review || !isObject(entry['verdict'])) return false;
  const { findings } = entry['verdict'];
  return Array.isArray(findings) && findings.some((one) => isObject(one) && one['check'] === check && one['level'] === 'default');
}
