import type { Versioning } from './versions.js';

/** One event of an OSV range. `0` stands below every version, prereleases included; a limit of `*` above every one. */
export interface RangeEvent {
  readonly kind: 'introduced' | 'fixed' | 'last_affected' | 'limit';
  readonly version: string;
}

/** A range of versions in the ecosystem's own order (OSV types SEMVER and ECOSYSTEM; GIT ranges are not kept). */
export interface AffectedRange {
  readonly events: readonly RangeEvent[];
}

/** The answer of one range: whether it holds the version, and the `fixed` event that ends the stretch that does. */
export interface RangeAnswer {
  readonly affected: boolean;
  readonly fixed?: string;
}

const outside: RangeAnswer = { affected: false };

interface Placed {
  readonly event: RangeEvent;
  /** Undefined is the bottom, below every version. */
  readonly at: unknown;
}

/** Tells whether a range is every version there is: introduced at `0`, and nothing ends it. */
export function holdsEveryVersion(range: AffectedRange): boolean {
  return range.events.some((event) => event.kind === 'introduced' && event.version === '0')
    && range.events.every((event) => event.kind === 'introduced' || (event.kind === 'limit' && event.version === '*'));
}

/**
 * Evaluates one range for a version, by the algorithm of the OSV schema ("Evaluation"): the events in version order switch
 * "affected" on (`introduced`, from that version on) and off (`fixed`, from it on; `last_affected`, after it), and only below a
 * limit where there are limits. Events come in any order and stay in it where they name the same version.
 * An `introduced` that is no version counts as `0` and an end that is none is not there: doubt keeps a version affected.
 */
export function evaluateRange(range: AffectedRange, version: unknown, versioning: Versioning): RangeAnswer {
  const against = (placed: Placed) => placed.at === undefined ? 1 : versioning.compare(version, placed.at);
  if (!belowLimits(range, version, versioning)) return outside;
  const placed = place(range, versioning);
  let affected = false;
  let last = -1;
  for (const [index, item] of placed.entries()) {
    const order = against(item);
    const reached = item.event.kind === 'last_affected' ? order > 0 : order >= 0;
    if (!reached) continue;
    affected = item.event.kind === 'introduced';
    last = index;
  }
  if (!affected) return outside;
  const end = placed.slice(last + 1).find((item) => item.event.kind !== 'introduced');
  return end?.event.kind === 'fixed' ? { affected, fixed: end.event.version } : { affected };
}

function belowLimits(range: AffectedRange, version: unknown, versioning: Versioning): boolean {
  const limits = range.events.filter((event) => event.kind === 'limit');
  return limits.length === 0 || limits.some((limit) => {
    const at = versioning.parse(limit.version);
    return at === undefined || versioning.compare(version, at) < 0; // `*`, or no version: no limit
  });
}

function place(range: AffectedRange, versioning: Versioning): readonly Placed[] {
  const placed: Placed[] = [];
  for (const event of range.events) {
    if (event.kind === 'limit') continue;
    const at = event.version === '0' ? undefined : versioning.parse(event.version);
    if (at === undefined && event.kind !== 'introduced' && event.version !== '0') continue;
    placed.push({ event, at });
  }
  return placed.sort((a, b) => {
    if (a.at === undefined || b.at === undefined) return Number(a.at !== undefined) - Number(b.at !== undefined);
    return versioning.compare(a.at, b.at);
  });
}
