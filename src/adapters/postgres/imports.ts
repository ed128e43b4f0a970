import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type pg from 'pg';
import { z } from 'zod';
import { openIndex } from '../../advisories/packed.js';
import { limits } from '../../core/limits.js';
import type { Import } from '../osv/synchronise.js';
import { alone } from './alone.js';
import { inTransaction } from './connect.js';
import { execute } from './statement.js';
import { dropImportPages } from './statements/drop-import-pages.js';
import { readImport } from './statements/read-import.js';
import { readImportPage } from './statements/read-import-page.js';
import { writeImport } from './statements/write-import.js';
import { writeImportPage } from './statements/write-import-page.js';

const stored = z.strictObject({ checkedAt: z.number(), triedAt: z.number(), etag: z.string().exactOptional() });

/** Imports of advisories that all processes of a database share. */
export interface StoredImports {
  /** The import of a source, and undefined where there is none or what there is is not whole. What `known` already holds is not read again. */
  read(source: string, ecosystem: string, known?: Import): Promise<Import | undefined>;
  /** Puts an import in the place of the one before, as a whole. */
  write(source: string, ecosystem: string, imported: Import): Promise<void>;
  /** Runs `work` unless another process is at it. Whether it ran. */
  alone(work: () => Promise<void>): Promise<boolean>;
}

/** One page: well below what a driver or a proxy has trouble with. */
const pageBytes = 1_000_000;
/** Names this work among all that is done alone. */
const importLock = 7_243_394;
const [pack, unpack] = [promisify(gzip), promisify(gunzip)];

/** The imports in PostgreSQL. */
export function postgresImports(pool: pg.Pool): StoredImports {
  return {
    async read(source, ecosystem, known) {
      const { rows: [row] } = await execute<{ readonly digest: string; readonly pages: number; readonly state: unknown }>(pool, readImport, [source, ecosystem]);
      const state = stored.safeParse(row?.state);
      if (!row || !state.success) return undefined;
      const index = known?.index.digest === row.digest ? known.index : await readIndex(pool, row.digest, row.pages);
      return index && { index, ...state.data };
    },
    async write(source, ecosystem, { index, checkedAt, triedAt, etag }) {
      const packed = await pack(index.packed, { level: 4 });
      const pages = Math.ceil(packed.length / pageBytes);
      await inTransaction(pool, async (client) => {
        for (let number = 0; number < pages; number++) await execute(client, writeImportPage, [index.digest, number, packed.subarray(number * pageBytes, (number + 1) * pageBytes)]);
        await execute(client, writeImport, [source, ecosystem, index.digest, index.asOf, JSON.stringify({ checkedAt, triedAt, ...(etag === undefined ? {} : { etag }) }), pages]);
        await execute(client, dropImportPages, []);
      });
    },
    alone: (work) => alone(pool, importLock, work),
  };
}

/** The index of a digest; undefined where a page is missing or altered, for instance since another import has just taken its place. */
async function readIndex(pool: pg.Pool, digest: string, pages: number): Promise<Import['index'] | undefined> {
  const bodies: Buffer[] = [];
  for (let number = 0; number < pages; number++) {
    const { rows: [page] } = await execute<{ readonly body: Buffer }>(pool, readImportPage, [digest, number]);
    if (!page) return undefined;
    bodies.push(page.body);
  }
  try {
    const index = openIndex(await unpack(Buffer.concat(bodies), { maxOutputLength: limits.advisoryIndexBytes.value }));
    return index?.digest === digest ? index : undefined;
  } catch {
    return undefined;
  }
}
