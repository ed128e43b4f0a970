import { problemOf } from '../../core/errors.js';
import type { Clock, Timers } from '../../ports/clock.js';
import type { Log } from '../../ports/log.js';
import type { StoredImports } from '../postgres/imports.js';
import type { ExportClient } from './export-client.js';
import { holdingOf } from './export-source.js';
import type { Holding } from './osv-source.js';
import { synchronise, type Import } from './synchronise.js';

export interface SharedExportOptions {
  /** What the source is called in a verdict. */
  readonly source: string;
  /** Under which it is stored. */
  readonly address: string;
  readonly ecosystem: string;
  /** How old data may be that count as all there is; the limit of `core/limits` where it is left out. */
  readonly maxAgeMs?: number;
  readonly client: ExportClient;
  readonly imports: StoredImports;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** An export that the processes of a service share. */
export interface SharedExport {
  /** What is held. Right after a first start it waits for the first download, though not for ever. */
  holding(): Promise<Holding>;
  /** What is held, at once. */
  holdingNow(): Holding;
  stop(): Promise<void>;
}

/** How often the shared import is looked at, how often the export is asked, and how soon again after it failed. */
const [lookMs, lookAtFirstMs, askMs, askAgainMs] = [60_000, 5_000, 3_600_000, 600_000];
/** How long a review waits for the very first download. */
const firstMs = 120_000;

/**
 * Keeps an import up to date in the background: what the database holds is taken into memory whole when it has changed, and once an hour one of all processes asks the
 * export for what is new. The one before is in use until the next is complete; where nothing can be had, it ages.
 */
export function sharedExport(options: SharedExportOptions): SharedExport {
  const { clock, timers, log } = options;
  const ended = new AbortController();
  const here = look(options, ended.signal);
  let begun: () => void = () => undefined;
  const first = new Promise<void>((resolve) => { begun = resolve; });
  const running = (async () => {
    while (!ended.signal.aborted) {
      await here.once().catch((error: unknown) => {
        if (!ended.signal.aborted) log.warn('advisories were not brought up to date', { ...problemOf(error) });
      });
      if (here.current() || here.tried()) begun();
      await timers.sleep(here.current() ? lookMs : lookAtFirstMs, ended.signal).catch(() => undefined);
    }
  })();
  const holdingNow = (): Holding => holdingOf(options, here.current(), clock.now());
  return {
    holdingNow,
    async holding() {
      if (!here.current()) await Promise.race([first, timers.sleep(firstMs, ended.signal).catch(() => undefined)]);
      return holdingNow();
    },
    async stop() {
      ended.abort(new DOMException('the service ends', 'AbortError'));
      begun();
      await running;
    },
  };
}

/** One look at the shared import, and one at the export where that is due. */
function look({ address, ecosystem, client, imports, clock, log }: SharedExportOptions, signal: AbortSignal) {
  let current: Import | undefined;
  let failedAt: number | undefined;
  const due = (): boolean => {
    const now = clock.now();
    return (!current || Math.abs(now - current.triedAt) >= askMs) && (failedAt === undefined || Math.abs(now - failedAt) >= askAgainMs);
  };
  const take = async (): Promise<void> => { current = await imports.read(address, ecosystem, current) ?? current; };
  return {
    current: () => current,
    tried: () => failedAt !== undefined,
    async once(): Promise<void> {
      await take();
      if (!due()) return;
      await imports.alone(async () => {
        // Another process may have been at it until now.
        await take();
        if (!due()) return;
        try {
          const after = await synchronise(current, { client, ecosystem, now: clock.now(), signal });
          await imports.write(address, ecosystem, after);
          current = after;
          failedAt = undefined;
          log.info('advisories brought up to date', { records: after.index.records, asOf: after.index.asOf, whole: after.checkedAt === after.triedAt });
        } catch (error) {
          failedAt = clock.now();
          throw error;
        }
      });
    },
  };
}
