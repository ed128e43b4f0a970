import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAppManifest } from '../src/adapters/github/app-manifest.js';
import { limits } from '../src/core/limits.js';
import { startGitHub, type GitHub } from '../test/github/github.js';
import { packVersion, sri } from '../test/registry/index.js';
import { median } from './measure.js';
import type { BenchRow } from './rows.js';
import { startEveryName, startServiceProcess } from './service/child.js';
import { changesOf, packageOf, projectFiles, type PackageChange } from './service/packages.js';
import { scratch, withPostgres } from './worlds.js';

const secret = 'a webhook secret of this measure';
const latencyMs = 50;
const forks = 100;
const forkPackages = 10_000;
const memberPackages = 10;
/** Forks of each repository whose review may begin while it is measured. */
const readForks = 3;
const rounds = 3;
/** Branches of a member in each place: one to warm up, those alone, those among strangers. */
const branches = 1 + rounds * 2;
const goalDelay = 2;
/** Where a member's pull request is opened, by what it shares with the forks'. */
const places = [['the same repository', 'acme/shop'], ['another repository of the installation', 'acme/desk'], ['another installation', 'other/shop']] as const;
/** The forks' pull requests are spread over these, so that strangers have as many reviews at once as they may. */
const crowded = ['acme/shop', 'acme/mill', 'acme/yard', 'acme/barn'] as const;

/**
 * The lockfile of a fork: `forkPackages` packages that the base does not have, of names that no other fork has. Those whose archives a review reads
 * within its budget have the digest of what the registry serves; the others, of which only records are read, have made-up ones, and so have all of a
 * fork whose turn will not come while it is measured (`read` false).
 */
function forkFiles(prefix: string, base: readonly PackageChange[], read: boolean): ReturnType<typeof projectFiles> {
  const files = projectFiles(base, 'before');
  const manifest = JSON.parse(files['package.json']) as { dependencies: { [name: string]: string } };
  const lock = JSON.parse(files['package-lock.json']) as { packages: { [path: string]: object } };
  for (let index = 0; index < forkPackages; index += 1) {
    const name = `${prefix}-${String(index).padStart(5, '0')}`;
    const version = packageOf({ name, after: '1.1.0' }).versions[1]!;
    manifest.dependencies[name] = '^1.1.0';
    lock.packages[`node_modules/${name}`] = { version: version.version, integrity: read && index < limits.changesAnalysed.value ? sri(packVersion(name, version)) : `sha512-${randomBytes(64).toString('base64')}`, license: 'MIT' };
  }
  lock.packages[''] = manifest;
  return { 'package.json': `${JSON.stringify(manifest, null, 2)}\n`, 'package-lock.json': `${JSON.stringify(lock, null, 2)}\n` };
}

/** What a member's pull request in a place changes in a round; every round has packages of its own, which nothing has cached. */
const memberChanges = (place: string, round: number): readonly PackageChange[] => changesOf(`member-${place.replace('/', '-')}-${round}`, memberPackages);

/** Opens a member's pull request and waits for its conclusion: milliseconds from the webhook. */
async function follow(github: GitHub, place: string, round: number): Promise<number> {
  const pull = await github.openPull(place, { head: `change-${round}`, by: 'ann', title: 'Upgrade' });
  const from = performance.now();
  for (;;) {
    const concluded = github.repository(place).checkRuns.find((run) => run.headSha === pull.head.sha && run.conclusion);
    if (concluded?.conclusion === 'success') return performance.now() - from;
    if (concluded) throw new Error(`a member's pull request ended as ${concluded.conclusion}: ${concluded.title ?? ''}`);
    if (performance.now() - from > 300_000) throw new Error('no conclusion within five minutes');
    await sleep(5);
  }
}

async function prepare(github: GitHub, place: string): Promise<void> {
  const [owner = '', name = ''] = place.split('/');
  await github.createRepository({ owner, name, files: { 'readme.md': 'shop\n' }, visibility: 'public', collaborators: { ann: 'admin' } });
  const all = Array.from({ length: branches }, (_, round) => memberChanges(place, round)).flat();
  await github.push(place, { branch: 'main', files: projectFiles(all, 'before'), by: 'ann' });
  for (let round = 0; round < branches; round += 1) {
    const changed = new Set(memberChanges(place, round));
    const names = new Set([...changed].map((one) => one.name));
    await github.push(place, { branch: `change-${round}`, from: 'main', files: projectFiles(all.map((one) => (names.has(one.name) || one.before === undefined ? one : { ...one, after: one.before })).filter((one) => one.before !== undefined || names.has(one.name)), 'after'), by: 'ann' });
  }
}

/** Opens the forks' pull requests; all of them have their check in progress when it resolves. */
async function crowd(github: GitHub): Promise<void> {
  const pushed: { readonly place: string; readonly branch: string }[] = [];
  for (const place of crowded) {
    await github.createFork(place, 'mallory', place.replace('/', '-'));
    const base = place === 'acme/shop' ? Array.from({ length: branches }, (_, round) => memberChanges(place, round)).flat() : [];
    for (let index = 0; index < forks / crowded.length; index += 1) {
      const branch = `${place.split('/')[1]!}-${String(index).padStart(2, '0')}`;
      await github.push(`mallory/${place.replace('/', '-')}`, { branch, from: 'main', files: forkFiles(branch, base, index < readForks), by: 'mallory' });
      pushed.push({ place, branch });
    }
  }
  const heads: string[] = [];
  for (const { place, branch } of pushed) heads.push((await github.openPull(place, { head: `mallory:${branch}`, by: 'mallory', title: branch })).head.sha);
  const shown = (): number => crowded.flatMap((place) => github.repository(place).checkRuns).filter((run) => heads.includes(run.headSha)).length;
  for (const from = performance.now(); shown() < forks;) {
    if (performance.now() - from > 300_000) throw new Error(`of ${forks} checks ${shown()} are in progress`);
    await sleep(100);
  }
}


