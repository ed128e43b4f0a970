import { dependencyFile } from '../../core/dependency-names.js';
import { loadedBy } from '../../core/loaded-paths.js';
import { isObject, type Json } from '../../core/json.js';
import { defineCheck, type OwnGap, type ReviewInput } from '../check.js';
import { isProse } from './prose.js';
import type { ReviewedFile } from '../../lockfiles/reading.types.js';

const fields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'bundleDependencies', 'bundledDependencies', 'overrides', 'resolutions', 'workspaces', 'packageManager', 'pnpm'] as const;

/** The dependency-bearing members of a package.json as one text, none for a file that is not there; undefined where it cannot be told. */
function declared(text: string | undefined): string | undefined {
  try {
    const manifest = text === undefined ? {} : JSON.parse(text.replace(/^\uFEFF/, '')) as Json;
    return JSON.stringify(fields.map((field) => (isObject(manifest) ? (manifest[field] ?? null) : null)));
  } catch {
    return undefined;
  }
}

/** A package.json counts only where its dependencies changed, or where that cannot be told. */
function changesDependencies(file: ReviewedFile): boolean {
  if (file.change === 'removed') return false;
  if (!isWholeSide(file.oid.before, file.text.before) || !isWholeSide(file.oid.after, file.text.after)) return true;
  const before = declared(file.text.before);
  const after = declared(file.text.after);
  return before === undefined || after === undefined || before !== after;
}

const isWholeSide = (oid: string | undefined, text: string | undefined): boolean => oid === undefined || text !== undefined;

/**
 * Whether a lockfile that was read installs this manifest: it is one of its importers. A lockfile that nobody parsed, since nothing
 * about it changed, answers for the manifest beside it and for no other.
 */
function covered(path: string, input: ReviewInput): boolean {
  return input.lockfiles.some(({ root, change, importers, ecosystem, format }) => {
    if (change === 'removed' || format === 'requirements') return false;
    const name = ecosystem === 'pypi' ? 'pyproject.toml' : 'package.json';
    return importers ? importers.includes(path) : path === (root.directory === '' ? name : `${root.directory}/${name}`);
  });
}

function* gaps(input: ReviewInput): Generator<OwnGap> {
  const read = new Set(input.lockfiles.filter((one) => !isProse(one)).flatMap(({ root, replaces }) => [root.lockfile, ...(replaces === undefined ? [] : [replaces])]));
  const settings = new Set((input.settings ?? []).filter((file) => file.tool !== 'manifest' && file.tool !== 'pip').map((file) => file.path));
  const loaded = loadedBy(input.loaded?.named ?? []);
  for (const file of input.files) {
    if (file.mode.after === '160000') yield { subject: file.path, identity: [file.path, file.oid.after ?? ''], coverage: { kind: 'failed', code: 'FILE_SUBMODULE', data: { path: file.path } } };
    const known = dependencyFile(file.path);
    if (known === undefined || known.kind === 'execution' || read.has(file.path)) continue;
    if (/(^|\/)package\.json$/.test(file.path) && (covered(file.path, input) || !changesDependencies(file))) continue;
    if (/(^|\/)pyproject\.toml$/.test(file.path) && covered(file.path, input)) continue;
    // `dependency-rewrite` and `committed-package` tell of what is loaded.
    if (settings.has(file.path) || loaded(file.path) !== undefined) continue;
    const identity = [file.path, file.oid.after ?? 'removed'];
    yield { subject: file.path, identity, coverage: { kind: 'failed', code: 'LOCKFILE_UNSUPPORTED', data: { tool: known.tool, path: file.path } } };
  }
}

export const unreadDependencyFile = defineCheck({
  id: 'unread-dependency-file',
  group: 'lockfile',
  title: 'A changed file declares dependencies and no reader understands it yet',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [],
  messages: {},
  run: (input) => ({ drafts: [], gaps: [...gaps(input)] }),
});
