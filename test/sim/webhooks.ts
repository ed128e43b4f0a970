import { createHmac } from 'node:crypto';
import type { FailedDeliveries } from '../../src/ports/deliveries.js';
import type { HostedRepository, Webhook } from './host.js';
import type { Random } from './random.js';
import type { Webhooks } from './scenario.js';
import type { VirtualTime } from './virtual-time.js';

export const secret = 'simulated';
/** GitHub waits this long for an answer (docs.github.com, "Handling webhook deliveries"). */
const answerMs = 10_000;

interface Attempt {
  readonly id: number;
  readonly guid: string;
  readonly at: number;
  readonly state: 'arrived' | 'failed';
}

export interface Received {
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

/**
 * The host's webhooks: each comes after a while, so that they overtake one another; some come twice, some never arrive, and then stand in the
 * host's own list of those that did not. GitHub never sends one again by itself.
 */
export class WebhookSender {
  readonly sent = new Map<string, Received>();
  readonly attempts: Attempt[] = [];
  /** Deliveries that are on their way. */
  underWay = 0;
  private serial = 0;

  constructor(
    private readonly time: VirtualTime, private readonly random: Random, private readonly ways: Webhooks,
    /** Hands a delivery to some process; undefined when none is there to take it. */
    private readonly take: (received: Received, answered: (status: number) => void) => void,
    private readonly isCalm: () => boolean,
  ) {}

  tell(repository: HostedRepository, webhook: Webhook): void {
    const { id, name, owner } = repository.name;
    const guid = `delivery-${String((this.serial += 1)).padStart(6, '0')}`;
    const body = Buffer.from(JSON.stringify({ ...webhook.body, installation: { id: repository.installation }, repository: { id, name, owner: { login: owner } } }));
    const headers = { 'x-hub-signature-256': `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`, 'x-github-delivery': guid, 'x-github-event': webhook.event, 'content-type': 'application/json' };
    this.sent.set(guid, { headers, body });
    const copies = this.random.chance(this.ways.repeated) ? 2 : 1;
    for (let copy = 0; copy < copies; copy += 1) this.send(guid, this.random.chance(this.ways.lost));
  }

  /** The host's list as our adapter reads it: those that never arrived, the oldest first. */
  failed(): FailedDeliveries {
    return {
      list: async (since) => {
        const arrived = new Set(this.attempts.filter((one) => one.state === 'arrived').map((one) => one.guid));
        const first = new Map<string, { readonly id: number; readonly guid: string }>();
        for (const { id, guid, at } of this.attempts) if (at >= since && !arrived.has(guid) && !first.has(guid)) first.set(guid, { id, guid });
        return [...first.values()].slice(0, 100);
      },
      redeliver: async (id) => {
        const attempt = this.attempts.find((one) => one.id === id);
        if (attempt) this.send(attempt.guid, !this.isCalm() && this.random.chance(this.ways.lost));
      },
    };
  }

  private send(guid: string, lost: boolean): void {
    this.underWay += 1;
    this.time.after(this.random.int(10, this.ways.mostDelayMs), () => {
      let ended = false;
      const end = (state: Attempt['state']): void => {
        if (ended) return;
        ended = true;
        late.cancelled = true;
        this.underWay -= 1;
        this.attempts.push({ id: this.attempts.length + 1, guid, at: this.time.now, state });
      };
      const late = this.time.after(answerMs, () => { end('failed'); });
      if (lost) end('failed');
      else this.take(this.sent.get(guid)!, (status) => { end(status === 202 ? 'arrived' : 'failed'); });
    });
  }
}
