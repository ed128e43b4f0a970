import { judgeEnd, Watch } from './invariants.js';
import type { Violation } from './invariants.js';
import type { Plant } from './plants.js';
import { minute } from './scenario.js';
import type { Plan } from './scenario.js';
import { start, World } from './world.js';

export interface Outcome {
  readonly violations: readonly Violation[];
  /** The hash of all that happened. */
  readonly hash: string;
  readonly steps: number;
  /** Virtual time that went by, in milliseconds. */
  readonly tookMs: number;
  /** Which faults came about, and how often. */
  readonly met: ReadonlyMap<string, number>;
  readonly lines: readonly string[];
}

/** By then everything stands still: jobs are tried again for hours, each time later. */
const mostMs = 10 * 60 * minute;
/** Nothing moved for so long that every regular look was taken more than once. */
const stillMs = 8 * minute;

/** Whether nothing is on its way and nothing waits, as far as can be seen from outside. */
function isStill(world: World): boolean {
  const { tables, webhooks } = world;
  if (webhooks.underWay > 0) return false;
  for (const row of tables.jobs.rows.values()) if (row.lockedBy !== undefined || (row.task !== 'cleanup' && row.task !== 'reconcile' && row.attempts < row.maxAttempts)) return false;
  for (const row of tables.deliveries.values()) if (row.state === 'stored') return false;
  const arrived = new Set(webhooks.attempts.filter((one) => one.state === 'arrived').map((one) => one.guid));
  for (const guid of webhooks.sent.keys()) if (!arrived.has(guid) && !tables.deliveries.has(guid)) return false;
  for (const head of tables.heads.values()) if (tables.reviews.get(head.review)?.state === 'open') return false;
  return true;
}

/** Runs a plan to its end and says what was not as it has to be. */
export async function simulate(plan: Plan, options: { readonly keepTrace?: boolean; readonly plant?: Plant | undefined } = {}): Promise<Outcome> {
  const world = new World(plan, options);
  const watch = new Watch(world);
  world.watcher = watch;
  let still = 0;
  let writes = -1;
  const check = (): void => {
    const now = world.repositories.reduce((sum, one) => sum + one.fake.writes().length, 0);
    still = world.time.now > world.calmAt && writes === now && isStill(world) ? still + minute : 0;
    writes = now;
    world.time.after(minute, check);
  };
  world.time.after(minute, check);
  await world.run(mostMs, () => still >= stillMs || watch.violations.length > 0);
  if (watch.violations.length === 0) {
    if (still < stillMs) watch.fail('it never comes to rest', `after ${mostMs / 3_600_000} h`);
    judgeEnd(world, watch);
  }
  for (const { rule, what } of watch.violations) world.trace.add(world.time.now, 'VIOLATED', `${rule}: ${what}`);
  return { violations: watch.violations, hash: world.trace.digest(), steps: world.time.steps, tookMs: world.time.now - start, met: world.faults.met, lines: world.trace.lines };
}
