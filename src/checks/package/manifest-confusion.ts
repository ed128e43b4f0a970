import type { DependencyChange } from '../../core/change.js';
import { isObject, type Json } from '../../core/json.js';
import type { ArchiveFacts } from '../../packages/archive.types.js';
import type { RegistryRecord, StatedKey, VersionRecord } from '../../packages/record.types.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import type { Subject } from '../../facts/kinds.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, baselinesOf, inPackage } from '../draft.js';

type Kind = 'install-step' | 'dependency' | 'range' | 'entry' | 'differs';

/** One thing that a registry and a tarball say differently of the same version. */
interface Confusion {
  readonly kind: Kind;
  readonly key: string;
  readonly registry: string;
  readonly archive: string;
}

const steps = ['preinstall', 'install', 'postinstall'] as const;
/** What npm writes as `install` into what it sends to the registry where a binding.gyp stands (@npmcli/package-json, step `gypfile`). */
const implicitBuild = 'node-gyp rebuild';
const nothing = 'nothing';
/** Ranges that mean something only where a package is built: tools put others in their place on the way to the registry. */
const unpublished = /^(?:workspace|catalog|file|link|portal|patch):/;

/** Keys that this registry serves for any version of the package: what it serves for none it may have left out. */
function served(record: RegistryRecord): ReadonlySet<string> {
  const keys = new Set<string>();
  for (const { stated, dependencies } of Object.values(record.versions)) {
    for (const field of Object.keys(dependencies)) if (field !== 'devDependencies') keys.add('dependencies');
    if (!stated) continue;
    for (const key of Object.keys(stated.digests)) keys.add(key);
    if (Object.keys(stated.scripts).length > 0 || stated.digests.others !== undefined) keys.add('scripts');
  }
  return keys;
}

function* stepsOf(record: NonNullable<VersionRecord['stated']>, archive: ArchiveFacts): Generator<Confusion> {
  const own = archive.stated!;
  for (const step of steps) {
    const [registry, tarball] = [record.scripts[step], own.scripts[step]];
    if (registry === tarball) continue;
    if (step === 'install' && registry === implicitBuild && tarball === undefined) {
      // It stands for a binding.gyp. Where none was packed, as where `files` leaves it out, nothing is built.
      if (!archive.hasBindingGyp) yield { kind: 'differs', key: 'gypfile', registry, archive: nothing };
      continue;
    }
    yield { kind: 'install-step', key: step, registry: registry ?? nothing, archive: tarball ?? nothing };
  }
}

type Ranges = { readonly [name: string]: string };
const rangesOf = (value: Json | undefined): Ranges => (isObject(value) ? Object.fromEntries(Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '' && pair[1].length <= 2_048)) : {});

function* dependenciesOf(record: VersionRecord, archive: ArchiveFacts): Generator<Confusion> {
  const raw = archive.manifest!.raw;
  const carried = raw['bundleDependencies'] ?? raw['bundledDependencies'];
  const bundled = new Set(Array.isArray(carried) ? (carried as readonly Json[]).filter((one) => typeof one === 'string') : []);
  // Older tools write each optional dependency among the others too, and every one that is carried.
  const sides: readonly (readonly [string, Ranges, Ranges])[] = [
    ['dependencies', { ...record.dependencies.dependencies, ...record.dependencies.optionalDependencies }, { ...rangesOf(raw['dependencies']), ...rangesOf(raw['optionalDependencies']) }],
    ['peerDependencies', record.dependencies.peerDependencies ?? {}, rangesOf(raw['peerDependencies'])],
  ];
  for (const [field, registry, tarball] of sides) {
    for (const name of new Set([...Object.keys(registry), ...Object.keys(tarball)])) {
      const [stated, own] = [Object.hasOwn(registry, name) ? registry[name] : undefined, Object.hasOwn(tarball, name) ? tarball[name] : undefined];
      if (stated === own || stated?.trim() === own?.trim() || (own === undefined && stated === '*' && bundled.has(name)) || (own === undefined && raw[field] !== undefined && !isObject(raw[field]))) continue;
      const kind = stated === undefined || own === undefined ? 'dependency' : unpublished.test(own) ? 'differs' : 'range';
      yield { kind, key: `${field} ${name}`, registry: stated ?? nothing, archive: own ?? nothing };
    }
  }
}

const digestKeys: readonly (readonly [StatedKey, Kind])[] = [['bin', 'entry'], ['main', 'entry'], ['exports', 'differs'], ['imports', 'differs'], ['module', 'differs'], ['browser', 'differs'], ['bundleDependencies', 'differs'], ['others', 'differs']];
const show = (value: Json | undefined): string => (value === undefined ? nothing : (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200));

