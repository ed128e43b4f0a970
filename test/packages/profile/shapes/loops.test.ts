import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

describe('loops without an end', () => {
  test.each([
    'for (let i = 666; i < Infinity; i++) { console.log("testing"); }', 'for (let i = 666; i < Infinity; i++) { if (i % 333) { /* nothing */ } console.log(1); }', 'while (true) { console.log(1); }', 'while (1) process.stdout.write("x");', 'for (;;) {}', 'do { f(); } while (true);', 'for (;;) console.log(1)',
    'while (!0) { work(); }', 'while (!![]) {}', 'while (!false) { a++; }', 'const on = true; while (on) { f(); }', 'let go = !0; for (; go;) { f(); }', 'for (let i = 1; i > 0; i++) f();', 'for (var i = 0; i >= 0; i += 2) f();', 'for (let i = 0; i < 10; i--) f(i);', 'for (let i = 0; i > -Infinity; i--) f();',
    'for (let i = 0; i != Infinity; i++) f();', 'for (let i = 0; i < 1 / 0; i++) f();', 'for (let i = 0; i < Number.POSITIVE_INFINITY; ++i) f();', 'const end = Infinity; for (let i = 0; i < end; i++) f();', 'for (let i = 0; i < Number.MAX_VALUE; i++) f();', 'while (true) { setTimeout(() => { return 1; }); }',
    'while (true) { for (const x of y) { if (x) break; } }', 'while (true) { switch (x) { case 1: break; } }', 'outer: while (true) { while (true) { continue outer; } }', 'function f() { while (true) { g(function () { throw 1; }); } }', 'while (1 === 1) f();', 'while ("x") f();', 'for (;;) { const f = async () => { await 1; }; f(); }',
    'export default function () { for (let i = 5; i < 1e400; i++) console.error(i); }',
  ])('%s', (text) => { expect(told(text, 'destructive')).toEqual(['endless-loop loop']); });

  test.each([
    'while (true) { if (done()) break; }', 'for (;;) { const x = next(); if (!x) return; }'.replace(/^/, 'function f() { ').replace(/$/, ' }'), 'function* g() { while (true) { yield 1; } }', 'async function f() { while (true) { await wait(); } }', 'async function f() { for (;;) { for await (const x of y) g(x); } }',
    'while (true) { try { if (f()) break; } catch { throw 1; } }', 'a: for (;;) { for (;;) { break a; } }', 'a: for (const x of y) { while (true) { continue a; } }', 'for (let i = 0; i < 10; i++) f();', 'for (let i = 10; i > 0; i--) f();', 'for (let i = 10; i >= 0; i -= 2) f();', 'for (let i = 0; i < n; i++) f();',
    'for (let i = 0; i < list.length; i++) f();', 'while (x) { f(); }', 'let run = true; while (run) { run = f(); }', 'let go = true; function stop() { go = false; } while (go) f();', 'do { f(); } while (0);', 'do { f(); } while (false);', 'while (1) { switch (state) { case 0: return; } }'.replace(/^/, 'function f() { ').replace(/$/, ' }'),
    'while (true) { process.exit(0); }', 'for (;;) { Atomics.wait(a, 0, 0); }', 'for (let i = 0; i < Infinity; i++) { if (f(i)) break; }', 'for (var e = 0; e < t; e++);', 'for (let i = 1; i > 0; i++) { if (f()) i = -2; }', 'for (let bit = 1; bit > 0; bit <<= 1) f(bit);', 'for (let i = 0; i !== n; i++) f();', 'while (Date.now() < end) {}',
    'for (let i = length; i--;) f(i);', 'for (let i = 255; i >= 0; i--) f(i);', 'for (let node = first; node; node = node.next) f(node);', 'export async function* pages() { for (let page = 1; page < Infinity; page++) yield await get(page); }',
  ])('%s', (text) => { expect(told(text, 'destructive')).toEqual([]); });
});
