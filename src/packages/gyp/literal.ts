import type { GypDict, GypList, GypProblem, GypString, GypValue } from './gyp.types.js';

/** Nesting of a build file. The deepest real ones (conditions inside conditions) stay below 20. */
const maxDepth = 64;
/** Values of one build file. V8's own, the largest known, hold some 5,000. */
const maxValues = 100_000;

/** Thrown inside this file only: the place where a text stops being plain data. */
class Outside extends Error {
  constructor(readonly what: GypProblem['what'], readonly text: string, readonly at: number) { super(what); }
}

const isSpace = (char: string | undefined): boolean => char === ' ' || char === '\t' || char === '\n' || char === '\r' || char === '\f';
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

const simpleEscapes: { readonly [char: string]: string } = { '\\': '\\', "'": "'", '"': '"', a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', '\n': '' };

/** The offsets at which lines begin; `\r\n`, `\r` and `\n` end one, as Python reads text. */
function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\n' || (text[at] === '\r' && text[at + 1] !== '\n')) starts.push(at + 1);
  }
  return starts;
}

function lineOf(starts: readonly number[], at: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= at) low = middle;
    else high = middle - 1;
  }
  return low + 1;
}

/**
 * Reads a build file as the literals of Python that gyp files consist of: dicts, lists, strings (single, double, tripled quotes, raw or
 * not, put together where they stand side by side), numbers, `True`, `False`, `None`, comments, trailing commas. gyp itself evaluates the file as a
 * Python expression (`gyp/input.py`, `LoadOneBuildFile`), so anything else in it is code; the first such place is handed back instead of a value.
 */
export function parseGyp(source: string): { readonly value: GypDict } | { readonly problem: GypProblem } {
  const text = source.startsWith('\u{feff}') ? source.slice(1) : source;
  const starts = lineStarts(text);
  try {
    return { value: new Reader(text, starts).file() };
  } catch (error) {
    if (!(error instanceof Outside)) throw error;
    return { problem: { what: error.what, text: error.text, line: lineOf(starts, error.at) } };
  }
}

/** A position in one text. */
class Reader {
  private at = 0;
  private values = 0;

  constructor(private readonly text: string, private readonly starts: readonly number[]) {}

