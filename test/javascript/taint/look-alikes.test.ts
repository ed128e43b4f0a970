import { describe, expect, test } from '@jest/globals';
import { ways, type Sources } from './ways.js';

const to = '"https://a.example.invalid"';
/** Ordinary code that reads secrets, sends, downloads, decodes and evaluates, and where none of it meets. */
const silent: readonly (readonly [name: string, text: Sources])[] = [
  ['an address beside a token', `const c = { token: process.env.NPM_TOKEN, url: ${to} }; fetch(c.url)`],
  ['an address set beside a token', `const o = {}; o.token = process.env.NPM_TOKEN; o.url = ${to}; fetch(o.url)`],
  ['an address beside a token, spread', `const d = { token: process.env.NPM_TOKEN, url: ${to} }; const o = { ...d, x: 1 }; fetch(o.url)`],
  ['an address beside a token, in fields of their own', `const o = { auth: { token: process.env.NPM_TOKEN }, net: { url: ${to} } }; fetch(o.net.url)`],
  ['an address beside a token, in a list', `const l = [${to}, process.env.NPM_TOKEN]; fetch(l[0])`],
  ['an address beside a token, in a class', `class C { constructor() { this.token = process.env.NPM_TOKEN; this.url = ${to} } go() { return fetch(this.url) } } new C().go()`],
  ['an address beside a token, in two functions', `function A() { this.token = process.env.NPM_TOKEN } function B() { this.url = ${to}; fetch(this.url) } new A(); new B()`],
  ['an address beside a token, in another file', { 'a.js': 'const c = require("./b"); fetch(c.url)', 'b.js': `exports.token = process.env.NPM_TOKEN; exports.url = ${to}` }],
  ['an address beside a token, as defaults', `class Client { constructor({ apiKey = process.env.OPENAI_API_KEY, baseURL = ${to} } = {}) { this.apiKey = apiKey; this.baseURL = baseURL } ping() { return fetch(this.baseURL) } } new Client().ping()`],
  ['a field of the same name in another object', `const a = { token: process.env.NPM_TOKEN }; const b = { token: "public" }; fetch(${to}, { body: b.token })`],
  ['a secret that is compared', `if (process.env.NPM_TOKEN === "x") fetch(${to})`],
  ['a secret that is there', `const has = !!process.env.NPM_TOKEN; fetch("https://a.example.invalid/?h=" + has)`],
  ['the kind of a secret', 'fetch("https://a.example.invalid/?t=" + typeof process.env.NPM_TOKEN)'],
  ['a name in the environment', 'fetch("https://a.example.invalid/?t=" + ("NPM_TOKEN" in process.env))'],
  ['the hash of a secret', 'const h = require("crypto").createHash("sha256").update(process.env.NPM_TOKEN).digest("hex"); fetch("https://a.example.invalid/" + h)'],
  ['a request that is signed', `const h = require("crypto").createHmac("sha256", process.env.API_SECRET).update("body").digest("hex"); fetch(${to}, { headers: { signature: h } })`],
  ['the hash of the host name', `const id = require("crypto").createHash("md5").update(require("os").hostname()).digest("hex"); fetch(${to}, { body: id })`],
  ['a key that signs', `const s = require("crypto").sign(null, data, w.privateKey); fetch(${to}, { body: s.toString("base64") })`],
  ['a key that signs, in a function', `function sign(privateKey, data) { return require("crypto").createSign("sha256").update(data).sign(privateKey) } fetch(${to}, { body: sign(k, "x") })`],
  ['the public half of keys', `const kp = generate(); fetch(${to}, { body: kp.publicKey })`],
  ['NODE_ENV', 'fetch("https://a.example.invalid/?e=" + process.env.NODE_ENV)'],
  ['NODE_ENV by another name', 'const env = process.env; fetch("https://a.example.invalid/" + env.NODE_ENV)'],
  ['NODE_ENV by a computed key', 'const k = "NODE_ENV"; fetch("https://a.example.invalid/" + process.env[k])'],
  ['DEBUG', `if (process.env.DEBUG) console.log(process.env.DEBUG); fetch(${to}, { headers: { d: process.env.DEBUG } })`],
  ['an address from the environment', 'fetch(process.env.API_URL)'],
  ['a proxy from the environment', 'require("https").request({ host: process.env.HTTPS_PROXY })'],
  ['a port from the environment', 'require("http").createServer().listen(process.env.PORT)'],
  ['the environment handed to a program', 'require("child_process").spawn("npm", ["test"], { env: process.env })'],
  ['the environment handed to a program, with more', 'require("child_process").exec("npm test", { env: { ...process.env, A: 1 } })'],
  ['a copy of the environment', 'const e = Object.assign({}, process.env); e.X = 1; module.exports = e'],
  ['the environment printed', `try { f() } catch (e) { console.error(process.env, e) } fetch(${to})`],
  ['the environment served', 'require("http").createServer((req, res) => res.end(JSON.stringify(process.env))).listen(3000)'],
  ['the environment to a function of one\'s own', `send(process.env); fetch(${to}); function send(x) { console.log(x) }`],
  ['what it runs on', `fetch(${to}, { body: JSON.stringify({ ci: Boolean(process.env.CI), node: process.version, platform: process.platform, arch: require("os").arch() }) })`],
  ['a path of credentials in a log', `const f = require("path").join(require("os").homedir(), ".npmrc"); console.log("no " + f); fetch(${to})`],
  ['credentials read and not sent', `const t = require("fs").readFileSync(require("os").homedir() + "/.npmrc", "utf8"); if (t.includes("x")) fetch(${to})`],
  ['a path of credentials sent', 'fetch("https://a.example.invalid/?f=" + encodeURIComponent("~/.npmrc"))'],
  ['a folder at home', `const d = require("os").homedir(); require("fs").mkdirSync(d + "/.cache/x"); fetch(${to})`],
  ['a host name compared', `if (require("os").hostname() === "x") fetch(${to})`],
  ['a form with a password', `exports.login = ({ username, password }) => fetch(${to}, { body: JSON.stringify({ username, password }) })`],
  ['process of one\'s own', 'const process = { env: { NPM_TOKEN: "x" } }; fetch("https://a.example.invalid/" + process.env.NPM_TOKEN)'],
  ['fetch of one\'s own', 'function fetch(x) { console.log(x) } fetch(process.env)'],
  ['a list with a token outside', 'const t = process.env.NPM_TOKEN; ["a"].map((x) => fetch("https://a.example.invalid/" + x))'],
  ['a download that is printed', `fetch(${to}).then((r) => r.text()).then((t) => console.log(t))`],
  ['a download that is read as data', `fetch(${to}).then((r) => r.json()).then((t) => { module.exports.v = t.version })`],
  ['a download that is kept, and another program', `const fs = require("fs"); fetch(${to}).then((r) => r.text()).then((t) => fs.writeFileSync("/tmp/data.json", t)); require("child_process").spawn("/usr/bin/git", ["status"])`],
  ['a download that a program is told of', `fetch(${to}).then((r) => r.text()).then((v) => require("child_process").execFile("git", ["checkout", v]))`],
  ['a second try after a while', `const sleep = (ms) => new Promise((r) => setTimeout(r, ms)); async function get(u) { try { return await fetch(u) } catch { await sleep(100); return get(u) } } get(${to})`],
  ['an answer that came too late', `const c = new AbortController(); const t = setTimeout(() => c.abort(), 5); fetch(${to}, { signal: c.signal }).finally(() => clearTimeout(t))`],
  ['a callback after a while', 'function get(u, cb) { require("https").get(u, (res) => { let b = ""; res.on("data", (d) => b += d); res.on("end", () => setTimeout(cb, 1, null, b)) }) } exports.get = get'],
  ['messages told apart', 'const ws = new WebSocket(u); ws.onmessage = (e) => { handlers[e.data.type](e.data) }'],
  ['wrappers beside one another', 'exports.exec = (cmd) => require("child_process").exec(cmd); exports.get = (u) => fetch(u)'],
  ['decoded and printed', 'console.log(Buffer.from(x, "base64").toString())'],
  ['decoded data', 'const j = JSON.parse(atob(x)); console.log(j.a)'],
  ['decoded beside an evaluation', 'const a = atob(x); eval("1 + 1"); console.log(a)'],
  ['decoded for a program to read', 'require("child_process").execFileSync("git", ["show", Buffer.from(x, "hex").toString()])'],
  ['decoded to the other runtime', 'WebAssembly.instantiate(Buffer.from(x, "base64"))'],
  ['eval of one\'s own', 'const evaluate = (x) => x; evaluate(atob(y))'],
  ['a function from a plain text', 'const f = new Function("a", "return a + 1"); f(1)'],
  ['templates', 'exports.template = (s) => new Function("o", "return `" + s + "`")'],
  ['a data file as JSON', 'const p = JSON.parse(require("fs").readFileSync(__dirname + "/package.json", "utf8")); console.log(p.version)'],
  ['a data file that is given out', 'const t = require("fs").readFileSync(__dirname + "/t.html", "utf8"); module.exports = () => t'],
  ['files of its own by their names', 'require(require("path").join(__dirname, "x.js")); require(__dirname + "/lib/" + x); require("child_process").fork(__dirname + "/worker.js"); new (require("worker_threads").Worker)(__dirname + "/worker.js")'],
  ['its own worker as a program', 'require("child_process").spawn(process.execPath, [require("path").join(__dirname, "worker.js")])'],
  ['events with the environment', `const e = new (require("events"))(); e.on("x", (d) => console.log(d)); e.emit("x", process.env); fetch(${to})`],
];

describe('nothing flows', () => {
  test.each(silent)('%s', (_, text) => {
    expect(ways(text).filter((one) => !one.startsWith('download>network'))).toEqual([]);
  });

  test('nor where all of them stand in one package', () => {
    const files = Object.fromEntries(silent.flatMap(([, text], at) => (typeof text === 'string' && !/process of|fetch of/.test(silent[at]![0]) ? [[`f${at}.js`, `(function () { ${text.replaceAll(/\bexports?\b|\bmodule\.exports\b/g, 'own')} })()`]] : [])));
    expect(ways(files).filter((one) => !one.startsWith('download>network'))).toEqual([]);
  });
});
