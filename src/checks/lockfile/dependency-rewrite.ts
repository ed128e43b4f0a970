import { isObject, type Json } from '../../core/json.js';
import { loadedBy, type Loaded, type NamedPath } from '../../core/loaded-paths.js';
import type { ReviewedFile } from '../../lockfiles/reading.types.js';
import type { SettingChange, SettingsFile, SettingsTool } from '../../lockfiles/settings/index.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';
import { camel } from './settings/effects.js';
import { effectOf } from './settings/index.js';
import { show } from './settings/show.js';

type Parts = Pick<Draft, 'message' | 'severity' | 'level'>;

function* fileDrafts(file: ReviewedFile, loaded: Loaded): Generator<Draft> {
  if (loaded.use === 'package') return;
  const gone = file.change === 'removed';
  const message = loaded.use === 'patch' ? 'patch-file' : loaded.by ? 'named-hook' : 'hook-file';
  yield aboutFile({ in: 'repository', path: file.path, side: gone ? 'base' : 'head', line: 1, endLine: 1 }, {
    message, severity: gone ? 'low' : loaded.use === 'hook' ? 'high' : 'medium', confidence: 'high', level: gone ? 'folded' : 'default', change: 'added',
    data: { path: file.path, change: file.change === 'mode' ? 'changed' : file.change, ...(message === 'named-hook' && loaded.by ? { key: loaded.by.key, settings: loaded.by.path } : {}) }, identity: [message, file.path, file.oid.after ?? 'removed'],
  });
}

/** Code of the repository's own that its own scripts start at install: reviewed as all of it, and named beside. */
function* startedDrafts(file: ReviewedFile, started: ReadonlyMap<string, NamedPath>): Generator<Draft> {
  const by = started.get(file.path)?.by;
  if (by === undefined || file.change === 'removed') return;
  yield aboutFile({ in: 'repository', path: file.path, side: 'head', line: 1, endLine: 1 }, {
    message: 'started-file', severity: 'low', confidence: 'high', level: 'folded', change: 'added',
    data: { path: file.path, change: file.change === 'mode' ? 'changed' : file.change, key: by.key, settings: by.path }, identity: ['started-file', file.path, file.oid.after ?? ''],
  });
}

