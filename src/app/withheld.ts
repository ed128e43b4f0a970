import type { Finding } from '../core/finding.js';
import type { Origin } from '../core/origin.js';
import { canonicalJson } from '../core/json.js';
import type { LockedPackage } from '../core/lockfile.js';
import { bindingOf } from '../core/policy.js';
import type { Gap, Verdict } from '../core/verdict.js';
import type { Catalogue, Message } from '../checks/check.js';
import { integrityText } from '../core/integrity.js';
import type { Reviewed } from './review.js';

const message: Message = {
  what: '{check} reports {package}.',
  why: 'The package comes from a registry that is read with credentials, and this repository is public: what was found is not shown here.',
  todo: 'Whoever may read the package looks at the changed version by hand; the operator finds the whole finding in the audit, under its fingerprint.',
};

/** The words of all checks, and those for what is withheld. */
export function withWithheld(catalogue: Catalogue): Catalogue {
  return new Map([...catalogue].map(([id, one]) => [id, { ...one, messages: { ...one.messages, withheld: message } }]));
}

/** Made when it is first asked for: most reviews withhold nothing. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function registriesOf(origin: Origin): readonly string[] {
  switch (origin.kind) {
    case 'registry': return [origin.registry];
    case 'patched': return registriesOf(origin.base);
    case 'bundled': return registriesOf(origin.parent);
    case 'git': case 'url': case 'repository': case 'workspace': case 'link': return [];
  }
}

/** What vouches for packages is known by asking for them. */
function evidenceShown({ evidence }: Verdict, isPrivate: (registry: string) => boolean): Pick<Verdict, 'evidence'> {
  return evidence ? { evidence: { ...evidence, rows: evidence.rows.filter(({ registry }) => !isPrivate(registry)), unknown: evidence.unknown.filter(({ registry }) => !isPrivate(registry)) } } : {};
}

/**
 * A review as a public repository may show it: of findings about packages that were read with credentials remain the check, the package as the
 * lockfile beside it names and pins it, its line, and what the verdict does about it. No words, excerpts, severities of theirs,
 * no reasons of gaps, no version that the lockfile does not hold.
 * @param isPrivate whether a registry, by `default` or base URL, was asked with credentials.
 */
export function withheld(reviewed: Reviewed, isPrivate: (registry: string) => boolean): Reviewed {
  if (reviewed.snapshot.repository.visibility !== 'public') return reviewed;
  const { verdict } = reviewed;
  const concerns = (origin: Origin | undefined): boolean => origin !== undefined && registriesOf(origin).some(isPrivate);
  const blocking = new Set(verdict.blocking);
  // The record's digest of a package that the lockfile does not pin is known by credentials alone.
  const packages = (): readonly LockedPackage[] => reviewed.changes.flatMap((change) => [...change.before, ...(change.after ? [change.after] : [])]);
  const pinned = once(() => new Set(packages().map((one) => integrityText(one.carrier ?? one.integrity))));
  const shown = (integrity: string | undefined): { readonly integrity?: string } => (integrity !== undefined && pinned().has(integrity) ? { integrity } : {});
  const reduce = (finding: Finding): Finding => {
    const { subject, check, level, at, root, fingerprint } = finding;
    const places = [at, ...finding.related, ...finding.trace.map((step) => step.at), ...finding.evidence.flatMap((one) => (one.at ? [one.at] : []))];
    if (!concerns(subject) && !places.some((place) => place.in === 'package' && concerns(place.package))) return finding;
    return {
      check, level, fingerprint, message: 'withheld', data: { check, package: subject ? bindingOf(subject).package : '' }, severity: blocking.has(fingerprint) ? 'high' : 'low', confidence: 'high', change: 'added',
      at: at.in === 'repository' ? at : { in: 'repository', path: root?.lockfile ?? '', side: 'head', line: 1, endLine: 1 }, related: [], trace: [], evidence: [], fixes: [],
      ...(subject ? { subject, ...shown(finding.integrity) } : {}), ...(root ? { root } : {}),
    };
  };
  // A version that the lockfile does not hold, such as the earlier release that is a second baseline, is known by credentials alone.
  const locked = once(() => new Set(packages().map((one) => canonicalJson(one.origin))));
  const reduceGap = (gap: Gap): Gap => {
    // Many that are alike stand together without a name; their reason tells of the packages all the same.
    const { registry } = gap.data;
    if (gap.origin === undefined && typeof registry === 'string' && isPrivate(registry)) return { ...gap, code: 'WITHHELD', data: {} };
    if (!concerns(gap.origin)) return gap;
    const { integrity, origin, subject, ...rest } = gap;
    const named = origin !== undefined && locked().has(canonicalJson(origin)) ? { origin, subject, ...shown(integrity) } : { subject: origin ? bindingOf(origin).package : subject };
    // One code for all: whether the registry refused, had nothing, or served what could not be read tells of the package.
    return { ...rest, ...named, code: 'WITHHELD', data: {} };
  };
  return {
    ...reviewed,
    verdict: { ...verdict, ...evidenceShown(verdict, isPrivate), findings: verdict.findings.map(reduce), waived: verdict.waived.map((one) => ({ ...one, finding: reduce(one.finding) })), gaps: verdict.gaps.map(reduceGap) },
  };
}
