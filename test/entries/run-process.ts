import { serve, worker } from '../../src/entries/service/run.js';
import type { Composition } from '../../src/entries/service/run.js';
import { FakeHost } from '../app/fake-host.js';

// `serve` or `worker` as a process, over a host in memory and a reviewer that never ends.
const host = new FakeHost();
const composition: Composition = {
  parts: async () => ({ reviewer: () => { process.stdout.write('reviewing\n'); return new Promise(() => undefined); }, publisherFor: async () => host.publisher(), close: async () => { process.stdout.write('closed\n'); } }),
  setup: async () => { process.stdout.write('setup\n'); return false; },
};
const [word, ...rest] = process.argv.slice(2);
process.exit(await (word === 'worker' ? worker(rest, composition) : serve(rest, composition)));
