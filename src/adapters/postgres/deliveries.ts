import type pg from 'pg';
import type { Deliveries, Delivery } from '../../ports/deliveries.js';
import { acceptDelivery } from './statements/accept-delivery.js';
import { finishDelivery } from './statements/finish-delivery.js';
import { missingDeliveries } from './statements/missing-deliveries.js';
import { readDelivery } from './statements/read-delivery.js';
import { abandonDeliveries, requeueDeliveries } from './statements/requeue-deliveries.js';
import { execute } from './statement.js';

type Row = { readonly id: string; readonly event: string; readonly installation: number | null; readonly repository: number | null; readonly body: string };

/** Deliveries in PostgreSQL. */
export function postgresDeliveries(pool: pg.Pool): Deliveries {
  return {
    async accept(delivery) {
      const { count } = await execute(pool, acceptDelivery, [delivery.id, delivery.event, delivery.installation ?? null, delivery.repository ?? null, delivery.body]);
      return count > 0 ? 'stored' : 'known';
    },
    async read(id): Promise<Delivery | undefined> {
      const { rows: [row] } = await execute<Row>(pool, readDelivery, [id]);
      if (!row) return undefined;
      return {
        id: row.id, event: row.event, body: row.body,
        ...(row.installation === null ? {} : { installation: row.installation }), ...(row.repository === null ? {} : { repository: row.repository }),
      };
    },
    async finish(id, end) {
      await execute(pool, finishDelivery, [id, end.state, end.state === 'failed' ? end.code : null]);
    },
    async requeue(olderThanMs) {
      await execute(pool, abandonDeliveries, []);
      return (await execute(pool, requeueDeliveries, [olderThanMs])).count;
    },
    async missing(ids) {
      return (await execute<{ id: string }>(pool, missingDeliveries, [[...ids]])).rows.map((row) => row.id);
    },
  };
}
