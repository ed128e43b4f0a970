import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { judgePair, type Judged } from '../pair.js';

/** Files of a version. A text may begin with the name of one in `library`; `null`: the file is gone. */
interface Version { readonly manifest: { readonly name: string; readonly version: string }; readonly files: { readonly [path: string]: string | null } }
interface Pair { readonly name: string; readonly outcome: Judged['outcome']; readonly before: Version; readonly after: Version }
interface Pairs { readonly library: { readonly [mark: string]: string }; readonly pairs: readonly Pair[] }

/**
 * Small pairs by somebody who had the source of the rules before him: attacks of one trick each, meant to pass, and honest changes, meant to look bad. What
 * is not stopped, and what is blocked and should not be, stands in the list as it is.
 */
function pairsOf(list: string): Pairs {
  return JSON.parse(readFileSync(new URL(`${list}.json`, import.meta.url), 'utf8')) as Pairs;
}

function outcomeOf({ before, after }: Pair, library: Pairs['library']): Promise<Judged> {
  const whole = (text: string): string => {
    const mark = Object.keys(library).find((one) => text.startsWith(one));
    return mark === undefined ? text : library[mark]! + text.slice(mark.length);
  };
  const version = ({ manifest: { name: _, version: number, ...manifest } }: Version, files: Version['files'], publishedAt: string): Parameters<typeof judgePair>[0]['after'] => ({
    version: number, manifest, publishedAt, files: Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (text === null ? [] : [[path, whole(text)]]))),
  });
  return judgePair({
    name: after.manifest.name, before: version(before, before.files, '2026-01-01T00:00:00.000Z'), after: version(after, { ...before.files, ...after.files }, '2026-11-20T00:00:00.000Z'),
  });
}

describe.each(['attacks', 'honest'])('%s', (list) => {
  const { library, pairs } = pairsOf(list);
  test.each(pairs.map((pair) => [pair.name, pair] as const))('%s', async (_, pair) => {
    expect((await outcomeOf(pair, library)).outcome).toBe(pair.outcome);
  });
});

test('of the attacks most are stopped, and of the honest changes hardly any', () => {
  const share = (list: string): number => {
    const { pairs } = pairsOf(list);
    return pairs.filter(({ outcome }) => outcome === 'block').length / pairs.length;
  };
  expect(share('attacks')).toBeGreaterThan(0.65);
  expect(share('honest')).toBeLessThan(0.03);
});
