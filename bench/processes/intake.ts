import { openSync } from 'node:fs';
import { pino } from 'pino';
import { databasePool, type DatabaseAddress } from '../../src/adapters/postgres/connect.js';
import { postgresDeliveries } from '../../src/adapters/postgres/deliveries.js';
import { pinoLog } from '../../src/adapters/system/log.js';
import { prometheusMetrics } from '../../src/adapters/system/metrics.js';
import { redactor } from '../../src/adapters/system/redaction.js';
import { takeIn } from '../../src/app/intake.js';
import { listen } from '../../src/entries/webhook/server.js';
import type { Deliveries } from '../../src/ports/deliveries.js';

// The intake as the service runs it, in a process of its own: with its database, or, without an address, with nothing behind it.
const [secret = '', address] = process.argv.slice(2);

const nothing: Deliveries = { accept: async () => 'stored', read: async () => undefined, finish: async () => undefined, missing: async () => [], requeue: async () => 0 };
const deliveries = address === undefined ? nothing : postgresDeliveries(databasePool(JSON.parse(address) as DatabaseAddress));
const log = pinoLog('info', redactor([secret]), pino.destination({ dest: openSync('/dev/null', 'w'), sync: true }));
const metrics = prometheusMetrics({ queueAge: async () => 0 });
const server = await listen({
  path: '/webhook', takeIn: (headers, body) => takeIn({ deliveries, settings: { secrets: [secret], appId: 5 }, log, metrics }, headers, body),
  readiness: async () => ({ ready: true }), metrics: () => metrics.expose(),
}, '127.0.0.1', 0);
process.on('disconnect', () => { process.exit(0); });
process.on('message', () => { process.send?.({ rss: process.memoryUsage.rss() }); });
process.send?.({ port: server.port });
