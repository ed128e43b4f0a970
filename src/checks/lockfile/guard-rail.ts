import { hashOf } from '../../core/hash.js';
import { scriptsOfInstall } from '../../core/install-scripts.js';
import type { Json } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { landing } from '../../core/snapshot.js';
import { isPublicIndex } from '../../core/pypi.js';
import type { SettingChange, SettingsFile, SettingsTool } from '../../lockfiles/settings/index.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';
import { buildDrafts } from './settings/builds.js';
import { waitingTimes } from './settings/cooldowns.js';
import { dependabotEffect } from './settings/dependabot.js';
import type { Effect } from './settings/effects.js';
import { effectOf } from './settings/index.js';
import { presetChanges } from './settings/presets.js';
import { renovateEffect } from './settings/renovate.js';
import { movedTogether, shadowed, updaterRows } from './settings/rows.js';
import { show } from './settings/show.js';
import { isKnownSource, type Sources } from './settings/sources.js';
import { toolChange } from './settings/tools.js';

const names: { readonly [tool in SettingsTool]: string } = {
  npm: 'npm', pnpm: 'pnpm', yarn: 'Yarn', 'yarn-classic': 'Yarn', bun: 'Bun', manifest: 'the package manager', environment: 'the package manager', dotenv: 'Bun', built: 'pnpm', renovate: 'Renovate', dependabot: 'Dependabot', 'lockfile-lint': 'lockfile-lint', pip: 'pip',
};

function draft(file: SettingsFile, change: SettingChange, parts: Pick<Draft, 'message' | 'severity' | 'level'> & { readonly protects?: string; readonly secret?: boolean }): Draft {
  const { protects, secret, ...rest } = parts;
  const key = change.keys.join('.');
  const [before, after] = secret ? ['', ''] : [show(change.before), show(change.after)];
  return aboutFile({ in: 'repository', path: file.path, side: change.side, line: change.line, endLine: change.line }, {
    ...rest, confidence: 'high', change: rest.message === 'weakened' && file.change !== 'added' ? 'worsened' : 'added',
    data: { path: file.path, key: show(key), tool: names[file.tool], before, after, ...(protects === undefined ? {} : { protects }) },
    identity: [rest.message, file.path, key, ...(!secret ? [show(change.before), show(change.after)] : isEnvironment(file.tool) ? [hashOf([change.before ?? null, change.after ?? null])] : [])],
  });
}

const isEnvironment = (tool: SettingsTool): boolean => tool === 'environment' || tool === 'dotenv';

/** Whether a setting's name says that its value is a secret. */
const isSecret = ({ keys }: SettingChange): boolean => /token|passw|secret|auth|credential|apikey|api_key/i.test(keys.join('.'));

/** What one changed setting says. A new source that the policy or this reviewer's own configuration knows is folded. */
function* about(file: SettingsFile, change: SettingChange, effect: Effect | undefined, sources: Sources): Generator<Draft> {
  switch (effect) {
    case 'harmless': case 'rewrite': case 'declares': return;
    case undefined:
      yield draft(file, change, { message: 'unknown', severity: 'medium', level: 'default', secret: isEnvironment(file.tool) || isSecret(change) });
      return;
    case 'runs':
      // Taking such a setting away makes nothing run that did not before.
      if (onlyMemory(change.after)) return;
      yield draft(file, change, change.after === undefined ? { message: 'runs', severity: 'low', level: 'folded', secret: isSecret(change) } : { ...ranFrom(file, change), secret: isSecret(change) });
      return;
    case 'script':
      yield draft(file, change, { message: 'script', severity: 'medium', level: change.after === undefined ? 'folded' : 'default' });
      return;
    case 'tool':
      yield draft(file, change, { message: 'tool', ...toolChange(change) });
      return;
    case 'source': {
      const stays = fewerSources(file, change) || isDefault(change.after) || isKnownSource(change, sources);
      yield draft(file, change, { message: 'source', severity: stays ? 'low' : 'high', level: stays ? 'folded' : 'default' });
      return;
    }
    case 'transport':
      yield draft(file, change, { message: 'transport', severity: 'high', level: 'default' });
      return;
    case 'credential':
      yield draft(file, change, { message: 'credential', severity: 'medium', level: change.after === undefined || isReference(change.after) ? 'folded' : 'default', secret: true });
      return;
    default:
      if (effect.weaker(change.before, change.after, change.keys)) yield draft(file, change, { message: 'weakened', severity: effect.severity, level: 'default', protects: effect.protects });
  }
}

