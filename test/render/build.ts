import type { Catalogue } from '../../src/checks/check.js';
import type { DependencyChange } from '../../src/core/change.js';
import type { Finding } from '../../src/core/finding.js';
import type { Build, EvidenceRow, Vouched } from '../../src/core/evidence.js';
import { noIntegrity } from '../../src/core/integrity.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import type { Gap, Verdict } from '../../src/core/verdict.js';
import type { RenderContext, RenderInput } from '../../src/render/markdown.js';
import { packagesTable } from '../../src/render/packages.js';
import { finding, fingerprint } from '../policy/build.js';

export { finding, fingerprint };

export const catalogue: Catalogue = new Map([
  ['install-script', { id: 'install-script', title: 'An install step is new', messages: { added: { what: '{package} {version} newly runs `{step}` at install: {command}', why: 'It runs with the rights of whoever installs.', todo: 'Read the step. The key `{step}` of {names} tells more.' } } }],
  ['known-vulnerability', { id: 'known-vulnerability', title: 'A known vulnerability comes in', messages: { fixable: { what: '{package} has {advisory}.', why: 'It is known.', todo: 'Take {fixed}.' } } }],
]);

export const context: RenderContext = { headSha: 'c0ffee'.repeat(6).padEnd(40, '1'), docsBase: 'https://docs.example/mergewarden', detailsUrl: 'https://app.example/reviews', policySource: '.github/mergewarden.yml at main' };

export function told(more: Partial<Finding> = {}): Finding {
  return finding({ data: { package: 'left-pad', version: '1.3.0', step: 'postinstall', command: 'node x.js', names: ['a', 'b'] }, root: { lockfile: 'package-lock.json', directory: '' }, ...more });
}

export function hole(more: Partial<Gap> = {}): Gap {
  return { check: 'install-script', subject: 'left-pad@1.3.0', code: 'REGISTRY_TIMEOUT', data: {}, counts: true, waived: false, fingerprint: fingerprint('gap'), ...more };
}

export function verdict(more: Partial<Verdict> = {}): Verdict {
  return {
    outcome: 'pass', enforced: true, findings: [], blocking: [], waived: [], gaps: [], coverage: [], counts: { changes: 14, reviewed: 14, standing: 0 }, remarks: [],
    base: 'b'.repeat(40), head: 'a'.repeat(40), policyHash: 'f'.repeat(64), engine: { version: '0.1.0', digest: 'e'.repeat(64) },
    data: [{ source: 'osv', digest: 'd'.repeat(64), asOf: '2026-09-30' }], factsRoot: '1'.repeat(64), snapshotHash: '2'.repeat(64), reviewedAt: '2026-09-30T12:00:00Z', ...more,
  };
}

/** A row of evidence: a build that moved to another repository, unless it says otherwise. */
export function evidenceRow(more: Partial<EvidenceRow> = {}): EvidenceRow {
  const now = vouched('1.3.0', { repository: 'https://github.com/acme/left-pad' });
  return { package: 'left-pad', registry: 'default', from: ['1.2.0'], before: [vouched('1.2.0', { repository: 'https://github.com/old/left-pad' })], after: now, differs: ['repository'], ...more };
}

export function vouched(version: string, build: Partial<Build> = {}, more: Partial<Vouched> = {}): Vouched {
  return {
    version, bytes: 'lock', signature: { state: 'verified' }, publish: { state: 'verified' }, stated: 'provenance',
    provenance: { state: 'verified', build: { repository: 'https://github.com/acme/left-pad', workflow: '.github/workflows/release.yml', ref: `refs/tags/v${version}`, commit: 'c0ffee'.repeat(7).slice(0, 40), builder: 'https://github.com/actions/runner/github-hosted', machines: 'hosted', ...build } }, ...more,
  };
}

/** A verdict that blocks by all its findings. */
export function blocked(findings: readonly Finding[], more: Partial<Verdict> = {}): Verdict {
  return verdict({ outcome: 'block', findings, blocking: findings.map((one) => one.fingerprint), ...more });
}

export function locked(name: string, version: string): LockedPackage {
  return {
    root: { lockfile: 'package-lock.json', directory: '' }, location: `node_modules/${name}`, name, version, origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version },
    integrity: noIntegrity, reach: { runtime: true, development: false, optional: false, peer: false }, raw: {},
  };
}

export function change(name = 'left-pad', more: Partial<DependencyChange> = {}): DependencyChange {
  return {
    kind: 'updated', root: { lockfile: 'package-lock.json', directory: '' }, before: [locked(name, '1.2.0')], after: locked(name, '1.3.0'), copies: [], differences: [], reviewed: false,
    reach: { runtime: true, development: false, optional: false, peer: false },
    introducers: [{ importer: 'apps/web', path: [{ name: 'express', version: '4.0.0', location: 'node_modules/express' }, { name, version: '1.3.0', location: `node_modules/${name}` }], others: 2 }],
    at: { in: 'repository', path: 'package-lock.json', side: 'head', line: 10, endLine: 12 }, ...more,
  };
}

export function input(from: Verdict, more: Partial<RenderInput> = {}): RenderInput {
  return { verdict: from, catalogue, packages: packagesTable([change()]), context, ...more };
}
