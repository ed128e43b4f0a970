import { expect, test } from '@jest/globals';
import { sha256 } from '../../../src/core/hash.js';
import { profilePackage } from '../../../src/packages/profile/profile.js';

function profiled(text: string): ReturnType<typeof profilePackage> {
  const bytes = Buffer.from(text);
  return profilePackage({ manifest: { scripts: {}, bin: {}, raw: { name: 'left', version: '1.0.0' } }, files: [{ path: 'index.js', size: bytes.length, sha256: sha256(bytes), bytes }] });
}

test('more constants than are looked at are said, so that nothing hides behind them', () => {
  const padding = (count: number): string => `const a = [${Array.from({ length: count }, (_, at) => `"word${at}"`).join(',')}];\n`;
  expect(profiled(padding(2_000)).coverage.kind).toBe('complete');
  expect(profiled(padding(200_001)).coverage).toMatchObject({ kind: 'partial', code: 'ANALYSER_STEPS' });
}, 60_000);

test('more signals than are kept are said', () => {
  const hosts = (count: number): string => Array.from({ length: count }, (_, at) => `fetch("https://h${at}.example.invalid/");\n`).join('');
  expect(profiled(hosts(50)).coverage.kind).toBe('complete');
  expect(profiled(hosts(20_100)).coverage).toMatchObject({ kind: 'partial', code: 'ANALYSER_STEPS' });
}, 60_000);

test('ways of data that run by themselves are kept by their statements, and it is said where there are more', () => {
  const ways = (count: number): string => Array.from({ length: count }, (_, at) => `fetch(location.x${at}, { method: 'POST', keepalive: true, headers: { a: 'b${at}' }, body: JSON.stringify(process.env) });\n`).join('');
  const few = profiled(ways(30));
  expect(few.coverage.kind).toBe('complete');
  expect(new Set(few.value.flows.filter(({ source }) => source === 'environment').map(({ statement }) => statement)).size).toBe(30);
  expect(profiled(ways(200)).coverage.kind).toBe('complete');
  expect(profiled(ways(4_200)).coverage).toMatchObject({ kind: 'partial', code: 'ANALYSER_STEPS' });
  // The same statement again and again, and ways on call, are told by a few places.
  expect(profiled(ways(1).repeat(100)).value.flows.length).toBeLessThan(10);
  expect(profiled(`exports.send = () => { ${ways(100)} };`).coverage.kind).toBe('complete');
}, 60_000);
