import { publicDefaultRegistry } from '../../src/adapters/registry/index.js';
import { createOsvSource } from '../../src/adapters/osv/osv-source.js';
import { choose, type Choice } from './choose.js';
import { readNames } from './lists.js';
import { cachedRecord } from './records.js';

/**
 * Makes a list from the records that npm's cache on this machine holds, so that choosing asks no registry for anything.
 * @param advisories a folder or file of OSV records: what they call malicious is never chosen.
 * @throws Error where the advisories cannot be read; RangeError where too few records are at hand.
 */
export async function makeList(seed: number, advisories: string, besides: readonly Choice[]): Promise<Choice> {
  const known = createOsvSource({ path: advisories });
  const records = new Map<string, ReturnType<typeof cachedRecord>>();
  const registry = publicDefaultRegistry();
  return choose({
    seed, names: readNames(), taken: new Set(besides.flatMap(({ pairs }) => pairs.map(({ name }) => name))),
    recordOf: (name) => records.get(name) ?? records.set(name, cachedRecord(name, registry)).get(name)!,
    isMalicious: async (name, version) => {
      const { coverage, value } = await known.match({ kind: 'registry', ecosystem: 'npm', registry: 'default', name, version });
      if (coverage.kind !== 'complete' || !value) throw new Error(`the advisories cannot be read: ${coverage.kind}`);
      return value.some(({ malware }) => malware);
    },
  });
}
