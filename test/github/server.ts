import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { Refusal, encode, type Answer } from './http/answer.js';
import { actorOf, type Actor } from './http/auth.js';
import type { Fault, Faults } from './http/faults.js';
import { gitPath, serveGit } from './http/git.js';
import type { RateLimits } from './http/rate.js';
import type { RestRequest } from './http/rest.js';
import type { Page, PageRequest } from './pages/page.js';
import type { Settings } from './state.js';
import type { Site } from './world/site.js';

/** One request that was made, as it stands in the log. */
export interface LoggedRequest {
  readonly method: string;
  /** Below the interface's own address: `/repos/…`; git's and the pages' paths as they are, GraphQL as `/graphql`. */
  readonly path: string;
  readonly query: string;
  readonly actor: string;
  /** Milliseconds of a monotonic clock. */
  readonly startedAt: number;
  endedAt?: number;
  /** 0 where no answer went out. */
  status: number;
  bytes: number;
  fault?: Fault['kind'];
}

export interface Parts {
  readonly site: Site;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly limits: RateLimits;
  readonly rest: (request: RestRequest) => Promise<Answer>;
  readonly graphql: (actor: Actor, body: Buffer) => Promise<Answer>;
  readonly page: (request: PageRequest) => Promise<Page | undefined>;
  readonly log: LoggedRequest[];
  readonly fail: (problem: string) => void;
}

