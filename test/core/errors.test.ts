import { expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import path from 'node:path';
import { errorCodes } from '../../src/core/errors.js';

const src = fileURLToPath(new URL('../../src', import.meta.url));
/** Where a code stands without being said: the list itself, and its words. */
const lists = ['core/errors.ts', 'render/codes.ts'];
const code = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !lists.includes(file.replaceAll(path.sep, '/'))).map((file) => readFileSync(path.join(src, file), 'utf8')).join('\n');

test.each(errorCodes.map((one) => [one]))('%s is said by something', (one) => {
  expect(code).toContain(`'${one}'`);
});
