import type { Coverage } from '../core/coverage.js';
import { hashOf } from '../core/hash.js';
import { byCodePoint } from '../core/order.js';
import { canonicalJson } from '../core/json.js';
import type { FoundGap } from '../core/verdict.js';
import type { Draft } from './check.js';

/** What is named one by one of many holes, or findings of a spent budget, that are alike; the others stand together. */
export const namedAlike = 100;

/** A gap that a fact's coverage shows, with that coverage. */
export interface Hole {
  readonly gap: FoundGap;
  readonly coverage: Coverage;
}

/**
 * The holes of one check, each once. Of registry packages with the same registry and reason the first `namedAlike` stay by themselves; all
 * others of these become one, under the same check, so that whatever policy makes of each it makes of all. Its data names them, and a
 * waiver of it holds for just this list, bytes included: its fingerprint is over theirs. A pull request that changes ten thousand
 * packages would else make as many gaps for each check.
 */
export function foldHoles(holes: readonly Hole[]): Hole[] {
  const kept: Hole[] = [];
  const alike = new Map<string, Hole[]>();
  const seen = new Set<string>();
  for (const hole of holes) {
    const { gap } = hole;
    if (seen.has(gap.fingerprint)) continue;
    seen.add(gap.fingerprint);
    if (gap.origin?.kind !== 'registry') { kept.push(hole); continue; }
    const key = JSON.stringify([gap.code, gap.ours, hole.coverage.kind, gap.origin.registry]);
    const group = alike.get(key);
    if (!group) alike.set(key, [hole]);
    else group.push(hole);
    if ((group?.length ?? 1) <= namedAlike) kept.push(hole);
  }
  for (const group of alike.values()) {
    const rest = group.slice(namedAlike);
    if (rest.length === 1) kept.push(rest[0]!);
    else if (rest.length > 1) kept.push(together(rest));
  }
  return kept;
}

function together(rest: readonly Hole[]): Hole {
  const { gap: { check, code, ours, origin }, coverage: first } = rest[0]!;
  const subject = `${rest.length} more, named together`;
  const list = hashOf(rest.map(({ gap }) => [gap.fingerprint, gap.integrity ?? null].join(' ')).sort(byCodePoint));
  const data = { count: rest.length, list, ...(origin?.kind === 'registry' ? { registry: origin.registry } : {}) };
  const packages = rest.map(({ gap }) => gap.subject);
  const coverage: Coverage = first.kind === 'complete' || first.kind === 'skipped' ? first : { ...first, data };
  return { gap: { check, subject, code, data: { ...data, packages }, ...(ours === undefined ? {} : { ours }), fingerprint: hashOf({ gap: check, code, list }) }, coverage };
}

/**
 * Of drafts that only keep a fact the first `namedAlike` stay by themselves; the others of one lockfile become one, which names them and counts them. Those of
 * another message are left alone.
 */
export function foldAlike(drafts: readonly Draft[], message: string, others: string): readonly Draft[] {
  const kept: Draft[] = [];
  const rest = new Map<string, Draft[]>();
  let named = 0;
  for (const draft of drafts) {
    if (draft.message !== message || (named += 1) <= namedAlike) { kept.push(draft); continue; }
    const root = draft.root?.lockfile ?? '';
    const group = rest.get(root);
    if (group) group.push(draft);
    else rest.set(root, [draft]);
  }
  for (const group of rest.values()) {
    const { subject: _subject, integrity: _integrity, ...first } = group[0]!;
    const list = hashOf(group.map((one) => canonicalJson([one.subject ?? null, one.integrity ?? null, one.identity])).sort(byCodePoint));
    kept.push(group.length === 1 ? group[0]! : { ...first, message: others, data: { count: group.length, packages: group.map(({ data }) => `${String(data['package'])}@${String(data['version'])}`) }, identity: [others, list] });
  }
  return kept;
}
