import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { TestRepository } from '../../adapters/local-git/repository.js';
import { workshop } from '../../adapters/local-git/repository.js';
import { npmRepository, type Locks } from '../../app/npm-repository.js';
import { shelf } from '../../app/shelf.js';
import { startExportHost, type Exported } from '../../advisories/export.js';
import { startRegistry, type StandInRegistry } from '../../registry/index.js';
import { clone, machine, mergewarden, start, type Ended, type Options } from './cli.js';
import { document } from './documents.js';

const shop = workshop();
let registry: StandInRegistry;
beforeAll(async () => { registry = await startRegistry({ packages: [...shelf] }); });
afterAll(async () => { await registry.close(); await shop.clean(); });

const locks = (tidy: string, stepper: string, leaky = '1.0.0'): Locks => ({ installed: { tidy, words: '1.0.0', stepper, leaky }, asks: { tidy: `^${tidy}`, stepper: `^${stepper}`, leaky: `^${leaky}` } });
const harmless = (): TestRepository => clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.1.0', '1.0.0'));
const harmful = (): TestRepository => clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.1.0', '1.0.1'));
const osv = (): string => {
  const folder = shop.folder();
  const record = (id: string, name: string, introduced: string, more: object = {}): void => writeFileSync(path.join(folder, `${id}.json`), JSON.stringify({
    schema_version: '1.6.0', id, modified: '2026-11-01T00:00:00Z', published: '2026-11-01T00:00:00Z', summary: 'It tells what it should keep', database_specific: { severity: 'HIGH' },
    affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced }, { fixed: '1.2.1' }] }] }], ...more,
  }));
  record('GHSA-aaaa-bbbb-cccc', 'leaky', '1.2.0');
  record('GHSA-bbbb-cccc-dddd', 'other', '0');
  return folder;
};
/** One person's machine for all that does not look at its cache: what was read once is not read again. */
const known = machine(shop.folder());
/** Reviews the branch of a clone. */
const review = (repository: TestRepository, argv: readonly string[] = [], options: Partial<Options> = {}): Promise<Ended> =>
  mergewarden(['review', '--base', 'main', '--head', 'change', '--registry', registry.url, ...argv], { cwd: repository.path, env: known, ...options });

