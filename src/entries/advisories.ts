import { existsSync } from 'node:fs';
import os from 'node:os';
import { keptFiles, type KeptFiles } from '../adapters/files/kept-files.js';
import { placesOf } from '../adapters/files/places.js';
import { exploitedFolder } from '../adapters/exploited/exploited-source.js';
import { createOsvApi } from '../adapters/osv/api-client.js';
import { asking, type AdvisoryService, type Asked } from '../adapters/osv/asked.js';
import { registryAdvisories } from '../adapters/osv/bulk-client.js';
import { createExportClient, exportUrlProblem } from '../adapters/osv/export-client.js';
import { exportHoldings, keptImport } from '../adapters/osv/export-source.js';
import { folderHoldings, joinedSource, type Held } from '../adapters/osv/osv-source.js';
import type { Network } from '../adapters/registry/index.js';
import { systemClock, systemTimers } from '../adapters/system/clock.js';
import { failed } from '../core/coverage.js';
import { limits } from '../core/limits.js';
import type { AdvisorySource } from '../ports/advisory-source.js';
import type { Clock } from '../ports/clock.js';
import type { AdvisoryRegistry, Tenancy } from '../ports/registry.js';
import { UsageError, type Io } from './cli/io.js';
import { failureWords } from './cli/words.js';
import { engineDigest, engineVersion } from './engine.js';

/** The ecosystems whose lockfiles are read, as OSV calls them. */
export const exportedEcosystems = ['npm', 'PyPI'] as const;

/** Without records nothing is known: an answer of its own, which names the ways to get some. */
export const noAdvisories: AdvisorySource = {
  match: async (origin) => ({ coverage: origin.kind === 'workspace' || origin.kind === 'link' ? { kind: 'skipped', code: 'not-applicable' } : failed('ADVISORIES_ABSENT', {}) }),
  data: async () => [],
};

export interface LocalAdvisorySettings {
  readonly io: Io;
  readonly advisories?: string;
  /** A folder with the published files of EPSS and of CISA's catalogue. */
  readonly exploited?: string;
  readonly offline: boolean;
  readonly cache: boolean;
}

/**
 * Known advisories on this machine. What the command line names is all that counts; else the folder of `ADVISORIES_DIR`, the export of `ADVISORIES_URL`, and the services of
 * `ADVISORIES_API` and `ADVISORIES_REGISTRY`, as many of them as are set.
 * What is known of their use comes from the folder of `EXPLOITED_DIR`, where the command line names none.
 * @throws UsageError for an address or a number that is none.
 */
export async function localAdvisories(settings: LocalAdvisorySettings, network: Network, asked: { readonly registry: AdvisoryRegistry; readonly tenancy: Tenancy }): Promise<{ readonly source: AdvisorySource; close(): void }> {
  const { io } = settings;
  const folder = settings.advisories ?? io.env['ADVISORIES_DIR'] ?? '';
  const address = settings.advisories === undefined ? io.env['ADVISORIES_URL'] ?? '' : '';
  // A slip in a path must not read as if nobody had named any.
  for (const [option, name] of [['--advisories', settings.advisories], ['ADVISORIES_DIR', settings.advisories === undefined ? io.env['ADVISORIES_DIR'] : undefined], ['--exploited', settings.exploited], ['EXPLOITED_DIR', settings.exploited === undefined ? io.env['EXPLOITED_DIR'] : undefined]] as const) {
    if (name !== undefined && name !== '' && !existsSync(name)) throw new UsageError(`${option}: ${name} is not there`);
  }
  const holdings: Held[] = [];
  const maxAgeMs = maxAgeOf(io.env);
  if (folder !== '') {
    const kept = await keptIn('advisory-indexes-1', engineDigest(), settings);
    holdings.push(folderHoldings({ path: folder, ...(kept ? { kept } : {}), ...(maxAgeMs === undefined || address !== '' ? {} : { age: { clock: systemClock, maxMs: maxAgeMs } }) }));
  }
  const client = address === '' ? undefined : clientOf(address, network);
  if (client) for (const ecosystem of exportedEcosystems) holdings.push(await fetched({ address, ecosystem, ...(maxAgeMs === undefined ? {} : { maxAgeMs }) }, settings.offline ? undefined : client, settings));
  const services = settings.advisories === undefined ? servicesOf(io.env, settings.offline) : {};
  const problem = serviceProblem(io.env);
  if (problem !== undefined) throw new UsageError(problem);
  const api = services.api === undefined ? undefined : createOsvApi(services.api, { timers: systemTimers, network });
  const begun = askServices({ ...(api ? { api } : {}), registry: services.registry === true }, { ...asked, clock: systemClock, signal: io.signal });
  const exploited = settings.exploited ?? io.env['EXPLOITED_DIR'] ?? '';
  const source = holdings.length + begun.length === 0 ? noAdvisories : joinedSource(holdings, begun);
  return { source: exploited === '' ? source : exploitedFolder(exploited).over(source), close: () => { client?.close(); api?.close(); } };
}

