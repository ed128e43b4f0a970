import { expect, test } from '@jest/globals';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { createFactSource } from '../../src/app/fact-source.js';
import { noIntegrity } from '../../src/core/integrity.js';
import type { Origin } from '../../src/core/origin.js';
import type { AdvisorySource } from '../../src/ports/advisory-source.js';
import type { CodeAnalyser } from '../../src/ports/analyser.js';
import type { Registry } from '../../src/ports/registry.js';

const npm = (name: string, registry = 'default'): Origin => ({ kind: 'registry', ecosystem: 'npm', registry, name, version: '1.0.0' });
const python = (registry: string): Origin => ({ kind: 'registry', ecosystem: 'pypi', registry, name: 'flask', version: '1.0' });
const carried = (parent: Origin, name: string): Origin => ({ kind: 'bundled', parent, path: `node_modules/x/node_modules/${name}` });
const own = 'https://npm.acme.example/';

/** What the advisory source is told of each name, with one default registry that is public and one that is not. */
async function telling(origin: Origin, publicDefault: boolean, released = true): Promise<string | undefined> {
  const told: (string | undefined)[] = [];
  const advisories = { match: async (_origin, _locked, name) => { told.push(name); return { coverage: { kind: 'complete' }, value: [] }; }, data: async () => [] } satisfies AdvisorySource;
  const registry = { isPublic: (host: string) => publicDefault && host === 'default' } as unknown as Registry;
  const source = createFactSource({ registry, analyser: {} as CodeAnalyser, advisories, cache: memoryFactCache(), clock: { now: () => 0 }, tenancy: { installation: '1', repository: '1', visibility: 'private', fork: false } });
  if (released) source.release((name) => name.startsWith('@acme/'));
  await source.get({ origin, integrity: noIntegrity }, 'advisories', new AbortController().signal);
  expect(told).toHaveLength(1);
  return told[0];
}

test.each<[string, Origin, withPublic: string | undefined, withOwn: string | undefined]>([
  ['a package of the default registry', npm('left'), 'public', 'served'],
  ['one that the policy calls private', npm('@acme/left'), 'private', 'private'],
  ['one of another registry', npm('left', own), undefined, undefined],
  ['one that the policy calls private, of another registry', npm('@acme/left', own), 'private', 'private'],
  ['a Python package of the index', python('default'), 'public', 'public'],
  ['a Python package of another index', python('https://pypi.acme.example/'), undefined, undefined],
  ['what a package carries', carried(npm('up'), 'left'), 'public', 'served'],
  ['what a package carries, called private', carried(npm('up'), '@acme/left'), 'private', 'private'],
  ['what a private package carries', carried(npm('@acme/up'), 'left'), 'private', 'private'],
  ['what a package of another registry carries', carried(npm('up', own), 'left'), undefined, undefined],
  ['a patched package', { kind: 'patched', base: npm('left'), patch: 'a'.repeat(40) }, 'public', 'served'],
  ['a package out of git', { kind: 'git', url: 'https://git.example/left', commit: 'a'.repeat(40) }, undefined, undefined],
  ['a package at an address', { kind: 'url', url: 'https://files.example/left.tgz' }, undefined, undefined],
])('%s', async (_name, origin, withPublic, withOwn) => {
  expect([await telling(origin, true), await telling(origin, false), await telling(origin, true, false)]).toEqual([withPublic, withOwn, undefined]);
});