/** pip asks every index that it is given: one less of those beside the first takes no package from elsewhere. */
const fewerSources = ({ tool }: SettingsFile, { keys, after }: SettingChange): boolean => tool === 'pip' && after === undefined && keys[0] !== 'index-url';

/** The index that pip asks where nobody names one. */
const isDefault = (value: Json | undefined): boolean => typeof value === 'string' && isPublicIndex(value);

/** Yarn's own release in its own folder: those bytes are a subject of their own. */
function ranFrom(file: SettingsFile, change: SettingChange): Pick<Draft, 'message' | 'severity' | 'level'> {
  const release = file.tool.startsWith('yarn') && typeof change.after === 'string' && /^(?:\.\/)?\.yarn\/releases\/yarn-[\w.-]{1,60}\.c?js$/.test(change.after);
  return release ? { message: 'runs', severity: 'low', level: 'folded' } : { message: 'runs', severity: 'high', level: 'default' };
}

/** A value that only names an environment variable, as npm and Yarn replace it, or a secret of the forge or of Renovate; or says how a secret is sent. */
const isReference = (value: Json): boolean => typeof value !== 'string' || /^\$\{[\w:?-]{1,100}\}$|^\$\{\{ {0,20}secrets\.\w{1,100} {0,20}\}\}$|^\{\{ {0,20}secrets\.\w{1,100} {0,20}\}\}$/.test(value) || /^(?:true|false)$/i.test(value);

/** Options of Node that only give it memory, older algorithms, or say what it prints. */
const onlyMemory = (value: Json | undefined): boolean => typeof value === 'string' && value.length < 200 && /^(?:--(?:max[-_]old[-_]space[-_]size=\d{1,6}|openssl-legacy-provider|enable-source-maps|no-deprecation|no-warnings|trace-warnings|trace-deprecation) *)+$/.test(value);

/** Allow-lists that go away as a whole, empty ones too: then the tool goes by one of its own. pnpm 10 and later allow nothing unasked. */
function* listsGone(file: SettingsFile, all: readonly SettingsFile[]): Generator<Draft> {
  if (file.reading.kind === 'unread') return;
  const { before, after, changes } = file.reading;
  const seen = new Set<string>();
  for (const change of changes) {
    const effect = effectOf(file.tool, change.keys);
    const key = change.keys.join('.');
    if (change.after !== undefined || typeof effect !== 'object' || effect.listed !== true || seen.has(key) || after.some(({ keys }) => keys.join('.') === key)) continue;
    seen.add(key);
    if (key !== 'trustedDependencies' && (isLaterPnpm(after) || isLaterPnpm(before) || all.some((other) => movedTo(other)))) continue;
    yield draft(file, change, { message: 'weakened', severity: effect.severity, level: 'default', protects: effect.protects });
  }
}

/** The manifest says that pnpm 10 or later is used. */
const isLaterPnpm = (leaves: readonly { readonly keys: readonly string[]; readonly value: Json }[]): boolean =>
  leaves.some(({ keys, value }) => keys[0] === 'packageManager' && typeof value === 'string' && /^pnpm@[1-9]\d\./.test(value));

/** pnpm's workspace file holds such lists since pnpm 10 alone. */
const movedTo = ({ tool, reading }: SettingsFile): boolean => tool === 'pnpm' && reading.kind === 'read' && reading.after.some(({ keys }) => keys[0] === 'onlyBuiltDependencies' || keys[0] === 'allowBuilds');

