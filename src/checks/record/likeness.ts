import { anyOrder, formsOf, glance, type NameForms } from './name-forms.js';
import { editsBetween, twoEditsFrom, type Near } from './near-index.js';
import { popular } from './popular.js';

/**
 * In what a name is like a popular one:
 * - `signs`: only hyphens, dots, capitals, the marks of a scope, or letters of another script differ;
 * - `letters`: figures or letters that look alike, or a letter more often;
 * - `typo`: a letter or two inserted, left out, replaced or swapped;
 * - `order`: the same words in another order;
 * - `scope`: the same name in a scope that is like the popular one's;
 * - `affix`: a word or a number more that says nothing (`-js`, `node-`, `-cli`, `2`), and no more than a letter wrong;
 * - `word`: two letters of a short word among others differ;
 * - `tail`: it ends in the whole name, behind other words.
 */
export type LikenessKind = 'signs' | 'letters' | 'typo' | 'order' | 'scope' | 'affix' | 'word' | 'tail';

export interface Likeness {
  readonly kind: LikenessKind;
  /** What it could be taken for. */
  readonly popular: string;
  /** The place of that name among all by use; 1 is the most used. */
  readonly rank: number;
}

/** Words that make no other name of the one that they are added to. Those that published squats add (MAL records of OpenSSF) are among them. */
const fillers = new Set('js node npm ts cli lib core sdk api util utils tool tools package pkg module plugin client helper helpers app web dev pro plus new next latest official x es v2 beta'.split(' '));

/** A name that this many of the most used packages end in is how packages for it are called (`…-react-native`), and no disguise. */
const convention = 3;

/**
 * Whether a name is itself among those in use, or in the scope of one: a scope belongs to whoever publishes there, so nobody else can put anything
 * into it. Names are compared as they stand, since registries tell capitals apart.
 */
export function isInUse(name: string): boolean {
  const { known, scopes } = popular();
  return known.has(name) || (name.startsWith('@') && scopes.has(name.slice(1, Math.max(1, name.indexOf('/')))));
}

/**
 * What popular name a package's name could be taken for, and in what way: the strongest way, then the most used name. Undefined where it is in use itself,
 * as a popular name or as a neighbour of one that had its own users for months, and where it is like none. It says nothing about whether it is meant so.
 * @param name any text; one that is longer than a name may be is like none.
 */
export function likenessOf(name: string): Likeness | undefined {
  return popular().neighbours.has(name) ? undefined : resemblance(name);
}

/** Whether a name is like a popular one and has long had users of its own. */
export function isNeighbour(name: string): boolean {
  return popular().neighbours.has(name);
}

/** The same, of neighbours in use as well. */
export function resemblance(name: string): Likeness | undefined {
  if (isInUse(name)) return undefined;
  const { names, near } = popular();
  const forms = formsOf(name);
  if (forms.plain.length < 3) return undefined;
  const close = forms.scope === '' ? near.near(forms.plain) : [];
  for (const [kind, find] of ways) {
    const index = find(forms, close);
    if (index !== undefined) return { kind, popular: names[index]!, rank: index + 1 };
  }
  return undefined;
}

type Way = (forms: NameForms, close: readonly Near[]) => number | undefined;

const ways: readonly (readonly [LikenessKind, Way])[] = [
  ['signs', ({ plain }) => popular().plain.get(plain)],
  ['letters', ({ plain }) => (plain.length < 5 ? undefined : popular().looks.get(glance(plain)))],
  ['order', inOrder],
  ['scope', likeScope],
  ['typo', (forms, close) => misspelt(forms, close, false)],
  ['affix', padded],
  ['word', (forms, close) => misspelt(forms, close, true)],
  ['tail', tailOf],
];

/** The same words in another order. What types are for stands behind the slash in `@types/…`; before it, it is a scope that has types. */
function inOrder({ words, scope }: NameForms): number | undefined {
  const index = words.length < 2 ? undefined : popular().order.get(anyOrder(words));
  return index !== undefined && scope !== '' && popular().names[index]!.startsWith('@types/') ? undefined : index;
}

