import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { readAppManifest } from '../../../src/adapters/github/app-manifest.js';
import { startManifestFlow, type ManifestFlow, type ManifestFlowOptions } from '../../../src/adapters/github/manifest-flow.js';
import { startGitHub, type GitHub as StandIn } from '../../github/github.js';
import { handTime } from './scripted.js';

const manifest = readAppManifest(await readFile(path.join(import.meta.dirname, '../../../app.yml'), 'utf8'));
let root: string;
let site: StandIn;
let flow: ManifestFlow | undefined;
beforeEach(async () => {
  root = await mkdtemp(path.join(os.tmpdir(), 'manifest-flow-'));
  site = await startGitHub();
  site.createUser('ann');
  site.createOrganisation('acme', { ann: 'owner' });
});
afterEach(async () => {
  await flow?.close();
  flow = undefined;
  await site.close();
  await rm(root, { recursive: true, force: true });
});

async function begin(options: Partial<ManifestFlowOptions> = {}): Promise<ManifestFlow> {
  flow = await startManifestFlow({ manifest, folder: path.join(root, 'data'), port: 0, githubUrl: site.url, organisation: 'acme', timers: handTime().timers, now: () => Date.now(), ...options });
  return flow;
}
/** What a browser posts to GitHub: the form's address and manifest. */
async function formOf(one: ManifestFlow): Promise<{ readonly action: URL; readonly manifest: { readonly redirect_url: string; readonly [key: string]: unknown }; readonly html: string }> {
  const html = await (await fetch(one.url)).text();
  const plain = (text: string): string => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
  return { html, action: new URL(plain(/action="([^"]*)"/.exec(html)![1]!)), manifest: JSON.parse(plain(/value="([^"]*)"/.exec(html)![1]!)) as never };
}
const answer = (form: { manifest: { redirect_url: string } }, query: Record<string, string>) => fetch(`${form.manifest.redirect_url}?${new URLSearchParams(query).toString()}`);

describe('creating the App', () => {
  test('from the page to stored credentials that only their owner can read', async () => {
    const one = await begin({ hookUrl: 'https://review.example.invalid/webhook' });
    const form = await formOf(one);
    expect(form.action.href.startsWith(`${site.url}/organizations/acme/settings/apps/new?state=`)).toBe(true);
    expect(form.manifest).toMatchObject({ default_permissions: manifest.permissions, default_events: manifest.events, hook_attributes: { url: 'https://review.example.invalid/webhook', active: true } });
    const code = site.offerManifest('acme', form.manifest);
    const done = await answer(form, { code, state: form.action.searchParams.get('state')! });
    expect(done.status).toBe(200);
    const app = await one.created;
    expect(site.state.apps.get(app.id)).toMatchObject({ slug: app.slug, permissions: manifest.permissions });
    expect(await readFile(app.keyFile, 'utf8')).toContain('PRIVATE KEY');
    const settings = JSON.parse(await readFile(app.settingsFile, 'utf8')) as Record<string, unknown>;
    expect(settings).toEqual({ appId: app.id, slug: app.slug, apiUrl: site.apiUrl, webhookSecret: expect.any(String), privateKeyFile: 'app-private-key.pem' });
    for (const file of [app.keyFile, app.settingsFile]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(path.dirname(app.keyFile))).mode & 0o777).toBe(0o700);
    const shown = await done.text();
    expect(shown).not.toContain(String(settings['webhookSecret']));
    expect(app.steps.join('\n')).toContain(`id ${app.id}`);
    expect((await answer(form, { code, state: form.action.searchParams.get('state')! })).status).toBe(409);
  });

  test('an answer that does not belong to this page plants no App', async () => {
    const one = await begin();
    const form = await formOf(one);
    const code = site.offerManifest('acme', form.manifest);
    for (const query of [{ code }, { code, state: 'x'.repeat(43) }, { code: '../x', state: form.action.searchParams.get('state')! }, { state: form.action.searchParams.get('state')! }]) {
      expect((await answer(form, query as never)).status).toBe(400);
    }
    expect(site.state.apps.size).toBe(0);
    expect((await answer(form, { code, state: form.action.searchParams.get('state')! })).status).toBe(200);
  });

  test('credentials that are there already are never written over', async () => {
    const one = await begin({ folder: root });
    await writeFile(path.join(root, 'app-private-key.pem'), 'precious');
    const form = await formOf(one);
    const code = site.offerManifest('acme', form.manifest);
    expect((await answer(form, { code, state: form.action.searchParams.get('state')! })).status).toBe(502);
    await expect(one.created).rejects.toMatchObject({ code: 'CONFIGURATION' });
    expect(await readFile(path.join(root, 'app-private-key.pem'), 'utf8')).toBe('precious');
  });

  test('a code that GitHub does not know is a failure of the host', async () => {
    const one = await begin();
    const form = await formOf(one);
    expect((await answer(form, { code: 'unknown', state: form.action.searchParams.get('state')! })).status).toBe(502);
    await expect(one.created).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' });
  });

  test('a page elsewhere cannot use this one: other hosts, methods, paths and frames are refused', async () => {
    const one = await begin();
    const { port } = new URL(one.url);
    const status = (host: string, method = 'GET', at = '/') => new Promise((resolve, reject) => {
      http.request({ host: '127.0.0.1', port, method, path: at, headers: { host } }, (response) => { response.resume(); resolve(response.statusCode); }).on('error', reject).end();
    });
    expect(await status('attacker.invalid')).toBe(403);
    expect(await status(`127.0.0.1:${port}`, 'POST')).toBe(405);
    expect(await status(`127.0.0.1:${port}`, 'GET', '/other')).toBe(404);
    const policy = (await fetch(one.url)).headers.get('content-security-policy')!;
    expect(policy).toContain(`form-action ${site.url}`);
    expect(policy).toContain("frame-ancestors 'none'");
  });

  test('without an organisation it is the person\'s own App; foreign text in a name stays text', async () => {
    const { organisation: _, ...rest } = { organisation: 'acme', manifest, folder: root, port: 0, githubUrl: site.url, timers: handTime().timers, now: () => Date.now() };
    flow = await startManifestFlow({ ...rest, name: '"><script>' });
    const form = await formOf(flow);
    expect(form.action.pathname).toBe('/settings/apps/new');
    expect(form.html).not.toContain('<script>');
    expect(form.manifest['name']).toBe('"><script>');
  });

  test('a port that is taken, and closing before the end', async () => {
    const one = await begin();
    await expect(startManifestFlow({ manifest, folder: root, port: Number(new URL(one.url).port), timers: handTime().timers, now: () => 0 })).rejects.toMatchObject({ code: 'CONFIGURATION', data: { reason: 'port' } });
    await one.close();
    flow = undefined;
    await expect(one.created).rejects.toMatchObject({ code: 'CONFIGURATION', data: { reason: 'closed' } });
  });
});
