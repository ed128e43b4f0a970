import { standings } from '../../src/core/standing.js';
import type { Standing } from '../../src/core/standing.js';
import type { HeadState, PullObservation, RepositoryName, ReviewRequest, Reviews } from '../../src/ports/reviews.js';
import { writeIntents } from './memory-outbox.js';
import type { HeadRow, PullRow, ReviewRow, Sync, Tables } from './tables.js';

const hourMs = 3_600_000;
/** As in the adapter: judgements that one pull request may ask for in an hour, and what it then adds to its priority. */
const pullBudget = 30;
const overBudget = 50;

/** The better of two standings. */
function better(one: Standing | undefined, other: Standing | undefined): Standing | undefined {
  return one === undefined || (other !== undefined && standings.indexOf(other) < standings.indexOf(one)) ? other : one;
}

function openPulls(tables: Tables, repository: number, sha: string): readonly PullRow[] {
  return [...tables.pulls.values()].filter((pull) => pull.repository.id === repository && pull.head === sha && pull.state === 'open').sort((one, other) => one.number - other.number);
}

function ask(tables: Tables, installation: number, repository: RepositoryName, sha: string, request: ReviewRequest, otherwise: Standing = 'member'): void {
  const { reviews, heads } = tables;
  const ofPulls = openPulls(tables, repository.id, sha).reduce<Standing | undefined>((best, pull) => better(best, pull.stranger ? 'stranger' : 'member'), undefined);
  const wanted = better(request.standing, ofPulls) ?? otherwise;
  const now = tables.now();
  let head = tables.head(repository.id, sha);
  const present = head && reviews.get(head.review);
  if (present?.state === 'open' && present.early) Object.assign(present, { state: 'concluded', outcome: 'block', concludedAt: now });
  if (head) {
    const open = present?.state === 'open';
    Object.assign(head, { installation, repository, generation: head.generation + 1, askedAt: now, review: open ? head.review : request.reviewId });
    head.standing = head.group ? 'group' : head.waitsSince === undefined ? wanted : better(head.standing, wanted) ?? wanted;
    head.waitsSince ??= now;
  } else {
    head = { installation, repository, sha, generation: 1, review: request.reviewId, successor: undefined, group: undefined, epoch: 0, leaseUntil: undefined, askedAt: now, standing: wanted, waitsSince: now };
    heads.set(`${repository.id} ${sha}`, head);
  }
  const review = reviews.get(head.review);
  if (review) {
    if (review.state === 'open') Object.assign(review, { evaluations: 0, begunAt: undefined });
  } else {
    reviews.set(head.review, { id: head.review, installation, repository: repository.id, head: sha, state: 'open', outcome: undefined, code: undefined, evaluations: 0, early: false, openedAt: now, begunAt: undefined, concludedAt: undefined });
  }
  tables.addReview(repository.id, sha, { priority: request.priority });
}

/** Writes what was seen of a pull request; answers with how often it asked for a judgement within the hour. */
function writePull(tables: Tables, seen: PullObservation, observedAt: number, asks: number): number {
  const now = tables.now();
  const { installation, repository, number, state, head, baseRef, base } = seen;
  const old = tables.pull(repository.id, number);
  if (!old) {
    tables.pulls.set(`${repository.id} ${number}`, { installation, repository, number, state, head, baseRef, base, observedAt, seenAt: now, hour: now, hourCount: asks, pusher: seen.pusher, merged: seen.merged ?? false, stranger: seen.stranger ?? (tables.head(repository.id, head)?.standing ?? 'stranger') === 'stranger', spoken: false });
    return asks;
  }
  const over = old.hour < now - hourMs;
  Object.assign(old, {
    merged: (seen.merged ?? false) || (old.merged && state === 'closed' && old.head === head),
    pusher: seen.pusher ?? (old.head === head ? old.pusher : undefined),
    hour: over ? now : old.hour, hourCount: (over ? 0 : old.hourCount) + asks,
    installation, repository, state, head, baseRef, base, observedAt, seenAt: now, stranger: seen.stranger ?? old.stranger,
  });
  return old.hourCount;
}

