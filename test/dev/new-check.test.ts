import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { checks } from '../../src/checks/index.js';

let copy: string;
beforeEach(() => {
  copy = mkdtempSync(path.join(os.tmpdir(), 'mergewarden-new-check-'));
  cpSync('src/checks/index.ts', path.join(copy, 'src/checks/index.ts'));
  cpSync('docs/checks', path.join(copy, 'docs/checks'), { recursive: true });
  mkdirSync(path.join(copy, 'test/checks'), { recursive: true });
});
afterEach(() => { rmSync(copy, { recursive: true, force: true }); });

const newCheck = (...words: string[]) => spawnSync(process.execPath, [path.resolve('dev/new-check.mjs'), ...words], { cwd: copy, encoding: 'utf8' });

describe('npm run new-check', () => {
  test('makes file, document, cases and a line of the index, in its place', () => {
    const { status, stdout } = newCheck('record', 'fresh-name', "A package's name was never seen");
    expect(status).toBe(0);
    for (const file of ['src/checks/record/fresh-name.ts', 'test/checks/fresh-name/cases.ts', 'docs/checks/fresh-name.md']) {
      expect(stdout).toContain(file);
      expect(existsSync(path.join(copy, file))).toBe(true);
    }
    const index = readFileSync(path.join(copy, 'src/checks/index.ts'), 'utf8');
    expect(index).toContain("import { freshName } from './record/fresh-name.js';");
    const listed = [...index.slice(index.indexOf('export const checks')).matchAll(/^ {2}(\w+),$/gm)].map(([, name]) => name);
    const ids = [...checks.map((check) => check.id), 'fresh-name'].sort();
    expect(listed).toEqual(ids.map((id) => id.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())));
    expect(readFileSync(path.join(copy, 'src/checks/record/fresh-name.ts'), 'utf8')).toContain("title: 'A package\\'s name was never seen'");
  });

  test.each([[['nowhere', 'a-check', 'x']], [['record', 'Bad_Name', 'x']], [['record', 'a-check']], [[]]])('refuses %j with the usage', (words) => {
    const { status, stderr } = newCheck(...words);
    expect(status).toBe(64);
    expect(stderr).toContain('Usage: npm run new-check');
  });

  test('does not overwrite a check', () => {
    const { status, stderr } = newCheck('lockfile', 'lock-origin', 'x');
    expect(status).toBe(1);
    expect(stderr).toContain('exists already');
  });
});
