import type { LockedPackage } from '../../../src/core/lockfile.js';
import type { Origin } from '../../../src/core/origin.js';
import type { RegistryTable } from '../../../src/core/registries.js';
import { failed } from '../../../src/core/coverage.js';
import { integrityText, noIntegrity } from '../../../src/core/integrity.js';
import type { RegistryRecord } from '../../../src/packages/record.types.js';
import { change, gitOrigin, locked, python, reading, type CheckCase, type Given } from '../case.js';

const rules = { private: { scopes: ['@acme'], names: ['acme-utils', 'Acme.Py'] } };
const plain: RegistryTable = { publicDefault: 'https://registry.example/', default: 'https://registry.example/', scopes: {} };
const scoped: RegistryTable = { ...plain, scopes: { '@acme': 'https://npm.acme.example/', '@other': 'https://npm.other.example/' } };
const own: RegistryTable = { ...plain, default: 'https://npm.acme.example/' };

const origin = (name: string, version: string, registry = 'default'): Origin => ({ kind: 'registry', ecosystem: 'npm', registry, name, version });
/** An entry of a registry, with its address or without. */
function entry(name: string, version = '1.1.0', more: { readonly registry?: string; readonly from?: string | undefined; readonly expected?: string; readonly rest?: Partial<LockedPackage> } = {}): LockedPackage {
  const { resolved: _, ...rest } = locked(name, version, { origin: origin(name, version, more.registry), ...more.rest });
  const from = 'from' in more ? more.from : `https://registry.example/${name}/-/${name}-${version}.tgz`;
  return { ...rest, ...(from === undefined ? {} : { resolved: from }), ...(more.expected === undefined ? {} : { expectedRegistry: more.expected }) };
}
const comes = (after: LockedPackage, more: Partial<Given> = {}, before?: LockedPackage): Given => ({ changes: [change(before, after)], rules, registries: plain, facts: [{ of: after, record: { coverage: failed('REGISTRY_UNREACHABLE') } }], ...more });
const silent = (name: string, after: LockedPackage, more: Partial<Given> = {}): CheckCase => ({ name: `silent: ${name}`, given: comes(after, more) });
const bare = (name = '@acme/x'): LockedPackage => entry(name, '1.1.0', { from: undefined });
/** A record of a public registry that has the version, with these bytes. */
const serving = (integrity: LockedPackage['integrity']): RegistryRecord => stated(integrityText(integrity));
const stated = (integrity: string): RegistryRecord => ({
  name: '@acme/x', registry: 'default', distTags: {}, maintainers: [], removed: {}, versions: { '1.1.0': { version: '1.1.0', integrity, hasInstallScript: false, signatures: [], dependencies: {} } },
});
const unpinned: LockedPackage = { ...bare(), integrity: noIntegrity };
const loud = { message: 'public', severity: 'high', level: 'default', confidence: 'high', change: 'added' } as const;
const source = (scopes: { readonly [scope: string]: string }, standard?: string) => ({ sources: [{ lockfile: 'package-lock.json', scopes, ...(standard === undefined ? {} : { standard }) }] });

