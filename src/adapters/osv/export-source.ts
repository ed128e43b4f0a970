import { openIndex } from '../../advisories/packed.js';
import { problemOf } from '../../core/errors.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { Clock } from '../../ports/clock.js';
import type { ExportClient } from './export-client.js';
import type { KeptIndexes } from './load.js';
import type { Held, Holding } from './osv-source.js';
import { synchronise, type Import } from './synchronise.js';

export interface ExportHoldingsOptions {
  /** What the source is called in a verdict. */
  readonly source: string;
  readonly ecosystem: string;
  /** How old data may be that count as all there is; the limit of `core/limits` where it is left out. */
  readonly maxAgeMs?: number;
  /** Absent where nothing may be asked of the network. */
  readonly client?: ExportClient;
  readonly store: ImportStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly report?: (done: number, total: number | undefined) => void;
  /** Hears why an export could not be brought up to date; what was there before stays in use. */
  readonly failed?: (problem: ReturnType<typeof problemOf>) => void;
}

/** Where an import stays between runs. Reading gives undefined for what is not whole. */
export interface ImportStore {
  read(): Promise<Import | undefined>;
  write(imported: Import): Promise<void>;
}

/** An export that was seen whole within this is not asked again. */
const freshMs = 3_600_000;
/** A clock may run back by this before what it says about an age is not believed. */
const skewMs = 86_400_000;

/** What an export holds: what was kept of it, brought up to date once where that is an hour old, at the first question on its ecosystem. Every answer waits for that. */
export function exportHoldings(options: ExportHoldingsOptions): Held {
  let current: Promise<Import | undefined> | undefined;
  return async (ecosystem) => {
    if (ecosystem === undefined ? current === undefined : ecosystem !== options.ecosystem) return undefined;
    return holdingOf(options, await (current ??= upToDate(options)), options.clock.now());
  };
}

async function upToDate({ ecosystem, client, store, clock, signal, report, failed }: ExportHoldingsOptions): Promise<Import | undefined> {
  const before = await store.read();
  const now = clock.now();
  if (!client || (before && Math.abs(now - before.checkedAt) < freshMs)) return before;
  try {
    const after = await synchronise(before, { client, ecosystem, now, signal, ...(report ? { report } : {}) });
    await store.write(after);
    return after;
  } catch (error) {
    signal.throwIfAborted();
    failed?.(problemOf(error));
    return before;
  }
}

/** What an import counts for at a moment: all there is only where it was seen whole lately. */
export function holdingOf({ source, ecosystem, maxAgeMs = limits.advisoryAgeMs.value }: { readonly source: string; readonly ecosystem: string; readonly maxAgeMs?: number }, imported: Import | undefined, now: number): Holding {
  if (!imported || imported.index.records === 0) return { source, ecosystem, lack: { code: 'ADVISORIES_ABSENT', data: { source, reason: 'not-fetched' } } };
  const data = { index: imported.index, digest: imported.index.digest };
  const age = now - imported.checkedAt;
  if (age <= maxAgeMs && age >= -skewMs) return { source, ecosystem, data };
  return { source, ecosystem, data, lack: { code: 'ADVISORIES_STALE', data: { source, reason: age < 0 ? 'clock' : 'age', days: Math.floor(age / 86_400_000), asOf: imported.index.asOf } } };
}

/** An import as bytes: its times as a line of JSON, then its index. */
export function importBytes({ checkedAt, triedAt, etag, index }: Import): Buffer {
  return Buffer.concat([Buffer.from(`${JSON.stringify({ checkedAt, triedAt, ...(etag === undefined ? {} : { etag }) })}\n`), index.packed]);
}

/** The import that bytes hold; undefined for what is none. */
export function importOf(bytes: Buffer): Import | undefined {
  const end = bytes.indexOf(0x0a);
  const index = end < 0 ? undefined : openIndex(bytes.subarray(end + 1));
  if (!index) return undefined;
  try {
    const state = JSON.parse(bytes.toString('utf8', 0, end)) as unknown;
    if (!isObject(state)) return undefined;
    const { checkedAt, triedAt, etag } = state;
    return typeof checkedAt === 'number' && typeof triedAt === 'number' ? { index, checkedAt, triedAt, ...(typeof etag === 'string' ? { etag } : {}) } : undefined;
  } catch {
    return undefined;
  }
}

/** An import in a folder of kept files, by the address of its export and its ecosystem. Without a folder it is fetched each time. */
export function keptImport(kept: KeptIndexes | undefined, address: string, ecosystem: string): ImportStore {
  const name = `import ${address} ${ecosystem}`;
  return {
    async read() {
      const bytes = await kept?.read(name);
      return bytes && importOf(bytes);
    },
    write: async (imported) => { await kept?.write(name, importBytes(imported)); },
  };
}
