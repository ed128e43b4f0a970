import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { DependencyField, Edge, LockfileProblem } from '../../core/lockfile.js';
import { pypiName } from '../../core/pypi.js';
import type { EntryReading, ParseContext, ParseResult } from '../format.js';
import { keyedLockfile, type KeyedEntry } from '../keyed.js';
import { joinInside } from '../paths.js';
import { refused, unreadable } from '../problem.js';
import { integrityOf, withoutCredentials } from '../python/address.js';
import { registryOrigin, sourceOrigin } from '../python/origin.js';
import { importerOf, projectOf, unlockedProblems } from '../python/pyproject.js';
import { countPackages, locationsByName, memberOf, packageLines, readPackages, textOf, withoutSecrets } from '../python/toml.js';
import type { LineRange } from '../scan.js';

interface Keyed {
  readonly location: string;
  readonly name: string;
  readonly value: JsonObject;
  readonly repeated: boolean;
  /** Its folder below the root, for what is the repository's own: the project, and members of its workspace. */
  readonly folder?: string;
}

/** Reads a `uv.lock` of version 1, of any revision. Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED or LOCKFILE_UNSUPPORTED (another version). */
export function parseUv(text: string, context: ParseContext): ParseResult {
  const document = readPackages(text);
  if ('kind' in document) return document;
  const { version } = document.own;
  if (version === undefined) return refused('LOCKFILE_MALFORMED', { reason: 'document-type' });
  if (version !== 1) return refused('LOCKFILE_UNSUPPORTED', { format: 'uv', version: typeof version === 'number' || typeof version === 'string' ? version : null });
  const keys = locationsOf(document.packages, membersOf(document.own));
  if (keys.some(({ location }) => location.length > limits.lockfileLocation.value)) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });

  const byName = locationsByName(keys);
  const expected = keys.some(({ value }) => filesOf(value).some(({ hash }) => hash !== ''));
  const problems: LockfileProblem[] = [...countPackages(text, document.packages)];
  const entries = new Map<string, KeyedEntry>();
  const values = new Map(keys.map((one) => [one.location, one]));
  for (const { location, name, value, repeated, folder } of keys) {
    if (repeated) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'duplicate-key', location, key: name } });
    if (folder === undefined) entries.set(location, { name, raw: withoutSecrets(value), read: () => readEntry(location, name, value, expected, context), edges: () => edgesOf(location, value, byName, values) });
  }
  const owned = keys.flatMap((one) => (one.folder === undefined ? [] : [{ ...one, folder: one.folder }]));
  const importers = owned.map(({ location, name, folder }) => {
    const directory = joinInside(context.root.directory, folder) ?? context.root.directory;
    const manifest = directory === '' ? 'pyproject.toml' : `${directory}/pyproject.toml`;
    const written = context.manifests?.get(manifest);
    const project = projectOf(written);
    if (written !== undefined) problems.push(...unlockedProblems(project, manifest, written, (asked) => byName.has(asked)));
    return importerOf(project ? { ...project, name } : undefined, { location, directory, manifest });
  });
  const root = { location: '', directory: context.root.directory, manifest: context.root.lockfile, declared: {} };
  return {
    kind: 'parsed',
    lockfile: keyedLockfile({
      format: 'uv', version: '1', root: context.root, entries, importers: importers.length > 0 ? importers : [root], problems, content: (_, raw) => contentOf(raw),
      importerEdges: ({ location }) => [...(values.has(location) ? edgesOf(location, values.get(location)!.value, byName, values) : []), ...(location === (importers[0]?.location ?? '') ? unasked(location, keys, byName, values) : [])],
    }),
  };
}

/** The names of the workspace's members, where the lockfile lists them. */
function membersOf(own: JsonObject): ReadonlySet<string> {
  const list = memberOf(own, 'manifest')['members'];
  return new Set(Array.isArray(list) ? list.flatMap((one: Json) => (typeof one === 'string' ? [pypiName(one)] : [])) : []);
}

/** Each package under its name, version and, where that is no registry, what it comes from. Of two alike, the later ones are counted. */
function locationsOf(packages: readonly JsonObject[], members: ReadonlySet<string>): readonly Keyed[] {
  const known = new Map<string, number>();
  return packages.map((value) => {
    const name = pypiName(textOf(value, 'name'));
    const source = memberOf(value, 'source');
    const registry = textOf(source, 'registry');
    const origin = registry === '' ? undefined : registryOrigin(name, '', registry);
    const other = origin ? (origin.kind === 'registry' && origin.registry !== 'default' ? ` (${origin.registry})` : '') : ` (${Object.keys(source)[0] ?? 'none'})`;
    const folder = ownFolder(source, members.has(name));
    const own = folder === undefined ? `${name}@${textOf(value, 'version')}${other}` : `${name}${other}`;
    const count = (known.get(own) ?? 0) + 1;
    known.set(own, count);
    return { location: count === 1 ? own : `${own} #${count}`, name, value, repeated: count > 1, ...(folder === undefined ? {} : { folder }) };
  });
}

/** The folder of what is the repository's own: the root, and members. What else is editable lies wherever its path leads. */
function ownFolder(source: JsonObject, isMember: boolean): string | undefined {
  const path = [source['editable'], source['virtual']].find((one): one is string => typeof one === 'string');
  if (path === undefined || /^[/\\~]|^[A-Za-z]:/.test(path) || joinInside('', path) === undefined) return undefined;
  return isMember || path === '.' ? path : undefined;
}

interface Archive {
  readonly url: string;
  readonly hash: string;
}

