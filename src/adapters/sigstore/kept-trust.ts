import { Failure, problemOf, type Problem } from '../../core/errors.js';
import type { KeptFiles } from '../files/kept-files.js';
import { askAgainMs, askMs, isDue, refresh, type TrustKeeper, type TrustKeeperOptions } from './shared-trust.js';
import { stateOf, stateText } from './state.js';
import { rootVersion, verifyState, type Verified } from './tuf.js';

/**
 * The trusted roots of a command line: what an earlier run kept, and, while this one does its work, a refresh for the next where that is a day old. What counts does not change during a run, nobody waits for the
 * refresh, and whoever closes this ends it. Without a folder to keep it in, nobody is asked.
 */
export function keptTrust(options: TrustKeeperOptions & { readonly source: string; readonly kept?: KeptFiles; /** Hears why what was offered, or kept, is not used; a network that is not there is not worth a word. */ readonly warn: (problem: Problem) => void }): TrustKeeper {
  const { repository, pinned, source, kept, begin, clock, warn } = options;
  const ended = new AbortController();
  const [name, triedName] = [`trust ${source}`, `trust tried ${source}`];
  let held: Verified | undefined;
  let reading: Promise<void> | undefined;
  let refreshing: Promise<void> = Promise.resolve();

  async function read(): Promise<void> {
    const bytes = await kept?.read(name);
    if (!bytes) return;
    try {
      const state = stateOf(bytes.toString('utf8'));
      if (!state || state.checkedAt > clock.now() + askMs) throw new Failure('TRUST_REFUSED', { reason: 'stored' });
      held = await verifyState(repository, state);
    } catch (error) {
      warn(problemOf(error));
    }
  }

  async function update(files: KeptFiles, from: NonNullable<typeof begin>): Promise<void> {
    const tried = Number((await files.read(triedName))?.toString('utf8'));
    if (!isDue(usable()?.state.checkedAt, clock.now()) || Math.abs(clock.now() - tried) < askAgainMs) return;
    const before = await files.read(name);
    const after = await refresh(repository, held, { begin: from, clock, timers: options.timers }, ended.signal).catch(async (error: unknown) => {
      // A run that was over too soon says nothing of the repository: the next one tries as well.
      if (!ended.signal.aborted) await files.write(triedName, Buffer.from(String(clock.now())));
      throw error;
    });
    const meanwhile = await files.read(name);
    // Another run was quicker: what it kept may be newer.
    if (ended.signal.aborted || (meanwhile && !(before && meanwhile.equals(before)))) return;
    await files.write(name, Buffer.from(stateText(after.state)));
  }
  const usable = (): Verified | undefined => (held && held.state.start >= rootVersion(repository.root) ? held : undefined);

  return {
    async current() {
      reading ??= read().then(() => {
        if (kept && begin && !ended.signal.aborted) refreshing = update(kept, begin).catch((error: unknown) => { if (!ended.signal.aborted && problemOf(error).code === 'TRUST_REFUSED') warn(problemOf(error)); });
      });
      await reading;
      return usable()?.texts ?? pinned;
    },
    checkedAt: () => usable()?.state.checkedAt,
    async stop() {
      ended.abort(new DOMException('the run ends', 'AbortError'));
      await reading?.catch(() => undefined);
      await refreshing;
    },
  };
}
