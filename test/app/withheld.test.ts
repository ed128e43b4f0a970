import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { createFactSource } from '../../src/app/fact-source.js';
import { createReviewer } from '../../src/app/reviewer.js';
import type { Reviewed } from '../../src/app/review.js';
import { withheld } from '../../src/app/withheld.js';
import { Failure, type ErrorCode } from '../../src/core/errors.js';
import { integrityText, noIntegrity, parseIntegrity } from '../../src/core/integrity.js';
import { told as finding } from '../render/build.js';
import type { ReviewResult, ReviewTarget } from '../../src/app/review.types.js';
import { catalogue } from '../../src/checks/index.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { AdvisorySource } from '../../src/ports/advisory-source.js';
import { installation, repository, sha } from './harness.js';
import { npmRepository } from './npm-repository.js';
import { advisory, shelf } from './shelf.js';
import { knownAdvisories, memoryHost, now, ownAnalyser, startWorld, type World } from './world.js';

let world: World;
beforeAll(async () => { world = await startWorld([...shelf], ownAnalyser()); });
afterAll(() => world.close());

const target: ReviewTarget = { kind: 'pull', installation, repository, number: 1, headSha: sha('a'), baseRef: 'main', baseSha: sha('b') };
const secret = 'It tells what it should keep';
const advisories: AdvisorySource = knownAdvisories({ 'leaky@1.2.0': [advisory({ summary: secret })] });
const installed = (stepper: string, leaky: string) => npmRepository(shelf, { installed: { stepper, leaky } });

async function reviewed(visibility: 'public' | 'private', lends: boolean): Promise<ReviewResult> {
  const host = memoryHost(installed('1.0.0', '1.0.0'), installed('1.0.1', '1.2.0'));
  const open = { ...host, snapshot: async () => { const snapshot = await host.snapshot(); return { ...snapshot, repository: { ...snapshot.repository, visibility } }; } };
  const reviewer = createReviewer({
    hostFor: () => open, factsFor: () => world.ports(open, { advisories }).facts, peopleOf: async () => [], lastGood: async () => undefined, settings: world.settings,
    presentation: { catalogue, docsBase: 'https://docs.example' }, clock: { now: () => now },
    lendsCredentials: (registry, tenancy) => lends && registry === 'default' && tenancy.visibility === visibility && tenancy.repository === 'acme/shop',
  });
  return reviewer(target, { progress: { report: () => undefined }, early: async (early) => { expect(told(early)).toBe(visibility === 'private' || !lends); } }, new AbortController().signal);
}

/** Whether what is published holds anything that only the package, or what is known of it, tells. */
const told = ({ texts }: ReviewResult): boolean => ['eval', 'setup.js', 'postinstall', secret, 'GHSA', 'CVE', 'critical'].some((word) => JSON.stringify(texts).includes(word));

describe('a finding on a package that was read with credentials', () => {
  test('is told in a public repository by its check and its package, on its line, and blocks as before', async () => {
    const { verdict, texts } = await reviewed('public', true);
    expect(texts.conclusion).toBe('failure');
    expect(texts.comments.length).toBeGreaterThan(0);
    for (const text of [texts.summary, texts.check.text, texts.check.summary]) expect(text).not.toMatch(/eval|setup\.js|postinstall|GHSA|CVE/);
    expect(told({ verdict, texts })).toBe(false);
    for (const word of ['install-script', 'dynamic-code', 'known-vulnerability', 'stepper', 'leaky', 'read with credentials']) expect(`${texts.summary} ${texts.check.text}`).toMatch(new RegExp(word));
    // The audit keeps the whole of it.
    expect(JSON.stringify(verdict)).toContain('setup.js');
  });
  test.each([['private', true], ['public', false]] as const)('is told whole in a %s repository, credentials lent: %s', async (visibility, lends) => {
    expect(told(await reviewed(visibility, lends))).toBe(true);
  });
});

test.each([['public', true, false], ['public', false, true], ['private', true, true]] as const)('later versions of a package, for a %s repository, credentials lent: %s', async (visibility, lends, told) => {
  const asked: string[] = [];
  const record = reduceRecord({ name: 'leaky', versions: { '1.0.0': {}, '1.2.0': {} } }, 'leaky', 'default');
  const facts = createFactSource({
    registry: { record: async ({ name }) => { asked.push(name); return { kind: 'record', record }; }, tarball: async () => { throw new Error('unasked'); }, attestations: () => Promise.reject(new Failure('REGISTRY_NOT_SERVED')), isPublic: () => false, lendsCredentials: () => lends },
    analyser: ownAnalyser(), advisories: knownAdvisories(), cache: memoryFactCache(), clock: { now: () => now }, tenancy: { installation: '1', repository: 'acme/shop', visibility, fork: false },
  });
  // They are named in findings on other packages, those that they keep a version out of.
  const { value } = await facts.get({ origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'leaky', version: '1.0.0' }, integrity: noIntegrity }, 'unaffected', new AbortController().signal);
  expect(value?.versions).toEqual(told ? ['1.2.0'] : undefined);
  expect(asked).toEqual(told ? ['leaky'] : []);
});

