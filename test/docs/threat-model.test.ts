import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

const page = readFileSync('docs/threat-model.md', 'utf8');
const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| | attempt')).map((line) => {
  const [id = '', attempt = '', stop = '', shown = ''] = line.slice(1, -1).split(' | ').map((cell) => cell.trim());
  return { id: id.replace(/^\|/, '').trim(), attempt, stop, shown };
});

/** The tests that a line names, each with its file. */
function named(shown: string): readonly (readonly [file: string, name: string])[] {
  return shown.split('; `').flatMap((part) => {
    const [, file = '', rest = ''] = /^`?(test\/[^`]{1,200})`(.*)$/.exec(part) ?? [];
    return [...rest.matchAll(/“([^”]{1,300})”/g)].map(([, name = '']) => [file, name] as const);
  });
}

/** The names of a file: strings at the beginning of a test, a suite or a row of a table, as they are written. */
function namesIn(text: string): readonly string[] {
  return [...text.matchAll(/(?:\(|\[|name: )(['`"])((?:\\.|(?!\1)[^\\\n])*)\1/g)].map(([, , name = '']) => name.replace(/\\(.)/g, '$1'));
}

test('all fifteen pitfalls have a line, and each attack has one or is said not to be stopped', () => {
  const ids = new Set(rows.map((row) => row.id));
  for (let at = 1; at <= 15; at += 1) expect(ids).toContain(`P${at}`);
  const [, rest = ''] = page.split('## Not stopped yet');
  for (let at = 1; at <= 25; at += 1) expect([`A${at}`, ids.has(`A${at}`) !== rest.includes(`**A${at}**`)]).toEqual([`A${at}`, true]);
});

describe('each line is shown by tests that are there', () => {
  test.each(rows.map((row) => [`${row.id} ${row.attempt}`, row] as const))('%s', (_, { stop, shown }) => {
    expect(stop).not.toBe('');
    const tests = named(shown);
    expect(tests.length).toBeGreaterThan(0);
    // As many quotations as were understood: none is overlooked.
    expect(tests).toHaveLength(shown.split('“').length - 1);
    for (const [file, name] of tests) {
      expect([file, existsSync(file)]).toEqual([file, true]);
      expect([file, name, namesIn(readFileSync(file, 'utf8')).some((one) => one.startsWith(name))]).toEqual([file, name, true]);
    }
  });
});
