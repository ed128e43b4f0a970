import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import type { DatabaseAddress } from '../../src/adapters/postgres/connect.js';
import { openDatabase, startService } from '../../src/entries/service/service.js';
import { FakeHost } from '../app/fake-host.js';
import { silent } from '../app/harness.js';

// An intake in a process of its own: prints its port, and dies by the sender's hand.
const address = JSON.parse(process.argv[2] ?? '') as DatabaseAddress;
const host = new FakeHost();
const service = await startService(await openDatabase(address), {
  intake: { secrets: [process.argv[3] ?? ''], appId: 5 }, webhookPath: '/webhook', host: '127.0.0.1', port: 0, retention: { days: 1, auditDays: 30, sightingDays: 90, factBytes: 1e6 }, reviewsAtOnce: 1,
}, { reviewer: () => Promise.reject(new Error('no worker here')), publisherFor: async () => host.publisher(), clock: systemClock, timers: systemTimers, ids: systemIds, log: silent }, { intake: true, worker: false });
process.stdout.write(`${service.port}\n`);
