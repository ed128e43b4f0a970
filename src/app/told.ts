import type { ListedPulls } from '../ports/publisher.js';

/** What the host told at the beginning of an evaluation, and when it was asked, in ms since the epoch. What is written later in the same evaluation may rest on it. */
export interface Told {
  readonly at: number;
  readonly listed: ListedPulls;
}
