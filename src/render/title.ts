import type { Remark, Verdict } from '../core/verdict.js';
import { reasonOf } from './codes.js';
import { visible } from './escape.js';
import { plain, type Sink } from './words.js';

/** What a title says is all that many people read: it never calls clean what was not read. */
const maxTitle = 200;
const maxNamed = 3;

/** `1 finding`, `2 findings`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/** The changed dependency files that nothing reads, by their remarks and gaps. */
function unreadFiles(verdict: Verdict): string[] {
  const paths = verdict.remarks.filter((remark: Remark) => remark.code === 'unread-dependency-file').map((remark) => String(remark.data['path']));
  return [...new Set(paths)];
}

function firstReason(verdict: Verdict, sink: Sink): string {
  const counting = verdict.gaps.filter((gap) => gap.counts);
  if (verdict.remarks.some((remark) => remark.code === 'policy-unusable')) return reasonOf('POLICY_INVALID', sink).short;
  const [first] = counting;
  if (!first) return sink.words('unknown reason');
  return `${reasonOf(first.code, sink).short}: ${sink.value(first.subject)}${counting.length > 1 ? sink.words(` and ${counting.length - 1} more`) : ''}`;
}

function verdictWords(verdict: Verdict, unread: number, sink: Sink): string {
  switch (verdict.outcome) {
    case 'block': return `blocked: ${count(verdict.blocking.length, 'finding')}`;
    case 'unknown': return `could not check: ${firstReason(verdict, sink)}`;
    case 'warn': return `warned: ${count(verdict.findings.filter((finding) => finding.level === 'default').length, 'finding')}`;
    case 'pass':
      if (verdict.remarks.some((remark) => remark.code === 'packages-not-read')) return 'passed: files checked, packages not read';
      return verdict.counts.changes === 0 && unread === 0 ? 'passed: no dependency changes' : `passed: ${count(verdict.counts.changes, 'change')} reviewed`;
  }
}

/** The verdict in one line: `blocked: 2 findings, 1 waived`. For markdown, foreign names in it are code. */
export function titleIn(verdict: Verdict, sink: Sink): string {
  const unread = unreadFiles(verdict);
  const waived = verdict.waived.length + verdict.gaps.filter((gap) => gap.waived).length;
  // A file that is named needs no count; for the outcome unknown the reason tells them.
  const holes = verdict.outcome === 'unknown' ? 0 : verdict.gaps.filter((gap) => !gap.waived && !unread.includes(gap.subject)).length;
  const parts = [
    verdictWords(verdict, unread.length, sink), ...(waived > 0 ? [`${waived} waived`] : []), ...(holes > 0 ? [`${holes} not checked`] : []),
    ...(unread.length > 0 ? [`not read: ${unread.slice(0, maxNamed).map((path) => sink.value(path)).join(', ')}${unread.length > maxNamed ? sink.words(` and ${unread.length - maxNamed} more`) : ''}`] : []),
  ];
  return `${verdict.enforced ? '' : 'observed: '}${parts.join(', ')}`;
}

/** The title of the check run: plain text, at most 200 characters. */
export function titleOf(verdict: Verdict): string {
  return visible(titleIn(verdict, plain), maxTitle);
}
