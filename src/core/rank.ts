/**
 * How far a release vouches for itself, as its registry's record states it: put up by an account alone; with a statement of where it was built (provenance); by a build under its own identity (trusted
 * publisher); put up by a build and let go by a person (staged). In rising order, which is also that of pnpm's `trustPolicy: no-downgrade`.
 */
export const ranks = ['none', 'provenance', 'trusted-publisher', 'staged'] as const;
export type Rank = (typeof ranks)[number];
