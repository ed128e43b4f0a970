import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { UpdaterOptions } from 'tuf-js';
import { DownloadHTTPError } from 'tuf-js/dist/error.js';
import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import { bounded, connectTo, send, type Network } from '../registry/http.js';
import type { TrustState } from './state.js';

/** Reads what lies at a path of a repository; what is not there is undefined. More than `most` bytes are a failure. */
export type Read = (at: string, most: number) => Promise<Buffer | undefined>;

/** A repository as TUF's client asks for it, with what it got. The client hides why it got nothing: `failure` is the first reason. */
export interface Asked {
  readonly fetcher: NonNullable<UpdaterOptions['fetcher']>;
  readonly got: ReadonlyMap<string, Buffer>;
  failure(): unknown;
}

/** Answers TUF's client, files through `folder`. */
export function asked(address: string, folder: string, read: Read): Asked {
  const base = new URL(`${address}/`).href;
  const got = new Map<string, Buffer>();
  let failure: unknown;
  const bytesOf = async (url: string, most: number): Promise<Buffer> => {
    let bytes: Buffer | undefined;
    try {
      if (!url.startsWith(base)) throw new Failure('TRUST_REFUSED', { reason: 'path' });
      bytes = await read(url.slice(base.length), Math.min(most, limits.trustFileBytes.value));
    } catch (error) {
      failure ??= error;
      throw error;
    }
    // The client takes this for the end of the roots.
    if (!bytes) throw new DownloadHTTPError('not there', 404);
    got.set(url.slice(base.length), bytes);
    return bytes;
  };
  return {
    got, failure: () => failure,
    fetcher: {
      downloadBytes: bytesOf,
      async downloadFile(url, most, handler) {
        const file = path.join(folder, 'download');
        await writeFile(file, await bytesOf(url, most), { mode: 0o600 });
        return handler(file);
      },
    },
  };
}

/** What a state holds. */
export const stored = ({ files }: Pick<TrustState, 'files'>): Read => async (at, most) => {
  const bytes = Object.hasOwn(files, at) ? Buffer.from(files[at]!) : undefined;
  if (bytes && bytes.length > most) throw new Failure('TRUST_REFUSED', { reason: 'too-long' });
  return bytes;
};

/** Says what a repository over HTTP serves, each refresh within one budget of bytes. The host is the operator's choice, so it may lie inside. */
export function networkRead(address: string, network: Network): { readonly begin: (signal: AbortSignal) => Read; readonly close: () => void } {
  const root = new URL(`${address}/`);
  const host = connectTo(root, network, undefined);
  const unreachable = (reason: string, cause?: unknown): Failure => new Failure('TRUST_UNREACHABLE', { host: root.host, reason }, cause);
  return {
    close: () => { host.close(); },
    begin: (signal) => {
      let left = limits.trustRefreshBytes.value;
      return async (at, most) => {
        try {
          const response = await send({ url: new URL(`${root.href}${at}`), headers: { 'user-agent': 'mergewarden' }, credential: () => undefined, agent: host.agent, signal });
          try {
            // An object store answers 403 for what is not there (TUF client workflow 5.3.3 leaves it open).
            if (response.statusCode === 404 || response.statusCode === 403) return undefined;
            if (response.statusCode !== 200) throw unreachable(`status ${response.statusCode ?? 0}`);
            const chunks: Buffer[] = [];
            for await (const chunk of bounded(response, Math.min(most, left), () => unreachable('too-long'))) chunks.push(chunk);
            const bytes = Buffer.concat(chunks);
            left -= bytes.length;
            return bytes;
          } finally {
            response.destroy();
          }
        } catch (error) {
          signal.throwIfAborted();
          if (error instanceof Failure && error.code === 'TRUST_UNREACHABLE') throw error;
          throw unreachable(error instanceof Failure && error.code === 'REGISTRY_REDIRECT' ? 'redirect' : 'connection', error);
        }
      };
    },
  };
}
