import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { analyseSource, type SourceFacts } from '../../src/javascript/analyse.js';
import { taintRules } from '../../src/packages/profile/taint-rules.js';
import { Steps } from '../../src/javascript/walk.js';

const interest = { globals: new Set(['fetch']), packages: new Set<string>() };
const analyse = (text: string, steps = new Steps(50_000_000)): SourceFacts => analyseSource({ text, format: 'unknown', dialect: 'javascript' }, { interest, rules: taintRules }, steps);
/** Read, and the eval in it seen; or not read, and that said. */
const honest = (facts: SourceFacts): boolean => facts.problem !== undefined || facts.uses.some((use) => use.name === 'eval');

describe('code that is made to break a reader is read, or said to be unread', () => {
  const n = 20_000;
  test.each([
    ['100,000 names', `let ${Array.from({ length: 100_000 }, (_, at) => `a${at}`).join(',')}; eval(a1)`],
    ['50,000 brackets', `${'['.repeat(50_000)}eval(x)${']'.repeat(50_000)}`],
    ['100,000 terms', `eval(x) + ${Array(100_000).fill('"a"').join('+')}`],
    ['20,000 nested templates', `${'`${'.repeat(n)}eval(x)${'}`'.repeat(n)}`],
    ['5,000 parentheses', `${'('.repeat(5_000)}eval(x)${')'.repeat(5_000)}`],
    ['20,000 else', `${'if (a) {} else '.repeat(n)}eval(x)`],
    ['20,000 calls of calls', `eval(x)${'()'.repeat(n)}`],
    ['members of members', `eval(x)${'.b'.repeat(n)}`],
    ['conditions', `${'a ? b : '.repeat(n)}eval(x)`],
    ['commas', `${'a, '.repeat(n)}eval(x)`],
    ['assignments', `${'a = '.repeat(n)}eval(x)`],
    ['arrows', `${'a => '.repeat(n)}eval(x)`],
    ['or', `${'a || '.repeat(n)}eval; (${'a || '.repeat(n)}eval)(x)`],
    ['aliases, forwards', `var a0 = eval; ${Array.from({ length: n }, (_, at) => `var a${at + 1} = a${at};`).join('')} a${n}(x)`],
    ['aliases, backwards', `${Array.from({ length: n }, (_, at) => `var a${at} = a${at + 1};`).join('')} var a${n} = eval; a0(x)`],
    ['aliases in a ring', `var a = b, b = c, c = a; c = eval; a(x)`],
    ['functions that hand on', `${Array.from({ length: 3_000 }, (_, at) => `function f${at}(x) { return f${at + 1}(x) }`).join('')} function f3000(x) { return x } f0(eval)(1)`],
    ['a list of itself', 'var l = [l[0], l[1]]; l = [l, l[0], l[1]]; l[0][1][0](x); eval(l)'],
    ['an object of itself', 'var o = {...o, a: o.a}; o = {...o, b: {...o}}; o.a.b.a(x); eval(o)'],
    ['nested calls of unknown code', `${'g('.repeat(400)}eval${')'.repeat(400)}(x)`],
    ['chained calls', `a${'.b(1, 2)'.repeat(600)}; eval(x)`],
    ['strings that double', `var s = "aaaaaaaa"; ${'s = s + s; '.repeat(40)} eval(s)`],
    ['strings that double in nests', `eval(${'"x".repeat(60000) + '.repeat(500)}"y")`],
    ['a pattern of 2,000 levels', `var ${'{ a: '.repeat(2_000)}b${' }'.repeat(2_000)} = c; eval(b)`],
    ['one parameter, 20,000 calls', `function f(a) { return a } ${'f("x");'.repeat(n)} eval(f)`],
    ['one property, 20,000 values', `${Array.from({ length: n }, (_, at) => `o.p = "v${at}";`).join('')} eval(o.p)`],
    ['an object of 50,000 keys', `var o = {${Array.from({ length: 50_000 }, (_, at) => `k${at}: ${at}`).join(',')}}; o[x](y); eval(o)`],
    ['20,000 scopes', `${'{ let a;'.repeat(1_500)} eval(a) ${'}'.repeat(1_500)}`],
    ['names of the prototype', 'var __proto__ = 1, constructor = 2, hasOwnProperty = 3; ({ __proto__: eval, constructor() {}, toString: 1 }); x.__proto__.constructor(y); eval(x)'],
  ])('%s', (_, text) => {
    expect(honest(analyse(text))).toBe(true);
  });

  test('a spent budget is said, and takes nothing more', () => {
    const steps = new Steps(100);
    expect(analyse(`${'f();'.repeat(1_000)} eval(x)`, steps).problem).toMatchObject({ code: 'ANALYSER_STEPS' });
    expect(steps.remaining).toBe(0);
  });

  test('any text at all', () => {
    const piece = fc.constantFrom('eval', '(', ')', '[', ']', '{', '}', '=>', 'require', '"a"', '`${', '}`', '.', ',', ';', '=', '+', 'function', 'class', 'x', 'this', 'new', '/', '<!--', 'await', '...', ':', '?', 'constructor', '\\u0065');
    fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
      const facts = analyse(pieces.join(' '));
      expect(Array.isArray(facts.uses)).toBe(true);
    }), { seed: 20_261_122, numRuns: 400 });
  });
});

/** Ways to write the same: none may make a use less certain than it was. */
describe('hiding does not help', () => {
  const disguises: readonly ((code: string) => string)[] = [
    (code) => `(function () { ${code} })()`, (code) => `if (a) { ${code} }`, (code) => `/* ${'x'.repeat(1_000)} */ ${code}`, (code) => `var z = 1; ${code}; z += 1`,
    (code) => `class A { static { ${code} } }`, (code) => `const f = () => { ${code} }; f()`, (code) => code.replace('eval', '(0, eval)'), (code) => code.replace('eval', 'globalThis["e" + "val"]'),
    (code) => `let q = eval; ${code.replace('eval', 'q')}`, (code) => `try { ${code} } catch (eval) {}`, (code) => `switch (1) { default: ${code} }`,
  ];
  test('two disguises over another', () => {
    fc.assert(fc.property(fc.constantFrom(...disguises), fc.constantFrom(...disguises), (a, b) => {
      expect(honest(analyse(b(a('eval(x)'))))).toBe(true);
    }), { seed: 20_261_122, numRuns: 150 });
  });
});
