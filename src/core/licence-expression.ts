import { isObject, type Json, type JsonObject } from './json.js';
import { statedId, type LicenceId } from './licence-ids.js';
import { licenceNamed } from './licence-names.js';

/** What a package asks of whoever takes it: one licence, any of several, or all of them. */
export type LicenceTree =
  | { readonly kind: 'id'; readonly id: LicenceId }
  | { readonly kind: 'any' | 'all'; readonly of: readonly LicenceTree[] };

/** Longer ones are none that a person wrote; the bounds keep what follows the brackets from running out of stack. */
const most = { characters: 2_048, words: 200, levels: 20 } as const;
/** Parts of an old list of licences. */
const mostParts = 8;

const word = /\s*([()]|[A-Za-z0-9][A-Za-z0-9.:+_,/-]*)/y;
const id = /^[A-Za-z0-9][A-Za-z0-9.:+_-]*$/;
const ends = /^(?:[()]|and|or|with)$/i;

function wordsOf(text: string): readonly string[] | undefined {
  if (text.length > most.characters) return undefined;
  const written = text.trimEnd();
  const words: string[] = [];
  word.lastIndex = 0;
  while (word.lastIndex < written.length) {
    const match = word.exec(written);
    if (!match || words.length === most.words) return undefined;
    words.push(match[1]!);
  }
  return words;
}

/** Reads the words of one expression from the first that was not read yet. */
class Reading {
  private at = 0;
  constructor(private readonly words: readonly string[]) {}

  get done(): boolean {
    return this.at === this.words.length;
  }

  /** `A OR B OR …`, each a conjunction: AND binds more tightly. */
  any(level: number): LicenceTree | undefined {
    return this.joined('or', 'any', () => this.joined('and', 'all', () => this.single(level)));
  }

  private joined(operator: string, kind: 'any' | 'all', next: () => LicenceTree | undefined): LicenceTree | undefined {
    const of: LicenceTree[] = [];
    do {
      const one = next();
      if (!one) return undefined;
      of.push(...(one.kind === kind ? one.of : [one]));
    } while (this.takes(operator));
    return of.length === 1 ? of[0] : { kind, of };
  }

  private single(level: number): LicenceTree | undefined {
    if (this.takes('(')) {
      const inside = level < most.levels ? this.any(level + 1) : undefined;
      return inside && this.takes(')') ? inside : undefined;
    }
    const named = this.name();
    if (named === undefined || !this.takes('with')) return named === undefined ? undefined : { kind: 'id', id: statedId(named) };
    const exception = this.words[this.at];
    if (exception === undefined || !id.test(exception) || ends.test(exception)) return undefined;
    this.at += 1;
    return { kind: 'id', id: statedId(`${named} with ${exception}`) };
  }

  /** One id, or a licence's name of several words that is commonly written for one. */
  private name(): string | undefined {
    const from = this.at;
    while (this.at < this.words.length && !ends.test(this.words[this.at]!)) this.at += 1;
    const words = this.words.slice(from, this.at);
    return licenceNamed(words.join(' ')) ?? (words.length === 1 && id.test(words[0]!) ? words[0] : undefined);
  }

  private takes(expected: string): boolean {
    const is = this.words[this.at]?.toLowerCase() === expected;
    if (is) this.at += 1;
    return is;
  }
}

/**
 * Reads a licence expression (SPDX specification 2.3, annex D): ids, `+`, WITH, AND, OR and brackets; operators in any case; and the names that
 * `licenceNamed` knows, for the whole text or in place of an id. Undefined for what is none: `SEE LICENSE IN …`, sentences, addresses,
 * and what is longer or deeper than anybody writes. Whether an id is one of SPDX's is not asked.
 */
export function parseLicence(text: string): LicenceTree | undefined {
  const named = licenceNamed(text);
  if (named !== undefined) return { kind: 'id', id: statedId(named) };
  const words = wordsOf(text);
  if (!words || words.length === 0) return undefined;
  const reading = new Reading(words);
  const tree = reading.any(0);
  return tree && reading.done ? tree : undefined;
}

const own = (value: Json | undefined, key: string): Json | undefined => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined);
const text = (value: Json | undefined): string | undefined => (typeof value === 'string' && value.length > 0 && value.length <= most.characters ? value : undefined);

/**
 * What a manifest says of its licence, as one expression: `license` (or `licence`, `licenses`) as a text, in the old form with `type`, or as a list of either, of which any may be chosen (npm's
 * documentation of package.json).
 */
export function statedLicence(manifest: JsonObject): string | undefined {
  const stated = own(manifest, 'license') ?? own(manifest, 'licence') ?? own(manifest, 'licenses');
  const parts = (Array.isArray(stated) ? (stated as readonly Json[]).slice(0, mostParts) : [stated]).map((one) => text(one) ?? text(own(one, 'type')));
  const known = parts.filter((one) => one !== undefined);
  return known.length === 0 ? undefined : known.join(' OR ');
}
