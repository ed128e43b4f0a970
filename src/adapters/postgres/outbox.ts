import type pg from 'pg';
import { hashOf } from '../../core/hash.js';
import type { Annotation } from '../../core/publication.js';
import type { IntendedComment, Intent, Lease, Outbox } from '../../ports/outbox.js';
import { inTransaction } from './connect.js';
import { changeCheckIntent } from './statements/change-check-intent.js';
import { checksOfComments } from './statements/checks-of-comments.js';
import { holdLease } from './statements/hold-lease.js';
import { pendingPublications } from './statements/pending-publications.js';
import { readCheckIntent } from './statements/read-check-intent.js';
import { readSpoken } from './statements/read-spoken.js';
import { releaseLease } from './statements/release-lease.js';
import { sentPublication } from './statements/sent-publication.js';
import { speak } from './statements/speak.js';
import { takeLease } from './statements/take-lease.js';
import { writeIntent } from './statements/write-intent.js';
import { execute } from './statement.js';
import type { Queryable } from './statement.js';

type PublicationRow = { readonly id: number; readonly review: string; readonly kind: Intent['kind']; readonly pull: number; readonly body: never; readonly hash: string };
type CheckBody = Extract<Intent, { readonly kind: 'check' }>['body'];

/** Stores intents inside somebody's transaction. */
export async function writeIntents(on: Queryable, of: { readonly installation: number; readonly repository: number; readonly head: string; readonly review: string }, intents: readonly Intent[]): Promise<void> {
  for (const intent of intents) {
    const pull = intent.kind === 'check' ? 0 : intent.pull;
    await execute(on, writeIntent, [of.installation, of.repository, of.head, of.review, intent.kind, pull, JSON.stringify(intent.body), hashOf(intent.body)]);
  }
}

function sameNote(a: Annotation, b: Annotation): boolean {
  return hashOf(a) === hashOf(b);
}

/** The outbox in PostgreSQL. `leaseMs` must be longer than the longest request of a publisher. */
export function postgresOutbox(pool: pg.Pool, leaseMs = 30_000): Outbox {
  const key = (lease: Lease): [number, string, number] => [lease.repository, lease.head, lease.epoch];
  return {
    async acquire(repository, head) {
      const { rows: [row] } = await execute<{ epoch: number }>(pool, takeLease, [repository, head, leaseMs]);
      return row ? { repository, head, epoch: row.epoch } : undefined;
    },
    async hold(lease) {
      const { rows: [row] } = await execute<{ review: string; generation: number }>(pool, holdLease, [...key(lease), leaseMs]);
      return row ? { held: true, review: row.review, generation: row.generation } : { held: false };
    },
    async release(lease) {
      await execute(pool, releaseLease, key(lease));
    },
    async pending(lease) {
      const { rows } = await execute<PublicationRow>(pool, pendingPublications, key(lease));
      return rows.map(({ id, review, kind, pull, body, hash }) => ({ id, review, hash, intent: kind === 'check' ? { kind, body } : { kind, pull, body } }));
    },
    async sent(lease, publication) {
      await execute(pool, sentPublication, [...key(lease), publication.id, publication.hash]);
    },
    annotate: (lease, review, annotations) => inTransaction(pool, async (client) => {
      const { rows: [row] } = await execute<{ id: number; body: CheckBody }>(client, readCheckIntent, [...key(lease), review]);
      if (!row) return;
      const standing = row.body.check.annotations;
      const added = annotations.filter((note) => !standing.some((other) => sameNote(note, other)));
      if (added.length === 0) return;
      const body: CheckBody = { ...row.body, check: { ...row.body.check, annotations: [...standing, ...added] } };
      await execute(client, changeCheckIntent, [row.id, JSON.stringify(body), hashOf(body)]);
    }),
    async spoken(repository, pull) {
      const { rows: [row] } = await execute<{ spoken: boolean }>(pool, readSpoken, [repository, pull]);
      return row?.spoken ?? true;
    },
    async speak(repository, pull) {
      const { rows } = await execute(pool, speak, [repository, pull]);
      return rows.length === 1;
    },
    async checksOfComments(repository, pull) {
      const { rows } = await execute<{ comments: readonly IntendedComment[] }>(pool, checksOfComments, [repository, pull]);
      const checks = new Map<string, string>();
      for (const { comments } of rows) for (const { marker, check } of comments) if (check !== undefined && !checks.has(marker)) checks.set(marker, check);
      return checks;
    },
  };
}
