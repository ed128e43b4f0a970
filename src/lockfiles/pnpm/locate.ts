import type { LineRange } from '../scan.js';
import { documentTexts } from './document.js';
import { packageKey } from './keys.js';
import { environmentMark } from './parse.js';

/**
 * First and last line of the given entries: of what `packages` says of them, where origin and digest stand, else of their variant under
 * `snapshots`. One pass over the lines, which are those that pnpm writes.
 */
export function locateEntries(text: string, locations: ReadonlySet<string>): ReadonlyMap<string, LineRange> {
  const found = new Map<string, LineRange>();
  const { environment, main } = documentTexts(text);
  const own = [...locations];
  if (environment) locateIn(environment.text, environment.line, environmentMark, own.filter((location) => location.startsWith(environmentMark)), found);
  locateIn(main.text, main.line, '', own.filter((location) => !location.startsWith(environmentMark)), found);
  return found;
}

function locateIn(text: string, offset: number, mark: string, locations: readonly string[], found: Map<string, LineRange>): void {
  if (locations.length === 0) return;
  const wanted = new Set(locations);
  const variants = new Map<string, string[]>();
  for (const location of locations) {
    const shared = packageKey(location);
    if (shared !== location) variants.set(shared, [...(variants.get(shared) ?? []), location]);
  }
  const exact = new Set<string>();
  for (const { section, key, line, endLine } of members(text)) {
    const location = `${mark}${key}`;
    const range = { line: line + offset, endLine: endLine + offset };
    if (wanted.has(location) && !exact.has(location) && (section === 'packages' || !found.has(location))) {
      found.set(location, range);
      if (section === 'packages') exact.add(location);
    }
    if (section === 'packages') for (const variant of variants.get(location) ?? []) if (!exact.has(variant)) found.set(variant, range);
  }
}

interface Member {
  readonly section: string;
  readonly key: string;
  readonly line: number;
  endLine: number;
}

/** The members of `packages` and `snapshots` with their lines, from 1. */
function members(text: string): readonly Member[] {
  const all: Member[] = [];
  let section = '';
  let open: Member | undefined;
  let number = 0;
  for (let at = 0; at < text.length; number++) {
    const next = text.indexOf('\n', at);
    const end = next === -1 ? text.length : next;
    const first = text.charCodeAt(at);
    if (end > at && first !== 0x20) {
      section = text.slice(at, end).replace(/:\s*$/, '');
      open = undefined;
    } else if (end > at + 2 && (section === 'packages' || section === 'snapshots') && text.charCodeAt(at + 1) === 0x20 && text.charCodeAt(at + 2) !== 0x20) {
      const key = keyOf(text.slice(at + 2, Math.min(end, at + 10_000)));
      open = key === undefined ? undefined : { section, key, line: number + 1, endLine: number + 1 };
      if (open) all.push(open);
    } else if (open && end > at) open.endLine = number + 1;
    at = end + 1;
  }
  return all;
}

/** The key that a line of a mapping begins with. */
function keyOf(line: string): string | undefined {
  if (line.startsWith("'")) return /^'((?:[^']|'')*)':/.exec(line)?.[1]?.replaceAll("''", "'");
  if (line.startsWith('"')) {
    const written = /^("(?:[^"\\]|\\.)*"):/.exec(line)?.[1];
    try {
      return written === undefined ? undefined : (JSON.parse(written) as string);
    } catch {
      return undefined;
    }
  }
  if (line.endsWith(':')) return line.slice(0, -1);
  const colon = line.indexOf(': ');
  return colon === -1 ? undefined : line.slice(0, colon);
}
