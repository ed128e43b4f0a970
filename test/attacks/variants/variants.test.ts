import { describe, expect, test } from '@jest/globals';
import { toolVariants } from './by-tools.js';
import { graded, isSofter } from './grade.js';
import { knownMisses } from './known-misses.js';
import { mutant, type Mutant } from './mutate.js';
import { allOf, folders, sizeOf, type Folder } from './replicas.js';
import { variantOf } from './variant.js';

const patience = 600_000;
/** Change it, and other variants are judged: then the known misses are others too. */
const seed = 'fixed';
/** Larger ones are judged by `npm run variants` alone: they take seconds each. */
const mostCode = 40_000;

type Made = readonly (readonly [set: string, mutant: Mutant])[];

/** Every variant that `make` gives of the replicas of some folders, and how many of them are nearer to passing than they may be. */
async function lostOf(which: readonly Folder[], make: (folder: Folder, id: string, replica: Awaited<ReturnType<typeof allOf>>[number], order: number) => Promise<Made>): Promise<{ readonly lost: readonly string[]; readonly judged: number }> {
  const lost: string[] = [];
  let judged = 0;
  for (const folder of which) {
    const replicas = (await allOf(folder)).filter((one) => sizeOf(one) <= mostCode);
    for (const [order, replica] of replicas.entries()) {
      const was = folder === 'clean' ? undefined : await graded(variantOf(replica));
      for (const [at, [set, { variant, steps }]] of (await make(folder, replica.id, replica, order)).entries()) {
        if (steps.length === 0) continue;
        judged += 1;
        const is = await graded(variant);
        if (was ? isSofter(is, was) : is.loudest === 'high' || is.outcome === 'block') lost.push(`${set} ${folder}/${replica.id} ${at}: ${steps.map((one) => one.operator).join(', ')}`);
      }
    }
  }
  return { lost, judged };
}
const knownOf = (set: string): string[] => knownMisses.map(([variant, by]) => `${variant}: ${by}`).filter((one) => one.startsWith(`${set} `));

describe(`variants by real tools (seed ${seed})`, () => {
  test('no attack is judged more softly, no honest change is called high', async () => {
    const { lost, judged } = await lostOf(folders, async (folder, id, replica) => (await toolVariants(replica, `${seed} ${folder}/${id}`, folder === 'clean')).map((one) => ['tools', one] as const));
    expect(judged).toBeGreaterThan(200);
    expect(lost).toEqual(knownOf('tools'));
  }, patience);
});

describe(`mutations on one another (seed ${seed})`, () => {
  test('no attack is judged more softly, no honest change is called high', async () => {
    const { lost, judged } = await lostOf(folders, async (folder, id, replica, order) => [['mutated', await mutant(replica, `${seed} ${folder}/${id}`, 1 + (order % 5), folder === 'clean')] as const]);
    expect(judged).toBeGreaterThan(60);
    expect(lost).toEqual(knownOf('mutated'));
  }, patience);
});
