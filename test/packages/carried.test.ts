import { describe, expect, test } from '@jest/globals';
import { noIntegrity } from '../../src/core/integrity.js';
import type { ArchiveFacts } from '../../src/packages/archive.types.js';
import { carriedArchive } from '../../src/packages/carried.js';
import { readArchive } from '../../src/packages/tarball.js';
import { packageEntries, tgz } from '../registry/index.js';

async function facts(files: { readonly [path: string]: string }): Promise<ArchiveFacts> {
  const bytes = tgz(packageEntries({ 'package.json': '{"name":"a","version":"1.0.0"}', ...files }));
  return (await readArchive((async function* () { yield bytes; })(), { integrity: noIntegrity })).facts;
}

describe('what a tarball carries', () => {
  const b = '{"name":"b","version":"2.0.0","dependencies":{"c":"1"},"readme":"long","scripts":{"install":"x"}}';
  test('has its manifest, without what no installer acts on, and its own files', async () => {
    const archive = await facts({ 'node_modules/b/package.json': b, 'node_modules/b/binding.gyp': '{}', 'node_modules/b/lib/x.js': '1', 'node_modules/bb/x.js': '1' });
    const carried = carriedArchive(archive, 'node_modules/b')!;
    expect(carried).toMatchObject({ manifest: { name: 'b', version: '2.0.0', scripts: { install: 'x' } }, hasBindingGyp: true, sha512: archive.sha512 });
    expect(Object.keys(carried.manifest!.raw).sort()).toEqual(['dependencies', 'name', 'scripts', 'version']);
    expect(carried.files.map((file) => file.path)).toEqual(['binding.gyp', 'lib/x.js', 'package.json']);
  });
  test.each([
    ['missing', {}, 'MANIFEST_MALFORMED'], ['that is no JSON', { 'node_modules/b/package.json': '{' }, 'MANIFEST_MALFORMED'], ['that is no object', { 'node_modules/b/package.json': '[]' }, 'MANIFEST_MALFORMED'],
  ])('a manifest %s is a hole', async (_, files, code) => {
    const carried = carriedArchive(await facts({ 'node_modules/b/x.js': '1', ...files }), 'node_modules/b');
    expect(carried?.manifest).toBeUndefined();
    expect(carried?.manifestProblem).toMatchObject({ code, data: { path: 'node_modules/b' } });
  });
  test('facts of before manifests were kept are a hole too', async () => {
    const { carriedManifests: _, ...old } = await facts({ 'node_modules/b/package.json': b });
    expect(carriedArchive(old, 'node_modules/b')?.manifestProblem).toMatchObject({ code: 'MANIFEST_MALFORMED', data: { reason: 'unread' } });
  });
  test('a folder that holds no package is not carried', async () => {
    expect(carriedArchive(await facts({ 'node_modules/b/package.json': b }), 'node_modules/c')).toBeUndefined();
  });
});
