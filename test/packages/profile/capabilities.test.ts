import { describe, expect, test } from '@jest/globals';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import { filesOf } from './files.js';

/** The APIs that a package of one file is found to use, in order of kind and name. */
function apis(text: string, path = 'index.js'): string[] {
  const { value } = profilePackage({ files: filesOf({ 'package.json': '{"name":"a"}', [path]: text }) });
  expect(value.unread).toEqual([]);
  return [...new Set(value.capabilities.map(({ api }) => api))].sort();
}

const cp = 'child_process.exec';

describe('dynamic code', () => {
  test.each([
    ['eval(x)', ['eval']],
    ['const e = eval; e(x)', ['eval']],
    ['(0, eval)(x)', ['eval']],
    ['eval?.(x)', ['eval']],
    ['a = eval, a(x)', ['eval']],
    ['\\u0065val(x)', ['eval']],
    ['globalThis["ev" + "al"](x)', ['eval']],
    ['window["\\x65val"](x)', ['eval']],
    ['this.eval(x)', ['eval']],
    ['(function () { return this })().eval(x)', ['eval']],
    ['function g() { return this } g().eval(x)', ['eval']],
    ['Reflect.get(globalThis, "eval")(x)', ['eval']],
    ['code.then(eval)', ['eval']],
    ['function f(a = eval("x")) { var eval; }', ['eval']],
    ['const { a = eval } = b; a(1)', ['eval']],
    ['{ let eval = 1 } eval(x)', ['eval']],
    ['if (0) { function eval() {} } eval(x)', ['eval']],
    ['declareGlobal: eval(x)', ['eval']],
    ['new Function("a", b)', ['Function']],
    ['Function(b)()', ['Function']],
    ['Function`x`', ['Function']],
    ['class A extends Function {}', ['Function']],
    ['Reflect.construct(Function, [x])', ['Function']],
    ['Reflect.apply(Function, null, [x])', ['Function']],
    ['[].constructor.constructor("x")()', ['Function']],
    ['"".sub.constructor("x")()', ['Function']],
    ['(async () => {}).constructor("x")()', ['Function']],
    ['const f = () => {}; f.constructor("x")()', ['Function']],
    ['Object.getPrototypeOf(async function () {}).constructor("x")()', ['Function']],
    ['const k = "con" + "structor"; [][k][k]("x")()', ['Function']],
    ['[][(![] + [])[+[]] + a][b](c)()', ['Function?']],
    ['Function("return this")().eval(x)', ['Function', 'eval']],
    ['setTimeout("code", 1)', ['setTimeout']],
    ['setInterval("a" + b)', ['setInterval']],
    ['setTimeout(`${a}`)', ['setTimeout']],
    ['require("vm").runInThisContext(c)', ['vm.runInThisContext']],
    ['import { Script } from "node:vm"; new Script(c)', ['vm.Script']],
    ['module._compile(c, "x")', ['module._compile']],
    ['new module.constructor()._compile(c, "x")', ['module._compile']],
    ['import("data:text/javascript," + x)', ['import(data:)']],
    ['import "data:text/javascript,1"', ['import(data:)']],
    ['import(x)', ['import(computed)']],
    ['require(x)', ['require(computed)']],
    ['require("module")._load(x)', ['require(computed)']],
    ['require(c ? decode(x) : "fs")', ['require(computed)']],
    ['let m = "fs"; if (a) m = decode(x); require(m)', ['require(computed)']],
    ['const c = require; c(n)', ['require(computed)']],
    ['globalThis[k](x)', ['globalThis[computed]']],
    ['process.dlopen(module, f)', ['process.dlopen']],
    ['new (require("worker_threads").Worker)(code, { eval: true })', ['worker_threads.Worker']],
    ['new (require("inspector").Session)()', ['inspector.Session']],
  ])('%s', (text, expected) => {
    expect(apis(text)).toEqual([...expected].map((api) => (api === 'Function?' ? 'Function' : api)).sort());
  });
});

