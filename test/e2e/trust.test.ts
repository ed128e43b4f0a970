import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createHash, generateKeyPairSync, sign } from 'node:crypto';
import { at, call } from '../github/tests/client.js';
import { packVersion, sri, type Fault, type StandInPackage, type StandInVersion } from '../registry/index.js';
import { startSigstore, type Claims, type Sigstore } from '../trust/sigstore.js';
import { startWhole, type Whole } from './service.js';

// Pull requests through the whole service, with packages that an instance of sigstore of this test has attested.
jest.setTimeout(300_000);

const day = 86_400_000;
const ago = (days: number): string => new Date(Date.now() - days * day).toISOString();
const slsa = 'https://slsa.dev/provenance/v1';
const publishType = 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1';
const commit = 'c'.repeat(40);
const names = ['good', 'lost', 'moved', 'forged', 'expired', 'foreign', 'replayed', 'absent', 'broken', 'slow', 'huge', 'second'] as const;
type Name = (typeof names)[number];
const fullName = (name: Name): string => `@acme/${name}`;
const bytesOf = (name: Name, number: string): Uint8Array => packVersion(fullName(name), { version: number, files: { 'index.js': `module.exports = "${number}";\n` }, manifest: { repository: { type: 'git', url: `git+https://github.com/acme/${name}.git` } } });

let sigstore: Sigstore;
let other: Sigstore;
let whole: Whole;
const old = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const oldKey = old.publicKey.export({ format: 'der', type: 'spki' });
const oldId = `SHA256:${createHash('sha256').update(oldKey).digest('base64')}`;

const claimsOf = (repository: string, ref: string): Claims => ({ iss: 'https://token.actions.githubusercontent.com', sub: `https://github.com/${repository}/.github/workflows/release.yml@${ref}`, repository, sha: commit, ref, repository_id: repository.length.toString(), runner_environment: 'github-hosted', event_name: 'push', workflow: 'release', job_workflow_ref: `${repository}/.github/workflows/release.yml@${ref}` });

interface Made { readonly repository?: string; readonly certificate?: string; readonly bytes?: Uint8Array; readonly by?: Sigstore }

/** What a registry serves of a version that a build put up: its provenance and the registry's own statement. */
async function attestationsOf(name: Name, number: string, { repository = `acme/${name}`, certificate = repository, bytes = bytesOf(name, number), by = sigstore }: Made = {}): Promise<readonly { readonly [key: string]: unknown }[]> {
  const subject = [{ name: `pkg:npm/%40acme/${name}@${number}`, digest: { sha512: createHash('sha512').update(bytes).digest('hex') } }];
  const ref = `refs/tags/v${number}`;
  const provenance = {
    _type: 'https://in-toto.io/Statement/v1', subject, predicateType: slsa,
    predicate: { buildDefinition: { externalParameters: { workflow: { ref, repository: `https://github.com/${repository}`, path: '.github/workflows/release.yml' } }, internalParameters: { github: { repository_id: certificate.length.toString() } }, resolvedDependencies: [{ digest: { gitCommit: commit } }] }, runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } } },
  };
  const published = { _type: 'https://in-toto.io/Statement/v0.1', subject, predicateType: publishType, predicate: { name: fullName(name), version: number, registry: 'https://registry.example' } };
  return [{ predicateType: slsa, bundle: await by.attest(provenance, claimsOf(certificate, ref)) }, { predicateType: publishType, bundle: await by.publish(published) }];
}

async function version(name: Name, number: string, days: number, more: Made & { readonly plain?: true; readonly expired?: true } = {}): Promise<StandInVersion> {
  const tarball = bytesOf(name, number);
  const message = Buffer.from(`${fullName(name)}@${number}:${sri(tarball)}`);
  const signature = more.expired ? { keyid: oldId, sig: sign('sha256', message, old.privateKey).toString('base64') } : sigstore.signature(fullName(name), number, sri(tarball));
  return { version: number, tarball, publishedAt: ago(days), publisher: { name: 'ada', email: 'ada@acme.example' }, dist: { signatures: [signature] }, manifest: { repository: { type: 'git', url: `git+https://github.com/acme/${name}.git` } }, ...(more.plain ? {} : { attestations: await attestationsOf(name, number, more) }) };
}

function files(changed: readonly Name[]): Record<string, string> {
  const numberOf = (name: Name): string => (changed.includes(name) ? '1.0.1' : '1.0.0');
  const root = { name: 'shop', version: '1.0.0', dependencies: Object.fromEntries(names.map((name) => [fullName(name), numberOf(name)])) };
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  const entries = names.map((name): [string, object] => [`node_modules/${fullName(name)}`, { version: numberOf(name), integrity: sri(bytesOf(name, numberOf(name))) }]);
  return { 'package.json': text({ ...root, private: true }), 'package-lock.json': text({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(entries) } }) };
}

