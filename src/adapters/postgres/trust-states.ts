import type pg from 'pg';
import { limits } from '../../core/limits.js';
import type { StoredTrust } from '../sigstore/shared-trust.js';
import { alone } from './alone.js';
import { execute } from './statement.js';
import { readTrustState } from './statements/read-trust-state.js';
import { writeTrustState } from './statements/write-trust-state.js';

/** Names this work among all that is done alone. */
const trustLock = 7_243_395;

/** The last good trusted roots in PostgreSQL. */
export function postgresTrust(pool: pg.Pool): StoredTrust {
  return {
    async read(source, known) {
      const { rows: [row] } = await execute<{ readonly digest: string; readonly body: string | null }>(pool, readTrustState, [source, known ?? null, limits.trustStateBytes.value]);
      return row && { digest: row.digest, ...(row.body === null ? {} : { text: row.body }) };
    },
    async write(source, { digest, text }, instead) {
      const { count } = await execute(pool, writeTrustState, [source, digest, text, instead ?? null]);
      return count === 1;
    },
    alone: (work) => alone(pool, trustLock, work),
  };
}
