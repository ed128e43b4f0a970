import { isResolved, isSummary, markedFinding } from '../../src/app/publish-markers.js';
import type { CheckText } from '../../src/core/publication.js';
import type { HostCheck } from '../app/fake-host.js';
import { hostEndsMs } from './faults.js';
import type { HostedRepository } from './host.js';
import { wantedOf, worstOf } from './model.js';
import type { Wanted } from './model.js';
import type { Plan } from './scenario.js';
import { checkOfLine, isFailing, saidOf } from './stub-review.js';
import type { HeadRow, ReviewRow } from './tables.js';
import type { Sender } from './wire.js';
import { start } from './world.js';
import type { World } from './world.js';

/** Something that must never be. `rule` is its name, by which a shorter run is known to show the same. */
export interface Violation {
  readonly rule: string;
  readonly what: string;
  /** Milliseconds of virtual time from the beginning. */
  readonly at: number;
}

const short = (sha: string): string => sha.slice(0, 6);

/**
 * How long after a pull request moved on something may still be said about its old head: the host's word is good for five seconds, and it and the
 * write after it take a moment, or ten seconds each where requests are slow; a process may stall in between, and the host's own reads may lag.
 */
function graceOf({ faults, webhooks }: Plan): number {
  const slow = faults.some((fault) => fault.kind === 'request' && fault.mishap.kind === 'slow');
  const stalls = faults.reduce((sum, fault) => sum + (fault.kind === 'stall' ? fault.ms : 0), 0);
  return 6_000 + webhooks.lagMs + stalls + (slow ? 2 * hostEndsMs : 0);
}

function newest(repository: HostedRepository, head: string): HostCheck | undefined {
  return repository.fake.checks.filter((check) => check.headSha === head).reduce<HostCheck | undefined>((last, check) => (last && last.id > check.id ? last : check), undefined);
}

/** Watches while the world runs. */
export class Watch {
  readonly violations: Violation[] = [];
  private readonly graceMs: number;

  constructor(private readonly world: World) {
    this.graceMs = graceOf(world.plan);
  }

  fail(rule: string, what: string): void {
    if (!this.violations.some((one) => one.rule === rule && one.what === what)) this.violations.push({ rule, what, at: this.world.time.now - start });
  }

  wrote(sender: Sender, repository: HostedRepository, operation: string, given: readonly unknown[]): void {
    // A comment names its head; what stands on a check is the head's own.
    if (operation === 'createReview') this.saidOfOld(sender, repository, given[0] as number, given[1] as string);
    const text = operation === 'createComment' ? /Summary of ([0-9a-f]{6})/.exec(given[1] as string)?.[1] : undefined;
    if (text !== undefined) this.saidOfOld(sender, repository, given[0] as number, text);
    // What is read is told of a pending check. Only one that was held back with its process comes too late.
    const check = operation === 'describeCheck' ? repository.fake.checks.find((one) => one.id === given[0]) : undefined;
    if (check?.status === 'completed' && !this.world.faults.met.has('stall')) this.fail('progress is told of a concluded check', `${sender.name} on ${check.externalId}`);
    if (operation === 'updateReviewComment') this.struck(sender, repository, given[0] as number, given[1] as string);
  }

  /** What is struck is mended: some base that the head was judged against neither has the finding nor a gap of its check, which could not look. */
  private struck(sender: Sender, repository: HostedRepository, id: number, body: string): void {
    const line = repository.fake.lines.find((one) => one.id === id);
    const [, finding, head] = /~~Finding (\d+)~~ resolved in ([0-9a-f]+)/.exec(body) ?? [];
    if (!line || finding === undefined || head === undefined) return;
    const { seed } = this.world.plan;
    const isMended = repository.states(line.pull).some(({ pull }) => {
      if (!pull.head.startsWith(head)) return false;
      const inputs = Array.from({ length: repository.branches.get(pull.baseRef)!.input + 1 }, (_, input) => saidOf(seed, repository.name.id, pull.head, pull.baseRef, input));
      return inputs.some(({ comments, gaps }) => !gaps.includes(checkOfLine(Number(finding))) && !comments.some((one) => one.line === Number(finding)));
    });
    if (!isMended) this.fail('struck and not mended', `${sender.name} on #${line.pull} of ${repository.name.name}: finding ${finding}`);
  }

