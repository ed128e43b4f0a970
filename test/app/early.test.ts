import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { judgeEarly } from '../../src/app/early.js';
import type { FactSource } from '../../src/app/fact-source.js';
import type { Reviewed } from '../../src/app/review.js';
import { checks } from '../../src/checks/index.js';
import { npmRepository } from './npm-repository.js';
import { advisory, shelf } from './shelf.js';
import { knownAdvisories, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const installed = (places: { readonly [place: string]: string }): Files => npmRepository(shelf, { installed: places });
const before = installed({ tidy: '1.0.0', words: '1.0.0', leaky: '1.0.0', stepper: '1.0.0' });
const after = installed({ tidy: '1.1.0', words: '1.0.1', leaky: '1.2.0', stepper: '1.0.1' });
const stepOnly = installed({ tidy: '1.1.0', words: '1.0.1', leaky: '1.0.0', stepper: '1.0.1' });
const knownLeak = knownAdvisories({ 'leaky@1.2.0': [advisory()] });

/** Reviews while answers to `path` hang, until something was told early. */
async function whileHanging(path: RegExp, head: Files): Promise<{ readonly early: readonly Reviewed[]; readonly final: Reviewed }> {
  const held = world.registry.fault(path, { kind: 'slow' });
  const early: Reviewed[] = [];
  try {
    const final = await world.review(memoryHost(before, head), { early: async (reviewed) => { early.push(reviewed); held.release(); } });
    return { early, final };
  } finally {
    held.clear();
  }
}

describe('a block does not wait for evidence about other packages', () => {
  test.each([
    ['the new archive of another package', /tidy-1\.1\.0\.tgz$/], ['the old archive of another package', /tidy-1\.0\.0\.tgz$/], ['the record of another package', /^tidy$/],
  ])('that hangs: %s', async (_name, path) => {
    const { early, final } = await whileHanging(path, stepOnly);
    expect(early).toHaveLength(1);
    expect(early[0]!.verdict).toMatchObject({ outcome: 'block' });
    expect(early[0]!.verdict.findings.filter((finding) => early[0]!.verdict.blocking.includes(finding.fingerprint)).map((finding) => finding.check)).toEqual(['hidden-code']);
    expect(final.verdict.blocking).toEqual(expect.arrayContaining([...early[0]!.verdict.blocking]));
  });
});

/** The same facts, coming in by the order of `ranks`: the pending one of the lowest rank first, once nothing else moves. */
function inOrder(source: FactSource, ranks: readonly number[]): FactSource {
  const pending: { readonly rank: number; readonly go: () => void }[] = [];
  let count = 0;
  let running = false;
  const turn = (): void => {
    running = pending.length > 0;
    if (!running) return;
    pending.sort((a, b) => a.rank - b.rank).shift()!.go();
    setImmediate(turn);
  };
  return {
    data: () => source.data(), release: (isPrivate) => { source.release(isPrivate); },
    get: async (subject, kind, signal) => {
      const rank = ranks[(count += 1) % ranks.length]!;
      const fact = await source.get(subject, kind, signal);
      await new Promise<void>((go) => {
        pending.push({ rank, go });
        if (!running) { running = true; setImmediate(turn); }
      });
      return fact;
    },
  };
}

test('whatever the order in which facts come in: one early block at most, of findings that the same final verdict has', async () => {
  const cache = memoryFactCache();
  const options = { cache, advisories: knownLeak };
  const calm = await world.review(memoryHost(before, after), options);
  await fc.assert(fc.asyncProperty(fc.array(fc.nat(1_000), { minLength: 40, maxLength: 40 }), async (ranks) => {
    const told: Reviewed[] = [];
    const host = memoryHost(before, after);
    const final = await world.review(host, { ...options, facts: inOrder(world.ports(host, options).facts, ranks), early: async (reviewed) => { told.push(reviewed); } });
    expect(final.verdict).toEqual(calm.verdict);
    expect(told).toHaveLength(1);
    const whole = final.verdict.findings.map((finding) => JSON.stringify(finding));
    for (const finding of told[0]!.verdict.findings) expect(whole).toContain(JSON.stringify(finding));
    expect(told[0]!.verdict.blocking.length).toBeGreaterThan(0);
  }), { numRuns: 40, seed: 7 });
});

test('a check that throws while facts are on their way is the review\'s to tell: nothing is left unheard', async () => {
  const unheard: unknown[] = [];
  const listen = (reason: unknown): void => { unheard.push(reason); };
  process.on('unhandledRejection', listen);
  const judging = judgeEarly({
    changes: [], checks: [checks.find((check) => check.needs.length === 0)!], people: Promise.resolve([]), blocks: () => true, tell: async () => undefined,
    run: () => { throw new Error('a defect'); },
  });
  await new Promise(setImmediate);
  await judging.told();
  process.off('unhandledRejection', listen);
  expect(unheard).toEqual([]);
});

test('what may become lower by what is found out last is not told early', async () => {
  const ran: string[] = [];
  const drift = checks.find((check) => check.id === 'manifest-lock-drift')!;
  const judging = judgeEarly({
    changes: [], checks: [drift, checks.find((check) => check.needs.length === 0 && check.late !== true)!], people: Promise.resolve([]), blocks: () => true, tell: async () => undefined,
    run: (check) => { ran.push(check.id); return { findings: [], gaps: [], coverage: [] }; },
  });
  await new Promise(setImmediate);
  await judging.told();
  expect(ran).toHaveLength(1);
  expect(ran).not.toContain('manifest-lock-drift');
});
