import http from 'node:http';
import { gunzipSync } from 'node:zlib';
import { fileFactCache } from '../../src/adapters/files/fact-cache.js';
import { placesOf } from '../../src/adapters/files/places.js';
import { createRegistry } from '../../src/adapters/registry/index.js';
import { systemClock, systemTimers } from '../../src/adapters/system/clock.js';
import { createFactSource } from '../../src/app/fact-source.js';
import { limits } from '../../src/core/limits.js';
import type { AdvisorySource } from '../../src/ports/advisory-source.js';
import type { CodeAnalyser } from '../../src/ports/analyser.js';

export interface RecordsMessage {
  readonly way: 'floor' | 'records';
  readonly registry: string;
  readonly names: readonly string[];
  /** An empty folder, which facts are kept in. */
  readonly home: string;
}

/** Milliseconds of the first reading, of one when the answers have to be asked for again, and of one while they are fresh. */
export interface RecordsAnswer {
  readonly ms: number;
  readonly againMs: number;
  readonly freshMs: number;
  readonly read: number;
}

const unused = {} as AdvisorySource & CodeAnalyser;

/** The floor: the same documents over as many connections, unpacked and parsed, and nothing kept. */
async function floor({ registry, names }: RecordsMessage): Promise<RecordsAnswer> {
  const agent = new http.Agent({ keepAlive: true, maxSockets: limits.registryConnections.value });
  const one = (name: string): Promise<number> => new Promise((resolve, reject) => {
    http.get(`${registry}${name}`, { agent }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => { resolve(Object.keys((JSON.parse(gunzipSync(Buffer.concat(parts)).toString('utf8')) as { versions: object }).versions).length); });
      response.on('error', reject);
    }).on('error', reject);
  });
  const start = performance.now();
  const read = await Promise.all(names.map(one));
  agent.destroy();
  return { ms: performance.now() - start, againMs: 0, freshMs: 0, read: read.filter((count) => count > 0).length };
}

/** As a review reads them: reduced on arrival, and kept. */
async function records({ registry, names, home }: RecordsMessage): Promise<RecordsAnswer> {
  const table = { publicDefault: 'https://registry.example/', default: registry, scopes: {} };
  const client = createRegistry({ table, credentials: [], configuredHosts: [new URL(registry).host], publicRegistries: [registry], network: { strictSsl: true } }, { timers: systemTimers });
  const cache = await fileFactCache({ places: placesOf({}, home, process.platform), clock: systemClock });
  const { signal } = new AbortController();
  const read = async (now: number): Promise<readonly [ms: number, read: number]> => {
    const source = createFactSource({ registry: client, analyser: unused, advisories: unused, cache, clock: { now: () => now }, tenancy: { installation: '1', repository: '1', visibility: 'private', fork: false } });
    const start = performance.now();
    const facts = await Promise.all(names.map(async (name) => source.get({ origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version: '1.0.0' }, integrity: { digests: [], pinned: 'none', malformed: [] } }, 'record', signal)));
    return [performance.now() - start, facts.filter(({ coverage, value }) => coverage.kind === 'complete' && value !== undefined).length];
  };
  const begun = Date.UTC(2026, 0, 1);
  const [ms, first] = await read(begun);
  const [againMs, again] = await read(begun + 3_600_000);
  const [freshMs, fresh] = await read(begun + 3_600_001);
  client.close();
  return { ms, againMs, freshMs, read: Math.min(first, again, fresh) };
}

process.once('message', (message: RecordsMessage) => { void (message.way === 'floor' ? floor(message) : records(message)).then((answer) => { process.send?.(answer); }); });
process.once('disconnect', () => { process.exit(0); });
