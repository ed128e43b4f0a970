import { takeIn } from '../../src/app/intake.js';
import { startWorkers } from '../../src/entries/worker/handle.js';
import type { WorkerParts } from '../../src/entries/worker/handle.js';
import type { RunningWorker } from '../../src/ports/queue.js';
import { Faults } from './faults.js';
import type { Fault } from './faults.js';
import { appId, HostedRepository } from './host.js';
import { noMetrics, partsOf } from './parts.js';
import type { Plant } from './plants.js';
import { processQueue } from './process.js';
import { randomOf } from './random.js';
import type { Random } from './random.js';
import { minute } from './scenario.js';
import type { Plan } from './scenario.js';
import { Tables } from './tables.js';
import { Trace } from './trace.js';
import { VirtualTime } from './virtual-time.js';
import { secret, WebhookSender } from './webhooks.js';
import type { Received } from './webhooks.js';
import type { Sender, Ways } from './wire.js';

export const start = Date.UTC(2026, 0, 1);
/** Sweeps come every fifteen seconds, and leave alone a pool that took a job within ten. */
const sweepMs = 15_000;
const deadMs = 10_000;
/** A process that has to end is gone after this, whatever still runs. */
const exitMs = 24_000;

/** One life of one process: from its start to its death. */
class Life implements Sender {
  alive = true;
  stalledUntil = 0;
  /** The connection by which it shows that it lives is gone. */
  lost = false;
  stopping = false;
  readonly pools: string[] = [];
  readonly wakes = new Set<() => void>();
  parts: WorkerParts | undefined;
  workers: RunningWorker | undefined;

  constructor(readonly name: string, readonly slot: number, private readonly ended: (life: Life, why: string) => void) {}

  die(why: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.ended(this, why);
  }
}

/** What the world tells the invariants. */
export interface Watcher {
  wrote(sender: Sender, repository: HostedRepository, operation: string, given: readonly unknown[]): void;
  /** After each step in which rows or checks changed. */
  changed(): void;
}

/** Everything around the application, from one plan: time, database, host, processes, and what goes wrong. */
export class World {
  readonly time: VirtualTime;
  readonly trace: Trace;
  readonly tables: Tables;
  readonly faults: Faults;
  readonly repositories: readonly HostedRepository[];
  readonly webhooks: WebhookSender;
  readonly lives: Life[] = [];
  watcher: Watcher | undefined;
  /** After this nothing goes wrong any more and nobody does anything. */
  readonly calmAt: number;
  private readonly ways: Ways;
  private readonly random: Random;
  private serial = 0;
  private restarts = 0;
  private downUntil = 0;
  private dirty = false;

  constructor(readonly plan: Plan, options: { readonly keepTrace?: boolean; readonly plant?: Plant | undefined } = {}) {
    const { seed } = plan;
    this.random = randomOf(`world ${seed}`);
    this.time = new VirtualTime(randomOf(`order ${seed}`), start);
    this.trace = new Trace(start, options.keepTrace ?? false);
    this.tables = new Tables(() => this.time.now);
    this.plant = options.plant;
    const faults = plan.faults.map((fault) => ({ ...fault, at: start + fault.at }));
    this.faults = new Faults(faults, () => this.time.now);
    this.calmAt = start + minute + Math.max(0, ...plan.actions.map((action) => action.at), ...plan.faults.map((fault) => fault.at + ('ms' in fault ? fault.ms : 0)));
    this.repositories = Array.from({ length: plan.repositories }, (_, index) => new HostedRepository(
      { id: index + 1, owner: 'acme', name: `shop-${index + 1}` }, 7 + (index % 2), seed, () => this.time.now, randomOf(`host ${seed} ${index}`), plan.webhooks.lagMs,
    ));
    this.ways = { time: this.time, faults: this.faults, trace: this.trace, random: this.random, restarts: () => this.restarts, isDown: () => this.time.now < this.downUntil };
    this.webhooks = new WebhookSender(this.time, randomOf(`webhooks ${seed}`), plan.webhooks, (received, answered) => { this.receive(received, answered); }, () => this.time.now > this.calmAt);
    this.tables.jobs.changed = () => { for (const life of this.lives) if (life.alive) for (const wake of life.wakes) wake(); };
    for (let slot = 0; slot < plan.processes; slot += 1) this.begin(slot, slot * 300);
    for (const action of plan.actions) this.time.after(action.at, () => {
      const repository = this.repository(action.repository);
      const told = repository.act(action);
      if (told.length > 0) this.trace.add(this.time.now, 'people', JSON.stringify(action));
      for (const webhook of told) this.webhooks.tell(repository, webhook);
      this.dirty = true;
    });
    for (const fault of faults) if (fault.kind !== 'request' && fault.kind !== 'outage') this.time.after(fault.at - start, () => { this.befall(fault); });
  }

  private readonly plant: Plant | undefined;

