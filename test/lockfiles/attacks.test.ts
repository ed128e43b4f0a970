import { describe, expect, test } from '@jest/globals';
import { isExact } from '../../src/core/integrity.js';
import { brief, compare, entry, lock, sri, type Packages, type Raw } from './fixtures.js';

const m = (name: string): string => `node_modules/${name}`;
const base: Packages = { [m('a')]: entry('a', '1.0.0', { dependencies: { b: '^1.0.0' } }), [m('b')]: entry('b', '1.0.0') };

describe.each([2, 3])('an attack on a version %i lockfile', (version) => {
  const of = (packages: Packages, dependencies: Raw = { a: '1.0.0' }, root: Raw = {}): string => lock(dependencies, packages, { version, root });

  describe('the entry itself is the payload', () => {
    test.each([
      ['a script that no tarball holds', { scripts: { postinstall: 'node x.js' } }, ['scripts']],
      ['a forged command', { bin: { tool: 'x.js' } }, ['bin']],
      ['the install mark', { hasInstallScript: true, scripts: { install: 'x' } }, ['hasInstallScript', 'scripts']],
      ['a key under a prototype name', JSON.parse('{"__proto__":{"scripts":{"install":"x"}}}') as Raw, ['__proto__']],
      ['another platform', { os: ['linux'] }, ['os']],
      ['a shrinkwrap of its own', { hasShrinkwrap: true }, ['hasShrinkwrap']],
      ['a mark that keeps it out of production installs', { dev: true }, ['dev']],
      ['a mark that lets its install fail silently', { optional: true }, ['optional']],
    ])('%s', (_, extra, keys) => {
      const after = { ...base, [m('b')]: Object.defineProperties({ ...base[m('b')] }, Object.getOwnPropertyDescriptors(extra)) as Raw };
      const { changes } = compare(of(base), of(after));
      expect(changes.map((change) => [change.kind, change.after?.location, change.before.length, change.differences.map((one) => one.key)])).toEqual([['metadata', m('b'), 1, keys]]);
      for (const key of keys) expect(Object.keys(changes[0]!.after!.raw)).toContain(key);
    });

    test('a phantom dependency is a change of the entry and an added package', () => {
      const after = { ...base, [m('b')]: { ...base[m('b')], dependencies: { phantom: '1' } }, [m('phantom')]: entry('phantom', '1.0.0') };
      const { changes } = compare(of(base), of(after));
      expect(brief(changes)).toEqual(['metadata node_modules/b b@1.0.0 from b@1.0.0 differs in dependencies', 'added node_modules/phantom phantom@1.0.0']);
      expect(changes[1]!.introducers.map((one) => one.path.map((item) => item.name))).toEqual([['app', 'a', 'b', 'phantom']]);
    });
  });

  describe('bytes taken from the wrong place', () => {
    const carried = { [m('c')]: entry('c', '1.0.0', { dependencies: { x: '1' }, bundleDependencies: ['x'] }), [`${m('c')}/${m('x')}`]: { version: '1.0.0', inBundle: true } };
    test('what is carried in a tarball is never fetched by its name', () => {
      const { changes } = compare(of(base), of({ ...base, ...carried }, { a: '1.0.0', c: '1' }));
      const carrier = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'c', version: '1.0.0' };
      expect(changes.map((change) => change.after!.origin)).toEqual([carrier, { kind: 'bundled', parent: carrier, path: 'node_modules/x' }]);
      expect(changes[1]!.after!.integrity.pinned).toBe('none');
      expect(changes[1]!.after!.carrier).toEqual(changes[0]!.after!.integrity);
      expect(changes[0]!.after).not.toHaveProperty('carrier');
    });
    test.each([['marked', true], ['not marked, between two that are', false]])('what is carried inside of what is carried (%s) comes in the outermost tarball', (_name, marked) => {
      const [x, y, z] = [`${m('c')}/${m('x')}`, `${m('c')}/${m('x')}/${m('y')}`, `${m('c')}/${m('x')}/${m('y')}/${m('z')}`] as const;
      const nested = { [x]: { version: '1.0.0', inBundle: true, dependencies: { y: '1' } }, [y]: { version: '1.0.0', ...(marked ? { inBundle: true } : {}), dependencies: { z: '1' } }, [z]: { version: '1.0.0', inBundle: true } };
      const { changes } = compare(of(base), of({ ...base, ...carried, ...nested }, { a: '1.0.0', c: '1' }));
      const carrier = changes.find((change) => change.after?.name === 'c')!.after!;
      const inside = changes.flatMap(({ after }) => (after && ['x', 'y', 'z'].includes(after.name) ? [after] : []));
      expect(inside.map((one) => one.origin)).toEqual([x, y, z].map((location) => ({ kind: 'bundled', parent: carrier.origin, path: location.slice(m('c').length + 1) })));
      for (const one of inside) expect(one.carrier).toEqual(carrier.integrity);
    });
    test('a carrier that claims a package of its own address carries it all the same', () => {
      const claimed = { ...carried, [`${m('c')}/${m('x')}`]: entry('x', '1.0.0') };
      const { changes } = compare(of({ ...base }), version === 2 ? lock({ a: '1.0.0', c: '1' }, { ...base, ...claimed }) : of({ ...base, ...claimed }, { a: '1.0.0', c: '1' }));
      expect(changes.find((change) => change.after?.name === 'x')?.after?.origin.kind).toBe('bundled');
    });
    test('what the root itself bundles is fetched', () => {
      const { changes } = compare(of(base), of({ ...base, [m('x')]: entry('x', '1.0.0', { inBundle: true }) }, { a: '1.0.0', x: '1' }, { bundleDependencies: ['x'] }));
      if (version === 3) expect(changes[0]!.after!.origin.kind).toBe('registry');
    });
    test.each([
      ['a link out of the repository', { resolved: '../../elsewhere', link: true }, { kind: 'link', path: '../../elsewhere' }],
      ['a folder of the repository', { resolved: 'vendor/x', link: true }, { kind: 'link', path: 'vendor/x' }],
      ['a tarball of the repository', { version: '1.0.0', resolved: 'file:vendor/x.tgz', integrity: sri('x') }, { kind: 'repository', path: 'vendor/x.tgz', oid: '' }],
      ['a tarball outside of it', { version: '1.0.0', resolved: 'file:../x.tgz', integrity: sri('x') }, { kind: 'url', url: 'file:../x.tgz' }],
      ['a branch', { version: '1.0.0', resolved: 'git+https://git.example/x.git#main' }, { kind: 'git', url: 'git+https://git.example/x.git', commit: 'main' }],
      ['a short commit', { version: '1.0.0', resolved: 'git+https://git.example/x.git#abcdef0' }, { kind: 'git', url: 'git+https://git.example/x.git', commit: 'abcdef0' }],
      ["another package's address", { version: '1.0.0', resolved: 'https://registry.example/y/-/y-1.0.0.tgz' }, { kind: 'url', url: 'https://registry.example/y/-/y-1.0.0.tgz' }],
      ["another version's address", { version: '1.0.0', resolved: 'https://registry.example/x/-/x-1.0.1.tgz' }, { kind: 'url', url: 'https://registry.example/x/-/x-1.0.1.tgz' }],
      ['an address with a query', { version: '1.0.0', resolved: 'https://registry.example/x/-/x-1.0.0.tgz?y' }, { kind: 'url', url: 'https://registry.example/x/-/x-1.0.0.tgz?y' }],
      ['a host that begins alike', { version: '1.0.0', resolved: 'https://registry.example.evil.example/x/-/x-1.0.0.tgz' }, { kind: 'url', url: 'https://registry.example.evil.example/x/-/x-1.0.0.tgz' }],
      ['a user in the address', { version: '1.0.0', resolved: 'https://registry.example@evil.example/x/-/x-1.0.0.tgz' }, { kind: 'url', url: 'https://registry.example@evil.example/x/-/x-1.0.0.tgz' }],
    ])('%s is what it is', (_, raw, origin) => {
      const { changes } = compare(lock({ a: '1' }, base), lock({ a: '1', x: '*' }, { ...base, [m('x')]: raw }));
      expect(changes.map((change) => change.after?.origin)).toEqual([origin]);
    });
    test('a missing address means the registry of the scope, the public default means the default', () => {
      const { changes } = compare(of(base), of({ ...base, [m('@acme/x')]: { version: '1.0.0', integrity: sri('x') }, [m('y')]: entry('y', '1.0.0') }, { a: '1.0.0', '@acme/x': '1', y: '1' }));
      expect(changes.map((change) => change.after!.origin)).toMatchObject([{ registry: 'https://npm.acme.example/', name: '@acme/x' }, { registry: 'default', name: 'y' }]);
    });
  });

  test.each([
    ['two digests', `${sri('good')} ${sri('evil')}`], ['sha1', `sha1-${Buffer.alloc(20).toString('base64')}`], ['nothing', undefined],
    ['options', `${sri('good')}?x`], ['an unknown word', `${sri('good')} md6-AAAA`],
  ])('a pin that accepts other bytes: %s', (_, integrity) => {
    const after = { ...base, [m('b')]: { ...base[m('b')], ...(integrity === undefined ? {} : { integrity }) } };
    if (integrity === undefined) delete after[m('b')]!['integrity'];
    const { changes } = compare(of(base), of(after));
    expect(changes.map((change) => [change.kind, isExact(change.after!.integrity)])).toEqual([['rewritten', false]]);
  });

  describe('a move is no laundry', () => {
    test('from development into production: judged as new, also in place', () => {
      const dev = (raw: Raw): Raw => ({ ...raw, dev: true });
      const before = lock({ a: '1.0.0' }, { ...base, [m('evil')]: dev(entry('evil', '1.0.0')) }, { version, root: { devDependencies: { evil: '1' } } });
      const after = lock({ a: '1.0.0', evil: '1' }, { ...base, [m('evil')]: entry('evil', '1.0.0') }, { version });
      expect(brief(compare(before, after).changes)).toEqual(['added node_modules/evil evil@1.0.0 differs in dev']);
    });
    test('with the marks left as they were', () => {
      const evil = { [m('evil')]: entry('evil', '1.0.0', { dev: true }) };
      const before = lock({ a: '1.0.0' }, { ...base, ...evil }, { version, root: { devDependencies: { evil: '1' } } });
      const after = lock({ a: '1.0.0', evil: '1' }, { ...base, ...evil }, { version });
      expect(brief(compare(before, after).changes)).toEqual(['added node_modules/evil evil@1.0.0 differs in dev']);
    });
    test('by the manifest alone, the lockfile untouched', () => {
      const text = lock({ a: '1.0.0' }, { ...base, [m('evil')]: entry('evil', '1.0.0', { dev: true }) }, { version, root: { devDependencies: { evil: '1' } } });
      const before = JSON.stringify({ name: 'app', dependencies: { a: '1.0.0' }, devDependencies: { evil: '1' } });
      const after = JSON.stringify({ name: 'app', dependencies: { a: '1.0.0', evil: '1' } });
      const { changes, reading } = compare(text, text, { 'package.json': { before, after } });
      expect(brief(changes)).toEqual(['added node_modules/evil evil@1.0.0 differs in dev']);
      expect(changes[0]!.at).toMatchObject({ path: 'package.json', side: 'head' });
      expect(reading.change).toBe('unchanged');
    });
    test('from optional into required, and from what nothing reaches', () => {
      const evil = { [m('evil')]: entry('evil', '1.0.0') };
      const required = lock({ a: '1.0.0', evil: '1' }, { ...base, ...evil }, { version });
      expect(brief(compare(lock({ a: '1.0.0' }, { ...base, ...evil }, { version, root: { optionalDependencies: { evil: '1' } } }), required).changes)).toEqual(['added node_modules/evil evil@1.0.0']);
      expect(brief(compare(of({ ...base, ...evil }), required).changes)).toEqual(['added node_modules/evil evil@1.0.0']);
    });
    test('from production into development is no entry', () => {
      const evil = { [m('evil')]: entry('evil', '1.0.0') };
      const before = lock({ a: '1.0.0', evil: '1' }, { ...base, ...evil }, { version });
      const after = lock({ a: '1.0.0' }, { ...base, ...evil }, { version, root: { devDependencies: { evil: '1' } } });
      expect(brief(compare(before, after).changes)).toEqual([]);
    });
  });
});