describe('processes', () => {
  test.each([
    ['const { exec } = require("child_process"); exec("ls")', [cp]],
    ['const { exec: run } = require("node:child_process"); run("ls")', [cp]],
    ['import cp from "node:child_process"; cp.exec(a)', [cp]],
    ['import * as c from "child_process"; c["ex" + "ec"](a)', [cp]],
    ['import { exec as e } from "child_process"; e(a)', [cp]],
    ['const { default: c } = await import("child_process"); c.exec(1)', [cp]],
    ['import("child_process").then((c) => c.exec(1))', [cp]],
    ['import("child_process").then(({ exec }) => exec(1))', [cp]],
    ['require("child_" + "process").exec(a)', [cp]],
    ['require(`child_${"process"}`).exec(a)', [cp]],
    ['require(["child", "process"].join("_")).exec(a)', [cp]],
    ['require("ssecorp_dlihc".split("").reverse().join("")).exec(a)', [cp]],
    ['require(atob("Y2hpbGRfcHJvY2Vzcw==")).exec(a)', [cp]],
    ['require(Buffer.from("6368696c645f70726f63657373", "hex").toString()).exec(a)', [cp]],
    ['function d(s) { return Buffer.from(s, "base64").toString() } (function (n) { return require(n) })(d("Y2hpbGRfcHJvY2Vzcw==")).exec(a)', ['child_process', cp]],
    ['require(String.fromCharCode(99, 104, 105, 108, 100, 95, 112, 114, 111, 99, 101, 115, 115)).exec(a)', [cp]],
    ['require(unescape("child%5Fprocess")).exec(a)', [cp]],
    ['var s = "child"; s += "_process"; require(s).exec(1)', [cp, 'require(computed)']],
    ['module.constructor._load("child_process").exec(x)', [cp]],
    ['process.mainModule.require("child_process").exec(x)', [cp]],
    ['process.getBuiltinModule("child_process").exec(1)', [cp]],
    ['global.process.mainModule.constructor._load("child_process").exec(1)', [cp]],
    ['require.main.require("child_process").exec(1)', [cp]],
    ['require.call(null, "child_process").exec(1)', [cp]],
    ['require.apply(null, ["child_process"]).exec(1)', [cp]],
    ['Reflect.apply(require, null, ["child_process"]).exec(1)', [cp]],
    ['import { createRequire } from "module"; const r = createRequire(import.meta.url); r("child_process").exec("x")', [cp]],
    ['(function (r) { r("child_process").exec("x") })(require)', [cp]],
    ['(function (f) { f(require) })(function (r) { r("child_" + "process").exec("x") })', [cp]],
    ['const f = (...a) => a[0]("child_" + "process").exec(1); f(require)', [cp]],
    ['[require].forEach((r) => r("child_" + "process").exec("x"))', [cp]],
    ['const o = { r: require }; o.r("child_" + "process").exec(1)', [cp]],
    ['class L { load(r) { r("child_" + "process").exec(1) } } new L().load(require)', [cp]],
    ['eval("require")("child_process").exec(1)', [cp, 'eval']],
    ['Function("return require")()("child_process").exec(1)', [cp, 'Function']],
    ['const c = __importStar(require("child_process")); c.exec(1)', ['child_process', cp]],
    ['const run = require("util").promisify(require("child_process").exec); run("a")', [cp]],
    ['new Proxy(require("child_process"), {}).exec(1)', ['child_process', cp]],
    ['module.exports = require("child_process")', ['child_process']],
    ['export * from "child_process"', ['child_process']],
    ['const c = require("child_process"); c[k](x)', ['child_process[computed]']],
    ['with (require("child_process")) exec("x")', ['child_process']],
    ['process.binding("spawn_sync").spawn({})', ['process.binding']],
    ['Bun.spawn(["x"])', ['Bun.spawn']],
    ['new Deno.Command("x")', ['Deno.Command']],
    ['require("cluster").fork()', ['cluster.fork']],
    ['var require; require("child_process").exec(1)', [cp]],
  ])('%s', (text, expected) => {
    expect(apis(text)).toEqual([...expected].sort());
  });

  test('TypeScript: import = require, and names that exist for the checker only', () => {
    expect(apis('import cp = require("child_process"); cp.exec(x as string)', 'index.ts')).toEqual([cp]);
    expect(apis('declare const fetch: any; fetch(u)', 'index.ts')).toEqual(['fetch']);
    expect(apis('import type { exec } from "child_process"; type A = typeof exec; interface B { eval(x: string): void }', 'index.ts')).toEqual([]);
  });
});

