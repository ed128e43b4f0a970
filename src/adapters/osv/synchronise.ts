import { mkdtemp, open, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setImmediate as breath } from 'node:timers/promises';
import { compareTimes, indexBuilder, type AdvisoryIndex, type IndexBuilder } from '../../advisories/advisory-index.js';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { ExportClient, ExportList } from './export-client.js';
import { exportedFiles } from './export-zip.js';

/** What was taken over from an export. */
export interface Import {
  readonly index: AdvisoryIndex;
  /** When the export's list was last seen, and everything that it names was here: milliseconds since the epoch; 0 for never. */
  readonly checkedAt: number;
  /** When it was last tried with an answer, whole or not. */
  readonly triedAt: number;
  /** Names the list that this holds all of. */
  readonly etag?: string;
}

export interface SynchroniseOptions {
  readonly client: ExportClient;
  readonly ecosystem: string;
  readonly now: number;
  readonly signal: AbortSignal;
  /** Hears of a full download: bytes that have come, and of how many where that is known. */
  readonly report?: (done: number, total: number | undefined) => void;
}

/**
 * Brings what was imported up to date with the export: all of it the first time and where much has changed, else each record that the list names as newer. The list is
 * what counts: an archive is made at another time and may lack records, which are then fetched one by one. A record that the list no longer names goes only where a second
 * look agrees: its own file is gone, or the archive lacks it too. A list of less than half of what was there is not believed. One that cannot be had, or is none, leaves the one before in use, and `checkedAt` where it was, so that the data ages; without one before it is a
 * place that could not be read. What was handed in is never changed.
 * @throws Failure ADVISORIES_UNREACHABLE, ADVISORIES_MALFORMED where nothing was taken over; and the signal's reason.
 */
export async function synchronise(before: Import | undefined, options: SynchroniseOptions): Promise<Import> {
  const { client, ecosystem, now, signal } = options;
  const list = await client.list(ecosystem, before?.etag, signal);
  if (!list) return { ...before!, checkedAt: now, triedAt: now };
  const builder = indexBuilder();
  const held = before ? await carry(before.index, builder) : new Map<string, string>();
  if (list.modified.size < held.size / 2) throw new Failure('ADVISORIES_MALFORMED', { reason: 'list-shrunk', listed: list.modified.size, held: held.size });
  let unlisted = [...held.keys()].filter((id) => !list.modified.has(id));
  let wanted = missing(list, held);
  if (!before || wanted.length + unlisted.length > limits.advisoryIncrement.value) {
    const packed = await download(options, builder, held);
    for (const id of unlisted) if (!packed.has(id)) builder.drop(id);
    unlisted = [];
    wanted = missing(list, held);
    if (wanted.length > limits.advisoryIncrement.value) throw new Failure('ADVISORIES_MALFORMED', { reason: 'archive-incomplete', missing: wanted.length });
  }
  const whole = await fetchEach(wanted, unlisted, options, builder, held);
  const index = builder.finish();
  return { index, checkedAt: whole ? now : before?.checkedAt ?? 0, triedAt: now, ...(whole && list.etag !== undefined ? { etag: list.etag } : {}) };
}

/** To the second: a list and a record may write the same time with more or fewer digits. */
const second = (time: string): string => time.slice(0, 19);

function missing({ modified }: ExportList, held: ReadonlyMap<string, string>): string[] {
  return [...modified].filter(([id, time]) => { const known = held.get(id); return known === undefined || compareTimes(second(known), second(time)) < 0; }).map(([id]) => id);
}

/** Hands all of an index to a builder, with pauses. Gives the time of each record by its id. */
async function carry(index: AdvisoryIndex, builder: IndexBuilder): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  let count = 0;
  for (const { record, entry } of index.all()) {
    builder.carry(record, entry);
    if (!entry) held.set(record.id, record.modified);
    if ((count += 1) % 2_000 === 0) await breath();
  }
  return held;
}

/** Reads the whole export through a file of its own that goes again. Returns the ids of what it holds. */
async function download({ client, ecosystem, signal, report }: SynchroniseOptions, builder: IndexBuilder, held: Map<string, string>): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-advisories-'));
  try {
    const file = await open(path.join(folder, 'all.zip'), 'wx+', 0o600);
    try {
      const size = await client.archive(ecosystem, file, signal, report ?? (() => undefined));
      for await (const { content } of exportedFiles(file.fd, size)) {
        signal.throwIfAborted();
        // One that is none is asked for by its id afterwards: if the list names it, nothing is lost.
        const record = content && parse(content.toString('utf8'));
        const id = record === undefined ? undefined : take(record, builder, held);
        if (id !== undefined) ids.add(id);
      }
      return ids;
    } finally {
      await file.close();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Adds a record if it is one. Returns its id. */
function take(json: unknown, builder: IndexBuilder, held: Map<string, string>): string | undefined {
  const added = builder.offer(json);
  if (!added) return undefined;
  const known = held.get(added.id);
  if (known === undefined || compareTimes(known, added.modified) < 0) held.set(added.id, added.modified);
  return added.id;
}

const atOnce = 8;

/**
 * Fetches records one by one, several at once: those that are wanted, and those that the list no longer names, which are dropped where they are gone. True when every
 * wanted one came; a failed request ends it, since the next ones would fail as well. What came before that counts.
 */
async function fetchEach(wanted: readonly string[], unlisted: readonly string[], { client, ecosystem, signal }: SynchroniseOptions, builder: IndexBuilder, held: Map<string, string>): Promise<boolean> {
  const open = [...unlisted.map((id) => ({ id, listed: false })), ...wanted.map((id) => ({ id, listed: true }))];
  const came = new Set<string>();
  const work = async (): Promise<void> => {
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      const { id, listed } = next;
      try {
        const { there, json } = await client.record(ecosystem, id, signal);
        if (!there && !listed) builder.drop(id);
        else if (take(json, builder, held) === id) came.add(id);
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof Failure)) throw error;
        open.length = 0;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, open.length) }, work));
  for (const id of wanted) if (!came.has(id) && !held.has(id)) builder.reject({ file: `${id}.json`, reason: 'unreadable' });
  return wanted.every((id) => came.has(id));
}
