import { z } from 'zod';
import { isObject } from '../../core/json.js';
import { policyPath } from '../../policy/read.js';
import type { StandingPull } from '../../ports/publisher.js';
import type { RepositoryName } from '../../ports/reviews.js';
import type { PartError } from './caller.js';
import type { GitHub, RepositoryCaller } from './client.js';
import { comparedCommits, headQuery, mergeQuery } from './queries.js';
import { sha, updatedAtOf } from './shapes.js';
import { textBytes } from './text-bytes.js';

/** The name of the one check, which rulesets require: never renamed. */
export const checkName = 'mergewarden';
/** The organisation's policy stands in this repository of its. */
export const policyRepository = '.github';

const actor = z.object({ login: z.string().max(256) }).nullable();
const state = z.enum(['OPEN', 'CLOSED', 'MERGED']);
const objectId = z.object({ oid: sha });
const parents = z.object({ totalCount: z.number().int(), nodes: z.array(objectId) });
const count = z.object({ totalCount: z.number().int().nonnegative() });

const listedShape = z.object({ number: z.number().int(), state, isDraft: z.boolean(), headRefOid: sha, baseRefName: z.string(), baseRefOid: sha, author: actor, updatedAt: z.string().max(64).optional() });
const pullShape = listedShape.extend({
  mergeable: z.enum(['MERGEABLE', 'CONFLICTING', 'UNKNOWN']), isCrossRepository: z.boolean(), headRepository: z.object({ id: z.string() }).nullable(),
  potentialMergeCommit: z.object({ oid: sha, tree: objectId, parents }).nullable(),
});
export type ReadPull = z.infer<typeof pullShape>;

const repositoryShape = z.object({
  databaseId: z.number().int().nullable(), name: z.string(), isPrivate: z.boolean(), visibility: z.enum(['PUBLIC', 'PRIVATE', 'INTERNAL']), isFork: z.boolean(), owner: z.object({ login: z.string() }),
});
export type ReadRepository = z.infer<typeof repositoryShape>;

const refShape = z.object({ name: z.string(), prefix: z.string(), target: z.object({ __typename: z.string(), oid: sha }) });
const compareShape = z.object({
  behindBy: z.number().int().nonnegative(), baseTarget: objectId, headTarget: objectId,
  commits: z.object({ totalCount: z.number().int(), nodes: z.array(z.object({ oid: sha, parents })) }),
});
const pullsShape = z.object({ totalCount: z.number().int().nonnegative(), pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(listedShape) });
const suitesShape = z.object({
  oid: sha,
  checkSuites: z.object({
    pageInfo: z.object({ hasNextPage: z.boolean() }),
    nodes: z.array(z.object({ checkRuns: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }), nodes: z.array(z.object({ externalId: z.string().nullable(), status: z.string() })) }) })),
  }),
});
const organisationShape = z.object({
  defaultBranchRef: z.object({ target: z.object({ file: z.object({ mode: z.number().int(), type: z.string(), object: z.unknown() }).nullable() }) }).nullable(),
});

/** A file of the organisation's policy repository: its bytes, its absence, or that this token does not see the repository. */
export type OrganisationTold = { readonly kind: 'file'; readonly bytes: Uint8Array } | { readonly kind: 'absent' | 'hidden' };

/** What one answer told of a head. Whatever failed, is null without a reason, or does not fit is absent, and has to be asked for otherwise. */
export interface HeadTold {
  readonly repository?: ReadRepository;
  readonly pull?: ReadPull;
  /** Comments of anybody on that pull request: in the conversation, and threads on lines. */
  readonly remarks?: { readonly comments: number; readonly threads: number };
  /** The commit at the tip of the base branch. */
  readonly tip?: string;
  /** The merge base of that tip and the head. */
  readonly mergeBase?: string;
  /** Those of the hundred open pull requests updated last that have this head; `open`: how many are open in all, where those were not all. */
  readonly pulls?: { readonly mine: readonly StandingPull[]; readonly open?: number };
  /** Our own check runs on the head, all of them. */
  readonly checks?: readonly { readonly externalId: string; readonly completed: boolean }[];
  readonly organisation?: OrganisationTold;
}

