import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import type { Repository, Snapshot } from '../../core/snapshot.js';
import type { Tree } from '../../core/tree.js';
import { emptyTree } from '../../core/tree.js';
import type { CodeHost } from '../../ports/code-host.js';
import type { Clone } from './clone.js';
import { openClone } from './clone.js';
import { readBlobs, readTree } from './objects.js';
import { localName } from './remote.js';
import type { Revision } from './revisions.js';
import { findCommit, findDefaultBranch, findMergeBase, findRemote, mergeTree, resolveCommit, resolveRevision } from './revisions.js';
import type { WorkingTree } from './working-tree.js';
import { readWorkingTree } from './working-tree.js';

export interface LocalGitOptions {
  /** Any folder of the clone, or a bare repository. */
  readonly directory: string;
  /** The revision to compare with; defaults to the merge base with the remote's default branch. */
  readonly base?: string;
  /** A revision, or the working tree with all that is not committed, the default; in a bare repository, HEAD. */
  readonly head?: 'working-tree' | (string & {});
  /** Where git is looked for (PATH); defaults to this process's environment. Nothing else of it reaches git. */
  readonly environment?: { readonly [name: string]: string | undefined };
}

/** A clone as a code host. `close` removes the scratch repository; at the latest the end of the process does. */
export interface LocalGit extends CodeHost {
  close(): Promise<void>;
}

/**
 * Reads one review from a clone on this machine, by git's plumbing alone and without running anything that the clone configures (see
 * `clone.ts`, `git.ts`). Never contacts a remote.
 *
 * The base is `base`, or without one the merge base with the default branch; policy is read at the tip of `base`, or of the default
 * branch. A head that is a commit is merged with the base as a host would; `landing.commit` is then the id of the merge's tree, since
 * no commit is made. The working tree is compared with the merge base of `base` and HEAD. In a repository without any commit, base and
 * merge base are the empty tree.
 *
 * `snapshot` throws Failure NOT_A_REPOSITORY, GIT_MISSING, REVISION_UNKNOWN, NO_MERGE_BASE (with `shallow`), READ_BUDGET, TREE_TRUNCATED, HOST_*.
 * `blobs` puts FILE_TOO_LARGE, FILE_UNREADABLE, READ_BUDGET, HOST_NOT_FOUND or HOST_MALFORMED in a blob's place.
 */