describe('network', () => {
  test.each([
    ['fetch(u)', ['fetch']],
    ['const f = globalThis.fetch.bind(globalThis); f(u)', ['fetch']],
    ['navigator.sendBeacon(u)', ['navigator.sendBeacon']],
    ['new WebSocket(u)', ['WebSocket']],
    ['class A extends WebSocket {}', ['WebSocket']],
    ['import http from "http"; http.get(u)', ['http.get']],
    ['require("https").request(u)', ['https.request']],
    ['const { connect } = require("net"); connect(1)', ['net.connect']],
    ['require("dns").promises.resolveTxt(h)', ['dns.promises.resolveTxt']],
    ['import { lookup } from "dns/promises"; lookup(h)', ['dns.promises.lookup']],
    ['require("dgram").createSocket("udp4")', ['dgram.createSocket']],
    ['require("http2").connect(u)', ['http2.connect']],
    ['import ax from "axios"', ['axios']],
    ['require("node-fetch")', ['node-fetch']],
    ['require("undici/lib/x")', ['undici']],
  ])('%s', (text, expected) => {
    expect(apis(text)).toEqual([...expected].sort());
  });
});

describe('look-alikes', () => {
  test.each([
    'function f() { var eval = 1; eval(x) }',
    'const eval2 = (eval) => eval(x)',
    'const fetch = (u) => u; fetch(1)',
    'function f(fetch) { return fetch(u) }',
    'import fetch from "./fetch.js"; fetch(u)',
    'function f(require) { return require(1) }',
    '/eval/.exec("x"); re.exec(y)',
    'db.exec(sql); model.fetch(u); page.eval(x); client.request(y); a.spawn()',
    '// eval(x)\n/* require("child_process").exec(1) */ "eval(x)"; `fetch(${1})`',
    'x = { eval: 1, fetch() {}, Function: 2 }; x.fetch(); x.eval',
    'if (typeof fetch !== "undefined" && typeof eval === "function") {}',
    'type = { type: Function }; assert.instanceOf(x, Function); x instanceof Function; Function.prototype.call.call(a, b)',
    'setTimeout(() => {}, 1); setTimeout(f, 2); setInterval(a.b, 1)',
    'http.STATUS_CODES[1]; const { STATUS_CODES, METHODS } = require("http"); x = STATUS_CODES',
    'require("net").isIP(x)',
    'require("vm").isContext(x)',
    'require("child_process")',
    'import "http"',
    'require("./child_process").exec(x)',
    'require("fs"); require("./locale/" + name)',
    'require(require("path").join(__dirname, "x", name))',
    'require("@scope/" + platform)',
    'process.env.A; process.exit(1); process.on("x", f); process.binding("natives")',
    'this.constructor.name; this.constructor[n](1); new this.constructor()',
    'new Worker(new URL("./w.js", import.meta.url)); new (require("worker_threads").Worker)(__filename, { workerData: 1 })',
    '["a", "b"][i]; rows[i][j](x)',
    'obj[key](x)',
    'class A { fetch() { return this.fetch() } get eval() { return 1 } }',
    'label: for (;;) { break label }',
  ])('%s', (text) => {
    expect(apis(text)).toEqual([]);
  });
});

describe('the same text, read two ways', () => {
  test.each([
    ['a script\'s comment hides what a module would skip', 'x = 1\n<!-- /*\neval(y) /* */'],
    ['a division in a script is a regular expression in a module', 'await /eval(x)/g'],
    ['and the other way round', 'export {}; await /x/; eval(y)'],
    ['code after a closing comment mark', 'f()\n--> eval(1)\neval(2)'],
  ])('%s', (_, text) => {
    expect(apis(text)).toContain('eval');
  });
});

test('a place has line, column and an excerpt of bounded size; computed tells a constant argument from another', () => {
  const long = `${' '.repeat(500)}eval("1 + 1");${'x'.repeat(500)}`;
  const { value } = profilePackage({ files: filesOf({ 'index.js': `\uFEFF#!/usr/bin/env node\r\nf(\r\n  eval(a,\r\nb,\r\nc,\r\nd))\r\n${long}` }) });
  expect(value.capabilities).toMatchObject([
    { api: 'eval', path: 'index.js', line: 3, column: 3, endLine: 5, computed: true, excerpt: '  eval(a,\nb,\nc,' },
    { api: 'eval', line: 7, column: 501, endLine: 7, computed: false },
  ]);
  expect(value.capabilities[1]!.excerpt).toContain('eval("1 + 1")');
  for (const { excerpt } of value.capabilities) for (const line of excerpt.split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});
