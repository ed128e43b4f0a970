import type pg from 'pg';
import type { HeadState, PullObservation, RepositoryName, ReviewRequest, Reviews, ReviewState } from '../../ports/reviews.js';
import type { Standing } from '../../core/standing.js';
import { appendEntries } from './audit.js';
import { inTransaction } from './connect.js';
import { rankOf, standingOf, urgencyOf } from './lanes.js';
import { writeIntents } from './outbox.js';
import { storeBrought } from './packages.js';
import { storeSighted } from './sightings.js';
import { addCooldown } from './statements/add-cooldown.js';
import { askHead } from './statements/ask-head.js';
import { beginEvaluation } from './statements/begin-evaluation.js';
import { concludeReview } from './statements/conclude-review.js';
import { endEarlyReview } from './statements/end-early-review.js';
import { allowErasing, eraseStatements, eraseWhole } from './statements/erase.js';
import { giveBackEvaluation } from './statements/give-back-evaluation.js';
import { giveTurns } from './statements/give-turns.js';
import { knownHead } from './statements/known-head.js';
import { lockRepository } from './statements/lock-repository.js';
import { markEarly } from './statements/mark-early.js';
import { moveBase } from './statements/move-base.js';
import { openHeads, openRepositories } from './statements/open-heads.js';
import { overdueHeads } from './statements/overdue-heads.js';
import { readHead } from './statements/read-head.js';
import { readPull } from './statements/read-pull.js';
import { readPusher } from './statements/read-pusher.js';
import { settleBrought } from './statements/settle-brought.js';
import { succeedHead } from './statements/succeed-head.js';
import { tells, toldFinding, type ToldRow } from './statements/told-finding.js';
import { unattendedHeads } from './statements/unattended-heads.js';
import { writeGroup } from './statements/write-group.js';
import { writePull } from './statements/write-pull.js';
import { execute } from './statement.js';
import type { Queryable } from './statement.js';

type PullRow = { readonly state: string; readonly head: string; readonly base_ref: string; readonly base: string; readonly pusher: string | null; readonly observed_at: number };
type HeadRow = {
  readonly installation: number; readonly repository: number; readonly owner: string; readonly name: string; readonly sha: string; readonly generation: number;
  readonly successor: string | null; readonly standing: number; readonly group_head_ref: string | null; readonly group_base_ref: string | null; readonly group_base: string | null;
  readonly review: string; readonly state: ReviewState['state']; readonly outcome: NonNullable<ReviewState['outcome']> | null; readonly evaluations: number;
  readonly early: boolean; readonly opened_at: number; readonly begun_at: number | null; readonly pulls: HeadState['pulls'];
};
type HeadKey = { readonly repository: number; readonly sha: string };

/** Judgements that one pull request may ask for in an hour before the others of its repository go first. */
const pullBudget = 30;
/** What it then adds to its urgency; a greater number runs later. */
const overBudget = 50;

/** `otherwise`: the standing where nobody says and no open pull request has the head. */
async function ask(on: Queryable, installation: number, repository: RepositoryName, sha: string, request: ReviewRequest, otherwise: Standing = 'member'): Promise<void> {
  await execute(on, endEarlyReview, [repository.id, sha]);
  const asking = request.standing === undefined ? null : rankOf(request.standing);
  await execute(on, askHead, [repository.id, sha, installation, repository.owner, repository.name, request.reviewId, urgencyOf(request.priority), asking, rankOf(otherwise)]);
  await execute(on, giveTurns, [installation, null]);
}

/** The time that a row is ordered by, in ms since the epoch: a whole second, or where only a read told of its state, a millisecond before one. */
function orderOf(seen: PullObservation, before: number | undefined, same: boolean): number {
  if (seen.observedAt === undefined) return before ?? 0;
  if (seen.read !== true) return seen.observedAt;
  return same && before !== undefined ? Math.ceil(before / 1_000) * 1_000 : seen.observedAt - 1;
}

