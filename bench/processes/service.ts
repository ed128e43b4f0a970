import { openSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pino } from 'pino';
import type { DatabaseAddress } from '../../src/adapters/postgres/connect.js';
import { systemClock, systemIds, systemTimers } from '../../src/adapters/system/clock.js';
import { pinoLog } from '../../src/adapters/system/log.js';
import { redactor } from '../../src/adapters/system/redaction.js';
import type { Configuration } from '../../src/entries/configuration.js';
import { composition } from '../../src/entries/service/composition.js';
import { openDatabase, startService, type ServiceParts } from '../../src/entries/service/service.js';
import { lightHost } from '../service/light-host.js';

/** What the service is started with. `light`: a host in memory and a reviewer that passes everything, told by further messages what is open. */
export interface ServiceMessage {
  readonly address: DatabaseAddress;
  readonly configuration: Configuration & { readonly app: NonNullable<Configuration['app']> };
  readonly light?: boolean;
}
export type ServiceQuestion = { readonly ask: 'figures' } | { readonly ask: 'stop' } | { readonly pull: number; readonly head: string; readonly repository: number };
/** Megabytes now and at their most, milliseconds that the event loop was held up at most and in its worst hundredth since the last question, and what a light host was told. */
export interface ServiceFigures {
  readonly rss: number;
  readonly peak: number;
  readonly longest: number;
  readonly p99: number;
  readonly light?: ReturnType<ReturnType<typeof lightHost>['figures']>;
}

// The whole service as it runs, in a process of its own, so that its memory and its event loop are its own.
process.once('message', (message: ServiceMessage) => { void serve(message); });
process.on('disconnect', () => { process.exit(0); });

async function serve({ address, configuration, light }: ServiceMessage): Promise<void> {
  const trace = process.env['MERGEWARDEN_BENCH_TRACE'] !== undefined;
  const log = pinoLog(trace ? 'info' : 'warn', redactor([]), pino.destination({ dest: trace ? 2 : openSync('/dev/null', 'w'), sync: true }));
  const machine = { clock: systemClock, timers: systemTimers, ids: systemIds, log };
  const database = await openDatabase(address);
  const host = light === true ? lightHost() : undefined;
  const parts: Omit<ServiceParts, keyof typeof machine> = host ?? await composition.parts(configuration, database, { ...machine, hide: () => undefined });
  const { app, host: name, port, webhookPath, retention, reviewsAtOnce } = configuration;
  const service = await startService(database, { intake: { secrets: app.secrets, appId: app.id }, webhookPath, host: name, port, retention, reviewsAtOnce }, { ...parts, ...machine });
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  process.on('message', (question: ServiceQuestion) => {
    if ('pull' in question) host?.pushed(question);
    else if (question.ask === 'stop') void service.stop().then(() => database.close()).then(() => { process.send?.({ stopped: true }); });
    else {
      const figures: ServiceFigures = { rss: process.memoryUsage.rss() / 1e6, peak: process.resourceUsage().maxRSS / 1e3, longest: delay.max / 1e6, p99: delay.percentile(99) / 1e6, ...(host ? { light: host.figures() } : {}) };
      delay.reset();
      process.send?.(figures);
    }
  });
  process.send?.({ port: service.port });
}
