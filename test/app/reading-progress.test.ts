import { describe, expect, test } from '@jest/globals';
import { readingProgress } from '../../src/app/reading-progress.js';
import { noIntegrity } from '../../src/core/integrity.js';
import type { FactKind } from '../../src/facts/kinds.js';
import type { FactRequest } from '../../src/facts/planner.js';

const request = (name: string, kind: FactKind = 'code', version = '1.0.0'): FactRequest => ({ subject: { origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version }, integrity: noIntegrity }, kind, risk: 0 });

describe('readingProgress', () => {
  test('tells packages, not facts, and names the one that is waited for longest', () => {
    const told: (readonly [number, number, string | undefined])[] = [];
    const reading = readingProgress({ report: (_stage, done, total, detail) => { told.push([done, total, detail]); } });
    const [a, b, c] = [request('a'), request('b'), request('c')];
    reading.wants([request('a', 'record'), request('a', 'archive'), a, b]);
    reading.has(request('a', 'record'));
    reading.has(b);
    reading.wants([c]);
    reading.has(a);
    reading.has(a);
    reading.has(c);
    expect(told).toEqual([[0, 2, 'a'], [1, 2, 'a'], [1, 3, 'a'], [2, 3, 'c'], [3, 3, undefined]]);
  });
  test('never a version: a predecessor is in no lockfile', () => {
    const told: (string | undefined)[] = [];
    readingProgress({ report: (_stage, _done, _total, detail) => { told.push(detail); } }).wants([request('a', 'code', '0.9.9-secret')]);
    expect(told).toEqual(['a']);
  });
});
