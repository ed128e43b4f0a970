import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { doingsOf, isExplained, statedDoings, type PatchedPair } from '../../src/packages/own-patch.js';

type Texts = { readonly [path: string]: string };
const entries = (texts: Texts): PatchedPair['original'] => Object.entries(texts).map(([path, text]) => ({ path, size: text.length, mode: 0o644, bytes: Buffer.from(text), sha256: createHash('sha256').update(text).digest('hex') }));
const pair = (original: Texts, patched: Texts): PatchedPair => ({ original: entries(original), patched: entries(patched) });
const text = (...lines: readonly string[]): string => lines.join('\n');

const base = pair({ 'a.js': text('one', 'two', 'three', ''), 'b.js': 'b' }, { 'a.js': text('one', 'hook', '}', 'three', ''), 'b.js': 'b', 'new.js': text('hook', '') });
const original = { 'a.js': text('zero', 'one', 'two', 'three', 'four', '}', ''), 'b.js': 'other' };
const patched = (...lines: readonly string[]): Texts => ({ 'a.js': text(...lines), 'b.js': 'other', 'new.js': text('hook', '') });

test.each<[string, Texts, boolean]>([
  ['the same at another place', patched('zero', 'one', 'hook', '}', 'three', 'four', '}', ''), true],
  ['a line of its own', patched('zero', 'one', 'hook', 'steal()', '}', 'three', 'four', '}', ''), false],
  ['a line less that the patch does not take', patched('zero', 'one', 'hook', '}', 'three', '}', ''), false],
  ['lines in another order', patched('one', 'zero', 'hook', '}', 'three', 'four', '}', ''), false],
  ['a file more', { ...patched('zero', 'one', 'hook', '}', 'three', 'four', '}', ''), 'evil.js': 'hook' }, false],
  ['a file less', Object.fromEntries(Object.entries(patched('zero', 'one', 'hook', '}', 'three', 'four', '}', '')).filter(([path]) => path !== 'b.js')), false],
  ['a file that the patch does not touch', { ...patched('zero', 'one', 'hook', '}', 'three', 'four', '}', ''), 'b.js': 'evil' }, false],
  ['the new file with a line of its own', { ...patched('zero', 'one', 'hook', '}', 'three', 'four', '}', ''), 'new.js': text('hook', 'steal()') }, false],
  ['no patch at all', original, true],
])('%s', (_, head, expected) => {
  expect(isExplained(doingsOf(base), pair(original, head))).toBe(expected);
});

test('a text made to be looked through again and again is left', () => {
  const many = Array.from({ length: 30_000 }, () => 'two');
  const head = pair({ 'a.js': text(...many, 'one') }, { 'a.js': text(...Array.from({ length: 30_000 }, () => 'hook'), 'one') });
  expect(isExplained(doingsOf(base), head)).toBe(false);
});

test('a patch as a text: new files, lines that come and go', () => {
  const diff = text('diff --git a/a.js b/a.js', 'index 1..2 100644', '--- a/a.js', '+++ b/a.js', '@@ -1,3 +1,4 @@', ' one', '-two', '+hook', '+}', ' three', 'diff --git a/new.js b/new.js', '--- /dev/null', '+++ b/new.js', '@@ -0,0 +1 @@', '+hook', '');
  const head = patched('zero', 'one', 'hook', '}', 'three', 'four', '}', '');
  expect(isExplained(statedDoings(diff, ''), pair(original, head))).toBe(true);
  expect(isExplained(statedDoings(diff, 'lib/'), pair(original, head))).toBe(false);
  expect(isExplained(statedDoings(diff, ''), pair(original, { ...head, 'b.js': 'evil' }))).toBe(false);
});