/** What is asked about: reads that carry the same `evaluation` share an answer. */
export interface HeadQuestion {
  readonly installation: number;
  readonly repository: RepositoryName;
  readonly head: string;
  readonly number: number;
  /** A branch's short name. */
  readonly baseRef: string;
  readonly evaluation?: object | undefined;
}

const answers = new WeakMap<object, Map<string, Promise<HeadTold>>>();

/**
 * Asks once for what both the review of a head and its publishing want to know at the beginning of an evaluation. The answer is kept with the object that
 * stands for the evaluation and goes with it: no later evaluation rests on it. Never rejects: what could not be told is absent.
 */
export function readHead(github: GitHub, question: HeadQuestion): Promise<HeadTold> {
  const { evaluation } = question;
  if (evaluation === undefined) return ask(github, question);
  const key = JSON.stringify([question.installation, question.repository.id, question.head, question.number, question.baseRef]);
  const mine = answers.get(evaluation) ?? new Map<string, Promise<HeadTold>>();
  answers.set(evaluation, mine);
  const standing = mine.get(key) ?? ask(github, question);
  mine.set(key, standing);
  return standing;
}

async function ask(github: GitHub, question: HeadQuestion): Promise<HeadTold> {
  const { head, number, baseRef } = question;
  try {
    const { data, errors } = await github.forRepository(question.installation, question.repository).parts('head.read', headQuery, {
      number, base: `refs/heads/${baseRef}`, head, oid: head, app: github.appId, check: checkName, organisation: policyRepository, path: policyPath,
    });
    return toldOf(question, data, errors);
  } catch {
    return {};
  }
}

type At = <T>(path: readonly string[], shape: z.ZodType<T>, how?: 'shallow') => T | undefined;

/** The value at a path, read by a shape; absent where an error is about it, about what it stands in, or, unless its shape is `shallow`, about anything in it. */
function reader(data: unknown, errors: readonly PartError[]): At {
  return (path, shape, how) => {
    if (errors.some((error) => (how !== 'shallow' || error.path.length <= path.length) && error.path.slice(0, path.length).every((name, at) => path[at] === name))) return undefined;
    let value: unknown = data;
    for (const name of path) value = isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
    const read = shape.safeParse(value);
    return read.success ? read.data : undefined;
  };
}

function defined<T extends object>(fields: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as T;
}

function toldOf(question: HeadQuestion, data: unknown, errors: readonly PartError[]): HeadTold {
  const at = reader(data, errors);
  const repository = at(['repository'], repositoryShape, 'shallow');
  // A repository of this name that is not the one meant: another took the name.
  if (repository?.databaseId !== null && repository?.databaseId !== undefined && repository.databaseId !== question.repository.id) return {};
  const comments = at(['repository', 'pullRequest', 'comments'], count);
  const threads = at(['repository', 'pullRequest', 'reviewThreads'], count);
  const ref = at(['repository', 'ref'], refShape, 'shallow');
  const tip = ref && ref.prefix === 'refs/heads/' && ref.name === question.baseRef && ref.target.__typename === 'Commit' ? ref.target.oid : undefined;
  const compared = at(['repository', 'ref', 'compare'], compareShape);
  const pulls = at(['repository', 'pullRequests'], pullsShape);
  const suites = at(['repository', 'object'], suitesShape);
  return defined<HeadTold>({
    repository, pull: at(['repository', 'pullRequest'], pullShape), tip,
    remarks: comments && threads && { comments: comments.totalCount, threads: threads.totalCount },
    mergeBase: tip !== undefined && compared && compared.baseTarget.oid === tip && compared.headTarget.oid === question.head ? mergeBaseOf(compared, tip, question.head) : undefined,
    pulls: pulls && { mine: pulls.nodes.filter((pull) => pull.state === 'OPEN' && pull.headRefOid === question.head).map(standingOf), ...(pulls.pageInfo.hasNextPage ? { open: pulls.totalCount } : {}) },
    checks: suites && checksOf(suites, question.head), organisation: organisationOf(data, errors),
  });
}

