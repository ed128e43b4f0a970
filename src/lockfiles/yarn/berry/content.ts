import type { Json, JsonObject } from '../../../core/json.js';
import { sameJson } from '../../same.js';
import { splitDescriptor } from '../descriptor.js';
import { isBuiltin, normalized, parseRange, withoutFlags } from './range.js';

/**
 * A resolution without what follows from the release of Yarn alone: of a patch that comes with Yarn, its flags and its hash. Every other one is
 * its own place.
 */
export function placeOf(resolution: string): string {
  return builtinPatch(resolution) ?? resolution;
}

/** `name@patch:source#builtin<...>` for a package under no other patches than Yarn's own; undefined for all others. */
export function builtinPatch(resolution: string): string | undefined {
  if (!resolution.includes('@patch:')) return undefined;
  const locator = splitDescriptor(resolution);
  const range = locator && parseRange(locator.range);
  if (!range || range.protocol !== 'patch:' || !isBuiltin(range.selector)) return undefined;
  return `${locator.name}@patch:${range.source ?? ''}#${withoutFlags(range.selector)}`;
}

/**
 * What an entry says of the package, whichever release wrote it: ranges with their protocol, the checksum with the key of its cache. What Yarn's
 * own patches make of a package depends on the release, and is no statement about the package.
 */
export function contentOf(resolution: string, raw: JsonObject, cacheKey: string | undefined): JsonObject {
  const builtin = builtinPatch(resolution);
  const { checksum, dependencies, ...rest } = raw;
  const out: { [key: string]: Json } = { ...rest, resolution: builtin ?? resolution };
  if (dependencies !== undefined) out['dependencies'] = withProtocol(dependencies);
  if (checksum !== undefined && builtin === undefined) out['checksum'] = typeof checksum === 'string' && !checksum.includes('/') && cacheKey !== undefined ? `${cacheKey}/${checksum}` : checksum;
  return out;
}

function withProtocol(section: Json): Json {
  if (typeof section !== 'object' || section === null || Array.isArray(section)) return section;
  return Object.fromEntries(Object.entries(section as JsonObject).map(([name, range]) => [name, typeof range === 'string' ? normalized(range) : range]));
}

/** The package under a patch of Yarn's own, where its entry and the patched one differ in nothing but what they stand for and what pins them. */
export function builtinBase(resolution: string, rawOf: (resolution: string) => JsonObject | undefined): string | undefined {
  if (builtinPatch(resolution) === undefined) return undefined;
  const source = parseRange(splitDescriptor(resolution)?.range ?? '')?.source;
  const [own, base] = [rawOf(resolution), source === undefined ? undefined : rawOf(source)];
  if (!own || !base) return undefined;
  const { resolution: _own, checksum: _pin, ...rest } = own;
  const { resolution: _base, checksum: _basePin, ...others } = base;
  return sameJson(rest, others) ? source : undefined;
}
