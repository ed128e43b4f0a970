import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { sha256 } from '../../../src/core/hash.js';
import { obfuscationOf } from '../../../src/packages/profile/obfuscation.js';

const kinds = (text: string): string[] => [...new Set(obfuscationOf(text).map(({ what }) => what))];

/** Bytes without any order, the same in every run. */
function noise(length: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; parts.length * 32 < length; at += 1) parts.push(createHash('sha256').update(`noise ${at}`).digest());
  return Buffer.concat(parts).subarray(0, length);
}

const readable = Array.from({ length: 60 }, (_, at) => `function step${at}(value) {\n  return value + ${at};\n}\n`).join('\n');
const minified = Array.from({ length: 90 }, (_, at) => `var a${at}=b(${at});function c${at}(d,e){if(d>e){return a${at}(d)}else{for(var f=0;f<e;f++)g(f)}}`).join(';');
const lines = (text: string, width: number): string => `[${Array.from({ length: Math.ceil(text.length / width) }, (_, at) => `'${text.slice(at * width, (at + 1) * width)}'`).join(',\n')}].join('')`;
const table = Array.from({ length: 20 }, (_, at) => `'${noise(200).subarray(at * 9, at * 9 + 9).toString('base64').replaceAll('=', '')}'`).join(',');
const hexNames = Array.from({ length: 8 }, (_, at) => `var _0x${(4_096 + at * 77).toString(16)}=_0x1a2b(0x${at.toString(16)});`).join('');
const rotation = "(function(a,b){while(!![]){try{var c=-parseInt(d(0x1))/0x1+-parseInt(d(0x2))/0x2*(parseInt(d(0x3))/0x3)+parseInt(d(0x4))/0x4;if(c===b)break;else a['push'](a['shift']());}catch(e){a['push'](a['shift']());}}}(f,0x1234));";
const jsfuck = `[][(![]+[])[+[]]+(![]+[])[!+[]+!+[]]]${'[(![]+[])[+!+[]]+(!![]+[])[+[]]]'.repeat(20)}()`;

