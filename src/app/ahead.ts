import { limits } from '../core/limits.js';
import { bringsIn } from '../facts/planner.js';
import { checkPolicyOf } from '../policy/merge.js';
import { gather } from './gather.js';
import { readRepository } from './repository.js';
import type { ReviewPorts, ReviewSettings } from './review.js';

/**
 * Asks for the facts that a review will most likely want, while its snapshot still waits for the host: the ports remember them. Nothing is
 * judged by it, and where the expectation was wrong, the review asks for what it lacks. Never rejects.
 */
export async function fetchAhead({ host, facts, clock }: Pick<ReviewPorts, 'host' | 'facts' | 'clock'>, settings: ReviewSettings, signal: AbortSignal): Promise<void> {
  try {
    const expected = await host.expected?.();
    if (!expected || signal.aborted) return;
    const now = new Date(clock.now()).toISOString();
    const { changes, policy } = await readRepository(host, expected, settings, now);
    // More than is read: what comes first is then decided by all records, and a moment earlier is worth no second plan of so many.
    if (changes.filter(bringsIn).length > limits.changesAnalysed.value) return;
    const checks = settings.checks.filter((check) => checkPolicyOf(policy.reading.inForce, check.id).mode !== 'off');
    await gather({ changes, checks, facts, now, table: new Map(), predecessors: new Map() }, signal);
  } catch {
    // What is wrong here is wrong in the review too, which says so.
  }
}
