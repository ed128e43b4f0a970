import type { DependencyChange } from '../core/change.js';
import { isWhole, type Coverage } from '../core/coverage.js';
import type { Finding } from '../core/finding.js';
import { hashOf } from '../core/hash.js';
import { canonicalJson } from '../core/json.js';
import { identityKey, type Origin } from '../core/origin.js';
import { drained, type Steps } from '../core/steps.js';
import type { FoundGap } from '../core/verdict.js';
import type { Check, Draft, FactReader, ReviewInput, Side } from './check.js';
import { bytes } from './draft.js';
import { foldHoles, type Hole } from './fold.js';
import { factKey, type FactKind, type Subject } from '../facts/kinds.js';
import { bringsIn, isOfBytes, subjectOf } from '../facts/planner.js';

export interface CheckRun {
  readonly findings: readonly Finding[];
  readonly gaps: readonly FoundGap[];
  readonly coverage: readonly { readonly check: string; readonly subject?: string; readonly coverage: Coverage }[];
}

/** A short text that names what a fact or gap is about; foreign, escaped at the sink. */
export function subjectText(origin: Origin): string {
  switch (origin.kind) {
    case 'registry': return `${origin.name}@${origin.version}`;
    case 'git': return `${origin.url}#${origin.commit}`;
    case 'url': return origin.url;
    case 'repository': return origin.path;
    case 'workspace': return origin.path;
    case 'link': return origin.path;
    case 'patched': return `${subjectText(origin.base)} (patched)`;
    case 'bundled': return `${origin.path} in ${subjectText(origin.parent)}`;
  }
}

/** Changes that a check looks at between two steps of `checkSteps`. */
const changesAtOnce = 25;

/**
 * Runs one check over a review and gives its findings their fingerprints. Holes are found here, from the coverage of every fact that the
 * check declared: a check cannot forget one; many that are alike are folded. A check that throws is a hole of the whole review, closed like any other.
 */
export function runCheck(check: Check, input: ReviewInput, facts: FactReader): CheckRun {
  return drained(checkSteps(check, input, facts));
}

/**
 * The same in steps, so that whoever runs it over many changes may let others go first in between. A check with needs speaks of one
 * change at a time, so it is run over some changes after the others; one without needs may join them, and is run over all at once.
 */
export function* checkSteps(check: Check, input: ReviewInput, facts: FactReader): Steps<CheckRun> {
  const holes: Hole[] = [];
  const gaps: FoundGap[] = [];
  const coverage: { check: string; subject?: string; coverage: Coverage }[] = [];
  for (const [index, change] of input.changes.entries()) {
    if (index > 0 && index % changesAtOnce === 0) yield;
    if (bringsIn(change)) holes.push(...factHoles(check, change, facts));
  }
  yield;
  for (const hole of foldHoles(holes)) { gaps.push(hole.gap); coverage.push({ check: check.id, subject: hole.gap.subject, coverage: hole.coverage }); }
  try {
    const drafts: Draft[] = [];
    const own: Hole[] = [];
    const parts = check.needs.length > 0 ? partsOf(input.changes) : [input.changes];
    for (const changes of parts) {
      yield;
      const result = check.run(parts.length > 1 ? { ...input, changes } : input, facts);
      drafts.push(...result.drafts);
      for (const { subject, of, identity, coverage: found } of result.gaps) {
        const { code, data } = found;
        own.push({ coverage: found, gap: { check: check.id, subject, ...(of ? { origin: of.origin, ...bytes(of) } : {}), code, data, ours: found.ours === true, fingerprint: hashOf({ gap: check.id, identity, code }) } });
      }
    }
    for (const { gap, coverage: found } of foldHoles(own)) { gaps.push(gap); coverage.push({ check: check.id, subject: gap.subject, coverage: found }); }
    yield;
    const findings = yield* distinct(check, check.fold ? check.fold(drafts) : drafts);
    if (gaps.length === 0) coverage.push({ check: check.id, coverage: { kind: 'complete' } });
    return { findings, gaps: dedupe(gaps), coverage };
  } catch (error) {
    const data = { error: error instanceof Error ? error.name : typeof error };
    // Bound to the head: the check saw nothing of it, so that a waiver of this hole must not switch the check off for any other.
    gaps.push({ check: check.id, subject: check.id, code: 'INTERNAL', data, ours: true, fingerprint: hashOf({ gap: check.id, code: 'INTERNAL', head: input.snapshot.head.commit }) });
    coverage.push({ check: check.id, coverage: { kind: 'failed', code: 'INTERNAL', data, ours: true } });
    return { findings: [], gaps: dedupe(gaps), coverage };
  }
}

