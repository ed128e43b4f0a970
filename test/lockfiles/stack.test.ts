import { expect, test } from '@jest/globals';
import { compareLockfile } from '../../src/lockfiles/compare.js';
import type { LockfileFormat } from '../../src/lockfiles/format.js';
import { listPackages } from '../../src/lockfiles/list.js';
import { npm } from '../../src/lockfiles/npm/format.js';
import { entry, lock, registries, root } from './fixtures.js';

const before = lock({ a: '1' }, { 'node_modules/a': entry('a', '1.0.0') });
const after = lock({ a: '1' }, { 'node_modules/a': entry('a', '1.1.0') });
const overflow = (): never => { throw new RangeError('Maximum call stack size exceeded'); };

test.each<[string, Partial<LockfileFormat>]>([
  ['while it parses', { parse: overflow }],
  ['while entries are read', { parse: (text, context) => { const parsed = npm.parse(text, context); return parsed.kind === 'parsed' ? { kind: 'parsed', lockfile: { ...parsed.lockfile, read: overflow } } : parsed; } }],
  ['while edges are followed', { parse: (text, context) => { const parsed = npm.parse(text, context); return parsed.kind === 'parsed' ? { kind: 'parsed', lockfile: { ...parsed.lockfile, edgesOf: overflow } } : parsed; } }],
  ['while lines are looked for', { locate: overflow }],
])('a text that makes a reader run out of stack %s could not be checked', (where, more) => {
  const format: LockfileFormat = { ...npm, ...more };
  const { reading, changes } = compareLockfile({ format, root, before, after, manifests: new Map() }, { registries });
  expect(reading).toMatchObject({ coverage: { kind: 'failed', code: 'LOCKFILE_LIMIT' }, count: 0 });
  expect(changes).toEqual([]);
  if (where !== 'while lines are looked for') expect(listPackages(after, { format, root, registries })).toMatchObject({ packages: [], problems: [{ code: 'LOCKFILE_LIMIT' }] });
});
