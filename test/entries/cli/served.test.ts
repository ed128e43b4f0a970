import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { workshop, type TestRepository } from '../../adapters/local-git/repository.js';
import { shelf } from '../../app/shelf.js';
import { startRegistry, type StandInRegistry } from '../../registry/index.js';
import { clone, machine, mergewarden } from './cli.js';

// What registries served is remembered from one run of the command line to the next, in the user's cache folder alone.
const shop = workshop();
let registry: StandInRegistry;
let repository: TestRepository;
beforeAll(async () => {
  registry = await startRegistry({ packages: [...shelf], signatures: true });
  repository = clone(shop, registry.url, { installed: { words: '1.0.0' } }, { installed: { words: '1.0.1' } });
});
afterAll(async () => { await registry.close(); await shop.clean(); });

interface Remembered { readonly served?: readonly unknown[]; readonly hosts?: readonly unknown[] }

/** Reviews the change on a machine; what the review was told of what earlier ones saw served. */
async function told(env: { readonly [name: string]: string }, argv: readonly string[] = [], saved = path.join(shop.folder(), 'saved.gz')): Promise<Remembered & { readonly out: string }> {
  const { out } = await mergewarden(['review', '--base', 'main', '--head', 'change', '--registry', registry.url, '--json', '--save', saved, ...argv], { cwd: repository.path, env });
  const { served = [], hosts = [] } = (JSON.parse(gunzipSync(readFileSync(saved)).toString('utf8')) as { readonly seen: Remembered }).seen;
  return { served, hosts, out };
}
const nothing: Remembered = { served: [], hosts: [] };
const signed: Remembered = { served: [{ registry: 'default', name: 'words', signatures: true, attestations: false }], hosts: [{ registry: 'default', signatures: 'some', attestations: false }] };

test('a second run is told what the first one saw; a replay says what the run said', async () => {
  const env = machine(shop.folder());
  expect(await told(env)).toMatchObject(nothing);
  const saved = path.join(shop.folder(), 'second.gz');
  const second = await told(env, [], saved);
  expect(second).toMatchObject(signed);
  expect(await mergewarden(['replay', saved, '--json'], { cwd: shop.folder(), env: machine(shop.folder()) })).toMatchObject({ out: second.out, err: '' });
  expect(await told(env, ['--offline'])).toMatchObject(signed);
});

test.each<[name: string, argv: readonly string[], more: { readonly [name: string]: string }]>([['--no-cache', ['--no-cache'], {}], ['a machine of CI', [], { CI: 'true' }]])('%s leaves nothing behind and asks for nothing', async (_name, argv, more) => {
  const env = machine(shop.folder());
  await told({ ...env, ...more }, argv);
  expect(await told(env)).toMatchObject(nothing);
  expect(await told({ ...env, ...more }, argv)).toMatchObject(nothing);
});
