import type { DependencyChange } from '../../core/change.js';
import type { MessageData } from '../../core/finding.js';
import type { FactReader } from '../check.js';
import { reachText } from '../draft.js';

/** How a change's package is reached: the scope, and the shortest way from a manifest to it; no way where none is known. */
export function reachedBy(change: DependencyChange, facts: FactReader): MessageData {
  const path = facts.introducers(change)[0]?.path.map(({ name, version }) => (version === '' ? name : `${name}@${version}`));
  return { scope: reachText(change.reach), ...(path ? { path } : {}) };
}
