import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';

/** A record as far as this measure changes or asks it. */
export interface MeasuredRecord {
  readonly id: string;
  readonly aliases?: readonly string[];
  readonly affected?: readonly { readonly package?: { readonly ecosystem: string; readonly name: string }; readonly versions?: readonly string[] }[];
}

/** How many records the smaller file is to hold. */
const wanted = 25_500;

/** A record under another id and with other names, which is as long to read. */
function renamed(record: MeasuredRecord, round: number): string {
  const affected = record.affected?.map((one) => one.package ? { ...one, package: { ...one.package, name: `${one.package.name}-x${round}` } } : one);
  return JSON.stringify({ ...record, id: `${record.id}-${round}`, ...(affected ? { affected } : {}) });
}

/** NDJSON of so many records: those of `ADVISORIES_DIR` if that is one file, else the tests' sample, over and over under changed names. */
export function recordLines(times = 1): readonly string[] {
  const given = process.env['ADVISORIES_DIR'];
  const bytes = readFileSync(given ?? fileURLToPath(new URL('../../test/data/advisories/npm.ndjson', import.meta.url)));
  const lines = (bytes[0] === 0x1f ? gunzipSync(bytes) : bytes).toString('utf8').split('\n').filter((line) => line !== '');
  const rounds = times * Math.max(1, Math.round(wanted / lines.length));
  const records = lines.map((line) => JSON.parse(line) as MeasuredRecord);
  return Array.from({ length: rounds }, (_, round) => round === 0 ? lines : records.map((record) => renamed(record, round))).flat();
}

/** 1,500 packages of a lockfile: one in twenty is known to the data, at a version that it names where it names one. */
export function lockfileOf(lines: readonly string[]): readonly { readonly name: string; readonly version: string }[] {
  const known = lines.filter((_, index) => index % Math.max(1, Math.floor(lines.length / 75)) === 0).map((line) => JSON.parse(line) as MeasuredRecord);
  return Array.from({ length: 1_500 }, (_, index) => {
    const affected = index % 20 === 0 ? known[index / 20]?.affected?.find((one) => one.package?.ecosystem === 'npm') : undefined;
    return affected?.package ? { name: affected.package.name, version: affected.versions?.[0] ?? '1.0.0' } : { name: `nobody-knows-${index}`, version: `1.${index % 40}.0` };
  });
}
