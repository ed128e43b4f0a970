import type { Machine } from './machine.js';
import { stop } from './machine.js';

/** One character of a class, repeated. */
interface Atom {
  readonly matches: (unit: number) => boolean;
  readonly least: number;
  readonly most: number;
  readonly lazy: boolean;
}

const longestPattern = 256;

/**
 * A regular expression of the plain kind: a row of characters and classes, each repeated or not, between anchors or not (ECMA-262 §22.2).
 * Groups, alternatives and assertions are not followed. The host's own engine is not used: every comparison takes a step.
 */
export class Pattern {
  private constructor(readonly atoms: readonly Atom[], readonly atStart: boolean, readonly atEnd: boolean, readonly global: boolean) {}

  static of(source: string, flags: string, machine: Machine): Pattern {
    machine.take(source.length);
    if (source.length > longestPattern || /[^gis]/.test(flags) || source === '(?:)') stop('pattern');
    const reader = new Reader(source, flags.includes('i'), flags.includes('s'));
    return new Pattern(...reader.read(), flags.includes('g'));
  }

  everywhere(): Pattern {
    return new Pattern(this.atoms, this.atStart, this.atEnd, true);
  }
}

/** Every match, or the first one where the pattern is not global. */
export function matchesIn(pattern: Pattern, text: string, machine: Machine): readonly { readonly start: number; readonly end: number }[] {
  const found: { start: number; end: number }[] = [];
  for (let at = 0; at <= text.length; ) {
    machine.take(1);
    const end = pattern.atStart && at > 0 ? -1 : ending(pattern, 0, text, at, machine);
    if (end >= 0) {
      found.push({ start: at, end });
      if (!pattern.global) break;
    }
    if (pattern.atStart) break;
    at = end > at ? end : at + 1;
  }
  return found;
}

/** Where a match of the atoms from `first` on ends that begins at `from`; -1 where there is none. */
function ending(pattern: Pattern, first: number, text: string, from: number, machine: Machine): number {
  const atom = pattern.atoms[first];
  if (atom === undefined) return pattern.atEnd && from < text.length ? -1 : from;
  if (atom.least === 1 && atom.most === 1) return from < text.length && atom.matches(text.charCodeAt(from)) ? ending(pattern, first + 1, text, from + 1, machine) : -1;
  let count = 0;
  while (count < atom.most && from + count < text.length && atom.matches(text.charCodeAt(from + count))) {
    count += 1;
    machine.take(1);
    if (atom.lazy && count >= atom.least) break;
  }
  if (atom.lazy) return lazily(pattern, atom, first, text, from, machine);
  for (; count >= atom.least; count -= 1) {
    machine.take(1);
    const end = ending(pattern, first + 1, text, from + count, machine);
    if (end >= 0) return end;
  }
  return -1;
}

function lazily(pattern: Pattern, atom: Atom, first: number, text: string, from: number, machine: Machine): number {
  for (let count = 0; count <= atom.most; count += 1) {
    machine.take(1);
    const end = count >= atom.least ? ending(pattern, first + 1, text, from + count, machine) : -1;
    if (end >= 0) return end;
    if (from + count >= text.length || !atom.matches(text.charCodeAt(from + count))) return -1;
  }
  return -1;
}

type Test = (unit: number) => boolean;
const digit: Test = (unit) => unit >= 48 && unit <= 57;
const word: Test = (unit) => digit(unit) || (unit >= 65 && unit <= 90) || (unit >= 97 && unit <= 122) || unit === 95;
const space: Test = (unit) => /\s/.test(String.fromCharCode(unit));
const lineEnd: Test = (unit) => unit === 10 || unit === 13 || unit === 0x2028 || unit === 0x2029;
const classes: ReadonlyMap<string, Test> = new Map([['d', digit], ['w', word], ['s', space], ['D', (unit) => !digit(unit)], ['W', (unit) => !word(unit)], ['S', (unit) => !space(unit)]]);
const controls: ReadonlyMap<string, number> = new Map([['n', 10], ['r', 13], ['t', 9], ['v', 11], ['f', 12], ['0', 0]]);

class Reader {
  private at = 0;
  constructor(private readonly source: string, private readonly anyCase: boolean, private readonly dotAll: boolean) {}

