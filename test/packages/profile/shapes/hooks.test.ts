import { describe, expect, test } from '@jest/globals';
import { told } from './told.js';

describe('what is put in place of the runtime\'s own', () => {
  test.each([
    ['const plain = fetch; fetch = async (...a) => plain(...a);', 'network fetch'], ['window.fetch = function (u) { return go(u); }', 'network fetch'], ['globalThis["fetch"] = wrap(globalThis.fetch);', 'network fetch'],
    ['const w = window; const old = w.fetch; w.fetch = async (...a) => { const r = await old(...a); return change(r); };', 'network fetch'], ['var g=typeof globalThis<"u"?globalThis:self;g.fetch=function(){return 1};', 'network fetch'],
    ['(function (root) { root.fetch = function () {}; })(this);', 'network fetch'], ['self.fetch = new Proxy(self.fetch, { apply(t, s, a) { return t(...a); } });', 'network fetch'], ['Object.defineProperty(window, "fetch", { value: mine });', 'network fetch'],
    ['Object.defineProperty(globalThis, "fe" + "tch", { get() { return mine; } });', 'network fetch'], ['Reflect.set(globalThis, "fetch", function () {});', 'network fetch'], ['Object.assign(globalThis, { fetch: mine });', 'network fetch'], ['Object.defineProperties(window, { fetch: { value: mine } });', 'network fetch'],
    ['Reflect.defineProperty(self, "WebSocket", { value: class {} });', 'network WebSocket'], ['if (typeof fetch != "undefined") { const p = fetch; fetch = async function () { return p(); }; }', 'network fetch'],
    ['const send = XMLHttpRequest.prototype.send; XMLHttpRequest.prototype.send = function (b) { return send.call(this, b); };', 'network XMLHttpRequest.prototype.send'], ['const P = window.XMLHttpRequest.prototype, o = P.open; P.open = function () {};', 'network XMLHttpRequest.prototype.open'],
    ['let { prototype } = XMLHttpRequest; prototype.open = function () {};', 'network XMLHttpRequest.prototype.open'], ['window.XMLHttpRequest = class extends XMLHttpRequest { send(b) { super.send(b); } };', 'network XMLHttpRequest'],
    ['const http = require("http"); const r = http.request; http.request = function (...a) { return r.apply(this, a); };', 'network node:http.request'], ['require("https").request = function () {};', 'network node:https.request'], ['import https from "node:https"; https.get = () => {};', 'network node:https.get'],
    ['const { Socket } = require("net"); Socket.prototype.write = function () {};', 'network node:net.Socket.prototype.write'], ['navigator.sendBeacon = () => true;', 'network navigator.sendBeacon'], ['window.WebSocket = function (u) { return new Fake(u); };', 'network WebSocket'],
    ['const http = require("http"); const emit = http.Server.prototype.emit; http.Server.prototype.emit = function (t, q, s) { return emit.apply(this, arguments); };', 'network node:http.Server.prototype.emit'], ['require("http").ServerResponse.prototype.end = function () {};', 'network node:http.ServerResponse.prototype.end'],
    ['var dns = require("dns"); dns.lookup = function () {};', 'network node:dns.lookup'], ['exports.patch = () => { const n = globalThis.fetch; globalThis.fetch = (a, b) => n(a, b); };', 'network fetch'],
    ['const k = ["fetch"]; for (const one of k) window[one] = hooked(window[one]);', 'network fetch'], ['window.ethereum.request = async (a) => old(change(a));', 'provider ethereum.request'], ['const p = window.ethereum; const r = p.request.bind(p); p.request = (a) => r(swap(a));', 'provider ethereum.request'],
    ['function take(provider) { Object.defineProperty(provider, "request", { value: mine }); } take(window.ethereum);', 'provider ethereum.request'], ['window.solana.signTransaction = async (t) => steal(t);', 'provider solana.signTransaction'], ['window.phantom.solana.signAndSendTransaction = function () {};', 'provider phantom.solana.signAndSendTransaction'],
    ['window.ethereum = new Proxy(window.ethereum, { get(t, k) { return t[k]; } });', 'provider ethereum'], ['window.tronWeb.trx.sign = function () {};', 'provider tronWeb.trx.sign'],
    ['["request", "send", "sendAsync"].forEach((m) => { const o = window.ethereum[m]; window.ethereum[m] = function () { return o.apply(this, arguments); }; });', 'provider ethereum.request'],
    ['function go(p){for(const m of methods()){const o=p[m];Object.defineProperty(p,m,{value:async function(){return o()}})}}go(window.ethereum)', 'provider ethereum.*'],
    ['Array.prototype.push = function () { leak(arguments); };', 'prototype Array.prototype.push'], ['const A = Array.prototype; A.join = function () {};', 'prototype Array.prototype.join'], ['Object.defineProperty(Object.prototype, "toString", { value: f });', 'prototype Object.prototype.toString'],
    ['const t = Function.prototype.toString; Function.prototype.toString = function () { return t.call(this); };', 'prototype Function.prototype.toString'], ['JSON.parse = (t) => look(t);', 'prototype JSON.parse'], ['Promise.prototype.then = function () {};', 'prototype Promise.prototype.then'],
    ['EventTarget.prototype.addEventListener = function () {};', 'prototype EventTarget.prototype.addEventListener'], ['String.prototype.replace = String.prototype.replace_ = function () {};', 'prototype String.prototype.replace'], ['const fs = require("fs"); fs.readFileSync = function () {};', 'prototype node:fs.readFileSync'],
    ['const M = require("module"); const l = M._load; M._load = function (r) { return l.apply(this, arguments); };', 'loader node:module._load'], ['const Module = require("node:module"); Module.prototype.require = function () {};', 'loader node:module.prototype.require'],
    ['module.constructor._load = function () {};', 'loader node:module._load'], ['import { Module } from "module"; Module._resolveFilename = () => "x";', 'loader node:module._resolveFilename'], ['require.cache[require.resolve("fs-extra")] = { exports: mine };', 'loader require.cache'],
    ['require.cache[require.resolve("a")].exports = mine;', 'loader require.cache'], ['require("module")._cache[id] = m;', 'loader require.cache'], ['require.extensions[".js"] = function () {};', 'loader require.extensions'], ['const M = require("module"); M._extensions[".js"] = f;', 'loader require.extensions'],
    ['process.dlopen = function () {};', 'loader process.dlopen'],
  ])('%s', (text, expected) => { expect(told(text, 'hook')).toContain(expected); });

  test('of TypeScript and of modules', () => {
    expect(told('const w = window as any; (w as any).fetch = ((...a: unknown[]) => a) as typeof fetch;', 'hook', { dialect: 'typescript' })).toEqual(['network fetch']);
    expect(told('import http from "http"; http.request = () => {}; export {};', 'hook', { format: 'module' })).toEqual(['network node:http.request']);
  });
});

