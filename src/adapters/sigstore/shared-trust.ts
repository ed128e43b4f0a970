import { Failure, problemOf } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Clock, Timers } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { Read } from './fetcher.js';
import type { TrustTexts, TufRepository } from './pinned.js';
import { stateDigest, stateOf, stateText } from './state.js';
import { rootVersion, updateState, verifyState, type Verified } from './tuf.js';

/** The last good states that processes share. */
export interface StoredTrust {
  /** What is stored of a repository; without its text where that is the known one, or too long. */
  read(source: string, known?: string): Promise<{ readonly digest: string; readonly text?: string } | undefined>;
  /** Puts a state in the place of the one with the digest `instead`, or of none. Whether it did: another process may have put one there meanwhile. */
  write(source: string, state: { readonly digest: string; readonly text: string }, instead: string | undefined): Promise<boolean>;
  /** Runs `work` unless another process is at it. Whether it ran. */
  alone(work: () => Promise<void>): Promise<boolean>;
}

export interface TrustKeeperOptions {
  readonly repository: TufRepository;
  /** What counts until a state is held. */
  readonly pinned: TrustTexts;
  /** Begins to read the repository; left out where nobody is to be asked. */
  readonly begin?: (signal: AbortSignal) => Read;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** The public trust material of a process. */
export interface TrustKeeper {
  /** What counts now. It waits for a first look at what is stored, though not for long, and never for the network. */
  current(): Promise<TrustTexts>;
  /** When the repository was last seen to be in the state that counts; undefined for the pinned start. */
  checkedAt(): number | undefined;
  stop(): Promise<void>;
}

/** How often what is stored is looked at; how often the repository is asked, and how soon again. Roots and keys change a few times a year, and the public timestamp is good for a week. */
export const [lookMs, askMs, askAgainMs] = [60_000, 86_400_000, 3_600_000];
/** How long a first review waits for the database, which then has other troubles. */
const firstMs = 5_000;

/** Under which a repository's state is stored. One that begins with another root is another one. */
export const sourceOf = ({ address, root }: TufRepository, own: boolean): string => `${address}${own ? ` ${stateDigest(root.toString('utf8'))}` : ''}`;

/**
 * Whether a repository is to be asked again: a day after it was seen, and up to an hour more by the milliseconds of that time, so that what was started together does not ask together.
 */
export function isDue(checkedAt: number | undefined, now: number): boolean {
  return checkedAt === undefined || Math.abs(now - checkedAt) >= askMs + (checkedAt % 3_600_000);
}

/** One refresh, with a time in which it has to end. @throws as `updateState`. */
export async function refresh(repository: TufRepository, before: Verified | undefined, { begin, clock, timers }: { readonly begin: (signal: AbortSignal) => Read; readonly clock: Clock; readonly timers: Timers }, signal: AbortSignal): Promise<Verified> {
  const deadline = timers.deadline(limits.trustRefreshMs.value);
  try {
    return await updateState(repository, before?.state, clock.now(), begin(AbortSignal.any([signal, deadline.signal])));
  } catch (error) {
    signal.throwIfAborted();
    throw deadline.signal.aborted ? new Failure('TRUST_UNREACHABLE', { host: new URL(repository.address).host, reason: 'timeout' }, error) : error;
  } finally {
    deadline.clear();
  }
}

/**
 * Keeps the trusted roots of a service up to date in the background: what the database holds is verified and taken when it has changed, and once a day one of all processes asks the repository. Whatever goes
 * wrong, the last good state stays; without one, the pinned start.
 */
export function sharedTrust(options: TrustKeeperOptions & { readonly source: string; readonly stored: StoredTrust; readonly log: Log }): TrustKeeper {
  const { timers, log, pinned } = options;
  const ended = new AbortController();
  const here = look(options, ended.signal);
  let begun: () => void = () => undefined;
  const first = new Promise<void>((resolve) => { begun = resolve; });
  const running = (async () => {
    while (!ended.signal.aborted) {
      try {
        await here.take().finally(begun);
        await here.ask();
      } catch (error) {
        here.warn(error);
      }
      await timers.sleep(lookMs, ended.signal).catch(() => undefined);
    }
    begun();
  })();
  running.catch((error: unknown) => { log.error('trusted roots are no longer brought up to date', { ...problemOf(error) }); });
  let looked = false;
  return {
    async current() {
      if (!looked) await Promise.race([first, timers.sleep(firstMs, ended.signal).catch(() => undefined)]);
      looked = true;
      return here.usable()?.texts ?? pinned;
    },
    checkedAt: () => here.usable()?.state.checkedAt,
    async stop() {
      ended.abort(new DOMException('the service ends', 'AbortError'));
      await running;
    },
  };
}

/** What is held, one look at what is stored, and one question to the repository where that is due. */
function look({ repository, source, stored, begin, clock, timers, log }: TrustKeeperOptions & { readonly source: string; readonly stored: StoredTrust; readonly log: Log }, signal: AbortSignal) {
  const own = rootVersion(repository.root);
  let held: Verified | undefined;
  let digest: string | undefined;
  let askedAt: number | undefined;
  let unreachable = false;
  const usable = (): Verified | undefined => (held && held.state.start >= own ? held : undefined);

  async function take(): Promise<void> {
    const row = await stored.read(source, digest);
    if (!row || row.digest === digest) { digest = row?.digest; return; }
    digest = row.digest;
    const state = row.text === undefined ? undefined : stateOf(row.text);
    try {
      if (!state || state.checkedAt > clock.now() + askMs) throw new Failure('TRUST_REFUSED', { reason: 'stored' });
      const verified = await verifyState(repository, state);
      // A database that was put back must not take this process back.
      if (!held || held.state.checkedAt <= verified.state.checkedAt) held = verified;
    } catch (error) {
      log.warn('stored trusted roots are not used', { ...problemOf(error) });
    }
  }
  // Begun by an older version of this program, it only guards against what is older still; what the program comes with is newer.
  const due = (): boolean => isDue(usable()?.state.checkedAt, clock.now()) && (askedAt === undefined || Math.abs(clock.now() - askedAt) >= askAgainMs);

  async function ask(): Promise<void> {
    if (!begin || !due()) return;
    await stored.alone(async () => {
      // Another process may have been at it until now.
      await take();
      if (!due()) return;
      askedAt = clock.now();
      const after = await refresh(repository, held, { begin, clock, timers }, signal);
      unreachable = false;
      const text = stateText(after.state);
      const next = { text, digest: stateDigest(text) };
      // Where another one was quicker, its state is taken at the next look.
      if (!await stored.write(source, next, digest)) return;
      [held, digest] = [after, next.digest];
      log.info('trusted roots brought up to date', { checkedAt: new Date(after.state.checkedAt).toISOString() });
    });
  }

  function warn(error: unknown): void {
    if (signal.aborted) return;
    const problem = problemOf(error);
    // A machine without a network is one thing to say; what is offered and refused is another each time.
    if (problem.code !== 'TRUST_UNREACHABLE' || !unreachable) log.warn('trusted roots were not brought up to date', { ...problem });
    unreachable ||= problem.code === 'TRUST_UNREACHABLE';
  }
  return { take, ask, warn, usable };
}