describe('the digest that a waiver binds', () => {
  const parent = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'carrier', version: '1.0.0' } as const;
  const carrier = parseIntegrity(`sha512-${'A'.repeat(86)}==`, 'lock');
  const shown = (pinned: boolean): string | undefined => {
    const subject = { kind: 'bundled', parent, path: 'node_modules/inner' } as const;
    const reviewed = {
      snapshot: { repository: { visibility: 'public' } }, changes: [{ before: [], after: { origin: subject, integrity: noIntegrity, ...(pinned ? { carrier } : {}) } }],
      verdict: { blocking: [], waived: [], gaps: [], findings: [finding({ subject, integrity: integrityText(carrier) })] },
    } as unknown as Reviewed;
    return withheld(reviewed, () => true).verdict.findings[0]!.integrity;
  };
  test('of what a tarball carries is the tarball\'s, which the lockfile shows', () => expect(shown(true)).toBe(integrityText(carrier)));
  test('is not shown where the lockfile does not show it', () => expect(shown(false)).toBeUndefined());
});

describe('a gap about a package that was read with credentials', () => {
  const version = (number: string) => ({ kind: 'registry', ecosystem: 'npm', registry: 'default', name: '@acme/secret', version: number }) as const;
  const gap = (origin: ReturnType<typeof version>, code: ErrorCode, data: object = {}) => ({ check: 'network-access', subject: `${origin.name}@${origin.version}`, origin, code, data: { fact: 'code', ...data }, counts: true, waived: false, fingerprint: 'f' });
  const shown = (visibility: 'public' | 'private', ...gaps: readonly object[]) => withheld({
    snapshot: { repository: { visibility } }, changes: [{ before: [{ origin: version('1.0.0'), integrity: noIntegrity }], after: { origin: version('1.2.0'), integrity: noIntegrity } }],
    verdict: { blocking: [], waived: [], findings: [], gaps },
  } as unknown as Reviewed, () => true).verdict.gaps;

  test('says the same whatever the reason was', () => {
    const [one, ...others] = shown('public', gap(version('1.2.0'), 'REGISTRY_NOT_SERVED'), gap(version('1.2.0'), 'REGISTRY_ERROR', { status: 500 }), gap(version('1.2.0'), 'PARSE_FAILED', { path: 'lib/payroll.js' }), gap(version('1.2.0'), 'TARBALL_LIMIT', { limit: 1 }));
    expect(one).toMatchObject({ subject: '@acme/secret@1.2.0', code: 'WITHHELD', data: {} });
    for (const other of others) expect(other).toEqual(one);
  });
  test('names no version that the lockfile does not hold', () => {
    expect(JSON.stringify(shown('public', gap(version('1.1.7'), 'TARBALL_LIMIT')))).not.toContain('1.1.7');
    expect(JSON.stringify(shown('public', gap(version('1.0.0'), 'TARBALL_LIMIT')))).toContain('1.0.0');
  });
  test('is told whole in a private repository', () => {
    const whole = gap(version('1.1.7'), 'PARSE_FAILED', { path: 'lib/payroll.js' });
    expect(shown('private', whole)).toEqual([whole]);
  });
});

test('a finding on another package with a step inside a package that was read with credentials is withheld too', () => {
  const secret = { kind: 'registry', ecosystem: 'npm', registry: 'https://npm.acme.example/', name: '@acme/secret', version: '1.0.0' } as const;
  const inside = { in: 'package', package: secret, path: 'lib/payroll.js', line: 7, column: 1, endLine: 7 } as const;
  const subject = { kind: 'registry', ecosystem: 'npm', registry: 'default', name: 'open', version: '1.0.0' } as const;
  const places: readonly Partial<ReturnType<typeof finding>>[] = [{ related: [inside] }, { trace: [{ at: inside, text: 'payroll' }] as never }, { evidence: [{ kind: 'code', at: inside, text: 'payroll()' }] }, { at: inside as never }];
  for (const place of places) {
    const reviewed = { snapshot: { repository: { visibility: 'public' } }, changes: [], verdict: { blocking: [], waived: [], gaps: [], findings: [finding({ subject, ...place })] } } as unknown as Reviewed;
    const shown = withheld(reviewed, (registry) => registry === 'https://npm.acme.example/').verdict.findings;
    expect(JSON.stringify(shown)).not.toContain('payroll');
    expect(shown[0]).toMatchObject({ message: 'withheld' });
  }
});
