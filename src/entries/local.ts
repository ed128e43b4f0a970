import os from 'node:os';
import { createAnalyser } from '../adapters/analyser/pool.js';
import { fileFactCache } from '../adapters/files/fact-cache.js';
import { placesOf } from '../adapters/files/places.js';
import { createLocalGit } from '../adapters/local-git/local-git.js';
import { memoryFactCache } from '../adapters/memory/fact-cache.js';
import { createRegistry, readNpmSettings } from '../adapters/registry/index.js';
import { systemClock, systemTimers } from '../adapters/system/clock.js';
import { createFactSource, type FactSource } from '../app/fact-source.js';
import { servedMemory, type ServedMemory } from '../app/served-cache.js';
import { problemOf } from '../core/errors.js';
import type { RegistryTable } from '../core/registries.js';
import type { CodeAnalyser } from '../ports/analyser.js';
import type { Clock } from '../ports/clock.js';
import type { CodeHost } from '../ports/code-host.js';
import type { FactCache } from '../ports/fact-cache.js';
import type { Tenancy } from '../ports/registry.js';
import { localAdvisories } from './advisories.js';
import type { Io } from './cli/io.js';
import { failureWords } from './cli/words.js';
import { localTrust } from './trust.js';

export interface LocalSettings {
  readonly io: Io;
  readonly directory: string;
  readonly base?: string;
  readonly head?: string;
  readonly advisories?: string;
  readonly exploited?: string;
  /** A file of trusted roots and keys of one's own. */
  readonly trust?: string;
  readonly registry?: string;
  readonly offline: boolean;
  readonly cache: boolean;
}

export interface LocalPorts {
  readonly host: CodeHost;
  readonly facts: FactSource;
  readonly clock: Clock;
  readonly registries: RegistryTable;
  /** What earlier runs saw registries serve; empty where there is no cache folder. */
  readonly memory: ServedMemory;
  readonly people: () => Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * The user's cache folder; under CI, where a folder is often restored from what another job wrote, and with `--no-cache`, memory alone.
 * A folder that somebody else could have prepared is not used, and that is said.
 */
async function cacheOf({ cache, io }: Pick<LocalSettings, 'cache' | 'io'>): Promise<FactCache> {
  if (!cache || (io.env['CI'] ?? '') !== '') return memoryFactCache();
  try {
    return await fileFactCache({ places: placesOf(io.env, os.homedir(), process.platform), clock: systemClock });
  } catch (error) {
    io.err(`mergewarden: the cache is not used: ${failureWords(problemOf(error))}\n`);
    return memoryFactCache();
  }
}

/** The facts about packages on this machine: the user's own registry settings, a cache folder of theirs, advisories from a folder or an export. */
export async function localFacts(settings: Omit<LocalSettings, 'base' | 'head'>, host?: CodeHost): Promise<Pick<LocalPorts, 'facts' | 'clock' | 'registries' | 'memory' | 'close'> & { readonly analyser: CodeAnalyser }> {
  const { io } = settings;
  const npm = readNpmSettings({ env: io.env, home: os.homedir(), execPath: process.execPath, repository: settings.directory, ...(settings.registry === undefined ? {} : { registry: settings.registry }) });
  const trust = await localTrust(settings, npm.table, npm.network);
  const registry = createRegistry({ ...npm, offline: settings.offline }, { timers: systemTimers });
  // On one's own machine the user's credentials are the user's to use.
  const tenancy: Tenancy = { installation: 'local', repository: 'local', visibility: 'private', fork: false };
  const advisories = await localAdvisories(settings, npm.network, { registry, tenancy });
  const analyser = createAnalyser({});
  const cache = await cacheOf(settings);
  const facts = createFactSource({
    ...(host ? { host } : {}), registry, analyser, advisories: advisories.source, trust: trust.roots,
    cache,
    clock: systemClock,
    tenancy,
  });
  const memory = servedMemory(cache, systemClock, npm.table);
  return { facts, analyser, clock: systemClock, registries: npm.table, memory, close: async () => { registry.close(); advisories.close(); await Promise.all([trust.stop(), analyser.close()]); } };
}

/**
 * The ports of a review on this machine: a local clone besides. No database, no GitHub.
 * Nobody's waivers are left out: who pushed what is not in a clone, and whoever runs this decides nothing but their own exit code.
 */
export async function localPorts(settings: LocalSettings): Promise<LocalPorts> {
  const host = createLocalGit({ directory: settings.directory, ...(settings.base === undefined ? {} : { base: settings.base }), ...(settings.head === undefined ? {} : { head: settings.head }) });
  const local = await localFacts(settings, host);
  return { ...local, host, people: async () => [], close: async () => { await host.close(); await local.close(); } };
}
