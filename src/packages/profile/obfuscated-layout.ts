import type { Span } from './spans.js';
import { clustersOf, entropyOf, flags, lineEnds, runsOf } from './spans.js';

/** What the layout of a text hides. */
export interface HiddenLayout {
  readonly farRight: readonly Span[];
  readonly longLines: readonly Span[];
  readonly symbolsOnly: readonly Span[];
}

/** Blanks before code on a line, and empty lines before code: no editor shows what comes after, and no formatter or minifier writes them. */
const farBlanks = 200;
const farLines = 300;
/** How much deeper than the line before a line may stand for its depth to come from nesting. */
const nesting = 60;
/** A line of code that nobody wrote by hand, among lines that somebody did; babel's helpers on one line measured up to 1,700. */
const longLine = 2_000;
const readableMean = 100;
const readableLines = 20;
/** One part in so many of the text is to be readable: in bundles of minified modules the readable rest is less. */
const readableShare = 10;
/** JSFuck needs some thousand symbols for a word. */
const symbolRun = 300;

const brackets = flags('[]()!+');
const blanks = flags(' \t');

export function hiddenLayout(text: string): HiddenLayout {
  const { afterEmpty, long } = linesOf(text);
  const lineFrom = lineEnds(text);
  const farRight = runsOf(text, blanks, farBlanks).filter((run) => !isNesting(text, run)).map(({ end }) => ({ start: end, end: lineFrom(end) }));
  return {
    farRight: [...farRight, ...afterEmpty].filter(({ start, end }) => isCode(text, start, end)),
    symbolsOnly: runsOf(text, brackets, symbolRun).filter(({ start, end }) => new Set(text.slice(start, Math.min(end, start + 600))).size >= 5),
    longLines: long.filter((line) => isDense(text, line)),
  };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** True for blanks that begin a line hardly deeper than the one before: code that is nested so deep. */
function isNesting(text: string, { start, end }: Span): boolean {
  if (start > 0 && text[start - 1] !== '\n') return false;
  const before = text.lastIndexOf('\n', start - 2) + 1;
  let depth = before;
  while (depth < start && blanks[text.charCodeAt(depth)] === 1) depth += 1;
  return end - start - (depth - before) <= nesting;
}

/** Long lines of a text that is otherwise written to be read, and lines behind hundreds of empty ones. */
function linesOf(text: string): { readonly afterEmpty: readonly Span[]; readonly long: readonly Span[] } {
  const afterEmpty: Span[] = [];
  const long: Span[] = [];
  let readable = 0;
  let units = 0;
  let empty = 0;
  let comment = false;
  for (let from = 0; from < text.length;) {
    const end = endOfLine(text, from);
    let start = from;
    while (start < end && (text.charCodeAt(start) === 13 || blanks[text.charCodeAt(start)] === 1)) start += 1;
    if (start === end) empty += 1;
    else {
      if (empty >= farLines) afterEmpty.push({ start, end });
      empty = 0;
      const head = text.slice(start, start + 2);
      const told = comment || head === '//' || head === '/*';
      if (told && head !== '//') comment = !text.slice(Math.max(start, end - 2_000), end).includes('*/');
      // Inside a function a long line is what a bundler put there; what is put in front of a file, or behind it, begins at the margin.
      if (!told && end - start >= longLine && start === from) long.push({ start, end });
      else if (!told) {
        readable += 1;
        units += end - start;
      }
    }
    from = end + 1;
  }
  return { afterEmpty, long: long.length <= 3 && readable >= readableLines && units / readable <= readableMean && units * readableShare >= text.length ? long : [] };
}

/** Statements, one after the other: not a string, a list, a regular expression or a table, of which the most is between quotes or has no `;` and `=`. */
function isDense(text: string, { start, end }: Span): boolean {
  const piece = text.slice(start, Math.min(end, start + 20_000));
  const count = (char: string): number => piece.split(char).length - 1;
  return count(';') * 250 >= piece.length && count('=') * 120 >= piece.length && count('(') * 80 >= piece.length && quotedShare(piece) < 0.5;
}

/** The part of a line that stands between quotes. */
function quotedShare(line: string): number {
  let inside = 0;
  for (const match of line.matchAll(/'(?:[^'\\]|\\.){0,20000}'|"(?:[^"\\]|\\.){0,20000}"|`[^`]{0,20000}`/g)) inside += match[0].length;
  return inside / line.length;
}

/** Something that could run stands there: not the end of a string or a comment, not a word alone. */
function isCode(text: string, start: number, end: number): boolean {
  const piece = text.slice(start, Math.min(end, start + 400)).trim();
  return piece.length >= 8 && !/^(?:["'`*|\\+,;)}\]]|\/\/|\/\*)/.test(piece) && /[(=]/.test(piece) && /[A-Za-z_$[(]/.test(piece[0]!);
}

/** Characters that a payload has at least; below it lie keys, hashes, signatures and icons. It may be cut into pieces of one line each. */
const shortestRun = 768;
const shortestPiece = 48;
const pieceGap = 12;
const shortestHex = 2_048;
const window = 4_096;
const sample = 1_024;
/** Bits a character: base64 of packed or encrypted bytes has 5.94 at 768 characters and 6 at most, of tables and programs less than 5.7; ascii85 has 6.4. Windows of code with many regular expressions measured up to 6. */
const runEntropy = 5.8;
const windowEntropy = 6.15;

const wordUnits = flags('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-');

/**
 * Data in the place of code: a run of base64 or hex, a stretch of text with as many bits a character as packed bytes have, a list of bytes that look
 * encrypted. What says what it is (an image, a font, a WebAssembly module, a source map, a certificate, JSON) is told apart by its first bytes,
 * not by its label: a `data:` URL of JavaScript is no image.
 */
export function blobs(text: string): readonly Span[] {
  const runs = clustersOf(runsOf(text, wordUnits, shortestPiece), pieceGap, 1).filter(({ start, end }) => end - start >= shortestRun);
  return merged([...runs.filter((run) => isOpaqueRun(text, run)), ...denseWindows(text, runs), ...byteLists(text)]);
}

function isOpaqueRun(text: string, { start, end }: Span): boolean {
  const label = text.slice(Math.max(0, start - 80), start);
  if (/sourceMappingURL=data:[^'"\s]{0,60}base64,$/.test(label)) return false;
  const piece = text.slice(start, Math.min(end, start + 65_536)).replace(/[^\w+/=-]+/g, '');
  if (/^[0-9a-fA-F]+$/.test(piece)) return piece.length >= shortestHex && isOpaque(Buffer.from(piece, 'hex'), histogramEntropy(piece) >= 3.9);
  return isOpaque(Buffer.from(piece, 'base64'), histogramEntropy(piece) >= runEntropy);
}

/** Packed or encrypted, or a program in another spelling; none of the kinds of data that packages carry. */
function isOpaque(bytes: Uint8Array, even: boolean): boolean {
  if (isPlainBytes(bytes)) return false;
  return even || (isText(bytes) && /[;{}(]/.test(Buffer.from(bytes).toString('latin1')) && /\b(?:function|require|const|var|let|import|=>|return|eval|curl|exec|echo)\b/.test(Buffer.from(bytes).toString('latin1')));
}

/** Images, fonts, sounds, films, models, WebAssembly, certificates (a DER sequence with a length of two bytes), documents. */
const dataMagic = ['\x89PNG', '\xff\xd8\xff', 'GIF8', 'RIFF', 'wOFF', 'wOF2', 'OTTO', '\0asm', '\0\x01\0\0\0', 'true\0', '<svg', '<?xml', '\0\0\x01\0', 'ID3', 'OggS', 'fLaC', '\x30\x82', '-----BEGIN', '%PDF-', 'glTF', '\xabKTX', 'DDS '];

/** First bytes of what is data by itself, and texts that are no programs. */
function isPlainBytes(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, 64)).toString('latin1');
  if (dataMagic.some((magic) => head.startsWith(magic)) || head.slice(4, 8) === 'ftyp') return true;
  return /^\s*[[{]\s*["[{\d]/.test(head) && isText(bytes);
}

function isText(bytes: Uint8Array): boolean {
  let odd = 0;
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32)) odd += 1;
  return odd * 50 < bytes.length;
}

function histogramEntropy(text: string): number {
  const counts = new Uint32Array(256);
  for (let at = 0; at < text.length; at += 1) counts[text.charCodeAt(at) & 255]! += 1;
  return entropyOf(counts, text.length);
}

/** Stretches whose characters are spread as evenly as packed bytes', outside the runs that were judged by themselves. A quarter of each decides whether all of it is counted. */
function denseWindows(text: string, runs: readonly Span[]): readonly Span[] {
  const out: Span[] = [];
  const counts = new Uint32Array(128);
  let run = 0;
  for (let start = 0; start + sample <= text.length; start += window) {
    while (run < runs.length && runs[run]!.end <= start) run += 1;
    if (run < runs.length && runs[run]!.start < start + window) continue;
    const end = Math.min(text.length, start + window);
    if (isEven(text, start, start + sample, counts) && isEven(text, start, end, counts)) out.push({ start, end });
  }
  return out;
}

function isEven(text: string, start: number, end: number, counts: Uint32Array): boolean {
  counts.fill(0);
  let wide = 0;
  for (let at = start; at < end; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 128) counts[unit]! += 1;
    else wide += 1;
  }
  const length = end - start;
  if (wide * 20 >= length) return isWideBlob(text, start, length, wide, counts[10]!);
  return counts[32]! * 12 < length && entropyOf(counts, length - wide) >= (length < 2_048 ? windowEntropy - 0.05 : windowEntropy);
}

/** Bytes packed into letters of other scripts: hardly a character comes twice, and there is nothing between them. Prose repeats its own. */
function isWideBlob(text: string, start: number, length: number, wide: number, lines: number): boolean {
  return wide * 10 >= length * 9 && lines <= 2 && new Set(text.slice(start, start + length)).size * 10 >= length * 6;
}

/** Lists of two thousand and more numbers below 256 whose values are spread evenly: bytes, packed or encrypted. */
function byteLists(text: string): readonly Span[] {
  const out: Span[] = [];
  for (let at = text.indexOf('['); at >= 0; at = text.indexOf('[', at)) {
    if (!/[\d\s]/.test(text[at + 1] ?? '')) {
      at += 1;
      continue;
    }
    const list = readNumbers(text, at + 1);
    if (list.count >= 2_000 && entropyOf(list.counts, list.count - 64) >= 7 && !isPlainBytes(list.head)) out.push({ start: at, end: list.end });
    at = Math.max(list.end, at + 1);
  }
  return out;
}

function readNumbers(text: string, from: number): { readonly count: number; readonly counts: Uint32Array; readonly head: Uint8Array; readonly end: number } {
  const number = /\s{0,200}(0x[0-9a-fA-F]{1,2}|\d{1,3})\s{0,200},?/y;
  number.lastIndex = from;
  let counts = none;
  const head: number[] = [];
  let count = 0;
  let end = from;
  for (let match = number.exec(text); match; match = number.exec(text)) {
    const value = Number(match[1]);
    if (value > 255) break;
    // Most lists are short: nothing is made for them.
    if (head.length < 64) head.push(value);
    else if (counts === none) counts = new Uint32Array(256);
    if (counts !== none) counts[value]! += 1;
    count += 1;
    end = number.lastIndex;
  }
  return { count, counts, head: Uint8Array.from(head), end };
}

const none = new Uint32Array(0);

function merged(spans: readonly Span[]): readonly Span[] {
  const out: { start: number; end: number }[] = [];
  for (const { start, end } of [...spans].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last && start <= last.end + 64) last.end = Math.max(last.end, end);
    else out.push({ start, end });
  }
  return out;
}
