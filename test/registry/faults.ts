import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';

/** What can go wrong with one answer. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly body?: 'short' | 'endless' }
  /** Held until released: no timers. With `after: 'headers'` the body is held instead. */
  | { readonly kind: 'slow'; readonly after?: 'headers' }
  | { readonly kind: 'wrong-bytes' | 'truncated' | 'reset' | 'endless' | 'gzip-bomb' | 'html' | 'not-json' }
  | { readonly kind: 'redirect'; readonly to: string };

export interface StandingFault {
  /** Lets held answers go on. */
  release(): void;
  /** Takes the fault away. */
  clear(): void;
}

const tenMegabytes = gzipSync(new Uint8Array(10_000_000), { level: 9 });

function pour(response: ServerResponse, chunk: Uint8Array, times: number): void {
  let left = times;
  const write = (): void => {
    while (left > 0 && !response.destroyed) {
      left -= 1;
      if (!response.write(chunk)) { response.once('drain', write); return; }
    }
    if (left === 0) response.end();
  };
  write();
}

/** Answers with a fault. `good` is what would have been served. Faults that only delay are no matter of this function. */
export function answerFaulty(response: ServerResponse, fault: Exclude<Fault, { kind: 'slow' }>, good: { readonly type: string; readonly body: Uint8Array }): number {
  const send = (status: number, headers: { [name: string]: string | number }, body: Uint8Array | string): number => {
    response.writeHead(status, headers).end(body);
    return status;
  };
  switch (fault.kind) {
    case 'status':
      if (fault.body !== 'endless') return send(fault.status, { 'content-type': 'application/json' }, '{"error":"as asked"}');
      response.writeHead(fault.status, { 'content-type': 'application/json' });
      pour(response, Buffer.alloc(65_536, ' '), Infinity);
      return fault.status;
    case 'redirect': return send(302, { location: fault.to }, '');
    case 'wrong-bytes': {
      const body = Uint8Array.from(good.body);
      body[body.length >> 1]! ^= 0xff;
      return send(200, { 'content-type': good.type, 'content-length': body.length }, body);
    }
    case 'truncated':
      response.writeHead(200, { 'content-type': good.type, 'content-length': good.body.length });
      response.write(good.body.subarray(0, good.body.length >> 1), () => response.destroy());
      return 200;
    case 'reset': response.destroy(); return 0;
    case 'html': return send(200, { 'content-type': 'text/html' }, '<!doctype html><title>Sign in</title>');
    case 'not-json': return send(200, { 'content-type': 'application/json' }, '{"name":');
    case 'endless':
      response.writeHead(200, { 'content-type': good.type });
      pour(response, Buffer.alloc(65_536, ' '), Infinity);
      return 200;
    case 'gzip-bomb':
      response.writeHead(200, { 'content-type': good.type, ...(good.type === 'application/json' ? { 'content-encoding': 'gzip' } : {}) });
      pour(response, tenMegabytes, 100);
      return 200;
  }
}
