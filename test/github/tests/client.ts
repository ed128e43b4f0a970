import { createSign } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { GitHub, GitHubOptions, RegisteredApp } from '../github.js';
import { startGitHub } from '../github.js';
import type { Level, Permissions } from '../state.js';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The parsed body; undefined where it is none. */
  readonly json: unknown;
}

/** Reads into an answer by a path: `at(reply.json, 'head', 'sha')`. */
export function at(value: unknown, ...keys: (string | number)[]): unknown {
  return keys.reduce<unknown>((on, key) => (on === null || on === undefined ? undefined : (on as Record<string | number, unknown>)[key]), value);
}

const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token of an App as its client makes it; `claims` and `header` replace what is usual. */
export function appToken(app: RegisteredApp, now = Date.now(), claims: Record<string, unknown> = {}, header: Record<string, unknown> = {}): string {
  const seconds = Math.floor(now / 1000);
  const signed = `${part({ alg: 'RS256', typ: 'JWT', ...header })}.${part({ iat: seconds - 60, exp: seconds + 540, iss: String(app.id), ...claims })}`;
  return `${signed}.${createSign('RSA-SHA256').update(signed).sign(app.privateKey, 'base64url')}`;
}

/** Sends one request to the REST interface. */
export async function call(github: GitHub, operation: string, options: { token?: string; body?: unknown; headers?: Record<string, string> } = {}): Promise<Reply> {
  const [method = 'GET', target = '/'] = operation.split(' ');
  const answer = await fetch(`${github.apiUrl}${target}`, {
    method, headers: { ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }), ...options.headers },
    ...(options.body === undefined ? {} : { body: JSON.stringify(options.body) }),
  });
  const text = await answer.text();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return { status: answer.status, headers: answer.headers, text, json };
}

export const permissions: Permissions = {
  metadata: 'read', contents: 'read', pull_requests: 'write', checks: 'write', statuses: 'write', issues: 'read', merge_queues: 'read',
};
export const events = ['pull_request', 'push', 'merge_group', 'issue_comment', 'check_run', 'check_suite', 'pull_request_review_comment'];

export interface Received {
  readonly event: string;
  readonly id: string;
  readonly action: unknown;
  readonly headers: http.IncomingHttpHeaders;
  readonly raw: Buffer;
  readonly payload: unknown;
}

/** A place that takes webhooks in and answers with what `answer` says. */
export async function startReceiver(): Promise<{ url: string; received: Received[]; answer: { status: number }; close(): Promise<void> }> {
  const received: Received[] = [];
  const answer = { status: 202 };
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const payload: unknown = JSON.parse(raw.toString('utf8'));
      received.push({ event: String(request.headers['x-github-event']), id: String(request.headers['x-github-delivery']), action: at(payload, 'action'), headers: request.headers, raw, payload });
      response.writeHead(answer.status, { 'content-type': 'text/plain' }).end('taken');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received, answer,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

export interface Scene {
  readonly github: GitHub;
  readonly app: RegisteredApp;
  readonly installationId: number;
  /** A token of the installation, narrowed where permissions are named. */
  token(narrow?: { permissions?: Record<string, Level>; repository_ids?: number[] }): Promise<string>;
}

/** An organisation `acme` with the repository `shop`, our App installed in it, and one open pull request by `bob` where files are given. */
export async function startScene(options: GitHubOptions & { webhookUrl?: string; permissions?: Permissions; head?: Record<string, string | null> } = {}): Promise<Scene> {
  const github = await startGitHub(options);
  github.createOrganisation('acme', { alice: 'owner', bob: 'member' });
  await github.createRepository({
    owner: 'acme', name: 'shop', collaborators: { bob: 'write', tess: 'triage' },
    files: { 'package.json': '{\n  "name": "shop",\n  "version": "1.0.0"\n}\n', 'src/a.js': lines(40), 'docs/readme.md': 'hello\n' },
  });
  const app = github.createApp({ permissions: options.permissions ?? permissions, events, ...(options.webhookUrl === undefined ? {} : { webhookUrl: options.webhookUrl }) });
  const { id } = github.install(app.id, 'acme');
  if (options.head) {
    await github.push('acme/shop', { branch: 'change', from: 'main', files: options.head, by: 'bob' });
    await github.openPull('acme/shop', { head: 'change', title: 'Change', by: 'bob' });
  }
  const token = async (narrow: Record<string, unknown> = {}) => {
    const reply = await call(github, `POST /app/installations/${id}/access_tokens`, { token: appToken(app, github.state.clock.now()), body: narrow });
    if (reply.status !== 201) throw new Error(`no token: ${reply.text}`);
    return String(at(reply.json, 'token'));
  };
  return { github, app, installationId: id, token };
}

/** Closes a stand-in, and tells where it was not as GitHub describes. */
export async function finish({ github }: { github: GitHub }): Promise<readonly string[]> {
  await github.deliveries.settled();
  await github.close();
  return github.problems;
}

/** `count` numbered lines; those named in `changed` differ. */
export function lines(count: number, changed: readonly number[] = []): string {
  return Array.from({ length: count }, (_, index) => (changed.includes(index + 1) ? `changed ${index + 1}` : `line ${index + 1}`)).map((line) => `${line}\n`).join('');
}
