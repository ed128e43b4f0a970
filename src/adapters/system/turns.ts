import { standings, type Flow, type Standing } from '../../core/standing.js';

/** Those that wait for one of a few places. The better standing goes first; reviews of one standing take turns, however much each of them wants. */
export interface Turns<T> {
  readonly size: number;
  /** Adds one to the end of its review's own line. Without a flow it counts as a member's. */
  add(item: T, flow?: Flow): void;
  /** Takes one out of the line; false where it is in none. */
  remove(item: T): boolean;
  /**
   * The next in turn, taken out; undefined where nobody may go. `strangers`: whether theirs may. Of what waits first for the review whose turn it
   * is, the one for which `fits` gives most, and of equals the first.
   */
  take(strangers: boolean, fits?: (item: T) => number): T | undefined;
}

/** So many of one review's are looked at for the one that fits best. */
const lookedAt = 64;
const nobody: Flow = { standing: 'member', id: '' };

/** Makes an empty line. Each operation takes a time that does not depend on how many wait. */
export function createTurns<T>(): Turns<T> {
  /** Of each standing the reviews that wait, the next in turn first; of each review what it waits for. */
  const lines = new Map<Standing, Map<string, Set<T>>>(standings.map((standing) => [standing, new Map<string, Set<T>>()]));
  const flows = new Map<T, Flow>();
  const drop = (item: T): Flow | undefined => {
    const flow = flows.get(item);
    if (!flow) return undefined;
    flows.delete(item);
    const line = lines.get(flow.standing)!;
    const own = line.get(flow.id)!;
    own.delete(item);
    if (own.size === 0) line.delete(flow.id);
    return flow;
  };
  return {
    get size() { return flows.size; },
    add(item, flow = nobody) {
      flows.set(item, flow);
      const line = lines.get(flow.standing)!;
      const own = line.get(flow.id);
      if (own) own.add(item);
      else line.set(flow.id, new Set([item]));
    },
    remove: (item) => drop(item) !== undefined,
    take(strangers, fits) {
      for (const [standing, line] of lines) {
        if (standing === 'stranger' && !strangers) continue;
        const [first] = line;
        if (!first) continue;
        const [id, own] = first;
        const item = best(own, fits);
        drop(item!);
        // Whoever had a turn goes to the end of the line.
        if (line.delete(id)) line.set(id, own);
        return item;
      }
      return undefined;
    },
  };
}

/** How many of `places` strangers may have: of several, one is always left to others. */
export const strangersPlaces = (places: number): number => Math.max(1, places - 1);

function best<T>(items: Iterable<T>, fits: ((item: T) => number) | undefined): T | undefined {
  let chosen: T | undefined;
  let most = -Infinity;
  let looked = 0;
  for (const item of items) {
    if (looked >= lookedAt) break;
    looked += 1;
    const fit = fits?.(item) ?? 0;
    if (fit > most) [chosen, most] = [item, fit];
    if (fits === undefined) break;
  }
  return chosen;
}
