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
