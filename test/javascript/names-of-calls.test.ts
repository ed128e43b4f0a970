import { describe, expect, test } from '@jest/globals';
import { namesOf } from './names-of.js';

const esbuild = `var __create = Object.create, __getProtoOf = Object.getPrototypeOf, __defProp = Object.defineProperty, __names = Object.getOwnPropertyNames, __has = Object.prototype.hasOwnProperty;
var __copyProps = (to, from, except) => { if (from && typeof from === "object" || typeof from === "function") for (let key of __names(from)) if (!__has.call(to, key) && key !== except) __defProp(to, key, { get: () => from[key], enumerable: true }); return to };
var __toESM = (mod, isNodeMode, target) => (target = mod != null ? __create(__getProtoOf(mod)) : {}, __copyProps(isNodeMode || !mod || !mod.__esModule ? __defProp(target, "default", { value: mod, enumerable: true }) : target, mod));`;
const typescript = 'var __importDefault = (this && this.__importDefault) || function (mod) { return (mod && mod.__esModule) ? mod : { "default": mod }; };';
const babel = 'function _interopRequireDefault(obj) { return obj && obj.__esModule ? obj : { default: obj }; }';

describe('what a function hands back is what this call handed it', () => {
  test.each([
    ['a helper of esbuild', `${esbuild} var f = __toESM(require("fs")), c = __toESM(require("child_process")); use(f)`, 'f', ['node:fs']],
    ['its default', `${esbuild} var f = __toESM(require("fs")), c = __toESM(require("child_process")); use(c.default.exec)`, 'c.default.exec', ['node:child_process.exec']],
    ['the default of a file of the bundle', `${esbuild} var c = __toESM(require("child_process")), l = __toESM(require_own()); use(l.default.exec)`, 'l.default.exec', []],
    ['a helper of TypeScript', `${typescript} const c = __importDefault(require("child_process")), l = __importDefault(require("own")); use(l.default.exec)`, 'l.default.exec', []],
    ['what that was called with', `${typescript} const c = __importDefault(require("child_process")), l = __importDefault(require("own")); use(c.default.exec)`, 'c.default.exec', ['node:child_process.exec']],
    ['a helper of Babel', `${babel} var c = _interopRequireDefault(require("child_process")), l = _interopRequireDefault(require("./own")); use(c.default.exec)`, 'c.default.exec', ['node:child_process.exec']],
    ['the default of a file of the bundle, not by the helper', `${esbuild} var c = __toESM(require("child_process")), l = require_own(); use(l.default.exec)`, 'l.default.exec', []],
    ['the default of an object that is written out', `${babel} var c = _interopRequireDefault(require("child_process")), l = { default: own() }; use(l.default.exec)`, 'l.default.exec', []],
    ['the default of what a function is handed', `${babel} var c = _interopRequireDefault(require("child_process")); function f(l) { use(l.default.exec) } f(own())`, 'l.default.exec', []],
    ['the default of what another helper is handed', `${babel} var c = _interopRequireDefault(require("child_process")), l = tslib_1.__importDefault(own()); use(l.default.exec)`, 'l.default.exec', []],
    ['a helper of another package', `${babel} var c = tslib_1.__importDefault(require("child_process")); use(c.default.exec)`, 'c.default.exec', ['node:child_process.exec']],
    ['what a helper gives, handed on', `${babel} var c = _interopRequireDefault(require("child_process")); function f(l) { use(l.default.exec) } f(c)`, 'l.default.exec', ['node:child_process.exec']],
    ['what a helper gives, kept in an object', `${babel} var o = { c: _interopRequireDefault(require("child_process")) }; use(o.c.default.exec)`, 'o.c.default.exec', ['node:child_process.exec']],
    ['what a helper gives, out of a function', `${babel} var o = () => _interopRequireDefault(require("child_process")); use(o().default.exec)`, 'o().default.exec', ['node:child_process.exec']],
    ['what a helper gives of what it is told to load', `${babel} function load(n) { return _interopRequireDefault(require(n)) } use(load("child_process").default.exec)`, 'load("child_process").default.exec', ['node:child_process.exec']],
    ['the class of all modules by a helper', `${babel} var m = _interopRequireDefault(require("module")); use(m.default._load)`, 'm.default._load', ['require']],
    ['a function that gives its argument', 'function id(x) { return x } var h = id(require("http")), o = id({}); use(o)', 'o', []],
    ['the same by another function', 'function a(x) { return x } function id(x) { return a(x) } var h = id(require("http")), o = id({}); use(o)', 'o', []],
  ])('%s', (_, text, at, names) => {
    expect(namesOf(text, at)).toEqual(names);
  });
});

