import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createOsvSource } from '../../src/adapters/osv/osv-source.js';
import type { Verdict } from '../../src/core/verdict.js';
import { fixture } from '../lockfiles/python.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type World } from './world.js';
import { npmRepository } from './npm-repository.js';
import { shelf } from './shelf.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf, ...npmTwins], ownAnalyser()); });
afterAll(() => world.close());

/** Packages of the same names at the npm registry, which nobody may ask about. */
const npmTwins = ['requests', 'certifi', 'pyyaml'].map((name) => ({ name, versions: [{ version: '1.0.0', publishedAt: '2025-01-10T00:00:00.000Z', files: { 'index.js': 'eval(process.argv[2])\n' } }] }));
/** Real records of the advisory databases. */
const advisories = createOsvSource({ path: 'test/data/advisories/python.ndjson' });

const policy = { '.github/mergewarden.yml': 'registries:\n  allowed: [registry.example]\n' };

async function verdictOf(base: Files, head: Files): Promise<Verdict> {
  const asked = world.registry.requests.length;
  const { verdict } = await world.review(memoryHost({ ...policy, ...base }, { ...policy, ...head }), { advisories });
  expect(world.registry.requests.slice(asked)).toEqual([]);
  return verdict;
}

const swap = (text: string, ...pairs: readonly (readonly [string, string])[]): string => pairs.reduce((all, [from, to]) => {
  expect(all).toContain(from);
  return all.replaceAll(from, to);
}, text);
const files = {
  'requirements.txt': fixture('requirements', 'hashed', 'requirements.txt'), 'poetry/poetry.lock': fixture('poetry', '2.1', 'poetry.lock'), 'poetry/pyproject.toml': fixture('poetry', '2.1', 'pyproject.toml'),
  'old/poetry.lock': fixture('poetry', '1.1', 'poetry.lock'), 'old/pyproject.toml': fixture('poetry', '1.1', 'pyproject.toml'), 'uv/uv.lock': fixture('uv', 'workspace', 'uv.lock'), 'uv/pyproject.toml': fixture('uv', 'workspace', 'pyproject.toml'),
  'uv/tools/pyproject.toml': fixture('uv', 'workspace', 'tools/pyproject.toml'), 'plain/requirements.txt': fixture('requirements', 'compiled', 'requirements.txt'), 'plain/requirements.in': fixture('requirements', 'compiled', 'requirements.in'),
} as const;
type Path = keyof typeof files;
/** Another version of one package in the texts of all tools. */
const moved = (path: Path, name: string, from: string, to: string): Files => {
  const text = files[path];
  const written = text.replaceAll(`${name}==${from}`, `${name}==${to}`).replaceAll(`name = "${name}"\nversion = "${from}"`, `name = "${name}"\nversion = "${to}"`).replaceAll(`${name}-${from}`, `${name}-${to}`);
  expect(written).not.toBe(text);
  return { ...files, [path]: written };
};
const lockfiles = ['requirements.txt', 'poetry/poetry.lock', 'old/poetry.lock', 'uv/uv.lock', 'plain/requirements.txt'] as const;
const lineOf = (path: Path, words: string): number => files[path].split('\n').findIndex((line) => line.includes(words)) + 1;

