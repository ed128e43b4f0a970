import { sha256 } from '../../core/hash.js';
import { blobs, hiddenLayout } from './obfuscated-layout.js';
import { encoders, escapedLetters, flattened, machineNames, packers, stringTables } from './obfuscated-shapes.js';
import type { Signal, SignalWords } from './signal.types.js';
import type { Span } from './spans.js';

/** Signals of one kind that are told of one text; what is spread over more places is told by the first. */
const mostOfAKind = 16;

/**
 * What in the raw text of a source file is there not to be read, each with its span; the key is the sha256 of the span, so that the same span in two
 * versions is the same thing. What minifiers, bundlers and compilers write is none of it: they shorten names and take blanks out, but leave
 * strings, numbers and order as they are. Time is linear in the text.
 */
export function obfuscationOf(text: string): readonly Signal[] {
  const layout = hiddenLayout(text);
  const of = (what: SignalWords['obfuscated'], spans: readonly Span[]): Signal[] => spans.slice(0, mostOfAKind).map(({ start, end }) => ({ kind: 'obfuscated', what, key: sha256(text.slice(start, end)), start, end }));
  return [
    ...of('hex-names', machineNames(text)), ...of('string-table', stringTables(text)), ...of('escapes', escapedLetters(text)), ...of('packer', packers(text)),
    ...of('symbols-only', [...encoders(text), ...layout.symbolsOnly]), ...of('far-right', layout.farRight), ...of('long-line', layout.longLines),
    ...of('blob', blobs(text)), ...of('control-flow', flattened(text)),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
}
