import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { present } from '../../src/app/present.js';
import { review, type Reviewed } from '../../src/app/review.js';
import { parseSaved, recording, replaying } from '../../src/app/saved.js';
import { withheld } from '../../src/app/withheld.js';
import type { Check } from '../../src/checks/check.js';
import { catalogue, checks } from '../../src/checks/index.js';
import { canonicalJson } from '../../src/core/json.js';
import { trustMaterial } from '../../src/trust/attestation.js';
import { readKeys } from '../../src/trust/keys.js';
import type { TrustRoots } from '../../src/ports/trust-roots.js';
import { packVersion, sri, type StandInPackage, type StandInVersion } from '../registry/index.js';
import { startSigstore, type Sigstore } from '../trust/sigstore.js';
import { npmRepository } from './npm-repository.js';
import { inShort, memoryHost, ownAnalyser, startWorld, type Files, type ReviewOptions, type World } from './world.js';

interface Built { readonly repository: string; readonly workflow?: string; readonly ref?: string; readonly machines?: 'github-hosted' | 'self-hosted' }

const long = '2024-01-01T00:00:00.000Z';
/** A version of a package as its build put it up: signed by the registry, with what vouches for it as far as it is named. */
async function put(by: Sigstore, name: string, version: string, { built, signed = true, publisher }: { readonly built?: Built; readonly signed?: boolean; readonly publisher?: StandInVersion['publisher'] } = {}, attester = by): Promise<StandInVersion> {
  const plain: StandInVersion = { version, publishedAt: long, manifest: { license: 'MIT' }, files: { 'index.js': `module.exports = ${JSON.stringify(version)};\n` }, ...(publisher ? { publisher } : {}) };
  const bytes = packVersion(name, plain);
  const subject = [{ name: `pkg:npm/${name.replace('@', '%40')}@${version}`, digest: { sha512: createHash('sha512').update(bytes).digest('hex') } }];
  const attestations = built ? [await attested(attester, subject, built), { predicateType: publishType, bundle: await by.publish({ _type: 'https://in-toto.io/Statement/v0.1', subject, predicateType: publishType, predicate: { name, version, registry: 'https://registry.example' } }) }] : [];
  return { ...plain, attestations, ...(signed ? { dist: { signatures: [by.signature(name, version, sri(bytes))] } } : {}) };
}
const [slsa, publishType] = ['https://slsa.dev/provenance/v1', 'https://github.com/npm/attestation/tree/main/specs/publish/v0.1'];

async function attested(by: Sigstore, subject: readonly object[], { repository, workflow = 'release.yml', ref = 'refs/tags/v1', machines = 'github-hosted' }: Built): Promise<{ readonly predicateType: string; readonly bundle: object }> {
  const [commit, path] = ['c0ffee0123456789abcdef0123456789abcdef01', `.github/workflows/${workflow}`];
  const statement = {
    _type: 'https://in-toto.io/Statement/v1', subject, predicateType: slsa,
    predicate: { buildDefinition: { externalParameters: { workflow: { ref, repository: `https://github.com/${repository}`, path } }, internalParameters: { github: {} }, resolvedDependencies: [{ digest: { gitCommit: commit } }] }, runDetails: { builder: { id: `https://github.com/actions/runner/${machines}` } } },
  };
  const claims = { iss: 'https://token.actions.githubusercontent.com', sub: `https://github.com/${repository}/${path}@${ref}`, repository, sha: commit, ref, repository_id: '7', runner_environment: machines, job_workflow_ref: `${repository}/${path}@${ref}` };
  return { predicateType: slsa, bundle: await by.attest(statement, claims) };
}

