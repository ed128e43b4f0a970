import type { DependencyChange } from '../../core/change.js';
import type { Severity } from '../../core/finding.js';
import { isObject, type JsonObject } from '../../core/json.js';
import { byCodePoint } from '../../core/order.js';
import type { ArchiveFacts } from '../../packages/archive.types.js';
import type { RegistryRecord } from '../../packages/record.types.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type DependencyOf, type Draft, type FactReader } from '../check.js';
import { aboutChange, baselineText, baselinesOf, inPackage } from '../draft.js';
import { stepsOf } from './install-script.js';

/** Malicious versions are found and taken down within days; what is younger than this nobody has looked at for long. */
const freshMs = 7 * 86_400_000;
const fields = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/** What a manifest asks for, by name: the field and the range. Peers that may be missing are not installed for it. */
export function askedFor(raw: JsonObject): ReadonlyMap<string, { readonly field: (typeof fields)[number]; readonly spec: string }> {
  const asked = new Map<string, { field: (typeof fields)[number]; spec: string }>();
  const meta = raw['peerDependenciesMeta'];
  for (const field of fields) {
    const stated = raw[field];
    if (!isObject(stated)) continue;
    for (const [name, spec] of Object.entries(stated)) {
      const optional = field === 'peerDependencies' && isObject(meta) && Object.hasOwn(meta, name) && isObject(meta[name]) && meta[name]['optional'] === true;
      if (!optional && !asked.has(name)) asked.set(name, { field, spec: typeof spec === 'string' ? spec : '' });
    }
  }
  return asked;
}

/** Why a version deserves no trust yet: nobody had the time to look at it, or somebody else put it up than before. */
function freshness(record: RegistryRecord, version: string, now: string): 'young' | 'first' | 'account' | undefined {
  const one = Object.hasOwn(record.versions, version) ? record.versions[version]! : undefined;
  const at = Date.parse(one?.publishedAt ?? '');
  if (!one || Number.isNaN(at)) return undefined;
  if (Date.parse(now) - at < freshMs) return 'young';
  const earlier = Object.values(record.versions).filter((other) => Date.parse(other.publishedAt ?? '') < at);
  if (earlier.length === 0) return 'first';
  const accounts = new Set(earlier.flatMap((other) => other.publisher?.name ?? []));
  return one.publisher && one.publisher.trusted === undefined && accounts.size > 0 && !accounts.has(one.publisher.name) ? 'account' : undefined;
}

/** True for packages of one house: the same scope, or put up by the account that put up the package which asks for it. */
function sameHouse(change: DependencyChange, dependency: DependencyOf, facts: FactReader): boolean {
  const [own, other] = [change.after!.name, dependency.change.after!.name];
  if (own.startsWith('@') && other.startsWith(own.slice(0, own.indexOf('/') + 1))) return true;
  const account = facts.get(subjectOf(change.after!), 'record').value?.versions[change.after!.version]?.publisher?.name;
  return account !== undefined && account === dependency.record?.value?.versions[dependency.change.after!.version]?.publisher?.name;
}

type Loud = { readonly message: 'phantom' | 'phantom-fresh' | 'phantom-installs' | 'phantom-installs-fresh'; readonly severity: Severity; readonly why: string };
const reasons = { young: 'is less than seven days old', first: 'is the first version of its package', account: 'was published by another account than its earlier versions' } as const;

/** How loud a dependency is that no file names. Undefined where it does nothing at install and has long stood, and where it is no news here. */
function weigh(change: DependencyChange, name: string, field: (typeof fields)[number], facts: FactReader, now: string): Loud | undefined {
  const dependency = facts.dependency(change, name);
  if (!dependency) return undefined;
  const after = dependency.change.after!;
  const archive = dependency.archive?.value;
  const record = dependency.record?.value;
  const steps = archive && [...stepsOf(archive, after.origin.kind === 'git')].map(([step, command]) => `${step}: ${command}`).join(', ');
  const fresh = record && !sameHouse(change, dependency, facts) ? freshness(record, after.version, now) : undefined;
  const why = fresh ? reasons[fresh] : '';
  if (steps && fresh) return { message: 'phantom-installs-fresh', severity: 'critical', why: `${why}, and runs ${steps}` };
  // A peer is there for whoever uses the package: that no file names it is ordinary.
  if (steps) return { message: 'phantom-installs', severity: field === 'peerDependencies' ? 'medium' : 'high', why: `runs ${steps}` };
  if (fresh) return { message: 'phantom-fresh', severity: field === 'peerDependencies' ? 'medium' : 'high', why };
  // What is not there yet says nothing; what could not be read does.
  return archive || !dependency.archive ? undefined : { message: 'phantom', severity: 'medium', why: 'could not be read' };
}

