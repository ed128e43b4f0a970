import type { LineRange } from '../scan.js';
import { placed } from './classic/locations.js';
import { readClassic } from './classic/read.js';

/** A member of an entry that says which package it stands for, as Yarn 2 and later write it. */
const resolution = /^ +"?resolution"?: +(?:"([^"\\]*)"|(\S+))\s*$/;

/** First and last line, from 1, of entries by their locations. What the text does not hold, or holds in another layout, is left out. */
export function locate(text: string, locations: ReadonlySet<string>): ReadonlyMap<string, LineRange> {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  if (source.includes('__metadata')) return berryLines(source, locations);
  const reading = readClassic(source);
  const places = reading.kind === 'entries' ? placed(reading.entries) : undefined;
  return new Map((places ?? []).filter(({ location }) => locations.has(location)).map(({ location, entry: { line, endLine } }) => [location, { line, endLine }]));
}

function berryLines(text: string, locations: ReadonlySet<string>): Map<string, LineRange> {
  const found = new Map<string, LineRange>();
  let start = 0;
  let last = 0;
  let location: string | undefined;
  const close = (): void => {
    if (location !== undefined && locations.has(location)) found.set(location, { line: start, endLine: last });
    location = undefined;
  };
  for (const [index, line] of text.split('\n').entries()) {
    const first = line.charCodeAt(0);
    if (line === '' || line === '\r' || first === 0x23) continue;
    // A colon at the margin goes on with a key that was too long for one line.
    if (first !== 0x20 && first !== 0x3a) {
      close();
      start = index + 1;
    }
    last = index + 1;
    const match = line.includes('resolution') && line.length < 10_000 ? resolution.exec(line) : null;
    if (match) location ??= match[1] ?? match[2];
  }
  close();
  return found;
}
