import type { Remark, Verdict } from '../core/verdict.js';
import { reasonKey, reasonOf } from './codes.js';
import { visible } from './escape.js';
import { plain, type Sink } from './words.js';

/** What a title says is all that many people read: it never calls clean what was not read. */
const maxTitle = 200;
/** What one foreign name may take of a title: a long one must not push out what follows, least of all a number. */
const maxName = 40;
/** How many unread files are named: as many of these as leave room for the rest. */
const namings = [3, 1, 0] as const;

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
  return `${reasonOf(reasonKey(first), sink).short}: ${sink.value(visible(first.subject, maxName))}${counting.length > 1 ? sink.words(` and ${counting.length - 1} more`) : ''}`;
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

function notRead(paths: readonly string[], named: number, sink: Sink): string {
  if (named === 0) return `not read: ${count(paths.length, 'file')}`;
  return `not read: ${paths.slice(0, named).map((path) => sink.value(visible(path, maxName))).join(', ')}${paths.length > named ? sink.words(` and ${paths.length - named} more`) : ''}`;
}

/** The verdict in one line: `blocked: 2 findings, 1 waived`. For markdown, foreign names in it are code. */
export function titleIn(verdict: Verdict, sink: Sink, named: number = namings[0]): string {
  const unread = unreadFiles(verdict);
  const waived = verdict.waived.length + verdict.gaps.filter((gap) => gap.waived).length;
  // A file that is named needs no count; for the outcome unknown the reason tells them.
  const holes = verdict.outcome === 'unknown' ? 0 : verdict.gaps.filter((gap) => !gap.waived && !unread.includes(gap.subject)).length;
  const parts = [
    verdictWords(verdict, unread.length, sink), ...(waived > 0 ? [`${waived} waived`] : []), ...(holes > 0 ? [`${holes} not checked`] : []),
    ...(unread.length > 0 ? [notRead(unread, named, sink)] : []),
  ];
  return `${verdict.enforced ? '' : 'observed: '}${parts.join(', ')}`;
}

/** The title of the check run: plain text, at most 200 characters. */
export function titleOf(verdict: Verdict): string {
  const titles = namings.map((named) => titleIn(verdict, plain, named));
  return visible(titles.find((title) => title.length <= maxTitle) ?? titles.at(-1)!, maxTitle);
}
