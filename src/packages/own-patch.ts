import type { ArchiveEntry } from './archive.types.js';

/** A package as it was published, and what a package manager's own patch made of it. Both by the paths of one layout. */
export interface PatchedPair {
  readonly original: readonly ArchiveEntry[];
  readonly patched: readonly ArchiveEntry[];
}

/** What a patch does, line by line: which lines it adds and takes away anywhere, and which files. */
export interface Doings {
  readonly added: ReadonlySet<string>;
  readonly removed: ReadonlySet<string>;
  readonly files: ReadonlySet<string>;
}

/** What a patch says that it does, as a text of git's; `folder` is where the package lies in the archives, with a slash behind it. */
export function statedDoings(diff: string, folder: string): Doings {
  const [added, removed, files] = [new Set(['']), new Set<string>(), new Set<string>()];
  let fresh = false;
  for (const line of Buffer.from(diff, 'utf8').toString('latin1').split('\n')) {
    if (line.startsWith('--- ')) fresh = line === '--- /dev/null';
    else if (line.startsWith('+++ b/')) { if (fresh) files.add(`+${folder}${line.slice('+++ b/'.length)}`); }
    else if (line.startsWith('+')) added.add(line.slice(1));
    else if (line.startsWith('-')) removed.add(line.slice(1));
  }
  return { added, removed, files };
}

// Bytes as they are: a line that is no UTF-8 must not come to equal another.
const linesOf = (entry: ArchiveEntry): readonly string[] => Buffer.from(entry.bytes).toString('latin1').split('\n');
const byPath = (entries: readonly ArchiveEntry[]): ReadonlyMap<string, ArchiveEntry> => new Map(entries.map((entry) => [entry.path, entry]));

export function doingsOf({ original, patched }: PatchedPair): Doings {
  const [added, removed, files] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const [was, is] = [byPath(original), byPath(patched)];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const [before, after] = [was.get(path), is.get(path)];
    if (!before || !after) files.add(`${before ? '-' : '+'}${path}`);
    if (before?.sha256 === after?.sha256) continue;
    const counts = new Map<string, number>();
    for (const line of before ? linesOf(before) : []) counts.set(line, (counts.get(line) ?? 0) - 1);
    for (const line of after ? linesOf(after) : []) counts.set(line, (counts.get(line) ?? 0) + 1);
    for (const [line, count] of counts) if (count !== 0) (count > 0 ? added : removed).add(line);
  }
  return { added, removed, files };
}

/** Lines that may go are looked past again for each line that may be added: a text made of nothing else would take the square of its length. */
const mostSteps = 20_000_000;

/** Whether one text becomes the other by lines that may be added and lines that may go, and the lines that stay keep their order. */
function becomes(before: readonly string[], after: readonly string[], { added, removed }: Doings): boolean {
  let at = 0;
  let steps = 0;
  for (const line of after) {
    if (line !== before[at] && removed.has(before[at] ?? '')) {
      let next = at;
      while (next < before.length && removed.has(before[next]!) && before[next] !== line && steps < mostSteps) { next += 1; steps += 1; }
      if (steps >= mostSteps) return false;
      if (before[next] === line || !added.has(line)) at = next;
    }
    if (at < before.length && line === before[at]) at += 1;
    else if (!added.has(line)) return false;
  }
  while (at < before.length && removed.has(before[at]!)) at += 1;
  return at === before.length;
}

/**
 * Whether all that a package manager's own patch makes of a package is what a patch is known to do: no other files come and go, and in those that differ
 * only lines are added that it adds, and only lines are gone that it takes away.
 */
export function isExplained(known: Doings, head: PatchedPair): boolean {
  const [was, is] = [byPath(head.original), byPath(head.patched)];
  if (was.size !== head.original.length || is.size !== head.patched.length) return false;
  return [...new Set([...was.keys(), ...is.keys()])].every((path) => {
    const [before, after] = [was.get(path), is.get(path)];
    if (before?.sha256 === after?.sha256) return true;
    if ((!before || !after) && !known.files.has(`${before ? '-' : '+'}${path}`)) return false;
    return becomes(before ? linesOf(before) : [], after ? linesOf(after) : [], known);
  });
}
