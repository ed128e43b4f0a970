import { noIntegrity } from '../core/integrity.js';
import { factKey, type Subject } from '../facts/kinds.js';
import type { FactTable } from '../facts/table.js';
import type { CommittedArchive, ReviewedFile } from '../lockfiles/reading.types.js';
import type { FactSource } from './fact-source.js';

/** At most so many changed archives of Yarn's cache are read; the others stay holes. */
const most = 500;
const cacheArchive = /(?:^|\/)\.yarn\/cache\/[^/]+\.zip$/;

/**
 * Reads the archives of Yarn's cache that a change adds or changes, by their objects in the repository. What is known of them is put into the table of
 * facts, so that it belongs to what the verdict rests on.
 */
export async function readCommitted(files: readonly ReviewedFile[], facts: FactSource, table: FactTable, signal: AbortSignal): Promise<readonly CommittedArchive[]> {
  const wanted = files.filter((file) => file.change !== 'removed' && file.oid.after !== undefined && file.mode.after !== '120000' && cacheArchive.test(file.path)).slice(0, most);
  return Promise.all(wanted.map(async ({ path, oid }): Promise<CommittedArchive> => {
    const subject: Subject = { origin: { kind: 'repository', path, oid: oid.after! }, integrity: noIntegrity };
    const fact = await facts.get(subject, 'archive', signal);
    table.set(factKey(subject, 'archive'), fact);
    return { path, coverage: fact.coverage, ...(fact.value ? { sha512: fact.value.sha512, files: fact.value.files } : {}) };
  }));
}
