import { Failure } from '../../core/errors.js';
import type { Clock, Timers } from '../../ports/clock.js';
import { failureOf, unreachable, type Answer } from './failures.js';

/** One request as it went, for the trace. `round` is one more than the latest round that had ended when this one began: the sequential round trips, counted rather too high than too low. */
export interface RequestTrace {
  readonly sequence: number;
  readonly round: number;
  readonly operation: string;
  readonly method: string;
  readonly route: string;
  /** 0 when there was no answer. */
  readonly status: number;
  readonly ms: number;
}

/** What GitHub says is left of an hour's requests. `resetAt` in milliseconds since the epoch. */
export interface Budget {
  readonly bucket: string;
  readonly limit: number;
  readonly remaining: number;
  readonly resetAt: number;
}

export interface TransportOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly onRequest?: ((trace: RequestTrace) => void) | undefined;
  readonly onBudget?: ((budget: Budget) => void) | undefined;
}

export interface SendContext {
  readonly operation: string;
  readonly route: string;
  /** Whose budget this spends: an installation, or the App. */
  readonly bucket: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly round: number;
  readonly signal?: AbortSignal | undefined;
}

const concurrentRequests = 40;
const mostRedirects = 3;
const errorBytes = 65_536;

/** Runs at most so many at a time; the others wait in the order they came. */
function gate(most: number): <T>(run: () => Promise<T>) => Promise<T> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (run) => {
    if (running >= most) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Reads a body to its end, at most `maxBytes`. @throws Failure HOST_MALFORMED { reason: 'truncated' | 'too-large' }. */
async function bodyOf(response: Response, maxBytes: number, operation: string): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const parts: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.byteLength;
      if (size > maxBytes) throw new Failure('HOST_MALFORMED', { operation, reason: 'too-large', maxBytes });
      parts.push(value);
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    if (error instanceof Failure) throw error;
    throw new Failure('HOST_MALFORMED', { operation, reason: 'truncated' }, error);
  }
  const out = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.byteLength;
  }
  return out;
}

/**
 * Sends requests and reads the answers whole: bounded in time, size and number, redirects only to the same origin (a renamed
 * repository), every failure a Failure. While GitHub has told a bucket to wait, its requests fail here at once: asking on is what gets an
 * App banned.
 */
export interface Transport {
  send(url: string, init: RequestInit, context: SendContext): Promise<Answer>;
}

export function createTransport(options: TransportOptions): Transport {
  const { clock, timers } = options;
  const enter = gate(concurrentRequests);
  const waits = new Map<string, number>();
  let sequence = 0;

  async function follow(url: string, init: RequestInit, signal: AbortSignal, operation: string): Promise<Response> {
    let at = url;
    for (let step = 0; ; step++) {
      const response = await options.fetch(at, { ...init, redirect: 'manual', signal });
      const location = response.headers.get('location');
      const again = response.status === 307 || response.status === 308 || ((response.status === 301 || response.status === 302) && init.method === 'GET');
      if (!again || location === null) return response;
      await response.body?.cancel().catch(() => undefined);
      const next = URL.canParse(location, at) ? new URL(location, at) : undefined;
      if (step >= mostRedirects || next?.origin !== new URL(url).origin) throw new Failure('HOST_MALFORMED', { operation, reason: 'redirect' });
      at = next.href;
    }
  }

  function tell(answer: Answer, bucket: string): void {
    const limit = Number(answer.headers.get('x-ratelimit-limit'));
    const remaining = Number(answer.headers.get('x-ratelimit-remaining') ?? Number.NaN);
    const resetAt = Number(answer.headers.get('x-ratelimit-reset')) * 1000;
    if (limit > 0 && Number.isFinite(remaining)) options.onBudget?.({ bucket, limit, remaining, resetAt });
  }

  async function answered(url: string, init: RequestInit, context: SendContext): Promise<Answer> {
    const deadline = timers.deadline(context.timeoutMs);
    const signal = context.signal ? AbortSignal.any([deadline.signal, context.signal]) : deadline.signal;
    try {
      const response = await follow(url, init, signal, context.operation);
      const ok = response.status >= 200 && response.status < 300;
      const headers = new Map<string, string>();
      response.headers.forEach((value, name) => headers.set(name.toLowerCase(), value));
      const bytes = ok ? await bodyOf(response, context.maxBytes, context.operation) : await bodyOf(response, errorBytes, context.operation).catch(() => new Uint8Array());
      return { status: response.status, headers, bytes };
    } catch (error) {
      if (context.signal?.aborted === true) throw context.signal.reason;
      if (deadline.signal.aborted) throw new Failure('HOST_TIMEOUT', { operation: context.operation, ms: context.timeoutMs }, error);
      throw error instanceof Failure ? error : unreachable(error, context.operation);
    } finally {
      deadline.clear();
    }
  }

  return {
    send: (url, init, context) => enter(async () => {
      context.signal?.throwIfAborted();
      const wait = (waits.get(context.bucket) ?? 0) - clock.now();
      if (wait > 0) throw new Failure('HOST_RATE_LIMITED', { operation: context.operation, retryAfterMs: wait, asked: false });
      const mine = ++sequence;
      const began = clock.now();
      let status = 0;
      try {
        const answer = await answered(url, init, context);
        status = answer.status;
        tell(answer, context.bucket);
        if (status >= 200 && status < 300) return answer;
        const failure = failureOf(answer, context.operation, clock.now());
        const after = failure.data['retryAfterMs'];
        if (typeof after === 'number') waits.set(context.bucket, clock.now() + after);
        throw failure;
      } finally {
        options.onRequest?.({ sequence: mine, round: context.round, operation: context.operation, method: init.method ?? 'GET', route: context.route, status, ms: clock.now() - began });
      }
    }),
  };
}
