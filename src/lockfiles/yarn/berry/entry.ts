import semver from 'semver';
import { noIntegrity, type Integrity } from '../../../core/integrity.js';
import { isObject, type JsonObject } from '../../../core/json.js';
import { isPackageName } from '../../names.js';
import { unreadable } from '../../problem.js';
import type { EntryReading, ParseContext } from '../../format.js';
import { aliased, splitDescriptor, type Descriptor } from '../descriptor.js';
import { builtinPatch } from './content.js';
import { sourceOf, type Source } from './origin.js';
import type { BerryEntry } from './read.js';

/** Members that are texts, and those that are objects. */
const texts = ['version', 'checksum', 'conditions', 'languageName', 'linkType'] as const;
const maps = ['dependencies', 'peerDependencies', 'dependenciesMeta', 'peerDependenciesMeta', 'bin'] as const;

/** A checksum of Yarn: what its cache was made by (4.0 and later write it with each), and the SHA-512 of the archive that Yarn itself packs. */
const checksum = /^(?:([0-9]+[a-z0-9]*)\/)?([0-9a-f]{128})$/;

/** Reads one entry. What makes it unreadable comes back as a problem. */
export function readEntry({ keys, resolution, raw }: BerryEntry, cacheKey: string | undefined, context: ParseContext): EntryReading {
  const bad = (reason: string, data = {}): EntryReading => unreadable(resolution, reason, data);
  for (const key of texts) if (Object.hasOwn(raw, key) && typeof raw[key] !== 'string') return bad('key-type', { key });
  for (const key of maps) if (Object.hasOwn(raw, key) && !isObject(raw[key])) return bad('key-type', { key });
  for (const key of maps) if (isObject(raw[key]) && key !== 'bin' && Object.keys(raw[key]).some((name) => !isPackageName(splitDescriptor(name)?.name ?? ''))) return bad('dependency-name');
  const locator = splitDescriptor(resolution);
  if (!locator || locator.range === '') return bad('resolution');
  const version = typeof raw['version'] === 'string' ? raw['version'] : '';
  const source = sourceOf(locator.name, locator.range, context);
  if (!source) return bad('origin', { resolution });
  if (version === '' || (source.version !== undefined && source.version !== version)) return bad('version', { version });
  const soft = source.origin.kind === 'link' && !locator.range.startsWith('file:');
  if (raw['linkType'] !== (soft ? 'soft' : 'hard')) return bad('link-type');
  const asked = askedBy(keys, locator.name, version, source);
  if (typeof asked === 'string') return bad(asked, { keys: [...keys] });
  const alias = asked.every(({ name }) => name !== locator.name) ? asked[0]?.name : undefined;
  return {
    kind: 'package',
    entry: {
      root: context.root, location: resolution, name: locator.name, version, origin: source.origin, raw, integrity: pinOf(resolution, raw, cacheKey),
      ...(alias === undefined ? {} : { alias }), ...(source.address === undefined ? {} : { resolved: source.address }),
    },
  };
}

/**
 * The descriptors that an entry answers, each of which must be able to mean it: Yarn believes the lockfile whatever is asked for, so that an
 * entry under another's descriptor is taken in its place. A reason where one cannot.
 */
function askedBy(keys: readonly string[], name: string, version: string, source: Source): readonly Descriptor[] | string {
  const asked: Descriptor[] = [];
  for (const key of keys) {
    const descriptor = splitDescriptor(key);
    if (!descriptor) return 'descriptor';
    asked.push(descriptor);
    const alias = aliased(descriptor.range);
    if ((alias?.name ?? descriptor.name) !== name) return 'name';
    const range = alias?.range ?? (descriptor.range.startsWith('npm:') ? descriptor.range.slice('npm:'.length) : descriptor.range);
    if (semver.validRange(range, true) === null) continue;
    // A range of versions is answered by a registry, and by a version that is in it.
    if (source.version === undefined || !semver.satisfies(version, range, { loose: true, includePrerelease: true })) return 'range';
  }
  return asked;
}

/**
 * Yarn's checksum is one of the archive that it packs itself: there is no digest of the tarball in the file. What Yarn's own patches make of a
 * package, which is pinned by itself, differs from release to release.
 */
function pinOf(resolution: string, raw: JsonObject, cacheKey: string | undefined): Integrity {
  const written = raw['checksum'];
  if (typeof written !== 'string') return noIntegrity;
  const match = checksum.exec(written);
  if (!match) return { ...noIntegrity, malformed: [written] };
  if (builtinPatch(resolution) !== undefined) return noIntegrity;
  return { ...noIntegrity, yarnCache: { key: match[1] ?? cacheKey ?? '', value: match[2]! } };
}
