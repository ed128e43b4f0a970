import type { PolicyReading } from './reading.types.js';
import { login } from './waivers.js';

/** What the code host tells of the approvals of one head. */
export interface Approvals {
  /**
   * Logins of who opened the pull request, of every author and committer of its commits, and of who pushed last: they do not approve what
   * they wrote. `unknown` where that cannot be found out: then nobody's approval counts.
   */
  readonly own: readonly string[] | 'unknown';
  /** Logins of persons who may write to the repository now, and whose last word on the pull request approves this very head. */
  readonly approved: readonly string[];
}

/** Whether a change asks for less than the policy in force, or waives something: only then is anybody asked for approvals. */
export function needsApproval({ head }: PolicyReading): boolean {
  return head !== undefined && (head.loosenings.length > 0 || head.addedWaivers.length > 0);
}

/** The approvals that count: of somebody who has no part in the change. */
export function secondPersons({ own, approved }: Approvals): readonly string[] {
  if (own === 'unknown') return [];
  const parts = new Set(own.map(login));
  return approved.filter((one) => !parts.has(login(one)));
}
