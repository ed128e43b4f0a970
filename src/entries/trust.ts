import { readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { keptFiles, type KeptFiles } from '../adapters/files/kept-files.js';
import { placesOf } from '../adapters/files/places.js';
import { exportUrlProblem } from '../adapters/osv/export-client.js';
import type { Network } from '../adapters/registry/index.js';
import { networkRead } from '../adapters/sigstore/fetcher.js';
import { keptTrust } from '../adapters/sigstore/kept-trust.js';
import { readOwnTrust, type OwnTrust } from '../adapters/sigstore/own.js';
import { pinnedTrust, type TufRepository } from '../adapters/sigstore/pinned.js';
import { sourceOf, type TrustKeeper } from '../adapters/sigstore/shared-trust.js';
import { rootVersion } from '../adapters/sigstore/tuf.js';
import { createTrustRoots } from '../adapters/sigstore/trust-roots.js';
import { systemClock, systemTimers } from '../adapters/system/clock.js';
import { Failure, type Problem } from '../core/errors.js';
import { limits } from '../core/limits.js';
import type { RegistryTable } from '../core/registries.js';
import type { TrustRoots } from '../ports/trust-roots.js';
import { UsageError, type Io } from './cli/io.js';
import { failureWords } from './cli/words.js';
import { engineVersion } from './engine.js';

/** Where trusted roots come from, and what is trusted besides. */
export interface TrustSettings {
  /** A mirror of the public repository, or `off` where nobody is asked; the public repository itself where it is left out. */
  readonly address?: string;
  /** The root metadata that a mirror of one's own signing starts from. */
  readonly root?: Buffer;
  readonly own: readonly OwnTrust[];
}

type Env = { readonly [name: string]: string | undefined };

/**
 * Reads `TRUST_TUF_URL`, `TRUST_TUF_ROOT`, and the file of one's own roots and keys: `TRUST_FILE`, or the one that an option names.
 * @param problems takes what is wrong, a sentence each.
 */
export function trustSettings(env: Env, problems: string[], option?: { readonly name: string; readonly file: string }): TrustSettings {
  const { TRUST_TUF_URL: address = '', TRUST_TUF_ROOT: rootFile = '', TRUST_FILE: named = '' } = env;
  const problem = address === '' || address === 'off' ? undefined : exportUrlProblem(address);
  if (problem !== undefined) problems.push(`TRUST_TUF_URL ${problem}, or off`);
  const root = rootFile === '' ? undefined : rootOf(rootFile, problems);
  if (rootFile !== '' && (address === '' || address === 'off')) problems.push('TRUST_TUF_ROOT is the start of a repository of your own: set TRUST_TUF_URL to its address');
  const { name, file } = option ?? { name: 'TRUST_FILE', file: named };
  let own: readonly OwnTrust[] = [];
  try {
    if (file !== '') own = readOwnTrust(file);
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'CONFIGURATION') throw error;
    problems.push(...(error.data['problems'] as readonly string[]).map((one) => `${name}: ${one}`));
  }
  return { own, ...(address === '' ? {} : { address }), ...(root ? { root } : {}) };
}

function rootOf(file: string, problems: string[]): Buffer | undefined {
  try {
    const root = readFileSync(file);
    if (root.length <= limits.trustFileBytes.value && (JSON.parse(root.toString('utf8')) as { readonly signed?: { readonly _type?: unknown } }).signed?._type === 'root' && Number.isSafeInteger(rootVersion(root))) return root;
  } catch {
    // Said below.
  }
  problems.push(`TRUST_TUF_ROOT: ${path.basename(file)} is no root.json of a TUF repository that can be read`);
  return undefined;
}

/** The repository that roots are of, under what its state is stored, and whether it is to be asked. */
export function repositoryOf({ address, root }: TrustSettings, pinned: TufRepository): { readonly repository: TufRepository; readonly source: string; readonly asked: boolean } {
  const asked = address !== 'off';
  const repository = { ...pinned, ...(address === undefined || !asked ? {} : { address: address.replace(/\/{1,9}$/, '') }), ...(root ? { root } : {}) };
  return { repository, source: sourceOf(repository, root !== undefined), asked };
}

/** As long as `doctor` takes roots for refreshed. */
const oldMs = 14 * 86_400_000;

/** Trusted roots of a running program: what reviews take, and when it was last seen to be the newest. */
export interface RunningTrust {
  readonly roots: TrustRoots;
  /** In milliseconds since the epoch; undefined where only what the program comes with counts. */
  checkedAt(): number | undefined;
  stop(): Promise<void>;
}

export interface LocalTrustSettings {
  readonly io: Io;
  /** The file of `--trust`. */
  readonly trust?: string;
  readonly offline: boolean;
  readonly cache: boolean;
}

/**
 * The trusted roots of a command line: what an earlier run kept in the user's cache folder, refreshed for the next one while this one works. Under CI and with `--no-cache`, where nothing is kept, those that the program comes with.
 * @throws UsageError for settings that are not valid.
 */
export async function localTrust(settings: LocalTrustSettings, table: RegistryTable, network: Network): Promise<RunningTrust> {
  const { io, trust, offline } = settings;
  const problems: string[] = [];
  const read = trustSettings(io.env, problems, trust === undefined ? undefined : { name: '--trust', file: trust });
  if (problems.length > 0) throw new UsageError(problems.join('; '));
  const pinned = pinnedTrust(table.publicDefault);
  const { repository, source, asked } = repositoryOf(read, pinned.repository);
  const kept = await keptIn(settings);
  const open = (): ReturnType<Parameters<typeof running>[2]> => {
    const reader = asked && !offline && kept ? networkRead(repository.address, network) : undefined;
    const warn = (problem: Problem): void => { io.err(`mergewarden: ${failureWords(problem)}\n`); };
    return { reader, keeper: keptTrust({ repository, source, pinned: pinned.texts, clock: systemClock, timers: systemTimers, warn, ...(kept ? { kept } : {}), ...(reader ? { begin: reader.begin } : {}) }) };
  };
  try {
    return running(read, table, open, (registry) => { io.err(`mergewarden: trusted roots are named for ${registry}, which is no registry of your npmrc\n`); });
  } catch (error) {
    throw error instanceof Failure && error.code === 'CONFIGURATION' ? new UsageError(failureWords(error)) : error;
  }
}

async function keptIn({ io, cache }: LocalTrustSettings): Promise<KeptFiles | undefined> {
  if (!cache || (io.env['CI'] ?? '') !== '') return undefined;
  return keptFiles({ places: placesOf(io.env, os.homedir(), process.platform), folder: 'trust-1', most: 8, maxBytes: limits.trustStateBytes.value, producer: engineVersion, clock: systemClock }).catch(() => undefined);
}

/**
 * Makes the trusted roots over what keeps them, which is begun once the entries are known to be good. `unused` hears the registries of entries that nothing is installed from.
 * @throws Failure CONFIGURATION as `createTrustRoots`.
 */
export function running({ own }: TrustSettings, table: RegistryTable, open: () => { readonly keeper: TrustKeeper; readonly reader?: { readonly close: () => void } | undefined }, unused: (registry: string) => void): RunningTrust {
  const isOld = (): boolean => { const at = begun.keeper.checkedAt(); return at === undefined || systemClock.now() - at > oldMs; };
  const roots = createTrustRoots({ current: () => begun.keeper.current(), own, table, isOld });
  const begun = open();
  for (const one of roots.unused) unused(one);
  return { roots, checkedAt: () => begun.keeper.checkedAt(), stop: async () => { await begun.keeper.stop(); begun.reader?.close(); } };
}