  file(): GypDict {
    const nul = this.text.indexOf('\0');
    if (nul >= 0) throw new Outside('unreadable', 'a NUL', nul);
    this.skip();
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) throw this.expression();
    if (value.kind !== 'dict') throw new Outside('unreadable', 'no dictionary', 0);
    return value;
  }

  private expression(at = this.at): Outside {
    return new Outside('expression', this.text.slice(at, at + 120).split(/[\r\n]/, 1)[0]!, at);
  }

  private skip(): void {
    for (;;) {
      while (isSpace(this.text[this.at])) this.at += 1;
      if (this.text[this.at] !== '#') return;
      while (this.at < this.text.length && this.text[this.at] !== '\n' && this.text[this.at] !== '\r') this.at += 1;
    }
  }

  private value(depth: number): GypValue {
    if (depth > maxDepth) throw new Outside('unreadable', `nesting beyond ${maxDepth}`, this.at);
    this.values += 1;
    if (this.values > maxValues) throw new Outside('unreadable', `more than ${maxValues} values`, this.at);
    const char = this.text[this.at];
    if (char === undefined) throw new Outside('unreadable', 'an unfinished file', this.at);
    if (char === '{') return this.dict(depth);
    if (char === '[') return this.list(depth);
    if (this.quoteAt() !== undefined) return this.strings();
    const line = lineOf(this.starts, this.at);
    const start = this.at;
    if (char === '-' || isDigit(char)) {
      if (char === '-') this.at += 1;
      const digits = this.at;
      while (isDigit(this.text[this.at])) this.at += 1;
      if (this.at > digits && !isWord(this.text[this.at]) && this.text[this.at] !== '.') return { kind: 'number', line, text: this.text.slice(start, this.at) };
      throw this.expression(start);
    }
    while (isWord(this.text[this.at])) this.at += 1;
    const word = this.text.slice(start, this.at);
    if (word === 'True' || word === 'False' || word === 'None') return { kind: 'name', line, text: word };
    throw this.expression(start);
  }

  private dict(depth: number): GypDict {
    const line = lineOf(this.starts, this.at);
    const entries: { key: GypString; value: GypValue }[] = [];
    this.at += 1;
    for (;;) {
      this.skip();
      if (this.text[this.at] === '}') { this.at += 1; return { kind: 'dict', line, entries }; }
      if (this.at >= this.text.length) throw new Outside('unreadable', 'an unfinished dictionary', this.at);
      if (this.quoteAt() === undefined) throw this.expression();
      const key = this.strings();
      this.skip();
      if (this.text[this.at] !== ':') throw this.expression();
      this.at += 1;
      this.skip();
      entries.push({ key, value: this.value(depth + 1) });
      this.separator('}');
    }
  }

  private list(depth: number): GypList {
    const line = lineOf(this.starts, this.at);
    const items: GypValue[] = [];
    this.at += 1;
    for (;;) {
      this.skip();
      if (this.text[this.at] === ']') { this.at += 1; return { kind: 'list', line, items }; }
      if (this.at >= this.text.length) throw new Outside('unreadable', 'an unfinished list', this.at);
      items.push(this.value(depth + 1));
      while (items.at(-1)!.kind === 'string' && this.another()) items.push(this.strings());
      this.separator(']');
    }
  }

  /** `'a' and 'b'` is one of the two: some build files in the wild write their conditions so, and both are looked at. */
  private another(): boolean {
    this.skip();
    const found = /(?:and|or)(?=[\s'"])/y;
    found.lastIndex = this.at;
    if (!found.test(this.text)) return false;
    this.at = found.lastIndex;
    this.skip();
    if (this.quoteAt() === undefined) throw this.expression();
    return true;
  }

  private separator(close: string): void {
    this.skip();
    if (this.text[this.at] === ',') this.at += 1;
    else if (this.text[this.at] !== close) throw this.at >= this.text.length ? new Outside('unreadable', 'an unfinished file', this.at) : this.expression();
  }

  /** The length of a string's prefix where one begins here. Formatted strings and bytes are none. */
  private quoteAt(): number | undefined {
    const prefix = /[uUrR]/.test(this.text[this.at] ?? '') ? 1 : 0;
    const char = this.text[this.at + prefix];
    return char === '"' || char === "'" ? prefix : undefined;
  }

  private strings(): GypString {
    const line = lineOf(this.starts, this.at);
    const parts: string[] = [];
    let escaped = false;
    while (this.quoteAt() !== undefined) {
      escaped = this.string(parts) || escaped;
      this.skip();
    }
    return { kind: 'string', line, value: parts.join(''), escaped };
  }

  private string(parts: string[]): boolean {
    const start = this.at;
    const prefix = this.quoteAt()!;
    const raw = prefix === 1 && this.text[this.at]!.toLowerCase() === 'r';
    this.at += prefix;
    const char = this.text[this.at]!;
    const quote = this.text.startsWith(char.repeat(3), this.at) ? char.repeat(3) : char;
    this.at += quote.length;
    let from = this.at;
    let escaped = false;
    for (;;) {
      const here = this.text[this.at];
      if (here === undefined || (quote.length === 1 && (here === '\n' || here === '\r'))) throw new Outside('unreadable', 'an unfinished string', start);
      if (this.text.startsWith(quote, this.at)) break;
      if (here !== '\\') { this.at += 1; continue; }
      if (raw) { this.at += 2; continue; }
      parts.push(this.text.slice(from, this.at));
      escaped = this.escape(parts) || escaped;
      from = this.at;
    }
    parts.push(this.text.slice(from, this.at));
    this.at += quote.length;
    return escaped;
  }

  /** One escape (Python language reference, "string and bytes literals"). True when it spells a character by number. */
  private escape(parts: string[]): boolean {
    const at = this.at;
    const char = this.text[at + 1];
    const number = (pattern: RegExp, radix: number): boolean => {
      pattern.lastIndex = at;
      const digits = pattern.exec(this.text)?.[1];
      const code = digits === undefined ? Number.NaN : Number.parseInt(digits, radix);
      if (!(code <= 0x10ffff)) throw new Outside('unreadable', 'an escape that says nothing', at);
      parts.push(String.fromCodePoint(code));
      this.at = pattern.lastIndex;
      return true;
    };
    if (char === 'x') return number(/\\x([0-9a-fA-F]{2})/y, 16);
    if (char === 'u') return number(/\\u([0-9a-fA-F]{4})/y, 16);
    if (char === 'U') return number(/\\U([0-9a-fA-F]{8})/y, 16);
    if (char !== undefined && char >= '0' && char <= '7') return number(/\\([0-7]{1,3})/y, 8);
    if (char === 'N') throw new Outside('unreadable', 'a character by its name', at);
    const known = char === undefined ? undefined : simpleEscapes[char];
    if (char === '\r') { this.at += this.text[at + 2] === '\n' ? 3 : 2; return false; }
    parts.push(known ?? `\\${char ?? ''}`);
    this.at += 2;
    return false;
  }
}
