import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Reviewed } from '../../src/app/review.js';
import { canonicalJson } from '../../src/core/json.js';
import type { Verdict } from '../../src/core/verdict.js';
import { Failure } from '../../src/core/errors.js';
import type { Fault } from '../registry/index.js';
import { tgz, type StandInPackage } from '../registry/index.js';
import { npmRepository, type Locks } from './npm-repository.js';
import { advisory, shelf } from './shelf.js';
import { inShort, knownAdvisories, memoryHost, ownAnalyser, startWorld, type Files, type ReviewOptions, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf, stage]); });
afterAll(() => world.close());

const repository = (locks: Locks): Files & { readonly [path: string]: string } => npmRepository(shelf, locks);
const tidy = (version: string, more: Partial<Locks> = {}): Files & { readonly [path: string]: string } => repository({ installed: { tidy: version, words: '1.0.0' }, asks: { tidy: `^${version}` }, ...more });
const stepper = (version: string): Files => repository({ installed: { stepper: version } });
/** A new install step that runs a text, and hides nothing of it. */
const stage: StandInPackage = {
  name: 'stage', versions: [
    { version: '1.0.0', publishedAt: '2026-07-10T00:00:00.000Z', files: { 'index.js': 'module.exports = 1;\n' } },
    { version: '1.0.1', publishedAt: '2026-11-20T00:00:00.000Z', manifest: { scripts: { postinstall: 'node setup.js' } }, files: { 'index.js': 'module.exports = 1;\n', 'setup.js': 'eval(process.argv[2]);\n' } },
  ],
};
const plainStep = (version: string): Files => npmRepository([...shelf, stage], { installed: { stage: version } });
const leaky = (version: string): Files => repository({ installed: { leaky: version } });
const withPolicy = (files: Files, text: string): Files => ({ ...files, '.github/mergewarden.yml': text });
const verdictOf = async (base: Files, head: Files, options?: ReviewOptions, more?: Parameters<typeof memoryHost>[2]): Promise<Verdict> => (await world.review(memoryHost(base, head, more), options)).verdict;

const knownLeak = knownAdvisories({ 'leaky@1.2.0': [advisory()] });
/** What is said of `stepper`: its new step runs text that it decodes. That text hides there blocks; that there is a step, and that it runs text, is told. */
const blockedStep = { outcome: 'block', told: ['dynamic-code at-install', 'hidden-code at-install', 'install-script added'] };

