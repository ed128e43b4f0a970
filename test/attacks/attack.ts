import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Verdict } from '../../src/core/verdict.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type ReviewOptions, type World } from '../app/world.js';
import type { StandInPackage } from '../registry/index.js';

/** A way past a reviewer, as two sides of a repository, with nothing behind it; or the honest change that looks like it. */
export interface Attack {
  readonly base: Files;
  readonly head: Files;
  readonly more?: Parameters<typeof memoryHost>[2];
  readonly options?: ReviewOptions;
}

/** What must be said: `check message` or `check CODE`. An honest change says nothing. */
export type Said = readonly string[];

/** Starts the world of a file of attacks. */
export function attacked(packages: readonly StandInPackage[]): { readonly review: (attack: Attack) => Promise<Verdict>; readonly world: () => World } {
  let world: World;
  beforeAll(async () => { world = await startWorld([...packages], ownAnalyser()); });
  afterAll(() => world.close());
  return { world: () => world, review: async ({ base, head, more, options }) => (await world.review(memoryHost(base, head, more), options)).verdict };
}

/** Holds that attacks are stopped by what is named, and that their honest twins pass without a word. */
export function hold(name: string, review: (attack: Attack) => Promise<Verdict>, attacks: readonly (readonly [name: string, attack: () => Attack, said: Said])[]): void {
  test.each(attacks)(`${name}: %s`, async (_name, attack, said) => {
    const verdict = await review(attack());
    const { outcome, told, gaps } = inShort(verdict);
    if (said.length === 0) expect({ outcome, told, gaps }).toEqual({ outcome: 'pass', told: [], gaps: [] });
    else {
      expect(['block', 'unknown']).toContain(outcome);
      expect([...told, ...gaps]).toEqual(expect.arrayContaining([...said]));
    }
  });
}