const standingOf = (pull: z.infer<typeof listedShape>): StandingPull => ({
  number: pull.number, state: pull.state === 'OPEN' ? 'open' : 'closed', draft: pull.isDraft, head: pull.headRefOid, base: pull.baseRefOid, baseRef: pull.baseRefName, author: pull.author?.login ?? '', ...updatedAtOf(pull.updatedAt),
});

/**
 * The merge base of a tip and a head, from the commits that the head has and the tip lacks. A head that lacks nothing of the tip has the tip
 * itself. Else, when all those commits are told with all their parents, and only one parent is outside of them: that one is in the tip's
 * history, and every other commit that both have is an ancestor of it. With more than one outside, these commits alone do not tell.
 */
function mergeBaseOf({ behindBy, commits }: z.infer<typeof compareShape>, tip: string, head: string): string | undefined {
  if (behindBy === 0) return tip;
  if (commits.totalCount === 0) return head;
  if (commits.nodes.length !== commits.totalCount || commits.totalCount > comparedCommits) return undefined;
  const own = new Set(commits.nodes.map((commit) => commit.oid));
  if (!own.has(head) || commits.nodes.some((commit) => commit.parents.nodes.length !== commit.parents.totalCount)) return undefined;
  const outside = new Set(commits.nodes.flatMap((commit) => commit.parents.nodes.map((parent) => parent.oid)).filter((oid) => !own.has(oid)));
  return outside.size === 1 ? [...outside][0] : undefined;
}

function checksOf({ oid, checkSuites }: z.infer<typeof suitesShape>, head: string): HeadTold['checks'] {
  if (oid !== head || checkSuites.pageInfo.hasNextPage || checkSuites.nodes.some((suite) => suite.checkRuns.pageInfo.hasNextPage)) return undefined;
  return checkSuites.nodes.flatMap((suite) => suite.checkRuns.nodes.map(({ externalId, status }) => ({ externalId: externalId ?? '', completed: status === 'COMPLETED' })));
}

/** Only git's plain files: a symlink's text is a path, which GitHub's REST follows and this does not. */
const plainModes = new Set([0o100644, 0o100755, 0o100664]);

function organisationOf(data: unknown, errors: readonly PartError[]): OrganisationTold | undefined {
  const about = errors.filter(({ path }) => path.length === 0 || path[0] === 'organisation');
  if (about.length > 0) return about.every(({ path, type }) => path.length === 1 && type === 'NOT_FOUND') && isObject(data) && data['organisation'] === null ? { kind: 'hidden' } : undefined;
  const read = organisationShape.safeParse(isObject(data) ? data['organisation'] : undefined);
  if (!read.success) return undefined;
  const file = read.data.defaultBranchRef?.target.file;
  if (file === null || file === undefined) return { kind: 'absent' };
  const oid = isObject(file.object) && typeof file.object['oid'] === 'string' ? file.object['oid'] : '';
  const bytes = file.type === 'blob' && plainModes.has(file.mode) ? textBytes(file.object, oid) : undefined;
  return bytes && { kind: 'file', bytes };
}

/** The pull request with its test merge as it is by now; undefined where that was not told. */
export async function readMerge(caller: RepositoryCaller, number: number): Promise<ReadPull | undefined> {
  try {
    const { data, errors } = await caller.parts('merge.read', mergeQuery, { number });
    return reader(data, errors)(['repository', 'pullRequest'], pullShape);
  } catch {
    return undefined;
  }
}
