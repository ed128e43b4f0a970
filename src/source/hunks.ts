import { diffArrays } from 'diff';

/** The lines of one file that a comment may stand on: of the new text on the right, of the old text on the left. Counted from 1. */
export interface CommentableLines {
  readonly right: ReadonlySet<number>;
  readonly left: ReadonlySet<number>;
}

/** Unchanged lines around a change that GitHub shows and lets comments stand on. */
const contextLines = 3;
/** Lines that may differ before no answer is given: the search for the shortest edit grows with the square of it. */
const defaultEdits = 2_500;

export const noLines: CommentableLines = { right: new Set(), left: new Set() };

/** Lines with their ends: git tells a last line without a newline from one with it. An empty text has none. */
function linesOf(text: string): string[] {
  const lines: string[] = [];
  let from = 0;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const to = end === -1 ? text.length : end + 1;
    lines.push(text.slice(from, to));
    from = to;
  }
  return lines;
}

/** Numbers for lines, equal for equal lines: the edit search then compares numbers. */
function numbered(before: readonly string[], after: readonly string[]): { readonly before: number[]; readonly after: number[] } {
  const ids = new Map<string, number>();
  const idOf = (line: string): number => {
    const known = ids.get(line);
    if (known !== undefined) return known;
    ids.set(line, ids.size);
    return ids.size - 1;
  };
  return { before: before.map(idOf), after: after.map(idOf) };
}

interface Run { readonly left: number; readonly right: number; readonly removed: number; readonly added: number }

/** Where two texts differ, after what is equal at both ends is cut off; undefined when the bound on edits is hit. */
function runsOf(beforeText: string, afterText: string, maxEdits: number): { readonly runs: readonly Run[]; readonly before: number; readonly after: number } | undefined {
  const { before, after } = numbered(linesOf(beforeText), linesOf(afterText));
  let head = 0;
  while (head < before.length && head < after.length && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < before.length - head && tail < after.length - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  const [middleBefore, middleAfter] = [before.slice(head, before.length - tail), after.slice(head, after.length - tail)];
  // One side empty: the edit is known, however long.
  const parts = middleBefore.length === 0 || middleAfter.length === 0
    ? [{ added: false, removed: true, count: middleBefore.length }, { added: true, removed: false, count: middleAfter.length }]
    : diffArrays(middleBefore, middleAfter, { maxEditLength: maxEdits });
  if (!parts) return undefined;
  const runs: Run[] = [];
  let [left, right] = [head + 1, head + 1];
  for (const { added, removed, count } of parts) {
    if (added || removed) runs.push({ left, right, removed: removed ? count : 0, added: added ? count : 0 });
    if (!added) left += count;
    if (!removed) right += count;
  }
  return { runs, before: before.length, after: after.length };
}

function mark(lines: Set<number>, from: number, to: number, last: number): void {
  for (let line = Math.max(1, from); line <= Math.min(to, last); line++) lines.add(line);
}

/**
 * The lines that a comment on a file's diff may stand on: changed lines and three lines of context on each side of them. Computed from
 * the two texts, since GitHub leaves the patch out for large files. An absent text is an added or removed file.
 * @param maxEdits lines that may differ (added and removed together); beyond it no line is known, and none is given.
 */
export function commentableLines(before: string | undefined, after: string | undefined, maxEdits: number = defaultEdits): CommentableLines {
  if (before === after) return noLines;
  const found = runsOf(before ?? '', after ?? '', maxEdits);
  if (!found) return noLines;
  const [right, left] = [new Set<number>(), new Set<number>()];
  for (const run of found.runs) {
    mark(right, run.right - contextLines, run.right + run.added - 1 + contextLines, found.after);
    mark(left, run.left - contextLines, run.left + run.removed - 1 + contextLines, found.before);
  }
  return { right, left };
}
