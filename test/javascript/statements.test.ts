import { describe, expect, test } from '@jest/globals';
import { parseSource } from '../../src/javascript/parse.js';
import { findScopes } from '../../src/javascript/scopes.js';
import { statementsAt } from '../../src/javascript/statements.js';
import { Steps } from '../../src/javascript/walk.js';

/** What the statement around the first `mark` of a text is known by. */
function known(text: string, mark = 'MARK', steps = 1_000_000): string | undefined {
  const parsed = parseSource(text, 'unknown', 'javascript');
  if (parsed.kind === 'failed') throw new Error(parsed.reason);
  const { program, goal } = parsed.trees[0]!;
  const at = text.indexOf(mark);
  return statementsAt(program, findScopes(program, goal, new Steps(1_000_000)), [at], new Steps(steps)).get(at);
}

const body = 'const parts = [process.env.HOME, first, "x"].filter(Boolean).map((one) => one.trim()); MARK(parts.join("/"), { method: "POST", retries: 3 });';
const inFunction = `function send(first) { ${body} }`;

describe('a statement is known again', () => {
  test.each([
    ['with other blanks and comments', `function send(first) {\n  // why\n${body.replaceAll(', ', ',\n  ').replace('(one)', '( one )')}\n}`],
    ['with other names of variables', inFunction.replaceAll('parts', 'a').replaceAll('first', 'b').replaceAll('one', 'c').replace('send', 'd')],
    ['moved behind others', `setUp({ a: 1, b: 2 }); more();\n${inFunction}`],
    ['moved into a wrapper', `(function (root, factory) { factory(root); })(this, function (root) { ${inFunction} });`],
    ['beside a new function in the same file', `${inFunction} function other(a) { return [a, a, a, a, a].map((x) => x + 1).filter(Boolean).join(";"); }`],
    ['with another number', inFunction.replace('3', '5')],
    ['with members written otherwise', inFunction.replace('process.env.HOME', 'process["env"]["HOME"]').replace('method:', '"method":')],
    ['with a template without parts', inFunction.replace('"POST"', '`POST`')],
    ['with a statement that does nothing', inFunction.replace('MARK', ';MARK')],
    ['as a variable by let', inFunction.replace('const', 'let')],
  ])('%s', (_, text) => {
    expect(known(text)).toBe(known(inFunction));
  });

  test.each([
    ['the string of a version', 'MARK("client/1.2.3", [a, b, c, d, e, f, g, h, i, j, k, l]);', 'MARK("client/1.10.0-beta.2", [a, b, c, d, e, f, g, h, i, j, k, l]);'],
    ['a truth as minifiers write it', 'MARK(true, undefined, [a, b, c, d, e, f, g, h, i, j, k]);', 'MARK(!0, void 0, [a, b, c, d, e, f, g, h, i, j, k]);'],
    ['a statement in a sequence', 'first(); MARK([a, b, c, d, e, f, g, h, i, j, k, l, m]); last();', 'first(), MARK([a, b, c, d, e, f, g, h, i, j, k, l, m]), more(), last();'],
    ['a name that nothing needs', 'x = function named(a) { MARK([a, a, a, a, a, a, a, a, a, a, a]); };', 'x = function (a) { MARK([a, a, a, a, a, a, a, a, a, a, a]); };'],
    ['one of many small ones at the top', `${'a();'.repeat(30)} MARK("x"); ${'b();'.repeat(30)}`, `${'c();'.repeat(40)} MARK("x");`],
    ['one of many small ones in a wrapper', `(() => { ${'a();'.repeat(30)} MARK("x"); })();`, `(() => { ${'b();'.repeat(31)} MARK("x"); })();`],
  ])('%s', (_, one, other) => {
    expect(known(one)).toMatch(/^[0-9a-f]{20}$/);
    expect(known(other)).toBe(known(one));
  });
});

describe('another statement is not', () => {
  test.each([
    ['another member', inFunction.replace('env.HOME', 'env.TOKEN')],
    ['another string', inFunction.replace('"POST"', '"PUT"')],
    ['an address', inFunction.replace('"x"', '"192.0.2.1"')],
    ['another global function', inFunction.replace('MARK', 'globalThis.MARK')],
    ['one thing more in the function that is around', `function send(first) { ${body} fetch(first); }`],
    ['another operator', 'MARK(a, b, c, d, e, f, g, h + i, j, k, l, m, n);', 'MARK(a, b, c, d, e, f, g, h - i, j, k, l, m, n);'],
    ['variables in another order', 'function f(a, b) { MARK(a, b, [a, b, a, b, a, b, a, b, a, b]); }', 'function f(a, b) { MARK(b, a, [a, b, a, b, a, b, a, b, a, b]); }'],
    ['a small function inside', 'MARK([a, b, c, d, e, f, g, h, i], (x) => x.a);', 'MARK([a, b, c, d, e, f, g, h, i], (x) => x.b);'],
  ])('%s', (_, one, other = inFunction) => {
    expect(known(one)).not.toBe(known(other));
  });

  test('what hardly says anything is taken with what is around it', () => {
    const around = (text: string): string => `function load(path) { const found = table.get(path) ?? table.get(path + ".js") ?? path; ${text} }`;
    expect(known(around('MARK(found);'))).not.toBe(known('MARK(found);'));
    expect(known(around('MARK(found);'))).not.toBe(known(around('MARK(found); other(found);')));
  });
});

test('what the steps do not suffice for is like nothing', () => {
  expect(known(inFunction, 'MARK', 20)).toBe('');
  expect(known('/* MARK */')).toMatch(/^[0-9a-f]{20}$/);
});

test('time grows with the text, however deep its statements stand in one another', () => {
  const deep = `${'if (a) { MARK(a, b, c, d, e, f, g, h, i, j, k); '.repeat(300)}${'}'.repeat(300)}`;
  const parsed = parseSource(deep, 'unknown', 'javascript');
  if (parsed.kind === 'failed') throw new Error(parsed.reason);
  const { program, goal } = parsed.trees[0]!;
  const offsets = [...deep.matchAll(/MARK/g)].map(({ index }) => index);
  const steps = new Steps(1_000_000);
  statementsAt(program, findScopes(program, goal, new Steps(10_000_000)), offsets, steps);
  expect(1_000_000 - steps.remaining).toBeLessThan(deep.length * 4);
});
