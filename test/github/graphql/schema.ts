import { grants, mustSee, reaches, roleAtLeast, roleOf, type Actor } from '../http/auth.js';
import { writerOf } from '../http/exchange.js';
import { Refusal } from '../http/answer.js';
import { iso, nodeId, nodeOf } from '../objects/accounts.js';
import { fullName, htmlOf } from '../objects/repositories.js';
import type { Pull, Repository, ReviewComment } from '../state.js';
import { findRepository } from '../world/lookup.js';
import { askMergeable, editPull } from '../world/pulls.js';
import { dequeue, enqueue } from '../world/queue.js';
import type { Site } from '../world/site.js';
import { connection } from './connection.js';
import { GraphQLProblem, type GraphObject } from './execute.js';
import { createGitNodes } from './git-nodes.js';

type Given = Readonly<Record<string, unknown>>;
const missing = (what: string): GraphQLProblem => new GraphQLProblem('NOT_FOUND', `Could not resolve to ${what}.`);

/** The part of GitHub's graph that the product and its try-out ask for; everything else is no field of it. */
export function graphFor(site: Site, actor: Actor): { query: GraphObject; mutation: GraphObject } {
  const { state } = site;
  const visible = (repository: Repository): boolean => {
    try {
      mustSee(state, actor, repository);
      return true;
    } catch {
      return false;
    }
  };
  const repositories = (): Repository[] => [...state.repositories.values()].filter(visible);
  const git = createGitNodes({ mustHave });
  const person = (login: string): GraphObject => ({ typename: state.accounts.get(login.toLowerCase())?.type ?? 'User', fields: { login: () => login.replace(/\[bot\]$/, ''), id: () => nodeId('U', state.accounts.get(login.toLowerCase())?.id ?? 0) } });

  function commentNode(repository: Repository, pull: Pull, comment: ReviewComment): GraphObject {
    return {
      typename: 'PullRequestReviewComment',
      fields: {
        id: () => nodeId('PRRC', comment.id), databaseId: () => comment.id, fullDatabaseId: () => String(comment.id), body: () => comment.body, path: () => comment.path,
        line: () => comment.line ?? null, originalLine: () => comment.originalLine ?? null, outdated: () => comment.subject === 'line' && comment.line === undefined, author: () => person(comment.author), pullRequest: () => pullNode(repository, pull),
        url: () => `${htmlOf(state, repository)}/pull/${pull.number}#discussion_r${comment.id}`,
        viewerDidAuthor: () => actor.kind !== 'app' && actor.kind !== 'anonymous' && writerOf(actor).login === comment.author,
      },
    };
  }
  function threadNode(repository: Repository, pull: Pull, first: ReviewComment): GraphObject {
    const own = () => repository.reviewComments.filter((one) => one.thread === first.thread);
    return {
      typename: 'PullRequestReviewThread',
      fields: {
        id: () => nodeId('PRRT', first.thread), isResolved: () => first.resolvedBy !== undefined, isOutdated: () => first.subject === 'line' && first.line === undefined,
        path: () => first.path, line: () => first.line ?? null, diffSide: () => first.side, subjectType: () => first.subject.toUpperCase(), viewerCanResolve: () => first.resolvedBy === undefined && mayResolve(repository, pull),
        resolvedBy: () => (first.resolvedBy === undefined ? null : person(first.resolvedBy)), pullRequest: () => pullNode(repository, pull), repository: () => repositoryNode(repository),
        comments: (given) => connection('PullRequestReviewCommentConnection', own().map((one) => commentNode(repository, pull, one)), given),
      },
    };
  }
  /** Of a timeline only what is asked for here: other base branches. */
  function retargets(pull: Pull, { itemTypes }: Given): GraphObject[] {
    if (!Array.isArray(itemTypes) || !itemTypes.includes('BASE_REF_CHANGED_EVENT')) return [];
    return (pull.retargets ?? []).map((at) => ({ typename: 'BaseRefChangedEvent', fields: { createdAt: () => iso(at) } }));
  }
  function pullNode(repository: Repository, pull: Pull): GraphObject {
    let asked: Promise<boolean | null> | undefined;
    /** Asking for it is what makes GitHub make the test merge; one document asks once. */
    const mergeable = () => (asked ??= askMergeable(site, repository, pull));
    const threads = () => repository.reviewComments.filter((one) => one.number === pull.number && one.thread === one.id);
    return {
      typename: 'PullRequest',
      fields: {
        id: () => nodeId('PR', pull.id), databaseId: () => pull.id, number: () => pull.number, title: () => pull.title, body: () => pull.body ?? '', isDraft: () => pull.draft,
        state: () => (pull.merged ? 'MERGED' : pull.state.toUpperCase()), headRefOid: () => pull.head.sha, headRefName: () => pull.head.ref, baseRefName: () => pull.base.ref, baseRefOid: () => pull.base.sha,
        updatedAt: () => iso(pull.updatedAt),
        url: () => `${htmlOf(state, repository)}/pull/${pull.number}`, author: () => person(pull.author), repository: () => repositoryNode(repository),
        timelineItems: (given) => connection('PullRequestTimelineItemsConnection', retargets(pull, given), given),
        mergeable: async () => { const is = await mergeable(); return is === null ? 'UNKNOWN' : is ? 'MERGEABLE' : 'CONFLICTING'; },
        async potentialMergeCommit() {
          await mergeable();
          return pull.state === 'open' && pull.testMerge.kind === 'clean' ? git.commit(repository, pull.testMerge.commit) : null;
        },
        isCrossRepository: () => pull.head.repositoryId !== repository.id,
        headRepository: () => { const head = [...state.repositories.values()].find((one) => one.id === pull.head.repositoryId); return head && visible(head) ? repositoryNode(head) : null; },
        comments: (given) => connection('IssueCommentConnection', repository.comments.filter((one) => one.number === pull.number).map((one) => ({ typename: 'IssueComment', fields: { id: () => nodeId('IC', one.id) } })), given),
        reviewThreads: (given) => connection('PullRequestReviewThreadConnection', threads().map((one) => threadNode(repository, pull, one)), given),
      },
    };
  }
  function repositoryNode(repository: Repository): GraphObject {
    return {
      typename: 'Repository',
      fields: {
        id: () => nodeId('R', repository.id), databaseId: () => repository.id, name: () => repository.name, nameWithOwner: () => fullName(repository), isPrivate: () => repository.visibility === 'private', owner: () => person(repository.owner),
        isFork: () => repository.parent !== undefined, visibility: () => repository.visibility.toUpperCase(),
        ref: (given) => git.ref(repository, String(given['qualifiedName'])), object: (given) => git.object(repository, given),
        defaultBranchRef: () => git.ref(repository, `refs/heads/${repository.defaultBranch}`),
        pullRequests(given) {
          mustHave(repository, 'pull_requests', 'read');
          const { states, orderBy } = given as { states?: readonly string[]; orderBy?: { field: string; direction: string } };
          const time = orderBy?.field === 'UPDATED_AT' ? 'updatedAt' : 'createdAt';
          const found = [...repository.pulls.values()].filter((one) => states === undefined || states.includes(one.merged ? 'MERGED' : one.state.toUpperCase()));
          found.sort((one, other) => (one[time] - other[time] || one.number - other.number) * (orderBy?.direction === 'DESC' ? -1 : 1));
          return connection('PullRequestConnection', found.map((one) => pullNode(repository, one)), given);
        },
        pullRequest(given) {
          mustHave(repository, 'pull_requests', 'read');
          const pull = repository.pulls.get(Number(given['number']));
          if (!pull) throw missing(`a PullRequest with the number of ${Number(given['number'])}`);
          return pullNode(repository, pull);
        },
      },
    };
  }

  function mustHave(repository: Repository, name: string, level: 'read' | 'write'): void {
    const within = actor.kind === 'installation' && reaches(actor.installation, repository) && (!actor.token.repositoryIds || actor.token.repositoryIds.has(repository.id));
    // Another's public repository may be read by anyone who is signed in.
    const allowed = actor.kind === 'installation' ? (within ? grants(actor.token.permissions, name, level) : level === 'read' && repository.visibility === 'public')
      : actor.kind === 'user' && roleAtLeast(roleOf(state, repository, actor.login), level);
    if (!allowed) throw new GraphQLProblem('FORBIDDEN', 'Resource not accessible by integration');
  }
  /** An App must hold `contents: write` beside `pull_requests: write` to resolve a thread; a person must write or have opened the pull request. */
  function mayResolve(repository: Repository, pull: Pull): boolean {
    try {
      if (actor.kind === 'user' && actor.login === pull.author) return true;
      mustHave(repository, 'pull_requests', 'write');
      mustHave(repository, 'contents', 'write');
      return true;
    } catch {
      return false;
    }
  }

  function find(text: unknown): { repository: Repository; node: GraphObject; pull?: Pull; thread?: ReviewComment } {
    const wanted = typeof text === 'string' ? nodeOf(text) : undefined;
    for (const repository of wanted ? repositories() : []) {
      if (wanted?.kind === 'R' && wanted.id === repository.id) return { repository, node: repositoryNode(repository) };
      const pull = wanted?.kind === 'PR' ? [...repository.pulls.values()].find((one) => one.id === wanted.id) : undefined;
      if (pull) return { repository, pull, node: pullNode(repository, pull) };
      const comment = repository.reviewComments.find((one) => one.id === wanted?.id);
      const of = comment && repository.pulls.get(comment.number);
      if (!comment || !of) continue;
      if (wanted?.kind === 'PRRC') return { repository, node: commentNode(repository, of, comment) };
      if (wanted?.kind === 'PRRT' && comment.thread === comment.id) return { repository, pull: of, thread: comment, node: threadNode(repository, of, comment) };
    }
    throw missing(`a node with the global id of '${String(text)}'`);
  }

  const input = (given: Given): Given => (typeof given['input'] === 'object' && given['input'] !== null ? (given['input'] as Given) : {});
  const resolveThread = (to: boolean) => (given: Given): GraphObject => {
    const { repository, pull, thread, node } = find(input(given)['threadId']);
    if (!pull || !thread) throw missing('a PullRequestReviewThread');
    if (!mayResolve(repository, pull)) throw new GraphQLProblem('FORBIDDEN', 'Resource not accessible by integration');
    if (to) thread.resolvedBy = writerOf(actor).login;
    else delete thread.resolvedBy;
    return { typename: 'Payload', fields: { thread: () => node, clientMutationId: () => input(given)['clientMutationId'] ?? null } };
  };
  const change = (work: (repository: Repository, pull: Pull) => Promise<unknown>, key = 'pullRequestId') => async (given: Given): Promise<GraphObject> => {
    const { repository, pull, node } = find(input(given)[key]);
    if (!pull) throw missing('a PullRequest');
    mustHave(repository, 'pull_requests', 'write');
    try {
      await work(repository, pull);
    } catch (error) {
      if (error instanceof Refusal) throw new GraphQLProblem('UNPROCESSABLE', error.message);
      throw error;
    }
    return { typename: 'Payload', fields: { pullRequest: () => node, clientMutationId: () => input(given)['clientMutationId'] ?? null } };
  };
  const draft = (to: boolean) => change((repository, pull) => editPull(site, repository, pull, { draft: to }, writerOf(actor).login));

  return {
    query: {
      typename: 'Query',
      fields: {
        viewer: () => person(writerOf(actor).login), node: (given) => find(given['id']).node, nodes: (given) => (given['ids'] as unknown[]).map((id) => find(id).node),
        repository(given) {
          const repository = findRepository(state, String(given['owner']), String(given['name']));
          if (!repository || !visible(repository)) throw missing(`a Repository with the name '${String(given['owner'])}/${String(given['name'])}'`);
          return repositoryNode(repository);
        },
      },
    },
    mutation: {
      typename: 'Mutation',
      fields: {
        resolveReviewThread: resolveThread(true), unresolveReviewThread: resolveThread(false), markPullRequestReadyForReview: draft(false), convertPullRequestToDraft: draft(true),
        enqueuePullRequest: change((repository, pull) => enqueue(site, repository, pull)), dequeuePullRequest: change((repository, pull) => dequeue(site, repository, pull.number), 'id'),
      },
    },
  };
}
