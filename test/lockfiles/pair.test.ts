import { describe, expect, test } from '@jest/globals';
import { buildGraph } from '../../src/lockfiles/graph.js';
import { npm } from '../../src/lockfiles/npm/format.js';
import { pairing, type Paired } from '../../src/lockfiles/pair.js';
import { brief, compare, entry, lock, registries, root, sri, type Packages, type Raw } from './fixtures.js';

const m = (...names: string[]): string => names.map((name) => `node_modules/${name}`).join('/');
const x = (version: string, more: Raw = {}): Raw => entry('x', version, more);
const git = (name: string, version: string, more: Raw = {}): Raw => ({ version, resolved: `git+https://git.example/mono.git#${'a'.repeat(40)}`, name, ...more });

interface Side { readonly asks?: Raw; readonly packages: Packages; readonly root?: Raw }
const textOf = ({ asks = {}, packages, root: more = {} }: Side): string => lock(asks, packages, { root: more });
const told = (before: Side, after: Side): string[] => brief(compare(textOf(before), textOf(after)).changes);
const graphOf = (side: Side) => {
  const parsed = npm.parse(textOf(side), { root, registries });
  if (parsed.kind === 'failed') throw new Error(parsed.problem.code);
  return buildGraph(parsed.lockfile);
};
const pairedAt = (before: Side | undefined, after: Side, location: string): Paired | undefined => pairing(before && graphOf(before), graphOf(after))(location);
/** Something that asks for x, with x below it. */
const holder = (name: string, held: Raw): Packages => ({ [m(name)]: entry(name, '1.0.0', { dependencies: { x: '*' } }), [m(name, 'x')]: held });

describe('who asked for it at base tells the baseline', () => {
  test('a workspace whose package is hoisted, over a major version', () => {
    const workspace = { 'packages/w': { name: 'w', version: '1.0.0', dependencies: { x: '*' } }, [m('w')]: { resolved: 'packages/w', link: true } };
    const workspaces = { workspaces: ['packages/*'] };
    expect(told({ packages: { ...workspace, 'packages/w/node_modules/x': x('1.0.0') }, root: workspaces }, { packages: { ...workspace, [m('x')]: x('2.0.0') }, root: workspaces })).toEqual([`updated ${m('x')} x@2.0.0 from x@1.0.0`]);
  });
  test('a workspace that has another name now', () => {
    const side = (name: string, packages: Packages): Side => ({ packages: { 'packages/w': { name, version: '1.0.0', dependencies: { x: '*' } }, [m(name)]: { resolved: 'packages/w', link: true }, ...packages }, root: { workspaces: ['packages/*'] } });
    expect(told(side('w', { 'packages/w/node_modules/x': x('1.0.0') }), side('v', { [m('x')]: x('2.0.0') }))).toContain(`updated ${m('x')} x@2.0.0 from x@1.0.0`);
  });
  test('somebody who did not get it at base: what else is known of it counts', () => {
    const base: Side = { asks: { p: '*' }, packages: holder('p', x('1.0.0')), root: { optionalDependencies: { x: '*' } } };
    expect(told(base, { ...base, packages: { ...base.packages, [m('x')]: x('1.1.0') } })).toEqual([`updated ${m('x')} x@1.1.0 from x@1.0.0`]);
  });
  test('a dependent that itself stands elsewhere now', () => {
    const asking = entry('d', '1.0.0', { dependencies: { x: '*' } });
    const before = { asks: { q: '*' }, packages: { [m('q')]: entry('q', '1.0.0', { dependencies: { d: '*' } }), [m('q', 'd')]: asking, [m('q', 'd', 'x')]: x('1.0.0') } };
    const after = { asks: { q: '*' }, packages: { [m('q')]: entry('q', '1.0.0', { dependencies: { d: '*' } }), [m('d')]: asking, [m('x')]: x('2.0.0') } };
    expect(told(before, after)).toEqual([`moved ${m('d')} d@1.0.0 from d@1.0.0`, `updated ${m('x')} x@2.0.0 from x@1.0.0`]);
  });
  test('another package of that name asked for it: no baseline', () => {
    const before = { asks: { q: '*' }, packages: { [m('q')]: entry('q', '1.0.0', { dependencies: { d: '*' } }), [m('q', 'd')]: entry('d', '1.0.0', { resolved: 'https://evil.example/d.tgz', dependencies: { x: '*' } }), [m('q', 'd', 'x')]: x('1.0.0') } };
    const after = { asks: { q: '*' }, packages: { [m('q')]: entry('q', '1.0.0', { dependencies: { d: '*' } }), [m('d')]: entry('d', '1.0.0', { dependencies: { x: '*' } }), [m('x')]: x('2.0.0') } };
    expect(told(before, after)).toContain(`added ${m('x')} x@2.0.0`);
  });
  test('another package in the place of the one that asked: no baseline', () => {
    const before = { asks: { p: '*' }, packages: holder('p', x('1.0.0')) };
    const after = { asks: { p: 'npm:evil@*' }, packages: { [m('p')]: entry('evil', '1.0.0', { name: 'evil', dependencies: { x: '*' } }), [m('x')]: x('2.0.0') } };
    expect(told(before, after)).toEqual(expect.arrayContaining([`added ${m('p')} evil@1.0.0 instead of p@1.0.0`, `added ${m('x')} x@2.0.0`]));
  });
  test('nobody: the same place, over a major version', () => {
    expect(told({ packages: { [m('x')]: x('1.0.0') } }, { packages: { [m('x')]: x('2.0.0') } })).toEqual([`updated ${m('x')} x@2.0.0 from x@1.0.0`]);
  });
  test('somebody whose entry cannot be read', () => {
    const asking = (version: unknown): Raw => ({ ...entry('p', '1.0.0', { dependencies: { x: '*' } }), version });
    const { changes, reading } = compare(textOf({ asks: { p: '*' }, packages: { [m('p')]: asking('1.0.0'), [m('x')]: x('1.0.0') } }), textOf({ asks: { p: '*' }, packages: { [m('p')]: asking(5), [m('x')]: x('2.0.0') } }));
    expect(brief(changes)).toContain(`updated ${m('x')} x@2.0.0 from x@1.0.0`);
    expect(reading.problems.map((problem) => problem.location)).toEqual([m('p')]);
  });
  test('what could not be read at base is no baseline, and in nobody\'s place', () => {
    const { changes } = compare(textOf({ asks: { x: '*' }, packages: { [m('x')]: { ...x('1.0.0'), version: 5 } } }), textOf({ asks: { x: '*' }, packages: { [m('x')]: x('1.0.1') } }));
    expect(brief(changes)).toEqual([`added ${m('x')} x@1.0.1`]);
  });
});

