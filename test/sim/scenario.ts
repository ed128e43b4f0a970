import { drawMishap, drawRefusal } from './faults.js';
import type { Fault, Mishap } from './faults.js';
import { randomOf } from './random.js';
import type { Random } from './random.js';

export const minute = 60_000;

/** What people do to a repository. Heads and numbers are small ones of the repository's own; what makes no sense when its time comes is left out. */
export type Action = { readonly at: number; readonly repository: number } & (
  | { readonly kind: 'open'; readonly number: number; readonly head: number; readonly base: string }
  | { readonly kind: 'push'; readonly number: number; readonly head: number }
  | { readonly kind: 'retarget'; readonly number: number; readonly base: string }
  | { readonly kind: 'close'; readonly number: number; readonly merged: boolean }
  | { readonly kind: 'reopen' | 'ready' | 'rename'; readonly number: number }
  | { readonly kind: 'base-push'; readonly base: string; readonly touches: boolean }
  | { readonly kind: 'group'; readonly head: number; readonly base: string }
  | { readonly kind: 'rerequest'; readonly head: number; readonly event: 'check_run' | 'check_suite' });

/** How the host treats its webhooks. */
export interface Webhooks {
  readonly mostDelayMs: number;
  readonly lost: number;
  readonly repeated: number;
  /** How long its own lists may lag behind, in milliseconds. */
  readonly lagMs: number;
}

/** Everything that a seed decides beforehand. Taking actions or faults away leaves the others as they are, so that a trace can be made short. */
export interface Plan {
  readonly seed: string;
  readonly processes: number;
  readonly repositories: number;
  readonly webhooks: Webhooks;
  readonly actions: readonly Action[];
  readonly faults: readonly Fault[];
}

const bases = ['main', 'release'] as const;

function drawAction(random: Random, at: number, repositories: number): Action {
  const repository = random.int(1, repositories);
  const number = random.int(1, 4);
  const head = random.int(1, 6);
  const base = random.pick(bases);
  const drawn = random.next();
  if (drawn < 0.24) return { at, repository, kind: 'open', number, head, base };
  if (drawn < 0.5) return { at, repository, kind: 'push', number, head };
  if (drawn < 0.6) return { at, repository, kind: 'retarget', number, base };
  if (drawn < 0.67) return { at, repository, kind: 'close', number, merged: random.chance(0.4) };
  if (drawn < 0.72) return { at, repository, kind: 'reopen', number };
  if (drawn < 0.75) return { at, repository, kind: random.pick(['ready', 'rename'] as const), number };
  if (drawn < 0.88) return { at, repository, kind: 'base-push', base, touches: random.chance(0.7) };
  if (drawn < 0.93) return { at, repository, kind: 'group', head: random.int(100, 100_000), base };
  return { at, repository, kind: 'rerequest', head, event: random.pick(['check_run', 'check_suite'] as const) };
}

/** Requests after which there is much to lose. */
const turns = ['reviews.conclude', 'reviews.early', 'reviews.begin', 'reviews.observePull', 'outbox.acquire', 'outbox.speak', 'outbox.annotate', 'createCheck', 'createReview', 'createComment', 'updateCheck', 'queue.claim', 'deliveries.accept'] as const;

function drawFault(random: Random, end: number, processes: number): Fault {
  const at = random.int(0, end);
  const process = random.int(0, processes - 1);
  const drawn = random.next();
  if (drawn < 0.2) {
    const on = random.pick(['host', 'database'] as const);
    return { kind: 'request', at, on, after: random.pick(turns), nth: random.int(1, 3), mishap: drawMishap(random, on) };
  }
  if (drawn < 0.42) return { kind: 'request', at, on: 'host', nth: random.int(1, 12), mishap: drawMishap(random, 'host') };
  if (drawn < 0.65) return { kind: 'request', at, on: 'database', nth: random.int(1, 60), mishap: drawMishap(random, 'database') };
  if (drawn < 0.72) return { kind: 'outage', at, ms: random.int(5, 600) * 1_000, mishap: drawRefusal(random) };
  if (drawn < 0.77) return { kind: 'restart', at, ms: random.int(200, 30_000) };
  if (drawn < 0.85) return { kind: random.pick(['kill', 'stop', 'cut-life'] as const), at, process };
  return { kind: 'stall', at, process, ms: random.int(1, 180) * 1_000, cut: random.chance(0.5) };
}

