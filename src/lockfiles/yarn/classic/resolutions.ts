import semver from 'semver';
import { splitDescriptor } from '../descriptor.js';
import { isExotic } from './entry.js';

/**
 * The descriptors that `resolutions` of the root put in place of others, by name. Yarn 1 reads a pattern as a path of names with `*` and `**`
 * (`ResolutionMap.parsePatternInfo`); which dependents it is for does not matter for the lockfile, which keeps one answer for a descriptor.
 */
export function replacements(resolutions: readonly (readonly [string, string])[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [pattern, range] of resolutions) {
    const name = /(?:^|\/)((?:@[^/]+\/)?[^/]+)$/.exec(pattern)?.[1];
    const named = name === undefined ? undefined : splitDescriptor(name);
    if (!named || named.range !== '' || (semver.validRange(range) === null && !isExotic(range) && !range.startsWith('npm:'))) continue;
    const known = found.get(named.name);
    if (known) known.push(range);
    else found.set(named.name, [range]);
  }
  return found;
}