describe('without anybody who asked: the greatest lower version of the same major', () => {
  const held = (...versions: Raw[]): Side => ({ asks: Object.fromEntries(versions.map((_, index) => [`p${index}`, '*'])), packages: Object.assign({}, ...versions.map((one, index) => holder(`p${index}`, one))) as Packages });
  const plus = (side: Side, one: Raw): Side => ({ asks: { ...side.asks, z: '*' }, packages: { ...side.packages, ...holder('z', one) } });
  const at = (side: Side, one: Raw): string | undefined => told(side, plus(side, one)).find((line) => line.includes(m('z', 'x')))?.replace(`${m('z', 'x')} `, '');
  test.each<[name: string, base: readonly Raw[], head: Raw, expected: string]>([
    ['in any order', [x('1.2.0'), x('1.1.0')], x('1.3.0'), 'updated x@1.3.0 from x@1.2.0'],
    ['in the other order', [x('1.1.0'), x('1.2.0')], x('1.3.0'), 'updated x@1.3.0 from x@1.2.0'],
    ['never a higher one', [x('1.1.0'), x('1.4.0')], x('1.3.0'), 'updated x@1.3.0 from x@1.1.0'],
    ['never the same version with other bytes', [x('1.1.0'), x('1.3.0')], x('1.3.0', { integrity: sri('other') }), 'updated x@1.3.0 from x@1.1.0'],
    ['never another major', [x('1.1.0'), x('1.9.0')], x('2.0.0'), 'added x@2.0.0'],
    ['never another source', [x('1.1.0', { resolved: 'https://evil.example/x.tgz' })], x('1.3.0'), 'added x@1.3.0'],
    ['never for what is no version', [x('1.1.0')], { ...x('1.2'), resolved: undefined }, 'added x@1.2'],
    ['nor from what is none', [{ ...x('1.1'), resolved: undefined }, x('1.0.0')], x('1.3.0'), 'updated x@1.3.0 from x@1.0.0'],
  ])('%s', (_name, base, head, expected) => {
    expect(at(held(...base), head)).toBe(expected);
  });
  test('what is no version and nobody needs has none either', () => {
    const side = held(x('1.1.0'));
    expect(pairedAt(side, { ...side, packages: { ...side.packages, [m('q')]: entry('q', '1.0.0'), [m('q', 'x')]: { ...x('1.2'), resolved: undefined } } }, m('q', 'x'))).toMatchObject({ kind: 'added', before: [] });
  });
  test('of equal ones the same, whatever the order of the entries', () => {
    const [one, other] = [x('1.1.0'), x('1.1.0', { integrity: sri('other') })];
    const side = held(one, other);
    const turned: Side = { ...side, packages: Object.fromEntries(Object.entries(side.packages).toReversed()) };
    for (const base of [side, turned]) expect(pairedAt(base, plus(base, x('1.3.0')), m('z', 'x'))?.before).toEqual([m('p0', 'x')]);
  });
  test('of the very name: one repository may hold several packages', () => {
    const base: Side = { asks: { a: 'git+https://git.example/mono.git' }, packages: { [m('a')]: git('a', '1.0.0') } };
    const after: Side = { asks: { ...base.asks, b: 'git+https://git.example/mono.git', c: '*' }, packages: { ...base.packages, [m('b')]: git('b', '1.1.0'), [m('c')]: entry('c', '1.0.0', { dependencies: { a: '*' } }), [m('c', 'a')]: git('a', '1.2.0', { integrity: sri('other') }) } };
    for (const [before, head] of [[base, after], [base, { ...after, packages: Object.fromEntries(Object.entries(after.packages).toReversed()) }]] as const) {
      expect(told(before, head)).toEqual(expect.arrayContaining([`added ${m('b')} b@1.1.0`, `updated ${m('c', 'a')} a@1.2.0 from a@1.0.0`]));
    }
  });
});