  read(): [atoms: readonly Atom[], atStart: boolean, atEnd: boolean] {
    const atStart = this.source.startsWith('^');
    if (atStart) this.at = 1;
    const atoms: Atom[] = [];
    while (this.at < this.source.length) {
      const char = this.source[this.at]!;
      if (char === '$' && this.at === this.source.length - 1) return [atoms, atStart, true];
      atoms.push(this.repeated(this.one(char)));
    }
    return [atoms, atStart, false];
  }

  private one(char: string): Test {
    this.at += 1;
    if (char === '[') return this.set();
    if (char === '.') return this.dotAll ? () => true : (unit) => !lineEnd(unit);
    if (char === '\\') {
      const escape = this.escape();
      return typeof escape === 'number' ? this.exactly(escape, escape) : escape;
    }
    if ('(|)*+?^$'.includes(char) || (char === '{' && /^\d/.test(this.source.slice(this.at)))) stop('pattern');
    return this.exactly(char.charCodeAt(0), char.charCodeAt(0));
  }

  /** Characters from one to another, and with `i` also those that differ from them in case alone. */
  private exactly(from: number, to: number): Test {
    if (!this.anyCase) return (unit) => unit >= from && unit <= to;
    if (to > 127) stop('pattern');
    return (unit) => (unit >= from && unit <= to) || (swapped(unit) >= from && swapped(unit) <= to);
  }

  private escape(): number | Test {
    const char = this.source[this.at] ?? stop('pattern');
    this.at += 1;
    const known = classes.get(char);
    if (known) return known;
    const control = controls.get(char);
    if (control !== undefined && !(char === '0' && /\d/.test(this.source[this.at] ?? ''))) return control;
    const length = char === 'x' ? 2 : char === 'u' ? 4 : 0;
    const digits = this.source.slice(this.at, this.at + length);
    if (length > 0 && digits.length === length && /^[0-9a-f]+$/i.test(digits)) {
      this.at += length;
      return parseInt(digits, 16);
    }
    return /[A-Za-z0-9]/.test(char) ? stop('pattern') : char.charCodeAt(0);
  }

  private set(): Test {
    const not = this.source[this.at] === '^';
    if (not) this.at += 1;
    const tests: Test[] = [];
    for (;;) {
      const char = this.source[this.at] ?? stop('pattern');
      if (char === ']') break;
      const from = this.member();
      if (typeof from === 'number' && this.source[this.at] === '-' && this.source[this.at + 1] !== ']') {
        this.at += 1;
        const to = this.member();
        if (typeof to !== 'number') stop('pattern');
        tests.push(this.exactly(from, to));
      } else tests.push(typeof from === 'number' ? this.exactly(from, from) : from);
    }
    this.at += 1;
    return (unit) => tests.some((test) => test(unit)) !== not;
  }

  private member(): number | Test {
    const char = this.source[this.at] ?? stop('pattern');
    this.at += 1;
    if (char !== '\\') return char.charCodeAt(0);
    if (this.source[this.at] === 'b') stop('pattern');
    return this.escape();
  }

  private repeated(matches: Test): Atom {
    const [, text, counts, lazy] = /^(?:([*+?])|\{(\d{1,4}(?:,\d{0,4})?)\})(\?)?/.exec(this.source.slice(this.at, this.at + 16)) ?? [];
    if (text === undefined && counts === undefined) {
      if (/^\{\d/.test(this.source.slice(this.at, this.at + 2))) stop('pattern');
      return { matches, least: 1, most: 1, lazy: false };
    }
    this.at += (text?.length ?? counts!.length + 2) + (lazy ? 1 : 0);
    const [least, most] = counts?.split(',') ?? [];
    if (text !== undefined) return { matches, least: text === '+' ? 1 : 0, most: text === '?' ? 1 : Infinity, lazy: lazy !== undefined };
    return { matches, least: Number(least), most: most === undefined ? Number(least) : most === '' ? Infinity : Number(most), lazy: lazy !== undefined };
  }
}

function swapped(unit: number): number {
  return unit >= 65 && unit <= 90 ? unit + 32 : unit >= 97 && unit <= 122 ? unit - 32 : unit;
}