export const cases: readonly CheckCase[] = [
  { name: 'a private scope, by an address of the public registry', given: comes(entry('@acme/x')), fires: [{ ...loud, data: { package: '@acme/x', lockfile: 'package-lock.json' } }] },
  { name: 'a private name', given: comes(entry('acme-utils')), fires: [loud] },
  { name: 'under another name', given: comes(entry('acme-utils', '1.1.0', { rest: { alias: 'tools', location: 'node_modules/tools' } })), fires: [loud] },
  { name: 'with a patch', given: comes(entry('acme-utils', '1.1.0', { rest: { origin: { kind: 'patched', base: origin('acme-utils', '1.1.0'), patch: 'p' } } })), fires: [loud] },
  { name: 'though another registry is the default one here', given: comes(entry('@acme/x'), { registries: own }), fires: [loud] },
  { name: 'though settings send its scope elsewhere: the address is the public one\'s', given: comes(entry('@acme/x'), source({ '@acme': 'https://npm.acme.example/' })), fires: [loud] },
  { name: 'a later version of one that came from there', given: comes(entry('@acme/x', '1.2.0'), {}, entry('@acme/x')), fires: [loud] },
  { name: 'the same as before', given: comes(entry('@acme/x'), {}, entry('@acme/x')), fires: [{ message: 'public', severity: 'low', level: 'folded', change: 'standing' }] },
  { name: 'the same version, from there only now', given: comes(entry('@acme/x'), {}, entry('@acme/x', '1.1.0', { registry: 'https://npm.acme.example/', from: 'https://npm.acme.example/@acme/x/-/x-1.1.0.tgz' })), fires: [loud] },
  { name: 'no address, and nothing names another registry', given: comes(bare()), fires: [{ ...loud, message: 'unsaid', confidence: 'medium' }] },
  { name: 'no address, and the public registry has just these bytes', given: comes(bare(), { facts: [{ of: bare(), record: serving(bare().integrity) }] }), fires: [loud] },
  { name: 'no address, bytes that nobody pinned, and the public registry has that version', given: comes(unpinned, { facts: [{ of: unpinned, record: serving(bare().integrity) }] }), fires: [{ message: 'unsaid' }] },
  { name: 'no address, and the public registry names these bytes and others', given: comes(bare(), { facts: [{ of: bare(), record: stated(`${integrityText(bare().integrity)} sha1-${'A'.repeat(27)}=`) }] }), fires: [loud] },
  { name: 'no address, and the public registry names only a weaker digest', given: comes(bare(), { facts: [{ of: bare(), record: stated(`sha1-${'A'.repeat(27)}=`) }] }), fires: [{ message: 'unsaid' }] },
  { name: 'no address and no digest, and the public registry has no such package: whoever puts it up is installed', given: comes(unpinned, { facts: [{ of: unpinned, record: { coverage: failed('REGISTRY_NOT_SERVED') } }] }), fires: [{ message: 'unsaid' }] },
  { name: 'no address, and the public registry does not answer', given: comes(bare(), { facts: [{ of: bare(), record: { coverage: failed('REGISTRY_UNREACHABLE') } }] }), fires: [{ message: 'unsaid' }] },
  silent('no address, and the public registry has no such package: it came from elsewhere', bare(), { facts: [{ of: bare(), record: { coverage: failed('REGISTRY_NOT_SERVED') } }] }),
  silent('no address, and the public registry has other bytes under that version', bare(), { facts: [{ of: bare(), record: serving(locked('@acme/x', '9.9.9').integrity) }] }),
  { name: 'settings that send the scope to the public registry', given: comes(bare(), source({ '@acme': 'public' }, 'https://npm.acme.example/')), fires: [{ message: 'unsaid' }] },
  { name: 'settings of another scope', given: comes(bare(), source({ '@other': 'https://npm.other.example/' })), fires: [{ message: 'unsaid' }] },
  { name: 'settings of another lockfile', given: comes(bare(), { sources: [{ lockfile: 'app/package-lock.json', scopes: { '@acme': 'https://npm.acme.example/' } }] }), fires: [{ message: 'unsaid' }] },
  { name: 'an own scope does not help a name without one', given: comes(bare('acme-utils'), source({ '@acme': 'https://npm.acme.example/' })), fires: [{ message: 'unsaid' }] },
  { name: 'from the registry of another scope', given: comes(entry('@acme/x', '1.1.0', { registry: 'https://npm.other.example/' }), { registries: scoped }), fires: [{ ...loud, message: 'elsewhere', data: { registry: 'https://npm.other.example/' } }] },
  { name: 'a lockfile of Python that names the public index', given: comes(python('acme-py', '1.0.0', { root: { lockfile: 'uv.lock', directory: '' } }), { lockfiles: [reading([], { format: 'uv', root: { lockfile: 'uv.lock', directory: '' } })] }), fires: [{ ...loud }] },

  silent('another name', entry('left')),
  silent('another scope', entry('@acmeco/x')),
  silent('a name that only is called so here', entry('left', '1.1.0', { rest: { alias: 'acme-utils' } })),
  silent('without a policy', entry('@acme/x'), { rules: {} }),
  silent('from the registry of its scope', entry('@acme/x', '1.1.0', { registry: 'https://npm.acme.example/' }), { registries: scoped }),
  silent('no address, where a registry is configured for the scope', bare(), { registries: scoped }),
  silent('no address, where settings send the scope elsewhere', bare(), source({ '@acme': 'https://npm.acme.example/' })),
  silent('no address, where settings send everything elsewhere', bare('acme-utils'), source({}, 'https://npm.acme.example/')),
  silent('from a default registry of one\'s own', entry('acme-utils', '1.1.0', { from: 'https://npm.acme.example/acme-utils/-/acme-utils-1.1.0.tgz' }), { registries: own }),
  silent('no address, where the default registry is one\'s own', bare('acme-utils'), { registries: own }),
  silent('a name without scope from a registry of one\'s own', entry('acme-utils', '1.1.0', { registry: 'https://npm.acme.example/' }), { registries: scoped }),
  silent('what lock-origin says already', entry('@acme/x', '1.1.0', { expected: 'https://npm.acme.example/' }), { registries: scoped }),
  ...([gitOrigin('a'.repeat(40)), { kind: 'workspace', path: 'x' }, { kind: 'link', path: 'x' }, { kind: 'bundled', parent: origin('left', '1.0.0'), path: 'node_modules/@acme/x' }, { kind: 'repository', path: 'x.tgz', oid: 'a' }, { kind: 'url', url: 'https://npm.acme.example/x.tgz' }] as readonly Origin[])
    .map((one) => silent(`${one.kind}: no registry is asked`, entry('@acme/x', '1.1.0', { rest: { origin: one } }))),
  silent('requirements of Python, which name no index', python('acme-py', '1.0.0'), { lockfiles: [reading([], { format: 'requirements', root: { lockfile: 'requirements.txt', directory: '' } })] }),
  { name: 'silent: what only moves', given: { ...comes(entry('@acme/x')), changes: [change(entry('@acme/x'), entry('@acme/x'), { kind: 'moved' })] } },
];
