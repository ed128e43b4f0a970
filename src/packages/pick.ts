import semver from 'semver';
import type { RegistryRecord } from './record.types.js';

/** What a manifest asks a registry for: a name, which an alias changes, and a range, version or tag. */
export interface Asked {
  readonly name: string;
  readonly range: string;
}

/** Longer than any spec that people write. */
const mostCharacters = 1_000;

/**
 * What a dependency's spec asks a registry for, as npm reads it (npm-package-arg: version, range, tag, `npm:` alias of one of them).
 * Undefined for all that comes from elsewhere: git, addresses, paths, workspaces.
 */
export function askedOfRegistry(name: string, spec: string): Asked | undefined {
  const text = spec.trim();
  if (text.length > mostCharacters) return undefined;
  if (text.toLowerCase().startsWith('npm:')) {
    const alias = text.slice(4);
    const at = alias.indexOf('@', 1);
    const real = at < 0 ? alias : alias.slice(0, at);
    return real === '' ? undefined : plainAsked(real, at < 0 ? '' : alias.slice(at + 1));
  }
  return plainAsked(name, text);
}

function plainAsked(name: string, text: string): Asked | undefined {
  const range = text.trim();
  if (range === '') return { name, range: '*' };
  // A tag is what needs no escape in an address and is no archive's name; anything else is no registry's.
  if (/\.(?:tgz|tar\.gz|tar)$/i.test(range)) return undefined;
  return semver.validRange(range, { loose: true }) !== null || encodeURIComponent(range) === range ? { name, range } : undefined;
}

/**
 * The version that npm would install for a range (npm-pick-manifest): what `latest` names where it satisfies the range and is not deprecated, else the
 * highest that satisfies it, one that is not deprecated before one that is. A tag is what the registry says it is. Undefined where nothing the
 * registry serves will do. Engines are left out: which Node will install it is not known here.
 */
export function pickVersion({ versions, distTags }: Pick<RegistryRecord, 'versions' | 'distTags'>, range: string): string | undefined {
  const served = (version: string | undefined): version is string => version !== undefined && Object.hasOwn(versions, version);
  const exact = semver.valid(range, { loose: true });
  if (exact !== null) return served(exact) ? exact : undefined;
  const tagged = (tag: string): string | undefined => (Object.hasOwn(distTags, tag) ? distTags[tag] : undefined);
  if (semver.validRange(range, { loose: true }) === null) {
    const version = tagged(range);
    return served(version) ? version : undefined;
  }
  const parsed = new semver.Range(range, { loose: true });
  const deprecated = (version: string): boolean => (versions[version]!.deprecated ?? '') !== '';
  const latest = tagged('latest');
  if (served(latest) && (range === '*' || parsed.test(latest)) && !deprecated(latest)) return latest;
  let best: string | undefined;
  for (const version of Object.keys(versions)) {
    if (semver.valid(version, { loose: true }) === null || !parsed.test(version)) continue;
    if (best === undefined || (deprecated(best) && !deprecated(version)) || (deprecated(best) === deprecated(version) && semver.gt(version, best, { loose: true }))) best = version;
  }
  return best;
}
