import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { npmRepository } from './npm-repository.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type World } from './world.js';

const version = (name: string, publishedAt: string) => ({ version: name, publishedAt, files: { 'index.js': `module.exports = '${name}';\n` } });
const known = { name: 'steady', versions: [version('1.0.0', '2026-06-01T00:00:00.000Z'), version('1.1.0', '2026-08-01T00:00:00.000Z')] };
const grown = { name: 'steady', versions: [...known.versions, version('1.2.0', '2026-10-01T00:00:00.000Z')] };

let world: World;
beforeAll(async () => { world = await startWorld([known], ownAnalyser()); });
afterAll(() => world.close());

test('a version that came after the kept record is asked for, also where another one of the package is in it', async () => {
  const cache = memoryFactCache();
  const side = (directory: string, installed: string) => npmRepository([grown], { installed: { steady: installed }, directory });
  const verdict = async (base: object, head: object) => inShort((await world.review(memoryHost(base as never, head as never), { cache })).verdict);
  expect((await verdict(side('a', '1.0.0'), side('a', '1.1.0'))).outcome).toBe('pass');
  world.registry.publish(grown);
  expect(await verdict({ ...side('a', '1.0.0'), ...side('b', '1.0.0') }, { ...side('a', '1.1.0'), ...side('b', '1.2.0') })).toMatchObject({ outcome: 'pass', told: [], gaps: [] });
});
