import { git } from './run.js';

export interface FileDiff {
  readonly status: 'added' | 'removed' | 'modified' | 'renamed' | 'copied' | 'changed';
  readonly path: string;
  readonly previousPath?: string;
  /** The object id after the change; before it, for a removed file. */
  readonly sha: string;
  readonly additions: number;
  readonly deletions: number;
  readonly binary: boolean;
  /** The text from the first `@@`; empty where no line changed. */
  readonly patch: string;
}

export interface HunkLine {
  readonly left?: number;
  readonly right?: number;
  /** Lines below the first `@@`, counted as GitHub's `position`. */
  readonly position: number;
  /** The hunk's text from its `@@` to this line. */
  readonly upTo: string;
}

const statuses: Readonly<Record<string, FileDiff['status']>> = { A: 'added', D: 'removed', M: 'modified', R: 'renamed', C: 'copied', T: 'changed' };
const options = ['-M', '--no-color', '--no-ext-diff', '--no-textconv'];
const remembered = new Map<string, Promise<FileDiff[]>>();

/** The files that differ between two commits or trees, with their patches. Renames are found as git finds them by default. */
export function diffFiles(dir: string, base: string, head: string): Promise<FileDiff[]> {
  const key = `${dir} ${base} ${head}`;
  const known = remembered.get(key);
  if (known) return known;
  const made = readDiff(dir, base, head);
  made.catch(() => remembered.delete(key));
  remembered.set(key, made);
  if (remembered.size > 50) remembered.delete(remembered.keys().next().value ?? '');
  return made;
}

async function readDiff(dir: string, base: string, head: string): Promise<FileDiff[]> {
  const [raw, numbers, text] = await Promise.all([
    git(dir, ['diff', ...options, '--raw', '--no-abbrev', '-z', base, head]),
    git(dir, ['diff', ...options, '--numstat', '-z', base, head]),
    git(dir, ['diff', ...options, base, head]),
  ]);
  const counts = readNumstat(numbers.toString('utf8'));
  const patches = text.toString('utf8').split(/^(?=diff --git )/m);
  if (patches[0] === '') patches.shift();
  const fields = raw.toString('utf8').split('\0');
  const files: FileDiff[] = [];
  let at = 0;
  let patchAt = 0;
  while (fields[at]?.startsWith(':')) {
    const [, , before = '', after = '', letter = ''] = (fields[at] ?? '').split(' ');
    const status = statuses[letter[0] ?? ''] ?? 'changed';
    const moved = status === 'renamed' || status === 'copied';
    const path = fields[at + (moved ? 2 : 1)] ?? '';
    // A change of type (a file becomes a link) is shown by git as two patches.
    const sections = patches.slice(patchAt, patchAt + (letter[0] === 'T' ? 2 : 1));
    patchAt += sections.length;
    const count = counts.get(path);
    files.push({
      status, path, ...(moved ? { previousPath: fields[at + 1] ?? '' } : {}), sha: status === 'removed' ? before : after,
      additions: count?.additions ?? 0, deletions: count?.deletions ?? 0, binary: count?.binary ?? false,
      patch: sections.map((section) => (/^@@ /m.test(section) ? section.slice(section.search(/^@@ /m)).replace(/\n$/, '') : '')).filter(Boolean).join('\n'),
    });
    at += moved ? 3 : 2;
  }
  return files;
}

function readNumstat(text: string): Map<string, { additions: number; deletions: number; binary: boolean }> {
  const fields = text.split('\0');
  const counts = new Map<string, { additions: number; deletions: number; binary: boolean }>();
  for (let at = 0; at < fields.length - 1; at += 1) {
    const [added = '0', deleted = '0', path = ''] = (fields[at] ?? '').split('\t');
    const count = { additions: Number(added) || 0, deletions: Number(deleted) || 0, binary: added === '-' };
    if (path !== '') { counts.set(path, count); continue; }
    counts.set(fields[at + 2] ?? '', count);
    at += 2;
  }
  return counts;
}

/** The lines that a patch shows, context included: only these may be commented on. */
export function hunkLines(patch: string): HunkLine[] {
  const lines: HunkLine[] = [];
  let left = 0;
  let right = 0;
  let hunk: string[] = [];
  patch.split('\n').forEach((line, position) => {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header) {
      left = Number(header[1]);
      right = Number(header[2]);
      hunk = [line];
      return;
    }
    hunk.push(line);
    const upTo = () => hunk.join('\n');
    if (line.startsWith('+')) lines.push({ right: right++, position, upTo: upTo() });
    else if (line.startsWith('-')) lines.push({ left: left++, position, upTo: upTo() });
    else if (!line.startsWith('\\')) lines.push({ left: left++, right: right++, position, upTo: upTo() });
  });
  return lines;
}

/** Where a line of the old file stands in the new one; undefined when it was changed or removed. */
export async function followLine(dir: string, before: string, after: string, path: string, line: number): Promise<number | undefined> {
  const text = (await git(dir, ['diff', '--no-color', '--no-ext-diff', '--no-textconv', '-U0', before, after, '--', path])).toString('utf8');
  let shift = 0;
  for (const match of text.matchAll(/^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@/gm)) {
    const start = Number(match[1]);
    const removed = match[2] === undefined ? 1 : Number(match[2]);
    const added = match[4] === undefined ? 1 : Number(match[4]);
    const first = removed === 0 ? start + 1 : start;
    if (line < first) break;
    if (line < first + removed) return undefined;
    shift += added - removed;
  }
  return line + shift;
}
