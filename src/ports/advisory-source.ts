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

/** Who may hear a package's name: any service, the default registry that serves it, or, where the policy calls it private, nobody. Unsaid, nobody either. */
export type Telling = 'public' | 'served' | 'private';

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
   * Coverage is failed with ADVISORIES_ABSENT without any data, partial with ADVISORIES_MALFORMED or VERSION_UNKNOWN (see `match`), or with ADVISORIES_UNREACHABLE where a
   * service did not answer. A service is told only `public` names, and the
   * default registry also those that it serves itself (`served`). Where there are services alone, a `private` name is not applicable, and one that none of them may hear is ADVISORIES_WITHHELD.
   */
  match(origin: Origin, locked?: LockedName, name?: Telling): Promise<Fact<readonly AdvisoryMatch[]>>;
  /** The sources in use: digest of the data as stored (SHA-256, hex), newest `modified` of its records (RFC 3339). Empty without data. */
  data(): Promise<readonly AdvisoryData[]>;
}
