import type { Deliveries } from '../../src/ports/deliveries.js';
import type { Sync, Tables } from './tables.js';

const giveUpMs = 3 * 86_400_000;
const priority = -5;

/** Deliveries in memory. */
export function memoryDeliveries(tables: Tables): Sync<Deliveries> {
  /** Neither running nor to be run: its job is gone, or was tried as often as it may be. */
  const isJobless = (id: string): boolean => {
    for (const row of tables.jobs.rows.values()) {
      if (row.key === `delivery:${id}` && (row.attempts < row.maxAttempts || row.lockedBy !== undefined)) return false;
      if (row.lockedBy !== undefined && row.job.task === 'delivery' && row.job.id === id) return false;
    }
    return true;
  };
  return {
    accept(delivery) {
      if (tables.deliveries.has(delivery.id)) return 'known';
      tables.deliveries.set(delivery.id, { delivery, state: 'stored', code: undefined, receivedAt: tables.now() });
      tables.jobs.add({ task: 'delivery', id: delivery.id }, { priority });
      return 'stored';
    },
    read: (id) => tables.deliveries.get(id)?.delivery,
    finish(id, end) {
      const row = tables.deliveries.get(id);
      if (row) Object.assign(row, { state: end.state, code: end.state === 'failed' ? end.code : undefined });
    },
    requeue(olderThanMs) {
      const waiting = [...tables.deliveries.values()].filter((row) => row.state === 'stored' && isJobless(row.delivery.id));
      for (const row of waiting) if (row.receivedAt < tables.now() - giveUpMs) Object.assign(row, { state: 'failed', code: 'DEADLINE' });
      const lost = waiting.filter((row) => row.state === 'stored' && row.receivedAt < tables.now() - olderThanMs).sort((one, other) => one.receivedAt - other.receivedAt).slice(0, 100);
      for (const { delivery } of lost) tables.jobs.add({ task: 'delivery', id: delivery.id }, { priority });
      return lost.length;
    },
    missing: (ids) => ids.filter((id) => !tables.deliveries.has(id)),
  };
}
