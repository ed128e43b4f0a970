import { Failure } from '../core/errors.js';
import type { Annotation, LineComment } from '../core/publication.js';
import type { Clock } from '../ports/clock.js';
import type { Intent, Outbox } from '../ports/outbox.js';
import type { StandingComment, StandingReviewComment } from '../ports/publisher.js';
import type { KnownPull } from '../ports/reviews.js';
import { isBehind, isYoung } from './head-targets.js';
import type { CheckSite } from './publish-check.js';
import { answered } from './publish-lease.js';
import { isResolved, isSummary, markedFinding, resolvedBody, sameBody, withFindingMarker, withoutMarkers, withSummaryMarker } from './publish-markers.js';

/** More comments than this in one review are noise; the others become annotations. The number is what peers settled on. */
export const commentsAtOnce = 30;

type ReviewIntent = Extract<Intent, { readonly kind: 'review' }>;
type SummaryIntent = Extract<Intent, { readonly kind: 'summary' | 'settle' }>;

/** Where comments are written: a check's site, and what the host last said of each pull request under this lease. */
export interface CommentSite extends CheckSite {
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, 'spoken' | 'speak'>;
  /** How many comments of anybody stood on a pull request at the beginning of this evaluation, as far as the host told. */
  readonly remarks: ReadonlyMap<number, { readonly comments: number; readonly threads: number }>;
  /** Pull requests on which nothing of ours was ever begun before this publisher. */
  readonly claimed: Set<number>;
  readonly asked: Map<number, { readonly at: number; readonly newest: boolean }>;
  /** The head's open pull requests as our rows have them. */
  readonly rows: readonly KnownPull[];
}

/** Whether a failure only says that the host may not know yet what its own webhooks told: to be tried again soon. */
export function isLag(error: unknown): boolean {
  return error instanceof Failure && error.data['behind'] === true;
}

/**
 * How long the host's word that a head is the newest is good for the writes that follow one another. A head that our own webhooks told of meanwhile
 * ends the right to write, which is read again around each write; this is only about those that were lost or late.
 */
const newestMs = 5_000;

/**
 * True while the pull request is open and still has this head: nothing is said about one that has moved on.
 * @throws Failure HOST_ERROR, see isLag, where the host's answer may be older than our row, which has this head: a read can lag behind the webhooks.
 */
async function isNewest({ publisher, timers, sha, clock, asked, rows }: CommentSite, pull: number): Promise<boolean> {
  const known = asked.get(pull);
  if (known && clock.now() - known.at < newestMs) return known.newest;
  const at = clock.now();
  const row = rows.find((one) => one.number === pull);
  const now = await answered(timers, publisher.pull(pull)).catch((error: unknown) => {
    // One that is just opened may not be known everywhere.
    if (row && isYoung(row, at) && error instanceof Failure && error.code === 'HOST_NOT_FOUND') throw new Failure('HOST_ERROR', { behind: true });
    throw error;
  });
  const newest = now.state === 'open' && now.head === sha;
  if (!newest && row && isBehind(now, row, at)) throw new Failure('HOST_ERROR', { behind: true });
  asked.set(pull, { at, newest });
  return newest;
}

/**
 * True when nothing of ours can stand there: at the beginning of this evaluation the host held no comment of anybody, and our own rows tell that none was
 * begun, before then or since. Either alone could be wrong: rows are lost with a database, and an answer of the host lags behind a write whose answer was lost.
 */
async function isBare({ pen, outbox, remarks, claimed }: CommentSite, pull: number, kind: 'comments' | 'threads'): Promise<boolean> {
  if (remarks.get(pull)?.[kind] !== 0) return false;
  return claimed.has(pull) || (await outbox.spoken?.(pen.lease.repository, pull)) === false;
}

/** To be called before the first comment or review of any kind: from here on, whatever becomes of its answer, something of ours may stand. False when somebody was quicker, and a look is due after all. */
async function begin({ pen, outbox, claimed }: CommentSite, pull: number): Promise<boolean> {
  if (claimed.has(pull)) return true;
  if ((await outbox.speak?.(pen.lease.repository, pull)) !== true) return false;
  claimed.add(pull);
  return true;
}