  repository(id: number): HostedRepository {
    return this.repositories[id - 1]!;
  }

  /** Runs until `until` says so or virtual time is up. */
  async run(endMs: number, until: () => boolean): Promise<void> {
    await this.time.run(start + endMs, until, () => {
      if (!this.dirty) return;
      this.dirty = false;
      this.watcher?.changed();
    });
  }

  private begin(slot: number, afterMs: number): void {
    this.time.after(afterMs, () => {
      const name = `p${slot}.${this.lives.filter((life) => life.slot === slot).length}`;
      const life = new Life(name, slot, (one, why) => { this.died(one, why); });
      this.lives.push(life);
      this.trace.add(this.time.now, name, 'starts');
      const queue = processQueue(life, {
        ways: this.ways, tables: this.tables, wakes: life.wakes, lose: (why) => { life.die(why); },
        pool: () => {
          const pool = `${name}/${life.pools.length}`;
          life.pools.push(pool);
          return pool;
        },
      });
      life.parts = partsOf({
        ways: this.ways, tables: this.tables, seed: this.plan.seed, repository: (id) => this.repository(id), webhooks: this.webhooks,
        nextId: () => `review-${String((this.serial += 1)).padStart(6, '0')}`, skewMs: this.random.int(-1_000, 1_000), plant: this.plant,
        wrote: (...told) => {
          this.dirty = true;
          this.watcher?.wrote(...told);
        },
        committed: () => { this.dirty = true; },
      }, life, queue);
      startWorkers(queue, life.parts, { reviewsAtOnce: 3, reconcileMs: 180_000, cleanUpMs: 86_400_000 }, () => { this.lose(life); }).then((workers) => { life.workers = workers; }, () => { life.die('could not start'); });
    });
  }

  private died(life: Life, why: string): void {
    this.trace.add(this.time.now, life.name, `dies: ${why}`);
    this.faults.count('process died');
    life.wakes.clear();
    this.sweepLater(life);
    this.begin(life.slot, this.random.int(500, 30_000));
  }

  /** The jobs of a process that gives no sign of life are freed by the next sweep of another one. */
  private sweepLater(life: Life): void {
    this.time.after(this.random.int(0, sweepMs), () => {
      const young = Math.max(0, ...[...this.tables.jobs.rows.values()].filter((row) => row.lockedBy !== undefined && life.pools.includes(row.lockedBy)).map((row) => (row.lockedAt ?? 0) + deadMs));
      if (young > this.time.now || this.time.now < this.downUntil || !this.lives.some((one) => one.alive && one !== life)) {
        this.sweepLater(life);
        return;
      }
      for (const pool of life.pools) if (this.tables.jobs.sweep(pool)) this.trace.add(this.time.now, 'sweep', `frees the jobs of ${pool}`);
    });
  }

  /** A process whose sign of life is cut has to end, as one that is asked to. */
  private lose(life: Life): void {
    if (!life.alive || life.lost) return;
    life.lost = true;
    this.sweepLater(life);
    this.time.after(this.random.int(1, 200), () => { this.stop(life, 'lost'); }, life);
  }

  private stop(life: Life, why: string): void {
    if (!life.alive || life.stopping) return;
    life.stopping = true;
    this.trace.add(this.time.now, life.name, `stops: ${why}`);
    const exit = (): void => { life.die('ended'); };
    this.time.after(exitMs, exit, life);
    (life.workers?.stop() ?? Promise.resolve()).then(exit, exit);
  }

  private receive(received: Received, answered: (status: number) => void): void {
    const ready = this.lives.filter((life) => life.alive && !life.stopping && life.parts);
    if (ready.length === 0) return;
    const life = this.random.pick(ready);
    this.time.after(this.random.int(1, 40), () => {
      const { deliveries, log } = life.parts!;
      takeIn({ deliveries, settings: { secrets: [secret], appId }, log, metrics: noMetrics }, received.headers, received.body).then(({ status }) => { if (life.alive) answered(status); }, () => undefined);
    }, life);
  }

  private befall(fault: Fault): void {
    const life = 'process' in fault ? this.lives.findLast((one) => one.alive && one.slot === fault.process) : undefined;
    if (fault.kind !== 'restart' && !life) return;
    this.faults.count(fault.kind);
    this.trace.add(this.time.now, 'fault', JSON.stringify({ ...fault, at: undefined }));
    switch (fault.kind) {
      case 'restart':
        this.restarts += 1;
        this.downUntil = this.time.now + fault.ms;
        for (const one of this.lives) if (one.alive) this.lose(one);
        break;
      case 'kill': life!.die('killed'); break;
      case 'stop': this.stop(life!, 'asked'); break;
      case 'cut-life': this.lose(life!); break;
      case 'stall':
        life!.stalledUntil = this.time.now + fault.ms;
        if (fault.cut) this.lose(life!);
        break;
      case 'request':
      case 'outage': break;
    }
  }
}
