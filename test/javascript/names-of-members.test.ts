import { describe, expect, test } from '@jest/globals';
import { namesOf } from './names-of.js';

const module = 'require("child_process")';

describe('a module is the same wherever it was kept', () => {
  test.each([
    ['a getter of a literal', `({ get v() { return ${module} } }).v.exec(x)`],
    ['a getter of a literal in a variable', `const o = { get v() { return ${module} } }; o.v.exec(x)`],
    ['a getter whose name many getters have', `${Array.from({ length: 12 }, (_, at) => `({ get v() { return ${at} } }).v;`).join(' ')} ({ get v() { return ${module} } }).v.exec(x)`],
    ['a getter of a class', `class A { get v() { return ${module} } }; new A().v.exec(x)`],
    ['a static getter', `(class { static get v() { return ${module} } }).v.exec(x)`],
    ['a static field', `class A { static v = ${module} }; A.v.exec(x)`],
    ['a private field', `class A { #v = ${module}; out() { return this.#v } }; new A().out().exec(x)`],
    ['a field that the constructor fills', `class A { constructor() { this.v = ${module} } } const a = new A(); a.v.exec(x)`],
    ['a field of a function that makes objects', `function A() { this.v = ${module} } const a = new A(); a.v.exec(x)`],
    ['a field of the class above', `class A { v = ${module} } class B extends A {}; new B().v.exec(x)`],
    ['a method whose name many methods have', `${Array.from({ length: 12 }, (_, at) => `new (class { run() { return ${at} } })().run();`).join(' ')} new (class { run() { return ${module} } })().run().exec(x)`],
    ['a method that gives a field of its literal', `({ v: ${module}, run() { return this.v } }).run().exec(x)`],
    ['a list', `[${module}].at(-1).exec(x)`],
    ['a list that is gone through', `[${module}].map((one) => one)[0].exec(x)`],
    ['a list of names that is gone through', '["child_process"].map((id) => require(id))[0].exec(x)'],
    ['a list that is filled later', `const l = []; l.push(${module}); l[0].exec(x)`],
    ['a map', `new Map([["v", ${module}]]).get("v").exec(x)`],
    ['a map that is filled later', `const m = new Map(); m.set("v", ${module}); m.get("v").exec(x)`],
    ['the values of an object', `Object.values({ v: ${module} })[0].exec(x)`],
    ['the entries of an object', `Object.entries({ v: ${module} })[0][1].exec(x)`],
    ['an object that is made of pairs', `Object.fromEntries([["v", ${module}]]).v.exec(x)`],
    ['an object that is put together', `Object.assign({}, { v: ${module} })["v"].exec(x)`],
    ['a property that is put in later', `const o = {}; o.v = ${module}; o.v.exec(x)`],
    ['an object that is taken apart', `const { v: f } = { v: ${module} }; f.exec(x)`],
    ['an argument that is taken apart', `(({ v: one }) => one)({ v: ${module} }).exec(x)`],
    ['a chain of functions', `${Array.from({ length: 15 }, (_, at) => `const f${at + 1} = (...all) => { const [one] = all; return ${at === 0 ? 'one' : `f${at}(one)`} };`).join(' ')} f15(${module}).exec(x)`],
    ['the name through a function that many call', `const f = (one) => one; ${Array.from({ length: 9 }, (_, at) => `f("${at}");`).join(' ')} require(f("child_process")).exec(x)`],
  ])('%s', (_, text) => {
    const callee = /[^;]*(?=\(x\)$)/.exec(text)![0].trim();
    expect(namesOf(text.replaceAll('child_process', 'fs').replace(/\.exec\(x\)$/, '.readFile(x)'), callee.replaceAll('child_process', 'fs').replace(/\.exec$/, '.readFile'))).toEqual(['node:fs.readFile']);
    expect(namesOf(text, callee)).toEqual(['node:child_process.exec']);
  });

  test.each([
    ['another property of the literal', `const o = { a: ${module}, b: own() }; o.b.exec(x)`, 'o.b.exec'],
    ['another key of the map', `new Map([["a", ${module}], ["b", own()]]).get("b").exec(x)`, 'new Map([["a", require("child_process")], ["b", own()]]).get("b").exec'],
    ['a static field, of an instance', `class A { static v = ${module}; w = own() } new A().w.exec(x)`, 'new A().w.exec'],
    ['what another call handed in', `const f = (one) => one; f(${module}); f(own()).exec(x)`, 'f(own()).exec'],
  ])('and nothing else is: %s', (_, text, at) => {
    expect(namesOf(text, at)).toEqual([]);
  });

  test('a class that extends itself, a literal that holds itself and functions that call one another come to an end', () => {
    expect(namesOf('class A extends A {} new A().v.w(x)', 'new A().v.w')).toEqual([]);
    expect(namesOf('const o = { v: o, get w() { return o.w } }; o.v.v.w.z(x)', 'o.v.v.w.z')).toEqual([]);
    expect(namesOf('const f = (a) => g(a), g = (a) => f(a); f(1)(x)', 'f(1)')).toEqual([]);
    expect(namesOf('const l = []; l.push(l); l.map((one) => one).map((one) => one)[0].z(x)', 'l.map((one) => one).map((one) => one)[0].z')).toEqual([]);
  });
});