/** The archives of a package: the source's first, as uv lists them. */
function filesOf(value: JsonObject): readonly Archive[] {
  const wheels = Array.isArray(value['wheels']) ? (value['wheels'] as readonly Json[]) : [];
  return [...(Object.hasOwn(value, 'sdist') ? [value['sdist'] ?? null] : []), ...wheels].map((file) => (isObject(file) ? { url: textOf(file, 'url') || textOf(file, 'path') || textOf(file, 'filename'), hash: textOf(file, 'hash') } : { url: '', hash: '' }));
}

function readEntry(location: string, name: string, value: JsonObject, expected: boolean, context: ParseContext): EntryReading {
  const version = textOf(value, 'version');
  const source = memberOf(value, 'source');
  const [kind, ...more] = Object.keys(source).filter((key) => key !== 'subdirectory');
  const address = kind === undefined ? '' : textOf(source, kind);
  if (name === '' || kind === undefined || more.length > 0 || address === '') return unreadable(location, name === '' ? 'entry-type' : 'source');
  const files = filesOf(value);
  const base = { root: context.root, location, name, version, raw: withoutSecrets(value), ecosystem: 'pypi', integrity: integrityOf(files.map(({ hash }) => hash).filter((hash) => hash !== '')) } as const;
  const elsewhere = { directory: context.root.directory, ...(context.oid ? { oid: context.oid } : {}) };
  switch (kind) {
    case 'registry': {
      if (version === '') return unreadable(location, 'version');
      const origin = registryOrigin(name, version, address);
      const addresses = files.map(({ url }) => withoutCredentials(url)).filter((url) => /^[a-z][a-z0-9+.-]*:/i.test(url));
      const unpinned = files.length === 0 || files.some(({ hash }) => hash === '');
      // Of several archives any may be taken: one without a digest is as none had one.
      const integrity = unpinned ? integrityOf([]) : base.integrity;
      return { kind: 'package', entry: { ...base, integrity, origin, addresses, ...(origin.kind === 'registry' && origin.registry !== 'default' ? { resolved: origin.registry } : {}), ...(expected ? { digestsExpected: true as const } : {}) } };
    }
    case 'git': {
      const clean = withoutCredentials(address);
      const [url, commit] = [clean.split(/[?#]/, 1)[0]!, clean.includes('#') ? clean.slice(clean.indexOf('#') + 1) : ''];
      return { kind: 'package', entry: { ...base, origin: { kind: 'git', url, commit }, resolved: clean } };
    }
    case 'url': return { kind: 'package', entry: { ...base, ...sourceOrigin('url', address, elsewhere), ...(expected ? { digestsExpected: true as const } : {}) } };
    case 'path': case 'directory': case 'editable': case 'virtual': return { kind: 'package', entry: { ...base, ...sourceOrigin('path', address, elsewhere) } };
    default: return unreadable(location, 'source', { type: kind.slice(0, 100) });
  }
}

/** What an entry says of the package itself: archives are compared by their digests, and which versions others resolved to stands in theirs. */
function contentOf(raw: JsonObject): JsonObject {
  const names = (list: Json | undefined): Json => (Array.isArray(list) ? list.map((one: Json) => (isObject(one) ? { name: textOf(one, 'name') } : one)) : null);
  return { source: raw['source'] ?? null, dependencies: names(raw['dependencies']) };
}

const lists = (value: JsonObject): readonly (readonly [DependencyField, Json | undefined])[] => [
  ['dependencies', value['dependencies']],
  ...Object.values(memberOf(value, 'optional-dependencies')).map((list) => ['optionalDependencies', list] as const),
  ...Object.values(memberOf(value, 'dev-dependencies')).map((list) => ['devDependencies', list] as const),
];

function edgesOf(from: string, value: JsonObject, byName: ReadonlyMap<string, readonly string[]>, values: ReadonlyMap<string, Keyed>): Edge[] {
  return lists(value).flatMap(([field, list]) => (Array.isArray(list) ? (list as readonly Json[]) : []).flatMap((one) => {
    const name = isObject(one) ? pypiName(textOf(one, 'name')) : '';
    const version = isObject(one) ? textOf(one, 'version') : '';
    const all = byName.get(name) ?? [];
    const exact = version === '' ? all : all.filter((location) => textOf(values.get(location)!.value, 'version') === version);
    return (exact.length > 0 ? exact : all).filter((to) => to !== from).map((to): Edge => ({ from, name, spec: version === '' ? '*' : version, field, to, resolved: true }));
  }));
}

/** So that nothing counts as unreached: what no other package asks for stands as asked for by the project. */
function unasked(from: string, keys: readonly Keyed[], byName: ReadonlyMap<string, readonly string[]>, values: ReadonlyMap<string, Keyed>): Edge[] {
  const reached = new Set<string>();
  for (const { location, value } of keys) for (const { to } of edgesOf(location, value, byName, values)) if (to !== undefined) reached.add(to);
  return keys.filter(({ location, folder }) => folder === undefined && !reached.has(location)).map(({ location, name, value }): Edge => ({ from, name, spec: textOf(value, 'version') || '*', field: 'dependencies', to: location, resolved: true }));
}

/** The lines of entries of a uv.lock's text. */
export function locateUv(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, LineRange> {
  const document = readPackages(text);
  const found = new Map<string, LineRange>();
  if ('kind' in document) return found;
  const lines = packageLines(text);
  if (lines.length !== document.packages.length) return found;
  for (const [index, { location }] of locationsOf(document.packages, membersOf(document.own)).entries()) if (wanted.has(location)) found.set(location, lines[index]!);
  return found;
}
