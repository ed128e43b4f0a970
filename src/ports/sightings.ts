import type { AccountSpan, PackageName, Release, Seen, Served, TagPointer } from '../core/sighting.js';

/**
 * Whose memory it is. `open`: the repository is public, so that it is told nothing of releases that private ones brought in, nor of what
 * those were served with. `own` of a name, tag or release: its registry is read with credentials, and what was seen there is for the same repository alone.
 */
export interface SightingPlace {
  readonly installation: number;
  readonly repository: number;
  readonly open: boolean;
}

type Own = { readonly own: boolean };

/** What one review saw, as it is kept. `at` is the time of the review, in ms since the epoch; `fork`: it was of a pull request from a fork. */
export interface KeptSighting {
  readonly open: boolean;
  readonly fork: boolean;
  readonly at: number;
  readonly tags: readonly (TagPointer & Own)[];
  readonly releases: readonly (Release & Own)[];
  /** What the records that could be read were served with. Of a fork's pull request only what was served counts, never that something was not. */
  readonly served: readonly (Served & Own)[];
}

/**
 * What this installation's reviews saw of registries' records. Rows are written with each conclusion; the same ones again change nothing. Of an installation at most
 * `limits.sightedRows` are kept of each kind: above that pull requests from forks, which anybody may open, add nothing, and what only they saw goes first.
 */
export interface Sightings {
  /** The tags of these names, what they were served with, and what their registries served of all names. One question to whatever keeps them. */
  seen(place: SightingPlace, names: readonly (PackageName & Own)[]): Promise<Required<Pick<Seen, 'tags' | 'served' | 'hosts'>>>;
  /**
   * What these accounts, by persons, put up within these times, as far as reviews saw it after `since` (ms since the epoch): of each the newest first, the accounts in
   * turns, at most `limits.sightedReleases`. One question as well.
   */
  releases(place: SightingPlace, accounts: readonly AccountSpan[], since: number): Promise<Pick<Seen, 'releases' | 'cut'>>;
}
