import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

const table = (calls: string): string => `function _0x(n) { return words()[n - 0x1f]; } ${calls}`;
const many = (count: number, call: (at: number) => string): string => Array.from({ length: count }, (_, at) => call(at)).join(' ');

describe('things of the runtime by names that stand nowhere', () => {
  test.each([
    ['require("child" + "_process");', 'module child_process'], ['require("child_".concat("process"));', 'module child_process'], ['require(["child", "process"].join("_"));', 'module child_process'], ['require("ssecorp_dlihc".split("").reverse().join(""));', 'module child_process'],
    ['require(String.fromCharCode(102, 115));', 'module fs'], ['require(Buffer.from("Y2hpbGRfcHJvY2Vzcw==", "base64").toString());', 'module child_process'], ['require(atob("aHR0cHM="));', 'module https'], ['const t = ["x", "child_process"]; require(t[1]);', 'module child_process'],
    ['const m = "child" + "_process"; require(m);', 'module child_process'], ['const r = require; r("ht" + "tps");', 'module https'], ['process.getBuiltinModule("f" + "s");', 'module fs'], ['import("node:" + "child_process");', 'module child_process'], ['await import(`node:${"v"}m`);', 'module vm'],
    ['require("\\x63hild_process");', 'module child_process'], ['require("\\u0066s");', 'module fs'], ['global["req" + "uire"]("o" + "s");', 'module os'], ['module.require("n" + "et");', 'module net'], ['const hex = Buffer.from("6368696c645f70726f63657373", "hex").toString(); require(hex);', 'module child_process'],
    ['require("child_process")["ex" + "ec"]("x");', 'member child_process.exec'], ['const cp = require("child_process"); cp["sp" + "awn"]("x");', 'member child_process.spawn'], ['const cp = require("child_process"); const k = ["exec", "Sync"].join(""); cp[k]("x");', 'member child_process.execSync'],
    ['const cp = require("child_process"); cp["\\x65xec"]("x");', 'member child_process.exec'], ['process["en" + "v"];', 'member process.env'], ['const names = ["a", "env"]; process[names[1]];', 'member process.env'], ['const fs = require("fs"); fs[atob("cmVhZEZpbGVTeW5j")]("x");', 'member fs.readFileSync'],
    ['Reflect.get(require("child_process"), "exec")("x");', 'member child_process.exec'], ['process["main" + "Module"].require("x");', 'member process.mainModule'], ['require("https")["req" + "uest"]({});', 'member https.request'],
    ['globalThis["ev" + "al"]("1");', 'global eval'], ['global["eval"]("1");', 'global eval'], ['window[atob("ZXZhbA==")]("1");', 'global eval'], ['const g = global; g["req" + "uire"]("x");', 'global require'], ['globalThis["pro" + "cess"].exit();', 'global process'], ['self["fe" + "tch"]("x");', 'global fetch'],
    ['Reflect.get(globalThis, "eval")("1");', 'global eval'], ['Function("return this")().process.exit();', 'global process'], ['new Function("return this")()["eval"]("1");', 'global eval'], ['Function("return process")().exit();', 'global process'], ['[].constructor.constructor("return 1")();', 'global Function'],
    ['(() => {}).constructor("alert(1)")();', 'global Function'], ['""["constructor"]["constructor"]("return this")();', 'global Function'], ['(function () {})["const" + "ructor"]("x")();', 'global Function'], ['const $ = globalThis; const w = ["Func", "tion"]; $[w[0] + w[1]]("x");', 'global Function'],
    ['var r = require; function e(t) { return Buffer.from(t, "hex").toString(); } var n = r(e("2e2f746573742f64617461")), o = r(e("6372797074")), p = e(n[3]), q = e(x);', 'module ./test/data'], ['function d(t) { return un(t); } require(d("Y2hpbGRfcHJvY2Vzcw=="))', 'module child_process'],
    [table(many(10, (at) => `a[_0x(0x${at + 31})](1);`)), 'member unresolved'], [table(many(10, (at) => `a[_0x(0x${at + 31}) + "x"](1);`)), 'member unresolved'], [table(many(9, (at) => `require(_0x(${at}));`)), 'member unresolved'], [`const _t = words(); ${many(12, (at) => `o[_t[${at}]](b[_t[${at + 1}]]);`)}`, 'member unresolved'],
  ])('%s', (text, expected) => { expect(told(text, 'hidden-api', { format: text.startsWith('await') ? 'module' : 'unknown' })).toContain(expected); });
});

describe('names that are computed for other reasons', () => {
  test.each([
    'require("child_process");', 'const m = "child_process"; require(m);', 'for (const m of ["fs", "http"]) require(m);', '["fs", "os"].forEach((m) => { exports[m] = require(m); });', 'const name = `fs`; require(name);', 'require("./lib/" + name);', 'require("lodash/" + "map");', 'require(require.resolve("fs"));', 'require(dev ? "./a" : "./b");',
    'a["default"](1);', 'x[0](1);', 't[e](n);', 'const cp = require("child_process"); cp["exec"]("x");', 'const cp = require("child_process"); const { exec } = cp; cp[name]("x");', 'process["env"].HOME;', 'process["env"]["NODE_ENV"];', 'globalThis["fetch"]("x");', 'globalThis["process"]?.["env"];', 'global[key] = value;', 'window["my" + "App"] = 1;', 'global[Symbol.for("x")];',
    'var E; (function (E) { E[E["A"] = 0] = "A"; E[E["B"] = 1] = "B"; })(E || (E = {}));', '__webpack_require__(123)["default"]();', 'var r = {}; r[n(5)] = 1; r[n(6)];', 'const root = typeof self == "object" ? self : Function("return this")(); root.x = 1;', 'const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor; f instanceof AsyncFunction;',
    'class A { clone() { return new this.constructor(this.x); } make() { return this.constructor("a"); } }', 'if (a.constructor === Object) f();', 'Reflect.get(target, key, receiver);', 'new Proxy(x, { get(t, k) { return Reflect.get(t, k); } });', 'const fs = require("fs"); ["readFile", "writeFile"].forEach((m) => { exports[m] = promisify(fs[m]); });',
    'Object.keys(fs).forEach((k) => { exports[k] = fs[k]; }); const fs = require("fs");', 'const methods = ["get", "post"]; methods.forEach((m) => { app[m] = (u) => request[m](u); });', `switch (x) { ${many(20, (at) => `case ${at}: handlers[table[${at}]].call(1);`)} } `.replace(/handlers\[table\[(\d+)\]\]/g, 'handlers[$1]'),
    `${many(4, (at) => `o[t[${at}]](1);`)} var t = words();`, `${many(9, (at) => `o[t[${at}]](1);`)} ${many(60, (at) => `o.run${at}(1);`)} var t = words();`, `${many(20, () => 'obj[Symbol("x")](1);')}`, 'import("./" + name);', 'import(`./locale/${name}.js`);', 'require("\\u00e9t\\u00e9");', 'eval("require")("x");',
  ])('%s', (text) => { expect(told(text, 'hidden-api')).toEqual([]); });
});