describe('what a person wants of every review', () => {
  test.each([2, 3] as const)('an ordinary update passes without a word (lockfile version %d)', async (version) => {
    const verdict = await verdictOf(tidy('1.0.0', { version }), tidy('1.1.0', { version }));
    expect(inShort(verdict)).toEqual({ outcome: 'pass', told: [], gaps: [], remarks: ['policy-default'] });
    expect(verdict.findings.filter(({ level }) => level !== 'audit')).toEqual([]);
    // The registry here signs nothing: one remark, which decides nothing.
    expect(verdict.gaps).toMatchObject([{ check: 'registry-signature', code: 'RECORD_INCOMPLETE', counts: false }]);
    expect(verdict).toMatchObject({ counts: { changes: 1, reviewed: 1 }, mergeResult: 'c'.repeat(40), enforced: true });
  });

  test('an ordinary new package passes, compared with what the registry had before', async () => {
    const verdict = await verdictOf(repository({ installed: {} }), tidy('1.1.0'));
    expect(inShort(verdict)).toMatchObject({ outcome: 'pass', told: [], gaps: [] });
    expect(verdict.counts.changes).toBe(2);
  });

  test('a version with a known vulnerability blocks, and names what mends it', async () => {
    const verdict = await verdictOf(leaky('1.0.0'), leaky('1.2.0'), { advisories: knownLeak });
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: ['known-vulnerability vulnerable'] });
    expect(verdict.findings[0]).toMatchObject({ fixes: [{ kind: 'upgrade', text: 'leaky@1.2.1' }], at: { path: 'package.json', side: 'head' } });
  });

  test('an install step that evaluates text that it hides blocks, at install', async () => {
    const verdict = await verdictOf(stepper('1.0.0'), stepper('1.0.1'));
    expect(inShort(verdict)).toMatchObject(blockedStep);
    expect(new Set(verdict.findings.filter(({ level }) => level !== 'audit').map((finding) => finding.check))).toEqual(new Set(['dynamic-code', 'hidden-code', 'install-script']));
    expect(verdict.findings.filter((finding) => verdict.blocking.includes(finding.fingerprint))).toMatchObject([{ check: 'hidden-code', message: 'at-install', severity: 'critical', evidence: [{ kind: 'code', text: expect.stringContaining('eval(text)') }] }]);
  });

  test('an install step that evaluates a text is told, and blocks nothing by itself', async () => {
    const verdict = await verdictOf(plainStep('1.0.0'), plainStep('1.0.1'));
    expect(inShort(verdict)).toMatchObject({ outcome: 'warn', told: ['dynamic-code at-install', 'install-script added'], gaps: [] });
    expect(verdict.blocking).toEqual([]);
  });

  test('no change of dependencies passes and says so', async () => {
    expect(inShort(await verdictOf(tidy('1.0.0'), { ...tidy('1.0.0'), 'src/main.js': 'eval("1")' }))).toMatchObject({ outcome: 'pass', remarks: ['no-dependency-change', 'policy-default'] });
  });

  test('nothing at all on either side passes', async () => {
    expect(inShort(await verdictOf({}, {}))).toMatchObject({ outcome: 'pass', gaps: [] });
  });

  test('the first commit of a repository is read like any other', async () => {
    expect(inShort(await verdictOf({}, stepper('1.0.1')))).toMatchObject({ outcome: 'block' });
    expect(inShort(await verdictOf({}, tidy('1.0.0')))).toMatchObject({ outcome: 'pass', told: [] });
  });
});

describe('a block that is sure is told before the rest is known', () => {
  test('the advisory is told while the tarball is still on its way', async () => {
    const held = world.registry.fault(/\.tgz$/, { kind: 'slow' });
    let early: Reviewed | undefined;
    const final = await world.review(memoryHost(leaky('1.0.0'), leaky('1.2.0')), { advisories: knownLeak, early: async (reviewed) => { early = reviewed; held.release(); } });
    held.clear();
    expect(early!.verdict).toMatchObject({ outcome: 'block' });
    expect(early!.verdict.blocking).toEqual(final.verdict.blocking);
  });

  test('nothing is told early that does not block, and nothing twice', async () => {
    const told: Verdict[] = [];
    const early = async (reviewed: Reviewed): Promise<void> => { told.push(reviewed.verdict); };
    await world.review(memoryHost(tidy('1.0.0'), tidy('1.1.0')), { early });
    expect(told).toEqual([]);
    const both = (leak: string, step: string): Files => repository({ installed: { leaky: leak, stepper: step } });
    const final = await world.review(memoryHost(both('1.0.0', '1.0.0'), both('1.2.0', '1.0.1')), { advisories: knownLeak, early });
    expect(told).toHaveLength(1);
    expect(final.verdict.blocking).toEqual(expect.arrayContaining([...told[0]!.blocking]));
    expect(final.verdict.outcome).toBe('block');
  });

  test('a publisher that fails early fails the review, and not in silence', async () => {
    await expect(world.review(memoryHost(leaky('1.0.0'), leaky('1.2.0')), { advisories: knownLeak, early: async () => { throw new Failure('HOST_ERROR'); } })).rejects.toMatchObject({ code: 'HOST_ERROR' });
  });
});

