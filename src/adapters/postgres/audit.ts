import type pg from 'pg';
import type { Json } from '../../core/json.js';
import type { Audit, AuditEntry, AuditKind } from '../../ports/audit.js';
import { inTransaction } from './connect.js';
import { appendAudit } from './statements/append-audit.js';
import { readAudit } from './statements/read-audit.js';
import { execute } from './statement.js';
import type { Queryable } from './statement.js';

type Row = {
  readonly sequence: number; readonly at: number; readonly kind: AuditKind; readonly installation: number; readonly repository: number;
  readonly head: string; readonly pull: number | null; readonly body: Json;
};

/** Appends audit rows inside somebody's transaction. */
export async function appendEntries(on: Queryable, entries: readonly AuditEntry[]): Promise<void> {
  for (const entry of entries) {
    await execute(on, appendAudit, [entry.kind, entry.installation, entry.repository, entry.head, entry.pull ?? null, JSON.stringify(entry.body)]);
  }
}

/** The audit in PostgreSQL, where a trigger refuses every change of a row. */
export function postgresAudit(pool: pg.Pool): Audit {
  return {
    append: (entries) => inTransaction(pool, (client) => appendEntries(client, entries)),
    async read({ repository, after, limit }) {
      const { rows } = await execute<Row>(pool, readAudit, [repository ?? null, after ?? 0, limit]);
      return rows.map(({ pull, ...row }) => ({ ...row, ...(pull === null ? {} : { pull }) }));
    },
  };
}
