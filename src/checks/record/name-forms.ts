/** A package's name as it is told apart by eye: what its looks come down to. All of these are short and made in linear time. */
export interface NameForms {
  /** Without the at sign; empty where there is none. */
  readonly scope: string;
  /** What follows the scope, or all. */
  readonly base: string;
  /** In lower case, as words between the signs that stand between words. The scope is the first. */
  readonly words: readonly string[];
  /** Letters and digits alone. */
  readonly plain: string;
}

/**
 * Letters of other scripts that look like Latin ones, where the compatibility forms of Unicode do not make them that already. The npm registry has
 * taken none but ASCII since 2017; older names stay, and other registries take what they like. A selection of Unicode's `confusables.txt` (UTS 39).
 */
const foreign = new Map(Object.entries({
  а: 'a', в: 'b', е: 'e', һ: 'h', і: 'i', ј: 'j', к: 'k', ӏ: 'l', м: 'm', н: 'h', о: 'o', р: 'p', ԛ: 'q', с: 'c', ѕ: 's', т: 't', ԝ: 'w', х: 'x', у: 'y', г: 'r', ԁ: 'd',
  α: 'a', β: 'b', ε: 'e', ι: 'i', κ: 'k', ν: 'v', ο: 'o', ρ: 'p', τ: 't', υ: 'u', χ: 'x', γ: 'y', η: 'n', ω: 'w', ı: 'i', ɡ: 'g', ⅼ: 'l', ս: 'u', օ: 'o', ո: 'n', հ: 'h',
}));

/** Figures, and pairs of letters, that are read as another letter in the type of editors and terminals. */
const looks = new Map(Object.entries({ 0: 'o', 1: 'l', i: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't' }));
const pairs = new Map(Object.entries({ rn: 'm', vv: 'w', cl: 'd' }));

/** Longest name that npm's registry takes; what is longer is no name there, and is not looked at. */
export const longestName = 214;

/** Takes any text; one that is too long has no words. */
export function formsOf(name: string): NameForms {
  if (name.length > longestName) return { scope: '', base: '', words: [], plain: '' };
  const ascii = /^[ -~]*$/.test(name);
  const latin = ascii ? name.toLowerCase() : latinised(name).slice(0, longestName);
  const words = latin.split(ascii ? /[^a-z0-9]+/ : /[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  const slash = latin.startsWith('@') ? latin.indexOf('/') : -1;
  return { scope: latin.slice(1, Math.max(1, slash)), base: latin.slice(slash + 1), words, plain: words.join('') };
}

function latinised(name: string): string {
  const letters = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  return Array.from(letters, (letter) => foreign.get(letter) ?? letter).join('');
}

/** What is read at a glance: figures as the letters that they look like, a letter that stands twice as one. Equal for names that are taken for each other. */
export function glance(plain: string): string {
  let out = '';
  let last = '';
  for (let at = 0; at < plain.length; at++) {
    const one = plain[at]!;
    const pair = one === 'r' || one === 'v' || one === 'c' ? pairs.get(plain.slice(at, at + 2)) : undefined;
    if (pair !== undefined) at++;
    const letter = pair ?? looks.get(one) ?? one;
    if (letter !== last) out += letter;
    last = letter;
  }
  return out;
}

/** Equal for names of the same words in any order. */
export function anyOrder(words: readonly string[]): string {
  return [...words].sort().join(' ');
}
