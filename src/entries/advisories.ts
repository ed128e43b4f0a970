import os from 'node:os';
import { keptFiles, type KeptFiles } from '../adapters/files/kept-files.js';
import { placesOf } from '../adapters/files/places.js';
import { exploitedFolder } from '../adapters/exploited/exploited-source.js';
import { createExportClient, exportUrlProblem } from '../adapters/osv/export-client.js';
import { exportHoldings, keptImport } from '../adapters/osv/export-source.js';
import { folderHoldings, joinedSource, type Holding } from '../adapters/osv/osv-source.js';
import type { Network } from '../adapters/registry/index.js';
import { systemClock, systemTimers } from '../adapters/system/clock.js';
import { failed } from '../core/coverage.js';
import { limits } from '../core/limits.js';
import type { AdvisorySource } from '../ports/advisory-source.js';
import { UsageError, type Io } from './cli/io.js';
import { failureWords } from './cli/words.js';
import { engineDigest, engineVersion } from './engine.js';

/** The ecosystem whose lockfiles are read. */
export const exportedEcosystem = 'npm';

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
 * Known advisories on this machine. What the command line names is all that counts; else the folder of `ADVISORIES_DIR` and the export of `ADVISORIES_URL`, both where
 * both are set. What is known of their use comes from the folder of `EXPLOITED_DIR`, where the command line names none.
 * @throws UsageError for an address that is none.
 */
export async function localAdvisories(settings: LocalAdvisorySettings, network: Network): Promise<{ readonly source: AdvisorySource; close(): void }> {
  const { io } = settings;
  const folder = settings.advisories ?? io.env['ADVISORIES_DIR'] ?? '';
  const address = settings.advisories === undefined ? io.env['ADVISORIES_URL'] ?? '' : '';
  const holdings: (() => Promise<Holding>)[] = [];
  if (folder !== '') {
    const kept = await keptIn('advisory-indexes-1', engineDigest(), settings);
    holdings.push(folderHoldings({ path: folder, ...(kept ? { kept } : {}) }));
  }
  const client = address === '' ? undefined : clientOf(address, network);
  if (client) holdings.push(await fetched(address, settings.offline ? undefined : client, settings));
  const exploited = settings.exploited ?? io.env['EXPLOITED_DIR'] ?? '';
  const source = holdings.length === 0 ? noAdvisories : joinedSource(holdings);
  return { source: exploited === '' ? source : exploitedFolder(exploited).over(source), close: () => { client?.close(); } };
}

function clientOf(address: string, network: Network): ReturnType<typeof createExportClient> {
  const problem = exportUrlProblem(address);
  if (problem !== undefined) throw new UsageError(`ADVISORIES_URL ${problem}`);
  return createExportClient(address, { timers: systemTimers, network });
}

async function fetched(address: string, client: ReturnType<typeof createExportClient> | undefined, settings: LocalAdvisorySettings): Promise<() => Promise<Holding>> {
  const { io } = settings;
  const kept = await keptIn('advisories-1', engineVersion, settings);
  return exportHoldings({
    source: `osv:${exportedEcosystem}`, ecosystem: exportedEcosystem, ...(client ? { client } : {}), store: keptImport(kept, address, exportedEcosystem), clock: systemClock, signal: io.signal,
    report: downloadProgress(io), failed: (problem) => { io.err(`mergewarden: advisories were not brought up to date: ${failureWords(problem)}\n`); },
  });
}

/** What earlier runs kept; none under CI, with `--no-cache`, and where the cache is not to be trusted, which is said where facts are. */
async function keptIn(folder: string, producer: string, { io, cache }: LocalAdvisorySettings): Promise<KeptFiles | undefined> {
  if (!cache || (io.env['CI'] ?? '') !== '') return undefined;
  return keptFiles({ places: placesOf(io.env, os.homedir(), process.platform), folder, most: 4, maxBytes: limits.advisoryIndexBytes.value, producer, clock: systemClock }).catch(() => undefined);
}

const megabyte = 1_000_000;

/** Says how a download goes: drawn over itself on a terminal, elsewhere once. */
function downloadProgress(io: Io): (done: number, total: number | undefined) => void {
  const what = 'fetching known advisories';
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
