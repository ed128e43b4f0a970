import type { Fact } from '../facts/kinds.js';
import type { AdvisoryMatch } from '../advisories/match.types.js';
import type { Origin } from '../core/origin.js';

/** What the lockfile calls a package whose origin names none: git, url, a path in the repository, a carrier's bundle. */
export interface LockedName {
  readonly ecosystem: string;
  readonly name: string;
  /** Only where it is bound to the bytes; what an entry merely claims is no version. */
  readonly version?: string;
}

/** What answers rest on; with `unread`, a file (`source`) that was there and could not be read, and why. */
export interface AdvisoryData {
  readonly source: string;
  readonly digest: string;
  readonly asOf: string;
  readonly unread?: string;
}

/** Known advisories. `data` describes what the answers rest on; it is part of every verdict. */
export interface AdvisorySource {
  /**
   * What is known against the package version of an origin. An origin that carries no name is looked up by `locked`; without that,
   * and for what is the repository's own (workspace, link), coverage is skipped as not applicable.
   * Coverage is failed with ADVISORIES_ABSENT without any data, partial with ADVISORIES_MALFORMED or VERSION_UNKNOWN (see `match`).
   */
  match(origin: Origin, locked?: LockedName): Promise<Fact<readonly AdvisoryMatch[]>>;
  /** The sources in use: digest of the data as stored (SHA-256, hex), newest `modified` of its records (RFC 3339). Empty without data. */
  data(): Promise<readonly AdvisoryData[]>;
}
