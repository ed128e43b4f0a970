import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { createAnalyser, type AnalyserOptions } from '../../src/adapters/analyser/pool.js';
import type { Caller } from '../../src/adapters/github/caller.js';
import { createTreeReader } from '../../src/adapters/github/tree.js';
import { createLocalGit } from '../../src/adapters/local-git/local-git.js';
import { createOsvSource } from '../../src/adapters/osv/osv-source.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import { answered } from '../../src/app/publish-lease.js';
import { problemOf } from '../../src/core/errors.js';
import { limits, type LimitName } from '../../src/core/limits.js';
import type { Verdict } from '../../src/core/verdict.js';
import { profilePackage } from '../../src/packages/profile/profile.js';
import type { Timers } from '../../src/ports/clock.js';
import type { CodeHost } from '../../src/ports/code-host.js';
import { trustMaterial } from '../../src/trust/attestation.js';
import { workshop, type TestRepository } from '../adapters/local-git/repository.js';
import { npmRepository, type Locks } from '../app/npm-repository.js';
import { shelf } from '../app/shelf.js';
import { memoryHost, ownAnalyser, startWorld, type Files, type ReviewOptions, type World } from '../app/world.js';
import { packVersion, type FileMap, type StandInPackage, type StandInVersion } from '../registry/index.js';

/**
 * A limit, and how it is driven one over.
 * - `exact`: an input that needs exactly `need`. It is reviewed with the limit at that value, which says nothing, and one below;
 * - `timed`: time cannot be had exactly: the same with something that answers, and with something that does not;
 * - `elsewhere`: driven by another test, whose own words for the code are `sees`;
 * - `unseen`: hit in the ordinary course of things, and never a hole in a verdict: `why`, and the test that holds it.
 */
type Row =
  | { readonly kind: 'exact'; readonly need: number | (() => number); readonly drive: () => Promise<readonly string[]> }
  | { readonly kind: 'timed'; readonly lowered?: number; readonly drive: (over: boolean) => Promise<readonly string[]> }
  | { readonly kind: 'elsewhere'; readonly file: string; readonly test: string; readonly sees: string; readonly why?: string }
  | { readonly kind: 'unseen'; readonly file: string; readonly test: string; readonly sees: string; readonly why: string };

let world: World;
const shop = workshop();
const scratch = mkdtempSync(path.join(tmpdir(), 'mergewarden-limits-'));
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(async () => {
  await world.close();
  await shop.clean();
  rmSync(scratch, { recursive: true, force: true });
});

/** Every code that a verdict shows: of its holes, its coverage, its findings and its remarks. */
function codesOf(verdict: Verdict): readonly string[] {
  return [...verdict.gaps.map((gap) => gap.code), ...verdict.coverage.flatMap(({ coverage }) => ('code' in coverage ? [coverage.code] : [])), ...verdict.remarks.map((remark) => String(remark.data['reason'] ?? ''))];
}
const reviewed = async (host: CodeHost, options?: ReviewOptions, of: World = world): Promise<readonly string[]> => {
  // What ends a review as a whole is what the command line says in words, and the service in its check.
  try {
    return codesOf((await of.review(host, options)).verdict);
  } catch (error) {
    return [problemOf(error).code];
  }
};
/** Runs with one limit at another value: the same code, the same table. */
async function at<T>(name: LimitName, value: number, run: () => Promise<T>): Promise<T> {
  const limit = limits[name] as { value: number };
  const standard = limit.value;
  limit.value = value;
  try {
    return await run();
  } finally {
    limit.value = standard;
  }
}
const characters = (text: string | Uint8Array | undefined): number => text?.length ?? 0;

const locks = (installed: Locks['installed'], more: Partial<Locks> = {}): Files & { readonly [file: string]: string } => npmRepository(shelf, { installed, ...more });
const [none, two] = [locks({}), locks({ tidy: '1.0.0', words: '1.0.0' }, { asks: { tidy: '^1.0.0' } })];
const lockReview = (head: Files = two, base: Files = none): Promise<readonly string[]> => reviewed(memoryHost(base, head));
const deep = locks({ words: '1.0.0' }, { edit: (packages) => { packages['node_modules/words']!['engines'] = { node: '>=20', a: { b: { c: {} } } }; } });

