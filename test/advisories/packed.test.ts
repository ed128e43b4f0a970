import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { match } from '../../src/advisories/match.js';
import { openIndex } from '../../src/advisories/packed.js';
import { sha256 } from '../../src/core/hash.js';
import { entry, indexOver, osv, realRecords } from './records.js';

const records = realRecords('npm');
const whole = indexOver(records);
const names = [...new Set(records.flatMap((record) => (record['affected'] as { package: { name: string } }[]).map((one) => one.package.name)))].sort();

/** The same bytes under a digest that fits them, as somebody would write who wants to be believed. */
function signed(bytes: Buffer): Buffer {
  const at = bytes.indexOf('\n') + 1 + 4;
  const out = Buffer.from(bytes);
  Buffer.from(sha256(out.subarray(at + 32)), 'hex').copy(out, at);
  return out;
}

describe('an index as bytes', () => {
  test('answers as before it was written', () => {
    const opened = openIndex(Buffer.from(whole.packed))!;
    expect(opened).toMatchObject({ records: whole.records, withdrawn: whole.withdrawn, asOf: whole.asOf, malformed: whole.malformed, digest: whole.digest });
    for (const name of names) for (const version of ['1.0.0', '4.17.20', '0.0.0-a', 'latest']) {
      expect(match(opened, { ecosystem: 'npm', name, version })).toEqual(match(whole, { ecosystem: 'npm', name, version }));
    }
  });

  test('is the same whatever the order of the records', () => {
    fc.assert(fc.property(fc.shuffledSubarray(records, { minLength: records.length }), (shuffled) => {
      expect(indexOver(shuffled).digest).toBe(whole.digest);
    }), { numRuns: 10, seed: 7 });
    expect(indexOver(records.slice(1)).digest).not.toBe(whole.digest);
  });

  test('is the same whatever the order of two records that differ under one id and time', () => {
    const twins = [osv('X-1', [entry('a', [{ introduced: '0' }])]), osv('X-1', [entry('b', [{ introduced: '0' }])])];
    expect(indexOver(twins).digest).toBe(indexOver([...twins].reverse()).digest);
  });

  test('keeps names, texts and places as they are', () => {
    const strange = ['__proto__', 'ä', '\u{1F600}', '\uE000', 'a\0b', '@s/a', ''.padEnd(5_000, 'x')];
    const index = openIndex(indexOver([...strange.map((name, at) => osv(`X-${at}`, [{ package: { ecosystem: 'npm', name }, versions: ['1.0.0'] }], { summary: `é"${name}` })), 'no record']).packed)!;
    for (const [at, name] of strange.entries()) {
      expect(index.entriesOf('npm', name)).toMatchObject([{ record: { id: `X-${at}`, summary: `é"${name}`.slice(0, 500) }, entry: { ecosystem: 'npm', name, versions: ['1.0.0'] } }]);
    }
    expect(index.malformed).toEqual({ count: 1, first: [{ file: 'records.ndjson', line: 8, reason: 'not-a-record' }] });
    expect(index.entriesOf('npm\0a', 'b')).toEqual([]);
    expect(index.headOf('X-3')?.summary).toBe('é"\uE000');
    expect(index.headOf('X-9')).toBeUndefined();
  });

  test('keeps withdrawn records by their id alone', () => {
    const index = indexOver([osv('X-1', [entry('a', [{ introduced: '0' }])], { withdrawn: '2026-01-01T00:00:00Z' })]);
    expect(index).toMatchObject({ records: 0, withdrawn: 1 });
    expect(index.entriesOf('npm', 'a')).toEqual([]);
    expect(index.headOf('X-1')).toMatchObject({ id: 'X-1', withdrawn: true });
  });
});

describe('bytes that are no index are none, and never an empty one', () => {
  const small = indexOver([osv('X-1', [entry('a', [{ introduced: '0' }])]), osv('X-2', [entry('b', [{ introduced: '0' }])])]).packed;
  test('every byte counts', () => {
    for (let at = 0; at < small.length; at++) {
      const spoiled = Buffer.from(small);
      spoiled[at]! ^= 1;
      expect(openIndex(spoiled)).toBeUndefined();
    }
  });
  test('cut anywhere, or longer', () => {
    for (let end = 0; end < small.length; end++) expect(openIndex(small.subarray(0, end))).toBeUndefined();
    expect(openIndex(Buffer.concat([small, Buffer.alloc(1)]))).toBeUndefined();
  });
  test('another layout', () => {
    const other = Buffer.from(small);
    other.writeUInt32LE(1, other.indexOf('\n') + 1);
    expect(openIndex(other)).toBeUndefined();
  });
  test('bytes altered under a fitting digest never throw, and never take a package for unknown', () => {
    const bodyAt = small.indexOf('\n') + 1 + 4 + 32;
    for (let at = bodyAt; at < small.length; at++) for (const bit of [1, 0x80]) {
      const spoiled = Buffer.from(small);
      spoiled[at]! ^= bit;
      const opened = openIndex(signed(spoiled));
      if (opened) expect(() => match(opened, { ecosystem: 'npm', name: 'a', version: '1.0.0' })).not.toThrow();
    }
    const block = Buffer.from(small);
    block.fill('{', block.lastIndexOf('['), block.lastIndexOf('[') + 1);
    expect(match(openIndex(signed(block))!, { ecosystem: 'npm', name: 'b', version: '1.0.0' })).toMatchObject({ matches: [], coverage: { kind: 'partial', code: 'ADVISORIES_MALFORMED' } });
  });
});
