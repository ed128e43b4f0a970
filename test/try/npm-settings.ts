import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parse } from 'ini';
import { createRegistry, readNpmSettings } from '../../src/adapters/registry/index.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import { problemOf } from '../../src/core/errors.js';

/** Settings that npm hands to what it runs in small letters, where they may as well be its own; here they are the person's. */
const handedDown = ['registry', 'ca', 'cafile', 'proxy', 'https_proxy', 'strict_ssl', 'globalconfig', 'prefix'];

/**
 * The environment by which the service reads the person's own npm settings, with one scope more: it leads to a registry on this machine. The
 * person's file is copied, credentials and all, into `file`, which nobody else may read and which goes with its folder.
 */
export async function npmEnvironment(env: NodeJS.ProcessEnv, file: string, scope: string, registry: string): Promise<NodeJS.ProcessEnv> {
  const own = env['NPM_CONFIG_USERCONFIG'] ?? env['npm_config_userconfig'] ?? path.join(os.homedir(), '.npmrc');
  const text = readIfThere(own);
  await writeFile(file, `${text.replace(/\n*$/, '\n')}${scope}:registry=${registry}\n`, { mode: 0o600 });
  const handed = Object.fromEntries(handedDown.flatMap((name) => {
    const value = env[`NPM_CONFIG_${name.toUpperCase()}`] ?? env[`npm_config_${name}`];
    return value === undefined || value === '' ? [] : [[`NPM_CONFIG_${name.toUpperCase()}`, value]];
  }));
  const without = [env['NPM_CONFIG_NOPROXY'], env['npm_config_noproxy'], parse(text)['noproxy'], env['NO_PROXY'], env['no_proxy']].find((one): one is string => typeof one === 'string' && one !== '');
  return { ...handed, NPM_CONFIG_USERCONFIG: file, NPM_CONFIG_NOPROXY: [...(without === undefined ? [] : [without]), '127.0.0.1'].join(',') };
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** Tells whether the person's registry answers, asked as the service asks. `reason` is the code of what went wrong. */
export async function probeRegistry(env: NodeJS.ProcessEnv, name: string, ms: number, signal: AbortSignal): Promise<{ readonly reachable: true } | { readonly reachable: false; readonly reason: string }> {
  const registry = createRegistry(readNpmSettings({ env, home: os.homedir(), execPath: process.execPath }), { timers: systemTimers });
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ms)]);
  try {
    await registry.record({ registry: 'default', name, tenancy: { installation: 'try', repository: 'try', visibility: 'public', fork: false }, signal: limit });
    return { reachable: true };
  } catch (error) {
    signal.throwIfAborted();
    return { reachable: false, reason: limit.aborted ? `no answer within ${ms / 1000} s` : problemOf(error).code };
  } finally {
    registry.close();
  }
}