/** Takes in an observation inside a transaction that has locked the repository. */
async function observe(on: Queryable, seen: PullObservation, request: ReviewRequest): Promise<string[]> {
  const { rows: [before] } = await execute<PullRow>(on, readPull, [seen.repository.id, seen.number]);
  if (before && before.observed_at > (seen.observedAt ?? before.observed_at)) return [];
  const same = before !== undefined && before.state === seen.state && before.head === seen.head && before.base_ref === seen.baseRef && before.base === seen.base
    // Whose waivers count hangs on who pushed: a head judged before that was known is judged anew.
    && (seen.pusher === undefined || before.pusher !== null);
  const observedAt = orderOf(seen, before?.observed_at, same);
  const { rows: [written] } = await execute<{ hour_count: number; stranger: boolean | null }>(on, writePull, [
    seen.repository.id, seen.number, seen.installation, seen.repository.owner, seen.repository.name, seen.state, seen.head, seen.baseRef, seen.base, same ? 0 : 1, observedAt, seen.pusher ?? null, seen.merged ?? false, seen.stranger ?? null,
  ]);
  if (!same || seen.merged === true) await execute(on, settleBrought, [seen.repository.id, seen.number, seen.head, seen.merged === true ? 'merged' : seen.state]);
  const priority = request.priority + ((written?.hour_count ?? 0) > pullBudget ? overBudget : 0);
  const queued: string[] = [];
  const left = before !== undefined && before.state === 'open' && (before.head !== seen.head || seen.state === 'closed') ? before.head : undefined;
  if (left !== undefined && (await execute(on, knownHead, [seen.repository.id, left])).count > 0) {
    // The head it left: judged anew for the pull requests that still have it, or ended.
    if (left !== seen.head) await execute(on, succeedHead, [seen.repository.id, left, seen.head]);
    await ask(on, seen.installation, seen.repository, left, { reviewId: `${request.reviewId}-left`, priority: priority + 1 }, written?.stranger === false ? 'member' : 'stranger');
    queued.push(left);
  }
  if (seen.state === 'open') {
    const known = same && (await execute(on, knownHead, [seen.repository.id, seen.head])).count > 0;
    if (!known) {
      await ask(on, seen.installation, seen.repository, seen.head, { reviewId: request.reviewId, priority });
      queued.push(seen.head);
    }
  }
  return queued;
}

function headOf(row: HeadRow): HeadState {
  return {
    installation: row.installation, sha: row.sha, generation: row.generation, pulls: row.pulls,
    repository: { id: row.repository, owner: row.owner, name: row.name }, standing: standingOf(row.standing),
    review: {
      id: row.review, state: row.state, evaluations: row.evaluations, early: row.early, openedAt: row.opened_at,
      ...(row.outcome === null ? {} : { outcome: row.outcome }), ...(row.begun_at === null ? {} : { begunAt: row.begun_at }),
    },
    ...(row.successor === null ? {} : { successor: row.successor }),
    ...(row.group_head_ref === null || row.group_base_ref === null || row.group_base === null ? {} : { group: { headRef: row.group_head_ref, baseRef: row.group_base_ref, base: row.group_base } }),
  };
}