/** A package whose new version is what a row needs, and the change of a repository that takes it. */
function sample(name: string, after: Pick<StandInVersion, 'manifest' | 'files' | 'tarball' | 'attestations'>): { readonly host: () => CodeHost; readonly version: StandInVersion; readonly bytes: Uint8Array; readonly packages: readonly StandInPackage[] } {
  const packages = [{ name, versions: [{ version: '1.0.0', publishedAt: '2025-01-10T00:00:00.000Z', files: { 'index.js': '1\n' } }, { version: '1.0.1', publishedAt: '2026-11-20T00:00:00.000Z', ...after }] }];
  const [, version] = packages[0]!.versions;
  const side = (installed: string): Files => npmRepository(packages, { installed: { [name]: installed } });
  return { packages, version: version!, bytes: after.tarball ?? packVersion(name, version!), host: () => memoryHost(side('1.0.0'), side('1.0.1')) };
}
function packageReview({ packages, host }: ReturnType<typeof sample>, options?: ReviewOptions): Promise<readonly string[]> {
  for (const one of packages) world.registry.publish(one);
  return reviewed(host(), options);
}
const big = sample('big', { files: { 'index.js': `module.exports = "${'x'.repeat(2000)}";\n`, 'data.bin': randomBytes(4000) } });
const flat = sample('flat', { files: { 'index.js': '1\n', 'zeros.txt': new Uint8Array(60_000), 'data.bin': randomBytes(400) } });
const nested = sample('nested', { files: { 'index.js': '1\n', 'a/b/c/d/e.js': '2\n' } });
const described = sample('described', { manifest: { description: 'x'.repeat(500) }, files: { 'index.js': '1\n' } });
const source = sample('source', { files: { 'index.js': `${'// as long as this\n'.repeat(40)}module.exports = 1;\n` } });
const carrier = sample('carrier', { files: { 'index.js': '1\n', 'node_modules/carried/package.json': `{"name":"carried","version":"1.0.0","scripts":{"postinstall":"node x.js"},"description":"${'x'.repeat(600)}"}` } as FileMap });

/** The carrier with a lockfile entry for what it carries, which is held to the manifest inside. */
function bundleReview(): Promise<readonly string[]> {
  for (const one of carrier.packages) world.registry.publish(one);
  const side = (installed: string, edit?: Locks['edit']): Files => npmRepository(carrier.packages, { installed: { carrier: installed }, ...(edit ? { edit } : {}) });
  return reviewed(memoryHost(side('1.0.0'), side('1.0.1', (packages) => { packages['node_modules/carrier/node_modules/carried'] = { version: '1.0.0', inBundle: true, hasInstallScript: true }; })));
}

const hooks = 'script-shell=./a.js\ngit=./b.js\n';
const cacheLink: Files = { '.yarn/cache': { mode: '120000', content: '../vendor' }, 'vendor/a.zip': '1', 'vendor/b.zip': '2' };

/** The bytes of a packument as they come. */
let packument = 0;
/** The longest member of it that is read, as it is written. */
let packumentMember = 0;
const recordReview = (): Promise<readonly string[]> => packageReview(big);