describe.each(lockfiles)('%s', (path) => {
  test('an ordinary upgrade passes in silence, and nobody asks the npm registry', async () => {
    const verdict = await verdictOf(files, moved(path, 'pyyaml', '6.0.1', '6.0.2'));
    expect(inShort(verdict)).toMatchObject({ outcome: 'pass', told: [], gaps: [] });
    expect(verdict.gaps).toEqual([]);
    expect(verdict.findings).toEqual([]);
    expect(verdict.counts).toMatchObject({ changes: 1, reviewed: 1 });
    expect(verdict.remarks.map(({ code }) => code)).toContain('ecosystem-unread');
  });

  test('a version with a known vulnerability is told on its line', async () => {
    const verdict = await verdictOf(files, moved(path, 'requests', '2.31.0', '2.30.0'));
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['known-vulnerability vulnerable'] });
    const words = path.endsWith('requirements.txt') ? 'requests==' : 'name = "requests"';
    const line = lineOf(path, words) - (path.endsWith('requirements.txt') ? 0 : 1);
    expect(verdict.findings[0]).toMatchObject({ at: { path, side: 'head', line }, data: { package: 'requests', version: '2.30.0', before: '2.31.0', fixed: '2.31.0' } });
  });

  test('one that is mended again passes', async () => {
    expect(inShort(await verdictOf(moved(path, 'requests', '2.31.0', '2.30.0'), files))).toMatchObject({ outcome: 'pass', told: [] });
  });

  test('one that stays vulnerable is folded', async () => {
    const verdict = await verdictOf(moved(path, 'requests', '2.31.0', '2.29.0'), moved(path, 'requests', '2.31.0', '2.30.0'));
    expect(inShort(verdict)).toMatchObject({ outcome: 'pass', told: [] });
    expect(verdict.findings.map(({ message, level }) => `${message} ${level}`)).toEqual(['standing folded']);
  });

  test('other bytes under the same version block', async () => {
    const digest = /[0-9a-f]{64}/.exec(files[path].slice(files[path].indexOf(path.startsWith('old') ? 'idna-3.4' : 'idna')))?.[0];
    if (digest === undefined || path.startsWith('plain')) return;
    const text = files[path].split('\n').map((line) => (line.includes('idna-3.4') || path === 'requirements.txt' ? line.replace(/[0-9a-f]{64}/, (hex) => `${hex.slice(0, 60)}abcd`) : line)).join('\n');
    expect(inShort(await verdictOf(files, { ...files, [path]: text }))).toMatchObject({ outcome: 'block', told: expect.arrayContaining(['integrity-mutation mutated']) });
  });

  test('what cannot be read is no pass', async () => {
    expect(inShort(await verdictOf(files, { ...files, [path]: `<<<<<<< HEAD\n${files[path]}` }))).toMatchObject({ outcome: 'unknown', gaps: ['lockfile-understood LOCKFILE_MALFORMED'] });
  });
});