function* drafts(input: ReviewInput): Generator<Draft> {
  const allowed = new Set(input.policy.registries.allowed);
  const sources: Sources = { known: new Set([...allowed, ...(input.registryHosts ?? [])]), allowed };
  for (const file of input.settings ?? []) {
    // Options of a requirements file are for what it asks for itself: with the file both go.
    if (file.reading.kind === 'unread' || (file.tool === 'pip' && file.change === 'removed')) continue;
    const run = scriptsRun(file);
    // The registries in use are npm's.
    for (const change of file.reading.changes) yield* about(file, change, run.has(change.keys) ? 'script' : effectOf(file.tool, change.keys), file.tool === 'pip' ? { known: allowed, allowed } : sources);
    yield* listsGone(file, input.settings ?? []);
  }
  const { before, after } = landing(input.snapshot);
  for (const file of movedTogether(input.settings ?? [])) {
    yield* updaterDrafts(file, sources);
    const other = shadowed(file, (path) => before.entries.has(path) && after.entries.has(path));
    if (other !== undefined) {
      yield aboutFile({ in: 'repository', path: file.path, side: 'head', line: 1, endLine: 1 }, {
        message: 'shadows', severity: 'high', confidence: 'high', level: 'default', change: 'added', data: { path: file.path, other, tool: names[file.tool] },
        identity: ['shadows', file.path, input.files.find((one) => one.path === file.path)?.oid.after ?? '', other, after.entries.get(other)?.oid ?? ''],
      });
    }
  }
}

/** The keys of a manifest's changed scripts that installs run because another script of theirs, standing ones too, starts them. */
function scriptsRun(file: SettingsFile): ReadonlySet<readonly string[]> {
  if (file.tool !== 'manifest' || file.reading.kind === 'unread') return new Set();
  const { changes } = file.reading;
  const changed = changes.filter(({ keys }) => keys[0] === 'scripts' && keys.length === 2);
  if (changed.length === 0) return new Set();
  const [before, after] = [file.reading.before, file.reading.after].map((leaves) => scriptsOfInstall(new Map(leaves.flatMap(({ keys, value }) => (keys[0] === 'scripts' && keys.length === 2 && typeof value === 'string' ? [[keys[1]!, value] as const] : [])))));
  return new Set(changed.filter((change) => (change.after === undefined ? before : after)!.has(change.keys[1]!)).map(({ keys }) => keys));
}

/** What a change of an updater's configuration says: settings as those of any tool, waiting times and presets by what they come to. */
function* updaterDrafts(file: SettingsFile, sources: Sources): Generator<Draft> {
  const rows = updaterRows(file);
  if (rows === undefined || rows === 'too-many') return;
  for (const change of rows.changes) yield* about(file, change, file.tool === 'dependabot' ? dependabotEffect(change.path) : renovateEffect(change.path), sources);
  for (const { keys, before, after, line, side, severity } of waitingTimes(file.tool, rows)) {
    // Without its configuration an updater proposes nothing, or asks for one first.
    yield draft(file, { keys, before, after, line, side }, { message: 'weakened', severity: file.change === 'removed' ? 'medium' : severity, level: 'default', protects: 'updates from being proposed right after they were published' });
  }
  if (file.tool === 'dependabot') return;
  for (const { kind, severity, protects, ...change } of presetChanges(rows)) yield draft(file, change, { message: kind, severity, level: severity === 'low' ? 'folded' : 'default', protects });
}

/** A package.json that is no JSON is a hole of whoever reads its dependencies; nobody reads those of pnpm's other manifests. */
function isPnpmManifest(path: string, { lockfiles }: ReviewInput): boolean {
  return /(?:^|\/)package\.(?:yaml|json5)$/.test(path) && lockfiles.some(({ format, root }) => format === 'pnpm' && (root.directory === '' || path.startsWith(`${root.directory}/`)));
}

function* gaps(input: ReviewInput): Generator<OwnGap> {
  for (const settings of input.settings ?? []) {
    const { path, tool, reading } = settings;
    const oid = input.files.find((file) => file.path === path)?.oid;
    if (updaterRows(settings) === 'too-many') yield { subject: path, identity: [path, 'too-many', oid?.before ?? '', oid?.after ?? ''], coverage: { kind: 'failed', code: limits.updaterValues.code, data: { path, limit: 'updaterValues' } } };
    if (reading.kind !== 'unread' || (tool === 'manifest' && !isPnpmManifest(path, input))) continue;
    yield { subject: path, identity: [path, reading.reason, oid?.before ?? '', oid?.after ?? ''], coverage: { kind: 'failed', code: 'SETTINGS_MALFORMED', data: { path, reason: reading.reason, ...(reading.line === undefined ? {} : { line: reading.line }) } } };
  }
}