/** Advisory data about nothing here: some file in the folder, and the one that a row is about. */
function advisories(more: { readonly [name: string]: string }): () => Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(scratch, 'osv-'));
  for (const [name, text] of Object.entries({ 'a.json': osvRecord('GHSA-aaaa-aaaa-aaaa'), ...more })) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
  return () => reviewed(memoryHost(none, locks({ words: '1.0.0' })), { advisories: createOsvSource({ path: folder }) });
}
function osvRecord(id: string, summary = 'x'): string {
  return JSON.stringify({ schema_version: '1.6.0', id, modified: '2026-11-01T00:00:00Z', summary, affected: [{ package: { ecosystem: 'npm', name: 'other' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }] });
}
const longRecord = osvRecord('GHSA-bbbb-bbbb-bbbb', 'y'.repeat(300));

/** A clone with a lockfile and five small files on a branch. */
let cloned: TestRepository;
beforeAll(() => {
  cloned = shop.init();
  cloned.commit({ ...none, ...Object.fromEntries([1, 2, 3].map((index) => [`src/${index}.txt`, `${index}\n`])) });
  cloned.git('checkout', '-q', '-b', 'change');
  cloned.commit(two);
});
async function cloneReview(head: 'change' | 'working-tree' = 'change', environment?: { readonly [name: string]: string }): Promise<readonly string[]> {
  const host = createLocalGit({ directory: cloned.path, base: 'main', head, ...(environment ? { environment } : {}) });
  try {
    return await reviewed(host);
  } finally {
    await host.close();
  }
}
const listing = (): number => Buffer.byteLength(cloned.git('ls-tree', '-r', '-z', '-l', '--full-tree', 'change'));

/** A tree that GitHub lists only folder by folder, as one side of a review. */
async function hostedTree(): Promise<readonly string[]> {
  const oid = (text: string): string => createHash('sha1').update(text).digest('hex');
  const folder = (name: string): object => ({ path: name, type: 'tree', mode: '040000', sha: oid(name) });
  const call = async (_operation: string, { tree_sha: sha, recursive }: { readonly [name: string]: unknown }): Promise<unknown> => {
    if (sha === oid('root')) return recursive === undefined ? { tree: ['a', 'b', 'c'].map(folder), truncated: false } : { tree: [], truncated: true };
    return { tree: [{ path: 'x.txt', type: 'blob', mode: '100644', sha: oid('x') }], truncated: false };
  };
  const head = await createTreeReader({ call } as unknown as Caller).read(oid('root'));
  const plain = memoryHost(none, none);
  const snapshot = await plain.snapshot();
  return reviewed({ ...plain, snapshot: async () => ({ ...snapshot, trees: { ...snapshot.trees, head, merge: head } }) });
}

/** Timers of which those deadlines fire at once that are asked for so many milliseconds, and counted so. */
function firing(ms: number, which: (count: number) => boolean): Timers {
  let count = 0;
  return {
    sleep: () => new Promise(() => undefined),
    deadline(wanted) {
      const controller = new AbortController();
      if (wanted === ms && which(count += 1)) setImmediate(() => { controller.abort(); });
      return { signal: controller.signal, clear: () => undefined };
    },
  };
}
/** A review whose packages are read by a process that does, by their name, what hostile code would make it do. */
async function analysed(name: string, options: AnalyserOptions = {}): Promise<readonly string[]> {
  const one = sample(name, { files: { 'index.js': '2\n' } });
  const own = await startWorld([...one.packages], createAnalyser({ processes: 1, worker: new URL('../adapters/analyser/fixtures/hostile.mjs', import.meta.url), ...options }));
  try {
    return await reviewed(one.host(), {}, own);
  } finally {
    await own.close();
  }
}
const emptyAnswer = JSON.stringify({ coverage: { kind: 'complete' }, value: { installSteps: [], capabilities: [], files: { read: 0, bytes: 0 }, unread: [], undecided: false, signals: [], flows: [], imports: [] } });

/** The steps that a package needs. */
function stepsOf(files: FileMap): number {
  const entries = Object.entries(files).map(([file, text]) => ({ path: file, size: characters(text as string), sha256: '0', bytes: Buffer.from(text as string) }));
  let [low, high] = [0, 100_000];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (profilePackage({ files: entries }, middle).coverage.kind === 'complete') high = middle;
    else low = middle + 1;
  }
  return low;
}

