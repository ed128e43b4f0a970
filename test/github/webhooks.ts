import { createHmac } from 'node:crypto';
import http from 'node:http';
import { webhookProblems } from './http/contract.js';
import { grants, reaches } from './http/auth.js';
import { nodeId, organisation, simpleUser } from './objects/accounts.js';
import { repositoryObject } from './objects/repositories.js';
import type { App, Delivery, Installation, State } from './state.js';
import { newId } from './world/lookup.js';
import type { Happening } from './world/site.js';

/** The permissions without which an event is not for an App. */
export const eventPermissions: Readonly<Record<string, readonly string[]>> = {
  pull_request: ['pull_requests'], pull_request_review: ['pull_requests'], pull_request_review_comment: ['pull_requests'], push: ['contents'],
  check_run: ['checks'], check_suite: ['checks'], status: ['statuses'], merge_group: ['merge_queues'], issue_comment: ['issues', 'pull_requests'],
};

export interface DeliveryRule {
  readonly mode: 'drop' | 'double' | 'hold';
  readonly event?: string;
  readonly action?: string;
  /** How many deliveries it meets; 1 where nothing is said. */
  readonly times?: number;
}

export interface Webhooks {
  emit(happening: Happening): void;
  /** Sends a recorded delivery once more: same id, same bytes. */
  redeliver(delivery: Delivery): void;
  /** Drops, doubles or holds back the next deliveries that fit. */
  next(rule: DeliveryRule): void;
  /** Sends what is held, in its order or the other way round. */
  release(order?: 'first-first' | 'last-first'): void;
  /** Resolves once every delivery that was sent has been answered or has failed. */
  settled(): Promise<void>;
  close(): void;
}

function receivers(state: State, happening: Happening): { app: App; installation: Installation }[] {
  const found: { app: App; installation: Installation }[] = [];
  for (const installation of state.installations.values()) {
    const app = state.apps.get(installation.appId);
    if (!app || (happening.appId !== undefined && happening.appId !== app.id)) continue;
    if (happening.installationId !== undefined) {
      if (happening.installationId === installation.id) found.push({ app, installation });
      continue;
    }
    if (!happening.repository || installation.suspendedAt !== undefined || !reaches(installation, happening.repository)) continue;
    const needed = eventPermissions[happening.event] ?? [];
    if (!needed.some((name) => grants(installation.permissions, name, 'read'))) continue;
    // With checks: write the check events come whether they were asked for or not.
    const always = /^check_/.test(happening.event) && grants(installation.permissions, 'checks', 'write');
    if (always || installation.events.includes(happening.event)) found.push({ app, installation });
  }
  return found;
}

function payloadFor(state: State, happening: Happening, installation: Installation): string {
  const { repository } = happening;
  const owner = state.accounts.get((repository?.owner ?? installation.account).toLowerCase());
  const payload = {
    ...(repository ? { repository: repositoryObject(state, repository) } : {}),
    ...(owner?.type === 'Organization' ? { organization: organisation(state, owner.login) } : {}),
    sender: simpleUser(state, happening.sender), installation: { id: installation.id, node_id: nodeId('MDI', installation.id) }, ...happening.payload,
  };
  return JSON.stringify(payload);
}

