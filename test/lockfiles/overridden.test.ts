import { expect, test } from '@jest/globals';
import { manifestRules, overrideRules, ruleFor } from '../../src/lockfiles/overridden.js';

test.each<[string, string]>([
  ['left', 'left'], ['left@^1.0.0', 'left'], ['@acme/left', '@acme/left'], ['@acme/left@1 || 2', '@acme/left'], ['a>left', 'left'], ['a@1>@acme/left@2', '@acme/left'], ['left@>=1.0.0', 'left'], ['left@>1', 'left'],
  ['**/left', 'left'], ['a/left', 'left'], ['a/@acme/left', '@acme/left'], ['@acme/a/left', 'left'], ['left@npm:^1.0.0', 'left'], ['a@npm:1.0.0/@acme/left@npm:^1.0.0', '@acme/left'], ['', ''],
])('%s is about %s', (selector, name) => {
  expect([...overrideRules([[selector, ['1.0.0']]]).keys()]).toEqual([name]);
});

test('rules of every tool in a manifest', () => {
  const rules = manifestRules({ overrides: { a: '1.0.0', b: { '.': '2.0.0', c: '3.0.0' } }, resolutions: { '**/d': '4.0.0', a: '1.1.0' }, pnpm: { overrides: { 'x>e': '5.0.0' } } });
  expect([...rules]).toEqual([['a', ['1.0.0', '1.1.0']], ['b', ['2.0.0']], ['c', ['3.0.0']], ['d', ['4.0.0']], ['e', ['5.0.0']]]);
  expect([ruleFor(rules, 'a'), ruleFor(rules, 'z'), [...manifestRules(undefined)], [...manifestRules({ overrides: ['x'], pnpm: 'x' })]]).toEqual([['1.0.0', '1.1.0'], [], [], []]);
});

test('a selector of any length is read in time', () => {
  // Quadratic work would not end within the time that every test has.
  for (const part of ['@', '/', '>', 'a/', '@a/', ' ', 'a@>']) expect(overrideRules([[part.repeat(200_000), ['1']]]).size).toBeLessThanOrEqual(1);
});