describe('what the registry does not give is named, and never passes', () => {
  const tarball = /tidy-1\.1\.0\.tgz$/;
  test.each<[name: string, path: RegExp, fault: Fault, code: string]>([
    ['tarball not there', tarball, { kind: 'status', status: 404 }, 'REGISTRY_NOT_SERVED'],
    ['tarball refused', tarball, { kind: 'status', status: 403 }, 'REGISTRY_NOT_SERVED'],
    ['registry fails', tarball, { kind: 'status', status: 503 }, 'REGISTRY_ERROR'],
    ['registry fails at length', tarball, { kind: 'status', status: 500, body: 'endless' }, 'REGISTRY_ERROR'],
    ['connection cut', tarball, { kind: 'reset' }, 'REGISTRY_UNREACHABLE'],
    ['half a tarball', tarball, { kind: 'truncated' }, 'REGISTRY_UNREACHABLE'],
    ['sent elsewhere', tarball, { kind: 'redirect', to: 'http://elsewhere.example/tidy.tgz' }, 'REGISTRY_REDIRECT'],
    ['other bytes', tarball, { kind: 'wrong-bytes' }, 'INTEGRITY_MISMATCH'],
    ['a page instead of a tarball', tarball, { kind: 'html' }, 'INTEGRITY_MISMATCH'],
    ['a body without end', tarball, { kind: 'endless' }, 'TARBALL_LIMIT'],
    ['a record that is no record', /^tidy$/, { kind: 'not-json' }, 'REGISTRY_MALFORMED'],
    ['a record that is a page', /^tidy$/, { kind: 'html' }, 'REGISTRY_MALFORMED'],
    ['a record without end', /^tidy$/, { kind: 'endless' }, 'REGISTRY_MALFORMED'],
    ['a record that unpacks without end', /^tidy$/, { kind: 'gzip-bomb' }, 'REGISTRY_MALFORMED'],
    ['a record that is not there', /^tidy$/, { kind: 'status', status: 404 }, 'REGISTRY_NOT_SERVED'],
  ])('%s', async (_name, path, fault, code) => {
    const standing = world.registry.fault(path, fault);
    const verdict = await verdictOf(tidy('1.0.0'), tidy('1.1.0')).finally(() => standing.clear());
    expect(['block', 'unknown']).toContain(verdict.outcome);
    expect(verdict.gaps.filter((gap) => gap.counts && gap.subject === 'tidy@1.1.0').map((gap) => gap.code)).toContain(code);
  });

  const manifest = (more: string): string => `{"name":"odd","version":"1.0.0"${more}}`;
  test.each<[name: string, tarball: Uint8Array, code: string]>([
    ['an archive that unpacks to far more than it is', tgz([{ path: 'package/package.json', body: manifest('') }, { path: 'package/zeros', body: new Uint8Array(30_000_000) }]), 'TARBALL_LIMIT'],
    ['bytes that are no archive', Buffer.from('neither gzip nor tar'), 'TARBALL_MALFORMED'],
    ['an archive without a manifest', tgz([{ path: 'package/index.js', body: '1;' }]), 'MANIFEST_MALFORMED'],
    ['a manifest that nests deeper than is read, and that npm reads', tgz([{ path: 'package/package.json', body: manifest(`,"scripts":{"postinstall":"node x.js"},"deep":${'['.repeat(99)}${']'.repeat(99)}`) }]), 'MANIFEST_MALFORMED'],
  ])('%s', async (name, tarball, code) => {
    const odd = { name: `odd-${name.length}`, versions: [{ version: '1.0.0', tarball }] };
    world.registry.publish(odd);
    const verdict = await verdictOf(tidy('1.0.0'), npmRepository([odd, ...shelf], { installed: { tidy: '1.0.0', words: '1.0.0', [odd.name]: '1.0.0' }, asks: { tidy: '^1.0.0', [odd.name]: '1.0.0' } }));
    expect(['block', 'unknown']).toContain(verdict.outcome);
    expect(verdict.gaps.filter((gap) => gap.counts).map((gap) => gap.code)).toContain(code);
  });

  test('a registry that cannot be reached leaves every package a gap of its own', async () => {
    const away = await startWorld([], ownAnalyser());
    await away.registry.close();
    const verdict = (await away.review(memoryHost(tidy('1.0.0'), tidy('1.1.0')))).verdict;
    await away.close();
    expect(verdict.outcome).toBe('unknown');
    expect(new Set(verdict.gaps.map((gap) => gap.subject))).toEqual(new Set(['tidy@1.0.0', 'tidy@1.1.0']));
    expect(new Set(verdict.gaps.map((gap) => gap.code))).toEqual(new Set(['REGISTRY_UNREACHABLE']));
  });

  test('without advisory data nothing is said to be free of vulnerabilities', async () => {
    const verdict = await verdictOf(tidy('1.0.0'), tidy('1.1.0'), { advisories: { match: async () => ({ coverage: { kind: 'failed', code: 'ADVISORIES_ABSENT', data: {} } }), data: async () => [] } });
    expect(inShort(verdict)).toMatchObject({ outcome: 'unknown', gaps: ['known-vulnerability ADVISORIES_ABSENT', 'malicious-version ADVISORIES_ABSENT'] });
  });
});

