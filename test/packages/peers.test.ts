import { expect, test } from '@jest/globals';
import { peersOf } from '../../src/packages/peers.js';
import type { RegistryRecord, VersionRecord } from '../../src/packages/record.types.js';

type Way = Partial<Pick<VersionRecord, 'publisher' | 'attestations'>>;
const hand: Way = { publisher: { name: 'ada' } };
const provenance: Way = { ...hand, attestations: {} };
const trusted: Way = { publisher: { name: 'ci', trusted: 'github' }, attestations: {} };
const staged: Way = { publisher: { name: 'ci', trusted: 'github', approver: 'ada' }, attestations: {} };

/** A record of versions in the order in which they were put up, a day each. */
function recordOf(versions: { readonly [version: string]: Way }, untimed: readonly string[] = []): RegistryRecord {
  const entries = Object.entries(versions).map(([version, way], index): [string, VersionRecord] => [version, { version, hasInstallScript: false, signatures: [], dependencies: {}, ...way, ...(untimed.includes(version) ? {} : { publishedAt: new Date(Date.UTC(2026, 0, index + 1)).toISOString() }) }]);
  return { name: 'left', registry: 'default', distTags: {}, versions: Object.fromEntries(entries), maintainers: [], removed: {} };
}

test.each<[string, RegistryRecord, string, readonly string[]]>([
  ['the best first, of equal ones the last published, three at most', recordOf({ '1.0.0': provenance, '1.1.0': staged, '1.2.0': trusted, '1.3.0': provenance, '1.4.0': trusted, '1.5.0': hand }), '1.5.0', ['1.1.0', '1.4.0', '1.2.0']],
  ['none that is as good', recordOf({ '1.0.0': provenance, '1.1.0': provenance }), '1.1.0', []],
  ['none of another major', recordOf({ '2.0.0': trusted, '1.1.0': hand }), '1.1.0', []],
  ['none of another minor below 1.0.0', recordOf({ '0.5.0': trusted, '0.4.9': provenance, '0.4.10': hand }), '0.4.10', ['0.4.9']],
  ['none that came later', recordOf({ '1.1.0': hand, '1.0.1': trusted }), '1.1.0', []],
  ['none of an unknown time', recordOf({ '1.0.0': trusted, '1.1.0': hand }, ['1.0.0']), '1.1.0', []],
  ['none where its own time is unknown', recordOf({ '1.0.0': trusted, '1.1.0': hand }, ['1.1.0']), '1.1.0', []],
  ['no prerelease for a release', recordOf({ '1.1.0-rc.1': trusted, '1.1.0': hand }), '1.1.0', []],
  ['prereleases for a prerelease', recordOf({ '1.1.0-rc.1': trusted, '1.1.0-rc.2': hand }), '1.1.0-rc.2', ['1.1.0-rc.1']],
  ['none of a version that the record does not list', recordOf({ '1.0.0': trusted }), '1.1.0', []],
  ['none of what is no version', recordOf({ '1.0.0': trusted }), '__proto__', []],
])('%s', (_what, record, version, peers) => {
  expect(peersOf(record, version)).toEqual(peers);
});
