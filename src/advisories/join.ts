import type { AdvisoryIndex, IndexedEntry } from './advisory-index.js';
import { compareTimes } from './advisory-index.js';

/** As much of an index as matching asks. */
export type AskedIndex = Pick<AdvisoryIndex, 'entriesOf' | 'malformed'>;

const placesNamed = 20;

/**
 * Several indexes as one. Of a record that stands in more than one the newest counts, also where that is the one that withdraws it; at the same time the first that is in
 * force. One that tells no time, as what a registry is asked for, stands beside the others: nobody knows which is the newer. What cannot be decoded in one makes the answer of all undefined.
 */
export function joinIndexes(indexes: readonly AdvisoryIndex[]): AskedIndex {
  const outdone = ({ record }: IndexedEntry, at: number): boolean => indexes.some((other, place) => {
    const head = place === at ? undefined : other.headOf(record.id);
    if (!head || head.modified === '' || record.modified === '') return false;
    const order = compareTimes(head.modified, record.modified);
    return order > 0 || (order === 0 && place < at && !head.withdrawn);
  });
  return {
    entriesOf(ecosystem, name) {
      const entries: IndexedEntry[] = [];
      for (const [at, index] of indexes.entries()) {
        const own = index.entriesOf(ecosystem, name);
        if (!own) return undefined;
        entries.push(...own.filter((entry) => !outdone(entry, at)));
      }
      return entries;
    },
    malformed: { count: indexes.reduce((sum, { malformed }) => sum + malformed.count, 0), first: indexes.flatMap(({ malformed }) => malformed.first).slice(0, placesNamed) },
  };
}
