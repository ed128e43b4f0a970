import { duplicateKeys, linesOf, scanJson, type DuplicateKey, type JsonScan, type LineRange } from './scan.js';

/** Every key that stands twice in one object of a JSON text, at most `most` of them. Slow beside a parser: for where the members do not add up. */
export function findDuplicates(text: string, most: number): DuplicateKey[] {
  return duplicateKeys(new TextEncoder().encode(text), most);
}

/** First and last line (from 1) of each wanted member of the given top-level sections of a JSON text, by section. One linear pass. */
export function memberLines(text: string, wanted: ReadonlyMap<string, ReadonlySet<string>>): Map<string, Map<string, LineRange>> {
  const scan: JsonScan = scanJson(text, [...wanted.keys()]);
  return new Map([...wanted].map(([section, keys]) => [section, linesOf(scan, section, keys)]));
}

export type { LineRange } from './scan.js';
