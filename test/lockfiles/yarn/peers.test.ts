import { expect, test } from '@jest/globals';
import { buildGraph } from '../../../src/lockfiles/graph.js';
import { berryEntry, berryLock, read } from './fixtures.js';

const of = (name: string, version: string, more: Parameters<typeof berryEntry>[2] = {}): string => berryEntry(`${name}@npm:^${version}`, `${name}@npm:${version}`, more);
const peers = (section: string, meta = ''): { readonly extra: string } => ({ extra: `  peerDependencies:\n${section}${meta}` });
const app = (dependencies: object): string => berryEntry('app@workspace:.', 'app@workspace:.', { dependencies: dependencies as { [name: string]: string } });

/** Who gives what to whom as a peer. */
const given = (...entries: string[]): string[] => {
  const file = read(berryLock(entries));
  return file.packages.flatMap((location) => file.edgesOf(location)).filter((edge) => edge.field === 'peerDependencies').map((edge) => `${edge.from} ${edge.name}${edge.optional === true ? '?' : ''} ${edge.to ?? 'nothing'}`);
};

test.each<[string, string[], string[]]>([
  ['a workspace', [app({ p: 'npm:^1.0.0', x: 'npm:^1.0.0' }), of('p', '1.0.0', peers('    x: "*"\n')), of('x', '1.0.0')], ['p@npm:1.0.0 x x@npm:1.0.0']],
  ['a package', [app({ d: 'npm:^1.0.0' }), of('d', '1.0.0', { dependencies: { p: 'npm:^1.0.0', x: 'npm:^2.0.0' } }), of('p', '1.0.0', peers('    x: "*"\n')), of('x', '2.0.0')], ['p@npm:1.0.0 x x@npm:2.0.0']],
  ['two of them, each its own', [app({ d: 'npm:^1.0.0', p: 'npm:^1.0.0', x: 'npm:^1.0.0' }), of('d', '1.0.0', { dependencies: { p: 'npm:^1.0.0', x: 'npm:^2.0.0' } }), of('p', '1.0.0', peers('    x: "*"\n')), of('x', '1.0.0'), of('x', '2.0.0')], ['p@npm:1.0.0 x x@npm:1.0.0', 'p@npm:1.0.0 x x@npm:2.0.0']],
  ['the dependent itself', [app({ x: 'npm:^1.0.0' }), of('x', '1.0.0', { dependencies: { p: 'npm:^1.0.0' } }), of('p', '1.0.0', peers('    x: "*"\n'))], ['p@npm:1.0.0 x x@npm:1.0.0']],
  ['who asks for the one that has the same peer', [app({ d: 'npm:^1.0.0', x: 'npm:^1.0.0' }), of('d', '1.0.0', { dependencies: { p: 'npm:^1.0.0' }, ...peers('    x: "*"\n') }), of('p', '1.0.0', peers('    x: "*"\n')), of('x', '1.0.0')], ['d@npm:1.0.0 x x@npm:1.0.0', 'p@npm:1.0.0 x x@npm:1.0.0']],
  ['nobody', [app({ p: 'npm:^1.0.0', other: 'npm:^1.0.0' }), of('p', '1.0.0', peers('    x: "*"\n    y: "*"\n', '  peerDependenciesMeta:\n    y:\n      optional: true\n')), of('other', '1.0.0', { dependencies: { x: 'npm:^1.0.0' } }), of('x', '1.0.0')], ['p@npm:1.0.0 x nothing', 'p@npm:1.0.0 y? nothing']],
  ['a circle', [app({ a: 'npm:^1.0.0' }), of('a', '1.0.0', { dependencies: { b: 'npm:^1.0.0' }, ...peers('    x: "*"\n') }), of('b', '1.0.0', { dependencies: { a: 'npm:^1.0.0' }, ...peers('    x: "*"\n') })], ['a@npm:1.0.0 x nothing', 'b@npm:1.0.0 x nothing']],
])('%s gives a peer', (_, entries, expected) => {
  expect(given(...entries)).toEqual(expected);
});

test('what production needs as a peer is not for development only', () => {
  const text = berryLock([app({ p: 'npm:^1.0.0', x: 'npm:^1.0.0' }), of('p', '1.0.0', peers('    x: "*"\n')), of('x', '1.0.0')]);
  const manifests = new Map([['package.json', JSON.stringify({ name: 'app', dependencies: { p: '^1.0.0' }, devDependencies: { x: '^1.0.0' } })]]);
  expect(buildGraph(read(text, { manifests })).reach('x@npm:1.0.0')).toEqual({ runtime: false, development: true, optional: false, peer: true });
});

test('many dependents of many peers end', () => {
  const many = 3_000;
  const names = Array.from({ length: many }, (_, index) => index);
  const wide = of('p', '1.0.0', peers(names.map((index) => `    x${index}: "*"\n`).join('')));
  const text = berryLock([...names.map((index) => of(`d${index}`, '1.0.0', { dependencies: { p: 'npm:^1.0.0' }, ...peers('    x1: "*"\n') })), wide]);
  const file = read(text);
  buildGraph(file);
  expect(file.packages).toHaveLength(many + 1);
}, 120_000);