describe('more reach than the baseline had', () => {
  test.each<[name: string, field: string, version: string, expected: string]>([
    ['from development, another version', 'devDependencies', '1.0.1', `added ${m('x')} x@1.0.1`],
    ['from optional, another version', 'optionalDependencies', '1.0.1', `added ${m('x')} x@1.0.1`],
    ['from development, another major', 'devDependencies', '2.0.0', `added ${m('x')} x@2.0.0`],
    ['no more than before', 'dependencies', '1.0.1', `updated ${m('x')} x@1.0.1 from x@1.0.0`],
  ])('%s', (_name, field, version, expected) => {
    expect(told({ packages: { [m('x')]: x('1.0.0') }, root: { [field]: { x: '*' } } }, { asks: { x: '*' }, packages: { [m('x')]: x(version) } })).toContain(expected);
  });
  test('other bytes of the same version', () => {
    expect(told({ packages: { [m('x')]: x('1.0.0') }, root: { devDependencies: { x: '*' } } }, { asks: { x: '*' }, packages: { [m('x')]: x('1.0.0', { integrity: sri('other') }) } })).toContain(`added ${m('x')} x@1.0.0`);
  });
  test('the strongest of several baselines counts, and all of them stay', () => {
    const before: Side = { packages: { ...holder('p', x('1.0.0')), ...holder('q', x('1.1.0')) }, root: { dependencies: { p: '*' }, devDependencies: { q: '*' } } };
    const after: Side = { packages: { [m('p')]: before.packages[m('p')]!, [m('q')]: before.packages[m('q')]!, [m('x')]: x('1.2.0') }, root: before.root! };
    expect(told(before, after)).toEqual([`updated ${m('x')} x@1.2.0 from x@1.0.0,x@1.1.0`]);
  });
});

