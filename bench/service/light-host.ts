import type { Reviewer } from '../../src/app/review.types.js';
import type { Verdict } from '../../src/core/verdict.js';
import { Failure } from '../../src/core/errors.js';
import type { Publisher, StandingCheck } from '../../src/ports/publisher.js';
import type { RepositoryName } from '../../src/ports/reviews.js';

interface Check {
  readonly id: number;
  readonly headSha: string;
  readonly externalId: string;
  status: 'in_progress' | 'completed';
  conclusion?: string;
  concluded: number;
}

/** A code host in memory for many pull requests, and a reviewer that passes each at once: what is left is intake, queue, database and publishing. */
export function lightHost() {
  /** Of each repository the heads of its open pull requests, and their numbers. */
  const open = new Map<number, { readonly byNumber: Map<number, string>; readonly byHead: Map<string, Set<number>> }>();
  const checks = new Map<string, Check[]>();
  const byId = new Map<number, Check>();
  let last = 0;
  const of = (repository: number): NonNullable<ReturnType<typeof open.get>> => {
    const known = open.get(repository) ?? { byNumber: new Map<number, string>(), byHead: new Map<string, Set<number>>() };
    open.set(repository, known);
    return known;
  };
  const shown = (check: Check): StandingCheck => ({ id: check.id, externalId: check.externalId, headSha: check.headSha, status: check.status, annotations: 0, ...(check.conclusion === undefined ? {} : { conclusion: check.conclusion }) });
  const reviewer: Reviewer = async (target) => {
    const verdict: Verdict = {
      outcome: 'pass', enforced: true, findings: [], blocking: [], waived: [], coverage: [], counts: { changes: 0, reviewed: 0, standing: 0 }, remarks: [], gaps: [], base: target.baseSha, head: target.headSha,
      policyHash: 'p', engine: { version: '0', digest: 'd' }, data: [], factsRoot: 'f', snapshotHash: 's', reviewedAt: '2026-01-01T00:00:00.000Z',
    };
    return { verdict, texts: { conclusion: 'success', check: { title: 'passed', summary: '', text: '', annotations: [] }, comments: [], settled: 'Settled.' } };
  };
  const publisher = (repository: number): Publisher => {
    const pull = (number: number): Awaited<ReturnType<Publisher['pull']>> => {
      const head = of(repository).byNumber.get(number);
      if (head === undefined) throw new Failure('HOST_NOT_FOUND');
      return { number, state: 'open', draft: false, head, base: 'b'.repeat(40), baseRef: 'main', author: 'ann' };
    };
    return {
      checks: async (headSha) => (checks.get(headSha) ?? []).map(shown),
      async createCheck(headSha, externalId, write) {
        const check: Check = { id: (last += 1), headSha, externalId, status: 'in_progress', concluded: 0 };
        checks.set(headSha, [...(checks.get(headSha) ?? []), check]);
        byId.set(check.id, check);
        conclude(check, write.conclusion);
        return shown(check);
      },
      async updateCheck(id, write) { conclude(byId.get(id)!, write.conclusion); },
      async describeCheck() { /* Nothing that is measured reads it. */ },
      pull: async (number) => pull(number),
      pullsWithHead: async (headSha) => ({ pulls: [...(of(repository).byHead.get(headSha) ?? [])].map(pull), partial: false }),
      comments: async () => [], createComment: async () => 0, updateComment: async () => undefined, reviewComments: async () => [], createReview: async () => undefined,
      updateReviewComment: async () => undefined, resolveThread: async () => true,
    };
  };
  const conclude = (check: Check, conclusion: string | undefined): void => {
    if (conclusion === undefined) return;
    Object.assign(check, { status: 'completed', conclusion, concluded: check.concluded + 1 });
  };
  return {
    reviewer, publisherFor: async (_: number, repository: RepositoryName): Promise<Publisher> => publisher(repository.id),
    /** A pull request is at a head now. */
    pushed({ repository, pull: number, head }: { readonly repository: number; readonly pull: number; readonly head: string }): void {
      const { byNumber, byHead } = of(repository);
      const before = byNumber.get(number);
      if (before !== undefined) byHead.get(before)?.delete(number);
      byNumber.set(number, head);
      byHead.set(head, (byHead.get(head) ?? new Set<number>()).add(number));
    },
    /** Newest heads, those of them with exactly one check that was concluded exactly once, as success; other heads that still look in progress. */
    figures() {
      const newest = [...open.values()].flatMap(({ byNumber }) => [...byNumber.values()]);
      const current = new Set(newest);
      return {
        newest: newest.length,
        once: newest.filter((head) => { const of = checks.get(head) ?? []; return of.length === 1 && of[0]!.concluded === 1 && of[0]!.conclusion === 'success'; }).length,
        hanging: [...checks].filter(([head, of]) => !current.has(head) && of.some((check) => check.status === 'in_progress')).length,
      };
    },
  };
}
