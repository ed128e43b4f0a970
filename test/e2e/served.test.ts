import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { packVersion, sri, type StandInPackage } from '../registry/index.js';
import { startWhole, type Whole } from './service.js';

// What registries serve is remembered from one pull request to the next, over a restart; a fork's pull request cannot say that something is not served.
jest.setTimeout(180_000);

const one = (name: string, signed: boolean): StandInPackage => ({ name, versions: [{ version: '1.0.0', publishedAt: '2026-01-01T00:00:00.000Z', files: { 'index.js': `module.exports = "${name}";\n` }, ...(signed ? {} : { dist: { signatures: [] } }) }] });
const shelf = [one('left', true), one('right', true), one('plain', false)];

function files(names: readonly string[]): Record<string, string> {
  const dependencies = Object.fromEntries(names.map((name) => [name, '1.0.0']));
  const entries = names.map((name): [string, object] => [`node_modules/${name}`, { version: '1.0.0', integrity: sri(packVersion(name, shelf.find((of) => of.name === name)!.versions[0]!)) }]);
  const root = { name: 'shop', version: '1.0.0', dependencies };
  const text = (value: object): string => `${JSON.stringify(value, null, 2)}\n`;
  return { 'package.json': text({ ...root, private: true }), 'package-lock.json': text({ name: 'shop', version: '1.0.0', lockfileVersion: 3, requires: true, packages: { '': root, ...Object.fromEntries(entries) } }) };
}

let whole: Whole;
beforeAll(async () => {
  const other = { id: 'GHSA-none-none-none', modified: '2026-01-01T00:00:00Z', schema_version: '1.7.0', summary: 'Of another package', affected: [{ package: { ecosystem: 'npm', name: 'none-of-these' }, versions: ['1.0.0'] }] };
  whole = await startWhole({ packages: shelf, advisories: [other], signatures: true });
  const { github, app } = whole;
  github.createOrganisation('acme', { ada: 'owner', lin: 'member' });
  for (const name of ['shop', 'till']) await github.createRepository({ owner: 'acme', name, visibility: 'private', collaborators: { lin: 'write', eve: 'read' }, files: files([]) });
  await github.createFork('acme/shop', 'eve');
  github.install(app.id, 'acme');
});
afterAll(async () => { await whole.close(); });

/** Opens a pull request that brings these packages in; what its review was told of what earlier ones had seen served. */
async function told(repository: string, names: readonly string[], from: 'own' | 'fork' = 'own') {
  const branch = names.join('-') + String(whole.remembered.length);
  const by = from === 'own' ? 'lin' : 'eve';
  await whole.github.push(from === 'own' ? `acme/${repository}` : `eve/${repository}`, { branch, from: 'main', by, files: files(names) });
  await whole.github.openPull(`acme/${repository}`, { head: from === 'own' ? branch : `eve:${branch}`, by });
  await whole.idle();
  const { served, hosts } = whole.remembered.at(-1)!;
  return { served, hosts };
}
const row = (name: string, signatures: boolean): object => ({ registry: 'default', name, signatures, attestations: false });
const signs = (signatures: 'all' | 'some'): object[] => [{ registry: 'default', signatures, attestations: false }];

test('a second review is told what the first one saw served', async () => {
  expect(await told('shop', ['left', 'right'])).toEqual({ served: [], hosts: [] });
  await whole.stop();
  await whole.start();
  expect(await told('till', ['left'])).toEqual({ served: [row('left', true)], hosts: signs('all') });
});

test('what a fork brings in unsigned makes no difference to what the registry is known for; the same of the repository\'s own does', async () => {
  expect(await told('shop', ['plain'], 'fork')).toEqual({ served: [], hosts: signs('all') });
  expect(await told('till', ['left', 'plain'])).toEqual({ served: [row('left', true)], hosts: signs('all') });
  expect(await told('shop', ['plain', 'right'])).toEqual({ served: [row('plain', false), row('right', true)], hosts: signs('some') });
  expect(whole.remembered).toHaveLength(5);
});