function* drafts(change: DependencyChange, facts: FactReader, now: string): Generator<Draft> {
  const subject = subjectOf(change.after!);
  const archive = facts.get(subject, 'archive').value;
  if (!archive?.manifest) return;
  const imports = facts.get(subject, 'code').value?.imports;
  const baselines = baselinesOf(change, facts).flatMap((one) => facts.get(one, 'archive').value ?? []);
  const known = baselines.flatMap((one) => (one.manifest ? [askedFor(one.manifest.raw)] : []));
  const before = baselineText(change, facts);
  const related = [inPackage(subject.origin, { path: 'package.json', line: 1 })];
  const quiet: string[] = [];
  for (const [name, { field, spec }] of askedFor(archive.manifest.raw)) {
    if (known.length > 0 && known.every((one) => one.has(name))) continue;
    const phantom = imports !== undefined && !imports.includes(name) && !name.startsWith('@types/');
    const loud = phantom ? weigh(change, name, field, facts, now) : undefined;
    // Without anything to compare with all is new: then only what is grave by itself is told.
    if (!loud || (known.length === 0 && loud.severity === 'medium')) { quiet.push(name); continue; }
    const version = facts.dependency(change, name)?.change.after?.version ?? spec;
    yield aboutChange(change, {
      message: loud.message, severity: loud.severity, confidence: 'high', level: 'default', change: 'added', related,
      data: { before, dependency: name, spec, field, found: version, reason: loud.why }, evidence: [{ kind: 'manifest', text: `${field}: ${name} ${spec}` }], identity: ['phantom', name],
    });
  }
  if (known.length > 0 && quiet.length > 0) {
    const names = quiet.sort(byCodePoint);
    yield aboutChange(change, { message: 'added', severity: 'low', confidence: 'high', level: 'folded', change: 'added', related, data: { before, names: names.slice(0, 50).join(', '), count: names.length }, identity: ['added', ...names] });
  }
  yield* carried(change, archive, baselines, before);
}

/** Packages that the tarball newly carries in a node_modules of its own: they are loaded before anything that is hoisted. */
function* carried(change: DependencyChange, archive: ArchiveFacts, baselines: readonly ArchiveFacts[], before: string): Generator<Draft> {
  const added = archive.carried.filter((path) => baselines.some((one) => !one.carried.includes(path)));
  if (added.length === 0) return;
  yield aboutChange(change, { message: 'carried', severity: 'low', confidence: 'high', level: 'folded', change: 'added', related: [inPackage(change.after!.origin, { path: `${added[0]!}/package.json`, line: 1 })], data: { before, names: added.slice(0, 50).join(', '), count: added.length }, identity: ['carried', ...added] });
}

const unused = 'No file of the package names it. A dependency that nothing uses is there for what it does when it is installed: attacks through taken-over packages have been brought in by one such line.';

export const newDependency = defineCheck({
  id: 'new-dependency',
  group: 'package',
  title: 'A changed package comes to depend on packages that it did not ask for before',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record', 'code'] }],
  // What the code or the record does not tell leaves a dependency quiet here; the checks on install steps and code name such holes, and are closed.
  gapMatters: ({ kind }) => kind === 'archive',
  messages: {
    'phantom-installs-fresh': {
      what: '{package} {version} newly depends on {dependency}, which none of its files uses; {dependency} {found} {reason}.',
      why: `${unused} {before} does not ask for it.`,
      todo: 'Do not merge. Stay on the old version and tell the maintainers.',
    },
    'phantom-installs': {
      what: '{package} {version} newly depends on {dependency}, which none of its files uses, and {dependency} {found} {reason} at install.',
      why: `${unused} {before} does not ask for it.`,
      todo: 'Find out in the changes of {package} what the dependency is for. Unless that is clear, stay on the old version.',
    },
    'phantom-fresh': {
      what: '{package} {version} newly depends on {dependency}, which none of its files uses; {dependency} {found} {reason}.',
      why: `${unused} {before} does not ask for it.`,
      todo: 'Find out in the changes of {package} what the dependency is for. Unless that is clear, stay on the old version.',
    },
    phantom: {
      what: '{package} {version} newly depends on {dependency}, which none of its files uses; {dependency} {found} {reason}.',
      why: `${unused} {before} does not ask for it.`,
      todo: 'Look at what {dependency} is, and what {package} needs it for.',
    },
    added: {
      what: '{package} {version} newly asks for {names}.',
      why: '{before} does not. What they bring in is read like every other change of this pull request.',
      todo: 'Nothing, if you expect it.',
    },
    carried: {
      what: 'The tarball of {package} {version} newly carries {names}.',
      why: 'What a tarball carries is loaded before anything that the lockfile pins elsewhere. {before} does not carry it.',
      todo: 'Nothing, if you expect it: its code is read with that of the package.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts, input.now)]), gaps: [] }),
});
