import { describe, expect, test } from '@jest/globals';
import { formats } from '../../../src/lockfiles/index.js';
import { fuzz } from './hold.js';
import { mutated } from './mutate.js';
import { sourcesUpTo } from './sources.js';

const sources = sourcesUpTo(30_000);

describe('mutated lockfiles', () => {
  test.each(formats.map((format) => format.id))('%s: nothing crashes, goes on for ever, or is read as empty without a word', (format) => {
    expect(sources.get(format)?.length ?? 0).toBeGreaterThan(0);
    expect([...fuzz(sources.get(format)!, 150, 20_261_123)]).toEqual([]);
  }, 120_000);

  test('the same seed makes the same file', () => {
    const [one] = sources.get('npm')!;
    expect(mutated(one!.text, one!.text, 7)).toBe(mutated(one!.text, one!.text, 7));
    expect(new Set([1, 2, 3, 4, 5].map((seed) => mutated(one!.text, one!.text, seed))).size).toBeGreaterThan(3);
  });
});
