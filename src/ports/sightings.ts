import type { PackageName, Release, Seen, TagPointer } from '../core/sighting.js';

/**
 * Whose memory it is. `open`: the repository is public, so that it is told nothing of releases that private ones brought in. `own` of a name, tag or release: its
 * registry is read with credentials, and what was seen there is for the same repository alone.
 */
export interface SightingPlace {
  readonly installation: number;
  readonly repository: number;
  readonly open: boolean;
}

type Own = { readonly own: boolean };

/** What one review saw, as it is kept. `at` is the time of the review, in ms since the epoch. */
export interface KeptSighting {
  readonly open: boolean;
  readonly at: number;
  readonly tags: readonly (TagPointer & Own)[];
  readonly releases: readonly (Release & Own)[];
}

/** What this installation's reviews saw of registries' records. Rows are written with each conclusion; the same ones again change nothing. */
export interface Sightings {
  /**
   * The tags of these names, and the releases by persons that reviews saw since `since` and that were published since `published` (ms since the epoch), the
   * newest first, at most `limits.sightedReleases`. One question to whatever keeps them.
   */
  seen(place: SightingPlace, names: readonly (PackageName & Own)[], from: { readonly since: number; readonly published: number }): Promise<Pick<Seen, 'tags' | 'releases' | 'cut'>>;
}
