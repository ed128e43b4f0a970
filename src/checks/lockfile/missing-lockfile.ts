import { isObject, type Json } from '../../core/json.js';
import { landing } from '../../core/snapshot.js';
import type { Tree } from '../../core/tree.js';
import type { LockfileReading, ReviewedFile } from '../../lockfiles/reading.types.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';
import { driftOf } from './drift.js';

const fields = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** Folders whose manifests are there to be read or copied. Where their packages are installed at all, it is to try something out. */
const samples = /(?:^|\/)(?:tests?|__tests__|specs?|e2e|fixtures?|__fixtures__|testdata|examples?|templates?|samples?|demos?)\//i;

/** Whether a manifest of a deleted lockfile's folder, or below it, stays behind and no lockfile that was read answers it. */
function leavesManifests(reading: LockfileReading, input: ReviewInput, after: Tree): boolean {
  const { directory } = reading.root;
  const others = input.lockfiles.filter((other) => other.change !== 'removed' && other.ecosystem === reading.ecosystem && other.format !== 'requirements');
  const name = manifestOf(reading);
  const answered = (path: string): boolean => others.some((other) => other.root.directory === folderOf(path) || (other.importers ? other.importers.includes(path) : isBelow(path, other.root.directory)));
  for (const path of after.entries.keys()) {
    if (path !== name && !path.endsWith(`/${name}`)) continue;
    if (directory !== '' && !path.startsWith(`${directory}/`)) continue;
    if (!`/${path}`.includes('/node_modules/') && !answered(path)) return true;
  }
  return false;
}

/** The name of the manifests that a lockfile of this format answers. */
const manifestOf = ({ ecosystem }: LockfileReading): string => (ecosystem === 'pypi' ? 'pyproject.toml' : 'package.json');

/** A lockfile that did not change was not parsed: one above a manifest may well install it. */
const isBelow = (path: string, directory: string): boolean => directory === '' || path.startsWith(`${directory}/`);

/** How many packages from registries a new manifest asks for; undefined where its text is not known, or is none. */
function asksFor(text: string | undefined): number | undefined {
  try {
    const manifest = text === undefined ? undefined : (JSON.parse(text.replace(/^\uFEFF/, '')) as Json);
    if (!isObject(manifest)) return undefined;
    return fields.reduce((count, field) => count + (isObject(manifest[field]) ? Object.keys(manifest[field]).length : 0), 0);
  } catch {
    return undefined;
  }
}

/** A lockfile that is read installs this manifest, or should (`manifest-lock-drift` says so), or one stands beside it that nobody reads: that is told by its own name. */
function isLocked(path: string, input: ReviewInput, after: Tree): boolean {
  const folder = folderOf(path);
  const beside = folder === '' ? '' : `${folder}/`;
  if (input.lockfiles.some(({ problems }) => problems.some((problem) => driftOf(problem) !== undefined && problem.data['manifest'] === path))) return true;
  return input.lockfiles.some(({ root, change, importers, ecosystem }) => change !== 'removed' && ecosystem === undefined && (importers ? importers.includes(path) : root.directory === folder))
    || ['yarn.lock', 'pnpm-lock.yaml', 'bun.lock', 'bun.lockb', 'deno.lock', 'vlt-lock.json'].some((name) => after.entries.has(`${beside}${name}`));
}

function* drafts(input: ReviewInput): Generator<Draft> {
  const { before, after } = landing(input.snapshot);
  for (const reading of input.lockfiles) {
    const path = reading.root.lockfile;
    // Requirements ask for packages as well: with the file nothing of it is installed any more, and what it pinned another one may.
    if (reading.change !== 'removed' || reading.format === 'requirements') continue;
    const replaced = input.lockfiles.some((other) => other !== reading && other.root.directory === reading.root.directory && other.change !== 'removed' && other.ecosystem === reading.ecosystem);
    if (replaced) continue;
    yield aboutFile({ in: 'repository', path, side: 'base', line: 1, endLine: 1 }, {
      message: 'removed', severity: leavesManifests(reading, input, after) && !samples.test(path) ? 'high' : 'medium', confidence: 'high', level: 'default', change: 'added', data: { lockfile: path }, root: reading.root, identity: ['removed', path, input.files.find((file) => file.path === path)?.oid.before ?? before.entries.get(path)?.oid ?? ''],
    });
  }
  for (const file of input.files) if (isNewManifest(file) && !isLocked(file.path, input, after)) yield* unlocked(file);
}

const isNewManifest = (file: ReviewedFile): boolean => file.change === 'added' && /(?:^|\/)package\.json$/.test(file.path) && !`/${file.path}`.includes('/node_modules/');

function* unlocked(file: ReviewedFile): Generator<Draft> {
  const count = asksFor(file.text.after);
  if (count === undefined || count === 0) return;
  yield aboutFile({ in: 'repository', path: file.path, side: 'head', line: 1, endLine: 1 }, {
    message: 'unlocked', ...(samples.test(file.path) ? { severity: 'low', level: 'folded' } : { severity: 'medium', level: 'default' }), confidence: 'high', change: 'added', data: { path: file.path, count }, identity: ['unlocked', file.path, file.oid.after ?? ''],
  });
}

export const missingLockfile = defineCheck({
  id: 'missing-lockfile',
  group: 'lockfile',
  title: 'Dependencies are declared and no lockfile pins them',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    removed: {
      what: '{lockfile} is deleted.',
      why: 'Without a lockfile every install picks the newest versions that fit, and nobody reviews those.',
      todo: 'Keep the lockfile, or replace it by that of another package manager in the same pull request.',
    },
    unlocked: {
      what: '{path} is new, asks for {count} packages, and no lockfile pins what is installed for it.',
      why: 'Every install picks the newest versions that fit, and nobody reviews those: not now, and not later.',
      todo: 'Commit the lockfile that the install writes, or make the folder a workspace of a root that has one.',
    },
  },
  run: (input) => ({ drafts: [...drafts(input)], gaps: [] }),
});
