import type { Fact } from '../facts/kinds.js';
import type { AdvisoryMatch } from '../advisories/match.types.js';
import type { Origin } from '../core/origin.js';

/** Known advisories. `data` describes what the answers rest on; it is part of every verdict. */
export interface AdvisorySource {
  match(origin: Origin): Promise<Fact<readonly AdvisoryMatch[]>>;
  data(): Promise<readonly { readonly source: string; readonly digest: string; readonly asOf: string }[]>;
}
