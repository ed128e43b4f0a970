import { occurrences } from '../count.js';

/** A line as pip takes it: continued lines joined, comments cut off, never empty. Lines count from 1, as git and code hosts count them. */
export interface LogicalLine {
  readonly text: string;
  readonly line: number;
  readonly endLine: number;
}

/** Where Python's `splitlines` breaks a text: at more characters than any editor shows as an end of line. */
const separators = [0x1c, 0x1d, 0x1e, 0x85, 0x2028, 0x2029].map((code) => String.fromCharCode(code)).join('');
const breaks = new RegExp(`\\r\\n|[\\n\\r\\v\\f${separators}]`, 'g');
const space = new RegExp(`[\\s${String.fromCharCode(0x1f)}]`);

/** The logical lines of a text (pip, `req_file.preprocess`), in one pass. */
export function logicalLines(text: string): LogicalLine[] {
  const found: LogicalLine[] = [];
  let parts: string[] = [];
  let [first, number] = [1, 1];
  const end = (line: number): void => {
    const whole = withoutComment(parts.join(''));
    if (whole !== '') found.push({ text: whole, line: first, endLine: line });
    parts = [];
  };
  const take = (line: string): void => {
    if (parts.length === 0) first = number;
    const comment = isComment(line);
    if (line.endsWith('\\') && !comment) {
      parts.push(line.replace(/^\\+/, '').replace(/\\+$/, ''));
      return;
    }
    // A comment ends what is continued, and begins with white space from then on.
    parts.push(comment ? ` ${line}` : line);
    end(number);
  };
  let from = 0;
  for (const match of text.matchAll(breaks)) {
    take(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[0].endsWith('\n')) number += 1;
  }
  if (from < text.length) take(text.slice(from));
  if (parts.length > 0) end(number);
  return found;
}

/** `#` begins a comment at the start of a line and behind white space, nowhere else. */
function withoutComment(line: string): string {
  for (let at = line.indexOf('#'); at !== -1; at = line.indexOf('#', at + 1)) {
    if (at === 0 || space.test(line[at - 1]!)) return line.slice(0, at).trim();
  }
  return line.trim();
}

function isComment(line: string): boolean {
  let at = 0;
  while (at < line.length && space.test(line[at]!)) at += 1;
  return line[at] === '#';
}

/** How many lines, and how many digests on them, a reader finds who breaks at line feeds alone: an opinion of its own on `logicalLines`. */
export function plainLines(text: string): { readonly count: number; readonly hashes: number } {
  let count = 0;
  let hashes = 0;
  let continued = false;
  for (const line of text.split('\n')) {
    const seen = line.trim();
    if (!continued && seen !== '' && !seen.startsWith('#')) count += 1;
    if (!seen.startsWith('#')) hashes += occurrences(seen.split(/\s#/, 1)[0]!, '--hash');
    continued = seen.endsWith('\\') && !seen.startsWith('#');
  }
  return { count, hashes };
}

/** Splits options as a shell splits words (Python's `shlex.split`): quotes and backslashes. Undefined where a quote stays open. */
export function words(text: string): string[] | undefined {
  const found: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      if (char === quote) quote = '';
      else if (char === '\\' && quote === '"' && (text[at + 1] === '"' || text[at + 1] === '\\')) word += text[++at]!;
      else word += char;
    } else if (char === '"' || char === '\'') {
      quote = char;
      word ??= '';
    } else if (char === '\\') word = (word ?? '') + (text[++at] ?? '');
    else if (char === ' ' || char === '\t') {
      if (word !== undefined) found.push(word);
      word = undefined;
    } else word = (word ?? '') + char;
  }
  if (quote !== '') return undefined;
  if (word !== undefined) found.push(word);
  return found;
}