/** A comment that cannot be one, as a note on the check. */
function annotationOf(comment: LineComment): Annotation {
  const message = withoutMarkers(comment.body);
  const title = (message.split('\n')[0] ?? '').replace(/[*_`~<>[\]#|\\]/g, '').trim().slice(0, 250);
  return { path: comment.path, startLine: comment.line, endLine: comment.line, level: 'warning', title: title || 'finding', message: message.slice(0, 16_000) || 'finding' };
}

function named(comments: readonly LineComment[], failure: Failure): ReadonlySet<LineComment> {
  const lines = failure.data['lines'];
  const listed = Array.isArray(lines) ? lines as readonly unknown[] : [];
  const said = JSON.stringify(failure.data);
  return new Set(comments.filter((comment) => listed.some((one) => {
    const at = one as { readonly path?: unknown; readonly line?: unknown } | null;
    return at?.path === comment.path && at.line === comment.line;
  }) || (said.includes(comment.path) && new RegExp(`\\b${comment.line}\\b`).test(said))));
}

/**
 * Creates one review with the comments that GitHub takes. It refuses the whole of it for one line outside the diff; the lines it
 * names, or all when it names none, become notes on the check, so that no finding goes untold.
 */
async function createReview(site: CommentSite, pull: number, comments: readonly LineComment[]): Promise<readonly LineComment[]> {
  const send = (some: readonly LineComment[]): Promise<void> => {
    const body = some.length === 1 ? 'One finding on the changed lines.' : `${some.length} findings on the changed lines.`;
    return site.pen.write(() => site.publisher.createReview(pull, site.sha, body, some.map(({ path, line, side, marker, body: text }) => ({ path, line, side, body: withFindingMarker(text, marker) }))));
  };
  try {
    await send(comments);
    return [];
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'HOST_REJECTED') throw error;
    const refused = named(comments, error);
    const others = refused.size === 0 ? [] : comments.filter((comment) => !refused.has(comment));
    if (others.length === 0) return comments;
    try {
      await send(others);
      return [...refused];
    } catch (again) {
      if (!(again instanceof Failure) || again.code !== 'HOST_REJECTED') throw again;
      return comments;
    }
  }
}

/** Strikes the comments whose finding is gone. One whose check could not look any more is left: not seen is not mended. */
async function settleMended(site: CommentSite, standing: readonly StandingReviewComment[], intent: ReviewIntent, checks: ReadonlyMap<string, string>): Promise<void> {
  const present = new Set(intent.body.present);
  for (const comment of standing) {
    const fingerprint = markedFinding(comment.body);
    if (fingerprint === undefined || present.has(fingerprint) || isResolved(comment.body)) continue;
    const check = checks.get(fingerprint);
    if (check === undefined ? intent.body.gaps.length > 0 : intent.body.gaps.includes(check)) continue;
    if (!(await isNewest(site, intent.pull))) return;
    // The strike is what tells a later try that nothing is left to do here, so it comes last.
    await site.pen.write(() => site.publisher.resolveThread(comment.nodeId)).catch((error: unknown) => {
      if (!(error instanceof Failure) || (error.code !== 'HOST_FORBIDDEN' && error.code !== 'HOST_NOT_FOUND' && error.code !== 'HOST_REJECTED')) throw error;
    });
    await site.pen.write(() => site.publisher.updateReviewComment(comment.id, resolvedBody(comment.body, fingerprint, site.sha)));
  }
}

/**
 * Brings a pull request's line comments up to its verdict: one review with the findings not told yet, and mended ones struck.
 * @returns the notes that have to go onto the check instead.
 */
export async function publishReview(site: CommentSite, intent: ReviewIntent, checks: ReadonlyMap<string, string>): Promise<readonly Annotation[]> {
  const look = async (): Promise<readonly StandingReviewComment[]> => (await answered(site.timers, site.publisher.reviewComments(intent.pull))).filter((comment) => comment.ours);
  const bare = await isBare(site, intent.pull, 'threads');
  if (bare && intent.body.comments.length === 0) return [];
  const begun = intent.body.comments.length === 0 ? false : await begin(site, intent.pull);
  const standing = begun && bare ? [] : await look();
  const told = new Set(standing.filter((comment) => !isResolved(comment.body)).map((comment) => markedFinding(comment.body)));
  const once = intent.body.comments.filter((comment, index, all) => all.findIndex((other) => other.marker === comment.marker) === index);
  const isFresh = (comment: LineComment): boolean => !told.has(comment.marker);
  // Cut by place in the list, not by what stands: a second try must not post what the first one left out.
  const fresh = once.slice(0, commentsAtOnce).filter(isFresh);
  const untold = once.slice(commentsAtOnce).filter(isFresh);
  if (fresh.length > 0 && (await isNewest(site, intent.pull))) untold.push(...(await createReview(site, intent.pull, fresh)));
  await settleMended(site, standing, intent, checks);
  return untold.map(annotationOf);
}

/** Creates the summary comment, or edits the one that stands where its words changed. To settle, there must be one. */
export async function publishSummary(site: CommentSite, intent: SummaryIntent): Promise<void> {
  const body = withSummaryMarker(intent.body.text);
  const bare = await isBare(site, intent.pull, 'comments');
  if (bare && intent.kind === 'settle') return;
  const look = async (): Promise<StandingComment | undefined> => (await answered(site.timers, site.publisher.comments(intent.pull))).find((comment) => comment.ours && isSummary(comment.body));
  // What only settles an earlier comment begins none.
  const begun = intent.kind === 'settle' ? false : await begin(site, intent.pull);
  const standing = begun && bare ? undefined : await look();
  if (standing ? sameBody(standing.body, body) : intent.kind === 'settle') return;
  if (!(await isNewest(site, intent.pull))) return;
  if (standing) await site.pen.write(() => site.publisher.updateComment(standing.id, body));
  else await site.pen.write(() => site.publisher.createComment(intent.pull, body));
}
