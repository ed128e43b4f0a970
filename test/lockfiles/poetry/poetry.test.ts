import { describe, expect, test } from '@jest/globals';
import { poetry } from '../../../src/lockfiles/poetry/format.js';
import { compared, fixture, listed, reaches, told } from '../python.js';

const at = (text: string, manifest?: string) => listed(poetry, text, { lockfile: 'poetry.lock', ...(manifest === undefined ? {} : { manifests: { 'pyproject.toml': manifest } }) });
const folders = ['1.1', '2.0', '2.1'] as const;
const sha = (letter: string): string => `sha256:${letter.repeat(64)}`;
const pkg = (name: string, version: string, more = `files = [{file = "${name}-${version}.tar.gz", hash = "${sha('a')}"}]\n`): string => `[[package]]\nname = "${name}"\nversion = "${version}"\noptional = false\n${more}\n`;
const lock = (...packages: readonly string[]): string => `${packages.join('')}[metadata]\nlock-version = "2.0"\ncontent-hash = "x"\n`;

describe('poetry.lock', () => {
  test.each(folders)('lock-version %s is listed whole, and answers its project', (folder) => {
    const { packages, problems, version } = at(fixture('poetry', folder, 'poetry.lock'), fixture('poetry', folder, 'pyproject.toml'));
    expect(problems).toEqual([]);
    expect(version).toBe(folder);
    expect(packages.filter(({ origin }) => origin.kind === 'registry' && origin.registry === 'default').map((one) => `${one.name} ${one.version} ${one.integrity.digests.length}`)).toEqual([
      'certifi 2023.7.22 2', 'charset-normalizer 3.3.0 2', 'colorama 0.4.6 2', 'flask 2.3.3 2', 'idna 3.4 2', 'jinja2 3.1.2 2', 'markupsafe 2.1.3 2', 'pytest 7.4.2 2', 'pyyaml 6.0.1 2', 'requests 2.31.0 2', 'urllib3 2.0.7 2',
    ]);
  });

  test('the three lock-versions say the same of the same packages', () => {
    const [old, ...others] = folders.map((folder) => at(fixture('poetry', folder, 'poetry.lock')).packages.filter(({ name }) => !name.startsWith('acme')).map(({ name, version, location, integrity, origin }) => ({ name, version, location, integrity, origin })));
    for (const other of others) expect(other).toEqual(old);
  });

  test('git and other indexes stand as they are, and are located', () => {
    const text = fixture('poetry', '2.1', 'poetry.lock');
    const { packages } = at(text);
    expect(packages.at(-2)).toMatchObject({ location: 'acme-kit@1.2.0', origin: { kind: 'git', url: 'https://code.example/acme/kit.git', commit: 'b'.repeat(40) } });
    expect(packages.at(-1)).toMatchObject({ location: 'acme-private@0.3.0 (acme)', origin: { kind: 'registry', ecosystem: 'pypi', registry: 'https://registry.example/simple/', name: 'acme-private' } });
    const lines = poetry.locate(text, new Set(packages.map(({ location }) => location)));
    expect(lines.size).toBe(packages.length);
    const rows = text.split('\n');
    for (const { location, name } of packages) expect(rows[lines.get(location)!.line]).toBe(`name = "${name}"`);
    expect(poetry.locate(text.replace(/\n/g, '\r\n'), new Set(['idna@3.4']))).toEqual(poetry.locate(text, new Set(['idna@3.4'])));
  });

  test('how packages are reached: by the project, by categories without it, and never not at all', () => {
    const text = fixture('poetry', '2.0', 'poetry.lock');
    expect(reaches(poetry, text, 'poetry.lock', { 'pyproject.toml': fixture('poetry', '2.0', 'pyproject.toml') })).toMatchObject({ requests: 'runtime', urllib3: 'runtime', pytest: 'development', colorama: 'runtime+development', 'acme-kit': 'runtime' });
    expect(reaches(poetry, fixture('poetry', '1.1', 'poetry.lock'), 'poetry.lock')).toMatchObject({ requests: 'runtime', pytest: 'development' });
    expect(Object.values(reaches(poetry, text, 'poetry.lock'))).not.toContain('');
  });

  test.each<readonly [name: string, text: string, codes: readonly string[]]>([
    ['conflict markers', `<<<<<<< HEAD\n${lock(pkg('a', '1'))}`, ['LOCKFILE_MALFORMED conflict-markers']],
    ['no TOML', '[[package]\n', ['LOCKFILE_MALFORMED toml']],
    ['a key that stands twice', `[[package]]\nname = "a"\nname = "b"\n${lock()}`, ['LOCKFILE_MALFORMED toml']],
    ['another document', '[tool]\nx = 1\n', ['LOCKFILE_MALFORMED document-type']],
    ['nothing', '', ['LOCKFILE_MALFORMED document-type']],
    ['a version to come', lock(pkg('a', '1')).replace('"2.0"', '"3.0"'), ['LOCKFILE_UNSUPPORTED']],
    ['packages that are none', `package = "a"\n${lock()}`, ['LOCKFILE_MALFORMED packages-type']],
    ['packages that no header names', `package = [{name = "a", version = "1"}]\n${lock()}`, ['LOCKFILE_AMBIGUOUS count']],
    ['a header inside a text', lock(pkg('a', '1', 'description = """\n[[package]]\nname = "b"\n"""\n')), ['LOCKFILE_AMBIGUOUS count']],
    ['the same version twice', lock(pkg('a', '1'), pkg('A', '1')), ['LOCKFILE_AMBIGUOUS duplicate-key']],
    ['two versions of one package', lock(pkg('a', '1'), pkg('a', '2')), []],
    ['a package without a version', lock('[[package]]\nname = "a"\n'), ['LOCKFILE_MALFORMED entry-type']],
    ['a source of a kind that nobody knows', lock(pkg('a', '1', '[package.source]\ntype = "magic"\nurl = "x"\n')), ['LOCKFILE_MALFORMED source']],
    ['a nest without end', `x = ${'['.repeat(10_000)}${']'.repeat(10_000)}\n${lock()}`, ['LOCKFILE_MALFORMED toml']],
    ['numbers that JSON has none for', lock(pkg('a', '1', 'x = nan\ny = [inf, -inf, 99]\nz = 2024-01-01\n')), []],
    ['names that every object has', lock(pkg('constructor', '1'), pkg('__proto__', '2', '[package.dependencies]\n__proto__ = "*"\nconstructor = "*"\n')), []],
    ['an empty lockfile of an empty project', `package = []\n${lock()}`, []],
    ['a byte order mark and Windows line ends', `\uFEFF${lock(pkg('a', '1')).replace(/\n/g, '\r\n')}`, []],
  ])('%s', (_name, text, codes) => {
    expect(told(at(text))).toEqual(codes);
  });

  test.each<readonly [name: string, manifest: string, missing: readonly string[]]>([
    ['a package of Poetry\'s table', '[tool.poetry.dependencies]\npython = "^3.9"\nA = "^1"\nEvil_x = "*"\n', ['evil-x']],
    ['one of a group', '[tool.poetry.group.dev.dependencies]\nevil = "*"\n', ['evil']],
    ['one of PEP 621', '[project]\nname = "x"\ndependencies = ["a>=1", "evil>=1"]\n', ['evil']],
    ['behind markers, extras and the project itself', '[project]\nname = "x"\ndependencies = ["tomli; python_version<\'3.11\'", "x[all]"]\n[project.optional-dependencies]\nall = ["c"]\n[tool.poetry.dependencies]\nb = {version = "*", optional = true}\nd = {version = "*", python = "<3"}\n', []],
    ['a manifest that is no TOML', '[', []],
  ])('what the project asks for and the lockfile has not: %s', (_name, manifest, missing) => {
    expect(at(lock(pkg('a', '1')), manifest).problems.map(({ location, data }) => [location, data['reason']])).toEqual(missing.map((name) => [name, 'unlocked']));
  });

  test.each<readonly [name: string, before: string, after: string, changes: readonly string[]]>([
    ['an upgrade', lock(pkg('a', '1'), pkg('b', '1')), lock(pkg('a', '1'), pkg('b', '2')), ['updated b 1 -> 2']],
    ['a second version beside the first', lock(pkg('b', '1')), lock(pkg('b', '1'), pkg('b', '2')), ['updated b 1 -> 2']],
    ['other digests', lock(pkg('a', '1')), lock(pkg('a', '1').replace(sha('a'), sha('b'))), ['rewritten a 1 -> 1']],
    ['a package of another index', lock(pkg('a', '1')), lock(pkg('a', '1', `files = [{file = "a", hash = "${sha('a')}"}]\n[package.source]\ntype = "legacy"\nurl = "https://evil.example/simple"\nreference = "e"\n`)), ['rewritten a 1']],
    ['marks that Poetry writes anew', lock(pkg('a', '1')), lock(pkg('a', '1').replace('optional = false', 'optional = false\ngroups = ["main"]\nmarkers = "x"')), []],
    ['a new release of Poetry', fixture('poetry', '2.0', 'poetry.lock'), fixture('poetry', '2.1', 'poetry.lock'), []],
  ])('%s', (_name, before, after, changes) => {
    expect(compared(poetry, 'poetry.lock', before, after)).toEqual(changes);
  });

  test('digests that move into the packages are no change', () => {
    const manifests = { 'pyproject.toml': { before: fixture('poetry', '1.1', 'pyproject.toml'), after: fixture('poetry', '2.0', 'pyproject.toml') } };
    expect(compared(poetry, 'poetry.lock', fixture('poetry', '1.1', 'poetry.lock'), fixture('poetry', '2.0', 'poetry.lock'), manifests)).toEqual(['added acme-kit 1.2.0', 'added acme-private 0.3.0']);
  });

  test('passwords in sources are kept nowhere', () => {
    const text = lock(pkg('a', '1', '[package.source]\ntype = "git"\nurl = "https://me:secret@x.example/a.git"\nresolved_reference = "main"\n'), pkg('b', '1', '[package.source]\ntype = "legacy"\nurl = "https://me:secret@x.example/simple"\nreference = "x"\n'));
    expect(JSON.stringify(at(text))).not.toContain('secret');
  });

  test('a thousand versions of one name that all ask for it take no square of time', () => {
    const text = lock(...Array.from({ length: 3_000 }, (_, index) => pkg('a', `1.${index}`, '[package.dependencies]\na = "*"\n')));
    const started = performance.now();
    expect(at(text).packages).toHaveLength(3_000);
    expect(performance.now() - started).toBeLessThan(6_000);
  });
});