describe('requirements', () => {
  const from = (text: string): Files => ({ 'requirements.txt': text });
  test.each<readonly [name: string, before: string, after: string, outcome: string, told: readonly string[]]>([
    ['malware, by name alone', 'flask==2.3.3\n', 'flask==2.3.3\nFree_Net.VPN\n', 'block', ['malicious-version malicious']],
    ['malware with a version', 'flask==2.3.3\n', 'flask==2.3.3\nfree-net-vpn==1.0\n', 'block', ['malicious-version malicious']],
    ['malware behind a separator that no editor shows', 'flask==2.3.3\n', 'flask==2.3.3\n# ok\u2028free-net-vpn==1.0\n', 'block', ['malicious-version malicious']],
    ['a range of a package with advisories', 'flask==2.3.3\n', 'flask==2.3.3\nrequests>=2.28\n', 'pass', []],
    ['another range', 'requests>=2.28\n', 'requests>=2.31\n', 'pass', []],
    ['a pin that goes', 'requests==2.31.0\n', 'requests>=2\n', 'warn', ['lock-origin pin-removed']],
    ['a pin that comes', 'requests>=2\n', 'requests==2.31.0\n', 'pass', []],
    ['a pin that comes, to a vulnerable version', 'requests>=2\n', 'requests==2.30.0\n', 'block', ['known-vulnerability vulnerable']],
    ['a comment', 'requests==2.30.0\n', '# x\nrequests==2.30.0\n', 'pass', []],
    ['an index', 'a==1\n', '--index-url https://evil.example/simple\na==1\n', 'block', ['guard-rail source']],
    ['an index, abbreviated', 'a==1\n', '--extra https://evil.example/simple\na==1\n', 'block', ['guard-rail source']],
    ['an index of one\'s own', 'a==1\n', '--extra-index-url https://registry.example/simple\na==1\n', 'pass', []],
    ['an index less', '--extra-index-url https://evil.example/simple\na==1\n', 'a==1\n', 'pass', []],
    ['a trusted host', 'a==1\n', '--trusted-host evil.example\na==1\n', 'block', ['guard-rail transport']],
    ['an address', 'a==1\n', 'a==1\nb @ https://evil.example/b-1.0.zip\n', 'block', ['lock-origin foreign-host', 'lock-origin no-integrity']],
    ['git at a commit', 'a==1\n', `a==1\ngit+https://code.example/b.git@${'a'.repeat(40)}#egg=b\n`, 'warn', ['lock-origin git']],
    ['git at a branch', 'a==1\n', 'a==1\ngit+https://code.example/b.git@main#egg=b\n', 'block', ['lock-origin git-moving']],
    ['git at another tag than before', 'git+https://code.example/b.git@v1#egg=b\n', 'git+https://code.example/b.git@v2#egg=b\n', 'pass', []],
    ['git at a tag of another repository', 'git+https://code.example/b.git@v1#egg=b\n', 'git+https://evil.example/b.git@v1#egg=b\n', 'block', ['lock-origin git-moving', 'substitution substituted']],
    ['a digest that is missing among others', `a==1 --hash=sha256:${'a'.repeat(64)}\n`, `a==1 --hash=sha256:${'a'.repeat(64)}\nb==1\n`, 'block', ['lock-origin no-integrity']],
    ['a weak digest', 'a==1\n', `a==1 --hash=md5:${'a'.repeat(32)}\n`, 'block', ['lock-origin weak-integrity']],
    ['an archive more', `a==1 --hash=sha256:${'a'.repeat(64)}\n`, `a==1 --hash=sha256:${'a'.repeat(64)} --hash=sha256:${'b'.repeat(64)}\n`, 'warn', ['integrity-mutation widened']],
    ['an archive less', `a==1 --hash=sha256:${'a'.repeat(64)} --hash=sha256:${'b'.repeat(64)}\n`, `a==1 --hash=sha256:${'a'.repeat(64)}\n`, 'pass', []],
    ['all digests gone', `a==1 --hash=sha256:${'a'.repeat(64)}\n`, 'a==1\n', 'block', ['integrity-mutation mutated']],
    ['an include from outside', 'a==1\n', '-r ../../x.txt\na==1\n', 'unknown', []],
    ['the file itself goes', 'a==1\n', '', 'pass', []],
  ])('%s', async (_name, before, after, outcome, told) => {
    const verdict = await verdictOf(from(before), after === '' ? {} : from(after));
    expect(inShort(verdict)).toMatchObject({ outcome, told });
  });

  test('what an included file of a plain name asks for is reviewed, though the file itself does not change', async () => {
    const base = { 'requirements.txt': '-r base.txt\nflask==2.3.3\n', 'base.txt': 'idna==3.4\n' };
    const verdict = await verdictOf(base, { ...base, 'base.txt': 'idna==3.4\nfree-net-vpn==1\n' });
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['malicious-version malicious'] });
    expect(verdict.findings[0]).toMatchObject({ at: { path: 'requirements.txt', line: 1 } });
  });

  test('a text for people under such a name is named as not read, and stops nothing', async () => {
    const verdict = await verdictOf({}, { 'docs/requirements/login.txt': 'The system shall work.\nIt shall be fast enough.\nIt shall be blue too.\nAnd it must not fail!\nNobody may see it, ever.\n' });
    expect(inShort(verdict)).toMatchObject({ outcome: 'pass', told: [] });
    expect(verdict.gaps).toMatchObject([{ check: 'unread-dependency-file', subject: 'docs/requirements/login.txt', counts: false }]);
  });
});