describe('two sections of one version 2 lockfile', () => {
  const text = lock({ a: '1.0.0' }, base, { version: 2 });
  const edited = (edit: (document: { dependencies: { [name: string]: Raw } }) => void): string => {
    const document = JSON.parse(text) as { dependencies: { [name: string]: Raw } };
    edit(document);
    return JSON.stringify(document, null, 2);
  };
  test.each([
    ['another version', edited((document) => { document.dependencies['b']!['version'] = '1.0.1'; }), 'version'],
    ['another address', edited((document) => { document.dependencies['b']!['resolved'] = 'https://evil.example/b.tgz'; }), 'resolved'],
    ['another pin', edited((document) => { document.dependencies['b']!['integrity'] = sri('evil'); }), 'integrity'],
    ['another real name', edited((document) => { document.dependencies['b']!['version'] = 'npm:evil@1.0.0'; }), 'version'],
    ['a mark of being carried', edited((document) => { document.dependencies['b']!['bundled'] = true; }), 'bundled'],
  ])('that say different things: %s', (_, after, key) => {
    const { reading } = compare(text, after);
    expect(reading.problems).toMatchObject([{ code: 'LOCKFILE_AMBIGUOUS', location: 'node_modules/b', data: { reason: 'legacy-section', key } }]);
    expect(reading.coverage.kind).toBe('partial');
  });
  test.each([
    ['a package more', edited((document) => { document.dependencies['evil'] = { version: '1.0.0' }; }), 'legacy-only'],
    ['a package less', edited((document) => { delete document.dependencies['b']; }), 'legacy-lacks'],
    ['a nested package more', edited((document) => { document.dependencies['b']!['dependencies'] = { evil: { version: '1.0.0' } }; }), 'legacy-only'],
    ['nothing at all', edited((document) => { delete (document as Raw)['dependencies']; }), 'legacy-section-missing'],
    ['a path for a name', edited((document) => { document.dependencies['a/node_modules/b'] = { version: '1.0.0' }; }), 'legacy-only'],
  ])('of which one holds %s', (_, after, reason) => {
    expect(compare(text, after).reading.problems.map((problem) => problem.data['reason'])).toEqual([reason]);
  });
  test('a disagreement that stood before is not told again', () => {
    const wrong = edited((document) => { document.dependencies['b']!['integrity'] = sri('evil'); });
    const more = JSON.parse(wrong) as { packages: Packages; dependencies: { [name: string]: Raw } };
    more.packages['node_modules/c'] = entry('c', '1.0.0');
    more.dependencies['c'] = entry('c', '1.0.0');
    const { reading, changes } = compare(wrong, JSON.stringify(more, null, 2));
    expect([reading.problems, brief(changes)]).toEqual([[], ['added node_modules/c c@1.0.0']]);
  });
  test('a version 3 lockfile with an older section is held to it too', () => {
    const document = { ...(JSON.parse(text) as Raw), lockfileVersion: 3, dependencies: { evil: { version: '1.0.0' } } };
    expect(compare(text, JSON.stringify(document)).reading.problems.length).toBeGreaterThan(0);
  });
});
