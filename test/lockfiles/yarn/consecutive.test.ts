import { describe, expect, test } from '@jest/globals';
import { compare, manifestsIn, projectsOf } from './fixtures.js';

// The same project locked by one release after another says the same of the same packages.

/** Kinds of changes with the keys that differ, counted. */
function told(from: string, to: string, id: string): { readonly changes: { [kind: string]: number }; readonly problems: number } {
  const [before, after] = [from, to].map((release) => projectsOf(release).find((one) => one.id === id)!.files) as [{ readonly [path: string]: string }, { readonly [path: string]: string }];
  const manifests = Object.fromEntries([...manifestsIn(before)].map(([path, text]) => [path, { before: text, after: manifestsIn(after).get(path)! }]));
  const { reading, changes } = compare(before['yarn.lock'], after['yarn.lock'], manifests);
  const counted: { [kind: string]: number } = {};
  for (const change of changes) {
    const kind = [change.kind, ...new Set(change.differences.map((one) => one.key))].join(' ');
    counted[kind] = (counted[kind] ?? 0) + 1;
  }
  return { changes: counted, problems: reading.problems.length };
}

const ids = projectsOf('4.18.1').map(({ id }) => id);

describe.each([['4.0.2', '4.14.1'], ['4.14.1', '4.18.1'], ['1.10.1', '1.22.22']] as const)('%s and %s', (from, to) => {
  test.each(ids)('%s', (id) => {
    // Yarn 1.10 keeps one entry for a package and its alias, Yarn 1.22 two.
    expect(told(from, to, id)).toEqual({ changes: to === '1.22.22' && id === 'command-line' ? { moved: 3 } : {}, problems: 0 });
  });
});

describe('3.1.1 and 3.8.7', () => {
  test.each(ids)('%s', (id) => {
    // Yarn 3.8 reads `libc` of packages, which Yarn 3.1 did not.
    const { changes, problems } = told('3.1.1', '3.8.7', id);
    expect([Object.keys(changes).filter((kind) => kind !== 'metadata conditions'), problems]).toEqual([[], 0]);
  });
});

test('another cache makes other archives: everything with a checksum is told, with nothing else', () => {
  for (const id of ids) {
    const { changes, problems } = told('3.8.7', '4.0.2', id);
    expect([Object.keys(changes).filter((kind) => kind !== 'rewritten checksum' && kind !== 'rewritten checksum conditions'), problems]).toEqual([[], 0]);
  }
});
