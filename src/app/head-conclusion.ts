import type { ErrorCode } from '../core/errors.js';
import { bindingOf } from '../core/policy.js';
import type { Gap } from '../core/verdict.js';
import type { Json } from '../core/json.js';
import { canonicalJson } from '../core/json.js';
import type { AuditEntry } from '../ports/audit.js';
import type { Intent, IntendedComment } from '../ports/outbox.js';
import type { Conclusion, HeadState } from '../ports/reviews.js';
import { cooldownEnd } from './cooldown.js';
import { worstResult } from './head-outcome.js';
import { superseded, unreviewed } from './head-texts.js';
import type { ReviewResult, ReviewTarget } from './review.types.js';

export interface Judged {
  readonly target: ReviewTarget;
  readonly result: ReviewResult;
}

function plain(value: unknown): Json {
  return JSON.parse(canonicalJson(value)) as Json;
}

function entry(head: HeadState, kind: AuditEntry['kind'], body: unknown, pull?: number): AuditEntry {
  return { kind, installation: head.installation, repository: head.repository.id, head: head.sha, body: plain(body), ...(pull === undefined ? {} : { pull }) };
}

/** The intents of one pull request: its line comments, and its summary or the end of an earlier one. A merge group has none. */
function intentsOf({ target, result: { verdict, texts } }: Judged): readonly Intent[] {
  if (target.kind !== 'pull') return [];
  const checks = new Map([...verdict.findings, ...verdict.waived.map(({ finding }) => finding)].map((finding) => [finding.fingerprint, finding.check]));
  const comments = texts.comments.map((comment): IntendedComment => {
    const check = checks.get(comment.marker);
    return check === undefined ? comment : { ...comment, check };
  });
  const gaps = [...new Set(verdict.gaps.filter((gap) => !gap.waived).map((gap) => gap.check))];
  const present = [...new Set([...checks.keys(), ...texts.comments.map((comment) => comment.marker)])];
  const summary: Intent = texts.summary === undefined
    ? { kind: 'settle', pull: target.number, body: { text: texts.settled } }
    : { kind: 'summary', pull: target.number, body: { text: texts.summary } };
  return [{ kind: 'review', pull: target.number, body: { comments, present, gaps } }, summary];
}

/** The intent that tells a block before all evidence is in: no notes yet, since they could not be taken back. */
export function earlyIntent({ texts }: ReviewResult): Intent {
  return { kind: 'check', body: { conclusion: texts.conclusion, check: { ...texts.check, annotations: [] } } };
}

/** The waivers in force that a waived gap can have been waived by. */
function waiversOf(gap: Gap, { waivers = [] }: ReviewResult): NonNullable<ReviewResult['waivers']> {
  const bound = gap.origin && bindingOf(gap.origin, gap.integrity);
  return waivers.filter((one) => one.fingerprint === gap.fingerprint && one.package === bound?.package && one.version === bound?.version && one.integrity === bound?.integrity);
}

/** A verdict's row, and one for each finding or gap in it that a waiver took out of force. */
function auditOf(head: HeadState, { target, result }: Judged): readonly AuditEntry[] {
  const { verdict } = result;
  const pull = target.kind === 'pull' ? target.number : undefined;
  const about = { review: head.review.id, base: target.baseSha, target: target.kind };
  const { policyHash } = verdict;
  return [
    entry(head, 'verdict', { ...about, verdict }, pull),
    ...verdict.waived.map(({ finding, waiver }) => entry(head, 'waiver', { ...about, policyHash, waived: 'finding', check: finding.check, fingerprint: finding.fingerprint, ...(finding.subject ? { subject: finding.subject } : {}), waivers: [waiver] }, pull)),
    ...verdict.gaps.filter((gap) => gap.waived).map((gap) => entry(head, 'waiver', { ...about, policyHash, waived: 'gap', check: gap.check, fingerprint: gap.fingerprint, code: gap.code, ...(gap.origin ? { subject: gap.origin } : {}), waivers: waiversOf(gap, result) }, pull)),
  ];
}

/** What a judged head comes to: the worst speaks in the check, each pull request gets its own comments, and every verdict its audit row. */
export function concludeJudged(head: HeadState, judged: readonly Judged[]): Conclusion {
  const worst = worstResult(judged);
  if (!worst) return concludeUnreviewed(head, 'INTERNAL');
  const { texts, verdict } = worst.result;
  const ends = judged.flatMap((one) => (one.target.kind === 'pull' ? (cooldownEnd(one.result.verdict) ?? []) : []));
  return {
    outcome: verdict.outcome,
    audit: judged.flatMap((one) => auditOf(head, one)),
    brought: judged.map(({ target, result }) => ({ baseRef: target.baseRef, outcome: result.verdict.outcome, packages: result.brought ?? [], ...(target.kind === 'pull' ? { pull: target.number } : {}) })),
    sighted: judged.flatMap(({ result }) => result.sighted ?? []),
    ...(ends.length > 0 ? { again: Math.min(...ends) } : {}),
    intents: [{ kind: 'check', body: { conclusion: texts.conclusion, check: texts.check } }, ...judged.flatMap(intentsOf)],
  };
}

/** A head that could not be judged does not pass; the review's id is the trace a person is shown. */
export function concludeUnreviewed(head: HeadState, code: ErrorCode): Conclusion {
  return {
    outcome: 'unreviewed', code,
    audit: [entry(head, 'unreviewed', { review: head.review.id, code, outcome: 'unknown' })],
    intents: [{ kind: 'check', body: { conclusion: 'failure', check: unreviewed(code, head.review.id) } }],
  };
}

/** A head that no open pull request has any more. */
export function concludeSuperseded(head: HeadState): Conclusion {
  return {
    outcome: 'superseded', code: 'SUPERSEDED',
    audit: [entry(head, 'superseded', { review: head.review.id, ...(head.successor === undefined ? {} : { successor: head.successor }) })],
    intents: [{ kind: 'check', body: { conclusion: 'cancelled', check: superseded(head.successor) } }],
  };
}
