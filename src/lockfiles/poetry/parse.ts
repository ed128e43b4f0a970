import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { DependencyField, Edge, LockfileProblem } from '../../core/lockfile.js';
import { pypiName } from '../../core/pypi.js';
import type { EntryReading, ParseContext, ParseResult } from '../format.js';
import { keyedLockfile, type KeyedEntry } from '../keyed.js';
import { refused, unreadable } from '../problem.js';
import { integrityOf } from '../python/address.js';
import { registryOrigin, sourceOrigin } from '../python/origin.js';
import { importerOf, projectOf, unlockedProblems, type Project } from '../python/pyproject.js';
import { countPackages, locationsByName, memberOf, packageLines, readPackages, textOf, withoutSecrets } from '../python/toml.js';
import type { LineRange } from '../scan.js';

const versions = /^[12]\.\d{1,3}$/;

/** Reads a `poetry.lock` of lock-version 1.x or 2.x. Failed with LOCKFILE_LIMIT, LOCKFILE_MALFORMED or LOCKFILE_UNSUPPORTED (another lock-version). */
export function parsePoetry(text: string, context: ParseContext): ParseResult {
  const document = readPackages(text);
  if ('kind' in document) return document;
  const metadata = memberOf(document.own, 'metadata');
  const version = metadata['lock-version'];
  if (Object.keys(metadata).length === 0) return refused('LOCKFILE_MALFORMED', { reason: 'document-type' });
  if (version !== undefined && (typeof version !== 'string' || !versions.test(version))) return refused('LOCKFILE_UNSUPPORTED', { format: 'poetry', version: typeof version === 'string' ? version.slice(0, 20) : null });
  const keys = locationsOf(document.packages);
  if (keys.some(({ location }) => location.length > limits.lockfileLocation.value)) return refused('LOCKFILE_LIMIT', { limit: 'lockfileLocation' });

  // Up to lock-version 1.1 the digests stand by themselves, by name.
  const apart = memberOf(metadata, 'files');
  const files = new Map(Object.keys(apart).map((name) => [pypiName(name), apart[name]!]));
  const expected = keys.some(({ name, value }) => hashesOf(value, files.get(name)).length > 0);
  const byName = locationsByName(keys);
  const entries = new Map<string, KeyedEntry>();
  const problems: LockfileProblem[] = [...countPackages(text, document.packages)];
  for (const { location, name, value, repeated } of keys) {
    if (repeated) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'duplicate-key', location, key: name } });
    const own = files.get(name);
    entries.set(location, {
      name, raw: withoutSecrets(own === undefined || Object.hasOwn(value, 'files') ? value : { ...value, files: own }),
      read: () => readEntry(location, name, value, own, expected, context), edges: () => edgesOf(location, value, byName),
    });
  }
  const directory = context.root.directory;
  const manifest = directory === '' ? 'pyproject.toml' : `${directory}/pyproject.toml`;
  const written = context.manifests?.get(manifest);
  const project = projectOf(written);
  if (written !== undefined) problems.push(...unlockedProblems(project, manifest, written, (name) => byName.has(name)));
  const importer = importerOf(project, { location: '', directory, manifest });
  return {
    kind: 'parsed',
    lockfile: keyedLockfile({
      format: 'poetry', version: typeof version === 'string' ? version : '1.0', root: context.root, entries, importers: [importer], problems, content: (_, raw) => contentOf(raw),
      importerEdges: () => importerEdges(project, keys, byName),
    }),
  };
}

interface Keyed {
  readonly location: string;
  readonly name: string;
  readonly value: JsonObject;
  readonly repeated: boolean;
}

/** Each package under its name, version and, where that is no index's default, its source. Of two alike, the later ones are counted. */
function locationsOf(packages: readonly JsonObject[]): readonly Keyed[] {
  const known = new Map<string, number>();
  return packages.map((value) => {
    const [written, version] = [textOf(value, 'name'), textOf(value, 'version')];
    const source = memberOf(value, 'source');
    const name = pypiName(written);
    const own = `${name}@${version}${typeof source['reference'] === 'string' && source['type'] === 'legacy' ? ` (${source['reference']})` : ''}`;
    const count = (known.get(own) ?? 0) + 1;
    known.set(own, count);
    return { location: count === 1 ? own : `${own} #${count}`, name, value, repeated: count > 1 };
  });
}

/** The digests of a package's files; what is none of the form that Poetry writes comes as it stands. */
function hashesOf(value: JsonObject, apart: Json | undefined): string[] {
  const list = Object.hasOwn(value, 'files') ? value['files'] : apart;
  return Array.isArray(list) ? list.map((file: Json) => (isObject(file) && typeof file['hash'] === 'string' ? file['hash'] : '')) : [];
}

