/** Characters of words are compared without case, and a backslash as a slash: one entry of a table holds for both ways to write a path. */
function folded(unit: number): number {
  if (unit >= 65 && unit <= 90) return unit + 32;
  return unit === 92 ? 47 : unit;
}

/** A word of a table in a text. */
export interface Hit {
  readonly word: number;
  readonly start: number;
  readonly end: number;
}

/** Words that are looked for together. */
export interface Keywords {
  /** Every place of every word, in no order; undefined for none, the ordinary case, for which nothing is made. */
  find(text: string): readonly Hit[] | undefined;
}

/** So many characters of a word tell whether it is worth while to look on; no word is shorter. */
const gram = 4;
/** Characters of English and of code, the most frequent first (by a count over the packages that the tables were tried on). */
const frequency = ' etaoinsrlcdupmhfgbyvw.kx-/_jqz';
/** From how many characters on it is quicker to copy a text to bytes first. */
const shortRun = 48;
const scratch = Buffer.alloc(65_536);
const bytes = new Uint8Array(scratch.buffer, scratch.byteOffset, scratch.length);

interface Table {
  readonly words: readonly string[];
  /** 0 for characters of no word. */
  readonly symbols: Uint8Array;
  /** 1 where a gram of a word is folded to. */
  readonly known: Uint8Array;
  readonly byGram: ReadonlyMap<number, readonly { readonly word: number; readonly offset: number }[]>;
}

/**
 * Makes a matcher of words in lower-case ASCII of at least four characters. Each place of a text is asked by its last four characters, folded
 * to 16 bits, whether they are the rarest four of some word (a table that stays in the nearest cache, as an automaton over all words
 * does not); only then such words are compared. So a text costs one look-up a character, and at worst that times a bound given by the words.
 * @throws when a word is too short, or holds what no text is folded to.
 */
export function keywordsOf(words: readonly string[]): Keywords {
  const symbols = symbolsOf(words);
  const known = new Uint8Array(65_536);
  const byGram = new Map<number, { word: number; offset: number }[]>();
  words.forEach((text, word) => {
    const offset = rarestOf(text);
    let mixed = 0;
    for (let at = 0; at < gram; at += 1) mixed = mix(mixed, symbols[text.charCodeAt(offset + at)]!);
    known[mixed] = 1;
    byGram.set(mixed, [...(byGram.get(mixed) ?? []), { word, offset }]);
  });
  const table: Table = { words, symbols, known, byGram };
  return { find: (text) => (text.length < shortRun || text.length > scratch.length ? inText(text, table) : inBytes(text, table)) };
}

/** Four bits a character: a character four places back has left the 16. */
function mix(mixed: number, symbol: number): number {
  return ((mixed << 4) ^ symbol) & 0xffff;
}

function inText(text: string, table: Table): Hit[] | undefined {
  const { symbols, known } = table;
  let found: Hit[] | undefined;
  let mixed = 0;
  for (let at = 0; at < text.length; at += 1) {
    mixed = ((mixed << 4) ^ symbols[text.charCodeAt(at) & 255]!) & 0xffff;
    if (known[mixed] === 1) found = compared(text, at, mixed, table, found);
  }
  return found;
}

/** Of a character beyond Latin-1 the low byte is copied: at worst words are compared once too often, and they are compared with the text. */
function inBytes(text: string, table: Table): Hit[] | undefined {
  const { symbols, known } = table;
  let found: Hit[] | undefined;
  let mixed = 0;
  const length = scratch.write(text, 0, 'latin1');
  for (let at = 0; at < length; at += 1) {
    mixed = ((mixed << 4) ^ symbols[bytes[at]!]!) & 0xffff;
    if (known[mixed] === 1) found = compared(text, at, mixed, table, found);
  }
  return found;
}

function compared(text: string, at: number, mixed: number, { words, byGram }: Table, before: Hit[] | undefined): Hit[] | undefined {
  let found = before;
  for (const { word, offset } of byGram.get(mixed)!) {
    const start = at - gram + 1 - offset;
    if (start >= 0 && standsAt(text, start, words[word]!)) (found ??= []).push({ word, start, end: start + words[word]!.length });
  }
  return found;
}

function standsAt(text: string, start: number, word: string): boolean {
  if (start + word.length > text.length) return false;
  for (let at = 0; at < word.length; at += 1) if (folded(text.charCodeAt(start + at)) !== word.charCodeAt(at)) return false;
  return true;
}

function symbolsOf(words: readonly string[]): Uint8Array {
  const symbols = new Uint8Array(256);
  let next = 1;
  for (const word of words) {
    if (word.length < gram) throw new Error(`too short to be looked for: ${word}`);
    for (let at = 0; at < word.length; at += 1) {
      const unit = word.charCodeAt(at);
      if (unit > 127 || folded(unit) !== unit) throw new Error(`no text is folded to ${word}`);
      if (symbols[unit] === 0) symbols[unit] = next++;
    }
  }
  for (let unit = 0; unit < 128; unit += 1) symbols[unit] = symbols[folded(unit)]!;
  return symbols;
}

/** Where the four characters of a word begin that are met least often. */
function rarestOf(word: string): number {
  let best = 0;
  let most = -1;
  for (let at = 0; at + gram <= word.length; at += 1) {
    const rarity = Array.from(word.slice(at, at + gram)).reduce((sum, char) => sum + (frequency.includes(char) ? frequency.indexOf(char) : frequency.length), 0);
    if (rarity > most) [best, most] = [at, rarity];
  }
  return best;
}
