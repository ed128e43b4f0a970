import type { IncomingMessage } from 'node:http';
import type { FileHandle } from 'node:fs/promises';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Timers } from '../../ports/clock.js';
import { isInside } from '../registry/addresses.js';
import { bounded, connectTo, send, type Network } from '../registry/http.js';

/** What an export lists: when each record was last changed, by id. */
export interface ExportList {
  readonly modified: ReadonlyMap<string, string>;
  readonly etag?: string;
}

/** An export of OSV records over HTTP, one folder an ecosystem (https://google.github.io/osv.dev/data/#data-dumps). All fail with ADVISORIES_UNREACHABLE { reason }. */
export interface ExportClient {
  /** `ECOSYSTEM/modified_id.csv`; undefined where it is still what the ETag names. */
  list(ecosystem: string, etag: string | undefined, signal: AbortSignal): Promise<ExportList | undefined>;
  /** Writes `ECOSYSTEM/all.zip` into a file; `report` hears how much has come, and of how much where that is known. Returns its size. */
  archive(ecosystem: string, file: FileHandle, signal: AbortSignal, report: (done: number, total: number | undefined) => void): Promise<number>;
  /** `ECOSYSTEM/ID.json`: whether it is there, and parsed where it is JSON and not too long. */
  record(ecosystem: string, id: string, signal: AbortSignal): Promise<{ readonly there: boolean; readonly json?: unknown }>;
  close(): void;
}

/**
 * Says what is wrong with the address of an export; undefined when nothing is. Plain HTTP may only lead inside, where a mirror without TLS may stand: on the way to
 * anybody else records could be taken out.
 */
export function exportUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'must be an address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '') return 'must be an address without a user, a password, a query or a fragment';
  if (url.protocol === 'https:') return undefined;
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return url.protocol === 'http:' && (host === 'localhost' || (/^[\d.]+$|:/.test(host) && isInside(host))) ? undefined : 'must begin with https:// (http:// only for an address inside)';
}

const line = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|\+00:00)),([A-Za-z0-9][\w.:+-]{0,127})$/;

/** Speaks to one export. Only its host is ever asked; redirects to another one are refused (see `send`). The host is the operator's choice, so it may lie inside. */
export function createExportClient(base: string, parts: { readonly timers: Timers; readonly network: Network }): ExportClient {
  const root = new URL(base.endsWith('/') ? base : `${base}/`);
  const host = connectTo(root, parts.network, undefined);
  const unreachable = (reason: string, cause?: unknown): Failure => new Failure('ADVISORIES_UNREACHABLE', { host: root.host, reason }, cause);

  async function ask<T>(path: string, headers: { readonly [name: string]: string }, ms: number, signal: AbortSignal, use: (response: IncomingMessage) => Promise<T>): Promise<T> {
    const deadline = parts.timers.deadline(ms);
    try {
      const response = await send({ url: new URL(path, root), headers: { 'user-agent': 'mergewarden', ...headers }, credential: () => undefined, agent: host.agent, signal: AbortSignal.any([signal, deadline.signal]) });
      try {
        return await use(response);
      } finally {
        response.destroy();
      }
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof Failure && error.code === 'ADVISORIES_UNREACHABLE') throw error;
      throw unreachable(deadline.signal.aborted ? 'timeout' : error instanceof Failure && error.code === 'REGISTRY_REDIRECT' ? 'redirect' : 'connection', error);
    } finally {
      deadline.clear();
    }
  }
  const expectOk = (response: IncomingMessage): void => {
    if (response.statusCode !== 200) throw unreachable(`status ${response.statusCode ?? 0}`);
  };
  const whole = async (response: IncomingMessage, maxBytes: number): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of bounded(response, maxBytes, () => unreachable('too-long'))) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const folder = (ecosystem: string): string => `${encodeURIComponent(ecosystem)}/`;

  return {
    list: (ecosystem, etag, signal) => ask(`${folder(ecosystem)}modified_id.csv`, etag === undefined ? {} : { 'if-none-match': etag }, limits.advisoryListMs.value, signal, async (response) => {
      if (response.statusCode === 304 && etag !== undefined) return undefined;
      expectOk(response);
      const modified = new Map<string, string>();
      for (const text of (await whole(response, limits.advisoryListBytes.value)).toString('utf8').split(/\r?\n/)) {
        if (text === '') continue;
        const [, time, id] = line.exec(text) ?? [];
        if (time === undefined || id === undefined) throw unreachable('list');
        modified.set(id, time.replace('+00:00', 'Z'));
      }
      if (modified.size === 0 || modified.size > limits.advisoryFiles.value) throw unreachable('list');
      return { modified, ...(response.headers.etag === undefined ? {} : { etag: response.headers.etag }) };
    }),
    archive: (ecosystem, file, signal, report) => ask(`${folder(ecosystem)}all.zip`, {}, limits.advisoryExportMs.value, signal, async (response) => {
      expectOk(response);
      const total = Number(response.headers['content-length'] ?? Number.NaN);
      let done = 0;
      for await (const chunk of bounded(response, limits.advisoryExportBytes.value, () => unreachable('too-long'))) {
        await file.write(chunk);
        report(done += chunk.length, Number.isSafeInteger(total) ? total : undefined);
      }
      return done;
    }),
    record: (ecosystem, id, signal) => ask(`${folder(ecosystem)}${encodeURIComponent(id)}.json`, {}, limits.registryMs.value, signal, async (response) => {
      if (response.statusCode === 404) return { there: false };
      expectOk(response);
      if (Number(response.headers['content-length'] ?? 0) > limits.advisoryRecordBytes.value) return { there: true };
      const text = (await whole(response, limits.advisoryRecordBytes.value)).toString('utf8');
      try {
        return { there: true, json: JSON.parse(text) as unknown };
      } catch {
        return { there: true };
      }
    }),
    close: () => { host.close(); },
  };
}
