import type { Flow, Signal } from './signal.types.js';

/** What a text shows that is no JavaScript. `cut`: it is longer than what is read of it. */
export interface TextFacts {
  readonly signals: readonly Signal[];
  readonly flows: readonly Flow[];
  readonly cut: boolean;
}
