import { randomBytes, timingSafeEqual } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import path from 'node:path';
import { z } from 'zod';
import { Failure, problemOf } from '../../core/errors.js';
import type { Timers } from '../../ports/clock.js';
import { manifestForm, type AppManifest } from './app-manifest.js';
import { failureOf, unreachable } from './failures.js';
import { operations } from './operations.js';

/** The App that was made. The key and the webhook secret are in files, readable by their owner alone; `steps` is what a person does next. */
export interface CreatedApp {
  readonly id: number;
  readonly slug: string;
  readonly page: string;
  readonly keyFile: string;
  readonly settingsFile: string;
  readonly steps: readonly string[];
}

export interface ManifestFlowOptions {
  readonly manifest: AppManifest;
  /** Where the credentials are written; made with mode 0700. */
  readonly folder: string;
  /** Port of the local page, 0 for any. Bound to 127.0.0.1 alone. */
  readonly port: number;
  /** `https://github.com`, or the address of an Enterprise Server. */
  readonly githubUrl?: string;
  /** The App belongs to this organisation; without it to the person's own account. */
  readonly organisation?: string;
  /** Where GitHub will send its webhooks, if that is known already. */
  readonly hookUrl?: string;
  /** A name other than the manifest's: names are unique on all of GitHub. */
  readonly name?: string;
  readonly timers: Timers;
  readonly fetch?: typeof globalThis.fetch;
  readonly now: () => number;
}

export interface ManifestFlow {
  /** The page to open in a browser on this machine. */
  readonly url: string;
  /** Resolves once the App is made and its credentials are stored. Rejects with a Failure when the server is closed before. */
  readonly created: Promise<CreatedApp>;
  close(): Promise<void>;
}

const conversionShape = z.object({ id: z.number().int().positive(), slug: z.string().regex(/^[a-z0-9-]{1,100}$/i), html_url: z.string(), pem: z.string().includes('PRIVATE KEY'), webhook_secret: z.string().min(16) });
const exchangeMs = 20_000;

const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

function page(title: string, body: string): string {
  return `<!doctype html><meta charset="utf-8"><title>${escapeHtml(title)}</title>
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:4rem auto;padding:0 1rem}button{font:inherit;padding:.5rem 1rem}code{background:#eee;padding:0 .2em}li{margin:.4rem 0}</style>
<h1>${escapeHtml(title)}</h1>${body}`;
}

function startPage(options: ManifestFlowOptions, action: string, form: object): string {
  const owner = options.organisation === undefined ? 'your own account' : `the organisation <code>${escapeHtml(options.organisation)}</code>`;
  const asked = Object.entries(options.manifest.permissions).map(([permission, level]) => `<li><code>${escapeHtml(permission)}</code>: ${escapeHtml(level)}</li>`).join('');
  return page('Create the GitHub App', `<p>GitHub will show the App for ${owner}, with a name that you may change, and ask you to create it. Nothing is sent before you press the button.</p>
<p>It asks for:</p><ul>${asked}</ul>
<form action="${escapeHtml(action)}" method="post"><input type="hidden" name="manifest" value="${escapeHtml(JSON.stringify(form))}"><button>Create on ${escapeHtml(new URL(action).host)}</button></form>`);
}

