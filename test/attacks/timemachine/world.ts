import { compare, lt, minVersion } from 'semver';
import { memoryFactCache } from '../../../src/adapters/memory/fact-cache.js';
import type { Check } from '../../../src/checks/check.js';
import { checks } from '../../../src/checks/index.js';
import type { ReviewPorts } from '../../../src/app/review.js';
import { failed } from '../../../src/core/coverage.js';
import type { Verdict } from '../../../src/core/verdict.js';
import { npmRepository, type Packages } from '../../app/npm-repository.js';
import { memoryHost, ownAnalyser, startWorld, type Files } from '../../app/world.js';
import { packVersion, sri, type StandInPackage, type StandInVersion } from '../../registry/index.js';
import type { Replica } from '../replicas/replica.js';
import { withEvidence } from './evidence.js';
import type { Incident, Put } from './incidents.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Which checks a review is made with: all, those on the registry's record, or those on a package's files and code, which then see no record. */
export type Half = 'whole' | 'record' | 'code';
const checksOf: { readonly [half in Half]: readonly Check[] } = {
  whole: checks, record: checks.filter(({ group }) => group === 'record'), code: checks.filter(({ group }) => group === 'package'),
};

type Fields = { readonly [key: string]: unknown };
interface Frozen {
  readonly packages: readonly StandInPackage[];
  readonly base: Files;
  readonly head: Files;
  readonly now: number;
}

/** The facts of a review whose registry answers for no record. */
function withoutRecords(facts: ReviewPorts['facts']): ReviewPorts['facts'] {
  const get: typeof facts.get = (subject, kind, signal) => (kind === 'record' ? Promise.resolve({ coverage: failed('REGISTRY_UNREACHABLE') }) : facts.get(subject, kind, signal));
  return { ...facts, get };
}

/** Runs a review of one frozen moment with each of these halves of the checks. What is kept between them is of that moment: another one has other records. */
export async function reviewed(frozen: Frozen, halves: readonly Half[]): Promise<readonly Verdict[]> {
  const { packages, trust } = await withEvidence(frozen.packages);
  const world = await startWorld([...packages], ownAnalyser());
  const [clock, cache] = [{ now: () => frozen.now }, memoryFactCache()];
  try {
    const verdicts: Verdict[] = [];
    for (const half of halves) {
      const host = memoryHost(frozen.base, frozen.head);
      const { facts } = world.ports(host, { cache, ...(trust ? { trust } : {}) });
      verdicts.push((await world.review(host, { clock, facts: half === 'code' ? withoutRecords(facts) : facts, settings: { checks: checksOf[half] } })).verdict);
    }
    return verdicts;
  } finally {
    await world.close();
  }
}

/** The first minute of an incident: its record, and a pull request that takes the version in, as it could have been reviewed there and then. */
export function minuteOne(incident: Incident, replica: Replica): Frozen {
  const { name, before, after, brings = [] } = replica;
  const all = versionsOf(incident, replica);
  const shelf: StandInPackage[] = [{ name, versions: all, distTags: { latest: incident.latest ?? after.version } }, ...brings];
  const now = Date.parse(incident.frozen ?? after.publishedAt!) + minute;
  const taken = brings.map((one) => ({ name: one.name, version: one.versions.at(-1)!.version }));
  const own = new Set([name, ...brings.map((one) => one.name)]);
  const beneath = stubs([before, after], own);
  const brought = stubs(brings.flatMap(({ versions }) => versions), new Set([...own, ...beneath.map((one) => one.name)]));
  return {
    packages: [...shelf, ...beneath, ...brought].map((one) => ({ ...one, versions: one.versions.filter((version) => !(Date.parse(version.publishedAt ?? '') > now)) })),
    base: repository([...shelf, ...beneath], [...(before ? [{ name, version: before.version }] : []), ...held(beneath)], name),
    head: repository([...shelf, ...beneath, ...brought], [{ name, version: after.version }, ...taken, ...held([...beneath, ...brought])], name, elsewhere(after, brings)),
    now,
  };
}

/**
 * The ordinary release that came before the incident, a minute or a day after it came out, under the record of that time: its days and accounts are the
 * incident's, and what is new in it is an honest change of the same package or one like it, with the packages that this change brings.
 */
export function ordinary(incident: Incident, replica: Replica, honest: Replica, after: 'minute' | 'day'): Frozen {
  const { name } = honest;
  const all = versionsOf(incident, replica);
  const to = incident.twin ?? replica.before?.version;
  const from = to === undefined ? undefined : incident.history.map(([version]) => version).filter((version) => lt(version, to)).sort(compare).at(-1);
  const put = to === undefined ? replica.after : all.find(({ version }) => version === to)!;
  const chosen = holding(put, honest.after);
  const now = Date.parse(put.publishedAt!) + (after === 'day' ? day : minute);
  const earlier = to === undefined ? [] : all.filter((one) => one.version !== to && Date.parse(one.publishedAt!) <= now).map((one) => holding(one, honest.before!));
  const versions = [...earlier, chosen];
  const brings = (honest.brings ?? []).map((one) => ({ ...one, versions: one.versions.map((version) => ({ ...version, publishedAt: moved(version.publishedAt!, honest.after.publishedAt!, put.publishedAt!) })) }));
  const shelf: StandInPackage[] = [{ name, versions, distTags: { latest: chosen.version } }, ...brings];
  const beneath = stubs([...versions, ...brings.flatMap((one) => one.versions)], new Set(shelf.map((one) => one.name)));
  const taken = brings.map((one) => ({ name: one.name, version: one.versions.at(-1)!.version }));
  return {
    packages: [...shelf, ...beneath], now, head: repository([...shelf, ...beneath], [{ name, version: chosen.version }, ...taken, ...held(beneath)], name),
    base: repository([...shelf, ...beneath], [...(from === undefined ? [] : [{ name, version: from }]), ...held(beneath)], name),
  };
}

