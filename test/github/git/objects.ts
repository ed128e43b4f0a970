import { createObjectReader, type ReadObject } from './batch.js';
import { git, gitText, tryGit } from './run.js';

const reader = createObjectReader();
/** Ends the processes that read the repositories below a folder. */
export const closeObjects = (root: string): void => reader.close(root);

export interface Person {
  readonly name: string;
  readonly email: string;
  /** ISO 8601, UTC. */
  readonly date: string;
}

export interface Commit {
  readonly sha: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: Person;
  readonly committer: Person;
  readonly message: string;
}

export interface TreeItem {
  readonly mode: string;
  readonly type: 'blob' | 'tree' | 'commit';
  readonly sha: string;
  readonly size?: number;
  readonly path: string;
}

const noObject = '0'.repeat(40);
export const isSha = (text: string): boolean => /^[0-9a-f]{40}$/.test(text);

/**
 * The full id that a branch, tag, `heads/x`, `pull/1/merge` or (shortened) id stands for; undefined when there is none. Git's own
 * expressions (`~`, `^`, `@{`) are none of GitHub's.
 */
export async function resolveRef(dir: string, ref: string, type: 'commit' | 'tree' = 'commit'): Promise<string | undefined> {
  if (ref === '' || ref.startsWith('-') || /[\s~^:?*[\\]|\.\.|@\{/.test(ref)) return undefined;
  for (const name of isSha(ref) ? [ref] : [`refs/heads/${ref}`, ref]) {
    const found = await reader.read(dir, `${name}^{${type}}`);
    if (found) return found.sha;
  }
  return undefined;
}

function person(text: string): Person {
  const match = /^(.*?) ?<([^>]*)> (\d+) [+-]\d{4}$/.exec(text);
  if (!match) throw new Error(`no person of a commit: ${text}`);
  return { name: match[1] ?? '', email: match[2] ?? '', date: new Date(Number(match[3]) * 1000).toISOString().replace(/\.\d{3}Z$/, 'Z') };
}

function parseCommit(sha: string, text: string): Commit {
  const end = text.indexOf('\n\n');
  const headers = new Map<string, string[]>();
  for (const line of text.slice(0, end < 0 ? text.length : end).split('\n')) {
    const [, key, value] = /^(\S+) (.*)$/.exec(line) ?? [];
    if (key !== undefined && value !== undefined) headers.set(key, [...(headers.get(key) ?? []), value]);
  }
  const one = (key: string) => headers.get(key)?.[0] ?? '';
  return {
    sha, tree: one('tree'), parents: headers.get('parent') ?? [], author: person(one('author')), committer: person(one('committer')),
    message: end < 0 ? '' : text.slice(end + 2).replace(/\n+$/, ''),
  };
}

/** Reads one commit. */
export async function readCommit(dir: string, sha: string): Promise<Commit> {
  const found = await reader.read(dir, sha);
  if (found?.type !== 'commit') throw new Error(`no commit ${sha}`);
  return parseCommit(sha, found.bytes.toString('utf8'));
}

/** Reads many commits, in the order asked for. */
export const readCommits = (dir: string, shas: readonly string[]): Promise<Commit[]> => Promise.all(shas.map((sha) => readCommit(dir, sha)));

/** An object by its whole id; undefined when there is none. */
export const readObject = (dir: string, sha: string): Promise<ReadObject | undefined> => (isSha(sha) ? reader.read(dir, sha) : Promise.resolve(undefined));

/** The bytes of a blob that a tree names. */
export async function readBlob(dir: string, sha: string): Promise<Buffer> {
  const found = await reader.read(dir, sha);
  if (found?.type !== 'blob') throw new Error(`no blob ${sha}`);
  return found.bytes;
}

/** Lists a tree: one level, or all of it with the folders' own entries. */
export async function listTree(dir: string, tree: string, recursive: boolean): Promise<TreeItem[]> {
  const out = (await git(dir, ['ls-tree', '-l', '-z', ...(recursive ? ['-r', '-t'] : []), tree])).toString('utf8');
  return out.split('\0').filter(Boolean).map((line) => {
    const tab = line.indexOf('\t');
    const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, tab).split(/ +/);
    return { mode, type: type as TreeItem['type'], sha, path: line.slice(tab + 1), ...(size === '-' ? {} : { size: Number(size) }) };
  });
}

/** The entry at a path below a tree; the tree itself for an empty path. */
export async function entryAt(dir: string, tree: string, path: string): Promise<TreeItem | undefined> {
  if (path === '') return { mode: '040000', type: 'tree', sha: tree, path: '' };
  const out = (await git(dir, ['ls-tree', '-l', '-z', '--full-tree', tree, '--', path])).toString('utf8');
  const line = out.split('\0').find((one) => one.slice(one.indexOf('\t') + 1) === path);
  if (line === undefined) return undefined;
  const [mode = '', type = '', sha = '', size = '-'] = line.slice(0, line.indexOf('\t')).split(/ +/);
  return { mode, type: type as TreeItem['type'], sha, path, ...(size === '-' ? {} : { size: Number(size) }) };
}

/** All refs with the ids they point at. */
export async function listRefs(dir: string): Promise<Map<string, string>> {
  const out = await gitText(dir, ['for-each-ref', '--format=%(objectname) %(refname)']);
  return new Map(out.split('\n').filter(Boolean).map((line) => [line.slice(41), line.slice(0, 40)]));
}

/** Sets a ref, or deletes it where `sha` is undefined. */
export async function setRef(dir: string, ref: string, sha: string | undefined): Promise<void> {
  await git(dir, sha === undefined ? ['update-ref', '-d', ref] : ['update-ref', ref, sha]);
}

export async function mergeBase(dir: string, one: string, other: string): Promise<string | undefined> {
  const { code, stdout } = await tryGit(dir, ['merge-base', one, other]);
  return code === 0 ? stdout.toString('utf8').trim() : undefined;
}

export async function isAncestor(dir: string, ancestor: string, of: string): Promise<boolean> {
  return (await tryGit(dir, ['merge-base', '--is-ancestor', ancestor, of])).code === 0;
}

/** The ids of the commits of `head` that `base` lacks, oldest first. */
export async function commitsBetween(dir: string, base: string, head: string): Promise<string[]> {
  const range = base === noObject ? [head] : [`${base}..${head}`];
  return (await gitText(dir, ['rev-list', '--reverse', '--topo-order', ...range])).split('\n').filter(Boolean);
}
