import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { isRequirements } from '../../../src/lockfiles/requirements/names.js';
import { limits } from '../../../src/core/limits.js';
import { formatOf } from '../../../src/lockfiles/index.js';
import { requirements } from '../../../src/lockfiles/requirements/format.js';
import { compared, fixture, listed, told } from '../python.js';

const one = (text: string, settings?: { readonly [path: string]: string }) => listed(requirements, text, { lockfile: 'requirements.txt', ...(settings ? { settings } : {}) });
const sha = (letter: string): string => `sha256:${letter.repeat(64)}`;

describe('files of requirements', () => {
  test.each([
    ['requirements.txt', true], ['requirements-dev.txt', true], ['dev-requirements.txt', true], ['requirements.in', true], ['requirements/prod.txt', true], ['a/requirements/prod.in', true], ['constraints.txt', true], ['pip-constraints.txt', true],
    ['base.txt', false], ['requirements.md', false], ['requirements/a/b.txt', false], ['node_modules/a/requirements.txt', false], ['robots.txt', false], ['requirements.yml', false],
  ])('%s is one by its name: %s', (path, is) => {
    expect(isRequirements(path)).toBe(is);
    expect(requirements.matches([path]).length === 1).toBe(is);
  });

  test('files beside one are there for its includes, by name and not without end', () => {
    const many = Array.from({ length: limits.includeFiles.value + 5 }, (_, index) => `base-${index}.txt`);
    const [place] = requirements.matches(['requirements.txt', 'base.txt', 'notes.txt', 'deps/common.txt', 'deps/far/common.txt', 'other/x.txt']);
    expect(place).toEqual({ root: { lockfile: 'requirements.txt', directory: '' }, manifests: [], settings: ['base.txt', 'deps/common.txt'] });
    expect(requirements.matches(['requirements.txt', ...many])[0]!.settings).toHaveLength(limits.includeFiles.value);
    // One that did not have room is a hole where it is included.
    expect(told(listed(requirements, '-r base-44.txt\n', { lockfile: 'requirements.txt', settings: Object.fromEntries(many.slice(0, limits.includeFiles.value).map((path) => [path, ''])) }))).toEqual(['LOCKFILE_INCOMPLETE include-unread']);
  });

  test('what pip-compile writes is listed whole, with and without digests', () => {
    const [plain, hashed] = ['compiled', 'hashed'].map((folder) => one(fixture('requirements', folder, 'requirements.txt')));
    expect(plain!.problems).toEqual([]);
    expect(hashed!.problems).toEqual([]);
    expect(plain!.packages.map(({ name, version }) => `${name} ${version}`)).toEqual(hashed!.packages.map(({ name, version }) => `${name} ${version}`));
    expect(plain!.packages).toHaveLength(11);
    expect(plain!.packages[9]).toMatchObject({ name: 'requests', version: '2.31.0', ecosystem: 'pypi', origin: { kind: 'registry', ecosystem: 'pypi', registry: 'default', name: 'requests', version: '2.31.0' }, integrity: { pinned: 'none' }, reach: { runtime: true } });
    expect(hashed!.packages[9]!.integrity.digests.map(({ algorithm }) => algorithm)).toEqual(['sha256', 'sha256']);
    expect(hashed!.packages[9]!.digestsExpected).toBe(true);
  });

  test('what people write, with what it includes', () => {
    const settings = Object.fromEntries(['base.txt', 'common.txt'].map((name) => [name, fixture('requirements', 'written', name)]));
    const { packages, problems } = one(fixture('requirements', 'written', 'requirements.txt'), settings);
    expect(problems).toEqual([]);
    expect(packages.map(({ location, version, origin, unpinned }) => [location, version, origin.kind, unpinned ?? false])).toEqual([
      ['flask[async]', '2.3.3', 'registry', false], ['requests', '<3,>=2.28', 'registry', true], ['pyyaml ; python_version >= "3.8"', '6.0.1', 'registry', false], ['zope-interface', '6.0', 'registry', false],
      ['importlib-metadata ; python_version < \'3.8\'', '~=6.8', 'registry', true], ['acme-tools', 'a'.repeat(40), 'git', false], ['acme-kit', 'main', 'git', false], ['./libs/shared[extra]', '', 'link', false], ['acme-wheel', '', 'url', false],
      ['thing', '', 'repository', false], ['-r base.txt: urllib3', '2.0.7', 'registry', false], ['-r base.txt: -r common.txt: idna', '3.4', 'registry', false],
    ]);
    expect(packages.find(({ name }) => name === 'acme-tools')?.origin).toEqual({ kind: 'git', url: 'git+https://code.example/acme/tools.git', commit: 'a'.repeat(40) });
    expect(packages.find(({ name }) => name === 'acme-kit')?.origin).toEqual({ kind: 'git', url: 'git+ssh://git@code.example/acme/kit.git', commit: 'main' });
    expect(packages.find(({ name }) => name === 'acme-wheel')?.integrity.digests).toHaveLength(1);
    const locations = new Set(packages.map(({ location }) => location));
    const lines = requirements.locate(fixture('requirements', 'written', 'requirements.txt'), locations);
    expect([...lines].map(([location, { line }]) => [location, line]).slice(0, 3)).toEqual([['flask[async]', 5], ['requests', 6], ['pyyaml ; python_version >= "3.8"', 7]]);
    expect(lines.get('-r base.txt: -r common.txt: idna')).toEqual({ line: 2, endLine: 2 });
    expect(lines.size).toBe(packages.length);
  });

  test.each<readonly [name: string, text: string, codes: readonly string[], settings?: { readonly [path: string]: string }]>([
    ['conflict markers', 'a==1\n<<<<<<< HEAD\nb==1\n=======\nb==2\n>>>>>>> x\n', ['LOCKFILE_MALFORMED conflict-markers']],
    ['prose', 'The system shall work.\nIt shall be fast enough.\nIt shall be blue too.\nAnd it must not fail!\nNobody may see it, ever.\n', ['LOCKFILE_UNSUPPORTED prose']],
    ['prose with a pin is none', 'The system shall work.\nIt shall be fast enough.\nIt shall be blue too.\nAnd it must not fail!\nNobody may see it, ever.\nevil==1\n', Array.from({ length: 5 }, () => 'LOCKFILE_MALFORMED requirements-line')],
    ['two pins of one name', 'a==1\nA==2\n', ['LOCKFILE_AMBIGUOUS duplicate-key']],
    ['the same line twice', 'a==1\na==1\n', []],
    ['one name under two markers', 'a==1;x<"3"\na==2;x>="3"\n', []],
    ['a separator that no editor shows', '# note\u2028evil==1\n', ['LOCKFILE_AMBIGUOUS count']],
    ['an include of itself', '-r requirements.txt\n', ['LOCKFILE_INCOMPLETE include-circle']],
    ['includes in a circle', '-r base.txt\n', ['LOCKFILE_INCOMPLETE include-circle'], { 'base.txt': '-r dev.txt', 'dev.txt': '-r base.txt' }],
    ['an include twice', '-r base.txt\n-r dev.txt\n', [], { 'base.txt': 'a==1', 'dev.txt': '-r base.txt' }],
    ['includes that double at every step', '-r dev-0.txt\n', [], Object.fromEntries(Array.from({ length: 39 }, (_, index) => [`dev-${index}.txt`, `-r dev-${index + 1}.txt\n`.repeat(index < 38 ? 100 : 0)]))],
    ['an include from above', '-r ../../secret.txt\n', ['LOCKFILE_INCOMPLETE include-outside']],
    ['an include from the machine', '-r /etc/pip/x.txt\n-r ~/x.txt\n', ['LOCKFILE_INCOMPLETE include-outside', 'LOCKFILE_INCOMPLETE include-outside']],
    ['an include from an address', '-r https://user:secret@x.example/a.txt\n', ['LOCKFILE_INCOMPLETE include-remote']],
    ['an include of a requirements file, which is read for itself', '-r requirements-dev.txt\n', []],
    ['a variable in an include', '-r ${HOME}.txt\n', ['LOCKFILE_INCOMPLETE include-unread']],
  ])('%s', (_name, text, codes, ...[settings]) => {
    const list = one(text, settings);
    expect(told(list)).toEqual(codes);
    expect(JSON.stringify(list)).not.toContain('secret@');
  });

  test('passwords in addresses are kept nowhere', () => {
    const list = one('a @ https://me:secret@x.example/a.zip\ngit+https://secret@x.example/b.git@v1#egg=b\n-e git+ssh://git@x.example/c.git#egg=c\n!! https://me:secret@x.example\n');
    expect(JSON.stringify(list)).not.toContain('secret');
    expect(list.packages.slice(0, 3).map(({ resolved }) => resolved)).toEqual(['https://x.example/a.zip', 'git+https://x.example/b.git@v1#egg=b', 'git+ssh://git@x.example/c.git#egg=c']);
  });

  test('order, layout, comments and line ends change nothing', () => {
    const text = fixture('requirements', 'hashed', 'requirements.txt');
    const shuffled = text.split(/(?=^[a-z])/m).filter((part) => !part.startsWith('#')).reverse().join('').replace(/\n/g, '\r\n');
    expect(compared(requirements, 'requirements.txt', text, `\uFEFF# new\r\n${shuffled}`)).toEqual([]);
  });

  test.each<readonly [name: string, before: string, after: string, changes: readonly string[]]>([
    ['an upgrade', 'a==1\nb==1\n', 'a==1\nb==2\n', ['updated b 1 -> 2']],
    ['an upgrade below a marker that changes', 'b==1;x<"3"\n', 'b==2;x<"4"\n', ['updated b 1 -> 2']],
    ['a new one', 'a==1\n', 'a==1\nb==1\n', ['added b 1']],
    ['one less', 'a==1\nb==1\n', 'a==1\n', ['removed b 1']],
    ['a marker that goes', 'a==1;x<"3"\n', 'a==1\n', ['metadata a 1 -> 1']],
    ['another spelling of the name', 'Zope.Interface==1\n', 'zope-interface==1\n', []],
    ['digests', `a==1 --hash=${sha('a')}\n`, `a==1 --hash=${sha('b')}\n`, ['rewritten a 1 -> 1']],
    ['a pin that goes', 'a==1\n', 'a>=1\n', ['updated a 1 -> >=1']],
    ['another tag', 'git+https://x.example/a.git@v1#egg=a\n', 'git+https://x.example/a.git@v2#egg=a\n', ['updated a v1 -> v2']],
    ['from the index to an address', 'a==1\n', 'a @ https://x.example/a-1.zip\n', ['added a ']],
    ['an included file', '-r base.txt\n', '-r base.txt\n', []],
  ])('%s', (_name, before, after, changes) => {
    expect(compared(requirements, 'requirements.txt', before, after)).toEqual(changes);
  });

  test('a large file is read in one pass', () => {
    const text = Array.from({ length: 20_000 }, (_, index) => `package-${index}==1.0 \\\n    --hash=${sha('a')}\n`).join('');
    expect(one(text).packages.length).toBe(20_000);
  });

  test('a file is found by its name on the command line', () => {
    expect(formatOf('/x/requirements.txt')?.id).toBe('requirements');
    expect(formatOf('/x/requirements/base.txt')?.id).toBe('requirements');
    expect(formatOf('base.txt')).toBeUndefined();
    expect(formatOf('/x/base.txt')).toBeUndefined();
    expect(formatOf('/x/poetry.lock')?.id).toBe('poetry');
    expect(formatOf('/x/uv.lock')?.id).toBe('uv');
    expect(readFileSync('src/core/dependency-names.ts', 'utf8')).toContain('requirements*.txt');
  });
});
