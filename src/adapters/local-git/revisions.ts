import { Failure } from '../../core/errors.js';
import type { Clone } from './clone.js';
import { parseRemote } from './remote.js';
import type { RemoteName } from './remote.js';

/** A commit and, where it was named by a branch, that branch. */
export interface Revision {
  readonly commit: string;
  readonly ref?: string;
}

const commitId = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;
/** Remote names that are plain words: others could be read as an operator of git's revision syntax. */
const remoteName = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/;

/** The commit that a revision names in the clone, or undefined. Anything of git's revision syntax that ends in one commit. */
export async function findCommit({ own }: Clone, revision: string): Promise<string | undefined> {
  if (revision === '' || revision.includes('\0')) return undefined;
  const { code, stdout } = await own.run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`], { ok: [0, 1, 128] });
  const commit = stdout.toString().trim();
  return code === 0 && commitId.test(commit) ? commit : undefined;
}

/** The same, for a revision that has to be there. @throws Failure REVISION_UNKNOWN. */
export async function resolveCommit(clone: Clone, revision: string): Promise<string> {
  const commit = await findCommit(clone, revision);
  if (commit === undefined) throw new Failure('REVISION_UNKNOWN', { revision, shallow: clone.shallow });
  return commit;
}

/** The commit of a branch, with its short name, if the revision is just a branch's name. */
export async function resolveRevision(clone: Clone, revision: string): Promise<Revision> {
  const commit = await resolveCommit(clone, revision);
  const { code, stdout } = await clone.own.run(['rev-parse', '--verify', '--quiet', '--abbrev-ref', '--end-of-options', revision], { ok: [0, 1, 128] });
  const ref = stdout.toString().trim();
  return code === 0 && ref !== '' && ref !== 'HEAD' ? { commit, ref } : { commit };
}

/** The first remote, `origin` before all others, by the clone's own configuration; includes are not read. */
export async function findRemote({ own }: Clone): Promise<{ readonly name: string; readonly at?: RemoteName } | undefined> {
  const { stdout } = await own.run(['config', '--local', '--no-includes', '--null', '--get-regexp', '^remote\\..*\\.url$'], { ok: [0, 1] });
  const urls = new Map<string, string>();
  for (const item of stdout.toString().split('\0')) {
    const [key = '', url = ''] = item.split('\n');
    const name = key.slice('remote.'.length, -'.url'.length);
    if (remoteName.test(name) && !urls.has(name)) urls.set(name, url);
  }
  const name = urls.has('origin') ? 'origin' : [...urls.keys()][0];
  if (name === undefined) return undefined;
  const at = parseRemote(urls.get(name) ?? '');
  return at ? { name, at } : { name };
}

/**
 * The tip of the default branch as this clone knows it: the remote's HEAD, its `main` or `master`, else the local ones. Undefined in a
 * repository that has none of them.
 */
export async function findDefaultBranch(clone: Clone, remote: string): Promise<Revision | undefined> {
  const { code, stdout } = await clone.own.run(['symbolic-ref', '--quiet', `refs/remotes/${remote}/HEAD`], { ok: [0, 1, 128] });
  const head = code === 0 ? stdout.toString().trim() : '';
  const remotes = `refs/remotes/${remote}/`;
  const candidates = [...(head.startsWith(remotes) ? [head] : []), `${remotes}main`, `${remotes}master`, 'refs/heads/main', 'refs/heads/master'];
  for (const ref of candidates) {
    const commit = await findCommit(clone, ref);
    if (commit !== undefined) return { commit, ref: ref.startsWith(remotes) ? ref.slice(remotes.length) : ref.slice('refs/heads/'.length) };
  }
  return undefined;
}

/**
 * The merge base of two commits, git's best one where there are several.
 * @throws Failure NO_MERGE_BASE; `shallow` tells that history is cut off here, and that fetching more of it may help.
 */
export async function findMergeBase(clone: Clone, base: string, head: string): Promise<string> {
  if (base === head) return base;
  const { stdout } = await clone.scratch.run(['merge-base', '--all', base, head], { ok: [0, 1] });
  const first = stdout.toString().split('\n')[0] ?? '';
  if (!commitId.test(first)) throw new Failure('NO_MERGE_BASE', { base, head, shallow: clone.shallow });
  return first;
}

/**
 * The tree that a merge of two commits makes, by git's own merge (merge-ort, git 2.38 or newer), written into the scratch repository.
 * `conflict` where a person would have to decide, `unknown` where git cannot tell: an older git, objects that are not in the clone.
 */
export async function mergeTree({ scratch }: Clone, base: string, head: string): Promise<{ readonly kind: 'tree'; readonly oid: string } | { readonly kind: 'conflict' | 'unknown' }> {
  const { code, stdout } = await scratch.run(['merge-tree', '--write-tree', '-z', '--no-messages', base, head], { ok: [0, 1, 128, 129] });
  if (code === 1) return { kind: 'conflict' };
  const oid = stdout.subarray(0, Math.max(0, stdout.indexOf(0))).toString('latin1');
  return code === 0 && commitId.test(oid) ? { kind: 'tree', oid } : { kind: 'unknown' };
}
