import type { ReviewResult, ReviewTarget } from '../../src/app/review.types.js';
import type { Annotation, LineComment } from '../../src/core/publication.js';
import type { Outcome, Verdict } from '../../src/core/verdict.js';
import { hexOf, randomOf } from './random.js';

/** What is said about one head against one state of a base. A function of the seed: the stand-in reviewer says it, and the model knows it. */
export interface Said {
  readonly outcome: Outcome;
  readonly enforced: boolean;
  readonly comments: readonly (LineComment & { readonly check: string })[];
  readonly annotations: readonly Annotation[];
  readonly gaps: readonly string[];
  readonly summary: string | undefined;
  readonly title: string;
  /** How long the review takes, in milliseconds. */
  readonly takesMs: number;
  readonly early: boolean;
}

const checks = ['install-script', 'network-access', 'lock-origin'] as const;

/** The check that a finding on a line is of. */
export const checkOfLine = (line: number): string => checks[line % checks.length]!;

const drawn = new Map<string, Said>();

/** `input` is what a base is judged by: its lockfiles, settings and policy, as a number that a push to it may change. */
export function saidOf(seed: string, repository: number, head: string, baseRef: string, input: number): Said {
  const name = `said ${seed} ${repository} ${head} ${baseRef} ${input}`;
  let said = drawn.get(name);
  if (!said) {
    if (drawn.size > 1_000) drawn.clear();
    drawn.set(name, said = draw(name, repository, head, baseRef, input));
  }
  return said;
}

function draw(name: string, repository: number, head: string, baseRef: string, input: number): Said {
  const random = randomOf(name);
  const outcome = random.pick<Outcome>(['pass', 'pass', 'pass', 'warn', 'warn', 'block', 'block', 'block', 'unknown']);
  const enforced = random.chance(0.9);
  const short = `${head.slice(0, 6)} ${baseRef}@${input}`;
  const many = outcome === 'pass' ? 0 : random.chance(0.06) ? random.int(31, 36) : random.int(0, 4);
  const lines = random.shuffle(Array.from({ length: many > 30 ? 40 : 8 }, (_, line) => line + 1)).slice(0, many);
  const comments = lines.map((line) => ({ marker: hexOf(`finding ${repository} ${line}`, 64), path: 'package.json', line, side: 'RIGHT' as const, body: `Finding ${line}`, check: checkOfLine(line) }));
  const notes = outcome === 'pass' ? 0 : random.chance(0.12) ? random.int(51, 130) : random.int(0, 3);
  const annotations = Array.from({ length: notes }, (_, index): Annotation => ({ path: 'package-lock.json', startLine: index + 1, endLine: index + 1, level: 'warning', title: `note ${short} ${index}`, message: 'note' }));
  const long = random.next();
  return {
    outcome, enforced, comments, annotations, gaps: outcome === 'unknown' ? [random.pick(checks)] : [],
    summary: outcome === 'pass' || (outcome === 'warn' && comments.length === 0) ? undefined : `Summary of ${short}`,
    title: `${outcome} ${short}`,
    takesMs: long < 0.7 ? random.int(100, 8_000) : long < 0.97 ? random.int(8_000, 120_000) : random.int(500_000, 640_000),
    early: random.chance(0.5),
  };
}

export function isFailing({ outcome, enforced }: Pick<Said, 'outcome' | 'enforced'>): boolean {
  return enforced && (outcome === 'block' || outcome === 'unknown');
}

const settledText = 'All settled.';

/** A review's result with what is said. Only what publishing and the audit read is there. */
export function resultOf(target: Pick<ReviewTarget, 'headSha' | 'baseSha'>, said: Said): ReviewResult {
  const findings = said.comments.map(({ marker, check }) => ({ fingerprint: marker, check, level: 'default' })) as unknown as Verdict['findings'];
  const verdict: Verdict = {
    outcome: said.outcome, enforced: said.enforced, findings, blocking: [], waived: [], coverage: [], counts: { changes: 1, reviewed: 1, standing: 0 }, remarks: [],
    gaps: said.gaps.map((check) => ({ check, subject: 'x', code: 'REGISTRY_TIMEOUT' as const, data: {}, counts: true, waived: false, fingerprint: hexOf(check, 64) })),
    base: target.baseSha, head: target.headSha, policyHash: 'p', engine: { version: '0', digest: 'd' }, data: [], factsRoot: 'f', snapshotHash: 's', reviewedAt: '2026-01-01T00:00:00.000Z',
  };
  return {
    verdict,
    texts: {
      conclusion: isFailing(said) ? 'failure' : 'success', check: { title: said.title, summary: 'summary', text: '', annotations: said.annotations },
      comments: said.comments.map(({ marker, path, line, side, body }) => ({ marker, path, line, side, body })), settled: settledText, ...(said.summary === undefined ? {} : { summary: said.summary }),
    },
  };
}
