import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readAppManifest } from '../../src/adapters/github/app-manifest.js';
import { checkName } from '../../src/adapters/github/head-read.js';
import { startGitHub, type GitHub, type RegisteredApp } from '../github/github.js';
import { addressOf } from '../github/objects/repositories.js';
import { pagesFor } from '../github/pages/pages.js';
import { startRegistry } from '../registry/index.js';
import { cloneTo, type Clone } from './clone.js';
import { npmEnvironment, probeRegistry } from './npm-settings.js';
import type { Report } from './report.js';
import { startService, type RunningService } from './service.js';
import { scope, shopFiles, telemetry, telemetryPackage } from './shop.js';
import { StepFailed, within } from './wait.js';

export const repositoryName = 'acme/shop';
/** The admin who reviews and merges, and the member who opens pull requests. */
export const admin = 'ada';
export const author = 'lin';

/** Everything that runs, and what a sample needs of it. */
export interface Stage {
  readonly github: GitHub;
  readonly app: RegisteredApp;
  readonly service: RunningService;
  readonly clone: Clone;
  /** Whether the person's npm registry answers; without it only samples of our own package can be shown. */
  readonly registry: { readonly reachable: true } | { readonly reachable: false; readonly reason: string };
}

/** Ends what was begun, the last first. */
export interface Curtain {
  after(end: () => Promise<unknown> | void): void;
  /** Called where nothing can be awaited any more. */
  atOnce(end: () => void): void;
  fall(): Promise<void>;
  drop(): void;
}

export function createCurtain(): Curtain {
  const ends: (() => Promise<unknown> | void)[] = [];
  const drops: (() => void)[] = [];
  let falling: Promise<void> | undefined;
  const fall = async (): Promise<void> => {
    for (let end = ends.pop(); end; end = ends.pop()) await Promise.resolve(end()).catch(() => undefined);
  };
  return { after: (end) => void ends.push(end), atOnce: (end) => void drops.push(end), fall: () => (falling ??= fall()), drop: () => { for (const end of drops.splice(0).reverse()) end(); } };
}

const root = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url));

/**
 * Sets everything up: a stand-in GitHub with an organisation, our App and a rule; a registry for one scope; the service itself.
 * @param lost told when the service ends by itself.
 * @param untidy told when at the end it did not end as it should.
 */
export async function setUp(report: Report, curtain: Curtain, signal: AbortSignal, lost: (reason: StepFailed) => void, untidy: () => void): Promise<Stage> {
  let since = performance.now();
  const done = (text: string): void => {
    report.step(text, performance.now() - since);
    since = performance.now();
  };
  const folder = await mkdtemp(path.join(os.tmpdir(), 'mergewarden-try-'));
  curtain.after(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  // The database may still be writing its last.
  curtain.atOnce(() => { rmSync(folder, { recursive: true, force: true, maxRetries: 40, retryDelay: 50 }); });
  // The database of root runs as another user, who must pass through; the files inside are closed.
  await chmod(folder, 0o711);

  const github = await startGitHub({ pages: pagesFor(admin) });
  curtain.after(() => github.close());
  curtain.atOnce(() => { rmSync(github.state.root, { recursive: true, force: true }); });
  const app = await organisation(github);
  done(`a stand-in GitHub at ${github.url}: ${repositoryName}, the App, and a rule that only the App's check "${checkName}" satisfies`);

  const ours = await startRegistry({ packages: [telemetryPackage] });
  curtain.after(() => ours.close());
  const npm = await npmEnvironment(process.env, path.join(folder, 'npmrc'), scope, ours.url);
  done(`a registry for ${scope}, with two versions of ${telemetry}`);

  const registry = await probeRegistry({ ...process.env, ...npm }, 'ms', 8_000, signal);
  if (registry.reachable) done('the npm registry answers');
  else report.wrong(`the npm registry cannot be reached (${registry.reason}): samples of real packages are skipped`);
  since = performance.now();

  const service = await startService({ app, apiUrl: github.apiUrl, folder: path.join(folder, 'data'), advisories: fileURLToPath(new URL('advisories', import.meta.url)), npm, signal, lost });
  curtain.after(async () => {
    const problem = await service.stop();
    if (problem === undefined) return;
    report.wrong(problem);
    untidy();
  });
  curtain.atOnce(() => { service.kill(); });
  github.setWebhook(app.id, `http://127.0.0.1:${service.port}/webhook`);
  done('the service, with its own PostgreSQL');

  const clone = await within('a clone of the repository', 60_000, signal, cloneTo(path.join(folder, 'clone'), github.cloneUrl(repositoryName, author), { name: author, email: addressOf(author) }, signal));
  done(`git clone ${repositoryName}, as ${author}`);
  return { github, app, service, clone, registry };
}

async function organisation(github: GitHub): Promise<RegisteredApp> {
  github.createOrganisation('acme', { [admin]: 'owner', [author]: 'member' });
  await github.createRepository({ owner: 'acme', name: 'shop', description: 'What acme sells', collaborators: { [author]: 'write' }, files: shopFiles() });
  const manifest = readAppManifest(await readFile(root('app.yml'), 'utf8'));
  const app = github.createApp({ name: manifest.name, owner: 'acme', permissions: manifest.permissions, events: manifest.events });
  github.install(app.id, 'acme');
  github.requireCheck(repositoryName, checkName, app.id);
  return app;
}
