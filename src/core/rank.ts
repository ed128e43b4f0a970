/**
 * How far a release vouches for itself, as its registry's record states it: put up by an account alone; with a statement of where it was built (provenance); by a build under its own identity (trusted
 * publisher); put up by a build and let go by a person (staged). In rising order, which is also that of pnpm's `trustPolicy: no-downgrade`.
 */
export const ranks = ['none', 'provenance', 'trusted-publisher', 'staged'] as const;
export type Rank = (typeof ranks)[number];

/** What a record states of a release that its rank follows from. */
export interface StatedRelease {
  readonly publisher?: { readonly approver?: string; readonly trusted?: string };
  readonly attestations?: object;
}

/** How far a record states that a version vouches for itself (`Rank`). */
export function statedRank({ publisher, attestations }: StatedRelease): Rank {
  if (publisher?.approver !== undefined) return 'staged';
  if (publisher?.trusted !== undefined) return 'trusted-publisher';
  return attestations === undefined ? 'none' : 'provenance';
}

/** True when `a` vouches for less than `b`. */
export function isBelow(a: Rank, b: Rank): boolean {
  return ranks.indexOf(a) < ranks.indexOf(b);
}