/** Sends, records and, on demand, loses webhooks. `fail` hears of payloads that are not as GitHub describes them. */
export function createWebhooks(state: State, fail: (problem: string) => void): Webhooks {
  const rules: { rule: DeliveryRule; left: number }[] = [];
  const held: Delivery[] = [];
  const running = new Set<Promise<void>>();
  const agent = new http.Agent({ keepAlive: true });

  function record(happening: Happening, app: App, installation: Installation): Delivery {
    const payload = payloadFor(state, happening, installation);
    const guid = crypto.randomUUID();
    const delivery: Delivery = {
      id: newId(state), guid, appId: app.id, installationId: installation.id, event: happening.event, action: happening.action, redelivery: false,
      ...(happening.repository ? { repositoryId: happening.repository.id } : {}), deliveredAt: state.clock.now(), payload, headers: headersFor(app, guid, happening.event, payload),
      state: 'sending', statusCode: 0, durationMs: 0,
    };
    state.deliveries.push(delivery);
    for (const problem of webhookProblems(happening.event, happening.action, JSON.parse(payload))) fail(`webhook ${happening.event}.${happening.action}: ${problem}`);
    return delivery;
  }

  function send(delivery: Delivery): void {
    const url = state.apps.get(delivery.appId)?.webhook.url;
    if (url === undefined) {
      delivery.state = 'dropped';
      return;
    }
    delivery.state = 'sending';
    const work = post(new URL(url), delivery).finally(() => running.delete(work));
    running.add(work);
  }

  function post(url: URL, delivery: Delivery): Promise<void> {
    const began = performance.now();
    return new Promise((resolve) => {
      const end = (to: 'answered' | 'failed', statusCode: number, response?: Delivery['response']) => {
        Object.assign(delivery, { state: to, statusCode, durationMs: performance.now() - began, ...(response ? { response } : {}) });
        resolve();
      };
      const request = http.request(url, { method: 'POST', agent, headers: { ...delivery.headers, 'content-length': Buffer.byteLength(delivery.payload) }, timeout: 30_000 }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', () => end('failed', 502));
        answer.on('end', () => {
          const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)]));
          const status = answer.statusCode ?? 0;
          end(status >= 200 && status < 300 ? 'answered' : 'failed', status, { headers, body: Buffer.concat(chunks).toString('utf8') });
        });
      });
      request.on('timeout', () => request.destroy());
      request.on('error', () => end('failed', 502));
      request.end(delivery.payload);
    });
  }

  function again(delivery: Delivery, redelivery: boolean): Delivery {
    const copy: Delivery = { ...delivery, id: newId(state), redelivery, deliveredAt: state.clock.now(), state: 'sending', statusCode: 0, durationMs: 0 };
    delete copy.response;
    state.deliveries.push(copy);
    return copy;
  }

  function ruleFor(delivery: Delivery): DeliveryRule['mode'] | undefined {
    const found = rules.find(({ rule, left }) =>
      left > 0 && (rule.event === undefined || rule.event === delivery.event) && (rule.action === undefined || rule.action === delivery.action));
    if (!found) return undefined;
    found.left -= 1;
    return found.rule.mode;
  }

  return {
    emit(happening) {
      for (const { app, installation } of receivers(state, happening)) {
        const delivery = record(happening, app, installation);
        const mode = ruleFor(delivery);
        if (mode === 'drop') delivery.state = 'dropped';
        else if (mode === 'hold') {
          delivery.state = 'held';
          held.push(delivery);
        } else {
          send(delivery);
          if (mode === 'double') send(again(delivery, false));
        }
      }
    },
    redeliver: (delivery) => send(again(delivery, true)),
    next: (rule) => void rules.push({ rule, left: rule.times ?? 1 }),
    release(order = 'first-first') {
      const waiting = held.splice(0);
      for (const delivery of order === 'first-first' ? waiting : waiting.reverse()) send(delivery);
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
    close: () => agent.destroy(),
  };
}

/** The headers that GitHub sends with a webhook, the signature over its raw bytes among them. */
export function headersFor(app: App, guid: string, event: string, payload: string): Record<string, string> {
  const sign = (algorithm: string) => createHmac(algorithm, app.webhook.secret).update(payload).digest('hex');
  return {
    accept: '*/*', 'content-type': 'application/json', 'user-agent': 'GitHub-Hookshot/stand-in', 'x-github-event': event, 'x-github-delivery': guid,
    'x-github-hook-id': String(app.id), 'x-github-hook-installation-target-id': String(app.id), 'x-github-hook-installation-target-type': 'integration',
    'x-hub-signature': `sha1=${sign('sha1')}`, 'x-hub-signature-256': `sha256=${sign('sha256')}`,
  };
}
