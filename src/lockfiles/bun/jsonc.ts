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
  const out: string[] = [];
  let from = 0;
  let comma = -1;
  let mayTrail = false;
  const blank = (start: number, end: number): void => {
    out.push(text.slice(from, start), text.slice(start, end).replace(/[^\r\n]/g, ' '));
    from = end;
  };
  const commas: number[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"') {
      for (at++; at < text.length && text[at] !== '"'; at++) if (text[at] === '\\') at++;
      comma = -1;
      mayTrail = true;
    } else if (char === '/' && (text[at + 1] === '/' || text[at + 1] === '*')) {
      const line = text[at + 1] === '/';
      const end = text.indexOf(line ? '\n' : '*/', at + 2);
      const stop = end === -1 ? text.length : line ? end : end + 2;
      blank(at, stop);
      at = stop - 1;
    } else if (char === ',') {
      comma = mayTrail ? at : -1;
      mayTrail = false;
    } else if (char === '}' || char === ']') {
      if (comma !== -1) commas.push(comma);
      comma = -1;
      mayTrail = true;
    } else if (!/\s/.test(char)) {
      comma = -1;
      mayTrail = char !== '{' && char !== '[' && char !== ':';
    }
  }
  out.push(text.slice(from));
  const plain = out.join('').split('');
  for (const at of commas) plain[at] = ' ';
  return plain.join('');
}
