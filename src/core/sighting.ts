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
 * A dist-tag as earlier reviews saw it. `since`: when it was first seen to point to `version`, in ms since the epoch; `before`: where it pointed until then,
 * absent where it was never seen elsewhere.
 */
export interface SeenTag extends TagPointer {
  readonly since: number;
  readonly before?: string;
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

/** What one review saw in the registries' records of what its change brings in. */
export interface Sighted {
  readonly tags: readonly TagPointer[];
  readonly releases: readonly Release[];
}

/** What this installation's earlier reviews saw: tags of the names that were asked about, and releases of the last day, by persons. */
export interface Seen {
  readonly tags: readonly SeenTag[];
  readonly releases: readonly Release[];
  /** Names that were not asked about: more changed than are. */
  readonly unasked: readonly string[];
  /** More releases of the last day were kept than are read. */
  readonly cut: boolean;
}
