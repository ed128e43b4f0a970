import { Failure } from '../../src/core/errors.js';
import type { Annotation } from '../../src/core/publication.js';
import type { CheckWrite, Publisher, StandingComment, StandingPull, StandingReviewComment } from '../../src/ports/publisher.js';

export interface HostCheck {
  readonly id: number;
  readonly headSha: string;
  readonly externalId: string;
  status: 'in_progress' | 'completed';
  conclusion?: string;
  title: string;
  summary?: string;
  annotations: Annotation[];
}

export type Operation = keyof Publisher;

/**
 * A code host in memory. `faults` are asked before and after each call: what they throw before means nothing happened, after
 * means that it did and the answer was lost.
 */
export class FakeHost {
  readonly checks: HostCheck[] = [];
  readonly pulls = new Map<number, StandingPull>();
  readonly comments: (StandingComment & { body: string; readonly pull: number })[] = [];
  readonly lines: (StandingReviewComment & { body: string; readonly pull: number; readonly side: string })[] = [];
  readonly reviews: { readonly pull: number; readonly head: string; readonly comments: number }[] = [];
  readonly resolved: string[] = [];
  readonly calls: Operation[] = [];
  before: (operation: Operation) => Promise<void> | void = () => undefined;
  after: (operation: Operation) => Promise<void> | void = () => undefined;
  /** Lines outside of the diff, which createReview refuses. */
  readonly outside = new Set<number>();
  nameLines = true;
  /** Pull requests that a partial list leaves out; with any, every list is one. */
  readonly unlisted = new Set<number>();
  /** Whether the answer about a head's pull requests tells also what stands on them and which checks of ours the head has. */
  tells = true;
  private next = 1;

  /** `updatedAt` in ms since the epoch; without it the host does not tell. */
  open(number: number, head: string, base = 'b'.repeat(40), baseRef = 'main', updatedAt?: number): void {
    this.pulls.set(number, { number, state: 'open', draft: false, head, base, baseRef, author: 'someone', ...(updatedAt === undefined ? {} : { updatedAt }) });
  }

  close(number: number, updatedAt?: number): void {
    const pull = this.pulls.get(number);
    if (pull) this.pulls.set(number, { ...pull, state: 'closed', ...(updatedAt === undefined ? {} : { updatedAt }) });
  }

  checkOf(head: string): HostCheck {
    const found = this.checks.filter((check) => check.headSha === head).at(-1);
    if (!found) throw new Error(`no check on ${head}`);
    return found;
  }

  publisher(): Publisher {
    const call = <T>(operation: Operation, work: () => T): Promise<T> => this.call(operation, work);
    return {
      checks: (headSha) => call('checks', () => this.checks.filter((check) => check.headSha === headSha).map((check) => ({ ...check, annotations: check.annotations.length }))),
      createCheck: (headSha, externalId, write) => call('createCheck', () => {
        const check: HostCheck = { id: this.next++, headSha, externalId, status: 'in_progress', title: '', annotations: [] };
        this.checks.push(check);
        apply(check, write);
        return { ...check, annotations: check.annotations.length };
      }),
      updateCheck: (id, write) => call('updateCheck', () => {
        const check = this.checks.find((one) => one.id === id);
        if (!check) throw new Failure('HOST_NOT_FOUND');
        apply(check, write);
      }),
      describeCheck: (id, summary) => call('describeCheck', () => {
        const check = this.checks.find((one) => one.id === id);
        if (!check) throw new Failure('HOST_NOT_FOUND');
        check.summary = summary;
      }),
      pull: (number) => call('pull', () => {
        const pull = this.pulls.get(number);
        if (!pull) throw new Failure('HOST_NOT_FOUND');
        return pull;
      }),
      pullsWithHead: (headSha, near) => call('pullsWithHead', () => ({
        pulls: [...this.pulls.values()].filter((pull) => pull.state === 'open' && pull.head === headSha && !this.unlisted.has(pull.number)).map((pull) => (this.tells && pull.number === near?.number ? { ...pull, remarks: this.remarksOn(pull.number) } : pull)),
        partial: this.unlisted.size > 0, ...(this.tells && near ? { checks: this.checks.filter((check) => check.headSha === headSha).map(({ externalId, status }) => ({ externalId, completed: status === 'completed' })) } : {}),
      })),
      comments: (pull) => call('comments', () => this.comments.filter((comment) => comment.pull === pull).map((comment) => ({ ...comment }))),
      createComment: (pull, body) => call('createComment', () => {
        const id = this.next++;
        this.comments.push({ id, pull, body, ours: true });
        return id;
      }),
      updateComment: (id, body) => call('updateComment', () => { for (const comment of this.comments) if (comment.id === id) comment.body = body; }),
      reviewComments: (pull) => call('reviewComments', () => this.lines.filter((comment) => comment.pull === pull).map((comment) => ({ ...comment }))),
      createReview: (pull, head, _body, comments) => call('createReview', () => {
        const bad = comments.filter((comment) => this.outside.has(comment.line));
        if (bad.length > 0) throw new Failure('HOST_REJECTED', this.nameLines ? { message: 'Unprocessable', lines: bad.map(({ path, line }) => ({ path, line })) } : { message: 'Line must be part of the diff' });
        this.reviews.push({ pull, head, comments: comments.length });
        for (const { path, line, side, body } of comments) {
          const id = this.next++;
          this.lines.push({ id, pull, path, line, side, body, ours: true, nodeId: `node-${id}` });
        }
      }),
      updateReviewComment: (id, body) => call('updateReviewComment', () => { for (const comment of this.lines) if (comment.id === id) comment.body = body; }),
      resolveThread: (nodeId) => call('resolveThread', () => { this.resolved.push(nodeId); return true; }),
    };
  }

  /** Writes so far: everything but reads. */
  writes(): readonly Operation[] {
    const reads = new Set<Operation>(['checks', 'pull', 'pullsWithHead', 'comments', 'reviewComments']);
    return this.calls.filter((operation) => !reads.has(operation));
  }

  remarksOn(pull: number): { readonly comments: number; readonly threads: number } {
    return { comments: this.comments.filter((one) => one.pull === pull).length, threads: this.lines.filter((one) => one.pull === pull).length };
  }

  private async call<T>(operation: Operation, work: () => T): Promise<T> {
    this.calls.push(operation);
    await this.before(operation);
    const result = work();
    await this.after(operation);
    return result;
  }
}

function apply(check: HostCheck, write: CheckWrite): void {
  check.title = write.title;
  check.summary = write.summary;
  if ((write.annotations ?? []).length > 50) throw new Failure('HOST_REJECTED', { message: 'more than 50 annotations' });
  check.annotations.push(...(write.annotations ?? []));
  if (write.conclusion !== undefined) {
    check.status = 'completed';
    check.conclusion = write.conclusion;
  }
}
