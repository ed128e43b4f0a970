import semver from 'semver';
import { noIntegrity, type Integrity } from '../../../core/integrity.js';
import { isObject, type JsonObject } from '../../../core/json.js';
import { isPackageName } from '../../names.js';
import { unreadable } from '../../problem.js';
import type { EntryReading, ParseContext } from '../../format.js';
import { aliased, splitDescriptor, type Descriptor } from '../descriptor.js';
import { builtinPatch } from './content.js';
import { sourceOf } from './origin.js';
import { isBuiltin, normalized, parseRange, withoutFlags } from './range.js';
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
  const asked = askedBy(keys, locator, version);
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
function askedBy(keys: readonly string[], locator: Descriptor, version: string): readonly Descriptor[] | string {
  const asked: Descriptor[] = [];
  for (const key of keys) {
    const descriptor = splitDescriptor(key);
    if (!descriptor) return 'descriptor';
    asked.push(descriptor);
    const wrong = contradiction(descriptor, locator, version);
    if (wrong !== undefined) return wrong;
  }
  return asked;
}

/** Ranges and references of these protocols answer only each other; everything else is an address. */
const protocols = /^(?:npm|patch|file|link|portal|exec|workspace|virtual):/;

const protocolOf = (range: string): string => protocols.exec(normalized(range))?.[0] ?? '';

/** Why a package cannot be what somebody asks for; undefined where it can. */
function contradiction({ name, range }: Descriptor, locator: Descriptor, version: string): string | undefined {
  const alias = aliased(range);
  if ((alias?.name ?? name) !== locator.name) return 'name';
  const protocol = protocolOf(range);
  if (protocol !== protocolOf(locator.range)) return 'range';
  if (protocol === 'patch:') return patchContradiction(range, locator, version);
  if (protocol === 'npm:') return outside(alias?.range ?? range, version);
  // A path is kept as it was asked for; an address may be one that a shortcut stands for.
  return protocol !== '' && parseRange(range)?.selector !== parseRange(locator.range)?.selector ? 'range' : undefined;
}

function outside(range: string, version: string): string | undefined {
  const versions = range.startsWith('npm:') ? range.slice('npm:'.length) : range;
  return semver.validRange(versions, true) !== null && !semver.satisfies(version, versions, { loose: true, includePrerelease: true }) ? 'range' : undefined;
}

/** A patched package is patched with what was asked for, and is what was asked for before. Yarn's own patches are for the package itself. */
function patchContradiction(range: string, locator: Descriptor, version: string): string | undefined {
  const [asked, is] = [range, locator.range].map((one) => parseRange(one));
  const source = splitDescriptor(asked?.source ?? '');
  const base = splitDescriptor(is?.source ?? '');
  if (!asked || !is || !source || !base || withoutFlags(asked.selector) !== withoutFlags(is.selector)) return 'patch';
  if (isBuiltin(is.selector) && base.name !== locator.name) return 'name';
  return contradiction(source, base, version);
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