/** A day in the life: several people, several faults. */
function drawBusy(seed: string, random: Random): Plan {
  const repositories = random.int(1, 3);
  const processes = random.int(1, 3);
  const end = random.int(2, 40) * minute;
  const actions = Array.from({ length: random.int(4, 24) }, () => drawAction(random, random.int(0, end), repositories));
  // What follows soon upon something else meets a review that is under way.
  for (const { at, repository, ...about } of [...actions]) if ('number' in about && random.chance(0.4)) actions.push({ at: at + random.int(1, 40_000), repository, kind: 'push', number: about.number, head: random.int(1, 6) });
  // One that everything else may be about, so that no seed is spent on nothing.
  actions.push({ at: 0, repository: 1, kind: 'open', number: 1, head: 1, base: 'main' });
  actions.sort((one, other) => one.at - other.at);
  const calm = random.chance(0.1);
  return {
    seed, repositories, processes, actions,
    webhooks: { mostDelayMs: random.pick([200, 5_000, 60_000, 2 * minute, 5 * minute]), lost: random.pick([0, 0, 0.1, 0.4]), repeated: random.pick([0, 0.1, 0.5]), lagMs: random.pick([0, 0, 2_000, 8_000]) },
    faults: calm ? [] : Array.from({ length: random.int(1, 10) }, () => drawFault(random, end + minute, processes)),
  };
}

const onHost: readonly Mishap[] = [
  { kind: 'dies', when: 'before' }, { kind: 'dies', when: 'after' }, { kind: 'lost', how: 'error' }, { kind: 'lost', how: 'silence' }, { kind: 'refused', how: 'error' }, { kind: 'refused', how: 'limited', retryAfterMs: 30_000 },
];
const onDatabase: readonly Mishap[] = [{ kind: 'dies', when: 'before' }, { kind: 'dies', when: 'after' }, { kind: 'lost', how: 'error' }, { kind: 'refused', how: 'error' }];
/** Every mishap at each request of a small scenario, the nth of all processes: the host's first twenty-five and the database's first sixty. */
const sweep: readonly Fault[] = [
  ...Array.from({ length: 60 }, (_, n) => onDatabase.map((mishap): Fault => ({ kind: 'request', at: 0, on: 'database', nth: n + 1, mishap }))).flat(),
  ...Array.from({ length: 25 }, (_, n) => onHost.map((mishap): Fault => ({ kind: 'request', at: 0, on: 'host', nth: n + 1, mishap }))).flat(),
];

/** Two pull requests, one fault: over the seeds it meets each request of the sweep, in every way. `every-request.test.ts` goes on until a run has no more of them. */
function drawSweep(seed: string, fault: Fault, random: Random): Plan {
  return {
    seed, repositories: 1, processes: 2, webhooks: { mostDelayMs: 200, lost: 0, repeated: 0, lagMs: 0 },
    actions: [
      { at: 0, repository: 1, kind: 'open', number: 1, head: 1, base: 'main' },
      { at: random.int(0, 3) * minute, repository: 1, kind: 'push', number: 1, head: 2 },
      { at: 4 * minute, repository: 1, kind: 'open', number: 2, head: 2, base: 'release' },
    ],
    faults: [fault],
  };
}

/** What a seed decides: three of five are busy, two are of the sweep over single requests. A thousand seeds hold the whole sweep. */
export function drawPlan(seed: number): Plan {
  const random = randomOf(`plan ${seed}`);
  const [round, place] = [Math.floor(seed / 5), seed % 5];
  return place < 2 ? drawSweep(String(seed), sweep[(round * 2 + place) % sweep.length]!, random) : drawBusy(String(seed), random);
}
