import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../../../core/json.js';
import type { LockedPackage, MetadataDifference } from '../../../core/lockfile.js';
import type { VerifiedManifest, VerifiedPackage } from '../../verified.js';
import { differences, sameSection, sameVersion, strings, written, type Answered } from '../verify.js';
import { normalized } from './range.js';

/** Where the package stands and what pins it, which no manifest answers. `languageName` and `linkType` follow from where it comes from. */
const unanswered: ReadonlySet<string> = new Set(['resolution', 'checksum', 'linkType']);

/**
 * Compares an entry of Yarn 2 or later with the manifest of the very tarball it stands for, under Yarn's own normalisations: core's
 * `Manifest.load`, `getConditions` and `exportTo`, and plugin-npm's `NpmSemverResolver.resolve`.
 */
export function verifyBerry(locked: LockedPackage, archive: VerifiedPackage): MetadataDifference[] {
  const { manifest } = archive;
  if (!manifest) return [];
  const { raw } = manifest;
  const required = { ...strings(raw['dependencies']), ...strings(raw['optionalDependencies']) };
  const peers = peersOf(raw);
  const meta = metaOf(raw);
  const peersMeta = optionalMarks(raw['peerDependenciesMeta']);
  const conditions = conditionsOf(raw);
  return differences(locked, unanswered, {
    version: (after) => ({ before: manifest.version, same: sameVersion(manifest.version, after) }),
    ...(manifest.name === undefined || manifest.name === locked.name ? {} : { name: () => ({ before: manifest.name, same: false }) }),
    languageName: (after) => ({ before: 'node', same: after === 'node' || after === raw['languageName'] }),
    dependencies: (after) => ({ before: written(required), same: [required, withGyp(required, manifest, archive)].some((one) => sameSection(strings(after), one, sameRange)) }),
    peerDependencies: (after) => ({ before: written(peers), same: sameSection(strings(after), peers, (one, other) => one === other || (other === '*' && typeof one === 'string' && semver.validRange(one) === null)) }),
    dependenciesMeta: (after) => answered(after, meta),
    peerDependenciesMeta: (after) => answered(after, peersMeta),
    bin: (after) => binAnswer(after, manifest, archive, locked),
    // Yarn before 3.2 knew no conditions, and later ones learnt to read `libc`.
    conditions: (after) => ({ before: conditions[0], same: after === undefined || conditions.includes(after as string) }),
  });
}

const sameRange = (one: Json, other: Json): boolean => typeof one === 'string' && typeof other === 'string' && normalized(one.trim()) === normalized(other.trim());

/** Yarn builds by node-gyp what the registry says is built so, and adds the tool where the package does not ask for it itself. */
function withGyp(required: JsonObject, manifest: VerifiedManifest, archive: VerifiedPackage): JsonObject {
  const gyp = Object.values(manifest.scripts).some((script) => /\bnode-gyp\b/.test(script)) || (archive.hasBindingGyp && manifest.raw['gypfile'] !== false);
  return gyp && !Object.hasOwn(required, 'node-gyp') ? { ...required, 'node-gyp': 'npm:latest' } : required;
}

/** What is no range counts as any version. */
function peersOf(raw: JsonObject): { [name: string]: string } {
  const section = raw['peerDependencies'];
  const out = Object.create(null) as { [name: string]: string };
  if (isObject(section)) for (const [name, range] of Object.entries(section)) out[name] = typeof range === 'string' && (range.startsWith('workspace:') || semver.validRange(range, true) !== null) ? range : '*';
  return out;
}

type Marks = { [name: string]: { [mark: string]: string } };

function marksIn(section: Json | undefined, marks: readonly string[]): Marks {
  const out = Object.create(null) as Marks;
  if (!isObject(section)) return out;
  for (const [name, value] of Object.entries(section)) {
    const own = isObject(value) ? marks.flatMap((mark) => (typeof value[mark] === 'boolean' ? [[mark, value[mark] ? 'true' : 'false'] as const] : [])) : [];
    if (own.length > 0) out[name] = Object.fromEntries(own);
  }
  return out;
}

/** Optional dependencies stand among the others, and are marked as such here. */
function metaOf(raw: JsonObject): Marks {
  const marks = marksIn(raw['dependenciesMeta'], ['built', 'optional', 'unplugged']);
  for (const name of Object.keys(strings(raw['optionalDependencies']))) marks[name] = { ...marks[name], optional: 'true' };
  return marks;
}

function optionalMarks(section: Json | undefined): Marks {
  return marksIn(section, ['optional']);
}

function answered(after: Json | undefined, marks: Marks): Answered {
  const own = isObject(after) ? after : {};
  return { before: written(marks), same: sameSection(own, marks, (one, other) => isObject(one) && isObject(other) && sameSection(one, other)) };
}

function listOf(value: Json | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

/** The readings of `os`, `cpu` and `libc`, newest first; a platform written as a text is read by registries as a list of one. */
function conditionsOf(raw: JsonObject): readonly (string | undefined)[] {
  const line = (fields: readonly string[], lists: (value: Json | undefined) => readonly string[]): string | undefined => {
    const parts = fields.flatMap((field) => {
      const tokens = lists(raw[field]).map((token) => {
        const index = token.search(/[^!]/);
        return index === -1 ? 'invalid' : `${index % 2 === 0 ? '' : '!'}${field}=${token.slice(index)}`;
      });
      return tokens.length === 0 ? [] : tokens.length === 1 ? tokens : [`(${tokens.join(' | ')})`];
    });
    return parts.length === 0 ? undefined : parts.join(' & ');
  };
  const single = (value: Json | undefined): readonly string[] => (typeof value === 'string' ? [value] : listOf(value));
  return [listOf, single].flatMap((lists) => [line(['os', 'cpu', 'libc'], lists), line(['os', 'cpu'], lists)]);
}

/** A path inside the package, however many `./` are before it. */
function inPackage(path: string): string {
  return path.replaceAll('\\', '/').split('/').filter((part) => part !== '' && part !== '.').join('/');
}

/** Commands by their names without scope. Of a folder of commands every file is one; registries write them out. */
function binAnswer(after: Json | undefined, { raw, name }: VerifiedManifest, archive: VerifiedPackage, locked: LockedPackage): Answered {
  const base = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
  const { bin, directories } = raw;
  const pairs = typeof bin === 'string' ? [[name ?? locked.name, bin] as const] : isObject(bin) ? Object.entries(bin) : [];
  const stated = Object.fromEntries(pairs.flatMap(([key, path]) => (typeof path === 'string' && path.trim() !== '' ? [[base(key), inPackage(path)]] : [])));
  const own = Object.fromEntries(Object.entries(strings(after)).map(([key, path]) => [base(key), inPackage(path)]));
  const folder = bin === undefined && isObject(directories) && typeof directories['bin'] === 'string' ? inPackage(directories['bin']) : '';
  const files = new Set(folder === '' ? [] : archive.files.map((file) => file.path));
  const same = sameSection(own, stated) || (folder !== '' && Object.entries(own).every(([key, path]) => files.has(path) && path === `${folder}/${key}`));
  return { before: written(stated), same };
}
