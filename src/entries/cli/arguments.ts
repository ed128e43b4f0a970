import { parseArgs, type ParseArgsConfig } from 'node:util';
import { UsageError } from './io.js';

type Options = NonNullable<ParseArgsConfig['options']>;
type Values<O extends Options> = { readonly [K in keyof O]?: O[K] extends { type: 'boolean' } ? boolean : string };

/**
 * Parses a command's words strictly: an unknown option, a missing value or a superfluous word is wrong usage.
 * @param positionals how many words may stand beside the options, at least and at most.
 * @throws UsageError
 */
export function parseWords<const O extends Options>(argv: readonly string[], options: O, positionals: readonly [number, number] = [0, 0]): { readonly values: Values<O>; readonly words: readonly string[] } {
  try {
    const { values, positionals: words } = parseArgs({ args: [...argv], options, allowPositionals: positionals[1] > 0, strict: true });
    if (words.length < positionals[0]) throw new UsageError('a word is missing');
    if (words.length > positionals[1]) throw new UsageError(`one word too many: ${words[positionals[1]]}`);
    return { values: values as Values<O>, words };
  } catch (error) {
    if (error instanceof UsageError) throw error;
    if ((error as NodeJS.ErrnoException).code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') throw new UsageError(unknownOption(argv, options));
    // Node's own words, of which only the first sentence is about the mistake.
    throw new UsageError(String((error as Partial<Error>).message ?? 'cannot be read').split('. ')[0]!);
  }
}

/** A registry named on the command line: an http or https URL. @throws UsageError */
export function registryWord(word: string | undefined): { readonly registry?: string } {
  if (word === undefined) return {};
  if (!URL.canParse(word) || !['http:', 'https:'].includes(new URL(word).protocol)) throw new UsageError(`--registry wants an http or https URL, not ${JSON.stringify(word)}`);
  return { registry: word };
}

/** Names the option that is not known, and the one that was likely meant. */
function unknownOption(argv: readonly string[], options: Options): string {
  const known = Object.keys(options).map((name) => `--${name}`);
  const unknown = argv.map((word) => word.split('=', 1)[0]!).find((word) => word.startsWith('-') && word !== '-' && word !== '--' && !known.includes(word)) ?? '';
  const meant = likely(unknown, known);
  return `there is no option ${JSON.stringify(unknown.slice(0, 100))}${meant === undefined ? '' : `; did you mean ${meant}?`}`;
}

/** Of some names the one that a word was likely meant to be: at most two letters away, or begun and not finished. */
export function likely(word: string, names: readonly string[]): string | undefined {
  const begun = names.filter((name) => name.startsWith(word) && word.replace(/^-+/, '').length >= 2);
  if (begun.length === 1) return begun[0];
  const near = names.map((name) => ({ name, away: distance(word.slice(0, 40), name) })).sort((a, b) => a.away - b.away);
  return near[0] !== undefined && near[0].away <= 2 && near[0].away < near[0].name.length / 2 ? near[0].name : undefined;
}

/** The edit distance of two words (Levenshtein's). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    row = next;
  }
  return row[b.length]!;
}
