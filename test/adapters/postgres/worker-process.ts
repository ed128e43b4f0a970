import { databasePool } from '../../../src/adapters/postgres/connect.js';
import type { DatabaseAddress } from '../../../src/adapters/postgres/connect.js';
import { postgresQueue, queueTiming } from '../../../src/adapters/postgres/queue.js';
import { systemTimers } from '../../../src/adapters/system/clock.js';
import type { Log } from '../../../src/ports/log.js';

// A worker in a process of its own: says which job it took, and never ends it.
const address = JSON.parse(process.argv[2] ?? '') as DatabaseAddress;
const silent: Log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined, with: () => silent };
const queue = postgresQueue(address, databasePool(address), silent, systemTimers, { ...queueTiming, pollMs: 50 });
await queue.work({
  tasks: ['review'], concurrency: 1, onLost: () => undefined,
  handle: (job) => {
    process.stdout.write(`${JSON.stringify(job)}\n`);
    return new Promise(() => undefined);
  },
});
