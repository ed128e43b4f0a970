import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IntakeAnswer, ReceivedHeaders } from '../../app/intake.js';
import { limits } from '../../core/limits.js';

export interface WebhookServerParts {
  readonly path: string;
  readonly takeIn: (headers: ReceivedHeaders, body: Buffer) => Promise<IntakeAnswer>;
  readonly readiness: () => Promise<{ readonly ready: boolean; readonly reason?: string }>;
  readonly metrics: () => Promise<{ readonly type: string; readonly text: string }>;
}

export interface WebhookServer {
  readonly port: number;
  /** Takes no new delivery; resolves when the ones under way are answered, after `patienceMs` at the latest. */
  close(patienceMs: number): Promise<void>;
}

/** Bytes of bodies that are being read at one time; anybody may send before the signature is seen. */
const bodiesAtOnce = limits.webhookBytes.value * 8;

type Read = { readonly kind: 'body'; readonly body: Buffer } | { readonly kind: 'refused'; readonly status: 413 | 503 } | { readonly kind: 'gone' };

/** Reads a body within the limit `webhookBytes`, and all bodies together within a bound of their own. */
function bodyReader(): (request: IncomingMessage) => Promise<Read> {
  let held = 0;
  return (request) => new Promise((resolve) => {
    const most = limits.webhookBytes.value;
    if (Number(request.headers['content-length'] ?? 0) > most) {
      resolve({ kind: 'refused', status: 413 });
      return;
    }
    const parts: Buffer[] = [];
    let size = 0;
    const end = (read: Read): void => {
      held -= size;
      size = 0;
      request.removeAllListeners('data');
      resolve(read);
    };
    request.on('data', (part: Buffer) => {
      size += part.length;
      held += part.length;
      if (size > most) end({ kind: 'refused', status: 413 });
      else if (held > bodiesAtOnce) end({ kind: 'refused', status: 503 });
      else parts.push(part);
    });
    request.on('end', () => { end({ kind: 'body', body: Buffer.concat(parts) }); });
    request.on('error', () => { end({ kind: 'gone' }); });
    request.on('close', () => { end({ kind: 'gone' }); });
  });
}

function answer(response: ServerResponse, status: number, body: object, close = false): void {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...(close ? { connection: 'close' } : {}) });
  response.end(JSON.stringify(body));
}

/** The service's HTTP side: webhook deliveries, and three pages for machines. Nothing else is served. */
export async function listen(parts: WebhookServerParts, host: string, port: number): Promise<WebhookServer> {
  const read = bodyReader();
  let closing = false;

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname === parts.path) {
      if (request.method !== 'POST') { answer(response, 405, { state: 'only POST' }); return; }
      if (closing) { answer(response, 503, { state: 'closing' }, true); return; }
      const body = await read(request);
      if (body.kind === 'gone') return;
      if (body.kind === 'refused') { answer(response, body.status, { state: body.status === 413 ? 'too large' : 'busy' }, true); return; }
      const { status, state } = await parts.takeIn(request.headers, body.body);
      answer(response, status, { state });
      return;
    }
    if (request.method !== 'GET' && request.method !== 'HEAD') { answer(response, 404, { state: 'not found' }, true); return; }
    switch (pathname) {
      case '/healthz':
        answer(response, 200, { alive: true });
        return;
      case '/readyz': {
        const state = closing ? { ready: false, reason: 'closing' } : await parts.readiness();
        answer(response, state.ready ? 200 : 503, state);
        return;
      }
      case '/metrics': {
        const { type, text } = await parts.metrics();
        response.writeHead(200, { 'content-type': type }).end(text);
        return;
      }
      default:
        answer(response, 404, { state: 'not found' });
    }
  }

  const server: Server = createServer((request, response) => {
    route(request, response).catch(() => {
      if (!response.headersSent) answer(response, 500, { state: 'error' }, true);
      else response.destroy();
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  server.keepAliveTimeout = 15_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => { server.off('error', reject); resolve(); });
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close(patienceMs) {
      closing = true;
      const closed = new Promise<void>((resolve) => { server.close(() => { resolve(); }); });
      server.closeIdleConnections();
      const timer = setTimeout(() => { server.closeAllConnections(); }, patienceMs);
      await closed;
      clearTimeout(timer);
    },
  };
}
