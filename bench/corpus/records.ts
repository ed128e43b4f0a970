import os from 'node:os';
import path from 'node:path';
import npmFetch from 'npm-registry-fetch';
import type { Json } from '../../src/core/json.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';

const npm = npmFetch as unknown as { json(place: string, options: { readonly [key: string]: unknown }): Promise<unknown> };

/** Where npm keeps what it fetched: as it tells its scripts, else its own default. */
export function npmCacheFolder(env: { readonly [name: string]: string | undefined } = process.env): string {
  return path.join(env['npm_config_cache'] ?? path.join(os.homedir(), '.npm'), '_cacache');
}

/** The whole record of a package as npm's cache on this machine holds it; undefined where it holds none. Nothing is asked of a registry. */
export async function cachedRecord(name: string, registry: string, cache: string = npmCacheFolder()): Promise<RegistryRecord | undefined> {
  try {
    const packument = await npm.json(`/${name.replace('/', '%2f')}`, { registry, cache, offline: true, headers: { accept: 'application/json' } });
    return reduceRecord(packument as Json, name, 'default');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTCACHED') return undefined;
    throw error;
  }
}