function readEntry(location: string, name: string, value: JsonObject, apart: Json | undefined, expected: boolean, context: ParseContext): EntryReading {
  const version = textOf(value, 'version');
  if (name === '' || version === '') return unreadable(location, 'entry-type');
  const source = memberOf(value, 'source');
  const [type, url] = [textOf(source, 'type'), textOf(source, 'url')];
  const base = { root: context.root, location, name, version, raw: withoutSecrets(value), ecosystem: 'pypi', integrity: integrityOf(hashesOf(value, apart)) } as const;
  const more = { ...base, ...(expected ? { digestsExpected: true as const } : {}) };
  const elsewhere = { directory: context.root.directory, ...(context.oid ? { oid: context.oid } : {}) };
  switch (type) {
    case '': case 'legacy':
      if (Object.keys(source).length > 0 && url === '') return unreadable(location, 'source');
      return { kind: 'package', entry: { ...more, origin: registryOrigin(name, version, type === '' ? undefined : url), ...(type === '' ? {} : { resolved: registryAddress(name, version, url) }) } };
    case 'git': {
      const { origin } = sourceOrigin('git', url, elsewhere);
      const address = origin.kind === 'git' ? origin.url : url;
      const commit = textOf(source, 'resolved_reference') || textOf(source, 'reference');
      return { kind: 'package', entry: { ...base, origin: { kind: 'git', url: address, commit }, resolved: address } };
    }
    case 'url': return { kind: 'package', entry: { ...more, ...sourceOrigin('url', url, elsewhere) } };
    case 'file': case 'directory': return { kind: 'package', entry: { ...base, ...sourceOrigin('path', url, elsewhere) } };
    default: return unreadable(location, 'source', { type: type.slice(0, 100) });
  }
}

/** The index's own address, without credentials. */
function registryAddress(name: string, version: string, url: string): string {
  const origin = registryOrigin(name, version, url);
  return origin.kind === 'registry' && origin.registry !== 'default' ? origin.registry : '';
}

/** What an entry says of the package itself: digests are compared for themselves, and Poetry writes groups and markers anew for everything that changes around it. */
function contentOf(raw: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(raw).filter(([key]) => key === 'dependencies' || key === 'source' || key === 'develop'));
}

/** What a package asks for and the lockfile has; what a marker rules out for this project is not locked. */
function edgesOf(from: string, value: JsonObject, byName: ReadonlyMap<string, readonly string[]>): Edge[] {
  return Object.entries(memberOf(value, 'dependencies')).flatMap(([written, asked]) => {
    const name = pypiName(written);
    const one = Array.isArray(asked) ? (asked as readonly Json[])[0] : asked;
    const spec = typeof one === 'string' ? one : isObject(one ?? null) ? textOf(one as JsonObject, 'version') || '*' : '*';
    return (byName.get(name) ?? []).map((to) => ({ from, name, spec, field: 'dependencies' as const, to }));
  });
}

/** What the project asks for; and, so that nothing counts as unreached, whatever no other package asks for. */
function importerEdges(project: Project | undefined, keys: readonly Keyed[], byName: ReadonlyMap<string, readonly string[]>): Edge[] {
  const direct = (project?.asks ?? []).flatMap(({ name, field, spec }) => (byName.get(name) ?? []).map((to): Edge => ({ from: '', name, spec, field, to })));
  const reached = new Set(direct.map(({ to }) => to));
  for (const { location, value } of keys) for (const { to } of edgesOf(location, value, byName)) reached.add(to);
  const field = (value: JsonObject): DependencyField => (value['category'] === 'dev' ? 'devDependencies' : 'dependencies');
  return [...direct, ...keys.filter(({ location }) => !reached.has(location)).map(({ location, name, value }): Edge => ({ from: '', name, spec: textOf(value, 'version'), field: field(value), to: location, resolved: true }))];
}

/** The lines of entries of a poetry.lock's text. */
export function locatePoetry(text: string, wanted: ReadonlySet<string>): ReadonlyMap<string, LineRange> {
  const document = readPackages(text);
  const found = new Map<string, LineRange>();
  if ('kind' in document) return found;
  const lines = packageLines(text);
  if (lines.length !== document.packages.length) return found;
  for (const [index, { location }] of locationsOf(document.packages).entries()) if (wanted.has(location)) found.set(location, lines[index]!);
  return found;
}
