import semver from 'semver';
import type { SemVer } from 'semver';

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

/** PyPI: names by PEP 503. Its version order (PEP 440) is not read yet: only enumerated versions decide. */
const pypi: Versioning<never> = {
  normaliseName: (name) => name.toLowerCase().replace(/[-_.]+/g, '-'),
  parse: () => undefined,
  compare: () => 0,
};

/** Any other ecosystem: names as they stand, only enumerated versions and all-version ranges decide. */
const other: Versioning<never> = { ...pypi, normaliseName: (name) => name };

/** The versioning of an ecosystem, by its OSV name (case-sensitive). */
export function versioningOf(ecosystem: string): Versioning {
  switch (ecosystem) {
    case 'npm': return npm as Versioning;
    case 'PyPI': return pypi as Versioning;
    default: return other as Versioning;
  }
}
