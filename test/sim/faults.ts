import { Failure } from '../../src/core/errors.js';
import type { Random } from './random.js';

/** What one request meets: on its way there, or on its way back. */
export type Mishap =
  | { readonly kind: 'none' }
  /** The process dies: before the request took effect, or after. */
  | { readonly kind: 'dies'; readonly when: 'before' | 'after' }
  /** It took effect and the answer is lost: an error of the way, or silence. */
  | { readonly kind: 'lost'; readonly how: 'error' | 'silence' }
  /** It took no effect. */
  | { readonly kind: 'refused'; readonly how: 'error' | 'timeout' | 'silence' | 'limited'; readonly retryAfterMs?: number }
  /** It takes effect late, as late as the host still carries requests out. */
  | { readonly kind: 'slow'; readonly ms: number };

export type Fault =
  /** Meets the nth request to the host or the database from a time on, or from the first request of a certain kind after it; `mishap` as above. */
  | { readonly kind: 'request'; readonly at: number; readonly on: 'host' | 'database'; readonly nth: number; readonly mishap: Mishap; readonly after?: string }
  /** The host answers nothing well for a while. */
  | { readonly kind: 'outage'; readonly at: number; readonly ms: number; readonly mishap: Mishap }
  /** The database is restarted: what runs fails, and connections are gone. */
  | { readonly kind: 'restart'; readonly at: number; readonly ms: number }
  | { readonly kind: 'kill' | 'stop' | 'cut-life'; readonly at: number; readonly process: number }
  /** A process does nothing for a while; its connections may be gone when it wakes. */
  | { readonly kind: 'stall'; readonly at: number; readonly process: number; readonly ms: number; readonly cut: boolean };

const none: Mishap = { kind: 'none' };
/** GitHub ends a request that takes longer (docs.github.com, "Timeouts"): none takes effect later than this. */
export const hostEndsMs = 10_000;

/** What goes wrong with requests, as planned. */
export class Faults {
  private readonly armed: { readonly fault: Extract<Fault, { readonly kind: 'request' }>; left: number; begun: boolean }[];
  /** How often each kind of fault came about. */
  readonly met = new Map<string, number>();

  constructor(plan: readonly Fault[], private readonly now: () => number) {
    this.armed = plan.flatMap((fault) => (fault.kind === 'request' ? [{ fault, left: fault.nth, begun: fault.after === undefined }] : []));
    this.outages = plan.filter((fault) => fault.kind === 'outage');
  }

  private readonly outages: readonly Extract<Fault, { readonly kind: 'outage' }>[];

  /** What the next request meets; `what` names it. */
  next(on: 'host' | 'database', what: string): Mishap {
    let met: Mishap | undefined;
    for (const one of this.armed) {
      if (one.left <= 0 || one.fault.at > this.now()) continue;
      if (!one.begun) {
        one.begun = what.includes(one.fault.after!);
        continue;
      }
      if (one.fault.on !== on) continue;
      one.left -= 1;
      if (one.left === 0) met ??= one.fault.mishap;
    }
    if (met) {
      this.count(`${on} ${nameOf(met)}`);
      return met;
    }
    if (on === 'host') for (const { at, ms, mishap } of this.outages) if (at <= this.now() && this.now() < at + ms) return this.count(`outage ${nameOf(mishap)}`), mishap;
    return none;
  }

  count(what: string): void {
    this.met.set(what, (this.met.get(what) ?? 0) + 1);
  }
}

export function nameOf(mishap: Mishap): string {
  switch (mishap.kind) {
    case 'none': return 'none';
    case 'dies': return `dies ${mishap.when}`;
    case 'lost': return `lost (${mishap.how})`;
    case 'refused': return `refused (${mishap.how})`;
    case 'slow': return 'slow';
  }
}

/** The failure that a refused request to the host answers with. */
export function refusal(mishap: Extract<Mishap, { readonly kind: 'refused' }>): Failure {
  switch (mishap.how) {
    case 'limited': return new Failure('HOST_RATE_LIMITED', mishap.retryAfterMs === undefined ? {} : { retryAfterMs: mishap.retryAfterMs });
    case 'timeout': return new Failure('HOST_TIMEOUT');
    case 'error':
    case 'silence': return new Failure('HOST_ERROR', { status: 502 });
  }
}

export function drawMishap(random: Random, on: 'host' | 'database'): Mishap {
  const drawn = random.next();
  if (drawn < 0.25) return { kind: 'dies', when: 'before' };
  if (drawn < 0.5) return { kind: 'dies', when: 'after' };
  if (drawn < 0.7) return { kind: 'lost', how: on === 'host' && random.chance(0.5) ? 'silence' : 'error' };
  if (on === 'database') return { kind: 'refused', how: 'error' };
  if (drawn < 0.8) return { kind: 'slow', ms: random.int(500, hostEndsMs - 500) };
  return drawRefusal(random);
}

export function drawRefusal(random: Random): Mishap {
  const how = random.pick(['error', 'timeout', 'silence', 'limited'] as const);
  return { kind: 'refused', how, ...(how === 'limited' && random.chance(0.8) ? { retryAfterMs: random.int(1, 180) * 1_000 } : {}) };
}
