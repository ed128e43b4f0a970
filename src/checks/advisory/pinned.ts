import type { FactHole } from '../check.js';

/**
 * Whether a hole is about a version at all. Where nothing pins one, which version is installed is decided later: advisories that speak of every
 * version are told, of the others nothing can be, and `lock-origin` says that there is no pin.
 */
export function hasVersion({ change, side, fact: { coverage } }: FactHole): boolean {
  if (coverage.kind !== 'partial' || coverage.code !== 'VERSION_UNKNOWN') return true;
  return side === 'after' ? change.after?.unpinned !== true : !change.before.some((one) => one.unpinned === true);
}