describe('the same bytes elsewhere', () => {
  test('are compared with the entry that the same dependent had', () => {
    const before: Side = { asks: { a: '*', b: '*' }, packages: { ...holder('a', x('1.0.0', { bin: { x: 'x.js' } })), ...holder('b', x('1.0.0')) } };
    const after: Side = { asks: before.asks!, packages: { [m('a')]: before.packages[m('a')]!, [m('a', 'x')]: before.packages[m('a', 'x')]!, [m('b')]: before.packages[m('b')]!, [m('x')]: x('1.0.0') } };
    expect(told(before, after)).toEqual([`moved ${m('x')} x@1.0.0 from x@1.0.0`]);
    expect(pairedAt(before, after, m('x'))?.before).toEqual([m('b', 'x')]);
  });
  test('marks that follow from the place are no difference of the entry', () => {
    const before: Side = { asks: { p: '*' }, packages: holder('p', x('1.0.0')) };
    const after: Side = { packages: { [m('x')]: x('1.0.0', { dev: true }) }, root: { devDependencies: { x: '*' } } };
    expect(told(before, after)).toContain(`moved ${m('x')} x@1.0.0 from x@1.0.0`);
  });
  test('in place, a mark that contradicts the graph is told once, beside what else differs', () => {
    const side = (more: Raw): Side => ({ asks: { x: '*' }, packages: { [m('x')]: x('1.0.0', more) } });
    const keys = (before: Raw, after: Raw) => pairedAt(side(before), side(after), m('x'))?.differences.map((one) => one.key);
    expect(keys({}, { bin: { x: 'x.js' }, dev: true })).toEqual(['bin', 'dev']);
    expect(keys({ dev: true }, { bin: { x: 'x.js' }, dev: true })).toEqual(['bin', 'dev']);
    expect(keys({}, { bin: { x: 'x.js' } })).toEqual(['bin']);
  });
  test('in place, and nothing else differs: no change', () => {
    const side: Side = { asks: { x: '*' }, packages: { [m('x')]: x('1.0.0') } };
    expect(pairedAt(side, side, m('x'))).toBeUndefined();
    expect(pairedAt(side, side, m('nowhere'))).toBeUndefined();
  });
  test('in place, needed more than before, though no more than another copy of them: no change', () => {
    const packages = { [m('x')]: x('1.0.0'), ...holder('p', x('1.0.0')) };
    expect(told({ asks: { p: '*' }, packages, root: { devDependencies: { x: '*' } } }, { asks: { p: '*', x: '*' }, packages })).toEqual([]);
  });
  test('of more reach have no baseline', () => {
    expect(pairedAt({ packages: { [m('x')]: x('1.0.0') }, root: { devDependencies: { x: '*' } } }, { asks: { x: '*' }, packages: { [m('x')]: x('1.0.0') } }, m('x'))).toEqual({ kind: 'added', location: m('x'), before: [], differences: [] });
  });
});

describe('sides that are not there', () => {
  const side: Side = { asks: { x: '*' }, packages: { [m('x')]: x('1.0.0') } };
  test('no base: everything is added, with no baseline', () => {
    expect(pairedAt(undefined, side, m('x'))).toEqual({ kind: 'added', location: m('x'), before: [], differences: [] });
    expect(brief(compare(undefined, textOf(side)).changes)).toEqual([`added ${m('x')} x@1.0.0`]);
  });
  test('no head: everything is removed', () => expect(brief(compare(textOf(side), undefined).changes)).toEqual([`removed ${m('x')} from x@1.0.0`]));
  test('a copy that goes while another stays is no removal; one that nothing continues is', () => {
    const two: Side = { asks: { p: '*', x: '*' }, packages: { [m('x')]: x('1.0.0'), ...holder('p', x('1.0.0')), [m('y')]: entry('y', '1.0.0') } };
    expect(told(two, { asks: two.asks!, packages: { [m('x')]: x('1.0.0'), [m('p')]: two.packages[m('p')]! } })).toEqual([`removed ${m('y')} from y@1.0.0`]);
  });
});

test('one of several packages of a repository goes: it is told, though the others stay', () => {
  const two: Side = { asks: { a: 'git+https://git.example/mono.git', b: 'git+https://git.example/mono.git' }, packages: { [m('a')]: git('a', '1.0.0'), [m('b')]: git('b', '1.0.0') } };
  expect(told(two, { asks: { b: two.asks!['b'] }, packages: { [m('b')]: two.packages[m('b')]! } })).toEqual([`removed ${m('a')} from a@1.0.0`]);
});

describe('what a tarball carries is told by its carrier and name', () => {
  const carrier = (name: string, version: string, carried: Packages): Packages => ({ [m(name)]: entry(name, version, { bundleDependencies: ['x'], dependencies: { x: '*', y: '*' } }), ...carried });
  const inside = (version: string): Raw => ({ version, inBundle: true });
  const base: Side = { asks: { c: '*' }, packages: carrier('c', '1.0.0', { [m('c', 'x')]: inside('1.0.0') }) };
  test('laid out anew in the next version', () => {
    const after: Side = { asks: { c: '*' }, packages: carrier('c', '1.1.0', { [m('c', 'y')]: { ...inside('1.0.0'), dependencies: { x: '*' } }, [m('c', 'y', 'x')]: inside('1.1.0') }) };
    expect(told(base, after)).toEqual(expect.arrayContaining([`updated ${m('c', 'y', 'x')} x@1.1.0 from x@1.0.0`, `added ${m('c', 'y')} y@1.0.0`]));
  });
  test('by another carrier it is another package', () => {
    const after: Side = { asks: { c: '*', d: '*' }, packages: { ...base.packages, ...carrier('d', '1.0.0', { [m('d', 'x')]: inside('1.1.0') }) } };
    expect(told(base, after)).toContain(`added ${m('d', 'x')} x@1.1.0`);
  });
  test('fetched by itself it is another package', () => {
    const after: Side = { asks: { c: '*', z: '*' }, packages: { ...base.packages, ...holder('z', x('1.1.0')) } };
    expect(told(base, after)).toContain(`added ${m('z', 'x')} x@1.1.0`);
  });
});