export interface Listening {
  readonly port: number;
  /** Closes every connection, also those of requests that will never be answered. */
  close(): Promise<void>;
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Listens on this machine alone. `partsFor` is given the port before the first request. */
export async function listen(port: number, partsFor: (port: number) => Parts): Promise<Listening> {
  const sockets = new Set<Socket>();
  let parts: Parts | undefined;
  const server = http.createServer((request, response) => {
    if (!parts) return void response.destroy();
    const failed = (error: unknown) => {
      parts?.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
      if (!response.headersSent) response.writeHead(500);
      response.end();
    };
    serve(parts, request, response).catch(failed);
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const bound = (server.address() as AddressInfo).port;
  parts = partsFor(bound);
  return {
    port: bound,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function serve(parts: Parts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? '127.0.0.1'}`);
  const inApi = /^\/api\/v3(?=\/|$)/.test(url.pathname);
  const path = inApi ? url.pathname.slice('/api/v3'.length) || '/' : url.pathname === '/api/graphql' ? '/graphql' : url.pathname;
  const method = request.method ?? 'GET';
  const entry: LoggedRequest = { method, path, query: url.search, actor: 'unknown', startedAt: performance.now(), status: 0, bytes: 0 };
  parts.log.push(entry);
  response.on('close', () => {
    entry.endedAt = performance.now();
    if (response.headersSent) entry.status = response.statusCode;
  });
  const fault = parts.faults.meet(method, path);
  if (fault) entry.fault = fault.kind;
  const delay = parts.settings.latencyMs + (fault?.kind === 'delay' ? fault.ms : 0);
  if (delay > 0) await wait(delay);
  const early = fault && before(fault, request, response);
  if (early === 'gone') return;
  if (early) return send(request, response, early, entry);
  if (gitPath.test(url.pathname)) return serveGit(parts.site, request, response, url);
  const body = await readBody(request);
  if (!inApi && path !== '/graphql') return servePage(parts, response, { method, url, body });
  const answer = await answerApi(parts, { method, url, path, headers: request.headers, body }, entry);
  if (fault && after(fault, response, answer)) return undefined;
  return send(request, response, answer, entry);
}

/** What a fault does before the request is looked at: an answer of its own, or no answer at all. */
function before(fault: Fault, request: IncomingMessage, response: ServerResponse): Answer | 'gone' | undefined {
  switch (fault.kind) {
    case 'rate-limit': {
      const json = {
        message: 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
        documentation_url: 'https://docs.github.com/rest/overview/rate-limits-for-the-rest-api#about-secondary-rate-limits', status: String(fault.status),
      };
      request.resume();
      return { status: fault.status, json, headers: fault.retryAfter === undefined ? {} : { 'retry-after': String(fault.retryAfter) } };
    }
    case 'status':
      request.resume();
      return { status: fault.status, raw: { bytes: Buffer.from(fault.body ?? '{"message":"Server Error"}'), type: 'application/json' }, ...(fault.headers ? { headers: fault.headers } : {}) };
    case 'timeout':
      return fault.when === 'after' ? undefined : 'gone';
    case 'reset':
      if (fault.when === 'after') return undefined;
      response.destroy();
      return 'gone';
    case 'truncate':
    case 'delay':
      return undefined;
    default:
      return fault satisfies never;
  }
}

/** What a fault does to an answer that is ready: true where it never goes out whole. */
function after(fault: Fault, response: ServerResponse, answer: Answer): boolean {
  if (fault.kind === 'timeout') return true;
  if (fault.kind === 'reset') {
    response.destroy();
    return true;
  }
  if (fault.kind !== 'truncate') return false;
  const { bytes, type } = encode(answer);
  response.writeHead(answer.status, { 'content-type': type, 'content-length': bytes.length });
  response.write(bytes.subarray(0, fault.bytes ?? Math.floor(bytes.length / 2)), () => response.destroy());
  return true;
}

async function answerApi(parts: Parts, request: Omit<RestRequest, 'actor'>, entry: LoggedRequest): Promise<Answer> {
  let limits: Record<string, string> = {};
  try {
    const actor = actorOf(parts.site.state, request.headers);
    Object.assign(entry, { actor: nameOf(actor) });
    if (request.path !== '/rate_limit') limits = parts.limits.count(actor);
    const answer = request.path === '/graphql' ? await parts.graphql(actor, request.body) : await parts.rest({ ...request, actor });
    const { etag } = encode(answer);
    const fresh = request.method === 'GET' && answer.status === 200 && request.headers['if-none-match']?.split(/, */).includes(etag);
    if (fresh) parts.limits.giveBack(actor);
    const headers = { ...limits, ...answer.headers, ...(request.method === 'GET' && answer.status === 200 ? { etag, 'cache-control': 'private, max-age=60, s-maxage=60' } : {}) };
    return fresh ? { status: 304, headers } : { ...answer, headers };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const answer = error.answer();
    return { ...answer, headers: { ...limits, ...answer.headers } };
  }
}

const nameOf = (actor: Actor): string =>
  actor.kind === 'app' ? `app ${actor.app.id}` : actor.kind === 'installation' ? `installation ${actor.installation.id}` : actor.kind === 'user' ? `user ${actor.login}` : 'anonymous';

function send(request: IncomingMessage, response: ServerResponse, answer: Answer, entry: LoggedRequest): void {
  const { bytes, type } = encode(answer);
  const empty = bytes.length === 0;
  entry.bytes = bytes.length;
  response.writeHead(answer.status, {
    ...(empty ? {} : { 'content-type': type }), ...(answer.status === 304 || answer.status === 204 ? {} : { 'content-length': bytes.length }),
    'x-github-request-id': crypto.randomUUID(), 'x-github-enterprise-version': '3.19.0', 'x-github-media-type': 'github.v3; format=json', ...answer.headers,
  });
  response.end(request.method === 'HEAD' ? undefined : bytes);
}

async function servePage(parts: Parts, response: ServerResponse, request: PageRequest): Promise<void> {
  const found = await parts.page(request).catch((error: unknown): Page => {
    if (error instanceof Refusal) return { status: error.status, type: 'text/plain; charset=utf-8', body: error.message };
    throw error;
  });
  const page = found ?? { status: 404, type: 'text/plain; charset=utf-8', body: 'Not Found' };
  response.writeHead(page.status, { 'content-type': page.type, ...page.headers }).end(page.body);
}

function readBody(request: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
  });
}
