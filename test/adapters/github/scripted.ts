import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createGitHub, type GitHub, type GitHubOptions } from '../../../src/adapters/github/client.js';
import type { RequestTrace } from '../../../src/adapters/github/transport.js';

export const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048, publicKeyEncoding: { type: 'spki', format: 'pem' }, privateKeyEncoding: { type: 'pkcs1', format: 'pem' } });
export const start = Date.parse('2026-11-22T00:00:00Z');
export const repository = { id: 7, owner: 'acme', name: 'shop' };

/** Time that only a test moves; sleeps end at once and are counted; deadlines end when the test says so. */
export function handTime() {
  const state = { now: start, slept: [] as number[], deadlines: [] as { ms: number; controller: AbortController }[] };
  return {
    state,
    clock: { now: () => state.now },
    timers: {
      async sleep(ms: number, signal?: AbortSignal) { signal?.throwIfAborted(); state.slept.push(ms); state.now += ms; },
      deadline(ms: number) {
        const one = { ms, controller: new AbortController() };
        state.deadlines.push(one);
        return { signal: one.controller.signal, clear: () => { state.deadlines.splice(state.deadlines.indexOf(one), 1); } };
      },
    },
  };
}

export type Handler = (request: IncomingMessage, response: ServerResponse, body: string) => void | Promise<void>;
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export const json = (response: ServerResponse, value: unknown, status = 200, headers: Record<string, string> = {}): void => {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers }).end(JSON.stringify(value));
};

/** A server that answers as the test says, by `METHOD /path` without the query; tokens are made by itself unless the test makes them. */
export async function scripted(handlers: Record<string, Handler>, options: Partial<GitHubOptions> = {}) {
  const calls: Call[] = [];
  const traces: RequestTrace[] = [];
  const time = handTime();
  let tokens = 0;
  const answer: Handler = async (request, response, body) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const name = `${request.method} ${decodeURIComponent(url.pathname.replace(/^\/api/, ''))}`;
    const handler = handlers[name];
    if (handler) { await handler(request, response, body); return; }
    if (/^POST \/v3\/app\/installations\/\d+\/access_tokens$/.test(name)) {
      json(response, { token: `ghs_scripted${++tokens}`, expires_at: new Date(time.state.now + 3_600_000).toISOString(), permissions: {}, repository_selection: 'selected' }, 201);
      return;
    }
    json(response, { message: 'Not Found' }, 404);
  };
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); });
    request.on('end', () => {
      calls.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers, body });
      void answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const baseUrl = `http://127.0.0.1:${port}/api/v3`;
  const github: GitHub = createGitHub({ baseUrl, appId: 12, privateKey, clock: time.clock, timers: time.timers, onRequest: (trace) => traces.push(trace), ...options });
  return {
    github, calls, traces, time, baseUrl,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