beforeAll(async () => {
  [sigstore, other] = await Promise.all([startSigstore(), startSigstore()]);
  const seconds: { readonly [name in Name]: Promise<StandInVersion> } = {
    good: version('good', '1.0.1', 3), lost: version('lost', '1.0.1', 3, { plain: true }), moved: version('moved', '1.0.1', 3, { repository: 'mallory/moved-away' }), forged: version('forged', '1.0.1', 3, { certificate: 'mallory/evil' }),
    expired: version('expired', '1.0.1', 3, { expired: true }), foreign: version('foreign', '1.0.1', 3, { by: other }), replayed: version('replayed', '1.0.1', 3, { bytes: Buffer.from('other bytes') }),
    absent: version('absent', '1.0.1', 3), broken: version('broken', '1.0.1', 3), slow: version('slow', '1.0.1', 3), huge: version('huge', '1.0.1', 3), second: version('second', '1.0.1', 3),
  };
  const packages: StandInPackage[] = await Promise.all(names.map(async (name) => ({ name: fullName(name), versions: [await version(name, '1.0.0', 90), await seconds[name]] })));
  const { keys } = sigstore.keys as { readonly keys: readonly object[] };
  const nothing = { id: 'GHSA-none-none-none', modified: '2026-01-01T00:00:00Z', schema_version: '1.7.0', summary: 'Of another package', affected: [{ package: { ecosystem: 'npm', name: 'none-of-these' }, versions: ['1.0.0'] }] };
  whole = await startWhole({ packages, advisories: [nothing], trust: { root: sigstore.root, keys: { keys: [...keys, { keyid: oldId, keytype: 'ecdsa-sha2-nistp256', scheme: 'ecdsa-sha2-nistp256', key: oldKey.toString('base64'), expires: ago(365) }] } } });
  const { github, app } = whole;
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  await github.createRepository({ owner: 'acme', name: 'shop', visibility: 'private', collaborators: { lin: 'write' }, files: files([]) });
  github.install(app.id, 'acme');
});
afterAll(async () => { await whole.close(); await Promise.all([sigstore.close(), other.close()]); });

interface Said { readonly title: string; readonly conclusion: string; readonly text: string }

/** Opens a pull request that updates these packages; what its check says. */
async function said(branch: string, changed: readonly Name[]): Promise<Said> {
  await whole.github.push('acme/shop', { branch, from: 'main', by: 'lin', files: files(changed) });
  const { number } = await whole.github.openPull('acme/shop', { head: branch, by: 'lin' });
  await whole.idle();
  const head = whole.github.repository('acme/shop').pulls.get(number)!.head.sha;
  const run = (at((await call(whole.github, `GET /repos/acme/shop/commits/${head}/check-runs`, { token: whole.github.userToken('ada') })).json, 'check_runs') as readonly unknown[])[0];
  return { title: String(at(run, 'output', 'title')), conclusion: String(at(run, 'conclusion')), text: `${String(at(run, 'output', 'summary'))}\n${String(at(run, 'output', 'text'))}` };
}

test('a good upgrade passes in silence', async () => {
  const { title, conclusion, text } = await said('good', ['good', 'second']);
  expect([title, conclusion]).toEqual(['passed: 2 changes reviewed', 'success']);
  expect(text).not.toContain('Could not check');
});

test.each<[Name, string]>([
  ['lost', 'trust-downgrade'], ['moved', 'provenance-change'], ['forged', 'provenance-unbound'], ['foreign', 'attestation-invalid'], ['replayed', 'attestation-subject'],
])('%s: blocked by %s', async (name, check) => {
  const { title, conclusion, text } = await said(name, [name]);
  expect([conclusion, title]).toEqual(['failure', expect.stringMatching(/^blocked: /)]);
  expect(text).toContain(check);
});

test('expired: a key whose use ended warns where the times are another registry\'s than the public one', async () => {
  const { title, text } = await said('expired', ['expired']);
  expect(title).toBe('warned: 1 finding');
  expect(text).toContain('whose use ended');
});

test.each<[Name, Fault, string]>([
  ['absent', { kind: 'status', status: 404 }, 'trust-downgrade'], ['broken', { kind: 'status', status: 500 }, 'trust-downgrade'], ['slow', { kind: 'slow' }, 'trust-downgrade'], ['huge', { kind: 'endless' }, 'trust-downgrade'],
])('an endpoint that gives nothing for what verified before (%s) is never a pass in silence', async (name, fault, check) => {
  const standing = whole.registry.fault(`-/npm/v1/attestations/${fullName(name)}@1.0.1`, fault);
  const { title, text } = await said(name, [name]);
  standing.clear();
  expect(title).not.toMatch(/^passed/);
  expect(text).toContain(check);
});

test('of two packages only the bad one is told', async () => {
  const { conclusion, text } = await said('two', ['second', 'lost']);
  expect(conclusion).toBe('failure');
  expect(text.split('\n').filter((line) => line.includes('trust-downgrade') && line.includes('@acme/second'))).toEqual([]);
  expect(text).toContain('@acme/lost');
});
