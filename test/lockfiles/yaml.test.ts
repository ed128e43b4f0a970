import { describe, expect, test } from '@jest/globals';
import { readYaml } from '../../src/lockfiles/yaml.js';

const reasons = (text: string): string => {
  const reading = readYaml(text, 'core');
  return reading.kind === 'refused' ? `${reading.reason}${reading.line === undefined ? '' : ` ${reading.line}`}` : JSON.stringify(reading.documents);
};

describe('what a lockfile may be written with', () => {
  test.each([
    ['a mapping', 'a: 1\nb:\n  c: text\n', '[{"a":1,"b":{"c":"text"}}]'],
    ['two documents', '---\na: 1\n---\nb: 2\n', '[{"a":1},{"b":2}]'],
    ['CRLF and a byte order mark', '\uFEFFa: 1\r\nb:\r\n  c: 2\r\n', '[{"a":1,"b":{"c":2}}]'],
    ['nothing', '', '[]'],
    ['words that YAML 1.1 reads otherwise', 'a: yes\nb: 1_000\nc: 2020-01-01\nd: 0o7\n', '[{"a":"yes","b":"1_000","c":"2020-01-01","d":7}]'],
    ['a key that stands twice', 'a: 1\nb: 1\na: 2\n', 'duplicate-key 3'],
    ['an anchor', 'a: &x 1\n', 'anchor 1'],
    ['an alias', 'b: 1\na: *x\n', 'alias 2'],
    ['a merge key', 'a:\n  <<: {b: 1}\n', 'merge-key 2'],
    ['a merge key in quotes', 'a:\n  "<<": {b: 1}\n', 'merge-key 2'],
    ['a tag', 'a: 1\nb: !!str 2\n', 'tag 2'],
    ['a directive', '%YAML 1.1\n---\na: 1\n', 'directive 1'],
    ['conflict markers', '<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> other\n', 'conflict-markers'],
    ['depth', `${'['.repeat(100_000)}`, 'depth 1'],
    ['a mapping as a key', '? {a: 1}\n: b\n', 'yaml 1'],
    ['a NUL', 'a: 1\0\nb: 2\n', 'yaml 1'],
  ])('%s', (_, text, expected) => {
    expect(reasons(text)).toBe(expected);
  });

  test.each([
    ['a value and what names it', 'a: &x ^1.0.0\nb: *x\nc: [*x]\n', '[{"a":"^1.0.0","b":"^1.0.0","c":["^1.0.0"]}]'],
    ['an anchor on a mapping', 'a: &x {b: 1}\n', 'anchor 1'],
    ['an anchor on a list', 'a: 1\nb: &x [1]\n', 'anchor 2'],
    ['an anchor on a long text', `a: &x ${'y'.repeat(257)}\n`, 'anchor 1'],
    ['a name that nothing has', 'a: *x\n', 'yaml 1'],
    ['a merge key', 'a: &x 1\nb:\n  <<: {c: 1}\n', 'merge-key 3'],
    ['more names than settings may be', `a: &x 1\nb: [${'*x,'.repeat(50_001)}]\n`, 'yaml 2'],
  ])('settings: %s', (_, text, expected) => {
    const reading = readYaml(text, 'core', 'scalars');
    expect(reading.kind === 'refused' ? `${reading.reason}${reading.line === undefined ? '' : ` ${reading.line}`}` : JSON.stringify(reading.documents)).toBe(expected);
  });

  test('a key named as the prototype is a key as any other', () => {
    const reading = readYaml('__proto__: {x: 1}\n', 'core');
    expect(reading.kind === 'documents' && Object.keys(reading.documents[0] as object)).toEqual(['__proto__']);
    expect(Object.hasOwn({}, 'x')).toBe(false);
  });

  test('leaves scalars texts where the lockfile\'s own tool does', () => {
    expect(readYaml('version: 1.10\nkey: true\n', 'failsafe')).toEqual({ kind: 'documents', documents: [{ version: '1.10', key: 'true' }] });
  });
});
