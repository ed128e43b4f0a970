import { expect, test } from '@jest/globals';
import type { ParseContext } from '../../../src/lockfiles/format.js';
import { pnpm } from '../../../src/lockfiles/pnpm/format.js';
import { registries, sri } from '../fixtures.js';

const root = { lockfile: 'pnpm-lock.yaml', directory: '' };
const text = `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies:\n      left:\n        specifier: ^1.0.0\n        version: 1.0.0\n\npackages:\n\n  left@1.0.0:\n    resolution: {integrity: ${sri('l')}}\n\n  right@1.0.0:\n    resolution: {integrity: ${sri('r')}}\n\n  mid@2.0.0:\n    resolution: {integrity: ${sri('m')}}\n\nsnapshots:\n\n  left@1.0.0:\n    dependencies:\n      right: 1.0.0\n      old: mid@2.0.0\n\n  mid@2.0.0: {}\n\n  right@1.0.0: {}\n`;

/** Keys in which the entry of left differs from a package that asks for \`old\` alone. */
function differing(more: Partial<ParseContext>): { readonly keys: readonly string[]; readonly hooked: boolean } {
  const parsed = pnpm.parse(text, { root, registries, ...more });
  const reading = parsed.kind === 'parsed' ? parsed.lockfile.read('left@1.0.0') : undefined;
  if (reading?.kind !== 'package') throw new Error('not read');
  const locked = { ...reading.entry, reach: { runtime: true, development: false, optional: false, peer: false } };
  const manifest = { name: 'left', version: '1.0.0', scripts: {}, bin: {}, raw: { name: 'left', version: '1.0.0', dependencies: { old: '^1.0.0' } } };
  return { keys: pnpm.verify(locked, { manifest, files: [], hasShrinkwrap: false, hasBindingGyp: false }).map((one) => one.key), hooked: reading.entry.settled?.hooked === true };
}
const workspace = (yaml: string): Partial<ParseContext> => ({ settings: new Map([['pnpm-workspace.yaml', yaml]]) });
const manifest = (json: object): Partial<ParseContext> => ({ manifests: new Map([['package.json', JSON.stringify({ dependencies: { left: '^1.0.0' }, ...json })]]) });

test.each<[string, Partial<ParseContext>, readonly string[]]>([
  ['no settings', {}, ['dependencies']],
  ['an extension alone', workspace('packageExtensions:\n  left@1:\n    dependencies:\n      right: "*"\n'), ['dependencies']],
  ['an override alone', workspace('overrides:\n  old: npm:mid@2\n'), ['dependencies']],
  ['both', workspace('packageExtensions:\n  left:\n    dependencies:\n      right: "*"\noverrides:\n  left@1>old: npm:mid@2\n'), []],
  ['both, in the manifest', manifest({ pnpm: { packageExtensions: { 'left@^1': { dependencies: { right: '*' } } }, overrides: { old: 'npm:mid@2' } } }), []],
  ['an extension of another package', workspace('packageExtensions:\n  other:\n    dependencies:\n      right: "*"\noverrides:\n  old: npm:mid@2\n'), ['dependencies']],
  ['resolutions, as Yarn has them', manifest({ resolutions: { '**/old': 'npm:mid@2', right: '1' } }), []],
  ['settings that cannot be read', workspace('packageExtensions: &a\n'), ['dependencies']],
])('%s', (_, more, keys) => {
  expect(differing(more)).toEqual({ keys, hooked: false });
});

test('hooks may have changed anything, and are told so by what is in the repository alone', () => {
  expect(differing({ oid: (path) => (path === '.pnpmfile.cjs' ? 'a'.repeat(40) : undefined) })).toEqual({ keys: ['dependencies'], hooked: true });
  expect(differing(workspace('configDependencies:\n  plugin: 1.0.0\n')).hooked).toBe(true);
  expect(differing({ oid: () => undefined }).hooked).toBe(false);
});
