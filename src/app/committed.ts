import { noIntegrity } from '../core/integrity.js';
import { limits } from '../core/limits.js';
import { loadedBy, type NamedPath } from '../core/loaded-paths.js';
import { factKey, type Subject } from '../facts/kinds.js';
import type { FactTable } from '../facts/table.js';
import type { CommittedArchive, ReviewedFile } from '../lockfiles/reading.types.js';
import type { FactSource } from './fact-source.js';

/**
 * Reads the archives of Yarn's cache, under its usual name or another, that a change adds or changes, by their objects in the repository: at most
 * `limits.committedArchives`, the others stay holes. What is known of them is put into the table of facts, so that it belongs to what the verdict rests on.
 */
export async function readCommitted(files: readonly ReviewedFile[], named: readonly NamedPath[], facts: FactSource, table: FactTable, signal: AbortSignal): Promise<readonly CommittedArchive[]> {
  const loaded = loadedBy(named);
  const wanted = files.filter((file) => file.change !== 'removed' && file.oid.after !== undefined && file.path.toLowerCase().endsWith('.zip') && loaded(file.path)?.use === 'package').slice(0, limits.committedArchives.value);
  return Promise.all(wanted.map(async ({ path, oid }): Promise<CommittedArchive> => {
    const subject: Subject = { origin: { kind: 'repository', path, oid: oid.after! }, integrity: noIntegrity };
    const fact = await facts.get(subject, 'archive', signal);
    table.set(factKey(subject, 'archive'), fact);
    return { path, coverage: fact.coverage, ...(fact.value ? { sha512: fact.value.sha512, files: fact.value.files } : {}) };
  }));
}
