import { describe, expect, test } from '@jest/globals';
import { brief, compare, entry, lock, sri, tarball, text, type Packages, type Raw } from './fixtures.js';

const m = (name: string): string => `node_modules/${name}`;
const alias = (name: string, version: string): Raw => entry(name, version, { name });

interface Row {
  readonly what: string;
  readonly before: Packages;
  readonly after: Packages;
  readonly rootBefore?: Raw;
  readonly rootAfter?: Raw;
  readonly expected: string[];
}

/** Dependencies of the root: everything directly in node_modules, unless a row says otherwise. */
function asks(packages: Packages): Raw {
  return Object.fromEntries(Object.entries(packages).filter(([location]) => location.lastIndexOf('node_modules/') === 0)
    .map(([location, raw]) => [location.slice('node_modules/'.length), raw['name'] === undefined ? '*' : `npm:${text(raw['name'])}@*`]));
}

const rows: Row[] = [
  { what: 'nothing', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: entry('a', '1.0.0') }, expected: [] },
  { what: 'an added package', before: {}, after: { [m('a')]: entry('a', '1.0.0') }, expected: ['added node_modules/a a@1.0.0'] },
  { what: 'a removed package', before: { [m('a')]: entry('a', '1.0.0') }, after: {}, expected: ['removed node_modules/a from a@1.0.0'] },
  { what: 'an update in place', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: entry('a', '1.1.0') }, expected: ['updated node_modules/a a@1.1.0 from a@1.0.0'] },
  { what: 'a downgrade', before: { [m('a')]: entry('a', '1.1.0') }, after: { [m('a')]: entry('a', '1.0.0') }, expected: ['updated node_modules/a a@1.0.0 from a@1.1.0'] },
  {
    what: 'an update of one of two copies, found by its dependent',
    before: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { a: '^2.0.0' } }), [`${m('b')}/${m('a')}`]: entry('a', '2.0.0') },
    after: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { a: '^2.0.0' } }), [`${m('b')}/${m('a')}`]: entry('a', '2.1.0') },
    expected: ['updated node_modules/b/node_modules/a a@2.1.0 from a@2.0.0'],
  },
  {
    what: 'an update that is hoisted: the dependents tell the baselines, the location does not',
    before: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { a: '^2.0.0' } }), [`${m('b')}/${m('a')}`]: entry('a', '2.0.0') },
    after: { [m('a')]: entry('a', '2.1.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { a: '^2.0.0' } }) },
    expected: ['updated node_modules/a a@2.1.0 from a@1.0.0,a@2.0.0'],
  },
  {
    what: 'a second major beside the first: no dependent and no location, so the greatest lower version of the same major',
    before: { [m('a')]: entry('a', '2.0.0'), [m('c')]: entry('c', '1.0.0', { dependencies: { a: '1.1.0' } }), [`${m('c')}/${m('a')}`]: entry('a', '1.1.0'), [m('d')]: entry('d', '1.0.0', { dependencies: { a: '1.0.0' } }), [`${m('d')}/${m('a')}`]: entry('a', '1.0.0') },
    after: {
      [m('a')]: entry('a', '2.0.0'), [m('c')]: entry('c', '1.0.0', { dependencies: { a: '1.1.0' } }), [`${m('c')}/${m('a')}`]: entry('a', '1.1.0'), [m('d')]: entry('d', '1.0.0', { dependencies: { a: '1.0.0' } }), [`${m('d')}/${m('a')}`]: entry('a', '1.0.0'),
      [m('e')]: entry('e', '1.0.0', { dependencies: { a: '1.2.0' } }), [`${m('e')}/${m('a')}`]: entry('a', '1.2.0'),
    },
    expected: ['added node_modules/e e@1.0.0', 'updated node_modules/e/node_modules/a a@1.2.0 from a@1.1.0'],
  },
  {
    what: 'only a higher version and another major stood before: new',
    before: { [m('a')]: entry('a', '2.0.0') },
    after: { [m('a')]: entry('a', '2.0.0'), [m('e')]: entry('e', '1.0.0', { dependencies: { a: '1.2.0' } }), [`${m('e')}/${m('a')}`]: entry('a', '1.2.0') },
    expected: ['added node_modules/e e@1.0.0', 'added node_modules/e/node_modules/a a@1.2.0'],
  },
  {
    what: 'the same bytes at another place',
    before: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { x: '1' } }), [`${m('b')}/${m('x')}`]: entry('x', '1.0.0') },
    after: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { x: '1' } }), [m('x')]: entry('x', '1.0.0') },
    rootBefore: { a: '*', b: '*' }, rootAfter: { a: '*', b: '*' },
    expected: ['moved node_modules/x x@1.0.0 from x@1.0.0'],
  },
  {
    what: 'the same bytes at another place with a mark that the graph contradicts: no move',
    before: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { x: '1' } }), [`${m('b')}/${m('x')}`]: entry('x', '1.0.0') },
    after: { [m('a')]: entry('a', '1.0.0'), [m('b')]: entry('b', '1.0.0', { dependencies: { x: '1' } }), [m('x')]: entry('x', '1.0.0', { dev: true }) },
    rootBefore: { a: '*', b: '*' }, rootAfter: { a: '*', b: '*' },
    expected: ['metadata node_modules/x x@1.0.0 from x@1.0.0 differs in dev'],
  },
  {
    what: 'the same bytes at another place with a key more: no move',
    before: { [m('b')]: entry('b', '1.0.0', { dependencies: { x: '1' } }), [`${m('b')}/${m('x')}`]: entry('x', '1.0.0') },
    after: { [m('b')]: entry('b', '1.0.0', { dependencies: { x: '1' } }), [m('x')]: entry('x', '1.0.0', { scripts: { postinstall: 'echo' } }) },
    rootBefore: { b: '*' }, rootAfter: { b: '*' },
    expected: ['metadata node_modules/x x@1.0.0 from x@1.0.0 differs in scripts'],
  },
  { what: 'other bytes under the same version', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: entry('a', '1.0.0', { integrity: sri('other') }) }, expected: ['rewritten node_modules/a a@1.0.0 from a@1.0.0 differs in integrity'] },
  { what: 'a pin that is dropped', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: { version: '1.0.0', resolved: tarball('a', '1.0.0') } }, expected: ['rewritten node_modules/a a@1.0.0 from a@1.0.0 differs in integrity'] },
  { what: 'another address for the same version', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: entry('a', '1.0.0', { resolved: 'https://evil.example/a/-/a-1.0.0.tgz' }) }, expected: ['rewritten node_modules/a a@1.0.0 instead of a@1.0.0'] },
  { what: 'another scheme for the same version', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: entry('a', '1.0.0', { resolved: 'http://registry.example/a/-/a-1.0.0.tgz' }) }, expected: ['rewritten node_modules/a a@1.0.0 instead of a@1.0.0'] },
  { what: '`resolved` left out: the same registry', before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: { version: '1.0.0', integrity: sri('a@1.0.0') } }, expected: ['metadata node_modules/a a@1.0.0 from a@1.0.0 differs in resolved'] },
  {
    what: 'several copies with one difference, told once',
    before: { [m('b')]: entry('b', '1.0.0', { dependencies: { a: '1' } }), [`${m('b')}/${m('a')}`]: entry('a', '1.0.0'), [m('c')]: entry('c', '1.0.0', { dependencies: { a: '1' } }), [`${m('c')}/${m('a')}`]: entry('a', '1.0.0') },
    after: { [m('b')]: entry('b', '1.0.0', { dependencies: { a: '1' } }), [`${m('b')}/${m('a')}`]: entry('a', '1.1.0'), [m('c')]: entry('c', '1.0.0', { dependencies: { a: '1' } }), [`${m('c')}/${m('a')}`]: entry('a', '1.1.0') },
    expected: ['updated node_modules/b/node_modules/a a@1.1.0 from a@1.0.0,a@1.0.0 also node_modules/c/node_modules/a'],
  },
  {
    what: 'copies of which one says more are told apart',
    before: {},
    after: { [m('b')]: entry('b', '1.0.0', { dependencies: { a: '1' } }), [`${m('b')}/${m('a')}`]: entry('a', '1.1.0'), [m('c')]: entry('c', '1.0.0', { dependencies: { a: '1' } }), [`${m('c')}/${m('a')}`]: entry('a', '1.1.0', { bin: { a: 'x.js' } }) },
    expected: ['added node_modules/b b@1.0.0', 'added node_modules/b/node_modules/a a@1.1.0', 'added node_modules/c c@1.0.0', 'added node_modules/c/node_modules/a a@1.1.0'],
  },
  {
    what: 'an alias that now stands for another package',
    before: { [m('http-util')]: alias('execa', '8.0.1') }, after: { [m('http-util')]: alias('evil', '8.0.1') },
    expected: ['added node_modules/http-util evil@8.0.1 instead of execa@8.0.1'],
  },
  {
    what: 'an alias that now stands for a package whose lower version is locked elsewhere: still no baseline',
    before: { [m('http-util')]: alias('execa', '8.0.1'), [m('evil')]: entry('evil', '8.0.0') }, after: { [m('http-util')]: alias('evil', '8.0.1'), [m('evil')]: entry('evil', '8.0.0') },
    expected: ['added node_modules/http-util evil@8.0.1 instead of execa@8.0.1'],
  },
  {
    what: 'an entry that gets another real name than its dependents ask for',
    before: { [m('a')]: entry('a', '1.0.0') }, after: { [m('a')]: alias('evil', '1.0.0') }, rootBefore: { a: '^1.0.0' }, rootAfter: { a: '^1.0.0' },
    expected: ['added node_modules/a evil@1.0.0 instead of a@1.0.0 differs in name'],
  },
  { what: 'a new entry with a real name that nobody asks for', before: {}, after: { [m('a')]: alias('evil', '1.0.0') }, rootAfter: { a: '^1.0.0' }, expected: ['added node_modules/a evil@1.0.0 differs in name'] },
  {
    what: 'the same name from another registry',
    before: { [m('@acme/a')]: entry('@acme/a', '1.0.0', { resolved: 'https://npm.acme.example/@acme/a/-/a-1.0.0.tgz' }) }, after: { [m('@acme/a')]: entry('@acme/a', '1.1.0') },
    expected: ['added node_modules/@acme/a @acme/a@1.1.0 instead of @acme/a@1.0.0'],
  },
  {
    what: 'a workspace that is exchanged for a package of the same name',
    before: { 'packages/a': { name: 'a', version: '1.0.0' }, [m('a')]: { resolved: 'packages/a', link: true } }, after: { [m('a')]: entry('a', '1.0.0') },
    expected: ['rewritten node_modules/a a@1.0.0 instead of a@1.0.0'],
  },
  {
    what: 'a git dependency at another commit',
    before: { [m('g')]: { version: '1.0.0', resolved: `git+ssh://git@git.example/a/g.git#${'a'.repeat(40)}` } }, after: { [m('g')]: { version: '1.0.0', resolved: `git+ssh://git@git.example/a/g.git#${'b'.repeat(40)}` } },
    expected: ['rewritten node_modules/g g@1.0.0 from g@1.0.0 differs in resolved'],
  },
  {
    what: 'a carrier that is updated: what it carries comes with its tarball',
    before: { [m('c')]: entry('c', '1.0.0', { bundleDependencies: ['x'], dependencies: { x: '1' } }), [`${m('c')}/${m('x')}`]: { version: '1.0.0', inBundle: true } },
    after: { [m('c')]: entry('c', '1.1.0', { bundleDependencies: ['x'], dependencies: { x: '1' } }), [`${m('c')}/${m('x')}`]: { version: '1.0.0', inBundle: true } },
    expected: ['updated node_modules/c c@1.1.0 from c@1.0.0'],
  },
];

describe.each([2, 3])('lockfile version %i', (version) => {
  test.each(rows)('$what', ({ before, after, rootBefore, rootAfter, expected }) => {
    const workspaces = { workspaces: ['packages/*'] };
    const left = lock(rootBefore ?? asks(before), before, { version, root: workspaces });
    const right = lock(rootAfter ?? asks(after), after, { version, root: workspaces });
    const { changes, reading } = compare(left, right);
    expect(reading.problems).toEqual([]);
    expect(reading.coverage).toEqual({ kind: 'complete' });
    expect(brief(changes)).toEqual(expected);
  });
});
