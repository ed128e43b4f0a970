import { describe, expect, test } from '@jest/globals';
import type { DependencyChange } from '../../src/core/change.js';
import { complete, failed, type Coverage } from '../../src/core/coverage.js';
import type { VerdictEvidence } from '../../src/core/evidence.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import type { RegistryOrigin } from '../../src/core/origin.js';
import { drained } from '../../src/core/steps.js';
import { evidenceIn, mostEvidenceRows } from '../../src/facts/evidence.js';
import { factKey } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import type { FactTable } from '../../src/facts/table.js';
import type { AttestationEvidence, Outcome, Provenance, VersionTrust } from '../../src/trust/evidence.types.js';
import { change, gitOrigin, locked, python, trust } from '../checks/case.js';

const [was, now] = [locked('left', '1.0.0'), locked('left', '1.1.0')];
const build: Provenance = { platform: 'github', repository: 'https://github.com/acme/left', workflow: '.github/workflows/release.yml', ref: 'refs/tags/v1', commit: 'c'.repeat(40), builder: 'https://github.com/actions/runner/github-hosted', builderClass: 'hosted' };
const provenance = (more: Partial<Provenance> = {}, outcome: Outcome = { state: 'verified' }): AttestationEvidence => ({ predicateType: 'p', kind: 'provenance', outcome, provenance: { ...build, ...more } });
const built = (more: Partial<Provenance> = {}, of: Partial<VersionTrust> = {}): VersionTrust => trust({ advertised: true, attested: { state: 'verified' }, attestations: [provenance(more)], stated: 'provenance', ...of });
const unsigned: Partial<VersionTrust> = { signature: { state: 'could-not-check', code: 'SIGNATURES_ABSENT' } };

type Known = readonly (readonly [LockedPackage, VersionTrust | Coverage])[];
const evidence = (changes: readonly DependencyChange[], known: Known): VerdictEvidence | undefined => {
  const table: FactTable = new Map(known.map(([of, value]) => [factKey(subjectOf(of), 'trust'), 'kind' in value ? { coverage: value } : { coverage: complete, value }]));
  return drained(evidenceIn(changes, table));
};
const row = (before: VersionTrust | undefined, after: VersionTrust) => evidence([change(was, now)], [...(before ? [[was, before] as const] : []), [now, after]])!.rows[0]!;

describe('in what two versions differ', () => {
  test.each<[name: string, before: VersionTrust, after: VersionTrust, differs: readonly string[]]>([
    ['nothing', built(), built(), []],
    ['the commit and the tag, as ever', built(), built({ commit: 'd'.repeat(40), ref: 'refs/tags/v2' }), []],
    ['the repository, by its case', built(), built({ repository: 'https://github.com/Acme/Left' }), []],
    ['another id of hosted machines', built(), built({ builder: 'https://github.com/actions/runner' }), []],
    ['the repository', built(), built({ repository: 'https://github.com/acme/right' }), ['repository']],
    ['the workflow and the branch', built(), built({ workflow: 'x.yml', ref: 'refs/heads/main' }), ['workflow', 'ref']],
    ['from one branch to another', built({ ref: 'refs/heads/main' }), built({ ref: 'refs/heads/next' }), ['ref']],
    ['the machines', built(), built({ builderClass: 'self-hosted' }), ['builder']],
    ['the signature', built(), built({}, { signature: { state: 'refused', code: 'SIGNATURE_INVALID' } }), ['signature']],
    ['why it could not be checked', trust({ signature: { state: 'could-not-check', code: 'KEY_UNKNOWN' }, stated: 'provenance' }), trust({ signature: { state: 'could-not-check', code: 'BYTES_UNKNOWN' }, stated: 'provenance' }), ['signature']],
    ['provenance lost', built(), trust(), ['provenance', 'stated']],
    ['provenance that does not hold says nothing of its build', built(), built({ repository: 'https://github.com/acme/right' }, { attestations: [provenance({ repository: 'https://github.com/acme/right' }, { state: 'refused', code: 'PREDICATE_UNBOUND' })] }), ['provenance']],
  ])('%s', (_name, before, after, differs) => expect(row(before, after).differs).toEqual(differs));
  test('of several before, any', () => {
    const other = locked('left', '0.9.0');
    const { rows } = evidence([change(was, now, { before: [was, other] })], [[was, built()], [other, trust()], [now, built()]])!;
    expect(rows[0]).toMatchObject({ from: ['0.9.0', '1.0.0'], differs: ['provenance', 'stated'] });
  });
  test('nothing where nobody asked about the version before', () => expect(row(undefined, built())).toMatchObject({ from: ['1.0.0'], before: [], differs: [] }));
});