const registryFault = (name: string, run: (registry: World['registry']) => { clear(): void }[]): (() => Promise<readonly string[]>) => async () => {
  const one = sample(name, { files: { 'index.js': '2\n' } });
  for (const pkg of one.packages) world.registry.publish(pkg);
  const standing = run(world.registry);
  try {
    return await reviewed(one.host());
  } finally {
    for (const fault of standing) fault.clear();
  }
};
/** A package whose new version has an attestation, with what its registry does when it is asked for it. */
const attested = (name: string): ReturnType<typeof sample> => sample(name, { files: { 'index.js': '2\n' }, attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: { none: true } }] });
/** Attestations that are looked at, and verify nothing: what is counted of them is there. */
const bundle = { mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2', verificationMaterial: { tlogEntries: [{}, {}], x509CertificateChain: { certificates: [{}, {}] }, timestampVerificationData: { rfc3161Timestamps: [{}, {}] } }, dsseEnvelope: { payload: '', payloadType: '', signatures: [] } };
const pairOf = [1, 2].map(() => ({ predicateType: 'https://slsa.dev/provenance/v1', bundle }));
const publicMaterial = trustMaterial(JSON.parse(readFileSync('test/data/provenance/trust/trusted_root.public-good.json', 'utf8').replace(/^\uFEFF/, '')), [])!;
const evidenceReview = (): Promise<readonly string[]> => packageReview(sample('twice-vouched', { files: { 'index.js': '2\n' }, attestations: pairOf }), { trust: { materialFor: async () => publicMaterial } });
const endpointFault = (name: string, fault?: Parameters<World['registry']['fault']>[1]): (() => Promise<readonly string[]>) => async () => {
  const standing = fault && world.registry.fault(`-/npm/v1/attestations/${name}@1.0.1`, fault);
  try {
    return await packageReview(attested(name));
  } finally {
    standing?.clear();
  }
};
const policy = `mode: block\n# ${'x'.repeat(60)}\n`;
const links: Files = { ...none, 'package-lock.json': { mode: '120000', content: 'one' }, one: { mode: '120000', content: 'two' }, two: { mode: '120000', content: 'lock.json' }, 'lock.json': two['package-lock.json']! };

const rows = {
  lockfileBytes: { kind: 'exact', need: characters(two['package-lock.json']), drive: lockReview },
  lockfileEntries: { kind: 'exact', need: 3, drive: lockReview },
  lockfileDepth: { kind: 'exact', need: 5, drive: () => lockReview(deep) },
  lockfileLocation: { kind: 'exact', need: 'node_modules/words'.length, drive: lockReview },
  // The edges of the root and of tidy, and the ways back from tidy and from words.
  introducerSteps: { kind: 'exact', need: 2 + 2 + 3, drive: lockReview },
  introducerItems: { kind: 'exact', need: 2 + 3, drive: lockReview },
  introducerLength: { kind: 'exact', need: 3, drive: lockReview },
  manifestBytes: { kind: 'exact', need: characters(two['package.json']), drive: lockReview },
  policyBytes: { kind: 'exact', need: characters(policy), drive: () => lockReview({ ...two, '.github/mergewarden.yml': policy }, { ...none, '.github/mergewarden.yml': policy }) },
  symlinks: { kind: 'exact', need: 2, drive: () => lockReview({ ...none, rc: 'fund=false\n', 'a/.npmrc': { mode: '120000', content: '../rc' }, 'b/.npmrc': { mode: '120000', content: '../rc' } }) },
  attributeFiles: { kind: 'exact', need: 2, drive: () => lockReview({ ...none, '.gitattributes': '*.md -diff\n', 'a/.gitattributes': '*.md -diff\n', 'a/package.json': '{}' }) },
  attributeSteps: { kind: 'exact', need: '*.md'.length * 'package-lock.jsonpackage.json'.length, drive: () => lockReview({ ...none, '.gitattributes': '*.md -diff\n' }) },
  symlinkSteps: { kind: 'exact', need: 3, drive: () => lockReview(links) },
  treeEntries: { kind: 'exact', need: 5, drive: cloneReview },
  treeRequests: { kind: 'exact', need: 1 + 1 + 3, drive: hostedTree },
  reviewReadBytes: { kind: 'exact', need: [none, two].flatMap((files) => Object.values(files)).join('').length, drive: cloneReview },
  packumentBytes: { kind: 'exact', need: () => packument, drive: recordReview },
  packumentMemberBytes: { kind: 'exact', need: () => packumentMember, drive: recordReview },
  recordVersions: { kind: 'exact', need: 2, drive: recordReview },
  registryConnections: {
    kind: 'unseen', file: 'adapters/registry/registry.test.ts', test: 'at most eight at once, and all get their turn', sees: 'expect(server.mostAtOnce()).toBe(limits.registryConnections.value)',
    why: 'requests wait for their turn; one that waits too long shows the code of registryMs or of the review\'s own time',
  },
  registryMs: { kind: 'timed', lowered: 30, drive: (over) => registryFault(`late-${over}`, (registry) => (over ? [registry.fault(/^late-true/, { kind: 'slow' })] : []))() },
  attestationsMs: { kind: 'timed', lowered: 30, drive: (over) => endpointFault(`vouched-${over}`, over ? { kind: 'slow' } : undefined)() },
  attestationsBytes: { kind: 'exact', need: JSON.stringify({ attestations: attested('vouched').version.attestations }).length, drive: endpointFault('vouched') },
  attestations: { kind: 'exact', need: pairOf.length, drive: evidenceReview },
  attestationCharacters: { kind: 'exact', need: JSON.stringify(bundle).length, drive: evidenceReview },
  attestationMaterialCharacters: { kind: 'exact', need: JSON.stringify(bundle.verificationMaterial).length, drive: evidenceReview },
  attestationLogEntries: { kind: 'exact', need: bundle.verificationMaterial.tlogEntries.length, drive: evidenceReview },
  attestationTimestamps: { kind: 'exact', need: bundle.verificationMaterial.timestampVerificationData.rfc3161Timestamps.length, drive: evidenceReview },
  attestationCertificates: { kind: 'exact', need: bundle.verificationMaterial.x509CertificateChain.certificates.length, drive: evidenceReview },
  // At none nobody is asked; at one the first is, and what it answers is told.
  attestationsRefused: { kind: 'exact', need: 1, drive: endpointFault('refusing', { kind: 'html' }) },
  registryRetries: { kind: 'exact', need: 2, drive: registryFault('flaky', (registry) => [registry.fault('flaky', { kind: 'reset' }, 2)]) },
  registryRedirects: {
    kind: 'exact', need: 3,
    drive: registryFault('moving', (registry) => [registry.fault('moving', { kind: 'redirect', to: '/hop1' }, 1), registry.fault('hop1', { kind: 'redirect', to: '/hop2' }), registry.fault('hop2', { kind: 'redirect', to: '/moving?x' })]),
  },
  tarballBytes: { kind: 'exact', need: big.bytes.length, drive: () => packageReview(big) },
  unpackedBytes: { kind: 'exact', need: gunzipSync(big.bytes).length, drive: () => packageReview(big) },
  unpackRatio: { kind: 'exact', need: Math.ceil(gunzipSync(flat.bytes).length / flat.bytes.length), drive: () => packageReview(flat) },
  archiveEntries: { kind: 'exact', need: 3, drive: () => packageReview(nested) },
  archivePathDepth: { kind: 'exact', need: 'package/a/b/c/d/e.js'.split('/').length, drive: () => packageReview(nested) },
  archivePathCharacters: { kind: 'exact', need: 'package/a/b/c/d/e.js'.length, drive: () => packageReview(nested) },
  packageManifestBytes: { kind: 'exact', need: () => manifestOf(described).length, drive: () => packageReview(described) },
  carriedManifestBytes: { kind: 'exact', need: characters((carrier.version.files as FileMap)['node_modules/carried/package.json'] as string), drive: () => bundleReview() },
  sourceFileBytes: { kind: 'exact', need: characters((source.version.files as FileMap)['index.js'] as string), drive: () => packageReview(source) },
  analyserMemory: { kind: 'timed', lowered: 32, drive: (over) => analysed(over ? 'memory' : 'ordinary') },
  analyserMs: { kind: 'timed', drive: (over) => analysed(over ? 'silent' : 'ordinary', over ? { timers: firing(limits.analyserMs.value, (count) => count % 2 === 0) } : {}) },
  analyserSteps: { kind: 'exact', need: () => stepsOf(source.version.files as FileMap), drive: () => packageReview(source) },
  analyserQueueMs: { kind: 'timed', drive: (over) => analysed('ordinary', over ? { timers: firing(limits.analyserQueueMs.value, (count) => count === 2) } : {}) },
  analyserAnswerBytes: { kind: 'exact', need: emptyAnswer.length, drive: () => analysed('ordinary') },
  changesAnalysed: { kind: 'exact', need: 2, drive: lockReview },
  dependenciesInspected: { kind: 'elsewhere', file: 'entries/cli/inspect.test.ts', test: 'twenty are read; the others are said, and count', sees: 'code: \'BUDGET_CHANGES\'', why: 'only `inspect` has this limit: in a lockfile every package is a change of its own' },
  remedyPackages: {
    kind: 'unseen', file: 'app/remedies.test.ts', test: 'records are asked for what holds it back, within a budget; one that is spent leaves the way out', sees: 'limits.remedyPackages',
    why: 'it bounds advice: the finding stands as it is, and names the version without the way to it',
  },
  remedySteps: {
    kind: 'unseen', file: 'app/remedies.test.ts', test: 'a graph with more ways up than may be tried gives no way', sees: 'limits.remedySteps',
    why: 'it bounds advice: the finding stands as it is, and names the version without the way to it',
  },
  remedyVersions: {
    kind: 'unseen', file: 'app/remedies.test.ts', test: 'of too many versions above the middle is left out, and then nothing proves that there is none', sees: 'limits.remedyVersions',
    why: 'it bounds advice: where no version is found the finding says what the advisory says, not that there is none',
  },
  exploitedBytes: { kind: 'elsewhere', file: 'adapters/exploited.test.ts', test: 'a file beyond the limit is told as unread', sees: 'too large', why: 'a remark tells it; the advisories are whole' },
  exploitedEntries: { kind: 'elsewhere', file: 'adapters/exploited.test.ts', test: 'more flaws than the limit are no such file', sees: 'too long', why: 'a remark tells it; the advisories are whole' },
  advisoryBytes: { kind: 'exact', need: osvRecord('GHSA-aaaa-aaaa-aaaa').length + longRecord.length, drive: advisories({ 'b.json': longRecord }) },
  advisoryRecordBytes: { kind: 'exact', need: longRecord.length, drive: advisories({ 'b.ndjson': `${longRecord}\n` }) },
  advisoryFiles: { kind: 'exact', need: 2, drive: advisories({ 'b.json': longRecord }) },
  advisoryFolderDepth: { kind: 'exact', need: 2, drive: advisories({ 'npm/b/b.json': longRecord }) },
  workingTreeBytes: { kind: 'exact', need: Object.values(two).join('').length + 6, drive: () => cloneReview('working-tree') },
  gitListBytes: { kind: 'exact', need: listing, drive: cloneReview },
  gitMs: {
    kind: 'timed', lowered: 50,
    drive: async (over) => {
      if (!over) return cloneReview();
      const bin = mkdtempSync(path.join(scratch, 'bin-'));
      writeFileSync(path.join(bin, 'git'), `#!${process.execPath}\nsetInterval(() => undefined, 1000);\n`);
      chmodSync(path.join(bin, 'git'), 0o755);
      return cloneReview('change', { PATH: bin });
    },
  },
  cacheEntryBytes: {
    kind: 'unseen', file: 'adapters/files/fact-cache.test.ts', test: 'the oldest make way when it is full, and a fact that is too large is not kept', sees: 'maxEntryBytes',
    why: 'a fact that is not kept is asked for again: it costs time, never evidence',
  },
  trustRefreshBytes: { kind: 'elsewhere', file: 'adapters/sigstore/tuf.test.ts', test: 'one over: all answers, one file, one state', sees: 'code: \'TRUST_UNREACHABLE\'', why: 'the last good trusted roots stay in use' },
  trustFileBytes: { kind: 'elsewhere', file: 'adapters/sigstore/tuf.test.ts', test: 'one over: all answers, one file, one state', sees: 'code: \'TRUST_UNREACHABLE\'', why: 'the last good trusted roots stay in use' },
  trustStateBytes: { kind: 'elsewhere', file: 'adapters/sigstore/tuf.test.ts', test: 'one over: all answers, one file, one state', sees: 'code: \'TRUST_REFUSED\'', why: 'the last good trusted roots stay in use' },
  trustRefreshMs: { kind: 'elsewhere', file: 'adapters/sigstore/tuf.test.ts', test: 'one that never answers is given up, and one that is called off ends', sees: 'unreachable(\'timeout\')', why: 'the last good trusted roots stay in use' },
  advisoryPages: { kind: 'elsewhere', file: 'adapters/osv/asked.test.ts', test: 'one over: more pages, more records, longer answers', sees: '\'ADVISORIES_UNREACHABLE\'', why: 'a service that does not come to an end was not asked to the end' },
  advisoryAsked: { kind: 'elsewhere', file: 'adapters/osv/asked.test.ts', test: 'one over: more pages, more records, longer answers', sees: '\'ADVISORIES_UNREACHABLE\'', why: 'a service that names too much was not asked to the end' },
  advisoryExportBytes: { kind: 'elsewhere', file: 'adapters/osv/export.test.ts', test: 'one over %s', sees: 'code: \'ADVISORIES_UNREACHABLE\'', why: 'what was there before stays in use, and its age shows' },
  advisoryListBytes: { kind: 'elsewhere', file: 'adapters/osv/export.test.ts', test: 'one over %s', sees: 'code: \'ADVISORIES_UNREACHABLE\'', why: 'what was there before stays in use, and its age shows' },
  advisoryListMs: { kind: 'elsewhere', file: 'adapters/osv/export.test.ts', test: 'one that never answers is given up after %s', sees: 'code: \'ADVISORIES_UNREACHABLE\'', why: 'what was there before stays in use, and its age shows' },
  advisoryExportMs: { kind: 'elsewhere', file: 'adapters/osv/export.test.ts', test: 'one that never answers is given up after %s', sees: 'code: \'ADVISORIES_UNREACHABLE\'', why: 'what was there before stays in use, and its age shows' },
  advisoryIncrement: {
    kind: 'unseen', file: 'adapters/osv/export.test.ts', test: 'all of it again where much has changed', sees: 'all.zip',
    why: 'more changed records are fetched at once, so that nothing is left out; an archive that lacks as many is refused with ADVISORIES_MALFORMED, and what was there stays in use',
  },
  advisoryAgeMs: { kind: 'elsewhere', file: 'adapters/osv/export.test.ts', test: 'a review that has begun keeps what it began with', sees: '\'ADVISORIES_STALE\'' },
  advisoryIndexBytes: {
    kind: 'unseen', file: 'adapters/files/kept-files.test.ts', test: 'keeps the newest, and nothing too long', sees: 'Buffer.alloc(1_001)',
    why: 'an index that is not kept is made of the records again: it costs time, never evidence',
  },
  cacheBytes: {
    kind: 'unseen', file: 'adapters/files/fact-cache.test.ts', test: 'the oldest make way when it is full, and a fact that is too large is not kept', sees: 'maxBytes',
    why: 'a fact that made way is asked for again: it costs time, never evidence',
  },
  pnpBytes: { kind: 'elsewhere', file: 'lockfiles/yarn/pnp.test.ts', test: 'a text over the limit is not read', sees: 'toBeUndefined()', why: 'committed-package makes a hole of every table that was not compared' },
  includeFiles: { kind: 'elsewhere', file: 'lockfiles/requirements/parse.test.ts', test: 'files beside one are there for its includes, by name and not without end', sees: 'LOCKFILE_INCOMPLETE include-unread' },
  pnpSteps: { kind: 'elsewhere', file: 'lockfiles/yarn/pnp.test.ts', test: 'more dependents than the limit are a hole, and what was found before is told', sees: 'hole: \'limit\'', why: 'committed-package makes a hole of every table that was not compared whole' },
  settingLeaves: { kind: 'elsewhere', file: 'lockfiles/settings/settings.test.ts', test: 'more settings than the limit are not read', sees: 'head: too-many', why: 'guard-rail makes a hole of every settings file that was not read' },
  settingLineCharacters: { kind: 'exact', need: 'fund=true'.length, drive: () => reviewed(memoryHost({ '.npmrc': 'fund=1\n' }, { '.npmrc': 'fund=true\n' })) },
  ageExceptions: {
    kind: 'unseen', file: 'lockfiles/settings/ages.test.ts', test: 'of very many exceptions only some count', sees: 'limits.ageExceptions.value',
    why: 'an exception that is not looked at excepts nothing, so that more is told and not less',
  },
  settingsFiles: { kind: 'exact', need: 2, drive: () => reviewed(memoryHost({ '.npmrc': 'fund=1\n', 'a/.npmrc': 'fund=1\n' }, { '.npmrc': 'fund=1\n', 'a/.npmrc': 'fund=1\n', 'b.js': '' })) },
  loadedPaths: { kind: 'exact', need: 2, drive: () => reviewed(memoryHost(cacheLink, { ...cacheLink, 'vendor/a.zip': '3', 'vendor/b.zip': '4' })) },
  namedPaths: { kind: 'exact', need: 2, drive: () => reviewed(memoryHost({ '.npmrc': hooks }, { '.npmrc': hooks, 'b.js': '' })) },
  hookFiles: { kind: 'exact', need: 2, drive: () => reviewed(memoryHost({ '.pnpmfile.cjs': 'require("./a")', 'a.js': '' }, { '.pnpmfile.cjs': 'require("./a")', 'a.js': '', 'b.js': '' })) },
  hookRounds: { kind: 'exact', need: 2, drive: () => reviewed(memoryHost({ '.pnpmfile.cjs': 'require("./a")', 'a.js': '' }, { '.pnpmfile.cjs': 'require("./a")', 'a.js': '', 'b.js': '' })) },
  committedArchives: {
    kind: 'elsewhere', file: 'app/zero-install.test.ts', test: 'an archive over the limit is a hole', sees: 'committed-package COMMITTED_PACKAGE',
  },
  buildFiles: { kind: 'elsewhere', file: 'app/loaded.test.ts', test: 'a build file over the limit counts as one that cannot be read', sees: 'guard-rail build-code', why: 'the finding blocks' },
  updaterValues: { kind: 'elsewhere', file: 'checks/updaters.test.ts', test: 'more values than the limit are a hole', sees: 'FILE_TOO_LARGE' },
  webhookBytes: {
    kind: 'unseen', file: 'entries/service.test.ts', test: 'a body over the limit is refused, announced or not', sees: 'toBe(413)',
    why: 'the body is not read, so there is nothing to review: GitHub shows the 413 in the App\'s list of deliveries; GitHub itself sends no such body',
  },
  checkMs: {
    kind: 'elsewhere', file: 'app/reconcile.test.ts', test: 'a check past its time is concluded as could not check; its job, once it has its turn, reviews after all', sees: 'could not check: the review was not done within its time',
    why: 'without a verdict the check itself says it',
  },
  pullsPerHead: { kind: 'elsewhere', file: 'app/head.test.ts', test: 'too many pull requests with one head are said, not reviewed', sees: 'could not check: too many open pull requests have this head' },
  pullPages: {
    kind: 'unseen', file: 'adapters/github/publisher.test.ts', test: 'more pages than the limit: what was read, what the commit itself is known by, and that it is partial', sees: 'partial: true',
    why: 'whoever may open pull requests sets their number, so that it must end no review: what our rows have and the list has not is asked for by its number (app/head.test.ts), and the log has the code',
  },
  evaluations: { kind: 'elsewhere', file: 'app/head.test.ts', test: 'a poison job is tried four times and concluded as could not check, with its trace id', sees: 'code: \'INTERNAL\'' },
  hostRequestMs: {
    kind: 'timed', lowered: 1,
    drive: async (over) => answered(systemTimers, over ? new Promise<never>(() => undefined) : Promise.resolve()).then(() => [], (error: unknown) => [problemOf(error).code]),
  },
  factBytes: {
    kind: 'unseen', file: 'adapters/postgres/stores.test.ts', test: 'a fact over the limit is not kept, and a row that is none is no fact', sees: 'toBeUndefined()',
    why: 'a fact that is not kept is asked for again: it costs time, never evidence',
  },
  sightedNames: { kind: 'exact', need: 2, drive: () => reviewed(memoryHost(none, two), { seen: async () => ({ tags: [] }) }) },
  sightedTags: {
    kind: 'unseen', file: 'app/sightings.test.ts', test: 'of the tags of one package so many are kept, latest before all others', sees: 'toHaveLength(limits.sightedTags.value)',
    why: 'of a tag that is not kept the next review says that it is a first sight',
  },
  sightedReleases: { kind: 'elsewhere', file: 'adapters/postgres/sightings.test.ts', test: 'more releases than one review is told of are cut, and that is said', sees: 'cut: true', why: 'the check makes a hole of it (checks/dormant-release/cases.ts)' },
  sightedAtOnce: {
    kind: 'unseen', file: 'adapters/postgres/sightings.test.ts', test: 'so much is written at once, latest before all other tags', sees: 'limited(\'sightedAtOnce\', 3',
    why: 'of what is not kept the next review says that it is a first sight',
  },
  sightedRows: {
    kind: 'unseen', file: 'adapters/postgres/sightings.test.ts', test: 'forks add nothing above what an installation keeps, and what only they saw goes first', sees: 'limited(\'sightedRows\', 3',
    why: 'of what is not kept the next review says that it is a first sight',
  },
  reviewMs: { kind: 'elsewhere', file: 'app/head.test.ts', test: 'the deadline concludes, also when the reviewer does not listen', sees: 'could not check: the review was not done within its time' },
} satisfies { readonly [name in LimitName]: Row };

function manifestOf({ version, packages: [pkg] }: ReturnType<typeof sample>): string {
  return JSON.stringify({ name: pkg!.name, version: version.version, ...version.manifest });
}

describe('every limit, driven one over, is seen', () => {
  beforeAll(async () => {
    for (const pkg of big.packages) world.registry.publish(pkg);
    const text = await (await fetch(`${world.registry.url}big`)).text();
    packument = Buffer.byteLength(text);
    const { versions, ...members } = JSON.parse(text) as { readonly versions: object };
    packumentMember = Math.max(...[...Object.entries(versions), ...Object.entries(members)].map(([, value]) => Buffer.byteLength(JSON.stringify(value))));
  });

  test.each(Object.entries(rows) as [LimitName, Row][])('%s', async (name, row) => {
    const { code } = limits[name];
    switch (row.kind) {
      case 'exact': {
        const need = typeof row.need === 'function' ? row.need() : row.need;
        expect(need).toBeLessThanOrEqual(limits[name].value);
        expect(await at(name, need, row.drive)).not.toContain(code);
        expect(await at(name, need - 1, row.drive)).toContain(code);
        return;
      }
      case 'timed':
        expect(await row.drive(false)).not.toContain(code);
        expect(await at(name, row.lowered ?? limits[name].value, () => row.drive(true))).toContain(code);
        return;
      case 'elsewhere':
      case 'unseen': {
        const text = readFileSync(new URL(`../${row.file}`, import.meta.url), 'utf8');
        const from = text.indexOf(`'${row.test}'`);
        expect(from).toBeGreaterThan(0);
        const end = text.slice(from).search(/\n {2}(?:test|describe)\b|\n\}/);
        expect(text.slice(from, from + end)).toContain(row.sees);
      }
    }
  });
});

test('a manifest inside a package that is too large to read hides no step', async () => {
  const length = Object.values(carrier.version.files as FileMap).map((text) => characters(text as string)).at(-1)!;
  expect(await at('packageManifestBytes', length, () => packageReview(carrier))).not.toContain('MANIFEST_MALFORMED');
  expect(await at('packageManifestBytes', length - 1, () => packageReview(carrier))).toContain('MANIFEST_MALFORMED');
});

