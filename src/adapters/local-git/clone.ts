import { copyFileSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import type { Git } from './git.js';
import { createGit, findGit, searchPath } from './git.js';
import { assertNoPipes, exists } from './pipes.js';

/**
 * A clone and two ways to ask it. `own` sees its references and configuration, hardened; `scratch` is an empty repository of ours that
 * borrows its objects: what reads objects, merges or lists files runs there, where no configuration, hook, attribute, filter, merge
 * driver, promisor remote, graft or commit graph of the clone exists.
 */
export interface Clone {
  /** The working tree's root, resolved; undefined for a bare repository. */
  readonly root?: string;
  readonly format: 'sha1' | 'sha256';
  readonly shallow: boolean;
  readonly own: Git;
  readonly scratch: Git;
  /** Arguments and environment for listing the working tree with `scratch`. */
  readonly listing: { readonly env: { readonly [name: string]: string }; readonly excludes: readonly string[] };
  /** A git of another repository, such as a submodule's, hardened the same way. */
  at(gitDir: string): Git;
  /** @throws Failure NOT_A_REPOSITORY for one in which git would wait for ever; to be asked before `at`. */
  check(gitDir: string): Promise<void>;
  close(): void;
}

/** Scratch folders that are still there, removed at the latest when the process ends. */
const scratches = new Set<string>();
let watching = false;

function makeScratch(): string {
  if (!watching) {
    watching = true;
    process.once('exit', () => { for (const folder of scratches) rmSync(folder, { recursive: true, force: true }); });
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'mergewarden-git-'));
  scratches.add(folder);
  return folder;
}

/**
 * Opens the clone that holds `directory`. The repository is found by us, not by git: the nearest folder upwards with a `.git`, else
 * the directory itself as a bare repository. So a bare repository embedded in a working tree is never taken for one, and a
 * `core.worktree` in the clone's configuration leads nowhere. Whose files they are does not matter (git's `safe.directory` guards
 * against running what a stranger configured; here nothing of it runs). Object alternates of the clone are followed: they only
 * supply objects, and what is read is named by its hash.
 * @throws Failure NOT_A_REPOSITORY, GIT_MISSING, HOST_*.
 */
export async function openClone(directory: string, environment: { readonly [name: string]: string | undefined }): Promise<Clone> {
  const { root, gitDir } = locate(directory);
  const search = searchPath(environment['PATH'] ?? '', root ?? gitDir);
  const program = findGit(search);
  const scratch = makeScratch();
  const close = () => { rmSync(scratch, { recursive: true, force: true }); scratches.delete(scratch); };
  try {
    const home = path.join(scratch, 'home');
    mkdirSync(home);
    const at = (dir: string) => createGit({ program, search, gitDir: dir, home });
    const bare = path.join(scratch, 'bare');
    mkdirSync(path.join(bare, 'objects'), { recursive: true });
    mkdirSync(path.join(bare, 'refs'));
    writeFileSync(path.join(bare, 'HEAD'), 'ref: refs/heads/none\n');
    const plain = at(bare);
    await assertNoPipes(gitDir, plain);
    const own = at(gitDir);
    const folders = await foldersOf(own, directory);
    const borrowed = path.join(scratch, 'git');
    borrow(borrowed, folders);
    const exclude = path.join(folders.common, 'info', 'exclude');
    return {
      ...(root !== undefined && { root }), format: folders.format, shallow: folders.shallow, own, scratch: at(borrowed), at, close, check: (dotGit) => assertNoPipes(dotGit, plain),
      listing: {
        env: { GIT_INDEX_FILE: path.join(folders.gitDir, 'index'), ...(root !== undefined && { GIT_WORK_TREE: root }) },
        excludes: isFile(exclude) ? [`--exclude-from=${exclude}`] : [],
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

function locate(directory: string): { readonly root?: string; readonly gitDir: string } {
  let start: string;
  try {
    start = realpathSync(directory);
    if (!statSync(start).isDirectory()) throw new Error('not a folder');
  } catch (error) {
    throw new Failure('NOT_A_REPOSITORY', { directory }, error);
  }
  for (let folder = start; ; folder = path.dirname(folder)) {
    if (exists(path.join(folder, '.git'))) return { root: folder, gitDir: path.join(folder, '.git') };
    if (folder === path.dirname(folder)) break;
  }
  if (['HEAD', 'objects', 'refs'].every((name) => exists(path.join(start, name)))) return { gitDir: start };
  throw new Failure('NOT_A_REPOSITORY', { directory });
}

interface Folders {
  readonly gitDir: string;
  readonly common: string;
  readonly format: 'sha1' | 'sha256';
  readonly shallow: boolean;
}

async function foldersOf(git: Git, directory: string): Promise<Folders> {
  const ask = async (...args: string[]) => (await git.run(['rev-parse', ...args])).stdout.toString().replace(/\n$/, '');
  try {
    const gitDir = await ask('--absolute-git-dir');
    const common = await ask('--path-format=absolute', '--git-common-dir');
    const [shallow, format] = (await ask('--is-shallow-repository', '--show-object-format')).split('\n');
    if (format !== 'sha1' && format !== 'sha256') throw new Failure('NOT_A_REPOSITORY', { directory, detail: `object format ${format}` });
    return { gitDir, common, format, shallow: shallow === 'true' };
  } catch (error) {
    if (error instanceof Failure && error.code === 'HOST_ERROR') throw new Failure('NOT_A_REPOSITORY', { directory, detail: error.data['detail'] ?? '' }, error);
    throw error;
  }
}

/** Makes the empty repository that reads the clone's objects. Shallow boundaries come along: without them, history would be broken there. */
function borrow(gitDir: string, { common, gitDir: from, format, shallow }: Folders): void {
  mkdirSync(path.join(gitDir, 'objects', 'info'), { recursive: true });
  mkdirSync(path.join(gitDir, 'refs'));
  writeFileSync(path.join(gitDir, 'HEAD'), 'ref: refs/heads/none\n');
  writeFileSync(path.join(gitDir, 'config'), format === 'sha256'
    ? '[core]\n\trepositoryformatversion = 1\n\tbare = true\n[extensions]\n\tobjectformat = sha256\n'
    : '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
  writeFileSync(path.join(gitDir, 'objects', 'info', 'alternates'), `${quoted(path.join(common, 'objects'))}\n`);
  if (shallow && isFile(path.join(common, 'shallow'))) copyFileSync(path.join(common, 'shallow'), path.join(gitDir, 'shallow'));
  for (const name of readdirSync(from)) if (name.startsWith('sharedindex.') && isFile(path.join(from, name))) copyFileSync(path.join(from, name), path.join(gitDir, name));
}

/** A path as git reads it in quotes (quote.c): the alternates file is one of lines. */
function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')}"`;
}

function isFile(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false })?.isFile() === true;
}
