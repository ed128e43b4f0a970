import { Failure } from '../../core/errors.js';
import { limits } from '../../core/limits.js';
import { sortedBy } from '../../core/order.js';
import type { Repository, Snapshot } from '../../core/snapshot.js';
import type { Tree } from '../../core/tree.js';
import type { Timers } from '../../ports/clock.js';
import { policyPath } from '../../policy/read.js';
import type { Blob, CodeHost, HostTarget } from '../../ports/code-host.js';
import { createBlobReader, type BlobCache } from './blobs.js';
import { askedOf, askedOfHost, readRepositoryOf, repositoryOf, type Asked } from './asked.js';
import type { GitHub } from './client.js';
import { readHead, readMerge, type HeadTold } from './head-read.js';
import { createTreeCache, treeId, type TreeCache } from './tree-cache.js';
import { likelyMerge } from './likely-merge.js';
import { readOrganisationFile } from './organisation-file.js';
import { absent, compare, readPull, tipOf } from './refs.js';
import { commitShape, repositoryShape } from './shapes.js';
import { createTreeReader } from './tree.js';

export interface GitHubCodeHostOptions {
  readonly github: GitHub;
  readonly target: HostTarget;
  readonly blobs: BlobCache;
  readonly timers: Timers;
  /** Whole trees of earlier reviews; without it each review reads its own. */
  readonly trees?: TreeCache;
  readonly signal?: AbortSignal;
  /**
   * Files whose bytes will be asked for: fetched together with the merge result's tree, one round trip earlier. `changed`: where base and head differ.
   * Only ever a guess; what is asked for besides is read then.
   */
  readonly ahead?: (path: string) => { readonly when: 'changed' | 'always'; readonly maxBytes: number } | undefined;
  /** Files of the organisation's policy repository that will be asked for, fetched beside the snapshot. */
  readonly organisationPaths?: readonly string[];
  /** Milliseconds after which a test merge that GitHub has not made yet is asked for again, one for each try. */
  readonly testMergeWaits?: readonly number[];
}

/** GitHub starts the test merge when someone asks for the pull request and mostly has it a second later. docs.github.com, "Get a pull request". */
const defaultTestMergeWaits = [300, 1000, 2000, 4000];

type Merge = { readonly kind: 'merge'; readonly commit: string; readonly tree: Tree } | { readonly kind: 'head'; readonly reason: 'conflict' | 'unknown' };

/** What a snapshot is made of at first. */
interface Beginning {
  readonly asked: Asked;
  readonly repository: Repository;
  readonly tip: string;
  readonly mergeBase: string;
}

