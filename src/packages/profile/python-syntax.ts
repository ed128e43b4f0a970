/** One logical line of a Python text. */
export interface PythonStatement {
  /** Without comments; each string stands as its index between two section signs, which no Python text holds outside strings. Expressions inside f-strings follow in brackets. */
  readonly code: string;
  /** Values of its strings; neighbours and sums of strings are one. */
  readonly strings: readonly string[];
  /** Columns before it. */
  readonly indent: number;
  readonly start: number;
  readonly end: number;
}

const escapes: ReadonlyMap<string, string> = new Map([['n', '\n'], ['t', '\t'], ['r', '\r'], ['\\', '\\'], ["'", "'"], ['"', '"'], ['0', '\0'], ['a', '\x07'], ['\n', '']]);

/**
 * Splits a text into logical lines (The Python Language Reference, §2.1): brackets and strings go over line ends, `;` and a `:` with something behind it
 * part what stands on one line. Nothing is rejected. One pass.
 */
export function pythonStatements(text: string): readonly PythonStatement[] {
  return new Reader(text).read();
}

class Reader {
  private readonly out: PythonStatement[] = [];
  /** Piece by piece: a long text that grows would be copied each time its end is looked at. */
  private code: string[] = [];
  private strings: string[] = [];
  private depth = 0;
  private start = -1;
  private indent = 0;
  private lineStart = 0;
  private at = 0;
  /** True when nothing but blanks and a plus stand between the last string and here. */
  private afterString = false;

  constructor(private readonly text: string) {}

  read(): readonly PythonStatement[] {
    while (this.at < this.text.length) this.step(this.text[this.at]!);
    this.end();
    return this.out;
  }

  private step(char: string): void {
    if (char === '#') {
      const end = this.text.indexOf('\n', this.at);
      this.at = end < 0 ? this.text.length : end;
      return;
    }
    if (char === '"' || char === "'") return this.string(char);
    if (char === '\n' && this.depth === 0) this.newLine();
    else if (char === ';' && this.depth === 0) this.end();
    else if (char === '\\' && /[\r\n]/.test(this.text[this.at + 1] ?? '')) {
      this.at += this.text[this.at + 1] === '\r' ? 3 : 2;
      return;
    } else this.plain(char);
    this.at += 1;
  }

  private newLine(): void {
    this.end();
    this.lineStart = this.at + 1;
  }

  private plain(char: string): void {
    if (this.start < 0) {
      if (/\s/.test(char)) return;
      this.start = this.at;
      this.indent = this.at - this.lineStart;
    }
    if ('([{'.includes(char)) this.depth += 1;
    else if (')]}'.includes(char)) this.depth = Math.max(0, this.depth - 1);
    if (!/[\s+]/.test(char)) this.afterString = false;
    this.code.push(/\s/.test(char) ? ' ' : char);
    // `if x: y` holds two statements; what comes first decides about the second, and is kept before it.
    if (char === ':' && this.depth === 0 && /^(?:if|elif|else|for|while|try|except|finally|with|def|class)\b/.test(this.code.slice(0, 12).join('')) && !/^\s*(?:#|\n|$)/.test(this.text.slice(this.at + 1, this.at + 200))) this.end();
  }

  private string(mark: string): void {
    const prefix = /(?:^|[^\w])([rbuf]{1,2})$/i.exec(this.code.slice(-3).join(''))?.[1]?.toLowerCase() ?? '';
    if (this.start < 0) {
      this.start = this.at;
      this.indent = this.at - this.lineStart;
    }
    if (prefix !== '') this.code.length -= prefix.length;
    const triple = this.text.startsWith(mark.repeat(3), this.at);
    const { value, end } = this.valueFrom(this.at + (triple ? 3 : 1), triple ? mark.repeat(3) : mark, prefix.includes('r'));
    this.at = end;
    const joined = this.afterString && this.strings.length > 0 && value.length + this.strings.at(-1)!.length <= 1_000_000;
    if (joined) {
      this.strings[this.strings.length - 1] += value;
      while (this.code.at(-1) === ' ' || this.code.at(-1) === '+') this.code.pop();
    }
    else {
      this.code.push(`\u00a7${this.strings.length}\u00a7`);
      this.strings.push(value);
    }
    if (prefix.includes('f')) this.code.push(Array.from(value.slice(0, 20_000).matchAll(/\{([^{}]{1,200})\}/g), (match) => ` (${match[1]!.replace(/["']([^"']*)["']/g, ' $1 ')})`).join(''));
    this.afterString = true;
  }

  private valueFrom(from: number, mark: string, raw: boolean): { readonly value: string; readonly end: number } {
    let value = '';
    let piece = from;
    for (let at = from; at < this.text.length; at += 1) {
      const char = this.text[at]!;
      if (char === '\\') {
        if (!raw) {
          const [text, length] = this.escape(at + 1);
          value += this.text.slice(piece, at) + text;
          piece = at + 1 + length;
          at += length;
        } else at += 1;
      } else if (this.text.startsWith(mark, at)) return { value: value + this.text.slice(piece, at), end: at + mark.length };
      // A string of one line ends with it, closed or not.
      else if (char === '\n' && mark.length === 1) return { value: value + this.text.slice(piece, at), end: at };
    }
    return { value: value + this.text.slice(piece), end: this.text.length };
  }

  private escape(at: number): readonly [string, number] {
    const code = /^(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8}))/i.exec(this.text.slice(at, at + 9));
    if (code) {
      const point = Number.parseInt(code[1] ?? code[2] ?? code[3]!, 16);
      return [point <= 0x10ffff ? String.fromCodePoint(point) : '', code[0].length];
    }
    const char = this.text[at] ?? '';
    return [escapes.get(char) ?? `\\${char}`, 1];
  }

  private end(): void {
    const code = this.code.join('').trim();
    if (this.start >= 0 && code !== '') this.out.push({ code, strings: this.strings, indent: this.indent, start: this.start, end: this.at });
    this.code = [];
    this.strings = [];
    this.depth = 0;
    this.start = -1;
    this.afterString = false;
  }
}
