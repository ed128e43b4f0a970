import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createReviewer } from '../../src/app/reviewer.js';
import type { ReviewTarget } from '../../src/app/review.types.js';
import { catalogue } from '../../src/checks/index.js';
import type { CodeHost } from '../../src/ports/code-host.js';
import { installation, repository, sha } from './harness.js';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';
import { memoryHost, now, ownAnalyser, startWorld, type Files, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const installed = (places: { readonly [place: string]: string }): Files => npmRepository(shelf, { installed: places });
const target: ReviewTarget = { kind: 'pull', installation, repository, number: 1, headSha: sha('a'), baseRef: 'main', baseSha: sha('b') };

async function reviewWith(host: CodeHost) {
  const { facts } = world.ports(host);
  const reviewer = createReviewer({
    hostFor: () => host, factsFor: () => facts, lendsCredentials: () => false, peopleOf: async () => [], lastGood: async () => undefined, settings: world.settings, presentation: { catalogue, docsBase: 'https://docs.example/' }, clock: { now: () => now },
  });
  return (await reviewer(target, { progress: { report: () => undefined }, early: async () => undefined }, new AbortController().signal)).verdict;
}

test('while the host merges, the registry is asked already; a wrong expectation changes no verdict', async () => {
  const real = memoryHost(installed({ tidy: '1.0.0', words: '1.0.0', stepper: '1.0.0' }), installed({ tidy: '1.1.0', words: '1.0.0', stepper: '1.0.1' }));
  const plain = await reviewWith(real);
  const guess = memoryHost(installed({ tidy: '1.0.0', words: '1.0.0' }), installed({ tidy: '1.1.0', words: '1.0.1' }));
  const before = world.registry.requests.length;
  const asked = async (): Promise<void> => { while (world.registry.requests.length < before + 4) await new Promise((resolve) => { setImmediate(resolve); }); };
  const verdict = await reviewWith({
    ...real, expected: () => guess.snapshot(), snapshot: async () => { await asked(); return real.snapshot(); },
    blobs: async (oids, most) => new Map([...await guess.blobs(oids, most), ...[...await real.blobs(oids, most)].filter(([, blob]) => blob instanceof Uint8Array)]),
  });
  expect(verdict).toEqual(plain);
  expect(verdict.outcome).toBe('block');
});

test('an expectation that cannot be followed is let go', async () => {
  const real = memoryHost(installed({ words: '1.0.0' }), installed({ words: '1.0.1' }));
  expect(await reviewWith({ ...real, expected: async () => ({ ...await real.snapshot(), trees: undefined as never }) })).toEqual(await reviewWith(real));
});