  /** Called after each step that changed rows or checks: no success stands where a failure is known of and nobody is about to say so. */
  changed(): void {
    const { tables, repositories } = this.world;
    for (const head of tables.heads.values()) {
      const repository = repositories[head.repository.id - 1]!;
      const check = newest(repository, head.sha);
      if (check?.conclusion !== 'success') continue;
      const review = tables.reviews.get(head.review);
      if (review?.state !== 'concluded' || this.isAttended(head)) continue;
      if (this.isKnownToFail(repository, head)) this.fail('success over a known failure', `${short(head.sha)} in ${repository.name.name}`);
    }
  }

  private isAttended(head: HeadRow): boolean {
    const { tables } = this.world;
    for (const row of tables.publications.values()) if (row.review === head.review && row.state === 'pending' && row.kind === 'check') return true;
    for (const { job, attempts, maxAttempts, lockedBy } of tables.jobs.rows.values()) if (job.task === 'review' && job.repository === head.repository.id && job.head === head.sha && (lockedBy !== undefined || attempts < maxAttempts)) return true;
    return false;
  }

  /** Known: one of the open pull requests in our rows fails against its base as we were told of it, and against every later one. */
  private isKnownToFail(repository: HostedRepository, head: HeadRow): boolean {
    const { tables, plan } = this.world;
    for (const pull of tables.pulls.values()) {
      if (pull.repository.id !== head.repository.id || pull.head !== head.sha || pull.state !== 'open') continue;
      const told = repository.inputs.get(pull.base) ?? 0;
      const now = repository.branches.get(pull.baseRef)!.input;
      let fails = true;
      for (let input = told; input <= now; input += 1) fails &&= isFailing(saidOf(plan.seed, repository.name.id, head.sha, pull.baseRef, input));
      if (fails) return true;
    }
    return false;
  }

  private saidOfOld(sender: Sender, repository: HostedRepository, number: number, head: string): void {
    const { now } = this.world.time;
    const states = repository.states(number);
    const good = states.some(({ pull }, index) => pull.head.startsWith(head) && pull.state === 'open' && (states[index + 1]?.at ?? now) >= now - this.graceMs);
    if (!good) this.fail('said about a head that had moved on', `${sender.name} on #${number} of ${repository.name.name} about ${short(head)}`);
  }
}

/** Everything that must hold once nothing moves any more. */
export function judgeEnd(world: World, watch: Watch): void {
  for (const repository of world.repositories) {
    const heads = new Set([...repository.pulls().map((pull) => pull.head), ...repository.groups.map((group) => group.head), ...repository.fake.checks.map((check) => check.headSha)]);
    for (const head of heads) judgeHead(world, watch, repository, head);
    for (const pull of repository.pulls()) judgePull(world, watch, repository, pull.number);
  }
  judgeBooks(world, watch);
}

function judgeHead(world: World, watch: Watch, repository: HostedRepository, head: string): void {
  const where = `${short(head)} in ${repository.name.name}`;
  const wanted = wantedOf(world.plan.seed, repository, head);
  const checks = repository.fake.checks.filter((check) => check.headSha === head);
  const row = world.tables.head(repository.name.id, head);
  const review = row && world.tables.reviews.get(row.review);
  for (const check of checks) if (check.status !== 'completed') watch.fail('a check stays pending', `${where}, ${check.externalId}`);
  for (const check of checks) if (checks.filter((other) => other.externalId === check.externalId).length > 1) watch.fail('two checks of one review', `${where}, ${check.externalId}`);
  for (const check of checks) if (new Set(check.annotations.map((note) => note.title)).size !== check.annotations.length) watch.fail('a note stands twice', `${where}, ${check.externalId}`);
  if (wanted.length === 0) return;
  const last = newest(repository, head);
  if (!last || !row || !review) {
    watch.fail('an open head has no check', where);
    return;
  }
  if (last.externalId !== row.review) watch.fail('the newest check is not of the newest review', `${where}: ${last.externalId}, not ${row.review}`);
  if (review.outcome === 'unreviewed') judgeUnreviewed(world, watch, where, review, last);
  else judgeVerdict(world, watch, where, wanted, last);
}

/** A head that could not be judged: only where its limits were reached, and never with a success. */
function judgeUnreviewed(world: World, watch: Watch, where: string, review: ReviewRow, last: HostCheck): void {
  if (last.conclusion !== 'failure' || !last.title.startsWith('could not check')) watch.fail('unreviewed and not said so', `${where}: ${last.conclusion} "${last.title}"`);
  const took = (review.concludedAt ?? 0) - (review.begunAt ?? review.openedAt);
  const late = review.code === 'DEADLINE' && took >= 530_000;
  const tried = review.code === 'INTERNAL' && review.evaluations >= 4 && world.faults.met.size > 0;
  const many = review.code === 'BUDGET_PULLS';
  if (!late && !tried && !many) watch.fail('unreviewed without a reason', `${where}: ${review.code} after ${took} ms and ${review.evaluations} evaluations`);
  world.faults.count(`could not check: ${review.code ?? ''}`);
}