function observe(tables: Tables, seen: PullObservation, request: ReviewRequest): string[] {
  const { repository } = seen;
  const row = tables.pull(repository.id, seen.number);
  const before = row && { ...row };
  if (before && before.observedAt > (seen.observedAt ?? before.observedAt)) return [];
  const same = before !== undefined && before.state === seen.state && before.head === seen.head && before.baseRef === seen.baseRef && before.base === seen.base
    && (seen.pusher === undefined || before.pusher !== undefined);
  const known = before?.observedAt ?? 0;
  const order = seen.observedAt === undefined ? known : seen.read !== true ? seen.observedAt : same ? Math.ceil(known / 1_000) * 1_000 : seen.observedAt - 1;
  const count = writePull(tables, seen, order, same ? 0 : 1);
  const priority = request.priority + (count > pullBudget ? overBudget : 0);
  const queued: string[] = [];
  const left = before?.state === 'open' && (before.head !== seen.head || seen.state === 'closed') ? tables.head(repository.id, before.head) : undefined;
  if (left) {
    if (left.sha !== seen.head) left.successor = seen.head;
    ask(tables, seen.installation, repository, left.sha, { reviewId: `${request.reviewId}-left`, priority: priority + 1 }, tables.pull(repository.id, seen.number)!.stranger ? 'stranger' : 'member');
    queued.push(left.sha);
  }
  if (seen.state === 'open' && !(same && tables.head(repository.id, seen.head))) {
    ask(tables, seen.installation, repository, seen.head, { reviewId: request.reviewId, priority });
    queued.push(seen.head);
  }
  return queued;
}

function stateOf(tables: Tables, row: HeadRow): HeadState | undefined {
  const review = tables.reviews.get(row.review);
  if (!review) return undefined;
  const pulls = openPulls(tables, row.repository.id, row.sha);
  return {
    installation: row.installation, sha: row.sha, generation: row.generation, repository: row.repository, standing: row.standing,
    pulls: pulls.map(({ number, baseRef, base, seenAt, observedAt }) => ({ number, baseRef, base, seenAt, observedAt: Math.ceil(observedAt / 1_000) * 1_000, unsure: observedAt % 1_000 !== 0 })),
    review: {
      id: review.id, state: review.state, evaluations: review.evaluations, early: review.early, openedAt: review.openedAt,
      ...(review.outcome === undefined ? {} : { outcome: review.outcome }), ...(review.begunAt === undefined ? {} : { begunAt: review.begunAt }),
    },
    ...(row.successor === undefined ? {} : { successor: row.successor }), ...(row.group === undefined ? {} : { group: row.group }),
  };
}

/** Whether a concluded review's verdicts told findings of a check. */
function hasTold(tables: Tables, review: ReviewRow, check: string): boolean {
  if (review.outcome !== 'block' && review.outcome !== 'warn' && review.outcome !== 'unknown') return false;
  type Body = { readonly review?: string; readonly verdict?: { readonly findings?: readonly { readonly check?: string; readonly level?: string }[] } };
  return tables.audit.some((row) => row.kind === 'verdict' && row.repository === review.repository && row.head === review.head && (row.body as Body).review === review.id
    && (row.body as Body).verdict?.findings?.some((finding) => finding.check === check && finding.level === 'default') === true);
}