describe('what is told of a version', () => {
  const cells = (value: VersionTrust) => { const { provenance: one, publish } = row(undefined, value).after; return [publish.state, publish.code, one.state, one.code, one.build?.repository]; };
  const publish = (outcome: Outcome): AttestationEvidence => ({ predicateType: 'q', kind: 'publish', outcome });
  const refused: Outcome = { state: 'refused', code: 'LOG_MISMATCH' };
  test.each<[name: string, value: VersionTrust, cells: readonly unknown[]]>([
    ['both', built({}, { attestations: [provenance(), publish({ state: 'verified' })] }), ['verified', undefined, 'verified', undefined, build.repository]],
    ['the worst of two', built({}, { attestations: [provenance(), provenance({}, refused)] }), ['could-not-check', 'ATTESTATIONS_ABSENT', 'refused', 'LOG_MISMATCH', undefined]],
    ['the endpoint failed', trust({ advertised: true, attested: { state: 'could-not-check', code: 'ENDPOINT_FAILED' } }), ['could-not-check', 'ENDPOINT_FAILED', 'could-not-check', 'ENDPOINT_FAILED', undefined]],
    ['no answer', trust({ advertised: true, attested: { state: 'refused', code: 'ATTESTATION_MALFORMED' } }), ['refused', 'ATTESTATION_MALFORMED', 'refused', 'ATTESTATION_MALFORMED', undefined]],
  ])('%s', (_name, value, wanted) => expect(cells(value)).toEqual(wanted));
});

describe('which packages', () => {
  test('of which nothing is known takes no row, and is counted by reason', () => {
    const [a, b, c] = ['a', 'b', 'c'].map((name) => locked(name, '1.0.0'));
    expect(evidence([change(undefined, a), change(undefined, b), change(undefined, c)], [[a!, trust(unsigned)], [b!, trust(unsigned)], [c!, failed('REGISTRY_TIMEOUT')]])).toEqual({
      rows: [], beyond: 0, unknown: [{ registry: 'default', code: 'REGISTRY_TIMEOUT', count: 1 }, { registry: 'default', code: 'SIGNATURES_ABSENT', count: 2 }],
    });
  });
  test.each<[name: string, value: Partial<VersionTrust>]>([['a statement', { ...unsigned, stated: 'provenance' }], ['what could not be fetched', { ...unsigned, advertised: true, attested: { state: 'could-not-check', code: 'ENDPOINT_FAILED' } }], ['what is refused', { signature: { state: 'refused', code: 'KEY_EXPIRED' } }]])('%s takes a row', (_name, value) => {
    expect(evidence([change(was, now)], [[now, trust(value)]])!.rows).toHaveLength(1);
  });
  test('the version before may be all that is known', () => expect(evidence([change(was, now)], [[was, built({}, unsigned)], [now, trust(unsigned)]])).toMatchObject({ rows: [{ package: 'left', differs: ['provenance', 'stated'] }], unknown: [] }));
  test('nobody asked', () => expect(evidence([change(was, now)], [])).toBeUndefined());
  test('gone, moved, a mere entry, from git, a workspace, of Python', () => {
    const others = [gitOrigin('a'.repeat(40)), { kind: 'workspace', path: 'x' } as const].map((origin) => locked('left', '1.1.0', { origin }));
    const changes = [change(was, undefined), ...(['moved', 'metadata'] as const).map((kind) => change(was, now, { kind })), ...others.map((one) => change(undefined, one)), change(undefined, python('left', '1.0.0'))];
    expect(evidence(changes, [...others, python('left', '1.0.0'), now, was].map((one) => [one, built()]))).toBeUndefined();
  });
  test('a patched one, as it was published', () => {
    const patched = locked('left', '1.1.0', { origin: { kind: 'patched', base: now.origin as RegistryOrigin, patch: 'f'.repeat(64) } });
    expect(evidence([change(undefined, patched)], [[patched, built()]])!.rows).toMatchObject([{ package: 'left', after: { version: '1.1.0' } }]);
  });
  test('in two lockfiles it is one, with what either had before', () => {
    const old = locked('left', '0.9.0');
    const twice = [change(old, now), change(was, now, { root: { lockfile: 'b/package-lock.json', directory: 'b' } }), change(was, now)];
    expect(evidence(twice, [[old, trust(unsigned)], [was, built({}, unsigned)], [now, trust(unsigned)]])).toMatchObject({ rows: [{ from: ['0.9.0', '1.0.0'] }], unknown: [] });
    expect(evidence(twice, [[now, trust(unsigned)]])).toMatchObject({ rows: [], unknown: [{ count: 1 }] });
  });
  test('what does not hold comes first, then what differs, then the others by name; beyond the most they are counted', () => {
    const many = Array.from({ length: mostEvidenceRows }, (_, at) => locked(`p${String(at).padStart(4, '0')}`, '1.0.0'));
    const refused = locked('zz', '1.0.0');
    const { rows, beyond } = evidence([...many, refused].map((one) => change(undefined, one)).concat(change(was, now)), [...many.map((one) => [one, built()] as const), [refused, built({}, { attestations: [provenance({}, { state: 'refused', code: 'LOG_MISMATCH' })] })], [was, trust()], [now, built()]])!;
    expect([rows.slice(0, 3).map((one) => one.package), rows.length, beyond]).toEqual([['zz', 'left', 'p0000'], mostEvidenceRows, 2]);
  });
});
