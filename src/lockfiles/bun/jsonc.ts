import type { Json } from '../../core/json.js';

/** A comma before a closing bracket on the next line, as Bun writes them. A JSON string holds no line break, so this is never inside of one. */
const ownCommas = /(?<=["\]}\da-z]),(?=\r?\n[ \t]*[}\]])/g;

/**
 * Reads JSON with trailing commas and comments, as far as Bun's own reader takes them in a lockfile (`json.rs`, tried with 1.4); what Bun
 * takes besides (quotes of other kinds, text behind the document) no version of it writes, and is refused.
 * @returns the value, with the text that a plain JSON parser reads it from: the same length, what was dropped being spaces. Undefined for anything else.
 */
export function readJsonc(text: string): { readonly value: Json; readonly plain: string } | undefined {
  for (const strip of [withoutOwnCommas, withoutCommasAndComments]) {
    const plain = strip(text);
    try {
      return { value: JSON.parse(plain) as Json, plain };
    } catch {
      // The second way is slower and takes more.
    }
  }
  return undefined;
}

/** Puts a space for each trailing comma at the end of a line. */
export function withoutOwnCommas(text: string): string {
  return text.replace(ownCommas, ' ');
}

/** The same for trailing commas anywhere, and for comments. One pass; checks no grammar. */
function withoutCommasAndComments(text: string): string {
  const dropped: [start: number, end: number][] = [];
  let comma = -1;
  // Whether a value ended just before, so that a comma here may be a trailing one.
  let ended = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      comma = -1;
      ended = true;
    } else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const line = text[at + 1] === '/';
      const end = text.indexOf(line ? '\n' : '*/', at + 2);
      const stop = end === -1 ? text.length : line ? end : end + 2;
      dropped.push([at, stop]);
      at = stop - 1;
    } else if (char === ',') {
      comma = ended ? at : -1;
      ended = false;
    } else if (char === '}' || char === ']') {
      if (comma !== -1) dropped.push([comma, comma + 1]);
      comma = -1;
      ended = true;
    } else if (char > ' ') {
      comma = -1;
      ended = char !== '{' && char !== '[' && char !== ':';
    }
  }
  return blanked(text, dropped.sort(([one], [other]) => one - other));
}

function blanked(text: string, dropped: readonly (readonly [start: number, end: number])[]): string {
  const out: string[] = [];
  let from = 0;
  for (const [start, end] of dropped) {
    out.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    from = end;
  }
  return out.join('') + text.slice(from);
}
