import type { Severity } from '../core/finding.js';

/** One advisory that speaks of a package version; records that are aliases of each other are one match. */
export interface AdvisoryMatch {
  /** The id shown: a GHSA where there is one, else MAL, else the record's own. */
  readonly id: string;
  readonly ids: readonly string[];
  readonly malware: boolean;
  readonly severity: Severity;
  readonly severityFrom: 'database' | 'cvss4' | 'cvss3' | 'malware' | 'unknown';
  readonly summary: string;
  /** The versions that end the affected ranges holding this version, lowest first; empty when there is none. */
  readonly fixed: readonly string[];
  readonly source: string;
  readonly modified: string;
}
