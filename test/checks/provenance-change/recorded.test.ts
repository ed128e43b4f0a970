import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { provenanceChange } from '../../../src/checks/trust/provenance-change.js';
import { provenanceSource } from '../../../src/checks/trust/provenance-source.js';
import { trustDowngrade } from '../../../src/checks/trust/trust-downgrade.js';
import type { Check } from '../../../src/checks/check.js';
import { parseIntegrity } from '../../../src/core/integrity.js';
import { drained } from '../../../src/core/steps.js';
import { trustMaterial } from '../../../src/trust/attestation.js';
import type { VersionTrust } from '../../../src/trust/evidence.types.js';
import { readKeys } from '../../../src/trust/keys.js';
import { claimsOf, trustSteps } from '../../../src/trust/version.js';
import { archive, change, locked, runCase, type Given } from '../case.js';
import { recordOf } from '../registry-records.js';

const read = (path: string): unknown => JSON.parse(readFileSync(`test/data/provenance/${path}`, 'utf8')) as unknown;
const material = trustMaterial(read('trust/trusted_root.public-good.json'), readKeys(read('trust/npm-keys.tuf-target.json'))!)!;
const facts = (read('expected.json') as { readonly cases: readonly { readonly file: string; readonly facts?: { readonly sha512: string }; readonly attestations?: readonly { readonly facts?: { readonly sha512: string } }[] }[] }).cases;

/** The versions whose attestations were recorded: what the endpoint answered, or one bundle of it, and the repository that the manifest of the same version names. */
const recorded: { readonly [version: string]: { readonly name: string; readonly file: string; readonly repository: string } } = {
  'sigstore 0.4.0': { name: 'sigstore', file: 'attestations/sigstore-0.4.0.valid.json', repository: 'git+https://github.com/sigstore/sigstore-js.git' },
  'sigstore 1.0.0': { name: 'sigstore', file: 'attestations/sigstore-1.0.0.valid.json', repository: 'git+https://github.com/sigstore/sigstore-js.git' },
  'sigstore 1.3.0': { name: 'sigstore', file: 'bundles/sigstore-1.3.0.provenance.json', repository: 'git+https://github.com/sigstore/sigstore-js.git' },
  'sigstore 2.0.0': { name: 'sigstore', file: 'bundles/sigstore-2.0.0.provenance.json', repository: 'git+https://github.com/sigstore/sigstore-js.git' },
  'sigstore 2.1.0': { name: 'sigstore', file: 'bundles/sigstore-2.1.0.provenance.v0.3.json', repository: 'git+https://github.com/sigstore/sigstore-js.git' },
  'tuf-js 1.0.0': { name: 'tuf-js', file: 'attestations/tuf-js-1.0.0.valid.json', repository: 'git+https://github.com/github/tuf-js.git' },
  '@playwright/cli 0.1.1': { name: '@playwright/cli', file: 'attestations/playwright-cli-0.1.1.valid.json', repository: 'git+https://github.com/microsoft/playwright-cli.git' },
};

/** What the real verifier makes of a version's recorded answer, held against the bytes that are known to be its own. */
function evidenceOf(key: string): { readonly name: string; readonly version: string; readonly sri: string; readonly trust: VersionTrust } {
  const { name, file } = recorded[key]!;
  const version = key.split(' ')[1]!;
  const known = facts.find((one) => one.file === file)!;
  const sri = `sha512-${Buffer.from((known.facts ?? known.attestations!.find((one) => one.facts)!.facts!).sha512, 'hex').toString('base64')}`;
  const claims = claimsOf(name, { version, integrity: sri, signatures: [], attestations: {} }, 'provenance', parseIntegrity(sri, 'lock'));
  return { name, version, sri, trust: drained(trustSteps(claims, { kind: 'served', body: read(file) }, material)) };
}

function given(from: string | undefined, to: string, at = '2026-11-20T00:00:00'): Given {
  const [old, now] = [from === undefined ? undefined : evidenceOf(from), evidenceOf(to)];
  const place = ({ name, version, sri }: ReturnType<typeof evidenceOf>) => locked(name, version, { integrity: parseIntegrity(sri, 'lock') });
  const manifest = (repository: string) => archive({ manifest: { scripts: {}, bin: {}, raw: { repository: { type: 'git', url: repository } } } });
  const [before, after] = [old && place(old), place(now)];
  const record = recordOf({ ...(old ? { [old.version]: ['2026-01-01T00:00:00'] as const } : {}), [now.version]: [at] }, {}, { name: now.name });
  return { changes: [change(before, after)], facts: [...(old && before ? [{ of: before, trust: old.trust, archive: manifest(recorded[from!]!.repository) }] : []), { of: after, record, trust: now.trust, archive: manifest(recorded[to]!.repository) }] };
}
const said = (check: Check, one: Given): readonly string[] => runCase(check, one).findings.map(({ level, severity, message }) => `${level} ${severity} ${message}`);

test.each(Object.keys(recorded))('%s: its provenance verifies', (key) => {
  expect(evidenceOf(key).trust.attested).toEqual({ state: 'verified' });
});

describe('the releases of sigstore, each after the one before it', () => {
  test.each<[string, string, readonly string[]]>([
    ['sigstore 0.4.0', 'sigstore 1.0.0', []],
    // A workflow of another name, which builds of a branch; the builder has another id and is the same.
    ['sigstore 1.0.0', 'sigstore 1.3.0', ['folded low workflow', 'folded low ref']],
    ['sigstore 1.3.0', 'sigstore 2.0.0', []],
    ['sigstore 2.0.0', 'sigstore 2.1.0', []],
    ['sigstore 0.4.0', 'sigstore 2.1.0', ['folded low workflow', 'folded low ref']],
  ])('%s to %s', (from, to, changes) => {
    const step = given(from, to);
    expect([said(provenanceChange, step), said(provenanceSource, step), said(trustDowngrade, step)]).toEqual([changes, [], []]);
  });
});

describe('the repository that a manifest names', () => {
  test('tuf-js 1.0.0 was built from where its repository had moved', () => {
    expect(said(provenanceSource, given(undefined, 'tuf-js 1.0.0'))).toEqual(['default medium elsewhere']);
    expect(said(provenanceSource, given(undefined, 'tuf-js 1.0.0', '2023-02-01T00:00:00'))).toEqual(['folded low elsewhere']);
  });
  test.each(['sigstore 0.4.0', 'sigstore 2.1.0', '@playwright/cli 0.1.1'])('%s was built from there', (key) => {
    expect(said(provenanceSource, given(undefined, key))).toEqual([]);
  });
});

test('the bytes of another version: the same attestations are refused', () => {
  const { trust, ...rest } = evidenceOf('sigstore 2.1.0');
  expect(trust.attested.state).toBe('verified');
  const other = parseIntegrity(`sha512-${Buffer.alloc(64, 7).toString('base64')}`, 'lock');
  const claims = claimsOf(rest.name, { version: rest.version, signatures: [], attestations: {} }, 'provenance', other);
  const wrong = drained(trustSteps(claims, { kind: 'served', body: read(recorded['sigstore 2.1.0']!.file) }, material));
  const step = given('sigstore 2.0.0', 'sigstore 2.1.0');
  const after = { ...step.changes![0]!.after!, integrity: other };
  expect(said(trustDowngrade, { changes: [{ ...step.changes![0]!, after }], facts: [step.facts![0]!, { ...step.facts![1]!, of: after, trust: wrong }] })).toEqual(['default high refused']);
});
