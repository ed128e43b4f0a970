import { describe, expect, test } from '@jest/globals';
import { uv } from '../../../src/lockfiles/uv/format.js';
import { compared, fixture, listed, reaches, told } from '../python.js';

const at = (text: string, manifests: { readonly [path: string]: string } = {}) => listed(uv, text, { lockfile: 'uv.lock', manifests });
const sha = (letter: string): string => `sha256:${letter.repeat(64)}`;
const index = 'https://registry.example/simple';
const pkg = (name: string, version: string, more = `sdist = { url = "https://registry.example/${name}-${version}.tar.gz", hash = "${sha('a')}" }\n`, source = `{ registry = "${index}" }`): string => `\n[[package]]\nname = "${name}"\nversion = "${version}"\nsource = ${source}\n${more}`;
const lock = (...packages: readonly string[]): string => `version = 1\nrevision = 2\nrequires-python = ">=3.9"\n${packages.join('')}`;
const project = (...asks: readonly string[]): string => pkg('shop', '0.1.0', `dependencies = [${asks.map((name) => `{ name = "${name}" }`).join(', ')}]\n`, '{ virtual = "." }');

describe('uv.lock', () => {
  test.each(['first', 'workspace'])('%s: listed whole, and answers its projects', (folder) => {
    const manifests = { 'pyproject.toml': fixture('uv', folder, 'pyproject.toml'), ...(folder === 'workspace' ? { 'tools/pyproject.toml': fixture('uv', folder, 'tools/pyproject.toml') } : {}) };
    const { packages, problems } = at(fixture('uv', folder, 'uv.lock'), manifests);
    expect(problems).toEqual([]);
    expect(packages.filter(({ origin }) => origin.kind === 'registry').map((one) => `${one.name} ${one.version} ${one.integrity.digests.length} ${one.addresses?.length}`)).toEqual([
      'certifi 2023.7.22 2 2', 'charset-normalizer 3.3.0 2 2', 'colorama 0.4.6 2 2', 'flask 2.3.3 2 2', 'idna 3.4 2 2', 'jinja2 3.1.2 2 2', 'markupsafe 2.1.3 2 2', 'pytest 7.4.2 2 2', 'pyyaml 6.0.1 2 2', 'requests 2.31.0 2 2', 'urllib3 2.0.7 2 2',
    ]);
    expect(packages.find(({ name }) => name === 'acme-kit')?.origin).toEqual(folder === 'first' ? undefined : { kind: 'git', url: 'https://code.example/acme/kit.git', commit: 'b'.repeat(40) });
    // What is the repository's own asks, and is installed from nowhere.
    expect(packages.map(({ name }) => name)).not.toContain('shop');
  });

  test('entries are located, and reached as their projects ask for them', () => {
    const text = fixture('uv', 'workspace', 'uv.lock');
    const { packages } = at(text);
    const lines = uv.locate(text, new Set(packages.map(({ location }) => location)));
    expect(lines.size).toBe(packages.length);
    for (const { location, name } of packages) expect(text.split('\n')[lines.get(location)!.line]).toBe(`name = "${name}"`);
    expect(reaches(uv, text, 'uv.lock')).toMatchObject({ requests: 'runtime', urllib3: 'runtime', pytest: 'development', colorama: 'runtime+development', markupsafe: 'runtime+optional', 'acme-kit': 'runtime' });
    expect(reaches(uv, lock(project(), pkg('a', '1')), 'uv.lock')).toEqual({ a: 'runtime' });
  });

  test.each<readonly [name: string, text: string, codes: readonly string[]]>([
    ['conflict markers', `<<<<<<< HEAD\n${lock()}`, ['LOCKFILE_MALFORMED conflict-markers']],
    ['no TOML', '[[package]\n', ['LOCKFILE_MALFORMED toml']],
    ['another document', '[tool]\nx = 1\n', ['LOCKFILE_MALFORMED document-type']],
    ['a version to come', lock(pkg('a', '1')).replace('version = 1\n', 'version = 2\n'), ['LOCKFILE_UNSUPPORTED']],
    ['packages that no header names', 'version = 1\npackage = [{ name = "a", version = "1", source = { registry = "x" } }]\n', ['LOCKFILE_AMBIGUOUS count']],
    ['the same package twice', lock(pkg('a', '1'), pkg('A', '1')), ['LOCKFILE_AMBIGUOUS duplicate-key']],
    ['one version from two indexes', lock(pkg('a', '1'), pkg('a', '1', '', '{ registry = "https://other.example/simple" }')), []],
    ['a registry\'s package without a version', lock('\n[[package]]\nname = "a"\nsource = { registry = "x" }\n'), ['LOCKFILE_MALFORMED version']],
    ['no source', lock('\n[[package]]\nname = "a"\nversion = "1"\n'), ['LOCKFILE_MALFORMED source']],
    ['two sources', lock(pkg('a', '1', '', `{ registry = "${index}", git = "https://x.example/a" }`)), ['LOCKFILE_MALFORMED source']],
    ['a source that nobody knows', lock(pkg('a', '1', '', '{ magic = "x" }')), ['LOCKFILE_MALFORMED source']],
    ['a byte order mark and Windows line ends', `\uFEFF${lock(project('a'), pkg('a', '1')).replace(/\n/g, '\r\n')}`, []],
  ])('%s', (_name, text, codes) => {
    expect(told(at(text))).toEqual(codes);
  });

  test.each<readonly [name: string, manifest: string, missing: readonly string[]]>([
    ['one more', '[project]\nname = "shop"\ndependencies = ["a", "evil>=1"]\n', ['evil']],
    ['one of a group', '[project]\nname = "shop"\n[dependency-groups]\ndev = ["evil", {include-group = "x"}]\n', ['evil']],
    ['behind a marker, an extra, and the project itself', '[project]\nname = "shop"\ndependencies = ["a", "tomli; python_version<\'3\'", "shop[all]"]\n[project.optional-dependencies]\nall = ["zz"]\n', []],
  ])('what the project asks for and the lockfile has not: %s', (_name, manifest, missing) => {
    expect(at(lock(project('a'), pkg('a', '1')), { 'pyproject.toml': manifest }).problems.map(({ location }) => location)).toEqual(missing);
  });

  test.each<readonly [name: string, before: string, after: string, changes: readonly string[]]>([
    ['an upgrade', lock(project('a', 'b'), pkg('a', '1'), pkg('b', '1')), lock(project('a', 'b'), pkg('a', '1'), pkg('b', '2')), ['updated b 1 -> 2']],
    ['an upgrade of what another asks for', lock(project('a'), pkg('a', '1', 'dependencies = [{ name = "b" }]\n'), pkg('b', '1')), lock(project('a'), pkg('a', '1', 'dependencies = [{ name = "b" }]\n'), pkg('b', '2')), ['updated b 1 -> 2']],
    ['a fork by markers', lock(project('b'), pkg('b', '1')), lock(project('b'), pkg('b', '1'), pkg('b', '2')), ['updated b 1 -> 2']],
    ['other digests', lock(project('a'), pkg('a', '1')), lock(project('a'), pkg('a', '1').replace(sha('a'), sha('b'))), ['rewritten a 1 -> 1']],
    ['a new revision of the form', lock(project('a'), pkg('a', '1')), lock(project('a'), pkg('a', '1').replace(/(hash = "[^"]+") }/, '$1, upload-time = "2024-01-01T00:00:00Z" }')).replace('revision = 2', 'revision = 3'), []],
    ['the index\'s package from git', lock(project('a'), pkg('a', '1')), lock(project('a'), pkg('a', '1', '', '{ git = "https://x.example/a#main" }')), ['rewritten a 1']],
  ])('%s', (_name, before, after, changes) => {
    expect(compared(uv, 'uv.lock', before, after)).toEqual(changes);
  });

  test('a path out of the repository is told; passwords are kept nowhere', () => {
    expect(at(lock(pkg('a', '1', '', '{ directory = "../../a" }'))).packages[0]!.origin).toEqual({ kind: 'link', path: '../../../a' });
    expect(JSON.stringify(at(lock(pkg('a', '1', '', '{ registry = "https://me:secret@x.example/simple" }'), pkg('b', '1', '', '{ git = "https://secret@x.example/b?rev=x#y" }'))))).not.toContain('secret');
  });

  test('one archive without a digest leaves the package without', () => {
    const text = lock(pkg('a', '1', `sdist = { url = "https://registry.example/a-1.tar.gz", hash = "${sha('a')}" }\nwheels = [{ url = "https://registry.example/a-1-py3-none-any.whl" }]\n`));
    expect(at(text).packages[0]!.integrity.digests).toEqual([]);
  });
});
