import type { IncomingMessage } from 'node:http';
import type { PackageVersion } from '../../advisories/match.types.js';
import { Failure } from '../../core/errors.js';
import { isObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { Timers } from '../../ports/clock.js';
import { bounded, connectTo, send, type Network } from '../registry/http.js';
import type { AdvisoryService } from './asked.js';
import { keptTexts } from './kept-texts.js';

const atOnce = 8;
/** The most queries of one batch (https://google.github.io/osv.dev/post-v1-querybatch/). */
const batchMost = 1_000;
/** Records are asked for one by one; those of earlier reviews are kept as texts, by id and the time that the batch names: so many characters. */
const keptCharacters = 64_000_000;

/**
 * The OSV API, or what speaks like it (https://google.github.io/osv.dev/api/): names go out in batches, ids come back, and each record is fetched by its id. Only the
 * names of packages are told, never which version of them is in use. Only its host is asked; redirects to another one are refused.
 */
export function createOsvApi(base: string, parts: { readonly timers: Timers; readonly network: Network }): AdvisoryService & { close(): void } {
  const root = new URL(base.endsWith('/') ? base : `${base}/`);
  const host = connectTo(root, parts.network, undefined);
  const kept = keptTexts(keptCharacters);
  const unreachable = (reason: string, cause?: unknown): Failure => new Failure('ADVISORIES_UNREACHABLE', { host: root.host, reason }, cause);

  async function ask(path: string, most: number, post?: string): Promise<string> {
    const deadline = parts.timers.deadline(limits.registryMs.value);
    let response: IncomingMessage | undefined;
    try {
      response = await send({ url: new URL(path, root), headers: { 'user-agent': 'mergewarden', accept: 'application/json' }, credential: () => undefined, agent: host.agent, signal: deadline.signal, ...(post === undefined ? {} : { post }) });
      if (response.statusCode !== 200) throw unreachable(`status ${response.statusCode ?? 0}`);
      const chunks: Buffer[] = [];
      for await (const chunk of bounded(response, most, () => unreachable('too-long'))) chunks.push(chunk);
      return Buffer.concat(chunks).toString('utf8');
    } catch (error) {
      if (error instanceof Failure && error.code === 'ADVISORIES_UNREACHABLE') throw error;
      throw unreachable(deadline.signal.aborted ? 'timeout' : error instanceof Failure && error.code === 'REGISTRY_REDIRECT' ? 'redirect' : 'connection', error);
    } finally {
      response?.destroy();
      deadline.clear();
    }
  }

  const parse = (text: string): unknown => {
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw unreachable('not-json', error);
    }
  };

  /** The ids that the service names for some packages, with their times; pages are followed. */
  async function idsOf(ecosystem: string, packages: readonly PackageVersion[]): Promise<ReadonlyMap<string, string>> {
    const ids = new Map<string, string>();
    let queries = [...new Set(packages.map(({ name }) => name))].map((name): { readonly package: { readonly ecosystem: string; readonly name: string }; readonly page_token?: string } => ({ package: { ecosystem, name } }));
    for (let page = 0; queries.length > 0; page += 1) {
      if (page === limits.advisoryPages.value) throw unreachable('pages');
      const answer = parse(await ask('v1/querybatch', limits.advisoryListBytes.value, JSON.stringify({ queries })));
      const results = isObject(answer) ? answer['results'] : undefined;
      // An answer that leaves one of them out says nothing of it.
      if (!Array.isArray(results) || results.length !== queries.length) throw unreachable('answer');
      const next: typeof queries = [];
      for (const [at, result] of results.entries()) {
        const { vulns, next_page_token: token } = (isObject(result) ? result : {}) as { readonly [key: string]: unknown };
        if (vulns !== undefined && !Array.isArray(vulns)) throw unreachable('answer');
        for (const one of vulns ?? []) {
          if (!isObject(one) || typeof one['id'] !== 'string') throw unreachable('answer');
          ids.set(one['id'], typeof one['modified'] === 'string' ? one['modified'] : '');
        }
        if (typeof token === 'string' && token !== '') next.push({ ...queries[at]!, page_token: token });
      }
      if (ids.size > limits.advisoryAsked.value) throw unreachable('too-many');
      queries = next;
    }
    return ids;
  }

  async function recordOf(id: string, modified: string): Promise<unknown> {
    const fetch = (): Promise<string> => ask(`v1/vulns/${encodeURIComponent(id)}`, limits.advisoryRecordBytes.value);
    const key = `${id} ${modified}`;
    // Without its time nobody knows whether it is still the same.
    const record = parse(modified === '' ? await fetch() : await kept.get(key, fetch));
    // Another record under that id would hide the one that was named.
    if (!isObject(record) || record['id'] !== id) { kept.drop(key); throw unreachable('answer'); }
    return record;
  }

  return {
    source: 'osv-api', ecosystems: ['npm', 'PyPI'], most: batchMost, byVersion: false, serves: false,
    async records(ecosystem, packages) {
      const open = [...await idsOf(ecosystem, packages)];
      const records: unknown[] = [];
      const work = async (): Promise<void> => {
        for (let next = open.pop(); next !== undefined; next = open.pop()) records.push(await recordOf(...next));
      };
      await Promise.all(Array.from({ length: Math.min(atOnce, open.length) }, work));
      return records;
    },
    close: () => { host.close(); },
  };
}
