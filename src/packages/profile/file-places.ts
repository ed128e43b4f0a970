import type { LineIndex } from '../../javascript/text.js';
import type { PlacedSignal } from '../profile.types.js';

/** A file of a package as it is handed in. Without `bytes` it was held back, since hardly anything runs a file of its kind. */
export interface PackageFile {
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
  readonly bytes?: Uint8Array;
  /** The beginning of a file that was held back. */
  readonly head?: Uint8Array;
}

/** `at`: the offset in its own text, by which the function around it is found; absent where the text has no functions. */
export type SpanSignal = Omit<PlacedSignal, 'trigger'> & { readonly at?: number };

/** Where code that stands in a manifest is shown: at a line of that file. */
export interface Elsewhere {
  readonly line: number;
  readonly excerpt: string;
}

export type Place = Pick<PlacedSignal, 'path' | 'line' | 'column' | 'endLine' | 'excerpt'>;

/** The place of a span of a text, or where the text itself stands. */
export function placeOf(path: string, index: LineIndex, start: number, end: number, at?: Elsewhere): Place {
  if (at) return { path, line: at.line, column: 1, endLine: at.line, excerpt: at.excerpt };
  const { line, column } = index.at(start);
  return { path, line, column, endLine: Math.min(index.at(Math.max(start, end - 1)).line, line + 2), excerpt: index.excerpt(start, end) };
}