/** What an override asks for that is no version of the very package: another package, or bytes from beside the registry. */
function redirects(value: Json | undefined): boolean {
  return typeof value === 'string' && /^(?:npm:(?![\^~<>=*\dvx\s])|jsr:|git|ssh:|gist:|github:|gitlab:|bitbucket:|https?:|file:|link:|portal:|workspace:|exec:|[\w.-]+\/[\w.-]+(?:#|$))/i.test(value.trim());
}

/** An alias of the package's own name is a version of it. */
function ownName(keys: readonly string[], value: Json | undefined): boolean {
  const alias = typeof value === 'string' ? /^npm:(@?[^@]+)(?:@|$)/.exec(value.trim())?.[1] : undefined;
  const last = (keys.at(-1) ?? '').split('>').at(-1)!;
  const name = last.split('/').slice(/(?:^|\/)@[^/]+\/[^/]+$/.test(last) ? -2 : -1).join('/').replace(/(?<=.)@.*$/, '');
  return alias !== undefined && alias === name;
}

/** What a changed setting does to the packages of others; `patched` are the patch files that this very change brings, which speak for themselves. */
function partsOf(change: SettingChange, kind: string, patched: ReadonlySet<string>, directory: string): Parts | undefined {
  const gone = change.after === undefined;
  switch (kind) {
    case 'plugins': case 'pnpmfile': case 'globalPnpmfile': case 'configDependencies':
      return { message: 'hook', severity: gone ? 'low' : 'high', level: gone ? 'folded' : 'default' };
    case 'ignorePnpmfile': return { message: 'rule', severity: 'low', level: 'folded' };
    case 'overrides': case 'resolutions':
      if (!gone && typeof change.after === 'string' && change.after.startsWith('patch:')) return { message: 'patched', severity: 'medium', level: 'default' };
      return redirects(change.after) && !ownName(change.keys, change.after) ? { message: 'redirected', severity: 'high', level: 'default' } : { message: 'overridden', severity: 'low', level: 'folded' };
    case 'patchedDependencies': {
      const path = patchPath(change.after);
      const told = gone || (path !== undefined && patched.has(directory === '' ? path : `${directory}/${path}`));
      return { message: 'patched', severity: told ? 'low' : 'medium', level: told ? 'folded' : 'default' };
    }
    case 'packageExtensions': {
      const asks = change.keys.some((key) => key === 'dependencies' || key === 'optionalDependencies') || (isObject(change.after) && ('dependencies' in change.after || 'optionalDependencies' in change.after));
      return asks && !gone ? { message: 'extended', severity: 'medium', level: 'default' } : { message: 'extended', severity: 'low', level: 'folded' };
    }
    default: return { message: 'rule', severity: 'low', level: 'folded' };
  }
}

function patchPath(value: Json | undefined): string | undefined {
  const path = typeof value === 'string' ? value : isObject(value) && typeof value['path'] === 'string' ? value['path'] : undefined;
  return path?.replace(/^\.\//, '');
}

/** The keys as the tool's own table has them: without the field of a manifest, or the beginning of a variable. */
function ownKeys(tool: SettingsTool, keys: readonly string[]): readonly string[] {
  if (tool === 'environment' || tool === 'dotenv') return [(keys[0] ?? '').toLowerCase().replace(/^(?:yarn|npm_config)_/, '')];
  return tool === 'manifest' && keys[0] === 'pnpm' ? keys.slice(1) : keys;
}

function* settingDrafts(file: SettingsFile, patched: ReadonlySet<string>): Generator<Draft> {
  if (file.reading.kind === 'unread') return;
  for (const change of file.reading.changes) {
    if (effectOf(file.tool, change.keys) !== 'rewrite') continue;
    const own = ownKeys(file.tool, change.keys);
    const parts = partsOf(change, camel(own[0] ?? ''), patched, file.path.slice(0, Math.max(0, file.path.lastIndexOf('/'))));
    if (!parts) continue;
    yield aboutFile({ in: 'repository', path: file.path, side: change.side, line: change.line, endLine: change.line }, {
      ...parts, confidence: 'high', change: 'added', data: { path: file.path, key: change.keys.join('.'), before: show(change.before), after: show(change.after) },
      identity: [parts.message, file.path, change.keys.join('.'), show(change.before), show(change.after)],
    });
  }
}

function* drafts(input: ReviewInput): Generator<Draft> {
  const loaded = loadedBy(input.loaded?.named ?? []);
  const started = new Map((input.loaded?.started ?? []).map((one) => [one.path, one]));
  for (const file of input.files) {
    const own = loaded(file.path);
    yield* own === undefined ? startedDrafts(file, started) : fileDrafts(file, own);
  }
  const patched = new Set(input.files.filter((file) => file.change !== 'removed' && loaded(file.path)?.use === 'patch').map((file) => file.path));
  for (const file of input.settings ?? []) yield* settingDrafts(file, patched);
}

export const dependencyRewrite = defineCheck({
  id: 'dependency-rewrite',
  group: 'lockfile',
  title: 'The change rewrites what dependencies contain or ask for',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    'hook-file': {
      what: '{path} is {change}: the package manager loads it as code at every install.',
      why: 'It may change every manifest that is read, and do anything else, on every machine that installs, with nothing of it in the lockfile.',
      todo: 'Read it as you would read an install script. Where versions are all that it changes, use overrides instead.',
    },
    'named-hook': {
      what: '{path} is {change}: by `{key}` in {settings} it is loaded as code at every install.',
      why: 'It may change every manifest that is read, and do anything else, on every machine that installs, with nothing of it in the lockfile.',
      todo: 'Read it as you would read an install script.',
    },
    'started-file': {
      what: '{path} is {change}: `{key}` in {settings} starts it at install.',
      why: 'It runs on every machine that installs this repository\'s packages, before anybody runs a test.',
      todo: 'Nothing, where you have read it as an install script.',
    },
    hook: {
      what: '`{key}` in {path} goes from {before} to {after}: the package manager loads code from there at every install.',
      why: 'That code may change every manifest that is read, and do anything else, on every machine that installs.',
      todo: 'Read what it names as you would read an install script, and pin it to a version with its digest.',
    },
    'patch-file': {
      what: '{path} is {change}: installs apply it to the code of a dependency.',
      why: 'The dependency that runs is then not the one that was published; its advisories, signatures and reviews are about other code.',
      todo: 'Read the patch as code of your own, and name the issue upstream that will make it needless.',
    },
    patched: {
      what: '`{key}` in {path} goes from {before} to {after}: installs change the code of that dependency.',
      why: 'The dependency that runs is then not the one that was published; its advisories, signatures and reviews are about other code.',
      todo: 'Read the patch as code of your own, and name the issue upstream that will make it needless.',
    },
    redirected: {
      what: '`{key}` in {path} goes from {before} to {after}: wherever that dependency is asked for, something else is installed.',
      why: 'Everything that depends on it, deep in the tree too, gets code under its name that its maintainers never published.',
      todo: 'Make sure that the exchange is meant, and pin what is installed instead to a version and a digest.',
    },
    overridden: {
      what: '`{key}` in {path} goes from {before} to {after}.',
      why: 'It forces a version on packages that ask for another one. The version itself is reviewed as any other.',
      todo: 'Take it out again once the packages in between ask for a good version themselves.',
    },
    extended: {
      what: '`{key}` in {path} goes from {before} to {after}: that package is installed as if its manifest said so.',
      why: 'A dependency that a package does not declare gets installed beside it, and is loaded where the package tries to.',
      todo: 'Make sure that the package really needs it, and take it out again once it says so itself.',
    },
    rule: {
      what: '`{key}` in {path} goes from {before} to {after}.',
      why: 'It changes which of the dependencies that packages declare are installed, or which of them must fit.',
      todo: 'Nothing, where it is meant.',
    },
  },
  run: (input) => ({ drafts: [...drafts(input)], gaps: (input.loaded?.holes ?? []).map(({ path, identity, coverage }) => ({ subject: path, identity: ['loaded', ...identity], coverage })) }),
});
