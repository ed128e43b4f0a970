import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { checks } from '../../src/checks/index.js';
import { failed, type Coverage } from '../../src/core/coverage.js';
import { Failure } from '../../src/core/errors.js';
import { conclusionOf } from '../../src/core/publication.js';
import type { Outcome, Verdict } from '../../src/core/verdict.js';
import type { Fact } from '../../src/facts/kinds.js';
import type { FactSource } from '../../src/app/fact-source.js';
import type { CodeHost } from '../../src/ports/code-host.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { advisory, shelf } from './shelf.js';
import { knownAdvisories, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

// A review whose evidence is taken away, piece by piece: it may come to know less, and never to let more through.

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const files = (locks: Locks): Files => npmRepository(shelf, locks);
const closed: Files = { '.github/mergewarden.yml': 'fail-mode: closed\n' };
/** What people send: an ordinary update, a vulnerable one, an install step, and all of them at once. */
const cases: Readonly<Record<string, readonly [base: Files, head: Files]>> = {
  ordinary: [files({ installed: { tidy: '1.0.0', words: '1.0.0' }, asks: { tidy: '^1.0.0' } }), files({ installed: { tidy: '1.1.0', words: '1.0.0' }, asks: { tidy: '^1.1.0' } })],
  vulnerable: [files({ installed: { leaky: '1.0.0' } }), files({ installed: { leaky: '1.2.0' } })],
  'an install step': [files({ installed: { stepper: '1.0.0' } }), files({ installed: { stepper: '1.0.1' } })],
  'all of them': [files({ installed: { leaky: '1.0.0', stepper: '1.0.0' } }), files({ installed: { leaky: '1.2.0', stepper: '1.0.1', words: '1.0.0' } })],
};
const advisories = knownAdvisories({ 'leaky@1.2.0': [advisory()] });
const rank: Record<Outcome, number> = { pass: 0, warn: 1, unknown: 2, block: 3 };

/** What becomes of an answer. A wall clock of ours is behind the second. */
const losses: Readonly<Record<string, (fact: Fact<unknown>) => Fact<unknown>>> = {
  'failed': () => ({ coverage: failed('REGISTRY_TIMEOUT') }),
  'failed by our own clock': () => ({ coverage: failed('REGISTRY_TIMEOUT', {}, true) }),
  'partial, with what there is': (fact) => ({ ...fact, coverage: partly }),
  'partial, with nothing': () => ({ coverage: partly }),
};
const partly: Coverage = { kind: 'partial', code: 'ANALYSER_STEPS', data: {} };

type Loses = (asked: string, number: number) => keyof typeof losses | undefined;
/** Asks the real source and takes away from its answers what `loses` names, told by kind and package and by number. */
function losing(source: FactSource, loses: Loses): FactSource & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    data: () => source.data(), release: (isPrivate) => { source.release(isPrivate); },
    get: (async (subject, kind, signal) => {
      const name = `${kind} ${JSON.stringify(subject.origin)}`;
      let number = asked.indexOf(name);
      if (number < 0) number = asked.push(name) - 1;
      const loss = loses(name, number);
      const fact = await source.get(subject, kind, signal);
      // Where nothing could be asked there is nothing to lose.
      return loss === undefined || fact.coverage.kind === 'skipped' ? fact : losses[loss]!(fact);
    }) as FactSource['get'],
  };
}

async function reviewed(name: string, policy: Files, loses: Loses = () => undefined, host?: (whole: CodeHost) => CodeHost): Promise<{ readonly verdict: Verdict; readonly asked: readonly string[] }> {
  const [base, head] = cases[name]!;
  const whole = memoryHost({ ...base, ...policy }, { ...head, ...policy });
  const facts = losing(world.ports(whole, { advisories }).facts, loses);
  const { verdict } = await world.review(host ? host(whole) : whole, { facts });
  return { verdict, asked: facts.asked };
}

/** Never from failing to passing; and never to a better outcome, but that a block whose evidence is gone may be unknown. */
function neverBetter(before: Verdict, after: Verdict): void {
  if (conclusionOf(before) === 'failure') expect(conclusionOf(after)).toBe('failure');
  expect(rank[after.outcome]).toBeGreaterThanOrEqual(Math.min(rank[before.outcome], rank.unknown));
}

describe.each(Object.keys(cases))('%s', (name) => {
  test('each single answer lost, in each way', async () => {
    for (const policy of [{}, closed]) {
      const whole = await reviewed(name, policy);
      // Under the defaults only what counts whatever the policy says; with everything closed, each way.
      for (const loss of policy === closed ? ['failed', 'partial, with nothing'] : ['failed by our own clock']) {
        for (const gone of whole.asked) {
          const { verdict } = await reviewed(name, policy, (asked) => (asked === gone ? loss : undefined));
          neverBetter(whole.verdict, verdict);
        }
      }
    }
  }, 120_000);

  test('more and more answers lost', async () => {
    const whole = await reviewed(name, closed);
    await fc.assert(fc.asyncProperty(fc.shuffledSubarray(whole.asked.map((_, index) => index)), fc.constantFrom(...Object.keys(losses)), async (order, loss) => {
      let before = whole.verdict;
      const gone = new Set<string>();
      for (const index of order.slice(0, 4)) {
        gone.add(whole.asked[index]!);
        const { verdict } = await reviewed(name, closed, (asked) => (gone.has(asked) ? loss : undefined));
        neverBetter(before, verdict);
        before = verdict;
      }
    }), { seed: 20_261_122, numRuns: 6 });
  }, 120_000);

  test('nothing at all can be found out', async () => {
    for (const loss of Object.keys(losses)) {
      const whole = await reviewed(name, {});
      neverBetter(whole.verdict, (await reviewed(name, {}, () => loss)).verdict);
      if (loss !== 'partial, with what there is') expect((await reviewed(name, closed, () => loss)).verdict.outcome).not.toBe('pass');
    }
  }, 120_000);

  test('each single file unread', async () => {
    const whole = await reviewed(name, closed);
    const [base, head] = cases[name]!;
    const recorded = memoryHost({ ...base, ...closed }, { ...head, ...closed });
    await world.review(recorded, { advisories });
    for (const oid of new Set(recorded.asked)) {
      const { verdict } = await reviewed(name, closed, undefined, (host) => ({ ...host, blobs: async (oids, ...rest) => new Map([...await host.blobs(oids, ...rest)].map(([key, bytes]) => [key, key === oid ? new Failure('READ_BUDGET') : bytes])) }));
      neverBetter(whole.verdict, verdict);
      expect([oid, conclusionOf(verdict)]).toEqual([oid, 'failure']);
    }
  }, 60_000);

  test('the organisation\'s policy unread', async () => {
    const whole = await reviewed(name, {});
    const { verdict } = await reviewed(name, {}, undefined, (host) => ({ ...host, organisationFile: () => Promise.reject(new Failure('FILE_TOO_LARGE', { path: 'x', limit: 1 })) }));
    neverBetter(whole.verdict, verdict);
    expect(conclusionOf(verdict)).toBe('failure');
  });
});

test('every check that looks at packages asks for something that can be lost', () => {
  expect(checks.filter((check) => check.needs.length > 0).length).toBeGreaterThan(5);
});
