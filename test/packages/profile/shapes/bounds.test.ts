import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

const many = 8_000;
const each = (make: (at: number) => string, count = many): string => Array.from({ length: count }, (_, at) => make(at)).join('');

/** What a detector does once for each thing it must not do once for each pair of them: these end only if it does not. */
describe('very much of one shape', () => {
  test.each([
    ['writes in one block', "window.fetch = function () {};".repeat(many), ['hook network fetch']],
    ['tests before a write', `${'if (a) return;'.repeat(many)}window.fetch = () => {};`.replace(/^/, 'function f() {').concat('}'), ['hook network fetch']],
    ['loops without an end in one', `for (;;) {${'while (true) { f(); }'.repeat(many)}}`, ['destructive endless-loop loop']],
    ['loops that are left', 'for (;;) { break; }'.repeat(many), []],
    ['functions that lead to one that lists', `const fs = require('fs'); function w0(d) { fs.readdirSync(d).forEach((f) => fs.unlinkSync(d + f)); }${each((at) => `function w${at + 1}(d) { w${at}(d); }`, 3_000)} w3000('/');`, ['destructive wipe root']],
    ['callbacks that remove', `const fs = require('fs'); function w(d, c) { fs.readdirSync(d); c(); }${"w('/', () => fs.unlinkSync(q));".repeat(many)}`, ['destructive wipe root']],
    ['options that all share', `const fs = require('fs'); const o = {${each((at) => `a${at}: 1,`)}};${"fs.rmSync('/', o);".repeat(2_000)}`, ['destructive wipe root']],
  ])('%s', (_, text, expected) => { expect(told(text)).toEqual(expected); });
});
