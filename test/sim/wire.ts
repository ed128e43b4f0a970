import { Failure } from '../../src/core/errors.js';
import { hostEndsMs, nameOf, refusal } from './faults.js';
import type { Faults, Mishap } from './faults.js';
import type { Random } from './random.js';
import type { Trace } from './trace.js';
import type { Owner, VirtualTime } from './virtual-time.js';

export interface Sender extends Owner {
  readonly name: string;
  die(why: string): void;
}

export interface Ways {
  readonly time: VirtualTime;
  readonly faults: Faults;
  readonly trace: Trace;
  /** Decides how long requests take. */
  readonly random: Random;
  /** Counts the database's restarts; what runs over one fails. */
  readonly restarts: () => number;
  readonly isDown: () => boolean;
}

/** When the adapter itself ends a request that is not answered; the application mostly waits for less. */
const adapterMs = 15_000;

/** The failure of a cut connection, as the driver gives it: no code of ours. */
const cut = (): Error => new Error('Connection terminated unexpectedly');

/**
 * Carries one request of a process to the host or to the database and its answer back, each after a while. In between everything may happen:
 * other requests overtake it, the process dies, the answer is lost. A request that was sent takes effect at one moment, or never: one of a
 * process that died meanwhile either way, by the seed.
 */
export function carry<T>(ways: Ways, sender: Sender, to: 'host' | 'database', what: string, perform: () => T | Promise<T>): Promise<T> {
  const { time, faults, trace, random } = ways;
  const mishap = faults.next(to, what);
  const there = to === 'host' ? random.int(5, 120) : random.int(0, 3);
  const back = to === 'host' ? random.int(5, 120) : random.int(0, 3);
  const restart = ways.restarts();
  const note = (end: string): void => { trace.add(time.now, sender.name, `${to} ${what} ${end}`); };
  return new Promise<T>((resolve, reject) => {
    const answer = (how: () => void, ms = back): void => { time.after(ms, how, sender); };
    const fail = (error: unknown, ms = back): void => { answer(() => { reject(error); }, ms); };
    let held = false;
    const arrive = async (): Promise<void> => {
      if (to === 'host' && !held && sender.alive && sender.stalledUntil > time.now && random.chance(0.5)) {
        // It was about to be sent when its process stalled, and is sent when that wakes.
        held = true;
        time.after(sender.stalledUntil - time.now + there, start);
        return;
      }
      if (!sender.alive && random.chance(0.5)) return;
      if (to === 'database' && (ways.isDown() || ways.restarts() !== restart)) {
        fail(cut());
        return;
      }
      if (mishap.kind !== 'none') note(nameOf(mishap));
      if (refusedOnTheWay(mishap, to, sender, fail)) return;
      let value: T;
      try {
        value = await perform();
      } catch (error) {
        note(`✗ ${error instanceof Failure ? error.code : String(error)}`);
        fail(error);
        return;
      }
      note('✓');
      if (mishap.kind === 'dies') sender.die(`${to} ${what}`);
      else if (mishap.kind === 'lost') lose(mishap.how, to, fail);
      else answer(() => {
        if (to === 'database' && ways.restarts() !== restart) reject(cut());
        else resolve(value);
      });
    };
    const start = (): void => { arrive().catch(reject); };
    time.after(there + (mishap.kind === 'slow' ? mishap.ms : 0), start);
  });
}

/** True when the request takes no effect. */
function refusedOnTheWay(mishap: Mishap, to: 'host' | 'database', sender: Sender, fail: (error: unknown, ms?: number) => void): boolean {
  if (mishap.kind === 'dies' && mishap.when === 'before') {
    sender.die(to);
    return true;
  }
  if (mishap.kind !== 'refused') return false;
  if (to === 'database') fail(cut());
  else if (mishap.how === 'silence') fail(new Failure('HOST_TIMEOUT'), adapterMs);
  else fail(refusal(mishap), mishap.how === 'timeout' ? hostEndsMs : undefined);
  return true;
}

function lose(how: 'error' | 'silence', to: 'host' | 'database', fail: (error: unknown, ms?: number) => void): void {
  if (to === 'database') fail(cut());
  else if (how === 'error') fail(new Failure('HOST_ERROR', { status: 502 }));
  else fail(new Failure('HOST_TIMEOUT'), adapterMs);
}
