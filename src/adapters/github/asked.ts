import type { Repository } from '../../core/snapshot.js';
import type { ReadPull, ReadRepository } from './head-read.js';
import type { HostPull, HostRepository } from './shapes.js';

/** A pull request as an answer of either API tells it. `tree` and `parents` of its test merge are known only where the answer told them too. */
export interface Asked {
  readonly open: boolean;
  readonly head: string;
  readonly baseRef: string;
  readonly conflict: boolean;
  readonly merge?: { readonly commit: string; readonly tree?: string; readonly parents?: readonly string[] };
}

/** `internal` (visible to the enterprise) is not public. */
const visibilityOf = (repository: HostRepository): Repository['visibility'] => (!repository.private && (repository.visibility ?? 'public') === 'public' ? 'public' : 'private');

/** A list or commit of the test merge is another's business; here only what both APIs tell alike. */
export function askedOf({ state, headRefOid, baseRefName, mergeable, potentialMergeCommit: made }: ReadPull): Asked {
  const merge = made && made.parents.nodes.length === made.parents.totalCount ? { commit: made.oid, tree: made.tree.oid, parents: made.parents.nodes.map((parent) => parent.oid) } : undefined;
  return { open: state === 'OPEN', head: headRefOid, baseRef: baseRefName, conflict: mergeable === 'CONFLICTING', ...(merge ? { merge } : {}) };
}

/** The same of an answer by REST, which tells no tree and no parents of the test merge. */
export function askedOfHost({ state, head, base, mergeable, merge_commit_sha: commit }: HostPull): Asked {
  return { open: state === 'open', head: head.sha, baseRef: base.ref, conflict: mergeable === false, ...(typeof commit === 'string' ? { merge: { commit } } : {}) };
}

/** A private repository's own fork is taken as a fork too: in doubt no credentials are lent. */
export function repositoryOf(host: string, repository: HostRepository, fromFork: boolean): Repository {
  return { host, owner: repository.owner.login, name: repository.name, visibility: visibilityOf(repository), fork: fromFork || repository.fork };
}

/** As `repositoryOf`. A head repository that is gone is nobody's own. */
export function readRepositoryOf(host: string, repository: ReadRepository, pull: ReadPull): Repository {
  return {
    host, owner: repository.owner.login, name: repository.name, visibility: !repository.isPrivate && repository.visibility === 'PUBLIC' ? 'public' : 'private',
    fork: pull.isCrossRepository || pull.headRepository === null || repository.isFork,
  };
}