/** Writes a file that must not be there yet, readable by its owner alone. @throws Failure CONFIGURATION when there is one. */
async function writeSecret(file: string, text: string): Promise<void> {
  try {
    const handle = await open(file, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw new Failure('CONFIGURATION', { file: path.basename(file), reason: 'exists-or-unwritable' }, error);
  }
}

const equal = (a: string, b: string): boolean => a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/**
 * Leads a person through creating the App: a page on this machine whose form posts the manifest to GitHub, which sends the browser back
 * with a code that is exchanged, once, for the App's id, key and webhook secret. The state parameter binds the answer to this page: a link
 * that someone else made cannot plant an App of theirs.
 */
export async function startManifestFlow(options: ManifestFlowOptions): Promise<ManifestFlow> {
  const githubUrl = (options.githubUrl ?? 'https://github.com').replace(/\/+$/, '');
  const apiUrl = githubUrl === 'https://github.com' ? 'https://api.github.com' : `${githubUrl}/api/v3`;
  const state = randomBytes(32).toString('base64url');
  let used = false;
  const { promise: created, resolve, reject } = withResolvers<CreatedApp>();
  created.catch(() => undefined);

  async function exchange(code: string): Promise<CreatedApp> {
    const deadline = options.timers.deadline(exchangeMs);
    let read: z.infer<typeof conversionShape>;
    try {
      const route = operations['app.convert'].route.split(' ')[1]!.replace('{code}', encodeURIComponent(code));
      const response = await (options.fetch ?? globalThis.fetch)(`${apiUrl}${route}`, {
        method: 'POST', headers: { accept: 'application/vnd.github+json', 'user-agent': 'mergewarden' }, signal: deadline.signal, redirect: 'error',
      }).catch((error: unknown) => { throw deadline.signal.aborted ? new Failure('HOST_TIMEOUT', { operation: 'app.convert' }) : unreachable(error, 'app.convert'); });
      const bytes = new Uint8Array(await response.arrayBuffer());
      if (!response.ok) throw failureOf({ status: response.status, headers: new Map(response.headers), bytes }, 'app.convert', options.now());
      const parsed = conversionShape.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
      if (!parsed.success) throw new Failure('HOST_MALFORMED', { operation: 'app.convert', reason: 'shape' });
      read = parsed.data;
    } finally {
      deadline.clear();
    }
    await mkdir(options.folder, { recursive: true, mode: 0o700 });
    const keyFile = path.join(options.folder, 'app-private-key.pem');
    const settingsFile = path.join(options.folder, 'app.json');
    await writeSecret(keyFile, read.pem);
    await writeSecret(settingsFile, `${JSON.stringify({ appId: read.id, slug: read.slug, apiUrl, webhookSecret: read.webhook_secret, privateKeyFile: path.basename(keyFile) }, null, 2)}\n`);
    return { id: read.id, slug: read.slug, page: read.html_url, keyFile, settingsFile, steps: nextSteps(githubUrl, options, read.slug, read.id) };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const own = `http://127.0.0.1:${port}`;
    const send = (status: number, html: string): void => {
      response.writeHead(status, {
        'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', 'referrer-policy': 'no-referrer', 'x-frame-options': 'DENY',
        'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; form-action ${new URL(githubUrl).origin}; base-uri 'none'; frame-ancestors 'none'`,
      }).end(html);
    };
    // Another name in the Host header is a page elsewhere that resolves to this machine (DNS rebinding).
    if (request.headers.host !== `127.0.0.1:${port}` && request.headers.host !== `localhost:${port}`) { send(403, page('Not here', '')); return; }
    const url = new URL(request.url ?? '/', own);
    if (request.method !== 'GET') { send(405, page('Only GET', '')); return; }
    if (url.pathname === '/') {
      const account = options.organisation === undefined ? '/settings/apps/new' : `/organizations/${encodeURIComponent(options.organisation)}/settings/apps/new`;
      const form = manifestForm(options.manifest, { redirectUrl: `${own}/created`, hookUrl: options.hookUrl, name: options.name });
      send(200, startPage(options, `${githubUrl}${account}?state=${state}`, form));
      return;
    }
    if (url.pathname !== '/created') { send(404, page('Not found', '')); return; }
    const code = url.searchParams.get('code') ?? '';
    if (!equal(url.searchParams.get('state') ?? '', state) || !/^[A-Za-z0-9_-]{1,200}$/.test(code)) { send(400, page('This answer does not belong to this page', '<p>Start again from the address that was printed.</p>')); return; }
    if (used) { send(409, page('Already done', '')); return; }
    used = true;
    try {
      const app = await exchange(code);
      send(200, page('The App is created', `<ol>${app.steps.map((step) => `<li>${escapeHtml(step)}</li>`).join('')}</ol>`));
      resolve(app);
    } catch (error) {
      const { code: reason } = problemOf(error);
      send(502, page('The App could not be stored', `<p>${escapeHtml(reason)}</p>`));
      reject(error);
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => { if (!response.headersSent) response.writeHead(500); response.end(); });
  });
  server.requestTimeout = 10_000;
  await new Promise<void>((listening, failed) => {
    server.once('error', (error) => { failed(new Failure('CONFIGURATION', { reason: 'port', port: options.port }, error)); });
    server.listen(options.port, '127.0.0.1', listening);
  });
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/`, created,
    async close() {
      reject(new Failure('CONFIGURATION', { reason: 'closed' }));
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => { closed(); }));
    },
  };
}

function nextSteps(githubUrl: string, options: ManifestFlowOptions, slug: string, id: number): readonly string[] {
  const settings = options.organisation === undefined ? `${githubUrl}/settings/apps/${slug}` : `${githubUrl}/organizations/${options.organisation}/settings/apps/${slug}`;
  return [
    `Install the App: ${githubUrl}/apps/${slug}/installations/new`,
    ...(options.hookUrl === undefined ? [`Tell GitHub where this service listens, and make the webhook active: ${settings}`] : []),
    `Require the check mergewarden in a ruleset, with this App (id ${id}) as its source: docs/install.md`,
    'See whether all is in place: mergewarden doctor',
  ];
}

function withResolvers<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void; readonly reject: (error: unknown) => void } {
  let resolve!: (value: T) => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<T>((yes, no) => { resolve = yes; reject = no; });
  return { promise, resolve, reject };
}