describe('files that move', () => {
  const old = { 'services/a/requirements.txt': 'requests==2.30.0\n', 'docs/requirements.txt': 'requests==2.30.0\n' };
  test.each<readonly [name: string, from: keyof typeof old, to: string, outcome: string]>([
    ['a folder that is renamed brings nothing in', 'services/a/requirements.txt', 'services/b/requirements.txt', 'pass'], ['what comes out of a folder that nobody deploys does', 'docs/requirements.txt', 'services/b/requirements.txt', 'block'],
    ['so does a file under another name', 'services/a/requirements.txt', 'services/a/requirements-prod.txt', 'block'],
  ])('%s', async (_name, from, to, outcome) => {
    const { [from]: text, ...rest } = old;
    expect(inShort(await verdictOf(old, { ...rest, [to]: text }))).toMatchObject({ outcome });
  });
});

describe('beside npm', () => {
  const npm = npmRepository(shelf, { installed: { words: '1.0.0' }, asks: { words: '^1.0.0' } });

  test('a requirements file locks no package.json, and takes no lockfile\'s place', async () => {
    const only = { 'requirements.txt': 'flask==2.3.3\n' };
    const added = (await world.review(memoryHost(only, { ...only, 'package.json': npm['package.json']! }), { advisories })).verdict;
    expect(inShort(added).told).toEqual(['missing-lockfile unlocked']);
    expect(added.gaps.map(({ check, subject }) => `${check} ${subject}`)).toEqual(['unread-dependency-file package.json']);
    const { 'package-lock.json': _, ...rest } = npm as { readonly [path: string]: string };
    const removed = (await world.review(memoryHost(npm, { ...rest, ...only }), { advisories })).verdict;
    expect(inShort(removed)).toMatchObject({ outcome: 'block', told: ['missing-lockfile removed'] });
  });

  test('a uv.lock in place of a poetry.lock is compared with it; one that goes leaves its project without', async () => {
    const poetry = { 'pyproject.toml': fixture('poetry', '2.1', 'pyproject.toml'), 'poetry.lock': fixture('poetry', '2.1', 'poetry.lock') };
    const removed = await verdictOf(poetry, { 'pyproject.toml': poetry['pyproject.toml'] });
    expect(inShort(removed)).toMatchObject({ outcome: 'block', told: ['missing-lockfile removed'] });
  });

  test('a project that newly asks for what its lockfile has not is told', async () => {
    const base = { 'pyproject.toml': fixture('uv', 'first', 'pyproject.toml'), 'uv.lock': fixture('uv', 'first', 'uv.lock') };
    const verdict = await verdictOf(base, { ...base, 'pyproject.toml': swap(base['pyproject.toml'], ['"flask>=2.3",', '"flask>=2.3",\n    "evil",']) });
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['manifest-lock-drift unlocked'] });
    expect(verdict.findings[0]!.at).toMatchObject({ path: 'pyproject.toml', line: 7 });
  });

  test('an address of an archive is followed by the installer, and so it is looked at', async () => {
    const base = { 'pyproject.toml': fixture('uv', 'first', 'pyproject.toml'), 'uv.lock': fixture('uv', 'first', 'uv.lock') };
    const at = (from: string, to: string): Files => ({ ...base, 'uv.lock': swap(base['uv.lock'], [from, to]) });
    expect(inShort(await verdictOf(base, at('https://registry.example/packages/idna-3.4-py3', 'https://evil.example/packages/idna-3.4-py3')))).toMatchObject({ outcome: 'block', told: ['lock-origin foreign-host'] });
    expect(inShort(await verdictOf(base, at('https://registry.example/packages/idna-3.4-py3', 'http://registry.example/packages/idna-3.4-py3')))).toMatchObject({ outcome: 'block', told: ['lock-origin insecure-scheme'] });
    expect(inShort(await verdictOf(base, at('packages/idna-3.4-py3', 'packages/evil-3.4-py3')))).toMatchObject({ outcome: 'block', told: ['lock-origin name-mismatch'] });
    expect(inShort(await verdictOf(base, at('packages/idna-3.4.tar', 'packages/idna-3.3.tar')))).toMatchObject({ outcome: 'block', told: ['lock-origin name-mismatch'] });
  });
});
