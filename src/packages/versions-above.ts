import semver, { type SemVer } from 'semver';
import { limits } from '../core/limits.js';
import type { RegistryRecord } from './record.types.js';

/** Versions above one, lowest first, and whether they are all there are. */
export interface VersionsAbove {
  readonly versions: readonly string[];
  readonly whole: boolean;
}

/** Of too many, so many of the highest are kept: what an installer picks is among them. */
const highestKept = 100;

/**
 * The published versions above one, by precedence (semver 2.0). Prereleases only where it is one itself: npm takes them for no others either.
 * Of more than `limits.remedyVersions` the middle is left out.
 */
export function versionsAbove({ versions }: Pick<RegistryRecord, 'versions'>, version: string): VersionsAbove {
  const from = semver.parse(version, { loose: true });
  if (!from) return { versions: [], whole: false };
  const above: SemVer[] = [];
  for (const text of Object.keys(versions)) {
    const one = semver.parse(text, { loose: true });
    if (one && one.compare(from) > 0 && (one.prerelease.length === 0 || from.prerelease.length > 0)) above.push(one);
  }
  above.sort((a, b) => a.compare(b));
  const texts = above.map((one) => one.raw);
  const most = limits.remedyVersions.value;
  return texts.length <= most ? { versions: texts, whole: true } : { versions: [...texts.slice(0, most - highestKept), ...texts.slice(-highestKept)], whole: false };
}