describe('what a function can get at otherwise is not held to be its argument', () => {
  test.each([
    ['it loads it', 'function g(x) { return x || require("child_process") } var a = g(require("child_process")), b = g(0); use(b)', 'b', ['node:child_process']],
    ['it reads a variable', 'var c = require("child_process"); function g(x) { return x || c } var a = g(c), b = g(0); use(b)', 'b', ['node:child_process']],
    ['it calls a function that loads it', 'function l() { return require("child_process") } function g(x) { return x || l() } var a = g(require("child_process")), b = g(0); use(b)', 'b', ['node:child_process']],
    ['it calls a method that loads it', 'var o = { l() { return require("child_process") } }; function g(x) { return x || o.l() } var a = g(require("child_process")), b = g(0); use(b)', 'b', ['node:child_process']],
    ['it reads a property', 'var o = {}; o.c = require("child_process"); function g(x) { return x || o.c } var a = g(require("child_process")), b = g(0); use(b)', 'b', ['node:child_process']],
    ['a function inside is handed it', 'function g(x) { let y = x; [require].forEach((r) => { y = y || r("child_process") }); return y } var a = g(require("child_process")), b = g(0); use(b)', 'b', ['node:child_process']],
    ['it reads its arguments', 'function g(x) { return x || arguments[1] } var a = g(require("child_process")), b = g(0, require("child_process")); use(b)', 'b', ['node:child_process']],
    ['arguments are spread', 'function g(x) { return x } var a = g(require("child_process")), b = g(...[require("child_process")]); use(b)', 'b', ['node:child_process']],
    ['the default of a file that puts it there itself', `${esbuild} var c = __toESM(require("child_process")), l = __toESM(require_own()); exports.default = require("child_process"); use(l.default.exec)`, 'l.default.exec', ['node:child_process.exec']],
    ['a helper that puts in one of two', 'function h(a, b) { return a ? { default: a } : { default: b } } var x = h(require("child_process"), 0), y = h(0, 1); use(x.default.exec)', 'x.default.exec', ['node:child_process.exec']],
    ['a helper that takes it apart', 'function h({ a }) { return { default: a } } var x = h({ a: require("child_process") }); use(x.default.exec)', 'x.default.exec', ['node:child_process.exec']],
    ['a helper that is kept in a list', 'var h = [(a) => ({ default: a })][0]; var x = h(require("child_process")); use(x.default.exec)', 'x.default.exec', ['node:child_process.exec']],
    ['a helper that takes it second', 'var h = { h: (b, a) => ({ default: a }) }; var x = h.h(0, require("child_process")); use(x.default.exec)', 'x.default.exec', ['node:child_process.exec']],
    ['a helper that is waited for', 'const h = async (a) => ({ default: a }); h(require("child_process")).then((x) => { use(x.default.exec) })', 'x.default.exec', ['node:child_process.exec']],
    ['a helper that puts in what it loads', 'function h(obj) { var o = {}; o.default = obj; o.default = o.default || require("child_process"); return o } var a = h(require("child_process")), b = h(0); use(b.default.exec)', 'b.default.exec', ['node:child_process.exec']],
  ])('%s', (_, text, at, names) => {
    expect(namesOf(text, at)).toEqual(expect.arrayContaining(names));
  });
});

describe('properties and functions that only share a name', () => {
  test.each([
    ['what modules do not export', 'var m = pick(require("fs"), {}); use(m.channel)', 'm.channel', []],
    ['a method of the language', 'class Z { static create(x) { held = x; return x } } var held; Object.create(require("child_process")); use(held)', 'held', []],
    ['the same where the file changes it', 'Object.create = function (x) { held = x; return x }; var held; Object.create(require("child_process")); use(held)', 'held', ['node:child_process']],
    ['a descriptor of another property', 'Object.defineProperty(exports, "x", { value: require("child_process") }); function f(o) { use(o.value) } f(own())', 'o.value', []],
    ['the property that it describes', 'Object.defineProperty(exports, "x", { value: require("child_process") }); function f(o) { use(o.x) } f(own())', 'o.x', ['node:child_process']],
    ['what a text gives', 'var s = "".concat(require("child_process")).trim(); use(s)', 's', []],
    ['the same where the file changes it', 'String.prototype.concat = function (x) { return x }; var s = "".concat(require("child_process")); use(s)', 's', ['node:child_process']],
    ['a call that is bound', 'var has = Function.call.bind({}.hasOwnProperty); use(has)', 'has', []],
    ['the same of something that is followed', 'var run = Function.call.bind(require("child_process").exec); use(run)', 'run', ['node:child_process.exec']],
    ['the same of an unknown one', 'function g(f) { var run = f.call.bind(require("child_process").exec); use(run) }', 'run', ['node:child_process.exec']],
    ['a property by the name of call', 'var o = { call: require("child_process").exec }; var run = o.call.bind(null); use(run)', 'run', ['node:child_process.exec']],
    ['a property by the name of module', 'function walk(node) { use(node.module) } walk(globalThis)', 'node.module', []],
    ['what a file puts into the global object', 'global.run = eval; use(global.run)', 'global.run', ['eval']],
    ['the same by keys in quotes', 'global["run"] = eval; use(global["run"])', 'global["run"]', ['eval']],
    ['what a file puts there', 'globalThis.module = module; use(globalThis.module)', 'globalThis.module', ['module']],
    ['a literal that looks like a descriptor', 'function put(o, k, d) { o[k] = d.value; use(d.value) } put({}, "x", { value: require("child_process") })', 'd.value', ['node:child_process']],
  ])('%s', (_, text, at, names) => {
    expect(namesOf(text, at)).toEqual(names);
  });
});
