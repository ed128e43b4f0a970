import { lstatSync, readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import type { Git } from './git.js';

/** Entries of a git directory that are looked at; what is beyond stays with the time limit of each command. */
const mostEntries = 300_000;
const mostListed = 1_000_000;
const mostIncludes = 100;
const mostAlternates = 16;

/** A pipe or a device, also behind a link: whoever opens it may wait for ever, or read without end. A socket cannot be opened; git's own monitor has one. */
function isSpecial(file: string): boolean {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat !== undefined && (stat.isFIFO() || stat.isCharacterDevice() || stat.isBlockDevice());
}

/** The first special file at or below a folder, or undefined. Links to folders are not followed. */
function specialBelow(start: string, budget: { left: number }, descend: (name: string) => boolean = () => true, matters: (file: string) => boolean = () => true): string | undefined {
  const waiting = [start];
  for (let folder = waiting.pop(); folder !== undefined && budget.left > 0; folder = waiting.pop()) {
    let items;
    try {
      items = readdirSync(folder, { withFileTypes: true });
    } catch {
      continue;
    }
    for (const item of items) {
      budget.left -= 1;
      const at = path.join(folder, item.name);
      if (item.isDirectory()) { if (descend(item.name)) waiting.push(at); } else if (!item.isFile() && matters(at) && isSpecial(at)) return at;
    }
  }
  return undefined;
}

const refused = (at: string): Failure => new Failure('NOT_A_REPOSITORY', { directory: at, detail: 'a pipe or device stands where git reads a file' });

/** The git directory that a `.git` is or names, as far as it can be told without git; undefined for one that is no file and no folder. */
function namedBy(dotGit: string): string | undefined {
  const stat = statSync(dotGit, { throwIfNoEntry: false });
  if (stat?.isDirectory() === true) return dotGit;
  if (stat?.isFile() !== true || stat.size > 8192) return undefined;
  const named = /^gitdir: ([^\n]{1,4096})/.exec(readFileSync(dotGit, 'utf8'))?.[1]?.trimEnd();
  return named === undefined ? undefined : path.resolve(path.dirname(dotGit), named);
}

function linesOf(file: string): readonly string[] {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat?.isFile() === true && stat.size < 65_536 ? readFileSync(file, 'utf8').split('\n').filter((line) => line !== '' && !line.startsWith('#')) : [];
}

/**
 * Refuses a git directory in which a pipe or device stands where git would open a file: git waits for ever on a pipe that nobody
 * writes to. Looked at are the directory, the common one of a linked worktree, object stores that it borrows from, and files that its
 * configuration includes.
 * @param plain a git of an empty repository: with it, a configuration is read without being in force
 * @throws Failure NOT_A_REPOSITORY
 */
export async function assertNoPipes(dotGit: string, plain: Git): Promise<void> {
  const gitDir = namedBy(dotGit);
  if (gitDir === undefined) throw refused(dotGit);
  const [common = '.'] = linesOf(path.join(gitDir, 'commondir'));
  const budget = { left: mostEntries };
  const folders = new Set([gitDir, path.resolve(gitDir, common)]);
  for (const folder of folders) { const found = specialBelow(folder, budget); if (found !== undefined) throw refused(found); }
  const stores = [path.join(path.resolve(gitDir, common), 'objects')];
  for (let at = 0; at < stores.length && at < mostAlternates; at += 1) {
    for (const line of linesOf(path.join(stores[at]!, 'info', 'alternates'))) {
      const store = path.resolve(stores[at]!, line);
      const found = isSpecial(store) ? store : specialBelow(store, budget);
      if (found !== undefined) throw refused(found);
      if (!stores.includes(store)) stores.push(store);
    }
  }
  await assertPlainIncludes([...folders].flatMap((folder) => [path.join(folder, 'config'), path.join(folder, 'config.worktree')]), plain);
}

async function assertPlainIncludes(configurations: readonly string[], plain: Git): Promise<void> {
  const open = [...configurations];
  for (let at = 0; at < open.length && at < mostIncludes; at += 1) {
    const file = open[at]!;
    if (isSpecial(file)) throw refused(file);
    if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) continue;
    const { stdout } = await plain.run(['config', '--file', file, '--no-includes', '--null', '--get-regexp', '^include(if\\..*)?\\.path$'], { ok: [0, 1, 3, 128] });
    for (const item of stdout.toString().split('\0')) {
      const named = item.slice(item.indexOf('\n') + 1);
      const included = path.resolve(path.dirname(file), named);
      if (item.includes('\n') && !named.startsWith('~') && !open.includes(included)) open.push(included);
    }
  }
}

/** A `.gitignore` of a working tree, or a file of a repository embedded in it, that is a pipe or device: a listing of untracked files waits for it. */
export function specialInWorkingTree(root: string): string | undefined {
  const opened = (file: string): boolean => path.basename(file) === '.gitignore' || path.relative(root, file).split(path.sep).includes('.git');
  return specialBelow(root, { left: mostListed }, (name) => name !== 'node_modules', opened);
}

/** Whether something is at `file`, a broken link too. */
export function exists(file: string): boolean {
  return lstatSync(file, { throwIfNoEntry: false }) !== undefined;
}
