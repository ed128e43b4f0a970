import fc from 'fast-check';
import { describe, expect, test } from '@jest/globals';
import { readYaml } from '../../../src/lockfiles/yaml.js';
import { readLayout } from '../../../src/lockfiles/yarn/berry/lines.js';
import { projectsOf, releases, special } from './fixtures.js';

const texts = [...releases.filter((release) => !release.startsWith('1.')).flatMap(projectsOf).map((project) => project.files['yarn.lock']!), special('3.8.7').text, special('4.18.1').text];

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** What both readers make of a text; the one of lines may give up, but may say nothing else. */
function agree(text: string): boolean {
  const own = readLayout(text);
  if (!own) return false;
  const yaml = readYaml(text, 'failsafe');
  expect(yaml.kind === 'documents' ? yaml.documents.map(plain) : yaml).toEqual([plain(own)]);
  return true;
}

test('the layout of every release is read by lines, and as YAML reads it', () => {
  for (const text of texts) expect(agree(text)).toBe(true);
});

describe('what is left to the reader of YAML', () => {
  test.each(['a:\n', 'a:\nb: c\n', 'a: b\na: c\n', 'a: |\n  b\n', 'a: [b]\n', 'a: {b: c}\n', 'a: b # c\n', "a: 'b'\n", 'a: "\\x41"\n', 'a: b\n   c: d\n', 'a:\n  b: c\n    d\n', '<<: a\n', 'a: "<<"\n', '- a\n', '? a\n: b\n', '---\na: b\n', 'a: &x b\n', 'a: *x\n', 'a: !!str b\n', 'a: b\r\n', 'a:\tb\n', 'a: é\n', 'a: b: c\n', ' a: b\n', '...: a\n', '%YAML 1.2\n', `"${'k'.repeat(1_025)}": a\n`, 'a: ""b\n', 'a:b\n'])('%j', (text) => {
    expect(readLayout(text)).toBeUndefined();
  });
});

test('any text is read as YAML reads it, or left to it', () => {
  const line = fc.tuple(fc.constantFrom('', '  ', '    ', '      ', ' '), fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('a', '"a"', '"b"', 'a b', '~', '=', '<', '<<', '-', '...', '---', '"', '\\', "a'b", 'a"b', '1', 'true', 'null', '0x1', '!', '__proto__')), fc.constantFrom(':', ': ', ': "', ':"', ' : '), fc.oneof(fc.string({ maxLength: 8 }), fc.constantFrom('', 'a', 'a"', '~', '=1', '<2', '<<', '"x"', 'a b ', '%', '@', '`', '^1', '...', '---')))
    .map((parts) => parts.join(''));
  const text = fc.oneof(
    fc.array(line, { maxLength: 8 }).map((lines) => `${lines.join('\n')}\n`),
    fc.tuple(fc.constantFrom(...texts), fc.nat(), fc.string({ maxLength: 3 })).map(([whole, at, word]) => { const from = at % whole.length; return `${whole.slice(0, Math.min(from, 3_000))}${word}${whole.slice(Math.min(from, 3_000), 3_600)}\n`; }),
  );
  let read = 0;
  fc.assert(fc.property(text, (one) => { if (agree(one)) read++; }), { seed: 20_261_124, numRuns: 3_000 });
  expect(read).toBeGreaterThan(100);
}, 120_000);