describe('policy', () => {
  const update = async (text: string, options?: ReviewOptions): Promise<Verdict> => verdictOf(withPolicy(stepper('1.0.0'), text), withPolicy(stepper('1.0.1'), text), options);

  test.each<[name: string, text: string, wanted: object]>([
    ['observe: the same verdict, not enforced', 'mode: observe\n', { ...blockedStep, enforced: false }],
    ['warn: told, and nothing blocks', 'mode: warn\n', { ...blockedStep, outcome: 'warn', enforced: true }],
    ['a check that only warns', 'checks:\n  hidden-code: { mode: warn }\n', { ...blockedStep, outcome: 'warn', enforced: true }],
    ['a check that is off', 'checks:\n  install-script: { mode: off }\n  dynamic-code: { mode: off }\n  hidden-code: { mode: off }\n', { outcome: 'pass', told: [], enforced: true }],
    ['the check that blocks is off', 'checks:\n  hidden-code: { mode: off }\n', { outcome: 'warn', told: ['dynamic-code at-install', 'install-script added'], enforced: true }],
  ])('%s', async (_name, text, wanted) => {
    const verdict = await update(text);
    expect({ ...inShort(verdict), enforced: verdict.enforced }).toMatchObject(wanted);
  });

  test.each([['high', 'block'], ['critical', 'warn']])('a finding that is high under the threshold %s: %s', async (threshold, outcome) => {
    const verdict = await verdictOf(withPolicy(leaky('1.0.0'), `threshold: ${threshold}\n`), withPolicy(leaky('1.2.0'), `threshold: ${threshold}\n`), { advisories: knownLeak });
    expect({ ...inShort(verdict), enforced: verdict.enforced }).toMatchObject({ outcome, told: ['known-vulnerability vulnerable'], enforced: true });
  });

  test.each([['high', 'warn'], ['medium', 'block']])('a new step under the threshold %s: %s', async (threshold, outcome) => {
    const verdict = await verdictOf(withPolicy(plainStep('1.0.0'), `threshold: ${threshold}\n`), withPolicy(plainStep('1.0.1'), `threshold: ${threshold}\n`));
    expect(inShort(verdict)).toMatchObject({ outcome, told: ['dynamic-code at-install', 'install-script added'] });
  });

  const waiverFor = (verdict: Verdict, more: { readonly by?: string; readonly until?: string } = {}): string => `waivers:\n${verdict.findings.filter((finding) => finding.level === 'default').map((finding) =>
    [`  - finding: ${finding.fingerprint}`, '    package: stepper', '    version: 1.0.1', `    integrity: ${finding.integrity}`, '    reason: its setup writes a font list', `    by: ${more.by ?? 'maria'}`, `    until: ${more.until ?? '2026-12-31'}`, ''].join('\n')).join('')}`;

  test.each<[name: string, more: Parameters<typeof waiverFor>[1], people: readonly string[] | 'unknown', outcome: string, remarks: readonly string[]]>([
    ['a waiver in force lets the change pass, and is shown', {}, ['author'], 'pass', []],
    ['a waiver by the author counts for nothing', {}, ['Maria'], 'block', ['waiver-own']],
    ['nor does any when the authors are not known', {}, 'unknown', 'block', ['waiver-own']],
    ['a waiver that has ended', { until: '2026-11-21' }, ['author'], 'block', ['waiver-expired']],
    ['a waiver on its last day', { until: '2026-11-22' }, ['author'], 'pass', []],
  ])('%s', async (_name, more, people, outcome, remarks) => {
    const text = waiverFor(await update('mode: block\n'), more);
    const verdict = await update(text, { people: async () => people });
    expect(inShort(verdict)).toMatchObject({ outcome, remarks });
    expect(verdict.waived).toHaveLength(outcome === 'pass' ? blockedStep.told.length : 0);
  });

  test('the evidence is on its way while it is asked who wrote the change', async () => {
    const text = waiverFor(await update('mode: block\n'));
    const asked = world.registry.requests.length;
    const arrived = async (): Promise<number> => {
      while (world.registry.requests.length === asked) await new Promise((resolve) => { setImmediate(resolve); });
      return world.registry.requests.length;
    };
    expect(inShort(await update(text, { people: async () => ((await arrived()) > asked ? ['author'] : 'unknown') }))).toMatchObject({ outcome: 'pass' });
  }, 20_000);

  test('a waiver for other bytes of the same version counts for nothing', async () => {
    const text = waiverFor(await update('mode: block\n')).replaceAll(/integrity: sha512-./g, 'integrity: sha512-_');
    expect(inShort(await update(text, { people: async () => [] }))).toMatchObject({ outcome: 'block', remarks: ['waiver-mismatch'] });
  });

  test('a waiver that the change itself brings counts for nothing here', async () => {
    const text = waiverFor(await update('mode: block\n'));
    const verdict = await verdictOf(withPolicy(stepper('1.0.0'), 'mode: block\n'), withPolicy(stepper('1.0.1'), text));
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', told: [...blockedStep.told, 'policy-loosened waived'] });
  });

  test.each<[name: string, base: string, head: string, moreFiles: Files, outcome: string]>([
    ['broken at base, and the change does something else', 'mode: maybe\n', 'mode: maybe\n', { 'a.txt': '1' }, 'unknown'],
    ['broken at base, and the change only mends it', 'mode: maybe\n', 'mode: block\n', {}, 'pass'],
    ['broken at base, mended together with something else', 'mode: maybe\n', 'mode: block\n', { 'a.txt': '1' }, 'unknown'],
    ['broken at base and still broken', 'mode: maybe\n', 'mode: perhaps\n', {}, 'block'],
    ['broken by the change', 'mode: block\n', 'mode: maybe\n', {}, 'block'],
    ['no text at all', '\u0000\u0001', 'mode: block\n', { 'a.txt': '1' }, 'unknown'],
  ])('%s', async (_name, base, head, more, outcome) => {
    const files = tidy('1.0.0');
    expect((await verdictOf(withPolicy(files, base), withPolicy({ ...files, ...more }, head))).outcome).toBe(outcome);
  });

  test('a broken policy leaves the last good one in force, and says which', async () => {
    const strict = (await world.review(memoryHost(withPolicy(stepper('1.0.0'), 'threshold: low\n'), withPolicy(stepper('1.0.1'), 'threshold: low\n')))).policy.reading.inForce;
    const verdict = await verdictOf(withPolicy(stepper('1.0.0'), 'mode: {'), withPolicy(stepper('1.0.1'), 'mode: {'), { settings: { lastGood: strict } });
    expect(inShort(verdict)).toMatchObject({ outcome: 'block', remarks: ['policy-last-good'] });
    expect(verdict.remarks.find((remark) => remark.code === 'policy-last-good')?.data).toMatchObject({ hash: strict.hash });
  });

  test('the organisation holds what the repository loosens', async () => {
    const verdict = await verdictOf(withPolicy(stepper('1.0.0'), 'mode: observe\n'), withPolicy(stepper('1.0.1'), 'mode: observe\n'), {}, { organisation: 'mode: block\n' });
    expect(inShort(verdict)).toMatchObject({ ...blockedStep, remarks: ['policy-loosening-refused'] });
    expect(verdict.enforced).toBe(true);
  });

  test('the policy is that of the protected branch, not of an unmerged base', async () => {
    const verdict = await verdictOf(withPolicy(stepper('1.0.0'), 'mode: observe\n'), withPolicy(stepper('1.0.1'), 'mode: observe\n'), {}, { policy: { '.github/mergewarden.yml': 'mode: block\n' } });
    expect(verdict).toMatchObject({ outcome: 'block', enforced: true });
  });

  test('a policy named on the command line stands in place of the repository\'s', async () => {
    const verdict = await update('mode: block\n', { settings: { policyFile: { path: 'mine.yml', text: 'mode: observe\n' } } });
    expect(verdict).toMatchObject({ outcome: 'block', enforced: false });
  });
});

