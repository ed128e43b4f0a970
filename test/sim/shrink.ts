import type { Plant } from './plants.js';
import { simulate } from './run.js';
import type { Outcome } from './run.js';
import type { Plan } from './scenario.js';

/** Runs that a search for a shorter plan may take. */
const mostRuns = 300;

/**
 * Takes away actions and faults as long as the same rule is still broken. What is left is a plan from which nothing more can be taken, as far as so
 * many runs tell, and its outcome with its trace.
 */
export async function shrink(plan: Plan, rule: string, plant: Plant | undefined): Promise<{ readonly plan: Plan; readonly outcome: Outcome }> {
  let [best, runs] = [plan, 0];
  const holds = async (smaller: Plan): Promise<boolean> => {
    if ((runs += 1) > mostRuns) return false;
    return (await simulate(smaller, { plant })).violations.some((one) => one.rule === rule);
  };
  /** Halves, quarters, single ones: the longest piece that can go, goes. */
  const lessOf = async (part: 'actions' | 'faults'): Promise<boolean> => {
    let less = false;
    for (let size = Math.max(1, best[part].length >> 1); ; size >>= 1) {
      for (let from = 0; from < best[part].length;) {
        const smaller = { ...best, [part]: [...best[part].slice(0, from), ...best[part].slice(from + size)] };
        if (await holds(smaller)) [best, less] = [smaller, true];
        else from += size;
      }
      if (size <= 1) return less;
    }
  };
  while (((await lessOf('faults')) || (await lessOf('actions'))) && runs < mostRuns);
  for (const smaller of [{ ...best, processes: 1 }, { ...best, webhooks: { mostDelayMs: 200, lost: 0, repeated: 0, lagMs: 0 } }, { ...best, webhooks: { ...best.webhooks, lost: 0, repeated: 0 } }]) if (await holds(smaller)) best = smaller;
  return { plan: best, outcome: await simulate(best, { keepTrace: true, plant }) };
}
