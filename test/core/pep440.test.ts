import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { comparePep440, parsePep440 } from '../../src/core/pep440.js';

/** Versions in ascending order, equal ones on one line: from real advisories and from PEP 440 itself, put in order by the reference implementation (`packaging`). */
const lines = readFileSync(fileURLToPath(new URL('pep440.txt', import.meta.url)), 'utf8').trim().split('\n').map((line) => line.split(' = '));
const ascending = lines.map((equal) => equal.map((text) => ({ text, version: parsePep440(text)! })));

describe('versions of Python packages', () => {
  test('equal ones are equal, and all others come in their order', () => {
    const wrong: string[] = [];
    for (const [index, group] of ascending.entries()) {
      for (const [other, group2] of ascending.entries()) {
        for (const one of group) for (const two of group2) if (Math.sign(comparePep440(one.version, two.version)) !== Math.sign(index - other)) wrong.push(`${one.text} ${two.text}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test.each(['', 'trunk', '0.4m5', '0.7.11p3', '2013-02-01T20:50:46+0100', '2.0.1rc2-git', '1.0+', '1.0+a..b', '1.*', '1!', '1..0', 'https://registry.example/x.whl', `1.${'0.'.repeat(200)}0`, '１.0'])('is no version: %s', (text) => {
    expect(parsePep440(text)).toBeUndefined();
  });

  test('long digits take no long time', () => {
    // Quadratic work would not end within the time that every test has.
    for (let round = 0; round < 1_000; round++) for (const text of ['1'.repeat(256), `1${'.post'.repeat(50)}`, `1+${'a.'.repeat(127)}`, `1-${'1-'.repeat(120)}`]) expect(() => parsePep440(text)).not.toThrow();
  });
});
