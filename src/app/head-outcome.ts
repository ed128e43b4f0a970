import type { Outcome } from '../core/verdict.js';
import type { ReviewResult } from './review.types.js';

/** From the worst to the best. Unknown is worse than warn: what was not looked at may be anything. */
const outcomesByWeight = ['block', 'unknown', 'warn', 'pass'] as const satisfies readonly Outcome[];

/**
 * The result that speaks for a head: one that fails before any that does not, then the worst outcome, then the first. So a head
 * fails if it fails for any base, also where another base's policy only observes.
 */
export function worstResult<T extends { readonly result: ReviewResult }>(judged: readonly T[]): T | undefined {
  const weight = ({ result }: T): number => (result.texts.conclusion === 'failure' ? 0 : 10) + outcomesByWeight.indexOf(result.verdict.outcome);
  let worst: T | undefined;
  for (const one of judged) if (worst === undefined || weight(one) < weight(worst)) worst = one;
  return worst;
}