describe('lockfiles as repositories hold them', () => {
  const lock = 'package-lock.json';
  const one = tidy('1.0.0');
  const two = tidy('1.1.0');
  const conflict = `<<<<<<< ours\n${two[lock]}=======\n${one[lock]}>>>>>>> theirs\n`;
  const pointer = 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393\nsize 12345\n';
  const link = (content: string): Files => ({ [lock]: { mode: '120000', content } });
  const moved = (files: Files & { readonly [path: string]: string }): Files => ({ 'web/package.json': files['package.json']!, 'web/package-lock.json': files[lock]! });
  const crlf = (files: Files & { readonly [path: string]: string }): Files => Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]));
  const bunOnly: Files = { 'package.json': '{"name": "shop"}', 'bun.lock': '{"lockfileVersion": 1, "workspaces": {"": {"name": "shop"}}, "packages": {}}' };
  const latin1 = Buffer.from(two[lock]!.replace('"shop"', '"caf\u00e9"'), 'latin1');

  test.each<[name: string, base: Files, head: Files, outcome: string, said: { readonly told?: readonly string[]; readonly gaps?: readonly string[] }]>([
    ['deleted', one, { 'package.json': one['package.json']! }, 'block', { told: ['missing-lockfile removed'] }],
    ['added to a repository that had none', { 'package.json': one['package.json']! }, one, 'pass', {}],
    ['moved with its manifest', one, moved(one), 'pass', {}],
    ['not JSON', one, { ...one, [lock]: '{"lockfileVersion": 3,' }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_MALFORMED'] }],
    ['empty', one, { ...one, [lock]: '' }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_MALFORMED'] }],
    ['not JSON at base', { ...one, [lock]: '{"lockfileVersion": 3,' }, one, 'unknown', { gaps: ['lockfile-understood LOCKFILE_MALFORMED'] }],
    ['conflict markers', one, { ...one, [lock]: conflict }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_MALFORMED'] }],
    ['version 1 without entries', one, { ...one, [lock]: '{"name":"shop","version":"1.0.0","lockfileVersion":1,"dependencies":{}}' }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_EMPTY'] }],
    ['version 5', one, { ...two, [lock]: two[lock]!.replace('"lockfileVersion": 3', '"lockfileVersion": 5') }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_UNSUPPORTED'] }],
    ['no packages although some are asked for', one, { ...one, [lock]: '{"name":"shop","version":"1.0.0","lockfileVersion":3,"packages":{"":{"dependencies":{"tidy":"^1.0.0"}}}}' }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_EMPTY'] }],
    ['package.json asks for more than the lockfile holds', one, { ...one, 'package.json': one['package.json']!.replace('"tidy": "^1.0.0"', '"tidy": "^1.0.0",\n    "stepper": "^1.0.1"') }, 'block', { told: ['manifest-lock-drift unlocked'] }],
    ['package.json asks for another version than the lockfile holds', one, { ...one, 'package.json': one['package.json']!.replace('^1.0.0', '^1.1.0') }, 'block', { told: ['manifest-lock-drift unsatisfied'] }],
    ['package.json changed where nobody installs from', one, { ...one, 'package.json': one['package.json']!.replace('"shop"', '"shop2"') }, 'pass', {}],
    ['not UTF-8', one, { ...two, [lock]: latin1 }, 'unknown', { gaps: ['lockfile-understood FILE_ENCODING'] }],
    ['a symlink to another lockfile of the tree', { ...one, ...link('real/lock.json'), 'real/lock.json': one[lock]! }, { ...one, ...link('real/lock.json'), 'real/lock.json': repository({ installed: { tidy: '1.0.0', words: '1.0.0', stepper: '1.0.1' }, asks: { tidy: '^1.0.0' } })[lock]! }, 'block', { told: blockedStep.told }],
    ['a symlink out of the tree', one, { ...one, ...link('../../etc/lock.json') }, 'unknown', { gaps: ['lockfile-understood FILE_SYMLINK'] }],
    ['a symlink in a circle', one, { ...one, ...link('package-lock.json') }, 'unknown', { gaps: ['lockfile-understood FILE_SYMLINK'] }],
    ['a symlink to nothing', one, { ...one, ...link('gone.json') }, 'unknown', { gaps: ['lockfile-understood FILE_SYMLINK'] }],
    ['an LFS pointer', one, { ...one, [lock]: pointer }, 'unknown', { gaps: ['lockfile-understood FILE_LFS_POINTER'] }],
    ['a submodule in its place', one, { ...one, [lock]: { mode: '160000', content: 'commit' } }, 'unknown', { gaps: ['lockfile-understood FILE_SUBMODULE'] }],
    ['carriage returns', crlf(one), crlf(two), 'pass', {}],
    ['carriage returns come in', one, crlf(one), 'pass', {}],
    ['a byte order mark', one, { ...two, [lock]: `\uFEFF${two[lock]!}` }, 'pass', {}],
    ['names and folders that are not ASCII', repository({ installed: {}, directory: 'überfluß/日本' }), repository({ installed: { '@acme/unicode': '1.0.0' }, directory: 'überfluß/日本' }), 'pass', {}],
    ['two lockfiles, one changed', { ...one, ...repository({ installed: { stepper: '1.0.0' }, directory: 'apps/web' }) }, { ...one, ...repository({ installed: { stepper: '1.0.1' }, directory: 'apps/web' }) }, 'block', { told: blockedStep.told }],
    ['two lockfiles, both changed', { ...one, ...repository({ installed: { stepper: '1.0.0' }, directory: 'apps/web' }) }, { ...two, ...repository({ installed: { stepper: '1.0.1' }, directory: 'apps/web' }) }, 'block', { told: blockedStep.told }],
    ["Bun's binary lockfile, which is no text", { 'package.json': one['package.json']!, 'bun.lockb': new Uint8Array([0x23, 0xff, 0x00]) }, { 'package.json': one['package.json']!, 'bun.lockb': new Uint8Array([0x23, 0xff, 0x01]) }, 'unknown', { gaps: ['lockfile-understood LOCKFILE_UNSUPPORTED'] }],
    ['a lockfile of another tool', one, { ...one, 'deno.lock': '{}' }, 'pass', {}],
  ])('%s', async (_name, base, head, outcome, said) => {
    expect(inShort(await verdictOf(base, head))).toMatchObject({ outcome, told: said.told ?? [], gaps: said.gaps ?? [] });
  });

  test('a lockfile of another tool is named in the verdict although it decides nothing', async () => {
    const verdict = await verdictOf(one, { ...one, 'deno.lock': '{}' });
    expect(verdict.remarks).toContainEqual({ code: 'unread-dependency-file', data: { path: 'deno.lock' } });
    expect(verdict.gaps).toMatchObject([{ check: 'unread-dependency-file', subject: 'deno.lock', counts: false }]);
  });

  test("Bun's binary lockfile is named beside the text one, which is read", async () => {
    const verdict = await verdictOf({ ...bunOnly, 'bun.lockb': 'x' }, { ...bunOnly, 'bun.lockb': 'y' });
    expect(inShort(verdict)).toMatchObject({ outcome: 'pass', gaps: [] });
    expect(verdict.remarks).toContainEqual({ code: 'unread-dependency-file', data: { path: 'bun.lockb' } });
  });

  test('a workspace is told as the place that brings a package in', async () => {
    const web = (version: string): string => `${JSON.stringify({ name: 'web', version: '1.0.0', dependencies: { stepper: version } }, null, 2)}\n`;
    const monorepo = (version: string): Files => ({
      ...repository({
        installed: { stepper: version }, asks: {}, manifest: { workspaces: ['apps/*'] },
        edit: (packages) => { packages['apps/web'] = { version: '1.0.0', dependencies: { stepper: version } }; packages['node_modules/web'] = { resolved: 'apps/web', link: true }; },
      }),
      'apps/web/package.json': web(version),
    });
    const { verdict, changes } = await world.review(memoryHost(monorepo('1.0.0'), monorepo('1.0.1')));
    expect(inShort(verdict)).toMatchObject(blockedStep);
    expect(changes[0]!.introducers[0]).toMatchObject({ importer: 'apps/web', path: [{ name: 'web' }, { name: 'stepper', version: '1.0.1' }] });
    expect(verdict.findings[0]!.at).toMatchObject({ path: 'apps/web/package.json', line: 5 });
  });

  test('a file that the host does not give is a gap', async () => {
    const host = memoryHost(one, two);
    const failing = { ...host, blobs: async (oids: readonly string[]) => new Map(oids.map((oid): [string, Error] => [oid, new Failure('HOST_ERROR', { status: 502 })])) };
    expect(inShort((await world.review(failing)).verdict)).toMatchObject({ outcome: 'unknown', gaps: expect.arrayContaining(['lockfile-understood HOST_ERROR']) });
  });

  test('a tree that was not listed whole is a gap', async () => {
    const host = memoryHost(one, one);
    const snapshot = await host.snapshot();
    const cut = { ...snapshot.trees.head, unread: [{ path: 'deep/folder', code: 'TREE_TRUNCATED' as const }] };
    const verdict = (await world.review({ ...host, snapshot: async () => ({ ...snapshot, trees: { ...snapshot.trees, head: cut, merge: cut } }) })).verdict;
    expect(inShort(verdict)).toMatchObject({ outcome: 'unknown', gaps: ['lockfile-understood TREE_TRUNCATED'] });
  });

  test('without a merge result the change from the merge base is reviewed, and that is said', async () => {
    const verdict = await verdictOf(tidy('1.1.0'), stepper('1.0.1'), {}, { mergeBase: stepper('1.0.0'), landing: { kind: 'head', reason: 'conflict' } });
    expect(inShort(verdict)).toMatchObject({ ...blockedStep, remarks: ['no-merge-result', 'policy-default'] });
    expect(verdict.mergeResult).toBeUndefined();
  });
});

test('a review that is called off ends with the reason it was given', async () => {
  const held = world.registry.fault(/\.tgz$/, { kind: 'slow' });
  const abort = new AbortController();
  const { review } = await import('../../src/app/review.js');
  const ports = world.ports(memoryHost(tidy('1.0.0'), tidy('1.1.0')));
  const reviewing = review({ ...ports, progress: { report: (stage) => { if (stage === 'facts') abort.abort(new Failure('DEADLINE')); } } }, world.settings, async () => undefined, abort.signal);
  await expect(reviewing).rejects.toMatchObject({ code: 'DEADLINE' });
  held.clear();
});

test('the same review answered twice is the same verdict', async () => {
  const [first, second] = await Promise.all([verdictOf(stepper('1.0.0'), stepper('1.0.1')), verdictOf(stepper('1.0.0'), stepper('1.0.1'))]);
  expect(canonicalJson(first)).toBe(canonicalJson(second));
});