describe('what is there not to be read', () => {
  test.each([
    ['names', hexNames, 'hex-names'],
    ['names in front of a file', `${hexNames}\n${readable}`, 'hex-names'],
    ['names of likes', Array.from({ length: 16 }, (_, at) => `var l${at.toString(2).padStart(6, '0').replaceAll('0', 'I')}=IllIl1I;`).join(''), 'hex-names'],
    ['a table that is turned by sums', `${rotation}`, 'string-table'],
    ['an encoded table that is turned', `const f=[${table}];(function(a,b){const c=function(d){while(--d){a.push(a.shift());}};c(++b);}(f,0x1a3));`, 'string-table'],
    ['an encoded table beside its decoder', `const f=[${table}];function g(h){const i='abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/=';return i.indexOf(h)}`, 'string-table'],
    ['hex escapes', `require('${Array.from('child_process').map((one) => `\\x${one.charCodeAt(0).toString(16)}`).join('')}')`, 'escapes'],
    ['unicode escapes', `const a='${Array.from('https').map((one) => `\\u00${one.charCodeAt(0).toString(16)}`).join('')}${Array.from('example').map((one) => `\\u{${one.charCodeAt(0).toString(16)}}`).join('')}'`, 'escapes'],
    ['octal escapes', `a='${Array.from('childprocess').map((one) => `\\${one.charCodeAt(0).toString(8)}`).join('')}'`, 'escapes'],
    ['a packer', "eval(function(p,a,c,k,e,d){while(c--)if(k[c])p=p.replace(new RegExp(c),k[c]);return p}('0 1',2,2,'a|b'.split('|'),0,{}))", 'packer'],
    ['a packer with gaps', 'eval ( function (p, a, c, k, e, r) { return p }())', 'packer'],
    ['six symbols', jsfuck, 'symbols-only'],
    ['jjencode', '$=~[];$={___:++$,$$$$:(![]+"")[$]};', 'symbols-only'],
    ['aaencode', '\uff9f\u03c9\uff9f\uff89= /\uff40\uff4d\u00b4\uff09\uff89 ~\u253b\u2501\u253b /', 'symbols-only'],
    ['far to the right', `module.exports = a;${' '.repeat(300)}require('child_process').exec(b)\n`, 'far-right'],
    ['far to the right by tabs', `${readable}\n${'\t'.repeat(250)}global.x = require(y);`, 'far-right'],
    ['far below', `${readable}${'\n'.repeat(400)}require('x')(y)`, 'far-right'],
    ['a long line in front', `${minified}\n${readable}`, 'long-line'],
    ['a long line behind', `${readable}\n${minified}`, 'long-line'],
    ['base64 of noise', `const a = '${noise(900).toString('base64')}'`, 'blob'],
    ['base64 in lines', `const a = ${lines(noise(1_800).toString('base64'), 76)}`, 'blob'],
    ['base64url', `const a = '${noise(900).toString('base64url')}'`, 'blob'],
    ['base64 of a packed program', `const a = '${gzipSync(noise(700)).toString('base64')}'`, 'blob'],
    ['base64 of a program', `const a = '${Buffer.from(readable).toString('base64')}'`, 'blob'],
    ['a program behind a label', `import("data:text/javascript;base64,${Buffer.from(readable).toString('base64')}")`, 'blob'],
    ['a program that calls itself an image', `const a = "data:image/png;base64,${noise(900).toString('base64')}"`, 'blob'],
    ['hex', `const a = '${noise(1_500).toString('hex')}'`, 'blob'],
    ['hex of a program', `const a = '${Buffer.from(readable).toString('hex')}'`, 'blob'],
    ['85 characters', `const a = '${[...noise(6_000)].map((one) => String.fromCharCode(35 + (one % 85))).join('').replaceAll("'", '"').replaceAll('\\', '!')}'`, 'blob'],
    ['a list of bytes', `const a = [${[...noise(3_000)].join(',')}]`, 'blob'],
    ['a list of bytes in hex', `const a = new Uint8Array([\n${[...noise(3_000)].map((one) => `0x${one.toString(16)}`).join(', ')}])`, 'blob'],
    ['a whole file', noise(9_000).toString('base64'), 'blob'],
    ['letters of other scripts', `const a = '${[...noise(9_000)].map((one, at) => String.fromCharCode(0x4e00 + ((one * 256 + (at * 7919) % 256) % 20_000))).join('')}'`, 'blob'],
    ['statements out of order', "const a='3|0|2|1'.split('|');let b=0;while(true){switch(a[b++]){case'0':c();continue;case'1':d();continue}break}", 'control-flow'],
    ['operators behind members', `const a={${Array.from({ length: 8 }, (_, at) => `'${'abcdefgh'[at]}QzXw':function(b,c){return b${'+-*/&|<>'[at]}c;}`).join(',')}}`, 'control-flow'],
  ])('%s', (_, text, what) => { expect(kinds(text)).toContain(what); });

  test('a span and its hash', () => {
    const [one] = obfuscationOf(`${readable}\n${hexNames}`);
    const text = `${readable}\n${hexNames}`;
    expect(one).toEqual({ kind: 'obfuscated', what: 'hex-names', key: sha256(text.slice(one!.start, one!.end)), start: readable.length + 1 + 4, end: expect.any(Number) });
  });
});

