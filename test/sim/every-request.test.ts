import { describe, expect, test } from '@jest/globals';
import type { Mishap } from './faults.js';
import { nameOf } from './faults.js';
import { simulate } from './run.js';
import type { Outcome } from './run.js';
import type { Plan } from './scenario.js';

// One fault at every single request of one small run, whichever process sends it, until the run has no more of them. Seeds meet requests by chance, or
// the first ones of a run; here none is left out, those of the queue among them.

/** A pull request, a push to it, and another pull request with the same head. The seed makes the service write everything that it can write. */
const plan: Plan = {
  seed: 'every 275', repositories: 1, processes: 2, webhooks: { mostDelayMs: 200, lost: 0, repeated: 0, lagMs: 0 }, faults: [],
  actions: [
    { at: 0, repository: 1, kind: 'open', number: 1, head: 1, base: 'main' },
    { at: 60_000, repository: 1, kind: 'push', number: 1, head: 2 },
    { at: 120_000, repository: 1, kind: 'open', number: 2, head: 2, base: 'release' },
  ],
};
const run = (on: 'host' | 'database', nth: number, mishap: Mishap): Promise<Outcome> => simulate({ ...plan, faults: [{ kind: 'request', at: 0, on, nth, mishap }] });

describe('one fault at every request of a run', () => {
  test('there is one of each kind to meet', async () => {
    const { lines, violations } = await simulate(plan, { keepTrace: true });
    expect(violations).toEqual([]);
    const kinds = ['createCheck', 'updateCheck', 'createReview', 'createComment', 'updateComment', 'updateReviewComment', 'resolveThread', 'reviews.early', 'reviews.conclude', 'outbox.annotate', 'outbox.speak', 'queue.complete'];
    expect(kinds.filter((kind) => !lines.some((line) => line.includes(`${kind}(`) || line.includes(` ${kind} `)))).toEqual([]);
  });

  test.each<readonly ['host' | 'database', Mishap, number]>([
    ['host', { kind: 'dies', when: 'before' }, 35], ['host', { kind: 'dies', when: 'after' }, 35], ['host', { kind: 'lost', how: 'error' }, 35],
    ['database', { kind: 'dies', when: 'after' }, 150], ['database', { kind: 'lost', how: 'error' }, 150],
  ])('%s %j: everything holds', async (on, mishap, least) => {
    const broken: unknown[] = [];
    let nth = 1;
    for (; ; nth += 1) {
      const { violations, met } = await run(on, nth, mishap);
      if (!met.has(`${on} ${nameOf(mishap)}`)) break;
      if (violations.length > 0) broken.push({ nth, violations });
    }
    expect(broken).toEqual([]);
    expect(nth).toBeGreaterThan(least);
  }, 300_000);
});

describe('a host that answers nothing well for ten minutes', () => {
  const refused = (how: 'error' | 'timeout' | 'silence' | 'limited', retryAfterMs?: number): Mishap => ({ kind: 'refused', how, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) });
  test.each<Mishap>([refused('limited'), refused('limited', 60_000), refused('error'), refused('timeout'), refused('silence')])('%j: whenever it begins, everything holds', async (mishap) => {
    for (const at of [0, 500, 61_000, 119_000, 121_000]) {
      const { violations, met } = await simulate({ ...plan, faults: [{ kind: 'outage', at, ms: 600_000, mishap }] });
      expect({ at, violations, met: met.has(`outage ${nameOf(mishap)}`) }).toEqual({ at, violations: [], met: true });
    }
  });
});
