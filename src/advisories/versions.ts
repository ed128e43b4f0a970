import semver from 'semver';
import type { SemVer } from 'semver';
import { pypiName } from '../core/pypi.js';
import { comparePep440, parsePep440, type Pep440 } from '../core/pep440.js';

/** How an ecosystem writes names and orders versions. `Version` is opaque to the matcher. */
export interface Versioning<Version = unknown> {
  /** The one spelling of a name under which records are kept. */
  normaliseName(name: string): string;
  /** A version, or undefined for what is none (a tag, a URL, the empty string). */
  parse(text: string): Version | undefined;
  /** Negative, 0 or positive: the ecosystem's own total order. */
  compare(a: Version, b: Version): number;
}

/**
 * npm: names are case-sensitive and stand as they are; versions in strict semver 2.0 order, prereleases included, build metadata
 * ignored, a leading `v` or `=` taken off as npm does (loose parsing). Never `satisfies`, whose prerelease rule is one for choosing.
 */
const npm: Versioning<SemVer> = {
  normaliseName: (name) => name,
  parse: (text) => semver.parse(text, { loose: true }) ?? undefined,
  compare: (a, b) => a.compare(b),
};

/** PyPI: names by PEP 503, versions by PEP 440. */
const pypi: Versioning<Pep440> = { normaliseName: pypiName, parse: parsePep440, compare: comparePep440 };

/** Any other ecosystem: names as they stand, only enumerated versions and all-version ranges decide. */
const other: Versioning<never> = { normaliseName: (name) => name, parse: () => undefined, compare: () => 0 };

/** The names that OSV gives to ecosystems which stand under other ones in origins. */
const osvNames: ReadonlyMap<string, string> = new Map([['pypi', 'PyPI']]);

/** The name under which OSV records speak of an origin's ecosystem. */
export function osvEcosystem(ecosystem: string): string {
  return osvNames.get(ecosystem) ?? ecosystem;
}

/** The versioning of an ecosystem, by its OSV name (case-sensitive). */
export function versioningOf(ecosystem: string): Versioning {
  switch (ecosystem) {
    case 'npm': return npm as Versioning;
    case 'PyPI': return pypi as Versioning;
    default: return other as Versioning;
  }
}