export const guardRail = defineCheck({
  id: 'guard-rail',
  group: 'lockfile',
  title: 'The change weakens a protection of the repository\'s own package managers',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    weakened: {
      what: '`{key}` in {path} goes from {before} to {after}. It kept {protects}.',
      why: 'From then on this repository goes without that protection: on people\'s machines, in CI, and where its updates are made.',
      todo: 'Take the change back, or make it as narrow as it can be and let a second person confirm it.',
    },
    runs: {
      what: '`{key}` in {path} is now {after} (before: {before}): {tool} runs what it names.',
      why: 'It runs on every machine that installs this repository\'s packages, or makes its updates, with the rights of whoever does.',
      todo: 'Take it back, unless this very change is about it and you have read what it runs.',
    },
    script: {
      what: '`{key}` in {path} is now {after} (before: {before}): installs run it.',
      why: 'It runs on every machine that installs this repository\'s packages, before anybody runs a test.',
      todo: 'Read what it runs. Where it is only for people who work on the repository, say it in the contributing guide instead.',
    },
    'build-file': {
      what: '{path} is {change}: npm runs node-gyp for it at every install.',
      why: 'A package with a binding.gyp is built without any script that says so, on every machine that installs this repository\'s packages.',
      todo: 'Nothing, where the package is a native addon and the change is meant.',
    },
    'empty-build': {
      what: '{path} is {change}, and there is no C or C++ source that it could build.',
      why: 'npm runs node-gyp by itself wherever a binding.gyp stands beside a package.json, without any install script. Attacks have used such a file as an install step that nobody looks for.',
      todo: 'Make sure that something makes its sources before an install, or delete it.',
    },
    'build-code': {
      what: '{path} newly runs {kind} while the package is built at install: {text}',
      why: 'A package with a binding.gyp is built without any script that says so, and what its build files run has the rights of whoever installs.',
      todo: 'Read what it runs as you would read an install script.',
    },
    tool: {
      what: '`{key}` in {path} goes from {before} to {after}.',
      why: 'It decides which package manager or runtime is used here; versions differ in what they protect from.',
      todo: 'Nothing, where the upgrade is meant.',
    },
    source: {
      what: '`{key}` in {path} goes from {before} to {after}: packages come from elsewhere.',
      why: 'The same names at another registry are other packages. The next install without a lockfile entry takes them from there.',
      todo: 'If the registry is yours, add its host to `registries.allowed` in the policy first. Otherwise take the change back.',
    },
    transport: {
      what: '`{key}` in {path} goes from {before} to {after}: {tool} trusts, or goes through, somebody else.',
      why: 'Who stands between an install and its registry sees its credentials and can withhold versions.',
      todo: 'Keep such settings on the machines that need them, not in the repository.',
    },
    credential: {
      what: '`{key}` in {path} changes: it holds a secret, or says how one is sent.',
      why: 'A secret in the repository is everybody\'s who can read it, in every version from now on.',
      todo: 'Name an environment variable instead (a reference to it, which npm and Yarn replace), and if a secret was written here, revoke it.',
    },
    inherits: {
      what: '{path} takes settings from {after} (before: {before}).',
      why: 'Who can change them there decides from then on what is proposed here, how soon, and what runs for it.',
      todo: 'Read them, and name a tag or a commit of theirs. If they are your own, nothing.',
    },
    shadows: {
      what: '{path} is new, and {tool} reads it in place of {other}.',
      why: 'Nothing of what {other} says holds any more: waits, exceptions, who is asked.',
      todo: 'Put what is new into {other}, or move all of it and delete that file.',
    },
    unknown: {
      what: '`{key}` in {path} goes from {before} to {after}; what {tool} does with it is not known here.',
      why: 'Some settings run code or take packages from elsewhere, and one that nobody knows may be such a one.',
      todo: 'Look it up. If it is misspelt, mend it; if it is harmless, waive this finding.',
    },
  },
  run: (input) => ({ drafts: [...drafts(input), ...buildDrafts(input)], gaps: [...gaps(input)] }),
});