export function createLocalGit({ directory, base, head, environment = process.env }: LocalGitOptions): LocalGit {
  let opening: Promise<Clone> | undefined;
  let taking: Promise<Snapshot> | undefined;
  let working: WorkingTree | undefined;
  const budget = { left: limits.reviewReadBytes.value };
  const opened = () => opening ??= openClone(directory, environment);

  async function take(): Promise<Snapshot> {
    const clone = await opened();
    const remote = await findRemote(clone);
    const names = remote?.at ?? localName(clone.root ?? directory);
    const repository: Repository = { ...names, visibility: 'private', fork: false };
    const side = head === 'working-tree' || (head === undefined && clone.root !== undefined) ? 'working-tree' : await resolveCommit(clone, head ?? 'HEAD');
    if (side === 'working-tree' && clone.root === undefined) throw new Failure('REVISION_UNKNOWN', { revision: 'working-tree', bare: true });
    const at = side === 'working-tree' ? await findCommit(clone, 'HEAD') : side;
    const chosen = await choose(clone, base, at, remote?.name ?? 'origin');
    if (side === 'working-tree') working = await readWorkingTree(clone, clone.root as string);

    const trees = treeReader(clone);
    const [baseTree, policy, mergeBase] = [await trees.commit(chosen.base.commit), await trees.commit(chosen.policy), await trees.commit(chosen.mergeBase)];
    const fixed = { repository, base: chosen.base, mergeBase: chosen.mergeBase };
    if (working) return { ...fixed, head: { commit: 'working-tree' }, landing: { kind: 'head', reason: 'working-tree' }, trees: { base: baseTree, policy, mergeBase, head: working.tree } };
    const headTree = await trees.commit(side);
    const merged = await mergeTree(clone, chosen.base.commit, side);
    const rest = { base: baseTree, policy, mergeBase, head: headTree };
    if (merged.kind !== 'tree') return { ...fixed, head: { commit: side }, landing: { kind: 'head', reason: merged.kind }, trees: rest };
    return { ...fixed, head: { commit: side }, landing: { kind: 'merge', commit: merged.oid }, trees: { ...rest, merge: await trees.tree(merged.oid) } };
  }

  return {
    snapshot: () => taking ??= take(),
    async blobs(oids, maxBytes) {
      const clone = await opened();
      const answers = new Map<string, Uint8Array | Error>();
      const rest: string[] = [];
      for (const oid of new Set(oids)) {
        const onDisk = fromDisk(working, oid, maxBytes);
        if (onDisk === undefined || onDisk instanceof Error) rest.push(oid);
        if (onDisk instanceof Uint8Array && onDisk.length > budget.left) answers.set(oid, new Failure('READ_BUDGET', { oid, bytes: onDisk.length }));
        else if (onDisk !== undefined) answers.set(oid, onDisk);
        if (answers.get(oid) === onDisk && onDisk instanceof Uint8Array) budget.left -= onDisk.length;
      }
      for (const [oid, answer] of await readBlobs(clone.scratch, rest, maxBytes, budget)) {
        if (!answers.has(oid) || answer instanceof Uint8Array) answers.set(oid, answer);
      }
      return answers;
    },
    async organisationFile() {
      return undefined;
    },
    async close() {
      await opening?.then((clone) => clone.close(), () => undefined);
    },
  };
}

interface Chosen {
  readonly base: Revision;
  readonly mergeBase: string;
  readonly policy: string;
}

/** What the head is compared with. `at` is the head's commit, undefined where HEAD is not born yet. */
async function choose(clone: Clone, base: string | undefined, at: string | undefined, remote: string): Promise<Chosen> {
  if (base !== undefined) {
    const revision = await resolveRevision(clone, base);
    return { base: revision, mergeBase: at === undefined ? revision.commit : await findMergeBase(clone, revision.commit, at), policy: revision.commit };
  }
  const branch = await findDefaultBranch(clone, remote);
  if (branch === undefined) {
    if (at !== undefined) throw new Failure('REVISION_UNKNOWN', { revision: 'the default branch', shallow: clone.shallow });
    const empty = emptyTreeId[clone.format];
    return { base: { commit: empty }, mergeBase: empty, policy: empty };
  }
  const mergeBase = at === undefined ? branch.commit : await findMergeBase(clone, branch.commit, at);
  return { base: { ...branch, commit: mergeBase }, mergeBase, policy: branch.commit };
}

/** The id of a tree without entries, which every git knows without having it. */
const emptyTreeId = {
  sha1: '4b825dc642cb6eb9a060e54bf8d69288fbee4904',
  sha256: '6ef19b41225c5369f1c104d45d8d85efa9b057b53b14b4b9b939dd74decc5321',
} as const;

/** Reads each tree once. */
function treeReader({ scratch, format }: Clone) {
  const trees = new Map<string, Tree>();
  const read = async (oid: string, commit?: string): Promise<Tree> => {
    const known = trees.get(oid) ?? (oid === emptyTreeId[format] ? emptyTree : await readTree(scratch, oid, commit));
    trees.set(oid, known);
    return known;
  };
  return { commit: (oid: string) => read(oid, oid), tree: (oid: string) => read(oid) };
}

function fromDisk(working: WorkingTree | undefined, oid: string, maxBytes: number): Uint8Array | Error | undefined {
  try {
    return working?.read(oid, maxBytes);
  } catch (error) {
    return error instanceof Failure ? error : new Failure('FILE_UNREADABLE', { oid }, error);
  }
}
