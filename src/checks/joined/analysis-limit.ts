import type { ErrorCode } from '../../core/errors.js';
import { isWhole } from '../../core/coverage.js';
import { hashOf } from '../../core/hash.js';
import { canonicalJson } from '../../core/json.js';
import { byCodePoint } from '../../core/order.js';
import type { DependencyChange } from '../../core/change.js';
import type { ArchiveFacts } from '../../packages/archive.types.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import type { FactKind } from '../../facts/kinds.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, inPackage } from '../draft.js';
import { namedAlike } from '../fold.js';

/** Bounds of ours that a package, not our own load, has hit: making a reviewer give up is a known way past it. */
const limitCodes: ReadonlySet<ErrorCode> = new Set(['TARBALL_LIMIT', 'ANALYSER_STEPS', 'ANALYSER_MEMORY', 'ANALYSER_TIMEOUT', 'ANALYSER_CRASHED', 'BUDGET_CHANGES', 'PARSE_FAILED', 'TARBALL_MALFORMED', 'MANIFEST_MALFORMED', 'INTEGRITY_MISMATCH']);
const kinds: readonly FactKind[] = ['archive', 'code'];

function* limitsHit(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const seen = new Set<ErrorCode>();
  for (const kind of kinds) {
    if (kind === 'code' && change.kind === 'metadata') continue;
    const { coverage } = facts.get(subjectOf(change.after!), kind);
    if (isWhole(coverage) || !('data' in coverage) || !limitCodes.has(coverage.code) || seen.has(coverage.code)) continue;
    // A file that was not understood speaks only where it is new or changed and may run; see the checks that read code.
    if (coverage.code === 'PARSE_FAILED' && facts.delta(change).value?.unread.length === 0) continue;
    seen.add(coverage.code);
    const altered = coverage.code === 'INTEGRITY_MISMATCH';
    yield aboutChange(change, {
      message: altered ? 'other-bytes' : 'limit', severity: altered ? 'critical' : 'medium', confidence: altered ? 'high' : 'medium', level: 'default', change: 'added',
      data: { code: coverage.code, reason: Object.entries(coverage.data).map(([key, value]) => `${key} ${typeof value === 'string' ? value : JSON.stringify(value)}`).join(', ') },
      identity: [coverage.code],
    });
  }
}

function* ambiguities(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const archive = facts.get(subjectOf(change.after!), 'archive').value;
  if (!archive) return;
  const baselines = change.before.map((one) => facts.get(subjectOf(one), 'archive').value).filter((one): one is ArchiveFacts => one !== undefined);
  for (const kind of new Set(archive.ambiguities.map((one) => one.kind))) {
    const stood = baselines.length > 0 && baselines.every((one) => one.ambiguities.some((old) => old.kind === kind));
    const first = archive.ambiguities.find((one) => one.kind === kind)!;
    const place = inPackage(change.after!.origin, { path: first.path, line: 1 });
    yield aboutChange(change, {
      message: 'ambiguous', severity: 'high', confidence: 'high', level: stood ? 'folded' : 'default', change: stood ? 'standing' : 'added',
      data: { kind, file: first.path }, related: [place], identity: [kind],
    });
  }
}

/**
 * What the budget left out, beyond so many, in one finding for each install root: it stands for just these packages and bytes, by the hash of
 * their list, and blocks where each of them would.
 */
function foldBeyond(drafts: readonly Draft[]): readonly Draft[] {
  const kept: Draft[] = [];
  const rest = new Map<string, Draft[]>();
  let named = 0;
  for (const draft of drafts) {
    if (draft.message !== 'limit' || draft.data['code'] !== 'BUDGET_CHANGES' || (named += 1) <= namedAlike) { kept.push(draft); continue; }
    const root = draft.root?.lockfile ?? '';
    const group = rest.get(root);
    if (group) group.push(draft);
    else rest.set(root, [draft]);
  }
  for (const group of rest.values()) kept.push(group.length === 1 ? group[0]! : together(group));
  return kept;
}

function together(group: readonly Draft[]): Draft {
  const { subject: _subject, integrity: _integrity, ...first } = group[0]!;
  const { code, reason } = first.data;
  const list = hashOf(group.map((one) => canonicalJson([one.subject ?? null, one.integrity ?? null, one.identity])).sort(byCodePoint));
  return { ...first, message: 'limit-others', data: { code: code ?? '', reason: reason ?? '', count: group.length }, identity: [String(code), list] };
}

export const analysisLimit = defineCheck({
  id: 'analysis-limit',
  group: 'joined',
  title: 'A package could not be read whole, or can be read in two ways',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after', 'before'], kinds: ['archive'] }, { per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['code'] }],
  // The holes themselves are counted by the checks that wanted to read; here they are told as what they may be: an evasion.
  gapMatters: () => false,
  messages: {
    limit: {
      what: '{package} {version} could not be read whole: {code} ({reason}).',
      why: 'Code that a reviewer cannot read is code that nobody reviewed, and making a reviewer give up is a known way past it.',
      todo: 'Look at the published package by hand, or stay on the old version. The gap can be waived by itself.',
    },
    'limit-others': {
      what: '{count} further packages were not read: {code} ({reason}).',
      why: 'Code that a reviewer cannot read is code that nobody reviewed, and making a reviewer give up is a known way past it.',
      todo: 'Split the pull request. A waiver of this finding holds for just these packages and their bytes.',
    },
    'other-bytes': {
      what: 'The registry serves other bytes for {package} {version} than the lockfile pins ({reason}).',
      why: 'An install would refuse them, or somebody has exchanged the package or edited the lockfile.',
      todo: 'Do not merge. Remove the entry, run the install again, and compare the digests with an installation that you trust.',
    },
    ambiguous: {
      what: 'The archive of {package} {version} can be read in two ways: {kind} at {file}.',
      why: 'Which file an installer writes then depends on the installer, so what was reviewed may not be what is installed. Packing tools do not make such archives.',
      todo: 'Look at the published archive by hand, or stay on the old version.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter(bringsIn).flatMap((change) => [...limitsHit(change, facts), ...ambiguities(change, facts)]), gaps: [] }),
  fold: foldBeyond,
});