/** A version as it was put up, with other contents. */
function holding({ manifest: _, files: __, ...put }: StandInVersion, { manifest, files }: StandInVersion): StandInVersion {
  return { ...put, ...(manifest ? { manifest } : {}), ...(files ? { files } : {}) };
}

/** A time that lies as far from one day as it lay from another. */
const moved = (at: string, from: string, to: string): string => new Date(Date.parse(at) + Date.parse(to) - Date.parse(from)).toISOString();

/** The replica's versions and those of the history, which hold what the version before holds. */
function versionsOf({ history, before: by, after: then }: Incident, { before, after }: Replica): readonly StandInVersion[] {
  const shape = before ?? harmless(after);
  let last: Put[2];
  const older = history.map(([version, publishedAt, publisher]): StandInVersion => {
    last = publisher ?? last;
    const who = last ?? by ?? before?.publisher;
    const { publisher: _, attestations: __, ...rest } = shape;
    return { ...rest, version, publishedAt, ...(who ? { publisher: who } : {}), ...(who?.trustedPublisher && shape.attestations ? { attestations: shape.attestations } : {}) };
  });
  const told = (version: StandInVersion, publisher: Put[2]): StandInVersion => {
    if (!publisher) return version;
    const { attestations, ...rest } = version;
    return { ...rest, publisher, ...(publisher.trustedPublisher && attestations ? { attestations } : {}) };
  };
  return [...older, ...(before ? [told(before, by)] : []), told(after, then)];
}

/** A version made for an attack, without what it was made for. */
function harmless(version: StandInVersion): StandInVersion {
  const { dependencies: _, optionalDependencies: __, scripts: ___, ...manifest } = (version.manifest ?? {}) as { readonly [key: string]: unknown };
  return { ...version, manifest };
}

const ranges = (version: StandInVersion | undefined): Fields => ({ ...(version?.manifest?.['dependencies'] as Fields | undefined) });

/** What the versions depend on beside each other: packages without any news, put up long ago and not as their first version, the least that each range allows. */
function stubs(versions: readonly (StandInVersion | undefined)[], own: ReadonlySet<string>): readonly StandInPackage[] {
  const wanted = new Map(versions.flatMap((version) => Object.entries(ranges(version))).filter(([name]) => !own.has(name)));
  return [...wanted].map(([name, range]) => ({ name, versions: [{ version: minVersion(String(range))!.version, publishedAt: '2014-01-01T12:00:00.000Z', files: { 'index.js': '' } }, { version: '0.0.0-0', publishedAt: '2013-01-01T12:00:00.000Z', files: {} }] }));
}
const held = (packages: readonly StandInPackage[]): readonly { readonly name: string; readonly version: string }[] => packages.map(({ name, versions }) => ({ name, version: versions[0]!.version }));

/** What a manifest takes from elsewhere than the registry stands in the lockfile so. */
function elsewhere(after: StandInVersion, brings: readonly StandInPackage[]): (packages: Packages) => void {
  const asked: Fields = { ...ranges(after), ...(after.manifest?.['optionalDependencies'] as Fields | undefined) };
  return (packages) => {
    for (const { name, versions } of brings) {
      const [spec, entry] = [String(asked[name] ?? ''), packages[`node_modules/${name}`]];
      if (!entry || !/^[a-z]+:/.test(spec)) continue;
      if (/^https?:/.test(spec)) { entry['resolved'] = spec; entry['integrity'] = sri(packVersion(name, versions.at(-1)!)); continue; }
      const [path, commit] = spec.slice(spec.indexOf(':') + 1).split('#');
      entry['resolved'] = `git+ssh://git@git.example/${path!}.git#${commit!}`;
      delete entry['integrity'];
      if (after.manifest?.['optionalDependencies']) entry['optional'] = true;
    }
  };
}

function repository(shelf: readonly StandInPackage[], installed: readonly { readonly name: string; readonly version: string }[], asked: string, edit?: (packages: Packages) => void): Files {
  const versions = Object.fromEntries(installed.map(({ name, version }) => [name, version]));
  const own = versions[asked];
  const written = (packages: Packages): void => {
    asNpmWrites(packages, shelf);
    edit?.(packages);
  };
  return npmRepository(shelf, { installed: versions, asks: own === undefined ? {} : { [asked]: own }, edit: written });
}

/** What npm makes of manifests before it writes them: paths of commands without a leading `./`, and a build file as an install step. */
function asNpmWrites(packages: Packages, shelf: readonly StandInPackage[]): void {
  for (const [location, entry] of Object.entries(packages)) {
    const bin = entry['bin'];
    if (typeof bin === 'object' && bin !== null) entry['bin'] = Object.fromEntries(Object.entries(bin).map(([command, file]) => [command, String(file).replace(/^\.\//, '')]));
    const files = shelf.find(({ name }) => location === `node_modules/${name}`)?.versions.find(({ version }) => version === entry['version'])?.files;
    if (typeof files === 'object' && 'binding.gyp' in files) entry['hasInstallScript'] = true;
  }
}
