/** A word of a shell text. `text` is without quotes; holes (`$X`, `$(…)`) stand in it as they are written. */
export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** Commands whose output becomes a part of it: `$(…)`, backquotes, `<(…)`, a group in brackets. */
  readonly inner: readonly ShellCommand[];
}

export interface ShellRedirect {
  /** `<<`: the lines that follow, up to a mark; they are the target's text. */
  readonly sign: '>' | '>>' | '<' | '<<<' | '<<';
  readonly target: ShellWord;
}

export interface ShellCommand {
  readonly words: readonly ShellWord[];
  readonly redirects: readonly ShellRedirect[];
  /** True when its output is the input of the next command of the list. */
  readonly pipes: boolean;
  readonly start: number;
  readonly end: number;
}

/** Groups and substitutions inside each other that are read; deeper ones are words. */
const deepest = 6;
const special = /[\s"'$`\\|&;<>(){}#*?!~=]/;

/**
 * Reads a text as a list of simple commands with what joins them: the part of the POSIX shell's grammar (IEEE 1003.1 §2) that decides what
 * runs with which input. Batch files and PowerShell are read by the same rules, near enough: `|`, `&`, `;`, quotes, brackets and redirections mean
 * alike. What a backslash is depends on the shell; `escapes` says whether it is an escape everywhere, or only before what has a meaning.
 * Each character is read once for each group that it stands in, six at most.
 */
export function shellCommands(text: string, escapes: boolean, base = 0, depth = 0): readonly ShellCommand[] {
  return new Reader(text, escapes, base, depth).read();
}

interface Open {
  text: string;
  start: number;
  inner: ShellCommand[];
}

class Reader {
  private readonly commands: ShellCommand[] = [];
  private words: ShellWord[] = [];
  private redirects: ShellRedirect[] = [];
  private word: Open | undefined;
  private sign: ShellRedirect['sign'] | undefined;
  private at = 0;
  /** Marks of the texts that begin behind this line. */
  private awaited: string[] = [];

  constructor(private readonly text: string, private readonly escapes: boolean, private readonly base: number, private readonly depth: number) {}

  read(): readonly ShellCommand[] {
    while (this.at < this.text.length) this.step(this.text[this.at]!);
    this.endCommand(false);
    return this.commands;
  }

  private step(char: string): void {
    if (char === ' ' || char === '\t') this.endWord();
    else if (char === '\n' || char === '\r' || char === ';' || char === '&' || char === '|') return this.join(char);
    else if ((char === '{' || char === '}') && this.word === undefined && /^[\s;]|^$/.test(this.text[this.at + 1] ?? '')) this.endCommand(false);
    else if (char === '#' && this.word === undefined) return this.skipTo('\n');
    else if (char === '<' || char === '>') return this.redirect(char);
    else if (char === '(' || (char === '$' && this.text[this.at + 1] === '(') || char === '`') return this.group(char);
    else if (char === "'") return this.quoted();
    else if (char === '"') return this.doubleQuoted();
    else if (char === '\\') return this.backslash();
    else if (char === '^' && !this.escapes) { /* the escape of batch files: it only hides */ }
    else if (char !== ')') this.open().text += char;
    else this.endWord();
    this.at += 1;
  }

  private open(): Open {
    return (this.word ??= { text: '', start: this.at, inner: [] });
  }

  private join(char: string): void {
    // `a>&b` and `2>&1` are redirections.
    if (char === '&' && this.sign !== undefined && this.word === undefined) {
      this.open().text += char;
      this.at += 1;
      return;
    }
    const twice = this.text[this.at + 1] === char;
    this.at += twice && char !== '\n' ? 2 : 1;
    if (char === '\n') this.endWord();
    if (char === '\n' && this.awaited.length > 0) this.hereTexts();
    this.endCommand(char === '|' && !twice);
    if (char === '|' && this.text[this.at] === '&') this.at += 1;
  }

  private redirect(char: '<' | '>'): void {
    const before = this.word;
    // A number before it says which stream.
    if (before !== undefined && before.text.length === 1 && /^[0-9&*]$/.test(before.text)) this.word = undefined;
    this.endWord();
    if (this.text[this.at + 1] === '(') {
      this.at += 1;
      return this.group('(');
    }
    const sign = char === '>' ? (this.text[this.at + 1] === '>' ? '>>' : '>') : this.text.startsWith('<<<', this.at) ? '<<<' : this.text.startsWith('<<', this.at) ? '<<' : '<';
    this.at += sign.length;
    const mark = sign === '<<' ? /^-?\s?(["']?)([\w.!-]{1,40})\1/.exec(this.text.slice(this.at, this.at + 50)) : null;
    if (mark) {
      this.awaited.push(mark[2]!);
      this.at += mark[0].length;
    } else if (sign !== '<<') this.sign = sign;
  }

  /** Takes the lines up to each awaited mark. A mark that never comes takes the rest, as shells do. */
  private hereTexts(): void {
    for (const mark of this.awaited) {
      const from = this.at;
      let end = from;
      while (end < this.text.length) {
        const next = this.text.indexOf('\n', end);
        const line = next < 0 ? this.text.length : next;
        if (line - end < mark.length + 40 && this.text.slice(end, line).trim() === mark) break;
        end = line + 1;
      }
      this.redirects.push({ sign: '<<', target: { text: this.text.slice(from, end), start: this.base + from, end: this.base + Math.min(end, this.text.length), inner: [] } });
      const next = this.text.indexOf('\n', end);
      this.at = next < 0 ? this.text.length : next + 1;
    }
    this.awaited = [];
  }

  private group(char: string): void {
    // `iex(…)`: PowerShell needs no gap.
    if (char === '(' && this.word !== undefined && this.word.text.length <= 64 && /^[A-Za-z][\w-]*$/.test(this.word.text)) this.endWord();
    const word = this.open();
    const from = this.at + (char === '$' ? 2 : 1);
    if (this.depth >= deepest) {
      word.text += char;
      this.at = from;
      return;
    }
    const end = char === '`' ? this.closingQuote(from, '`') : this.closingBracket(from);
    word.inner.push(...shellCommands(this.text.slice(from, end), this.escapes, this.base + from, this.depth + 1));
    word.text += this.text.slice(this.at, end + 1);
    this.at = end + 1;
  }

  private closingQuote(from: number, mark: string): number {
    const end = this.text.indexOf(mark, from);
    return end < 0 ? this.text.length : end;
  }

  private closingBracket(from: number): number {
    let open = 1;
    for (let at = from; at < this.text.length; at += 1) {
      const char = this.text[at]!;
      if (char === '\\') at += 1;
      else if (char === "'" || char === '"') at = this.closingQuote(at + 1, char);
      else if (char === '(') open += 1;
      else if (char === ')' && (open -= 1) === 0) return at;
    }
    return this.text.length;
  }

  private quoted(): void {
    const word = this.open();
    const end = this.closingQuote(this.at + 1, "'");
    // In batch files an apostrophe is a letter; what it would open there hardly ends on its line.
    if (!this.escapes && this.text.slice(this.at, Math.min(end + 1, this.at + 4000)).includes('\n')) {
      word.text += "'";
      this.at += 1;
      return;
    }
    word.text += this.text.slice(this.at + 1, end);
    this.at = end + 1;
  }

  private doubleQuoted(): void {
    const word = this.open();
    this.at += 1;
    while (this.at < this.text.length && this.text[this.at] !== '"') {
      const char = this.text[this.at]!;
      if ((char === '$' && this.text[this.at + 1] === '(') || (char === '`' && this.escapes)) this.group(char);
      else {
        if (char === '\\' && this.escapes && /["\\$`\n]/.test(this.text[this.at + 1] ?? '')) this.at += 1;
        word.text += this.text[this.at] ?? '';
        this.at += 1;
      }
    }
    this.at += 1;
  }

  private backslash(): void {
    const next = this.text[this.at + 1] ?? '';
    if (next === '\n' || (next === '\r' && this.text[this.at + 2] === '\n')) this.at += next === '\n' ? 2 : 3;
    else if (this.escapes || special.test(next)) {
      this.open().text += next;
      this.at += 2;
    } else {
      this.open().text += '\\';
      this.at += 1;
    }
  }

  private skipTo(mark: string): void {
    const end = this.text.indexOf(mark, this.at);
    this.at = end < 0 ? this.text.length : end;
  }

  private endWord(): void {
    const { word } = this;
    if (word === undefined) return;
    const made = { text: word.text, start: this.base + word.start, end: this.base + this.at, inner: word.inner };
    if (this.sign === undefined) this.words.push(made);
    else this.redirects.push({ sign: this.sign, target: made });
    this.sign = undefined;
    this.word = undefined;
  }

  private endCommand(pipes: boolean): void {
    this.endWord();
    const first = this.words[0] ?? this.redirects[0]?.target;
    if (first !== undefined) this.commands.push({ words: this.words, redirects: this.redirects, pipes, start: first.start, end: Math.max(first.end, this.words.at(-1)?.end ?? 0, this.redirects.at(-1)?.target.end ?? 0) });
    this.words = [];
    this.redirects = [];
    this.sign = undefined;
  }
}