/** Reviews in PostgreSQL. Each change locks its repository for the length of one short transaction. */
export function postgresReviews(pool: pg.Pool): Reviews {
  const locked = <T>(repository: number, work: (client: pg.ClientBase) => Promise<T>): Promise<T> => inTransaction(pool, async (client) => {
    await execute(client, lockRepository, [String(repository)]);
    return work(client);
  });
  const evaluation = (head: HeadState): [string, number, string, number] => [head.review.id, head.repository.id, head.sha, head.generation];
  const intentOwner = (head: HeadState): Parameters<typeof writeIntents>[1] => ({ installation: head.installation, repository: head.repository.id, head: head.sha, review: head.review.id });
  return {
    observePull: (seen, request) => locked(seen.repository.id, (client) => observe(client, seen, request)),
    observeGroup: (installation, repository, head, group, request) => locked(repository.id, async (client) => {
      await ask(client, installation, repository, head, request);
      await execute(client, writeGroup, [repository.id, head, group.headRef, group.baseRef, group.base]);
    }),
    request: (installation, repository, head, request) => locked(repository.id, (client) => ask(client, installation, repository, head, request)),
    requestIfTold: (repository, head, check, request) => locked(repository.id, async (client) => {
      const row = (await execute<ToldRow>(client, toldFinding, [repository.id, head, check])).rows.find((one) => tells(one, check));
      if (row) await ask(client, row.installation, repository, head, request);
      return row !== undefined;
    }),
    moveBase: (repository, ref, base, ids, priority) => locked(repository, async (client) => {
      const { rows } = await execute<{ head: string; installation: number; owner: string; name: string }>(client, moveBase, [repository, ref, base]);
      const heads = new Map(rows.map((row) => [row.head, row]));
      for (const [head, row] of heads) await ask(client, row.installation, { id: repository, owner: row.owner, name: row.name }, head, { reviewId: ids(), priority });
      return [...heads.keys()];
    }),
    async judgeAnew(installation, ids, priority) {
      const { rows: repositories } = await execute<{ repository: number }>(pool, openRepositories, [installation]);
      let queued = 0;
      for (const { repository } of repositories) {
        await locked(repository, async (client) => {
          const { rows } = await execute<{ head: string; owner: string; name: string }>(client, openHeads, [repository]);
          for (const { head, owner, name } of rows) await ask(client, installation, { id: repository, owner, name }, head, { reviewId: ids(), priority });
          queued += rows.length;
        });
      }
      return queued;
    },
    async head(repository, sha) {
      const { rows: [row] } = await execute<HeadRow>(pool, readHead, [repository, sha]);
      return row && headOf(row);
    },
    async pusher(repository, number, sha) {
      const { rows: [row] } = await execute<{ readonly pusher: string | null }>(pool, readPusher, [repository, number, sha ?? null]);
      return row?.pusher ?? undefined;
    },
    begin: async (head) => (await execute(pool, beginEvaluation, evaluation(head))).count > 0,
    giveBack: async (head) => { await execute(pool, giveBackEvaluation, evaluation(head)); },
    early: (head, intent) => locked(head.repository.id, async (client) => {
      if ((await execute(client, markEarly, evaluation(head))).count === 0) return false;
      await writeIntents(client, intentOwner(head), [intent]);
      return true;
    }),
    conclude: (head, conclusion) => locked(head.repository.id, async (client) => {
      const { count } = await execute(client, concludeReview, [...evaluation(head), conclusion.outcome, conclusion.code ?? null]);
      if (count === 0) return false;
      await appendEntries(client, conclusion.audit);
      await storeBrought(client, head, conclusion.brought ?? []);
      await storeSighted(client, head, conclusion.sighted ?? []);
      if (conclusion.again !== undefined) await execute(client, addCooldown, [head.repository.id, head.sha, head.review.id, conclusion.again]);
      await writeIntents(client, intentOwner(head), conclusion.intents);
      return true;
    }),
    unattended: async (olderThanMs) => (await execute<HeadKey>(pool, unattendedHeads, [olderThanMs])).rows,
    overdue: async (olderThanMs) => (await execute<HeadKey>(pool, overdueHeads, [olderThanMs])).rows,
    erase: (installation, repositories) => inTransaction(pool, async (client) => {
      await execute(client, allowErasing, []);
      for (const statement of eraseStatements) await execute(client, statement, [installation, repositories ? [...repositories] : null]);
      if (!repositories) for (const statement of eraseWhole) await execute(client, statement, [installation]);
    }),
  };
}
