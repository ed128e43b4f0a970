import { chmod, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres, type EmbeddedConnection } from '../src/adapters/embedded-postgres/server.js';

/** A folder of this measure's own, which the database server's account may pass through. */
export async function scratch(): Promise<{ readonly folder: string; readonly remove: () => Promise<void> }> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-bench-'));
  await chmod(folder, 0o711);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** The service's own PostgreSQL, as it starts it: durable, with every commit flushed to the disk. */
export async function withPostgres<T>(work: (connection: EmbeddedConnection) => Promise<T>): Promise<T> {
  const { folder, remove } = await scratch();
  try {
    const server = await startEmbeddedPostgres(path.join(folder, 'data'));
    try {
      return await work(server.connection);
    } finally {
      await server.stop();
    }
  } finally {
    await remove();
  }
}

/** Numbers from 0 to 1, the same ones for the same seed: mulberry32. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
