import { answered } from '../../src/app/publish-lease.js';
import { seenChecks } from '../../src/app/publish-seen.js';
import type { Reviewer } from '../../src/app/review.types.js';
import { Failure } from '../../src/core/errors.js';
import type { WorkerParts } from '../../src/entries/worker/handle.js';
import type { Timers } from '../../src/ports/clock.js';
import type { FailedDeliveries } from '../../src/ports/deliveries.js';
import type { Log, LogFields } from '../../src/ports/log.js';
import type { Metrics } from '../../src/ports/metrics.js';
import type { Publisher } from '../../src/ports/publisher.js';
import type { Queue } from '../../src/ports/queue.js';
import type { HostedRepository } from './host.js';
import { memoryDeliveries } from './memory-deliveries.js';
import { memoryOutbox } from './memory-outbox.js';
import { memoryReviews } from './memory-reviews.js';
import type { Plant } from './plants.js';
import { resultOf, saidOf } from './stub-review.js';
import type { Sync, Tables } from './tables.js';
import { virtualTimers } from './virtual-time.js';
import type { WebhookSender } from './webhooks.js';
import { carry } from './wire.js';
import type { Sender, Ways } from './wire.js';

export const noMetrics: Metrics = { concluded: () => undefined, couldNotCheck: () => undefined, delivery: () => undefined, jobEnded: () => undefined };

/** Told when a write to the host took effect. */
export type WroteHook = (sender: Sender, repository: HostedRepository, operation: string, given: readonly unknown[]) => void;

export interface PartsSetting {
  readonly ways: Ways;
  readonly tables: Tables;
  readonly seed: string;
  readonly repository: (id: number) => HostedRepository;
  readonly webhooks: WebhookSender;
  readonly nextId: () => string;
  /** What this process's clock is ahead of the database's, in milliseconds. */
  readonly skewMs: number;
  readonly wrote: WroteHook;
  readonly committed: () => void;
  readonly plant: Plant | undefined;
}

function brief(value: unknown): string {
  if (typeof value === 'string') return value.length > 12 ? `${value.slice(0, 6)}…` : value;
  if (typeof value !== 'object' || value === null) return String(value);
  const { sha, number, kind, outcome, conclusion, epoch, id } = value as { readonly [name: string]: unknown };
  const told = Object.entries({ sha, number, kind, outcome, conclusion, epoch, id }).filter(([, one]) => one !== undefined && typeof one !== 'object');
  return told.map(([name, one]) => `${name}=${typeof one === 'string' ? one.slice(0, 12) : String(one)}`).join(',');
}

/** A port whose every operation is a request: to the memory database or the host. */
export function carried<Port extends object>(ways: Ways, sender: Sender, to: 'host' | 'database', name: string, operations: { readonly [Name in keyof Port]: unknown }, then: (operation: string, given: readonly unknown[]) => void = () => undefined): Port {
  const port: { [name: string]: (...given: readonly unknown[]) => Promise<unknown> } = {};
  for (const [operation, perform] of Object.entries(operations) as [string, (...given: readonly unknown[]) => unknown][]) {
    port[operation] = (...given) => carry(ways, sender, to, `${name}.${operation}(${given.map(brief).filter((one) => one !== '').join(' ')})`, () => {
      const value = perform(...given);
      if (!(value instanceof Promise)) {
        then(operation, given);
        return value;
      }
      return value.then((one: unknown) => {
        then(operation, given);
        return one;
      });
    });
  }
  return port as unknown as Port;
}

/** Answers are copies, as they are from a database: nobody holds its rows. */
function copied<Port extends object>(sync: Sync<Port>): Sync<Port> {
  return Object.fromEntries(Object.entries(sync).map(([name, perform]) => [name, (...given: readonly unknown[]) => structuredClone((perform as (...given: readonly unknown[]) => unknown)(...given))])) as unknown as Sync<Port>;
}

function logOf(ways: Ways, sender: Sender, bound: LogFields): Log {
  const write = (level: string) => (message: string, fields: LogFields = {}): void => { ways.trace.add(ways.time.now, sender.name, `${level}: ${message} ${JSON.stringify({ ...bound, ...fields })}`); };
  return { debug: () => undefined, info: write('info'), warn: write('warn'), error: write('error'), with: (fields) => logOf(ways, sender, { ...bound, ...fields }) };
}

/** The reviewer's stand-in: reads the head, the base branch and its tip as they are on the host now, takes its time, and says what the seed says. */
function stubReviewer({ ways, seed, repository }: PartsSetting, sender: Sender, timers: Timers): Reviewer {
  return async (target, { early, progress }, signal) => {
    const hosted = repository(target.repository.id);
    const read = (): { readonly input: number } => {
      if (target.kind === 'merge-group') return { input: hosted.inputs.get(target.baseSha) ?? 0 };
      const pull = hosted.pull(target.number);
      if (!pull) throw new Failure('HOST_NOT_FOUND');
      if (pull.head !== target.headSha || pull.baseRef !== target.baseRef) throw new Failure('SUPERSEDED', { head: pull.head, baseRef: pull.baseRef });
      return { input: hosted.branches.get(target.baseRef)!.input };
    };
    const { input } = await answered(timers, carry(ways, sender, 'host', `snapshot ${target.headSha.slice(0, 6)} on ${target.baseRef}`, read));
    progress.report('facts', 0, 2, 'left');
    const said = saidOf(seed, target.repository.id, target.headSha, target.baseRef, input);
    await timers.sleep(Math.floor(said.takesMs / 2), signal);
    progress.report('facts', 1, 2, 'right');
    if (said.early && said.outcome === 'block') await early(resultOf(target, said));
    await timers.sleep(Math.ceil(said.takesMs / 2), signal);
    return resultOf(target, said);
  };
}

/** The application's ports for one process. */
export function partsOf(setting: PartsSetting, sender: Sender, queue: Queue): WorkerParts {
  const { ways, tables, plant } = setting;
  const timers = virtualTimers(ways.time, sender);
  const database = <Port extends object>(name: string, sync: Sync<Port>): Port => carried<Port>(ways, sender, 'database', name, copied<Port>(sync), () => { setting.committed(); });
  const parts: WorkerParts = {
    reviews: database('reviews', memoryReviews(tables)), outbox: database('outbox', memoryOutbox(tables)), deliveries: database('deliveries', memoryDeliveries(tables)), queue,
    reviewer: stubReviewer(setting, sender, timers),
    publisherFor: async (_installation, { id }) => {
      const hosted = setting.repository(id);
      const publisher = carried<Publisher>(ways, sender, 'host', `host${id}`, hosted.publisher(), (operation, given) => { setting.wrote(sender, hosted, operation, given); });
      return plant?.publisher?.(publisher) ?? publisher;
    },
    failedDeliveries: carried<FailedDeliveries>(ways, sender, 'host', 'webhooks', setting.webhooks.failed()),
    clock: { now: () => ways.time.now + setting.skewMs }, timers, ids: { next: setting.nextId }, log: logOf(ways, sender, {}), metrics: noMetrics, watchMs: 2_000, seen: seenChecks(),
    cleanUp: async () => undefined,
  };
  return plant?.parts?.(parts, tables) ?? parts;
}
