import { hashOf } from '../../src/core/hash.js';
import type { IntendedComment, Intent, Lease, Outbox, Publication } from '../../src/ports/outbox.js';
import type { HeadRow, PublicationRow, Sync, Tables } from './tables.js';

/** Stores intents with a verdict; one of the same kind and pull request takes the place of an earlier one. */
export function writeIntents(tables: Tables, of: { readonly installation: number; readonly repository: number; readonly head: string; readonly review: string }, intents: readonly Intent[]): void {
  for (const intent of intents) {
    const pull = intent.kind === 'check' ? 0 : intent.pull;
    const hash = hashOf(intent.body);
    const old = [...tables.publications.values()].find((row) => row.review === of.review && row.kind === intent.kind && row.pull === pull);
    if (old) Object.assign(old, { body: intent.body, hash, state: old.hash === hash ? old.state : 'pending', createdAt: tables.now() });
    else {
      // An identity column counts also where nothing is stored.
      const id = (tables.publicationId += 1);
      tables.publications.set(id, { ...of, id, kind: intent.kind, pull, body: intent.body, hash, state: 'pending', epoch: undefined, createdAt: tables.now() });
    }
  }
}

const places = { check: 0, review: 1, summary: 2, settle: 2 } as const;

function publicationOf({ id, review, kind, pull, body, hash }: PublicationRow): Publication {
  return { id, review, hash, intent: (kind === 'check' ? { kind, body } : { kind, pull, body }) as Intent };
}

/** The outbox in memory; `leaseMs` as in PostgreSQL. */
export function memoryOutbox(tables: Tables, leaseMs = 30_000): Sync<Required<Outbox>> {
  const held = (lease: Lease): HeadRow | undefined => {
    const row = tables.head(lease.repository, lease.head);
    return row?.epoch === lease.epoch ? row : undefined;
  };
  return {
    acquire(repository, head) {
      const row = tables.head(repository, head);
      if (!row || (row.leaseUntil !== undefined && row.leaseUntil >= tables.now())) return undefined;
      row.epoch += 1;
      row.leaseUntil = tables.now() + leaseMs;
      return { repository, head, epoch: row.epoch };
    },
    hold(lease) {
      const row = held(lease);
      if (!row) return { held: false };
      row.leaseUntil = tables.now() + leaseMs;
      return { held: true, review: row.review, generation: row.generation };
    },
    release(lease) {
      const row = held(lease);
      if (row) row.leaseUntil = undefined;
    },
    pending(lease) {
      const row = held(lease);
      if (!row) return [];
      return [...tables.publications.values()].filter((one) => one.review === row.review && one.state === 'pending')
        .sort((one, other) => places[one.kind] - places[other.kind] || one.pull - other.pull || one.id - other.id).map(publicationOf);
    },
    sent(lease, { id, hash }) {
      const row = tables.publications.get(id);
      if (held(lease) && row?.hash === hash) Object.assign(row, { state: 'sent', epoch: lease.epoch });
    },
    annotate(lease, review, annotations) {
      const head = held(lease);
      const row = [...tables.publications.values()].find((one) => one.review === review && one.kind === 'check');
      if (head?.review !== review || !row) return;
      const { check, ...rest } = row.body as Extract<Intent, { readonly kind: 'check' }>['body'];
      const added = annotations.filter((note) => !check.annotations.some((other) => hashOf(other) === hashOf(note)));
      if (added.length === 0) return;
      const body: Intent['body'] = { ...rest, check: { ...check, annotations: [...check.annotations, ...added] } };
      Object.assign(row, { body, hash: hashOf(body), state: 'pending' });
    },
    spoken: (repository, pull) => tables.pull(repository, pull)?.spoken ?? true,
    speak(repository, pull) {
      const row = tables.pull(repository, pull);
      if (!row || row.spoken) return false;
      return row.spoken = true;
    },
    checksOfComments(repository, pull) {
      const rows = [...tables.publications.values()].filter((one) => one.repository === repository && one.pull === pull && one.kind === 'review').sort((one, other) => other.id - one.id).slice(0, 50);
      const checks = new Map<string, string>();
      for (const row of rows) for (const { marker, check } of (row.body as { readonly comments: readonly IntendedComment[] }).comments) if (check !== undefined && !checks.has(marker)) checks.set(marker, check);
      return checks;
    },
  };
}
