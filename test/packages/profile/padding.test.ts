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