/**
 * A hundred pull requests of a stranger's forks, of 10,000 new packages each, wait or run on one process; meanwhile a member opens an ordinary one of ten
 * packages in the same repository, in another of the same installation, and in another installation. The goal is on its delay, against its own time alone.
 */
export async function run(): Promise<BenchRow[]> {
  return withPostgres(async (address) => {
    const { folder, remove } = await scratch();
    const registry = await startEveryName(latencyMs);
    const github = await startGitHub({ latencyMs, settings: { requestsPerHour: 1_000_000 } });
    try {
      await writeFile(path.join(folder, 'npmrc'), '');
      await writeFile(path.join(folder, 'advisories.ndjson'), `${JSON.stringify({ id: 'GHSA-bench-0000-0000', modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'none-of-these' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }] })}\n`);
      const manifest = readAppManifest(readFileSync(new URL('../app.yml', import.meta.url), 'utf8'));
      for (const organisation of ['acme', 'other']) github.createOrganisation(organisation, { ann: 'owner' });
      const app = github.createApp({ name: manifest.name, owner: 'acme', permissions: manifest.permissions, events: manifest.events, webhookSecret: secret });
      for (const organisation of ['acme', 'other']) github.install(app.id, organisation);
      const service = await startServiceProcess({
        address, configuration: {
          app: { id: app.id, privateKey: app.privateKey, secrets: [secret] }, apiUrl: github.apiUrl, dataFolder: folder, host: '127.0.0.1', port: 0, webhookPath: '/webhook',
          advisories: path.join(folder, 'advisories.ndjson'), logLevel: 'warn', retention: { days: 30, auditDays: 730, sightingDays: 90, factBytes: 1e9 }, reviewsAtOnce: 4,
        },
      }, { NPM_CONFIG_REGISTRY: registry.url, NPM_CONFIG_USERCONFIG: path.join(folder, 'npmrc') });
      try {
        for (const place of new Set([...places.map(([, place]) => place), ...crowded])) {
          if (places.some(([, one]) => one === place)) await prepare(github, place);
          else await github.createRepository({ owner: place.split('/')[0]!, name: place.split('/')[1]!, files: projectFiles([], 'before'), visibility: 'public', collaborators: { ann: 'admin' } });
        }
        github.setWebhook(app.id, `http://127.0.0.1:${service.port}/webhook`);
        const alone = new Map<string, number[]>();
        const loaded = new Map<string, number[]>();
        for (const [, place] of places) await follow(github, place, 0);
        for (let round = 1; round <= rounds; round += 1) for (const [, place] of places) alone.set(place, [...(alone.get(place) ?? []), await follow(github, place, round)]);
        await crowd(github);
        await sleep(10_000);
        await service.figures();
        const before = await registry.served();
        const from = performance.now();
        for (let round = rounds + 1; round < branches; round += 1) {
          for (const [, place] of places) {
            loaded.set(place, [...(loaded.get(place) ?? []), await follow(github, place, round)]);
            await sleep(1_000);
          }
        }
        const seconds = (performance.now() - from) / 1000;
        const figures = await service.figures();
        const served = await registry.served() - before;
        const ended = crowded.flatMap((place) => github.repository(place).checkRuns).filter((run) => run.conclusion && run.title?.startsWith('could not') !== true).length;
        return [
          ...places.flatMap(([name, place]): BenchRow[] => {
            const [own, under] = [median(alone.get(place)!), median(loaded.get(place)!)];
            const worst = Math.max(...loaded.get(place)!);
            const delay = Math.max(0, under - own);
            return [
              { name: `${name}: a member's pull request alone`, value: Math.round(own), unit: 'ms', ok: true },
              { name: `${name}: delay among ${forks} of strangers, median of ${rounds}`, value: Math.round(delay), unit: 'ms', ratio: delay / own, against: 'its time alone', goal: `<= ${goalDelay}`, ok: delay <= goalDelay * own },
              { name: `${name}: the longest of them`, value: Math.round(worst - own), unit: 'ms', ratio: (worst - own) / own, against: 'its time alone', ok: true },
            ];
          }),
          { name: 'packages of strangers asked for meanwhile', value: Math.round(served / seconds), unit: '/s', ok: served > 0 },
          { name: 'checks concluded until then, in the crowded repositories', value: ended, unit: '', ok: true },
          { name: 'event loop of the service held up, at most', value: Math.round(figures.longest), unit: 'ms', ok: true },
          { name: 'memory of the service, peak', value: Math.round(figures.peak), unit: 'MB', ok: true },
        ];
      } finally {
        await service.stop();
      }
    } finally {
      await github.close();
      registry.stop();
      await remove();
    }
  });
}