function judgeVerdict(world: World, watch: Watch, where: string, wanted: readonly Wanted[], last: HostCheck): void {
  const worst = worstOf(wanted)!.said;
  const conclusion = isFailing(worst) ? 'failure' : 'success';
  if (last.conclusion !== conclusion) watch.fail('the conclusion is not the worst', `${where}: ${last.conclusion} "${last.title}", not ${conclusion} "${worst.title}"`);
  else if (last.title !== worst.title) watch.fail('the words are not the worst\'s', `${where}: "${last.title}", not "${worst.title}"`);
  const told = new Set(last.annotations.map((note) => note.title));
  if (worst.annotations.some((note) => !told.has(note.title))) watch.fail('a note is missing', where);
  const stored = [...world.tables.publications.values()].find((one) => one.review === last.externalId && one.kind === 'check');
  const text = (stored?.body as { readonly check: CheckText } | undefined)?.check;
  if (text?.title !== last.title) watch.fail('the newest write is not the last', `${where}: "${last.title}", not "${text?.title}"`);
  if (text && text.annotations.length !== last.annotations.length) watch.fail('a note is missing', `${where}: ${last.annotations.length} of ${text.annotations.length}`);
}

function judgePull(world: World, watch: Watch, repository: HostedRepository, number: number): void {
  const where = `#${number} of ${repository.name.name}`;
  const pull = repository.pull(number)!;
  const summaries = repository.fake.comments.filter((comment) => comment.pull === number && comment.ours && isSummary(comment.body));
  if (summaries.length > 1) watch.fail('two summaries', where);
  const lines = repository.fake.lines.filter((line) => line.pull === number && line.ours && !isResolved(line.body)).map((line) => markedFinding(line.body));
  if (new Set(lines).size !== lines.length) watch.fail('a finding is told twice', where);
  const row = world.tables.head(repository.name.id, pull.head);
  if (pull.state !== 'open' || !row || world.tables.reviews.get(row.review)?.outcome === 'unreviewed') return;
  const said = wantedOf(world.plan.seed, repository, pull.head).find((one) => one.pull === number)!.said;
  if (said.summary === undefined ? summaries[0] && !summaries[0].body.includes('All settled.') : !summaries[0]?.body.includes(said.summary)) watch.fail('the summary is not the newest', `${where}: "${summaries[0]?.body.split('\n')[0]}", not "${said.summary}"`);
  const due = said.comments.slice(0, 30);
  const missing = due.filter((comment) => !lines.includes(comment.marker));
  if (missing.length > 0) watch.fail('a finding is not told', `${where}: ${missing.length} of ${due.length}`);
  const mended = lines.filter((marker) => !said.comments.some((comment) => comment.marker === marker));
  if (said.gaps.length === 0 && mended.length > 0) watch.fail('a mended finding stands', `${where}: ${mended.length}`);
}

/** Our own books: every delivery dealt with, nothing held, nothing that grows with time. */
function judgeBooks(world: World, watch: Watch): void {
  const { tables, webhooks } = world;
  for (const [id, row] of tables.deliveries) if (row.state === 'stored') watch.fail('a delivery was not dealt with', id);
  const arrived = new Set(webhooks.attempts.filter((one) => one.state === 'arrived').map((one) => one.guid));
  for (const guid of webhooks.sent.keys()) if (!arrived.has(guid) && !tables.deliveries.has(guid)) watch.fail('a delivery never arrived', guid);
  for (const row of tables.publications.values()) if (row.state === 'pending' && tables.heads.get(`${row.repository} ${row.head}`)?.review === row.review) watch.fail('something was never said', `${row.kind} of ${row.review}`);
  for (const [queue, { lockedBy }] of tables.jobs.queues) watch.fail('a queue stays held', `${queue} by ${lockedBy}`);
  for (const row of tables.jobs.rows.values()) if (row.attempts < row.maxAttempts && row.task !== 'reconcile' && row.task !== 'cleanup') watch.fail('a job is left', row.key ?? String(row.id));
  const asked = webhooks.sent.size + world.lives.length * 4 + world.faults.met.size * 8;
  if (tables.reviews.size > asked * 8) watch.fail('rows without bound', `${tables.reviews.size} reviews of ${asked} things that happened`);
  if (world.time.waiting > 60 + world.lives.length * 8) watch.fail('timers without bound', String(world.time.waiting));
}
