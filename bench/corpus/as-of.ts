import semver from 'semver';
import type { RegistryRecord, VersionRecord } from '../../src/packages/record.types.js';
import type { Clock } from '../../src/ports/clock.js';
import type { Registry } from '../../src/ports/registry.js';
import type { Pair } from './choose.js';
import type { Store } from './store.js';

const at = (version: VersionRecord | undefined): number => Date.parse(version?.publishedAt ?? '');

/**
 * A record as it was at a time, as far as a record tells: without the versions that came later, `latest` at the newest of those that are left, where it has
 * moved on since. Since when a version is deprecated no record tells, so none is. The versions in `kept` stay whatever their times, since a mirror may date
 * them by when it took them in.
 */
export function recordAt(record: RegistryRecord, now: number, kept: readonly string[]): RegistryRecord {
  const versions = Object.fromEntries(Object.entries(record.versions)
    .filter(([version, one]) => kept.includes(version) || !(at(one) > now))
    .map(([version, whole]): [string, VersionRecord] => {
      const { deprecated: _, ...one } = whole;
      return [version, one];
    }));
  const stable = Object.keys(versions).filter((version) => semver.prerelease(version) === null).sort(semver.rcompare);
  const tags = Object.entries(record.distTags).filter(([, version]) => Object.hasOwn(versions, version));
  return { ...record, versions, distTags: { ...(stable[0] === undefined ? {} : { latest: stable[0] }), ...Object.fromEntries(tags) } };
}

/** The store as the registry that it was so long after a pair's new version was put up, and the clock of that moment. @throws RangeError where nobody knows when that was. */
export async function registryAt(store: Store, pair: Pair, age: number): Promise<readonly [Registry, Clock]> {
  const published = at((await store.record(pair.name))?.versions[pair.after]);
  if (Number.isNaN(published)) throw new RangeError(`no time of ${pair.name}@${pair.after}`);
  const now = published + age;
  const { registry } = store;
  return [{
    ...registry,
    async record(request) {
      const answer = await registry.record(request);
      return answer.kind === 'record' ? { ...answer, record: recordAt(answer.record, now, request.name === pair.name ? [pair.before, pair.after] : []) } : answer;
    },
  }, { now: () => now }];
}
