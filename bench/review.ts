import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { startRegistry, usualTarballPath } from '../test/registry/index.js';
import type { ReviewAnswer, ReviewMessage } from './processes/review.js';
import { measured, type Measured } from './review/measured.js';
import { changedPackages, projectFiles, type ChangedPackage } from './review/packages.js';
import { median } from './measure.js';
import type { BenchRow } from './rows.js';
import { scratch } from './worlds.js';

const rounds = 3;
const stages = ['snapshot', 'lockfiles', 'facts', 'checks', 'judge', 'render'] as const;

/** An advisory that fits nothing: with no data at all the review could not check. */
const advisory = { id: 'GHSA-bench-0000-0000', modified: '2026-01-01T00:00:00Z', affected: [{ package: { ecosystem: 'npm', name: 'none-of-these' }, ranges: [{ type: 'SEMVER', events: [{ introduced: '0' }] }] }] };

/** A clone with the project before and after, on `main` and `change`. */
async function makeClone(folder: string, packages: readonly ChangedPackage[]): Promise<void> {
  const env = { PATH: process.env['PATH'], HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_AUTHOR_DATE: '2026-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2026-01-01T00:00:00Z' };
  const git = (...words: string[]): Promise<unknown> => promisify(execFile)('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@example.invalid', ...words], { cwd: folder, env });
  const commit = async (side: 'before' | 'after'): Promise<void> => {
    await mkdir(path.join(folder, 'src'), { recursive: true });
    for (const [file, text] of Object.entries(projectFiles(packages, side))) await writeFile(path.join(folder, file), text);
    await git('add', '.');
    await git('commit', '--quiet', '-m', side);
  };
  await git('init', '--quiet', '--initial-branch=main');
  await commit('before');
  await git('checkout', '--quiet', '-b', 'change');
  await commit('after');
}

const megabytes = (bytes: number): number => Math.round(bytes / 1e6);

/**
 * A whole review of 20 changed packages on the command line's own wiring, with an empty cache and with a full one, each in a process of its
 * own. Against fetching and unpacking the same archives over 8 connections, which nobody can do without.
 */
export async function run(): Promise<BenchRow[]> {
  const packages = changedPackages();
  const registry = await startRegistry({ packages: packages.map((one) => one.served) });
  const { folder, remove } = await scratch();
  try {
    const directory = path.join(folder, 'clone');
    await mkdir(directory);
    await makeClone(directory, packages);
    await writeFile(path.join(folder, 'advisories.ndjson'), `${JSON.stringify(advisory)}\n`);
    const urls = packages.flatMap((one) => one.versions.map(({ version }) => `${registry.url}${usualTarballPath(one.served.name, version)}`));
    const floors: Measured<{ readonly ms: number; readonly bytes: number }>[] = [];
    const cold: Measured<ReviewAnswer>[] = [];
    const warm: Measured<ReviewAnswer>[] = [];
    let fetched = 0;
    for (let round = 0; round < rounds; round += 1) {
      floors.push(await measured('fetch', { urls }));
      const message: ReviewMessage = { directory, advisories: path.join(folder, 'advisories.ndjson'), registry: registry.url, home: await mkdtemp(path.join(folder, 'home-')) };
      cold.push(await measured('review', message));
      fetched = registry.requests.length;
      warm.push(await measured('review', message));
      fetched = registry.requests.length - fetched;
    }
    const floor = median(floors.map(({ answer }) => answer.ms));
    const answers = [...cold, ...warm].map(({ answer }) => answer);
    const same = answers.every((one) => one.factsRoot === answers[0]!.factsRoot && one.outcome === 'pass' && one.gaps === 0 && one.changes === packages.length);
    const row = (name: string, ms: number, more: Partial<BenchRow> = {}): BenchRow => ({ name, value: Math.round(ms * 10) / 10, unit: 'ms', ratio: ms / floor, against: 'fetch and gunzip', ok: true, ...more });
    const memory = (name: string, of: readonly Measured<unknown>[]): BenchRow => {
      const peak = median(of.map((one) => one.peakBytes));
      return { name, value: megabytes(peak), unit: 'MB', ratio: peak / median(floors.map((one) => one.peakBytes)), against: 'fetch and gunzip', ok: true };
    };
    const legs = [['cold', cold], ['warm', warm]] as const;
    return [
      { name: `fetch and gunzip alone, ${urls.length} archives, ${megabytes(floors[0]!.answer.bytes)} MB unpacked, 8 connections`, value: Math.round(floor * 10) / 10, unit: 'ms', ok: true },
      ...legs.flatMap(([name, leg]) => [
        row(`review of ${packages.length} changed packages, ${name}`, median(leg.map(({ answer }) => answer.ms)), { ok: same }),
        ...stages.map((stage) => row(`  ${name}: ${stage}`, median(leg.map(({ answer }) => answer.stages[stage])))),
        memory(`  ${name}: memory peak, with analysers`, leg),
      ]),
      { name: 'same facts and outcome, cold and warm', value: answers.filter((one) => one.factsRoot === answers[0]!.factsRoot).length, unit: `of ${answers.length}`, goal: 'all, pass, no gaps', ok: same },
      { name: 'requests of a warm review to the registry', value: fetched, unit: '', goal: '0', ok: fetched === 0 },
    ];
  } finally {
    await registry.close();
    await remove();
  }
}
