import type { CheckId, Severity } from './finding.js';
import type { Origin } from './origin.js';
import { pypiName } from './pypi.js';

/** What a check may do at most: nothing, speak, or block. */
export type CheckMode = 'off' | 'warn' | 'block';
/** observe computes the same verdict and enforces nothing; warn never blocks; block does. */
export type PolicyMode = 'observe' | 'warn' | 'block';
/** What an unanswered question does: closed, it decides the outcome; open, it is named. */
export type FailMode = 'open' | 'closed';

export interface CheckPolicy {
  readonly mode: CheckMode;
  readonly threshold: Severity;
  readonly failMode: FailMode;
}

/**
 * A person's word that one finding, or one gap, is accepted. It binds the finding, the package, its version and its bytes; another
 * version asks again. `until` is a day (YYYY-MM-DD, UTC, inclusive), at most 90 days from the review.
 */
export interface Waiver {
  readonly fingerprint: string;
  readonly package?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly reason: string;
  readonly by: string;
  readonly until: string;
}

/** What a waiver binds beside the finding itself. `version` and `integrity` are absent where the origin has none. */
export interface WaiverBinding {
  readonly package: string;
  readonly version?: string;
  readonly integrity?: string;
}

/**
 * What a waiver for a finding about this origin must name: the package as a person calls it, its version, and the SRI text of the
 * bytes. Equal bindings for equal origin and bytes; nothing here is a pattern.
 */
export function bindingOf(origin: Origin, integrity?: string): WaiverBinding {
  const bytes = integrity === undefined || integrity === '' ? {} : { integrity };
  switch (origin.kind) {
    case 'registry': return { package: origin.name, version: origin.version, ...bytes };
    case 'git': return { package: origin.url, version: origin.commit, ...bytes };
    case 'url': return { package: origin.url, ...bytes };
    case 'repository': return { package: origin.path, version: origin.oid, ...bytes };
    case 'workspace':
    case 'link': return { package: origin.path, ...bytes };
    case 'patched': {
      const base = bindingOf(origin.base);
      return { package: base.package, version: `${base.version ?? ''}+patch.${origin.patch}`, ...bytes };
    }
    case 'bundled': {
      const parent = bindingOf(origin.parent);
      return { package: `${parent.package}>${origin.path}`, ...(parent.version === undefined ? {} : { version: parent.version }), ...bytes };
    }
  }
}

/** How long a version waits before it is taken, in whole days; `except`: names, and scopes (`@scope/*`), that do not wait. */
export interface Cooldown {
  readonly days: number;
  readonly except: readonly string[];
}

/** Names of packages, and scopes (`@scope`), that are this organisation's own, and no business of any public service. */
export interface PrivateNames {
  readonly scopes: readonly string[];
  readonly names: readonly string[];
}

export const licenceUnknown = ['ignore', 'warn', 'block'] as const;
/** What a licence that nobody can tell counts for. */
export type LicenceUnknown = (typeof licenceUnknown)[number];

/**
 * Licences by their SPDX ids, in lower case. Without `allow` every licence is allowed that `deny` does not name; `except`: as in `Cooldown`. `unknown` is what counts: where a file writes nothing of it,
 * `block` if it writes `allow`, and `ignore` else.
 */
export interface LicenceRules {
  readonly allow?: readonly string[];
  readonly deny: readonly string[];
  readonly unknown: LicenceUnknown;
  readonly except: readonly string[];
}

export const unfixedRules = ['warn', 'block'] as const;

/**
 * Known vulnerabilities that only warn: below `development` where nothing but development reaches the package, and with `unfixed: warn` those that no published version ends.
 * Malware is not meant.
 */
export interface AdvisoryRules {
  readonly development: Severity;
  readonly unfixed: (typeof unfixedRules)[number];
}

/**
 * Packages (names, and scopes: `@scope/*`) of npm that have to come with verified provenance: of a build of this repository (in the form of `repositoryAddress`), by this builder (`hosted`, `self-hosted`, or a
 * builder's id), as far as either is named.
 */
export interface ProvenanceDemand {
  readonly packages: readonly string[];
  readonly repository?: string;
  readonly builder?: string;
}

/** What is demanded of a package that a demand names: in words of ours and the policy's own. */
export function demandWords({ repository, builder }: Pick<ProvenanceDemand, 'repository' | 'builder'>): string {
  return ['provenance', ...(repository === undefined ? [] : [`of ${repository}`]), ...(builder === undefined ? [] : [['hosted', 'self-hosted'].includes(builder) ? `by a ${builder} builder` : `by ${builder}`])].join(' ');
}

/** What a policy says of packages, beside its checks. A part that says nothing is not there, so that equal rules are equal values. */
export interface PackageRules {
  readonly cooldown?: Cooldown;
  readonly private?: PrivateNames;
  readonly licences?: LicenceRules;
  readonly advisories?: AdvisoryRules;
  /** Demands on where packages were built; each holds by itself. */
  readonly provenance?: { readonly require: readonly ProvenanceDemand[] };
}

/** Whether a list of names and `@scope/*` holds a package. Names of npm count as they are written. */
export function isListed(list: readonly string[], name: string): boolean {
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return list.includes(name) || (slash > 0 && list.includes(`${name.slice(0, slash)}/*`));
}

/**
 * Whether the policy calls a package private: whoever asks a public service about packages leaves its name out, and so does whoever puts names together for one.
 * Names of npm count as they are written, those of Python (`pypi`) in their one spelling.
 */
export function isPrivate({ private: own }: Pick<PackageRules, 'private'>, name: string, ecosystem = 'npm'): boolean {
  if (own === undefined) return false;
  if (ecosystem === 'pypi') return own.names.some((one) => pypiName(one) === pypiName(name));
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  return own.names.includes(name) || (slash > 0 && own.scopes.includes(name.slice(0, slash)));
}

/**
 * A policy in force: everything has a value. `sources` names where each part came from. `registries.allowed` holds the hosts that a
 * lockfile may name beside the configured registries; empty means none. `hash` is over mode, checks, registries, waivers and rules on packages.
 */
export interface Policy extends PackageRules {
  readonly mode: PolicyMode;
  readonly checks: { readonly [check: CheckId]: CheckPolicy };
  readonly registries: { readonly allowed: readonly string[] };
  readonly waivers: readonly Waiver[];
  readonly hash: string;
  readonly sources: readonly { readonly kind: 'default' | 'organisation' | 'repository' | 'file'; readonly path?: string; readonly oid?: string; readonly state: 'read' | 'absent' | 'last-good' }[];
}