describe('what compilers and people write', () => {
  const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), noise(2_000)]);
  const wasm = Buffer.concat([Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), noise(4_000)]);
  test.each([
    ['minified', minified], ['minified under a banner', `/*! x v1\n * (c) somebody\n */\n${minified}`], ['readable', readable],
    ['an image', `a = 'data:image/png;base64,${png.toString('base64')}'`], ['a font', `a{src:url(data:font/woff2;base64,${Buffer.concat([Buffer.from('wOF2'), noise(2_000)]).toString('base64')})}`],
    ['WebAssembly', `const a = '${wasm.toString('base64')}'`], ['WebAssembly as bytes', `new Uint8Array([${[...wasm].join(',')}])`], ['a source map', `${readable}//# sourceMappingURL=data:application/json;charset=utf-8;base64,${Buffer.from(`{"version":3,"mappings":"${noise(2_000).toString('base64')}"}`).toString('base64')}`],
    ['JSON in base64', `a = '${Buffer.from(JSON.stringify(Array.from({ length: 300 }, (_, at) => ({ name: `item ${at}`, at })))).toString('base64')}'`], ['a certificate', `-----BEGIN CERTIFICATE-----\n${Buffer.concat([Buffer.from([0x30, 0x82, 4, 0]), noise(1_000)]).toString('base64')}`],
    ['tables of other scripts', `const a = /[${Array.from({ length: 400 }, (_, at) => `\\u${(0x400 + at * 3).toString(16).padStart(4, '0')}`).join('')}]/`], ['bytes of protocols', 'const magic = "\\x00\\x61\\x73\\x6d\\x01\\x00"; const ends = "\\x7f\\x1b[0m\\x1b[31m"'],
    ['a table of substitution', `const S = [${[...noise(256)].join(', ')}]`], ['code points', `const t = [${Array.from({ length: 4_000 }, (_, at) => at % 40).join(',')}]`], ['a hash', `const h = '${sha256('x')}'`], ['integrity', `const i = 'sha512-${noise(64).toString('base64')}'`],
    ['blanks in a string', `const pad = '${' '.repeat(400)}'`], ['blanks before the end of a comment', `/* a${' '.repeat(300)}*/`], ['deep nesting', Array.from({ length: 60 }, (_, at) => `${' '.repeat(at * 6)}if (a${at}) {`).join('\n')], ['art', `/*\n${' '.repeat(260)}* a star (=)\n*/`],
    ['a long list', `${readable}\nconst words = [${Array.from({ length: 600 }, (_, at) => `'word${at}'`).join(',')}];`], ['a long pattern', `${readable}\nconst p = /${'(?:a[b-d]|e{1,2}(f)=)'.repeat(150)}/;`], ['a long string', `${readable}\nconst s = "${'function a(b) { return c = d; } '.repeat(100)}";`],
    ['a queue', 'while (queue.length > 0) { queue.push(queue.shift()); } const a = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen"]'], ['an alphabet', "const chars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'"],
    ['names in a test', "expect(name).not.toMatch(/_0x[0-9a-f]+/); // like _0x1f3a"], ['a split list', "const sizes = '1|2|3|4'.split('|'); for (const one of sizes) draw(one)"], ['members', 'const ops = {plus_:function(a,b){return a+b},minus:function(a,b){return a-b},times:function(a,b){return a*b}}'], ['ladders', ')'.repeat(400)],
    ['Chinese prose', `// ${'\u7684\u4e00\u662f\u4e0d\u4e86\u5728\u4eba\u6709\u6211\u4ed6\u8fd9\u4e2a\u4eec\u4e2d\u6765\u4e0a\u5927'.repeat(400)}`], ['empty lines at the end', `${readable}${'\n'.repeat(500)}`], ['zeros', `const z = [${Array.from({ length: 3_000 }, () => 0).join(',')}, '000000', 1000000, 0b1111111]`],
  ])('%s', (_, text) => { expect(obfuscationOf(text)).toEqual([]); });
});

describe('any text', () => {
  const piece = fc.constantFrom(' '.repeat(220), '\n'.repeat(310), '_0xab12', "['", "','", "']", '[1,', '\\x61', "'", '"', '\\', '[', ']', '(', '!', '+', 'a=b(c);', "'1|2|3'.split('|')", 'while(switch(', noise(60).toString('base64'), 'function(a,b){return a+b}', ':', '\u4e00', '\ud800', 'IllIl1l ', 'parseInt(a(0x1))/0x2');
  test('never throws, and spans lie inside', () => {
    fc.assert(fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('');
      for (const { start, end } of obfuscationOf(text)) {
        expect(start).toBeGreaterThanOrEqual(0);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
      }
    }), { numRuns: 300, seed: 6 });
  });

  // Two megabytes of what a rule begins with: a rule that looked at any of it again and again would not come to an end.
  test.each(['[', "['a',", "['", '["', '\\x6', '1|', "'1|", "'1|1'.split('|')", '_0x', 'Il1', 'parseInt(', 'parseInt(a(', 'function(', ':function(a', ':function(a,', ' ', '\t', '\n', '(', '[[]', '/*', "'", '"', '`', '[1,', '[1', 'a', 'A1', '\\u{0', 'eval(function(', '=~[];', 'push(a', ' \n', '\u4e00', 'a;=('])('two megabytes of %j', (unit) => {
    expect(() => obfuscationOf(unit.repeat(Math.ceil(2_000_000 / unit.length)))).not.toThrow();
  });
});