/** Where the registry's record of a version and its tarball's own manifest differ, under npm's normalisations. Empty where the registry serves no manifests. */
function confusions(record: RegistryRecord, version: string, archive: ArchiveFacts): readonly Confusion[] {
  const one = Object.hasOwn(record.versions, version) ? record.versions[version] : undefined;
  if (!one?.stated || !archive.stated || !archive.manifest) return [];
  const keys = served(record);
  const found: Confusion[] = [];
  if (keys.has('scripts')) found.push(...stepsOf(one.stated, archive));
  if (keys.has('dependencies')) found.push(...dependenciesOf(one, archive));
  for (const [key, kind] of digestKeys) {
    if (keys.has(key) && one.stated.digests[key] !== archive.stated.digests[key]) found.push({ kind, key: key === 'others' ? 'scripts' : key, registry: one.stated.digests[key] === undefined ? nothing : 'something else', archive: show(archive.manifest.raw[key === 'others' ? 'scripts' : key]) });
  }
  // A lockfile entry is held to the package's own name and version by `lock-metadata`.
  const name = archive.manifest.name?.trim();
  if (name !== undefined && name !== record.name) found.push({ kind: 'differs', key: 'name', registry: record.name, archive: name });
  const own = archive.manifest.version?.trim().replace(/^[=v\s]+/, '');
  if (own !== undefined && own.split('+', 1)[0] !== version.split('+', 1)[0]) found.push({ kind: 'differs', key: 'version', registry: version, archive: own });
  return found;
}

const loud = {
  'install-step': { message: 'hidden-step', severity: 'high', level: 'default' }, dependency: { message: 'hidden-dependency', severity: 'high', level: 'default' },
  range: { message: 'other-range', severity: 'medium', level: 'default' }, entry: { message: 'other-entry', severity: 'medium', level: 'default' }, differs: { message: 'differs', severity: 'info', level: 'folded' },
} as const satisfies { readonly [kind in Kind]: unknown };

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const after = subjectOf(change.after!);
  if (after.origin.kind !== 'registry') return;
  const record = facts.get(after, 'record').value;
  if (!record) return;
  const of = (subject: Subject): readonly Confusion[] | undefined => {
    const archive = subject.origin.kind === 'registry' && subject.origin.name === record.name ? facts.get(subject, 'archive').value : undefined;
    return archive && subject.origin.kind === 'registry' ? confusions(record, subject.origin.version, archive) : undefined;
  };
  const baselines = baselinesOf(change, facts).flatMap((one) => { const found = of(one); return found ? [new Set(found.map(({ kind, key }) => `${kind} ${key}`))] : []; });
  for (const { kind, key, registry, archive } of of(after) ?? []) {
    const stood = baselines.length > 0 && baselines.every((known) => known.has(`${kind} ${key}`));
    const said = loud[kind];
    yield aboutChange(change, {
      message: said.message, severity: stood ? 'low' : said.severity, confidence: 'high', level: stood ? 'folded' : said.level, change: stood ? 'standing' : 'added',
      related: [inPackage(after.origin, { path: 'package.json', line: 1 })], data: { key, registry, published: archive },
      evidence: [{ kind: 'record', text: `${key}: ${registry}` }, { kind: 'manifest', text: `${key}: ${archive}` }], identity: [kind, key, registry, archive],
    });
  }
}

const why = 'Both are written by whoever publishes, and nothing holds them together. Tools, registries\' pages and audits read the one, your machine runs the other.';

export const manifestConfusion = defineCheck({
  id: 'manifest-confusion',
  group: 'package',
  title: 'A registry says something else about a version than the package itself',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    'hidden-step': {
      what: 'The registry says that {package} {version} runs {registry} as `{key}`; the package itself says {published}.',
      why,
      todo: 'Read both. Unless the maintainers can say how it came about, stay on the old version.',
    },
    'hidden-dependency': {
      what: 'The registry says {registry} of {package} {version} in `{key}`; the package itself says {published}.',
      why,
      todo: 'Look at the dependency. Unless the maintainers can say how it came about, stay on the old version.',
    },
    'other-range': {
      what: 'The registry says that {package} {version} wants {registry} in `{key}`; the package itself says {published}.',
      why,
      todo: 'See which of them your lockfile holds, and tell the maintainers.',
    },
    'other-entry': {
      what: 'The registry and the package itself name other files of {package} {version} in `{key}`: the package says {published}.',
      why,
      todo: 'Compare both, and tell the maintainers.',
    },
    differs: {
      what: 'The registry says {registry} of `{key}` of {package} {version}; the package itself says {published}.',
      why: 'Installers do not act on the difference. Tools that change a manifest while they publish leave such traces.',
      todo: 'Nothing, unless you wonder how it came about.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts)]), gaps: [] }),
});