/** Reviews in memory. Each operation is one step, as each transaction of the adapter is under its repository's lock. */
export function memoryReviews(tables: Tables): Sync<Reviews> {
  /** The evaluation that a head was read with, while it is open and nobody asked anew. */
  const current = (head: HeadState): ReviewRow | undefined => {
    const row = tables.head(head.repository.id, head.sha);
    const review = tables.reviews.get(head.review.id);
    return row?.review === head.review.id && row.generation === head.generation && review?.state === 'open' ? review : undefined;
  };
  const owner = (head: HeadState) => ({ installation: head.installation, repository: head.repository.id, head: head.sha, review: head.review.id });
  const key = (row: HeadRow) => ({ repository: row.repository.id, sha: row.sha });
  const hasJob = (row: HeadRow): boolean => {
    for (const { key: name, attempts, maxAttempts, lockedBy, job } of tables.jobs.rows.values()) {
      if (name === `review:${row.repository.id}:${row.sha}` && attempts < maxAttempts) return true;
      if (lockedBy !== undefined && job.task === 'review' && job.head === row.sha && job.repository === row.repository.id) return true;
    }
    return false;
  };
  return {
    observePull: (seen, request) => observe(tables, seen, request),
    observeGroup(installation, repository, head, group, request) {
      ask(tables, installation, repository, head, request);
      tables.head(repository.id, head)!.group = group;
    },
    request(installation, repository, head, request) { ask(tables, installation, repository, head, request); },
    requestIfTold(repository, head, check, request) {
      const row = tables.head(repository.id, head);
      const review = row && tables.reviews.get(row.review);
      if (!row || !review || !(review.state === 'open' || hasTold(tables, review, check))) return false;
      ask(tables, row.installation, repository, head, request);
      return true;
    },
    moveBase(repository, ref, base, ids, priority) {
      const moved = [...tables.pulls.values()].filter((pull) => pull.repository.id === repository && pull.baseRef === ref && pull.state === 'open' && pull.base !== base);
      for (const pull of moved) pull.base = base;
      const heads = new Map(moved.map((pull) => [pull.head, pull]));
      for (const [head, pull] of heads) ask(tables, pull.installation, pull.repository, head, { reviewId: ids(), priority });
      return [...heads.keys()];
    },
    judgeAnew(installation, ids, priority) {
      const open = [...tables.pulls.values()].filter((pull) => pull.installation === installation && pull.state === 'open');
      const heads = new Map(open.map((pull) => [`${String(pull.repository.id).padStart(20, '0')} ${pull.head}`, pull]));
      for (const [, pull] of [...heads].sort(([a], [b]) => (a < b ? -1 : 1))) ask(tables, installation, pull.repository, pull.head, { reviewId: ids(), priority });
      return heads.size;
    },
    pusher(repository, number, sha) {
      const row = tables.pull(repository, number);
      return row && (sha === undefined || row.head === sha) ? row.pusher : undefined;
    },
    head(repository, sha) {
      const row = tables.head(repository, sha);
      return row && stateOf(tables, row);
    },
    begin(head) {
      const review = current(head);
      if (!review) return false;
      Object.assign(review, { evaluations: review.evaluations + 1, begunAt: review.begunAt ?? tables.now() });
      return true;
    },
    giveBack(head) {
      const review = current(head);
      if (review) review.evaluations = Math.max(0, review.evaluations - 1);
    },
    early(head, intent) {
      const review = current(head);
      if (!review) return false;
      review.early = true;
      writeIntents(tables, owner(head), [intent]);
      return true;
    },
    conclude(head, { outcome, code, audit, intents, again }) {
      const review = current(head);
      if (!review) return false;
      Object.assign(review, { state: 'concluded', outcome, code, concludedAt: tables.now() });
      tables.audit.push(...audit);
      writeIntents(tables, owner(head), intents);
      if (again !== undefined) tables.jobs.add({ task: 'cooldown', repository: head.repository.id, head: head.sha, review: head.review.id, at: again }, { afterMs: again - tables.now() });
      return true;
    },
    unattended(olderThanMs) {
      const since = tables.now() - olderThanMs;
      const waits = (row: HeadRow): boolean => {
        const review = tables.reviews.get(row.review);
        if (!review || hasJob(row)) return false;
        if (review.state === 'open' && row.askedAt < since) return true;
        return [...tables.publications.values()].some((one) => one.review === review.id && one.state === 'pending' && one.createdAt < since && one.createdAt > tables.now() - 24 * hourMs);
      };
      return [...tables.heads.values()].filter(waits).sort((one, other) => one.askedAt - other.askedAt).slice(0, 500).map(key);
    },
    overdue(olderThanMs) {
      const since = tables.now() - olderThanMs;
      const openedAt = (row: HeadRow): number => tables.reviews.get(row.review)?.openedAt ?? 0;
      const late = [...tables.heads.values()].filter((row) => {
        const review = tables.reviews.get(row.review);
        return review?.state === 'open' && (review.begunAt ?? review.openedAt) < since;
      });
      return late.sort((one, other) => openedAt(one) - openedAt(other)).slice(0, 500).map(key);
    },
    erase(installation, repositories) {
      const gone = (of: number, repository: number | undefined): boolean => of === installation && (repositories === undefined || (repository !== undefined && repositories.includes(repository)));
      for (const [id, { delivery }] of tables.deliveries) if (delivery.installation !== undefined && gone(delivery.installation, delivery.repository)) tables.deliveries.delete(id);
      for (const [id, row] of tables.pulls) if (gone(row.installation, row.repository.id)) tables.pulls.delete(id);
      for (const [id, row] of tables.reviews) if (gone(row.installation, row.repository)) tables.reviews.delete(id);
      for (const [id, row] of tables.heads) if (gone(row.installation, row.repository.id)) tables.heads.delete(id);
      for (const [id, row] of tables.publications) if (gone(row.installation, row.repository)) tables.publications.delete(id);
      tables.audit.splice(0, tables.audit.length, ...tables.audit.filter((row) => !gone(row.installation, row.repository)));
    },
  };
}