describe('workspaces', () => {
  const workspaces = { workspaces: ['packages/*'] };
  const linked = (folder: string, name: string): Side => ({ packages: { [`packages/${folder}`]: { name, version: '1.0.0' }, [m('w')]: { resolved: `packages/${folder}`, link: true } }, root: workspaces });
  test('a renamed folder moves', () => {
    expect(pairedAt(linked('old', 'w'), linked('new', 'w'), m('w'))).toEqual({ kind: 'moved', location: m('w'), before: [m('w')], differences: [] });
  });
  test('another workspace in its place does not', () => {
    expect(pairedAt(linked('old', 'w'), linked('new', 'other'), m('w'))).toMatchObject({ kind: 'added', before: [], substituted: m('w') });
  });
  test('nor does a package that takes the place of one, or the other way round', () => {
    const packed: Side = { asks: { w: '*' }, packages: { [m('w')]: entry('w', '1.0.0') }, root: workspaces };
    expect(pairedAt(linked('old', 'w'), packed, m('w'))).toMatchObject({ kind: 'rewritten', before: [], substituted: m('w') });
    expect(pairedAt(packed, linked('old', 'w'), m('w'))).toMatchObject({ before: [], substituted: m('w') });
  });
});

describe('a real name that nobody asked for', () => {
  const named = (asks: Raw, one: Raw = entry('evil', '1.0.0', { name: 'evil' })): string[] | undefined => pairedAt(undefined, { asks, packages: { [m('a')]: one } }, m('a'))?.differences.map((difference) => difference.key);
  test.each<[name: string, spec: string, keys: readonly string[]]>([
    ['a range of the other name', '^1.0.0', ['name']], ['its alias with a range', 'npm:evil@^1.0.0', []], ['its alias alone', 'npm:evil', []], ['an alias that begins alike', 'npm:evil-twin@1', ['name']], ['another alias', 'npm:other@1', ['name']],
    ['a git address for what comes from a registry', 'git+https://git.example/a.git', ['name']],
  ])('%s', (_name, spec, keys) => expect(named({ a: spec })).toEqual(keys));
  test('what is not from a registry has whatever name it has, where it was asked for by its address', () => {
    expect(named({ a: 'git+https://git.example/mono.git' }, git('evil', '1.0.0'))).toEqual([]);
    expect(named({ a: '^1.0.0' }, git('evil', '1.0.0'))).toEqual(['name']);
  });
  test.each([['a workspace', { workspaces: ['packages/*'] }, 'packages/b'], ['a linked folder', {}, 'vendor/b']])('%s has the name that it has: its own manifest is what is read', (_name, more, folder) => {
    const side: Side = { asks: { a: '*' }, packages: { [folder]: { name: 'b', version: '1.0.0' }, [m('a')]: { resolved: folder, link: true } }, root: more };
    const paired = pairedAt(undefined, side, m('a'));
    expect([paired?.kind, paired?.differences]).toEqual(['added', []]);
  });
  test.each([['an override of that package', 'npm:evil@1.0.0', []], ['an override of another one', 'npm:other@1.0.0', ['name']], ['an override of its version', '1.0.0', ['name']]])('%s', (_name, rule, keys) => {
    const head = graphOf({ asks: { a: '^1.0.0' }, packages: { [m('a')]: entry('evil', '1.0.0', { name: 'evil' }) } });
    expect(pairing(undefined, head, new Map([['a', [rule]]]))(m('a'))?.differences.map(({ key }) => key)).toEqual(keys);
  });
  test('nobody asks at all: nothing to compare with', () => expect(named({})).toEqual([]));
  test('one of two who asks for the real name is enough', () => {
    const side: Side = { asks: { a: 'npm:evil@1', p: '*' }, packages: { [m('a')]: entry('evil', '1.0.0', { name: 'evil' }), [m('p')]: entry('p', '1.0.0', { dependencies: { a: '^1.0.0' } }) } };
    expect(pairedAt(undefined, side, m('a'))?.differences).toEqual([]);
    const addressed: Side = { asks: { a: 'git+https://git.example/mono.git', p: '*' }, packages: { [m('a')]: git('evil', '1.0.0'), [m('p')]: entry('p', '1.0.0', { dependencies: { a: '^1.0.0' } }) } };
    expect(pairedAt(undefined, addressed, m('a'))?.differences).toEqual([]);
  });
});
