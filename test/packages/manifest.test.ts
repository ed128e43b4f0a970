import { describe, expect, test } from '@jest/globals';
import { normaliseManifest, parseManifest } from '../../src/packages/manifest.js';
import type { JsonObject } from '../../src/core/json.js';

const bytes = (text: string): Uint8Array => Buffer.from(text);

describe('normaliseManifest', () => {
  test.each<[string, JsonObject, { [name: string]: string }]>([
    ['a string takes the package name', { name: 'tool', bin: './cli.js' }, { tool: 'cli.js' }],
    ['a string of a scoped package takes the name without its scope', { name: '@acme/tool', bin: 'cli.js' }, { tool: 'cli.js' }],
    ['a string without a name is nothing', { bin: 'cli.js' }, {}],
    ['an object', { bin: { a: 'x.js', b: 'bin/y.js' } }, { a: 'x.js', b: 'bin/y.js' }],
    ['a list', { bin: ['bin/a', 'b'] }, { a: 'bin/a', b: 'b' }],
    ['targets stay inside the package', { bin: { a: '../../etc/passwd', b: '/abs.js', c: 'x\\y.js' } }, { a: 'etc/passwd', b: 'abs.js', c: 'x/y.js' }],
    ['keys are cut to their last part', { bin: { '../up': 'a.js', 'C:\\x\\y': 'b.js', '..': 'c.js' } }, { up: 'a.js', y: 'b.js' }],
    ['what is no string is left out', { bin: { a: 1, b: { c: 'd' }, e: '' } }, {}],
    ['the folder of commands, without hidden files', { directories: { bin: './bin' } }, { one: 'bin/one', two: 'bin/sub/two' }],
    ['bin wins over the folder', { name: 'tool', bin: 'cli.js', directories: { bin: 'bin' } }, { tool: 'cli.js' }],
  ])('bin: %s', (_, raw, expected) => {
    expect({ ...normaliseManifest(raw, ['bin/one', 'bin/sub/two', 'bin/.hidden', 'cli.js']).bin }).toEqual(expected);
  });

  test('keeps scripts that are strings', () => {
    expect({ ...normaliseManifest({ scripts: { install: 'node x', test: 1, build: ['a'] } }).scripts }).toEqual({ install: 'node x' });
  });

  test('a name that is no string is no name', () => {
    expect(normaliseManifest({ name: 1, version: {}, scripts: 'no', bin: 3 })).toMatchObject({ scripts: {}, bin: {} });
    expect(normaliseManifest({ name: 1 })).not.toHaveProperty('name');
  });

  test('keys of the prototype are plain keys', () => {
    const { scripts, bin } = parseManifest(bytes('{"scripts":{"__proto__":"node x","constructor":"y"},"bin":{"__proto__":"a.js"}}'), 1000);
    expect(Object.entries(scripts)).toEqual([['__proto__', 'node x'], ['constructor', 'y']]);
    expect(Object.entries(bin)).toEqual([['__proto__', 'a.js']]);
    expect(({} as { [key: string]: unknown })['install']).toBeUndefined();
  });
});

describe('parseManifest', () => {
  test('drops a byte order mark, and of repeated keys takes the last', () => {
    expect(parseManifest(bytes('\uFEFF{"name":"a","name":"b"}'), 1000).name).toBe('b');
  });

  test.each([
    ['json', '{"name":'], ['json', ''], ['shape', '[]'], ['shape', 'null'], ['shape', '"text"'],
    ['depth', `{"a":${'['.repeat(64)}${']'.repeat(64)}}`], ['depth', `{"a":${'['.repeat(400)}${']'.repeat(400)}}`], ['size', `{"a":"${'x'.repeat(1000)}"}`],
  ])('refuses: %s', (reason, text) => {
    expect(() => parseManifest(bytes(text), 1000)).toThrow(expect.objectContaining({ code: 'MANIFEST_MALFORMED', data: expect.objectContaining({ reason }) }));
  });

  test('takes the deepest that is allowed', () => {
    expect(parseManifest(bytes(`{"a":${'['.repeat(63)}${']'.repeat(63)}}`), 1000)).toBeDefined();
  });
});
