import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { compareLockfile } from '../../src/lockfiles/compare.js';
import { formats } from '../../src/lockfiles/index.js';
import { registries } from './fixtures.js';
import { oracles } from './npm/oracle.fixtures.js';
import { projectsOf, releases } from './yarn/fixtures.js';

// What tools wrote from manifests that nobody touched afterwards cannot have drifted, whichever of it comes after which.
interface Sample {
  readonly version: string;
  readonly project: string;
  readonly files: { readonly [path: string]: string };
}
type Tool = keyof typeof names;
const names = { npm: 'package-lock.json', yarn: 'yarn.lock', pnpm: 'pnpm-lock.yaml', bun: 'bun.lock' } as const;
const isManifest = (path: string): boolean => /(?:^|\/)package\.json$/.test(path);
const versions = new Intl.Collator('en', { numeric: true });

function packed(tool: 'pnpm' | 'bun'): Sample[] {
  const folder = new URL(`${tool}/oracle/`, import.meta.url);
  return readdirSync(folder).flatMap((version) => readdirSync(new URL(`${version}/`, folder)).map((file): Sample => ({
    version, project: file.replace('.json.gz', ''), ...(JSON.parse(gunzipSync(readFileSync(new URL(`${version}/${file}`, folder))).toString('utf8')) as Pick<Sample, 'files'>),
  })));
}

const samples: { readonly [tool in Tool]: readonly Sample[] } = {
  npm: oracles, yarn: releases.flatMap(projectsOf).map(({ release, id, files }) => ({ version: release, project: id, files })), pnpm: packed('pnpm'), bun: packed('bun'),
};

function drift(tool: Tool, before: Sample['files'] | undefined, after: Sample['files']): unknown[] {
  const lockfile = names[tool];
  const paths = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])];
  const both = (wanted: (path: string) => boolean): Map<string, { before?: string; after?: string }> => new Map(paths.filter(wanted)
    .map((path) => [path, { ...(before?.[path] === undefined ? {} : { before: before[path] }), ...(after[path] === undefined ? {} : { after: after[path] }) }]));
  const { reading } = compareLockfile({
    format: formats.find(({ id }) => id === tool)!, root: { lockfile, directory: '' }, ...(before?.[lockfile] === undefined ? {} : { before: before[lockfile] }), after: after[lockfile]!,
    manifests: both(isManifest), settings: both((path) => path !== lockfile && !isManifest(path) && !path.includes('/')),
  }, { registries });
  return reading.problems.filter(({ code }) => code === 'LOCKFILE_INCOMPLETE').map(({ data }) => data);
}

describe.each(['npm', 'yarn', 'pnpm', 'bun'] as const)('%s', (tool) => {
  // npm 6 does not know workspaces: of those it locks nothing.
  const all = samples[tool].filter(({ files, version, project }) => files[names[tool]] !== undefined && !(version.startsWith('6.') && tool === 'npm' && project === 'workspaces')).sort((a, b) => versions.compare(a.version, b.version));
  const named = (sample: Sample): string => `${sample.project} of ${sample.version}`;

  test.each(all.map((sample) => [named(sample), sample] as const))('%s, new', (_, { files }) => {
    expect(drift(tool, undefined, files)).toEqual([]);
  });
  const newest = all.filter(({ version }) => version === all.at(-1)!.version);
  test.each(newest.map((sample, index) => [named(sample), named(newest[(index + 1) % newest.length]!), sample, newest[(index + 1) % newest.length]!] as const))('%s, then %s', (_, __, before, after) => {
    expect(drift(tool, before.files, after.files)).toEqual([]);
  });
  const next = all.flatMap((sample, index) => { const later = all.slice(index + 1).find(({ project }) => project === sample.project); return later ? [[named(sample), named(later), sample, later] as const] : []; });
  test.each(next)('%s, written anew as %s', (_, __, before, after) => {
    expect(drift(tool, before.files, after.files)).toEqual([]);
  });
});
