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

/** Patches change some hundred lines of a file; of what changes more nothing is known. */
const mostChanged = 1_000;

/** The lines in which two texts differ, by the shortest way from one to the other (E. Myers, An O(ND) Difference Algorithm, 1986). */
function lineChange(before: readonly string[], after: readonly string[]): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  if (before.length === 0 || after.length === 0) return { added: after, removed: before };
  const most = Math.min(mostChanged, before.length + after.length);
  const reached = new Int32Array(2 * most + 3);
  const ways: Int32Array[] = [];
  for (let changed = 0; changed <= most; changed += 1) {
    ways.push(reached.slice(most + 1 - changed, most + 2 + changed));
    for (let diagonal = -changed; diagonal <= changed; diagonal += 2) {
      const down = diagonal === -changed || (diagonal !== changed && reached[most + diagonal]! < reached[most + diagonal + 2]!);
      let x = down ? reached[most + diagonal + 2]! : reached[most + diagonal]! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x += 1;
      reached[most + diagonal + 1] = x;
      if (x >= before.length && x - diagonal >= after.length) return wayBack(before, after, ways, changed);
    }
  }
  return { added: [], removed: [] };
}

/** Goes the shortest way back, step by step; `ways` holds how far each diagonal had come before each step. */
function wayBack(before: readonly string[], after: readonly string[], ways: readonly Int32Array[], steps: number): { readonly added: readonly string[]; readonly removed: readonly string[] } {
  const [added, removed]: [string[], string[]] = [[], []];
  let x = before.length;
  let y = after.length;
  for (let step = steps; step > 0; step -= 1) {
    const way = ways[step]!;
    const diagonal = x - y;
    // The middle of a way is its diagonal 0.
    const at = (of: number): number => way[of + step] ?? -1;
    const down = diagonal === -step || (diagonal !== step && at(diagonal - 1) < at(diagonal + 1));
    const from = down ? diagonal + 1 : diagonal - 1;
    x = at(from);
    y = x - from;
    if (down) added.push(after[y]!);
    else removed.push(before[x]!);
  }
  return { added, removed };
}

export function doingsOf({ original, patched }: PatchedPair): Doings {
  const [added, removed, files] = [new Set<string>(), new Set<string>(), new Set<string>()];
  const [was, is] = [byPath(original), byPath(patched)];
  for (const path of new Set([...was.keys(), ...is.keys()])) {
    const [before, after] = [was.get(path), is.get(path)];
    if (!before || !after) files.add(`${before ? '-' : '+'}${path}`);
    if (before?.sha256 === after?.sha256) continue;
    const change = lineChange(before ? linesOf(before) : [], after ? linesOf(after) : []);
    for (const line of change.added) added.add(line);
    for (const line of change.removed) removed.add(line);
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
