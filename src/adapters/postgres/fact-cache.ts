import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type pg from 'pg';
import { hashOf } from '../../core/hash.js';
import type { Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { FactCache, FactCacheKey } from '../../ports/fact-cache.js';
import { readFact } from './statements/read-fact.js';
import { writeFact } from './statements/write-fact.js';
import { execute } from './statement.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** Unpacked, a fact may be this much larger; beyond it something else wrote the row. */
const ratio = 60;

type Row = { readonly value: Buffer; readonly etag: string | null; readonly stored_at: number };

/** The installation behind a tenant (`public`, `7`, `installation:7`, `7/…`): its facts go when it does. */
function installationOf(key: FactCacheKey): number | null {
  const digits = /^(?:installation:)?(\d{1,15})(?:$|[/:])/.exec(key.tenant)?.[1];
  return digits === undefined ? null : Number(digits);
}

/**
 * The fact cache in PostgreSQL: packed JSON under the hash of its whole key. A fact over the limit `factBytes` is not kept, and a
 * row that cannot be read is no fact: a cache may lose entries. Errors of the database are not hidden from the caller.
 */
export function postgresFactCache(pool: pg.Pool): FactCache {
  return {
    async get(key) {
      const { rows: [row] } = await execute<Row>(pool, readFact, [hashOf(key)]);
      if (!row) return undefined;
      try {
        const text = (await unpack(row.value, { maxOutputLength: limits.factBytes.value * ratio })).toString('utf8');
        return { value: JSON.parse(text) as Json, storedAt: row.stored_at, ...(row.etag === null ? {} : { etag: row.etag }) };
      } catch {
        return undefined;
      }
    },
    async put(key, fact) {
      const value = await pack(Buffer.from(JSON.stringify(fact.value), 'utf8'), { level: 3 });
      if (value.length > limits.factBytes.value) return;
      await execute(pool, writeFact, [hashOf(key), installationOf(key), key.kind, value, fact.etag ?? null, fact.storedAt]);
    },
  };
}
