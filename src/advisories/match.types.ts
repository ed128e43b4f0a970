import type { Coverage } from '../core/coverage.js';
import type { Severity } from '../core/finding.js';

/** Where a severity comes from, most trusted first; `unknown` is a record that gives none (see `severity.ts`). */
export type SeverityFrom = 'malware' | 'database' | 'cvss4' | 'cvss3' | 'unknown';

/** One advisory that speaks of a package version; records that are aliases of each other are one match. */
export interface AdvisoryMatch {
  /** The id shown: a GHSA where there is one, else MAL, else the record's own. */
  readonly id: string;
  /** The ids of all records that match, the shown one first, the others by code point. */
  readonly ids: readonly string[];
  /** Other names that those records give themselves (CVE ids, records that are not in the data), by code point. */
  readonly aliases: readonly string[];
  readonly malware: boolean;
  readonly severity: Severity;
  readonly severityFrom: SeverityFrom;
  readonly summary: string;
  /** The versions that end the affected ranges holding this version, lowest first; empty when there is none. */
  readonly fixed: readonly string[];
  /** The database that the shown record comes from; its licence may ask for attribution. */
  readonly source: string;
  readonly modified: string;
  /** Where CISA's catalogue was given and lists it: since when, and whether ransomware uses it. */
  readonly exploited?: { readonly since: string; readonly ransomware: boolean };
  /** Where scores of EPSS were given and have it: probability of use within thirty days, and its rank, both from 0 to 1. */
  readonly forecast?: { readonly score: number; readonly percentile: number };
}

/** One version of a package as an ecosystem names it. `version` may be anything a lockfile holds: a URL, a tag, nothing. */
export interface PackageVersion {
  readonly ecosystem: string;
  readonly name: string;
  readonly version?: string;
}

/** What is known against a package version, ordered by id, and whether all of the data could be asked. */
export interface AdvisoryAnswer {
  readonly matches: readonly AdvisoryMatch[];
  readonly coverage: Coverage;
}
