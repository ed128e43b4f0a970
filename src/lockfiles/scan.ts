/** Where the members of one top-level object stand in a JSON text, as byte offsets: key from `starts` to `keyEnds`, value up to `ends`. */
export interface SectionSpans {
  readonly starts: number[];
  readonly keyEnds: number[];
  readonly ends: number[];
}

/** What one pass over a JSON text tells without understanding it: counts that are independent of any parser, and places. */
export interface JsonScan {
  readonly bytes: Uint8Array;
  readonly depth: number;
  /** Members of the document itself, twice those that stand twice. */
  readonly members: number;
  readonly sections: ReadonlyMap<string, SectionSpans>;
}

const quote = 0x22;
const backslash = 0x5c;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The offset of the quote that closes the string opened at `open`; the end of the text when nothing does. */
function closingQuote(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  for (; at < bytes.length && bytes[at] !== quote; at++) if (bytes[at] === backslash) at++;
  return at;
}

/** A string token's value. A token that is no JSON string is given as it stands: the parser refuses such a text anyway. */
function tokenText(bytes: Uint8Array, start: number, end: number): string {
  const inner = decoder.decode(bytes.subarray(start + 1, end));
  if (!inner.includes('\\')) return inner;
  try {
    return JSON.parse(`"${inner}"`) as string;
  } catch {
    return inner;
  }
}

/**
 * Passes once over a JSON text. It checks no grammar: `JSON.parse` does that. For each name in `wanted` that is a member of the
 * document, the places of its own members are kept; of a section that stands twice, the last.
 */
export function scanJson(text: string, wanted: readonly string[]): JsonScan {
  const bytes = encoder.encode(text);
  const sections = new Map<string, SectionSpans>();
  let section: SectionSpans | undefined;
  let depth = 0;
  let deepest = 0;
  let members = 0;
  let stringStart = 0;
  let stringEnd = 0;
  let last = 0;
  for (let at = 0; at < bytes.length; at++) {
    const code = bytes[at]!;
    if (code <= 0x20) continue;
    if (code === quote) {
      stringStart = at;
      at = stringEnd = closingQuote(bytes, at);
    } else if (code === 0x3a) {
      if (depth === 1) {
        members++;
        section = openSection(tokenText(bytes, stringStart, stringEnd), wanted, sections);
      } else if (depth === 2 && section) {
        section.starts.push(stringStart);
        section.keyEnds.push(stringEnd);
      }
    } else if (code === 0x2c) {
      if (depth === 2 && section) section.ends.push(last + 1);
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x7d || code === 0x5d) {
      if (depth === 2 && section) {
        if (section.ends.length < section.starts.length) section.ends.push(last + 1);
        section = undefined;
      }
      depth--;
    }
    last = at;
  }
  return { bytes, depth: deepest, members, sections };
}

function openSection(name: string, wanted: readonly string[], sections: Map<string, SectionSpans>): SectionSpans | undefined {
  if (!wanted.includes(name)) return undefined;
  const spans: SectionSpans = { starts: [], keyEnds: [], ends: [] };
  sections.set(name, spans);
  return spans;
}

/** A key that stands twice in one object: the keys on the way to that object, the key, and the line (from 1) of the later one. */
export interface DuplicateKey {
  readonly within: readonly string[];
  readonly key: string;
  readonly line: number;
}

/** Finds keys that stand twice, at most `most` of them. Slow beside `scanJson`: for where the counts disagree. */
export function duplicateKeys(bytes: Uint8Array, most: number): DuplicateKey[] {
  const found: DuplicateKey[] = [];
  const stack: { readonly keys: Set<string>; at: string }[] = [];
  let start = 0;
  let end = 0;
  let line = 1;
  for (let at = 0; at < bytes.length && found.length < most; at++) {
    const code = bytes[at];
    if (code === 0x0a) line++;
    else if (code === quote) {
      start = at;
      at = end = closingQuote(bytes, at);
    } else if (code === 0x3a) {
      const top = stack.at(-1);
      if (!top) continue;
      const key = tokenText(bytes, start, end);
      if (top.keys.has(key)) found.push({ within: stack.slice(0, -1).map((frame) => frame.at), key, line });
      top.keys.add(key);
      top.at = key;
    } else if (code === 0x7b || code === 0x5b) stack.push({ keys: new Set(), at: '' });
    else if (code === 0x7d || code === 0x5d) stack.pop();
  }
  return found;
}

/** The index in `spans` of each wanted member; of a key that stands twice the last, as a parser reads it. */
export function spansOf(scan: JsonScan, section: string, wanted: ReadonlySet<string>): Map<string, number> {
  const found = new Map<string, number>();
  const spans = scan.sections.get(section);
  if (!spans || wanted.size === 0) return found;
  for (const [index, start] of spans.starts.entries()) {
    const key = tokenText(scan.bytes, start, spans.keyEnds[index]!);
    if (wanted.has(key)) found.set(key, index);
  }
  return found;
}

export interface LineRange {
  readonly line: number;
  readonly endLine: number;
}

/** First and last line (from 1) of each wanted member of a section. */
export function linesOf(scan: JsonScan, section: string, wanted: ReadonlySet<string>): Map<string, LineRange> {
  const lines = new Map<string, LineRange>();
  const spans = scan.sections.get(section);
  if (!spans) return lines;
  let line = 1;
  let upTo = 0;
  const advance = (offset: number): number => {
    for (; upTo < offset; upTo++) if (scan.bytes[upTo] === 0x0a) line++;
    return line;
  };
  const places = [...spansOf(scan, section, wanted)].sort((a, b) => a[1] - b[1]);
  for (const [key, index] of places) lines.set(key, { line: advance(spans.starts[index]!), endLine: advance(spans.ends[index] ?? spans.starts[index]!) });
  return lines;
}