const branchOf = (ref: string): string => ref.replace(/^refs\/heads\//, '');
/**
 * One review's view of a repository on GitHub. Everything is read through the base repository, a fork's objects by their ids, so that a
 * fork's name decides nothing. Sequential round trips: token; one GraphQL query for pull request, base tip and merge base, beside it the trees of
 * head and base; then the blobs asked for ahead, and, unless the head contains the base tip, the merge base's tree and the test merge. What the query
 * leaves untold is asked for by REST.
 */
export function createGitHubCodeHost(options: GitHubCodeHostOptions): CodeHost {
  const { github, target, timers, signal } = options;
  const caller = github.forRepository(target.installation, target.repository, { signal });
  const trees = createTreeReader(caller);
  const sizes = new Map<string, number>();
  const tenant = `${target.installation}/${target.repository.id}`;
  const cached = options.trees ?? createTreeCache();
  const blobs = createBlobReader({ caller, cache: options.blobs, tenant, sizeOf: (oid) => sizes.get(oid) });
  const organisation = new Map<string, Promise<Blob | undefined>>();
  let expect: (snapshot: Snapshot | undefined) => void = () => undefined;
  const expected = new Promise<Snapshot | undefined>((resolve) => { expect = resolve; });
  const baseRef = branchOf(target.baseRef);
  const head = target.headSha;

  /** What one query tells of this head, shared with the publisher of the same evaluation. */
  let asking: Promise<HeadTold> | undefined;
  const tell = (): Promise<HeadTold> => (asking ??= target.kind === 'merge-group'
    ? Promise.resolve({})
    : readHead(github, { installation: target.installation, repository: target.repository, head, number: target.number, baseRef, evaluation: target.evaluation }));

  async function treeOf(sha: string): Promise<Tree> {
    const key = `${tenant}/${sha}`;
    let tree = cached.get(key);
    if (tree === undefined) {
      tree = { ...(await trees.read(sha)), commit: sha };
      cached.put(key, tree);
    }
    for (const { oid, size } of tree.entries.values()) if (size !== undefined) sizes.set(oid, size);
    return tree;
  }

  /** What the query leaves untold is asked for by itself. */
  async function beginning(number: number): Promise<Beginning> {
    const { pull, repository, tip, mergeBase } = await tell();
    if (pull && repository && tip !== undefined) {
      const asked = askedOf(pull);
      if (asked.head !== head || asked.baseRef !== baseRef) throw new Failure('SUPERSEDED', { head: asked.head, baseRef: asked.baseRef });
      return { asked, repository: readRepositoryOf(github.host, repository, pull), tip, mergeBase: mergeBase ?? (await compare(caller, tip, head)).merge_base_commit.sha };
    }
    const [hostPull, tipNow, compared] = await Promise.all([readPull(caller, number), tipOf(caller, baseRef), compare(caller, baseRef, head)]);
    return {
      asked: askedOfHost(hostPull), repository: repositoryOf(github.host, hostPull.base.repo, hostPull.head.repo?.id !== hostPull.base.repo.id), tip: tipNow,
      mergeBase: compared.base_commit.sha === tipNow ? compared.merge_base_commit.sha : (await compare(caller, tipNow, head)).merge_base_commit.sha,
    };
  }

  function fetchAhead(base: Tree, other: Tree): void {
    const wanted = new Map<string, number>();
    for (const tree of [base, other]) {
      for (const entry of tree.entries.values()) {
        const guess = options.ahead?.(entry.path);
        if (guess === undefined || entry.mode === '160000') continue;
        if (guess.when === 'always' || entry.mode === '120000' || base.entries.get(entry.path)?.oid !== other.entries.get(entry.path)?.oid) wanted.set(entry.oid, Math.max(guess.maxBytes, wanted.get(entry.oid) ?? 0));
      }
    }
    for (const [oid, maxBytes] of sortedBy(wanted, ([oid]) => oid)) blobs.ahead(oid, maxBytes);
  }

  async function pullSnapshot(number: number): Promise<Snapshot> {
    const [{ asked, repository, tip, mergeBase: mergeBaseCommit }, headTree, toldBase] = await Promise.all([
      beginning(number), treeOf(head), treeOf(target.baseSha).catch(() => undefined),
    ]);
    if (asked.head !== head || asked.baseRef !== baseRef) throw new Failure('SUPERSEDED', { head: asked.head, baseRef: asked.baseRef });
    const moved = tip !== target.baseSha || toldBase === undefined;
    // A head that contains the tip lands as it is, however it is merged: a three-way merge with nothing on the other side. GitHub makes its
    // test merge only some time after it was asked, and nobody has to wait for it here.
    const contains = mergeBaseCommit === tip;
    if (!moved) fetchAhead(toldBase, headTree);
    const sides = Promise.all([
      moved ? treeOf(tip).then((tree) => { fetchAhead(tree, headTree); return tree; }) : toldBase,
      contains ? undefined : treeOf(mergeBaseCommit),
    ]);
    const landed = (base: Tree, mergeBase: Tree | undefined, merge: Merge): Snapshot => ({
      repository, base: { commit: tip, ref: baseRef }, head: { commit: head }, mergeBase: mergeBaseCommit,
      landing: merge.kind === 'merge' ? { kind: 'merge', commit: merge.commit } : merge,
      trees: { base, policy: base, mergeBase: mergeBase ?? base, head: headTree, ...(merge.kind === 'merge' ? { merge: merge.tree } : {}) },
    });
    const guess = sides.then(([base, mergeBase]) => likelyMerge(base, mergeBase ?? base, headTree));
    if (!contains) Promise.all([sides, guess]).then(([[base, mergeBase], tree]) => { expect(landed(base, mergeBase, { kind: 'merge', commit: head, tree })); }, () => { expect(undefined); });
    const [[base, mergeBase], merge] = await Promise.all([sides, contains ? { kind: 'merge', commit: head, tree: headTree } satisfies Merge : readTestMerge(number, asked, tip, guess)]);
    return landed(base, mergeBase, merge);
  }

  /** The test merge, when its parents are exactly the tip that we read and our head: of anything else it says nothing about what lands. */
  async function readTestMerge(number: number, first: Asked, tip: string, guess: Promise<Tree>): Promise<Merge> {
    const waits = options.testMergeWaits ?? defaultTestMergeWaits;
    const seen = new Set<string>();
    let asked = first;
    for (let attempt = 0; ; attempt++) {
      if (asked.conflict) return { kind: 'head', reason: 'conflict' };
      if (asked.open && asked.merge !== undefined && !seen.has(asked.merge.commit)) {
        seen.add(asked.merge.commit);
        const { commit } = asked.merge;
        const tree = await testMergeTree(asked.merge, tip, guess);
        if (tree) return { kind: 'merge', commit, tree };
      }
      const wait = waits[attempt];
      if (wait === undefined || !asked.open) return { kind: 'head', reason: 'unknown' };
      await timers.sleep(wait, signal);
      const read = await readMerge(caller, number);
      asked = read ? askedOf(read) : askedOfHost(await readPull(caller, number));
      if (asked.head !== head || asked.baseRef !== baseRef) throw new Failure('SUPERSEDED', { head: asked.head, baseRef: asked.baseRef });
    }
  }

  /** The tree of a test merge of this tip and our head. Where git gives it the id that merging path by path has, it holds just that, and is not read. */
  async function testMergeTree({ commit, tree, parents }: NonNullable<Asked['merge']>, tip: string, guess: Promise<Tree>): Promise<Tree | undefined> {
    if (parents !== undefined) {
      if (parents.length !== 2 || parents[0] !== tip || parents[1] !== head) return undefined;
      const likely = await guess;
      return treeId(likely, commit) === tree ? { ...likely, commit } : treeOf(commit).catch(absent);
    }
    const [made, read] = await Promise.all([caller.call('repository.commit', { commit_sha: commit }, commitShape).catch(absent), treeOf(commit).catch(absent)]);
    return made && read && made.parents.length === 2 && made.parents[0]!.sha === tip && made.parents[1]!.sha === head ? read : undefined;
  }

  /** A queue's group: its head is what lands, on the queue's own base; the policy is the protected branch's, not the queue's. */
  async function groupSnapshot(): Promise<Snapshot> {
    const [repository, tip, compared, headTree, base] = await Promise.all([
      caller.call('repository.get', {}, repositoryShape), tipOf(caller, baseRef), compare(caller, target.baseSha, head), treeOf(head), treeOf(target.baseSha),
    ]);
    fetchAhead(base, headTree);
    const mergeBase = compared.merge_base_commit.sha;
    const [policy, mergeBaseTree] = await Promise.all([tip === target.baseSha ? base : treeOf(tip), mergeBase === target.baseSha ? base : treeOf(mergeBase)]);
    return {
      repository: repositoryOf(github.host, repository, false), base: { commit: target.baseSha, ref: baseRef }, head: { commit: head }, mergeBase,
      landing: { kind: 'merge', commit: head }, trees: { base, policy, mergeBase: mergeBaseTree, head: headTree, merge: headTree },
    };
  }

  function organisationFile(path: string, maxBytes: number): Promise<Blob | undefined> {
    const key = `${path} ${maxBytes}`;
    let found = organisation.get(key);
    if (found === undefined) {
      found = readOrganisationFile(github, target, caller, path, maxBytes, path === policyPath ? tell().then(({ organisation: one }) => one) : Promise.resolve(undefined), signal);
      organisation.set(key, found);
      found.catch(() => organisation.delete(key));
    }
    return found;
  }

  return {
    snapshot() {
      for (const path of options.organisationPaths ?? []) organisationFile(path, limits.policyBytes.value).catch(() => undefined);
      const snapshot = target.kind === 'pull' ? pullSnapshot(target.number) : groupSnapshot();
      const settled = (): void => { expect(undefined); };
      snapshot.then(settled, settled);
      return snapshot;
    },
    expected: () => expected,
    async blobs(oids, maxBytes) {
      const distinct = [...new Set(oids)];
      const read = await Promise.all(distinct.map((oid) => blobs.read(oid, maxBytes).catch((error: unknown) => {
        if (error instanceof Failure) return error;
        throw error;
      })));
      return new Map(distinct.map((oid, index) => [oid, read[index]!]));
    },
    organisationFile,
  };
}
