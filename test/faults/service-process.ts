import { createGitHub } from '../../src/adapters/github/client.js';
import { createGitHubPublisher } from '../../src/adapters/github/publisher.js';
import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import type { DatabaseAddress } from '../../src/adapters/postgres/connect.js';
import { openDatabase, startService } from '../../src/entries/service/service.js';
import { comment, note, result, silent } from '../app/harness.js';

// A service in a process of its own that prints its port: the real intake, queue, database and publisher. Its reviewer asks the stand-in one thing and
// blocks. It takes a dead process's jobs over at once.
const { address, api, id, key, secret } = JSON.parse(process.argv[2] ?? '') as { readonly address: DatabaseAddress; readonly api: string; readonly id: number; readonly key: string; readonly secret: string };
const machine = { clock: systemClock, timers: systemTimers, ids: systemIds, log: silent };
const github = createGitHub({ appId: id, privateKey: key, baseUrl: api, clock: systemClock, timers: systemTimers });
const service = await startService(await openDatabase(address), {
  intake: { secrets: [secret], appId: id }, webhookPath: '/webhook', host: '127.0.0.1', port: 0, retention: { days: 1, auditDays: 30, sightingDays: 90, factBytes: 1e6 }, reviewsAtOnce: 2,
  timing: { pollMs: 50, sweepMs: 100, deadMs: 0, watchMs: 50 },
}, {
  ...machine,
  async reviewer(target) {
    await (await fetch(`${api}/zen`)).text();
    return result(target, { outcome: 'block', comments: [comment('c', 3)], summary: 'Blocked.', annotations: Array.from({ length: 70 }, (_, index) => note(`n${index}`)) });
  },
  publisherFor: async (installation, repository) => createGitHubPublisher({ github, installation, repository }),
});
process.stdout.write(`${service.port}\n`);