let [sigstore, other]: Sigstore[] = [];
let world: World;
let shelf: StandInPackage[];
let trust: TrustRoots;
beforeAll(async () => {
  [sigstore, other] = await Promise.all([startSigstore(), startSigstore()]);
  const by = sigstore;
  const service = { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.com', trustedPublisher: { id: 'github' } };
  shelf = [
    { name: '@acme/moved', versions: [await put(by, '@acme/moved', '1.0.0', { built: { repository: 'acme/old' } }), await put(by, '@acme/moved', '1.1.0', { built: { repository: 'acme/moved', workflow: 'ci.yml', ref: 'refs/heads/main', machines: 'self-hosted' }, publisher: service })] },
    { name: 'lost', versions: [await put(by, 'lost', '1.0.0', { built: { repository: 'acme/lost' } }), await put(by, 'lost', '1.0.1')] },
    { name: 'steady', versions: [await put(by, 'steady', '1.0.0', { built: { repository: 'acme/steady', ref: 'refs/tags/v1.0.0' } }), await put(by, 'steady', '1.0.1', { built: { repository: 'acme/steady', ref: 'refs/tags/v1.0.1' } })] },
    { name: 'forged', versions: [await put(by, 'forged', '1.0.0', { built: { repository: 'acme/forged' } }), await put(by, 'forged', '1.0.1', { built: { repository: 'acme/forged' } }, other)] },
    { name: 'bare', versions: [await put(by, 'bare', '1.0.0', { signed: false }), await put(by, 'bare', '1.0.1', { signed: false })] },
  ];
  world = await startWorld(shelf, ownAnalyser());
  const material = trustMaterial(by.root, readKeys(by.keys)!)!;
  trust = { materialFor: async (registry) => (registry === 'default' ? material : undefined) };
});
afterAll(async () => { await Promise.all([world.close(), sigstore!.close(), other!.close()]); });

/** A check of later days that wants evidence of both sides, and says nothing. */
const wants: Check = { id: 'wants-trust', group: 'trust', title: 'Wants evidence', default: { mode: 'warn', threshold: 'high', failMode: 'open' }, needs: [{ per: 'change', of: ['after', 'before'], kinds: ['trust'] }], messages: {}, run: () => ({ drafts: [], gaps: [] }) };
const withWants = { settings: { checks: [...checks, wants] } };
const files = (installed: { readonly [name: string]: string }, policy?: string): Files => ({ ...npmRepository(shelf, { installed }), ...(policy === undefined ? {} : { '.github/mergewarden.yml': policy }) });
const before = { '@acme/moved': '1.0.0', lost: '1.0.0', steady: '1.0.0', forged: '1.0.0', bare: '1.0.0' };
const after = { '@acme/moved': '1.1.0', lost: '1.0.1', steady: '1.0.1', forged: '1.0.1', bare: '1.0.1' };
const run = (more: ReviewOptions = {}, policy?: string): Promise<Reviewed> => world.review(memoryHost(files(before, policy), files(after, policy)), { trust, ...more });
const steady = (policy?: string): Promise<Reviewed> => world.review(memoryHost(files({ steady: '1.0.0' }, policy), files({ steady: '1.0.1' }, policy)), { trust });
const shown = (reviewed: Reviewed) => present(reviewed, { catalogue, docsBase: 'https://docs.example' });

describe('what vouches for the changed packages', () => {
  test('is told by package, what does not hold and what differs first', async () => {
    const { verdict } = await run(withWants);
    const { rows, unknown, beyond } = verdict.evidence!;
    expect(rows.map((row) => [row.package, row.from, row.after.version, row.after.signature.state, row.after.publish.state, row.after.provenance.state, row.after.stated, row.differs])).toEqual([
      ['forged', ['1.0.0'], '1.0.1', 'verified', 'verified', 'refused', 'provenance', ['provenance']],
      ['@acme/moved', ['1.0.0'], '1.1.0', 'verified', 'verified', 'verified', 'trusted-publisher', ['repository', 'workflow', 'ref', 'builder', 'stated']],
      ['lost', ['1.0.0'], '1.0.1', 'verified', 'could-not-check', 'could-not-check', 'none', ['publish', 'provenance', 'stated']],
      ['steady', ['1.0.0'], '1.0.1', 'verified', 'verified', 'verified', 'provenance', []],
    ]);
    expect([unknown, beyond]).toEqual([[{ registry: 'default', code: 'SIGNATURES_ABSENT', count: 1 }], 0]);
    expect(rows[0]!.after.provenance).not.toHaveProperty('build');
    expect(rows[1]!.after.provenance.build).toEqual({ repository: 'https://github.com/acme/moved', workflow: '.github/workflows/ci.yml', ref: 'refs/heads/main', commit: 'c0ffee0123456789abcdef0123456789abcdef01', builder: 'https://github.com/actions/runner/self-hosted', machines: 'self-hosted' });
  });
  test('is part of the saved review, and the same when it is replayed', async () => {
    const settings = { ...world.settings, ...withWants.settings };
    const recorder = recording(world.ports(memoryHost(files(before), files(after)), { trust }), settings);
    const { verdict } = await review(recorder.ports, settings, undefined, new AbortController().signal);
    const { ports, settings: saved } = replaying(parseSaved(JSON.stringify(recorder.saved(verdict))));
    const again = await review({ ...ports, progress: { report: () => undefined } }, { ...saved, checks: settings.checks }, undefined, new AbortController().signal);
    expect(verdict.evidence?.rows).toHaveLength(4);
    expect(canonicalJson(again.verdict)).toBe(canonicalJson(verdict));
  });
  test('stands in the check, and in the comment where there is one anyway', async () => {
    const passed = shown(await steady());
    expect(passed.summary).toBeUndefined();
    expect(passed.check.text).toContain('What vouches for the changed packages: 1');
    expect(shown(await run()).summary).toContain('What vouches for the changed packages: 4');
  });
  test('what a registry that is read with credentials vouches for is not shown in public', async () => {
    const reviewed = await run(withWants);
    const open = { ...reviewed, snapshot: { ...reviewed.snapshot, repository: { ...reviewed.snapshot.repository, visibility: 'public' as const } } };
    expect(withheld(open, () => true).verdict.evidence).toEqual({ rows: [], unknown: [], beyond: 0 });
    expect(withheld(open, () => false).verdict.evidence).toEqual(reviewed.verdict.evidence);
  });
  test('nobody asks for it without a check that wants it', async () => {
    const asked = world.registry.requests.length;
    const { verdict } = await run({ settings: { checks: checks.filter(({ needs, asks }) => asks !== undefined || !needs.some(({ kinds }) => kinds.includes('trust'))) } });
    expect(verdict.evidence).toBeUndefined();
    expect(world.registry.requests.slice(asked).filter(({ path }) => path.includes('attestations'))).toEqual([]);
  });
  test('a registry that vouches for nothing is one remark', async () => {
    const { check, summary } = shown(await world.review(memoryHost(files({ bare: '1.0.0' }), files({ bare: '1.0.1' })), { trust, ...withWants }));
    expect(check.text).toMatch(/^\*\*Could not check\*\*\n\n- \[registry-signature\][^\n]*\n {2}- `default`$/);
    expect(summary).toBeUndefined();
  });
});

describe('a policy that demands provenance', () => {
  const told = async (policy: string, more: ReviewOptions = {}): Promise<readonly string[]> => {
    const { verdict } = await run(more, policy);
    return verdict.findings.filter(({ check }) => check === 'provenance-required').map(({ message, data }) => `${String(data['package'])} ${message}`).sort();
  };
  const demand = (packages: string, more = ''): string => `provenance:\n  require:\n    - packages: [${packages}]\n${more}`;
  const all = '"@acme/*", lost, steady, forged, bare';
  test('blocks what comes without, and lets pass what has it', async () => {
    expect(await told(demand(all))).toEqual(['bare missing', 'forged refused', 'lost missing']);
    expect(inShort((await run({}, demand(all))).verdict).outcome).toBe('block');
    expect(inShort((await steady(demand('steady'))).verdict).outcome).toBe('pass');
  });
  test('of a repository and a builder', async () => {
    expect(await told(demand('steady', '      repository: https://github.com/Acme/Steady.git\n      builder: hosted\n'))).toEqual([]);
    expect(await told(demand('"@acme/*"', '      repository: https://github.com/acme/old\n'))).toEqual(['@acme/moved repository']);
    expect(await told(demand('"@acme/*"', '      builder: hosted\n'))).toEqual(['@acme/moved builder']);
  });
  test('what could not be checked is not there', async () => {
    expect(await told(demand('steady'), { trust: { materialFor: async () => undefined } })).toEqual(['steady unchecked']);
    const fault = world.registry.fault(/attestations\/steady/, { kind: 'status', status: 500 });
    expect(await told(demand('steady')).finally(() => fault.clear())).toEqual(['steady unchecked']);
    const gone = world.registry.fault(/^steady$/, { kind: 'status', status: 500 });
    expect(await told(demand('steady')).finally(() => gone.clear())).toEqual(['steady unchecked']);
  });
  test('a pull request that takes a demand away is judged by it, and told', async () => {
    const host = memoryHost(files(before, demand('lost, steady')), files(after, demand('steady')));
    expect(inShort((await world.review(host, { trust })).verdict).told).toEqual(expect.arrayContaining(['policy-loosened loosened', 'provenance-required missing']));
  });
});
