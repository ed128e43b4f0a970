import { createHmac, timingSafeEqual } from 'node:crypto';
import { isObject } from '../core/json.js';
import type { JsonObject } from '../core/json.js';
import type { Deliveries } from '../ports/deliveries.js';
import type { Log } from '../ports/log.js';
import type { Metrics } from '../ports/metrics.js';
import type { NewerPushes } from './newer-pushes.js';
import { isServed, type InstallationList } from './served.js';

export interface IntakeSettings {
  /** The webhook secret, and during a rotation the one before it. */
  readonly secrets: readonly string[];
  /** Our App's id: check events of other Apps are none of ours. */
  readonly appId: number;
  /** Whose deliveries are taken; all where it is left out. */
  readonly installations?: InstallationList;
}

export interface IntakeDependencies {
  readonly deliveries: Deliveries;
  readonly settings: IntakeSettings;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Told of what is stored, where deliveries are dealt with in the same process. */
  readonly pushes?: NewerPushes;
}

export interface ReceivedHeaders {
  readonly [name: string]: string | readonly string[] | undefined;
}

export interface IntakeAnswer {
  readonly status: 202 | 400 | 401 | 503;
  readonly state: 'stored' | 'known' | 'ignored' | 'malformed' | 'unsigned' | 'unavailable';
}

const pullActions = new Set(['opened', 'synchronize', 'reopened', 'ready_for_review', 'edited', 'closed']);

/**
 * Tells whether a body carries a right signature (`X-Hub-Signature-256: sha256=<hex>`, an HMAC over the raw bytes) under any of the
 * secrets. Every secret is tried and compared in constant time.
 */
export function isSigned(body: Uint8Array, header: unknown, secrets: readonly string[]): boolean {
  if (typeof header !== 'string' || !/^sha256=[0-9a-f]{64}$/.test(header)) return false;
  const given = Buffer.from(header.slice('sha256='.length), 'hex');
  let right = false;
  for (const secret of secrets) if (timingSafeEqual(createHmac('sha256', secret).update(body).digest(), given)) right = true;
  return right;
}

/** Tells whether a delivery asks anything of us. What does not is acknowledged and not stored. */
export function isWanted(event: string, payload: JsonObject, appId: number): boolean {
  const action = typeof payload['action'] === 'string' ? payload['action'] : '';
  switch (event) {
    case 'pull_request':
      return pullActions.has(action) && (action !== 'edited' || (isObject(payload['changes']) && payload['changes']['base'] !== undefined));
    case 'check_run':
    case 'check_suite': {
      const subject = payload[event];
      return action === 'rerequested' && isObject(subject) && isObject(subject['app']) && subject['app']['id'] === appId;
    }
    // Comments, our own among them, approve nothing and take nothing back.
    case 'pull_request_review': return action === 'dismissed' || (action === 'submitted' && isObject(payload['review']) && payload['review']['state'] !== 'commented');
    case 'merge_group': return action === 'checks_requested';
    case 'push': return payload['deleted'] !== true && typeof payload['ref'] === 'string' && payload['ref'].startsWith('refs/heads/');
    case 'installation': return action === 'deleted';
    case 'installation_repositories': return action === 'removed';
    default: return false;
  }
}

/** The login of the account that an installation is on: each repository of an installation is that account's. */
function accountIn(payload: JsonObject): string | undefined {
  for (const [holder, owner] of [['installation', 'account'], ['repository', 'owner']] as const) {
    const held = payload[holder];
    const account = isObject(held) ? held[owner] : undefined;
    if (isObject(account) && typeof account['login'] === 'string') return account['login'];
  }
  return undefined;
}

/** What only tells of rows to delete: it is heeded for every installation, since one may have been served once. */
const deletions = new Set(['installation', 'installation_repositories']);

function idIn(payload: JsonObject, of: string): number | undefined {
  const holder = payload[of];
  const id = isObject(holder) ? holder['id'] : undefined;
  return typeof id === 'number' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/**
 * Takes in one webhook request: signature over the bytes, headers, JSON, then one durable statement, and only then the answer.
 * Never throws: 401 unsigned, 400 malformed, 503 when nothing could be promised (the sender's record shows it, the reconciler asks again).
 */
export async function takeIn({ deliveries, settings, log, metrics, pushes }: IntakeDependencies, headers: ReceivedHeaders, body: Buffer): Promise<IntakeAnswer> {
  let served = true;
  const answer = await judge();
  metrics.delivery(served ? answer.state : 'not-served');
  return answer;

  async function judge(): Promise<IntakeAnswer> {
    if (!isSigned(body, headers['x-hub-signature-256'], settings.secrets)) return { status: 401, state: 'unsigned' };
    const id = headers['x-github-delivery'];
    const event = headers['x-github-event'];
    const type = headers['content-type'];
    if (typeof id !== 'string' || !/^[0-9A-Za-z-]{8,64}$/.test(id) || typeof event !== 'string' || !/^[a-z_]{1,64}$/.test(event)
      || typeof type !== 'string' || !/^application\/json(?:;|$)/.test(type)) return { status: 400, state: 'malformed' };
    const text = body.toString('utf8');
    let payload: unknown;
    try {
      payload = JSON.parse(text);
    } catch {
      return { status: 400, state: 'malformed' };
    }
    if (!isObject(payload)) return { status: 400, state: 'malformed' };
    if (!isWanted(event, payload, settings.appId)) return { status: 202, state: 'ignored' };
    const installation = idIn(payload, 'installation');
    const repository = idIn(payload, 'repository');
    served = deletions.has(event) || isServed(settings.installations, installation, accountIn(payload));
    if (!served) return { status: 202, state: 'ignored' };
    try {
      const state = await deliveries.accept({ id, event, body: text, ...(installation === undefined ? {} : { installation }), ...(repository === undefined ? {} : { repository }) });
      if (state === 'stored') pushes?.stored(event, text);
      log.info('delivery', { delivery: id, event, state });
      return { status: 202, state };
    } catch (error) {
      log.error('a delivery could not be stored', { delivery: id, event, error: error instanceof Error ? error.message : 'unknown' });
      return { status: 503, state: 'unavailable' };
    }
  }
}