/** The letters that a popular name must have for one edit to make no other name: nearly all short words are one edit from another. */
function longEnough(index: number, length: number): boolean {
  return length >= 5 || (length === 4 && index < 1000);
}

/** @param short whether two edits are to be in a word of three letters: that mostly makes another word, as `opencode-zh` is hardly a slip for `opencode-ai`. */
function misspelt({ words, plain }: NameForms, close: readonly Near[], short: boolean): number | undefined {
  const { names, letters } = popular();
  return close.find(({ index, edits }) => {
    const length = letters[index]!.length;
    if (edits < 2) return !short && Math.min(plain.length, length) >= 4 && longEnough(index, length);
    // A scope that is dropped leaves words that many names share.
    const least = names[index]!.startsWith('@') ? twoEditsFrom + 3 : twoEditsFrom;
    return Math.min(plain.length, length) >= least && inShortWord(words, formsOf(names[index]!).words) === short;
  })?.index;
}

function inShortWord(words: readonly string[], others: readonly string[]): boolean {
  if (words.length !== others.length) return false;
  const differ = others.flatMap((word, index) => (word === words[index] ? [] : [word, words[index]!]));
  return differ.length === 2 && differ.every((word) => word.length <= 3);
}

/** A popular scope has a package of just this name, and the scopes are one edit apart; or two, where they begin alike. */
function likeScope({ scope, base }: NameForms): number | undefined {
  const { bases, names } = popular();
  if (scope.length < 4) return undefined;
  return bases.get(base)?.find((index) => {
    const other = names[index]!.slice(1, names[index]!.indexOf('/'));
    const edits = other.length < 4 ? Infinity : editsBetween(scope, other, 2);
    return edits === 1 || (edits === 2 && scope.slice(0, 2) === other.slice(0, 2));
  });
}

/** What is left of a name without a word or a number before or behind it that says nothing. */
function* bared({ words, plain }: NameForms): Generator<string> {
  if (words.length > 1 && fillers.has(words.at(-1)!)) yield words.slice(0, -1).join('');
  if (words.length > 1 && fillers.has(words[0]!)) yield words.slice(1).join('');
  if (plain.endsWith('js')) yield plain.slice(0, -2);
  if (plain.startsWith('node')) yield plain.slice(4);
  const numberless = plain.replace(/^v?\d{1,9}|v?\d{1,9}$/g, '');
  if (numberless !== plain) yield numberless;
}

/** With something beside it that says nothing; what is left may have a letter wrong. */
function padded(forms: NameForms): number | undefined {
  if (forms.scope !== '') return undefined;
  const { plain, near, names, letters } = popular();
  for (const rest of bared(forms)) {
    const exact = rest.length >= 4 ? plain.get(rest) : undefined;
    if (exact !== undefined) return exact;
    if (rest.length < 5) continue;
    const other = near.near(rest).find(({ index, edits }) => edits === 1 && !names[index]!.startsWith('@') && letters[index]!.length >= (index < 1000 ? 5 : 6));
    if (other) return other.index;
  }
  return undefined;
}

/** Other words before a popular name of two words, or letters before one of two words and nine letters. */
function tailOf({ scope, words, plain }: NameForms): number | undefined {
  if (scope !== '') return undefined;
  const { plain: same, names } = popular();
  // Where each word begins among the letters, and how many words are left from there.
  const left = new Map<number, number>();
  words.reduce((at, word, index) => { left.set(at, words.length - index); return at + word.length; }, 0);
  for (let at = 2; at <= plain.length - 5; at++) {
    const index = same.get(plain.slice(at));
    if (index === undefined) continue;
    const long = plain.length - at >= 9 && formsOf(names[index]!).words.length > 1;
    if ((long || (left.get(at) ?? 0) > 1) && !isConvention(index)) return index;
  }
  return undefined;
}

/** By place: it takes a look at all names, and large installs have many of one kind. */
const conventions = new Map<number, boolean>();

function isConvention(index: number): boolean {
  const known = conventions.get(index);
  if (known !== undefined) return known;
  const { letters } = popular();
  const own = letters[index]!;
  const is = letters.filter((one) => one.length > own.length && one.endsWith(own)).length >= convention;
  conventions.set(index, is);
  return is;
}
