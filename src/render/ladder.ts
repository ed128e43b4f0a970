/** Bytes of a text as UTF-8: GitHub's limits are counted by bytes where it stores bytes, and no text has fewer bytes than characters. */
export function size(text: string): number {
  return Buffer.byteLength(text);
}

/** One rung: the parts of a text, made one after the other so that a rung too long is given up early. */
export type Rung = () => Iterable<string>;

/** The parts joined by empty lines, or undefined once they are longer than `limit` bytes. */
export function joined(parts: Iterable<string>, limit: number): string | undefined {
  const kept: string[] = [];
  let bytes = 0;
  for (const part of parts) {
    if (part === '') continue;
    bytes += size(part) + 2;
    if (bytes - 2 > limit) return undefined;
    kept.push(part);
  }
  return kept.join('\n\n');
}

/** The first rung that fits into `limit` bytes; undefined when none does. */
export function firstFitting(limit: number, rungs: readonly Rung[]): string | undefined {
  for (const rung of rungs) {
    const text = joined(rung(), limit);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** As many whole lines as fit into `limit` bytes with their line ends. */
export function pack(lines: readonly string[], limit: number): { readonly text: string; readonly taken: number } {
  let [bytes, taken] = [0, 0];
  for (const line of lines) {
    if (bytes + size(line) + 1 > limit) break;
    bytes += size(line) + 1;
    taken++;
  }
  return { text: lines.slice(0, taken).join('\n'), taken };
}

/** Items by key, in the order in which the keys first come. */
export function grouped<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return groups;
}