describe('what only looks like it', () => {
  test.each([
    'const fetch = require("node-fetch"); module.exports = fetch;', 'globalThis.fetch ??= require("node-fetch");', 'globalThis.fetch ||= f;', 'if (!globalThis.fetch) { globalThis.fetch = fetch2; globalThis.Headers = H; }', 'if (!self.fetch) self.fetch = function () {};',
    'self.fetch || (self.fetch = function () {});', 'window.fetch = window.fetch || function () {};', 'if (typeof fetch === "undefined") { globalThis.fetch = f; }', 'if (typeof window.fetch !== "function") window.fetch = f;', 'if (!("fetch" in window)) window.fetch = f;',
    '"fetch" in self || (self.fetch = f);', 'if (window.fetch == null) { window.fetch = f; }', '(function (s) { if (s.fetch) { return; } s.fetch = function () {}; })(typeof self !== "undefined" ? self : this);', 'typeof fetch == "undefined" && (global.fetch = f);', 'void 0 === e.fetch && (e.fetch = f);',
    'const realFetch = require("node-fetch"); if (!global.fetch) { global.fetch = function (u) { return realFetch.call(this, u); }; }', 'global.fetch = require("node-fetch");', 'import fetch, { Headers } from "node-fetch"; globalThis.fetch = fetch;', 'import * as undici from "undici"; globalThis.WebSocket = undici.WebSocket;',
    'class Client { constructor(o) { this.fetch = o.fetch || fetch; } }', 'exports.fetch = function () {};', 'export const fetch = () => {};', 'const client = {}; client.request = function () {};', 'function Agent() {} Agent.prototype.request = function () {};', 'this.fetch = this.fetch.bind(this);',
    'const original = window.fetch; window.fetch = original;', 'beforeEach(() => { global.fetch = jest.fn(); });', 'global.fetch = vi.fn(() => 1);', 'delete require.cache[require.resolve("x")];', 'const cache = {}; cache.fetch = f; store.cache[key] = 1;', 'options.headers.set("fetch", 1);', 'map.set(window, "fetch");',
    'if (!Array.prototype.map) { Array.prototype.map = function () {}; }', 'Array.prototype.map = Array.prototype.map || function () {};', 'Array.prototype.last = function () { return this[this.length - 1]; };', 'String.prototype.trimStart || (String.prototype.trimStart = f);', 'Foo.prototype.toString = function () {};', 'Foo.prototype = Object.create(Array.prototype);',
    'Array.isArray || (Array.isArray = f);', 'Object.assign || (Object.assign = f);', 'Object.assign(Foo.prototype, { toString: f });', 'MyError.prototype.toString = f; MyError.prototype.constructor = MyError;', 'const JSON = {}; JSON.parse = f;', 'const r = axios.create(); r.interceptors.request.use(f);',
    'window.app = {}; window.fetchData = f;', 'let fetch; fetch = async () => {};', 'function f(fetch) { fetch = fetch || g; }', 'const ethereum = connect(); ethereum.request = f;', 'window.ethereum.on("accountsChanged", f);', 'if (!window.ethereum) window.ethereum = mine;', 'exports._load = f; this.extensions = [];', 'config.extensions[".js"] = 1;',
    'module.exports.require = f;', 'Object.defineProperty(exports, "fetch", { enumerable: true, get: function () { return x.fetch; } });', 'Object.defineProperty(Foo.prototype, "toString", { value: f });', 'const p = { fetch() {} }; Object.assign(api, { fetch: f });', 'globalThis.fetch = undefined;',
  ])('%s', (text) => { expect(told(text, 'hook')).toEqual([]); });
});

test('by calls that are looked up themselves', () => {
  expect(told('const words = ["defineProperty", "request"]; Object[words[0]](window.ethereum, words[1], { value: mine });', 'hook')).toEqual(['provider ethereum.request']);
});