describe('the exit code is the verdict', () => {
  test('0 when nothing blocks, in few lines', async () => {
    const { code, out, err } = await review(harmless(), ['--advisories', osv()]);
    expect([code, out.split('\n').slice(0, 3)]).toEqual([0, ['passed: 1 change reviewed, 1 not checked', '', 'not checked registry-signature (does not decide)']]);
    expect(err.split('\n')).toEqual(['mergewarden: reading the trees', 'mergewarden: comparing lockfiles', 'mergewarden: reading packages', 'mergewarden: running checks', '']);
  });
  test('1 when something does, and what, why, and what to do', async () => {
    const { code, out } = await review(harmful(), ['--advisories', osv()]);
    expect(code).toBe(1);
    for (const part of ['blocked: 1 finding, 1 not checked\n', 'blocks: critical hidden-code  stepper 1.0.0 → 1.0.1\n  package.json:6\n', 'warns: medium install-script  stepper 1.0.0 → 1.0.1\n  package.json:6\n', 'stepper 1.0.1 newly runs postinstall when it is installed: "node setup.js"', 'What to do: Read', 'Why it is here: shop → stepper@1.0.1']) expect(out).toContain(part);
    expect(out).not.toContain('\u001b');
    for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });
  test('1 for a known vulnerability, with the version that mends it', async () => {
    const { code, out } = await review(clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.0.0', '1.0.0', '1.2.0')), ['--advisories', osv()]);
    expect([code, out]).toEqual([1, expect.stringContaining('Take leaky 1.2.1 or newer')]);
  });
  test('2 when it could not check, with the ways to get advisories', async () => {
    const { code, out } = await review(harmless());
    expect(code).toBe(2);
    expect(out).toMatch(/^could not check: no advisory data: /);
    expect(out).toContain('not checked known-vulnerability, malicious-version\n');
    expect(out.replaceAll(/\s+/g, ' ')).toContain('Name a folder of OSV records: --advisories DIR on the command line, ADVISORIES_DIR for the service; or set ADVISORIES_URL to the address of an export.');
  });
  test('1 for what an export knows: fetched once with a word about it, kept, and enough offline', async () => {
    const host = await startExportHost();
    try {
      host.publish([{ id: 'GHSA-aaaa-bbbb-cccc', modified: '2026-11-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'leaky' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '1.2.0' }, { fixed: '1.2.1' }] }] }] } as Exported]);
      const env = { ...machine(shop.folder()), ADVISORIES_URL: host.url };
      const change = clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.0.0', '1.0.0', '1.2.0'));
      for (const [argv, asked, word] of [[[], ['modified_id.csv', 'all.zip'], true], [[], [], false], [['--offline'], [], false]] as const) {
        host.asked.length = 0;
        const { code, out, err } = await review(change, argv, { env });
        expect([code, out]).toEqual([1, expect.stringContaining('Take leaky 1.2.1 or newer')]);
        expect(host.asked.map((one) => one.replace('/export/npm/', ''))).toEqual(asked);
        expect(err.includes('mergewarden: fetching known advisories')).toBe(word);
      }
    } finally {
      await host.close();
    }
  });
  test('2 where the export cannot be had, with the reason; 64 for an address that is none', async () => {
    const env = machine(shop.folder());
    const { code, out, err } = await review(harmless(), [], { env: { ...env, ADVISORIES_URL: 'http://127.0.0.1:9/export' } });
    expect([code, out, err]).toEqual([2, expect.stringMatching(/^could not check: no advisory data: /), expect.stringContaining('advisories were not brought up to date: A source of advisory data could not be read.')]);
    expect(await review(harmless(), [], { env: { ...env, ADVISORIES_URL: 'http://export.example' } })).toMatchObject({ code: 64, err: expect.stringContaining('ADVISORIES_URL must begin with https://') });
  });
  test('2 offline with an empty cache, and nothing is asked', async () => {
    const before = registry.requests.length;
    const { code, out } = await review(harmless(), ['--advisories', osv(), '--offline'], { env: machine(shop.folder()) });
    expect([code, registry.requests.length - before]).toEqual([2, 0]);
    expect(out).toMatch(/^could not check: offline: tidy@1\.0\.0 and \d+ more/);
    expect(out).toMatch(/ {2}- tidy@1\.0\.0\n {2}- tidy@1\.1\.0\n\n/);
  });
  test('ADVISORIES_DIR stands in for --advisories', async () => expect((await review(harmless(), [], { env: { ...known, ADVISORIES_DIR: osv() } })).code).toBe(0));
  test('the policy at the base is in force, and --policy stands in its place', async () => {
    const repository = clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.0.0', '1.0.1'), { '.github/mergewarden.yml': 'mode: observe\n' });
    const policy = path.join(shop.folder(), 'mine.yml');
    writeFileSync(policy, 'mode: block\n');
    const [observed, enforced] = [await review(repository, ['--advisories', osv()]), await review(repository, ['--advisories', osv(), '--policy', policy])];
    expect([observed.code, enforced.code]).toEqual([0, 1]);
    expect(observed.out).toMatch(/^observed: blocked: 1 finding, 1 not checked\n/);
  });
  test('--organisation-policy holds the repository, as in the service', async () => {
    const repository = clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.0.0', '1.0.1'), { '.github/mergewarden.yml': 'mode: observe\n' });
    writeFileSync(path.join(repository.path, '..', 'org.yml'), 'mode: block\n');
    const held = await review(repository, ['--advisories', osv(), '--organisation-policy', '../org.yml']);
    expect([held.code, held.out]).toEqual([1, expect.stringContaining('The repository\'s policy sets mode to observe. The organisation\'s holds it at\nblock, which stands.')]);
    expect(await review(repository, ['--organisation-policy', 'nowhere.yml'])).toMatchObject({ code: 64, err: expect.stringContaining('--organisation-policy: nowhere.yml cannot be read') });
  });
  test('a policy under another name is said to be none', async () => {
    const repository = clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.1.0', '1.0.0'));
    repository.commit({ '.github/mergewarden.yaml': 'mode: observe\n' });
    const { code, out } = await review(repository, ['--advisories', osv()]);
    expect([code, out]).toEqual([0, expect.stringContaining('.github/mergewarden.yaml looks like a policy of mergewarden, and is not read')]);
    expect(out).toMatch(/^warned: 1 finding, 1 not checked\n/);
  });
  test('the working tree is the head where none is named, with what is not committed', async () => {
    const repository = harmless();
    repository.git('checkout', '-q', 'main');
    const { code, out } = await mergewarden(['review', '--base', 'main', '--registry', registry.url, '--json'], { cwd: repository.path, env: { ...known, ADVISORIES_DIR: osv() } });
    expect([code, document('review', out)]).toMatchObject([0, { head: 'working-tree', title: 'passed: no dependency changes' }]);
    repository.git('checkout', '-q', 'change', '--', '.');
    const changed = await mergewarden(['review', '--base', 'main', '--registry', registry.url, '--json'], { cwd: repository.path, env: { ...known, ADVISORIES_DIR: osv() } });
    expect(document('review', changed.out)).toMatchObject({ head: 'working-tree', title: 'passed: 1 change reviewed, 1 not checked' });
  });
  test('a detached head is a head', async () => {
    const repository = harmful();
    repository.git('checkout', '-q', '--detach', 'change');
    const { code } = await mergewarden(['review', '--base', 'main', '--registry', registry.url], { cwd: repository.path, env: { ...known, ADVISORIES_DIR: osv() } });
    expect(code).toBe(1);
  });
  test('a repository without a commit: all that lies there is new', async () => {
    const repository = shop.init();
    const options = { cwd: repository.path, env: { ...known, ADVISORIES_DIR: osv() } };
    expect(await mergewarden(['review', '--registry', registry.url], options)).toMatchObject({ code: 0, out: expect.stringMatching(/^passed: no dependency changes\n/) });
    repository.write(npmRepository(shelf, { installed: { stepper: '1.0.1' }, registry: registry.url }) as Record<string, string>);
    expect((await mergewarden(['review', '--registry', registry.url], options)).code).toBe(1);
  });
  test('a revision that is not there', async () => {
    const { code, err } = await review(harmless(), ['--head', 'gone']);
    expect([code, err]).toEqual([2, expect.stringContaining('revision: gone')]);
  });
});

describe('what is written', () => {
  test('one document on stdout, a SARIF file, a saved review that replays to the same verdict', async () => {
    const repository = harmful();
    const folder = shop.folder();
    const [sarif, saved] = [path.join(folder, 'out.sarif'), path.join(folder, 'saved.gz')];
    writeFileSync(saved, 'what was there before', { mode: 0o644 });
    const first = await review(repository, ['--json', '--sarif', sarif, '--save', saved, '--advisories', osv()]);
    const verdict = document('review', first.out);
    expect([first.code, verdict['outcome']]).toEqual([1, 'block']);
    expect(JSON.parse(readFileSync(sarif, 'utf8'))).toMatchObject({ version: '2.1.0', runs: [{ results: expect.arrayContaining([expect.objectContaining({ ruleId: 'install-script' })]) }] });
    expect(statSync(saved).mode & 0o777).toBe(0o600);

    const before = registry.requests.length;
    const replayed = await mergewarden(['replay', saved, '--json'], { cwd: shop.folder(), env: machine(shop.folder()) });
    expect(replayed).toEqual({ code: 1, out: first.out, err: '' });
    expect(registry.requests.length).toBe(before);

    const altered = JSON.parse(gunzipSync(readFileSync(saved)).toString('utf8')) as { verdict: { outcome: string } };
    altered.verdict.outcome = 'pass';
    writeFileSync(saved, gzipSync(JSON.stringify(altered)));
    const other = await mergewarden(['replay', saved, '--json'], { cwd: shop.folder(), env: machine(shop.folder()) });
    expect(other).toMatchObject({ code: 1, out: first.out, err: expect.stringContaining('not the verdict that was saved') });
  });

  test('what is no saved review is refused', async () => {
    const file = path.join(shop.folder(), 'x');
    for (const bytes of [Buffer.from('text'), gzipSync('text'), gzipSync('{"schema":1}')]) {
      writeFileSync(file, bytes);
      expect(await mergewarden(['replay', file], { cwd: shop.folder() })).toMatchObject({ code: 2, out: '', err: expect.stringContaining('[FILE_UNREADABLE]') });
    }
  });

  test('the cache is the user\'s alone, and the second review asks nobody', async () => {
    const repository = harmless();
    const env = machine(shop.folder());
    const cold = await review(repository, ['--advisories', osv()], { env });
    const before = registry.requests.length;
    const warm = await review(repository, ['--advisories', osv()], { env });
    expect([cold.code, warm.code, registry.requests.length - before]).toEqual([0, 0, 0]);
    const folder = path.join(env['XDG_CACHE_HOME']!, 'mergewarden');
    expect([statSync(folder).mode & 0o777, readdirSync(folder).length > 0]).toEqual([0o700, true]);
    expect(statSync(path.join(env['XDG_CONFIG_HOME']!, 'mergewarden', 'cache.key')).mode & 0o777).toBe(0o600);
    // A cache that somebody else wrote is not believed.
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) if (entry.isFile()) writeFileSync(path.join(entry.parentPath, entry.name), '{}');
    const mistrusting = await review(repository, ['--advisories', osv()], { env });
    expect(mistrusting.code).toBe(0);
    expect(registry.requests.length).toBeGreaterThan(before);
  });

  test.each<[name: string, argv: readonly string[], env: { readonly [name: string]: string }, code: number]>([['--no-cache', ['--no-cache'], {}, 0], ['a machine of CI', ['--offline'], { CI: 'true' }, 2]])('%s leaves no cache', async (_name, argv, more, code) => {
    const env = { ...machine(shop.folder()), ...more };
    expect((await review(harmless(), [...argv, '--advisories', osv()], { env })).code).toBe(code);
    expect(existsSync(path.join(env['XDG_CACHE_HOME']!, 'mergewarden'))).toBe(false);
  });

  test('--trust names roots and keys of one\'s own; what is wrong with them ends it', async () => {
    const folder = shop.folder();
    const file = path.join(folder, 'trust.json');
    writeFileSync(file, '{"registries":{"default":{"keys":"keys.json"}}}');
    expect(await review(harmless(), ['--advisories', osv(), '--trust', file])).toMatchObject({ code: 64, err: expect.stringContaining('--trust: trust.json: registries["default"].keys: keys.json cannot be read') });
    writeFileSync(file, '{"registries":{}}');
    expect((await review(harmless(), ['--advisories', osv(), '--trust', file])).code).toBe(0);
    expect(await review(harmless(), ['--advisories', osv()], { env: { ...known, TRUST_FILE: path.join(folder, 'none.json') } })).toMatchObject({ code: 64, err: expect.stringContaining('TRUST_FILE: none.json cannot be read') });
  });

  test('a terminal gets colours and one line of progress, NO_COLOR none', async () => {
    const repository = harmful();
    const env = known;
    const seen = await review(repository, [], { env, terminal: true, columns: 60 });
    expect(seen.out).toContain('\u001b[31m');
    const blank = '\r\u001b[K';
    expect([seen.err.startsWith(blank), seen.err.endsWith(blank), seen.err.includes('\n')]).toEqual([true, true, false]);
    for (const line of seen.out.split('\n')) expect(line.split('\u001b[').map((part, index) => (index === 0 ? part : part.slice(part.indexOf('m') + 1))).join('').length).toBeLessThanOrEqual(79);
    const plain = await review(repository, [], { env: { ...env, NO_COLOR: '1' }, terminal: true });
    expect(plain.out).not.toContain('\u001b');
    const forced = await review(repository, [], { env: { ...env, FORCE_COLOR: '1' } });
    expect(forced.out).toContain('\u001b[31m');
  });

  test('--verbose shows what is folded and how to accept', async () => {
    const { out } = await review(clone(shop, registry.url, locks('1.0.0', '1.0.0'), locks('1.0.0', '1.0.1')), ['--advisories', osv(), '--verbose']);
    expect(out).toContain('until:');
    expect(out).toContain('package: "stepper"');
  });
});

describe('the program as a process', () => {
  const running = (parent: number): number[] => execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).split('\n').map((line) => line.trim().split(/\s+/).map(Number)).filter(([, of]) => of === parent).map(([pid]) => pid!);
  const alive = (pid: number): boolean => { try { process.kill(pid, 0); return true; } catch { return false; } };

  test('a clone that is set up to run something is only read, and a closed pipe betters nothing', async () => {
    const repository = harmful();
    const marks = shop.folder();
    const script = path.join(marks, 'trap.sh');
    writeFileSync(script, `#!/bin/sh\necho "$0 $*" >> ${marks}/sprung\nexit 1\n`);
    chmodSync(script, 0o755);
    repository.write({ '.npmrc': `registry=http://127.0.0.1:9/\nnode-options=--require ${script}\nscript-shell=${script}\n`, '.gitattributes': '* filter=trap diff=trap\n' });
    writeFileSync(path.join(repository.path, '.git', 'config'), `[core]\n\tfsmonitor = ${script}\n\thooksPath = ${marks}\n\tpager = ${script}\n\tsshCommand = ${script}\n[filter "trap"]\n\tclean = ${script}\n\tsmudge = ${script}\n\trequired = true\n[diff]\n\texternal = ${script}\n[diff "trap"]\n\ttextconv = ${script}\n[alias]\n\tls-tree = "!${script}"\n`);
    const { child, ended } = start(['review', '--base', 'main', '--registry', registry.url], { cwd: repository.path, env: { ...known, ADVISORIES_DIR: osv() } });
    child.stdout!.destroy();
    expect((await ended).code).toBe(1);
    expect(existsSync(path.join(marks, 'sprung'))).toBe(false);
  });

  test('Ctrl-C ends it at once, in words, and nothing is left running', async () => {
    const repository = harmful();
    const held = registry.fault(/\.tgz$/, { kind: 'slow' });
    const asked = registry.requests.length;
    const { child, ended } = start(['review', '--base', 'main', '--registry', registry.url, '--no-cache'], { cwd: repository.path, env: { ...machine(shop.folder()), ADVISORIES_DIR: osv() } });
    while (!registry.requests.slice(asked).some((request) => request.path.endsWith('.tgz'))) await new Promise((resolve) => { setImmediate(resolve); });
    const children = running(child.pid!);
    child.kill('SIGINT');
    const { code, out, err } = await ended;
    held.clear();
    expect([code, out]).toEqual([130, '']);
    expect(err).toContain('mergewarden: interrupted; nothing was decided.\n');
    expect(children.filter(alive)).toEqual([]);
  });
});
