/** A package by the registry that it is installed from and its real name. */
export interface PackageName {
  readonly registry: string;
  readonly name: string;
}

/** Where a dist-tag points. */
export interface TagPointer extends PackageName {
  readonly tag: string;
  readonly version: string;
}

/**
 * How long a dist-tag's move is news, in milliseconds: two weeks, as long as a version counts as fresh (`checks/record/registered`).
 */
export const moveTold = 14 * 86_400_000;

/**
 * A dist-tag as earlier reviews saw it. `since`: when it was first seen to point to `version`, in ms since the epoch; `before`: where it pointed until then,
 * absent where it was never seen elsewhere. `highest`: the highest version, releases before prereleases, that it was seen to leave within `moveTold`, and
 * when it was last seen to leave it or to go further down: whoever moves a tag down by two steps has moved it from where it stood before both.
 */
export interface SeenTag extends TagPointer {
  readonly since: number;
  readonly before?: string;
  readonly highest?: { readonly version: string; readonly until: number };
}

/** A version as its registry's record tells of its release. Times in ms since the epoch. */
export interface Release extends PackageName {
  readonly version: string;
  /** The account that put it up, and whether a build service's own identity did. Absent where the registry names none. */
  readonly publisher?: string;
  readonly trusted: boolean;
  /** Whether that account had published an earlier version of the package, as far as the registry names those accounts. */
  readonly known: boolean;
  readonly publishedAt?: number;
  /** When the last versions before its own sitting were put up, the newest first. */
  readonly earlier: readonly number[];
}

/**
 * Whether a registry was seen to serve any version of a package with a signature of its own, and any attestation that was asked for. What is false was not seen:
 * no attestation may have been asked for.
 */
export interface Served extends PackageName {
  readonly signatures: boolean;
  readonly attestations: boolean;
}

/**
 * What all names that were remembered of a registry say of it: whether it signed all, some or none of them, and served attestations of any. A name once seen signed is
 * signed; that it is not is the word of reviews of the repositories' own alone, since anybody may open a pull request from a fork. So `all` is their word too: where only
 * forks' reviews, which could not say otherwise, saw any signed, it is `some`.
 */
export interface HostServed {
  readonly registry: string;
  readonly signatures: 'all' | 'some' | 'none';
  readonly attestations: boolean;
}

/** An account of a registry, and the times between which releases of it matter to a review, in ms since the epoch. */
export interface AccountSpan {
  readonly registry: string;
  readonly publisher: string;
  readonly from: number;
  readonly until: number;
}

/**
 * How near to one another releases are of one sitting, in milliseconds. In September 2025 eighteen packages were put up by one stolen account within about two
 * hours (chalk, debug and what stands around them).
 */
export const sitting = 2 * 3_600_000;

/** What one review saw in the registries' records of what its change brings in. */
export interface Sighted {
  readonly tags: readonly TagPointer[];
  readonly releases: readonly Release[];
  readonly served: readonly Served[];
}

/** What this installation's earlier reviews saw: tags of the names that were asked about, and what the accounts that put up its versions put up at about the same time, as seen within the last day. */
export interface Seen {
  readonly tags: readonly SeenTag[];
  readonly releases: readonly Release[];
  /** What registries served of these names at earlier reviews, and of any names of the same registries; absent where nothing is kept of it. */
  readonly served?: readonly Served[];
  readonly hosts?: readonly HostServed[];
  /** Names that were not asked about: more changed than are. */
  readonly unasked: readonly string[];
  /** More of those releases were kept than are read, or more accounts put up its versions than are asked about. */
  readonly cut: boolean;
}