/** The services that somebody opted for: an address of an OSV API, and whether the default registry is asked. */
export function servicesOf(env: Io['env'], offline = false): { readonly api?: string; readonly registry?: true } {
  const { ADVISORIES_API: api = '', ADVISORIES_REGISTRY: registry = '' } = env;
  return offline ? {} : { ...(api === '' ? {} : { api }), ...(registry === '1' ? { registry: true } : {}) };
}

/** What is wrong with the settings of services, as a sentence. */
export function serviceProblem(env: Io['env']): string | undefined {
  const { ADVISORIES_API: api = '', ADVISORIES_REGISTRY: registry = '' } = env;
  const address = api === '' ? undefined : exportUrlProblem(api);
  if (address !== undefined) return `ADVISORIES_API ${address}`;
  return registry === '' || registry === '0' || registry === '1' ? undefined : 'ADVISORIES_REGISTRY must be 1 or 0';
}

/** Begins to ask the services on behalf of one review. */
export function askServices(services: { readonly api?: AdvisoryService; readonly registry: boolean }, { registry, tenancy, clock, signal }: { readonly registry: AdvisoryRegistry; readonly tenancy: Tenancy; readonly clock: Clock; readonly signal: AbortSignal }): readonly Asked[] {
  return [...(services.api ? [services.api] : []), ...(services.registry ? [registryAdvisories(registry, tenancy, signal)] : [])].map((service) => asking(service, clock));
}

function clientOf(address: string, network: Network): ReturnType<typeof createExportClient> {
  const problem = exportUrlProblem(address);
  if (problem !== undefined) throw new UsageError(`ADVISORIES_URL ${problem}`);
  return createExportClient(address, { timers: systemTimers, network });
}

async function fetched({ address, ecosystem, ...age }: { readonly address: string; readonly ecosystem: string; readonly maxAgeMs?: number }, client: ReturnType<typeof createExportClient> | undefined, settings: LocalAdvisorySettings): Promise<Held> {
  const { io } = settings;
  const kept = await keptIn('advisories-1', engineVersion, settings);
  return exportHoldings({
    source: `osv:${ecosystem}`, ecosystem, ...age, ...(client ? { client } : {}), store: keptImport(kept, address, ecosystem), clock: systemClock, signal: io.signal,
    report: downloadProgress(io, ecosystem), failed: (problem) => { io.err(`mergewarden: advisories were not brought up to date: ${failureWords(problem)}\n`); },
  });
}

const dayMs = 86_400_000;

/** The age in milliseconds that `ADVISORIES_MAX_AGE_DAYS` allows; undefined where it says nothing, 'invalid' for what is no whole number of days from 1 to 3,650. */
export function advisoryAge(text: string | undefined): number | 'invalid' | undefined {
  if (text === undefined || text === '') return undefined;
  return /^[1-9]\d{0,3}$/.test(text) && Number(text) <= 3_650 ? Number(text) * dayMs : 'invalid';
}

function maxAgeOf(env: Io['env']): number | undefined {
  const age = advisoryAge(env['ADVISORIES_MAX_AGE_DAYS']);
  if (age === 'invalid') throw new UsageError('ADVISORIES_MAX_AGE_DAYS must be a whole number from 1 to 3650');
  return age;
}

/** What earlier runs kept; none under CI, with `--no-cache`, and where the cache is not to be trusted, which is said where facts are. */
async function keptIn(folder: string, producer: string, { io, cache }: LocalAdvisorySettings): Promise<KeptFiles | undefined> {
  if (!cache || (io.env['CI'] ?? '') !== '') return undefined;
  return keptFiles({ places: placesOf(io.env, os.homedir(), process.platform), folder, most: 4, maxBytes: limits.advisoryIndexBytes.value, producer, clock: systemClock }).catch(() => undefined);
}

const megabyte = 1_000_000;

/** Says how a download goes: drawn over itself on a terminal, elsewhere once. */
function downloadProgress(io: Io, ecosystem: string): (done: number, total: number | undefined) => void {
  const what = `fetching known advisories (${ecosystem})`;
  let drawn = -1;
  return (done, total) => {
    const shown = Math.floor(done / megabyte);
    if (shown === drawn && done !== total) return;
    const size = total === undefined ? undefined : `${Math.ceil(total / megabyte)} MB`;
    if (io.errIsTerminal) io.err(done === total ? '\r\u001b[K' : `\r\u001b[K${what}: ${size === undefined ? `${shown} MB` : `${shown} of ${size}`}`);
    else if (drawn < 0) io.err(`mergewarden: ${what}${size === undefined ? '' : `, ${size}`}\n`);
    drawn = shown;
  };
}
