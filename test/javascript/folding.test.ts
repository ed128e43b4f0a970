import { describe, expect, test } from '@jest/globals';
import { handed } from './folding.js';

const host = 'drop.example.invalid';
const units = (text: string, turn: (unit: number, at: number) => number = (unit) => unit): number[] => Array.from(text, (char, at) => turn(char.charCodeAt(0), at));
const codes = (...how: Parameters<typeof units>): string => units(...how).join(', ');
const reversed = (text: string): string => text.split('').reverse().join('');
const quote = JSON.stringify;
const base64 = Buffer.from(host).toString('base64');
const xor = (text: string, key: string): string => String.fromCharCode(...units(text, (unit, at) => unit ^ key.charCodeAt(at % key.length)));
const rot13 = (text: string): string => text.replace(/[a-z]/g, (char) => String.fromCharCode(((char.charCodeAt(0) - 97 + 13) % 26) + 97));

describe('strings that code puts together are read', () => {
  test.each([
    ['base64', `fetch(Buffer.from(${quote(base64)}, 'base64').toString())`],
    ['base64 to utf8', `fetch(Buffer.from(${quote(base64)}, 'base64').toString('utf-8'))`],
    ['base64, a new Buffer', `fetch(new Buffer(${quote(base64)}, 'base64').toString('ascii'))`],
    ['base64 in a variable', `const b = Buffer.from(${quote(base64)}, 'base64'); fetch(b.toString())`],
    ['base64 twice', `fetch(atob(atob(${quote(Buffer.from(base64).toString('base64'))})))`],
    ['hex', `fetch(Buffer.from(${quote(Buffer.from(host).toString('hex'))}, 'hex').toString())`],
    ['latin1', `fetch(Buffer.from(${quote(host)}, 'latin1').toString('latin1'))`],
    ['bytes', `fetch(Buffer.from([${codes(host)}]).toString())`],
    ['bytes in a variable', `const b = [${codes(host)}]; fetch(Buffer.from(b).toString('utf8'))`],
    ['TextDecoder', `fetch(new TextDecoder().decode(new Uint8Array([${codes(host)}])))`],
    ['TextDecoder, Uint8Array.from', `fetch(new TextDecoder('utf-8').decode(Uint8Array.from([${codes(host)}])))`],
    ['TextDecoder, Uint8Array.of', `const d = new TextDecoder(); fetch(d.decode(Uint8Array.of(${codes(host)})))`],
    ['Uint8Array from base64', `fetch(new TextDecoder().decode(Uint8Array.from(atob(${quote(base64)}), (c) => c.charCodeAt(0))))`],
    ['fromCharCode, spread', `fetch(String.fromCharCode(...[${codes(host)}]))`],
    ['fromCharCode, apply', `fetch(String.fromCharCode.apply(null, [${codes(host)}]))`],
    ['fromCharCode, apply of a variable', `var c = [${codes(host)}]; fetch(String.fromCharCode.apply(String, c))`],
    ['fromCodePoint', `fetch(String.fromCodePoint(...[${codes(host)}]))`],
    ['numbers turned by xor', `fetch([${codes(host, (unit) => unit ^ 77)}].map((c) => String.fromCharCode(c ^ 77)).join(''))`],
    ['numbers shifted', `fetch([${codes(host, (unit) => unit + 9)}].map(function (c) { return String.fromCharCode(c - 9) }).join(''))`],
    ['numbers turned by their place', `fetch([${codes(host, (unit, at) => unit - at)}].map((c, i) => String.fromCharCode(c + i)).join(""))`],
    ['numbers, with a constant key', `const k = 3 * 7; const f = (c) => String.fromCharCode(c ^ k); fetch([${codes(host, (unit) => unit ^ 21)}].map(f).join(''))`],
    ['numbers, reduced', `fetch([${codes(host)}].reduce((s, c) => s + String.fromCharCode(c), ''))`],
    ['characters, turned', `fetch(${quote(xor(host, '#'))}.split('').map((c) => String.fromCharCode(c.charCodeAt(0) ^ 35)).join(''))`],
    ['characters, spread', `fetch([...${quote(rot13(host))}].map((c) => /[a-z]/.test(c) ? String.fromCharCode((c.charCodeAt(0) - 97 + 13) % 26 + 97) : c).join(''))`],
    ['xor with a key, in a loop', `function d(a, k) { var s = ''; for (var i = 0; i < a.length; i++) s += String.fromCharCode(a.charCodeAt(i) ^ k.charCodeAt(i % k.length)); return s } fetch(d(${quote(xor(host, 'k3y'))}, 'k3y'))`],
    ['xor with a key, in place', `const a = ${quote(xor(host, 'k3y'))}, k = 'k3y'; let s = ''; for (let i = 0; i < a.length; i++) s += String.fromCharCode(a.charCodeAt(i) ^ k.charCodeAt(i % k.length)); fetch(s)`],
    ['xor with a key, in place, by while', `var a = [${codes(host, (unit) => unit ^ 5)}], s = '', i = 0; while (i < a.length) { s += String.fromCharCode(a[i++] ^ 5) } fetch(s)`],
    ['xor with a key, in place, by for of', `var s = ''; for (const c of [${codes(host, (unit) => unit ^ 5)}]) s += String.fromCharCode(c ^ 5); fetch(s)`],
    ['a rolling key', `function d(a) { let k = 7, s = ''; for (const c of a) { s += String.fromCharCode(c ^ k); k = (k * 31 + 11) & 255 } return s } fetch(d([${rolling(host)}]))`],
    ['the key in a variable', `const K = 'zx'; const d = (t) => t.split('').map((c, i) => String.fromCharCode(c.charCodeAt(0) ^ K.charCodeAt(i % K.length))).join(''); fetch(d(${quote(xor(host, 'zx'))}))`],
    ['hex by hand', `function d(h) { var s = ''; for (var i = 0; i < h.length; i += 2) s += String.fromCharCode(parseInt(h.substr(i, 2), 16)); return s } fetch(d(${quote(Buffer.from(host).toString('hex'))}))`],
    ['hex by matching', `fetch(${quote(Buffer.from(host).toString('hex'))}.match(/.{2}/g).map((h) => String.fromCharCode(parseInt(h, 16))).join(''))`],
    ['hex by replacing', `fetch(${quote(Buffer.from(host).toString('hex'))}.replace(/../g, (h) => String.fromCharCode('0x' + h)))`],
    ['rot13', `fetch(${quote(rot13(host))}.replace(/[a-z]/gi, (c) => String.fromCharCode((c <= 'Z' ? 90 : 122) >= (c = c.charCodeAt(0) + 13) ? c : c - 26)))`],
    ['rot13 in a function', `function r(s) { return s.replace(/[a-zA-Z]/g, function (c) { const b = c <= 'Z' ? 65 : 97; return String.fromCharCode((c.charCodeAt(0) - b + 13) % 26 + b) }) } fetch(r(${quote(rot13(host))}))`],
    ['rot13 by a table', `var t = 'abcdefghijklmnopqrstuvwxyz', u = 'nopqrstuvwxyzabcdefghijklm'; fetch(${quote(rot13(host))}.split('').map((c) => t.includes(c) ? u[t.indexOf(c)] : c).join(''))`],
    ['reversed', `fetch(${quote(reversed(host))}.split('').reverse().join(''))`],
    ['reversed by spread', `fetch([...${quote(reversed(host))}].reverse().join(''))`],
    ['reversed by hand', `function r(s) { let o = ''; for (let i = s.length - 1; i >= 0; i--) o += s[i]; return o } fetch(r(${quote(reversed(host))}))`],
    ['padded', `fetch(${quote(host.split('').join('~'))}.replaceAll('~', ''))`],
    ['padded, by a pattern', `fetch(${quote(host.split('').join('~'))}.replace(/~/g, ''))`],
    ['padded, by parts', `fetch(${quote(host.split('').join('~'))}.split('~').join(''))`],
    ['a table of parts', `const t = 'invalid|drop|example'.split('|'); fetch(t[1] + '.' + t[2] + '.' + t[0])`],
    ['an array of parts', `var t = ['invalid', 'drop', 'example']; fetch([t[1], t[2], t[0]].join('.'))`],
    ['destructuring', `const [c, a, b] = ['invalid', 'drop', 'example']; fetch(a + '.' + b + '.' + c)`],
    ['an object of parts', `const t = { a: 'drop', b: '.example.', c: 'invalid' }; fetch(t.a + t['b'] + t[String.fromCharCode(99)])`],
    ['every second character', `function e(s) { return s.split('').filter((c, i) => i % 2 === 0).join('') } fetch(e(${quote(host.split('').map((char) => `${char}#`).join(''))}))`],
    ['a function of an object', `const o = { d: function (s) { return s.split('').reverse().join('') } }; fetch(o.d(${quote(reversed(host))}))`],
    ['a function that calls another', `const u = (n) => String.fromCharCode(n); function d(a) { return a.map((n) => u(n - 1)).join('') } fetch(d([${codes(host, (unit) => unit + 1)}]))`],
    ['a function by another name', `function d(a) { return a.map((n) => String.fromCharCode(n)).join('') } const e = d; fetch(e([${codes(host)}]))`],
    ['a function with a default', `const d = (a, k = 4) => a.map((n) => String.fromCharCode(n - k)).join(''); fetch(d([${codes(host, (unit) => unit + 4)}]))`],
    ['recursion', `function d(a, i) { return i >= a.length ? '' : String.fromCharCode(a[i]) + d(a, i + 1) } fetch(d([${codes(host)}], 0))`],
    ['in place', `fetch((function (a, k) { for (var s = '', i = 0; i < a.length; i++) s += String.fromCharCode(a[i] - k); return s })([${codes(host, (unit) => unit + 2)}], 2))`],
    ['escape sequences', `fetch('\\x64\\u0072\\157p' + '.example.invalid')`],
    ['percents', `fetch(unescape(${quote(host.split('').map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''))}))`],
    ['base 36', `fetch((${parseInt('drop', 36)}).toString(36) + '.' + (${parseInt('example', 36)}).toString(36) + '.invalid')`],
    ['String.raw', 'fetch(String.raw`drop.${"example"}` + ".invalid")'],
    ['nested templates', 'const a = "drop"; fetch(`${`${a}.${"exa" + "mple"}`}.${["invalid"][0]}`)'],
    ['charAt by charAt', `const t = 'abcdefghijklmnopqrstuvwxyz.'; fetch(${host.split('').map((char) => `t.charAt(${'abcdefghijklmnopqrstuvwxyz.'.indexOf(char)})`).join(' + ')})`],
    ['at', `const t = 'abcdefghijklmnopqrstuvwxyz.'; fetch(${host.split('').map((char) => `t.at(${'abcdefghijklmnopqrstuvwxyz.'.indexOf(char)})`).join(' + ')})`],
    ['an array that is filled', `var a = []; for (var i = 0; i < 20; i++) a.push([${codes(host)}][i]); fetch(String.fromCharCode(...a))`],
    ['an array that is turned', `var a = ['invalid', 'example', 'drop']; a.reverse(); fetch(a.join('.'))`],
    ['an array that is turned by a function', `var a = ['example', 'invalid', 'drop']; (function (b, n) { while (n--) b.push(b.shift()) })(a, 2); function g(i) { return a[i - 5] } fetch(g(5) + '.' + g(6) + '.' + g(7))`],
    ['a switch that is flattened', `function d(a) { var o = '2|0|1'.split('|'), i = 0, s, r; while (true) { switch (o[i++]) { case '0': r = s.map((n) => String.fromCharCode(n)); continue; case '1': return r.join(''); case '2': s = a.map((n) => n ^ 1); continue } break } } fetch(d([${codes(host, (unit) => unit ^ 1)}]))`],
    ['base64 by hand', `function d(t) { var c = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/', s = '', b = 0, n = 0; for (var i = 0; i < t.length; i++) { var v = c.indexOf(t[i]); if (v < 0) continue; b = b << 6 | v; n += 6; if (n >= 8) { n -= 8; s += String.fromCharCode(b >> n & 255) } } return s } fetch(d(${quote(base64)}))`],
    ['exceptions', `function d(t) { try { return decodeURIComponent('%') } catch (e) { return t } } fetch(d(${quote(host)}))`],
    ['arguments', `function d() { return [].concat(Array.from(arguments)).map((n) => String.fromCharCode(n)).join('') } fetch(d(${codes(host)}))`],
    ['a class of its own kind', `function D(k) { this.k = k } D.prototype.x = 1; function d(a) { const P = function (k) { this.k = k }; P.prototype.r = function (n) { return String.fromCharCode(n - this.k) }; const p = new P(3); return a.map((n) => p.r(n)).join('') } fetch(d([${codes(host, (unit) => unit + 3)}]))`],
  ])('%s', (_, text) => { expect(handed(text)).toEqual([host]); });

  test('an index of an array of strings that a function gives', () => {
    expect(handed(`function w() { return 'a|b|c'.split('|') } const t = w(); fetch(t[2])`)).toEqual(['c']);
  });
});

function rolling(text: string): string {
  let key = 7;
  return codes(text, (unit) => {
    const turned = unit ^ key;
    key = (key * 31 + 11) & 255;
    return turned;
  });
}
