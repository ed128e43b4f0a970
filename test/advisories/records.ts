import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AdvisoryIndex } from '../../src/advisories/advisory-index.js';
import { indexBuilder } from '../../src/advisories/advisory-index.js';

/** The real records of test/data/advisories, parsed. */
export function realRecords(file: 'npm' | 'pypi'): Record<string, unknown>[] {
  const path = fileURLToPath(new URL(`../data/advisories/${file}.ndjson`, import.meta.url));
  return readFileSync(path, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** An index over records, as a source would build it. */
export function indexOver(records: readonly unknown[]): AdvisoryIndex {
  const builder = indexBuilder();
  for (const [line, record] of records.entries()) builder.add(record, { file: 'records.ndjson', line: line + 1 });
  return builder.finish();
}

/** An OSV record on npm packages, with the fields that a test wants. */
export function osv(id: string, affected: unknown, fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { id, modified: '2026-01-01T00:00:00Z', affected, ...fields };
}

/** An `affected[]` entry of one npm package with one SEMVER range. */
export function entry(name: string, events: readonly Record<string, unknown>[], fields: Record<string, unknown> = {}): Record<string, unknown> {
  return { package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events }], ...fields };
}
