import { decodeSource, LineIndex } from '../../javascript/text.js';
import { signalsOfConstant } from './constants.js';
import { invisibleOf } from './invisible.js';
import { binaryOf } from './magic.js';
import { obfuscationOf } from './obfuscation.js';
import type { Signal } from './signal.types.js';
import { placeOf, type PackageFile, type SpanSignal } from './file-places.js';

/** Texts that people and agents read. A longer one is data. */
const prose = /\.(?:md|markdown|txt|mdx|mdc|json|ya?ml|toml|html?)$/i;
const proseCharacters = 262_144;

/** True for a file of prose that is short enough to be read for what it hides from people. */
export function isProse(path: string, size: number): boolean {
  return prose.test(path) && size <= proseCharacters;
}

/** What a text of code shows without being understood: that it was scrambled, and what in it cannot be seen. */
export function signalsOfText(path: string, text: string, index: LineIndex): readonly SpanSignal[] {
  return [...obfuscationOf(text), ...invisibleOf(text)].map((signal) => placed(signal, path, index));
}

/** What a file that is no code shows: a program, a file that is not what it is called, hidden characters, orders to an agent. */
export function signalsOfOther(file: PackageFile): readonly SpanSignal[] {
  const bytes = file.bytes ?? file.head;
  if (bytes === undefined) return [];
  const binary = binaryOf(file.path, bytes);
  const signals: SpanSignal[] = binary ? [{ kind: binary.kind, what: binary.what, key: binary.key, path: file.path, line: 1, column: 1, endLine: 1, excerpt: '' }] : [];
  if (binary || file.bytes === undefined || !isProse(file.path, file.size)) return signals;
  const text = decodeSource(file.bytes);
  const index = new LineIndex(text);
  const told = [...invisibleOf(text), ...signalsOfConstant(text).filter((one) => one.kind === 'agent')];
  return [...signals, ...told.map((signal) => placed(signal, file.path, index))];
}

function placed({ kind, what, key, start, end }: Signal, path: string, index: LineIndex): SpanSignal {
  return { kind, what, key: key.slice(0, 512), ...placeOf(path, index, start, end) };
}
