import { describe, expect, test } from '@jest/globals';
import { askedOfRegistry, pickVersion } from '../../src/packages/pick.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';

describe('askedOfRegistry', () => {
  test.each<[string, string, { name: string; range: string } | undefined]>([
    ['a range', '^1.2.0', { name: 'left', range: '^1.2.0' }],
    ['a version', ' 1.2.0 ', { name: 'left', range: '1.2.0' }],
    ['nothing is everything', '', { name: 'left', range: '*' }],
    ['a tag', 'next', { name: 'left', range: 'next' }],
    ['alternatives', '1.x || >=2.5.0 <3', { name: 'left', range: '1.x || >=2.5.0 <3' }],
    ['an alias', 'npm:right@^2.0.0', { name: 'right', range: '^2.0.0' }],
    ['an alias of a scope, without a range', 'npm:@acme/right', { name: '@acme/right', range: '*' }],
    ['an alias of nothing', 'npm:', undefined],
    ['git', 'git+https://git.example.invalid/left.git#main', undefined],
    ['a short form of git', 'acme/left', undefined],
    ['an address', 'https://files.example.invalid/left.tgz', undefined],
    ['a path', 'file:../left', undefined],
    ['an archive beside it', 'left.tgz', undefined],
    ['a workspace', 'workspace:*', undefined],
    ['more than anybody writes', `^1.0.0 ${'|| ^1.0.0 '.repeat(1000)}`, undefined],
  ])('%s', (_what, spec, asked) => expect(askedOfRegistry('left', spec)).toEqual(asked));
});

describe('pickVersion', () => {
  const record = (versions: readonly string[], distTags: { readonly [tag: string]: string } = {}, deprecated: readonly string[] = []): RegistryRecord =>
    reduceRecord({ name: 'left', 'dist-tags': distTags, versions: Object.fromEntries(versions.map((version) => [version, deprecated.includes(version) ? { deprecated: 'gone' } : {}])) }, 'left', 'default');
  test.each<[string, RegistryRecord, string, string | undefined]>([
    ['the highest that satisfies', record(['1.0.0', '1.10.0', '1.9.0', '2.0.0']), '^1.0.0', '1.10.0'],
    ['latest, where it satisfies, though others are higher', record(['1.0.0', '1.1.0', '1.2.0'], { latest: '1.1.0' }), '^1.0.0', '1.1.0'],
    ['not latest where it does not satisfy', record(['1.0.0', '1.1.0', '2.0.0'], { latest: '2.0.0' }), '^1.0.0', '1.1.0'],
    ['not latest where it is deprecated', record(['1.0.0', '1.1.0'], { latest: '1.1.0' }, ['1.1.0']), '^1.0.0', '1.0.0'],
    ['what is deprecated where nothing else is there', record(['1.0.0', '1.1.0'], {}, ['1.0.0', '1.1.0']), '^1.0.0', '1.1.0'],
    ['no prerelease for an ordinary range', record(['1.0.0', '1.1.0-rc.1']), '^1.0.0', '1.0.0'],
    ['everything is latest, be it a prerelease', record(['1.0.0', '2.0.0-rc.1'], { latest: '2.0.0-rc.1' }), '*', '2.0.0-rc.1'],
    ['a version that is served', record(['1.0.0', '1.1.0']), '1.0.0', '1.0.0'],
    ['a version that is not', record(['1.0.0']), '1.0.1', undefined],
    ['a tag', record(['1.0.0', '2.0.0-rc.1'], { next: '2.0.0-rc.1' }), 'next', '2.0.0-rc.1'],
    ['a tag of nothing', record(['1.0.0'], { next: '9.9.9' }), 'next', undefined],
    ['a prototype name is no tag', record(['1.0.0']), 'constructor', undefined],
    ['versions that are none', record(['1.0.0', 'newest', '__proto__']), '*', '1.0.0'],
    ['nothing that satisfies', record(['1.0.0']), '^2.0.0', undefined],
  ])('%s', (_what, from, range, version) => expect(pickVersion(from, range)).toBe(version));
});
