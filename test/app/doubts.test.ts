import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { review, type Reviewed } from '../../src/app/review.js';
import { Failure } from '../../src/core/errors.js';
import { byCodePoint } from '../../src/core/order.js';
import type { CodeHost } from '../../src/ports/code-host.js';
import { advisory } from '../checks/case.js';
import { packVersion, sri } from '../registry/index.js';
import { knownAdvisories, memoryHost, startWorld, type Files, type World } from './world.js';

const plain = { version: '1.0.0', files: { 'index.js': 'module.exports = 1;\n' }, publishedAt: '2026-01-01T00:00:00Z' };
const versions = {
  '1.0.0': plain,
  '1.0.1': { ...plain, version: '1.0.1', publishedAt: '2026-03-01T00:00:00Z', manifest: { scripts: { postinstall: 'node index.js' } } },
  '2.0.0': { ...plain, version: '2.0.0', publishedAt: '2026-02-01T00:00:00Z', manifest: { scripts: { postinstall: 'node index.js' } } },
  '2.0.1': { ...plain, version: '2.0.1', publishedAt: '2026-04-01T00:00:00Z', manifest: { scripts: { postinstall: 'node index.js' } } },
} as const;
const entry = (version: keyof typeof versions): object => ({ version, integrity: sri(packVersion('multi', versions[version])), ...('manifest' in versions[version] ? { hasInstallScript: true } : {}) });
const host = { version: '1.0.0', files: {}, publishedAt: '2026-01-01T00:00:00Z', manifest: { dependencies: { multi: '^2.0.0' } } };
const hostEntry = { version: '1.0.0', integrity: sri(packVersion('host', host)), dependencies: { multi: '^2.0.0' } };

const manifest = (dependencies: Record<string, string>): string => JSON.stringify({ name: 'shop', version: '1.0.0', dependencies }, null, 2);
const lock = (dependencies: Record<string, string>, packages: Record<string, object>): string =>
  JSON.stringify({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': { name: 'shop', version: '1.0.0', dependencies }, ...packages } }, null, 2);
const files = (dependencies: Record<string, string>, packages: Record<string, object>): Files => ({ 'package.json': manifest(dependencies), 'package-lock.json': lock(dependencies, packages) });

let world: World;
beforeAll(async () => { world = await startWorld([{ name: 'multi', versions: Object.values(versions) }, { name: 'host', versions: [host] }]); });
afterAll(async () => { await world.close(); });
const run = (code: CodeHost, more: Parameters<World['ports']>[1] = {}): Promise<Reviewed> => review(world.ports(code, more), world.settings, async () => undefined, AbortSignal.timeout(20_000));

describe('one package, two versions', () => {
  const base = files({ multi: '1.0.0' }, { 'node_modules/multi': entry('1.0.0') });
  const head = files({ host: '1.0.0', multi: '1.0.1' }, { 'node_modules/host': hostEntry, 'node_modules/host/node_modules/multi': entry('2.0.1'), 'node_modules/multi': entry('1.0.1') });

  test('a harmless version does not swallow what another one does', async () => {
    const { verdict } = await run(memoryHost(base, head));
    expect(verdict.outcome).toBe('block');
    expect(verdict.findings.filter((finding) => finding.check === 'install-script').map((finding) => [finding.data['version'], finding.message, finding.level].join(' ')).sort(byCodePoint)).toEqual(['1.0.1 added default', '2.0.1 brought folded']);
  });

  test('nor does a vulnerability that stood', async () => {
    const before = files({ host: '1.0.0', multi: '1.0.0' }, { 'node_modules/host': hostEntry, 'node_modules/host/node_modules/multi': entry('2.0.0'), 'node_modules/multi': entry('1.0.0') });
    const known = knownAdvisories({ 'multi@2.0.0': [advisory('GHSA-1')], 'multi@2.0.1': [advisory('GHSA-1')], 'multi@1.0.1': [advisory('GHSA-1')] });
    const { verdict } = await run(memoryHost(before, head), { advisories: known });
    expect(verdict.findings.filter((finding) => finding.check === 'known-vulnerability').map((finding) => [finding.data['version'], finding.message].join(' ')).sort(byCodePoint)).toEqual(['1.0.1 vulnerable', '2.0.1 standing']);
  });
});

describe('what could not be read never passes', () => {
  const base = files({ multi: '1.0.0' }, { 'node_modules/multi': entry('1.0.0') });
  test.each<[string, Files[string], string]>([
    ['too large', `${manifest({ multi: '1.0.0', stepper: '1.0.0' })}${' '.repeat(5_000_001)}`, 'FILE_TOO_LARGE'],
    ['a Git LFS pointer', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n', 'FILE_LFS_POINTER'],
    ['no UTF-8', new Uint8Array([0x7b, 0xff, 0x7d]), 'FILE_ENCODING'],
    ['a link out of the tree', { mode: '120000', content: '../../elsewhere/package.json' }, 'FILE_SYMLINK'],
  ])('a package.json that is %s', async (_, content, code) => {
    const { verdict } = await run(memoryHost(base, { ...base, 'package.json': content }));
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.gaps.map((gap) => gap.code)).toContain(code);
  });
});

describe('the policy', () => {
  const link = { mode: '120000', content: '../policy.yml' } as const;
  test('is followed through a link, and so is its change', async () => {
    const base: Files = { '.github/mergewarden.yml': link, 'policy.yml': 'mode: block\n' };
    const { verdict } = await run(memoryHost(base, { ...base, 'policy.yml': 'mode: observe\n' }));
    expect(verdict.enforced).toBe(true);
    expect(verdict.findings.map((finding) => finding.check)).toEqual(['policy-loosened']);
  });

  test('of an organisation that cannot be read as a file is an unreadable policy, not the end of the review', async () => {
    const code = memoryHost({}, { 'README.md': 'x' });
    const { verdict } = await run({ ...code, organisationFile: () => Promise.reject(new Failure('FILE_TOO_LARGE', { path: 'x', limit: 1 })) });
    expect(verdict.outcome).toBe('unknown');
    expect(verdict.gaps.map((gap) => gap.code)).toEqual(['POLICY_INVALID']);
  });
});