function partsOf<T>(items: readonly T[]): readonly (readonly T[])[] {
  const parts: T[][] = [];
  for (let from = 0; from < items.length || from === 0; from += changesAtOnce) parts.push(items.slice(from, from + changesAtOnce));
  return parts;
}

function* factHoles(check: Check, change: DependencyChange, facts: FactReader): Generator<Hole> {
  const seen = new Set<string>();
  for (const need of check.needs) {
    for (const kind of need.kinds) {
      if (isOfBytes(kind) && change.kind === 'metadata') continue;
      for (const { side, subject } of subjectsOf(change, need.of, facts)) {
        const key = factKey(subject, kind);
        if (seen.has(key)) continue;
        seen.add(key);
        const fact = facts.get(subject, kind);
        if (isWhole(fact.coverage) || (check.gapMatters && !check.gapMatters({ change, side, kind, fact }, facts))) continue;
        yield { gap: gapOf(check, subject, kind, fact.coverage as Exclude<Coverage, { kind: 'complete' | 'skipped' }>), coverage: fact.coverage };
      }
    }
  }
}

function subjectsOf(change: DependencyChange, sides: readonly Side[], facts: FactReader): { readonly side: Side; readonly subject: Subject }[] {
  const predecessor = sides.includes('predecessor') ? facts.predecessor(change) : undefined;
  return [
    ...(sides.includes('after') && change.after ? [{ side: 'after', subject: subjectOf(change.after) } as const] : []),
    ...(sides.includes('before') ? change.before.map((one) => ({ side: 'before', subject: subjectOf(one) }) as const) : []),
    ...(predecessor ? [{ side: 'predecessor', subject: predecessor } as const] : []),
    ...(sides.includes('peer') ? facts.peers(change).map((subject) => ({ side: 'peer', subject }) as const) : []),
  ];
}

function gapOf(check: Check, subject: Subject, kind: FactKind, coverage: Exclude<Coverage, { kind: 'complete' | 'skipped' }>): FoundGap {
  return {
    check: check.id, subject: subjectText(subject.origin), origin: subject.origin, ...bytes(subject), code: coverage.code, data: { ...coverage.data, fact: kind },
    ours: coverage.ours === true, fingerprint: hashOf({ gap: check.id, subject: factKey(subject, kind), code: coverage.code }),
  };
}

function withFingerprint(check: Check, draft: Draft): Finding {
  const { identity, ...rest } = draft;
  const parts = { check: check.id, subject: draft.subject ? identityKey(draft.subject) : null, root: draft.root?.lockfile ?? null, identity };
  return { ...rest, check: check.id, fingerprint: hashOf(parts) };
}

/**
 * Findings that say the same of the same bytes, once. The fingerprint alone would not do: it leaves out versions, and a harmless version of a
 * package that is locked twice would swallow what the other one does.
 */
function* distinct(check: Check, drafts: readonly Draft[]): Steps<Finding[]> {
  const kept = new Map<string, Finding>();
  for (const [index, draft] of drafts.entries()) {
    if (index > 0 && index % changesAtOnce === 0) yield;
    const finding = withFingerprint(check, draft);
    const key = canonicalJson([finding.fingerprint, finding.message, finding.level, finding.severity, finding.subject ?? null, finding.integrity ?? null]);
    if (!kept.has(key)) kept.set(key, finding);
  }
  return [...kept.values()];
}

function dedupe<T extends { readonly fingerprint: string }>(items: readonly T[]): T[] {
  const kept = new Map<string, T>();
  for (const item of items) if (!kept.has(item.fingerprint)) kept.set(item.fingerprint, item);
  return [...kept.values()];
}
