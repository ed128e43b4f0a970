import type { LineRange } from '../scan.js';

/** A member of an object that is being passed over: its key, and the line on which that stands. */
interface Level {
  readonly location: string | undefined;
  key: string;
  line: number;
}

/**
 * First and last line (from 1) of the given entries of a lockfile of version 1, in which entries are nested. One linear pass; checks no
 * grammar. What is nested in a linked folder is left out: its location is the folder's.
 */
export function oldLines(text: string, locations: ReadonlySet<string>): Map<string, LineRange> {
  const found = new Map<string, LineRange>();
  const stack: Level[] = [];
  const longest = Math.max(...[...locations].map((location) => location.length));
  let line = 1;
  let key = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\n') line++;
    else if (char === '"') {
      const open = at;
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      key = text.slice(open + 1, at);
    } else if (char === ':') {
      const top = stack.at(-1);
      if (top) [top.key, top.line] = [key, line];
    } else if (char === '{' || char === '[') stack.push({ location: below(stack, char, longest), key: '', line });
    else if (char === '}' || char === ']') {
      const closed = stack.pop();
      const holder = stack.at(-1);
      // Only an entry has a location of its own, and only a `dependencies` section holds entries.
      if (closed?.location !== undefined && holder?.location === undefined && locations.has(closed.location)) found.set(closed.location, { line: holder?.line ?? line, endLine: line });
    }
  }
  return found;
}

/** The location of the entry that an opening bracket begins; undefined for everything else. The document itself is the entry of no name. */
function below(stack: readonly Level[], char: string, longest: number): string | undefined {
  if (char !== '{' || stack.length === 0) return char === '{' ? '' : undefined;
  const holder = stack.at(-1)!;
  const owner = stack.at(-2);
  if (holder.location !== undefined || owner?.location === undefined || owner.key !== 'dependencies') return undefined;
  const location = `${owner.location}${owner.location === '' ? '' : '/'}node_modules/${holder.key}`;
  return location.length > longest ? undefined : location;
}
