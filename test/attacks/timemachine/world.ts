import { compare, lt, minVersion } from 'semver';
import { memoryFactCache } from '../../../src/adapters/memory/fact-cache.js';
import type { Check } from '../../../src/checks/check.js';
import { checks } from '../../../src/checks/index.js';
import type { Verdict } from '../../../src/core/verdict.js';
import { npmRepository, type Packages } from '../../app/npm-repository.js';
import { memoryHost, ownAnalyser, startWorld, type Files } from '../../app/world.js';
import { packVersion, sri, type StandInPackage, type StandInVersion } from '../../registry/index.js';
import type { Replica } from '../replicas/replica.js';
import type { Incident, Put } from './incidents.js';

const minute = 60_000;
const day = 24 * 60 * minute;

/** Which checks a review is made with: all, those on the registry's record, or those on a package's files and code. */
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

/** Runs a review of one frozen moment with each of these halves of the checks. What is kept between them is of that moment: another one has other records. */
export async function reviewed(frozen: Frozen, halves: readonly Half[]): Promise<readonly Verdict[]> {
  const world = await startWorld([...frozen.packages], ownAnalyser());
  const [clock, cache] = [{ now: () => frozen.now }, memoryFactCache()];
  try {
    const verdicts: Verdict[] = [];
    for (const half of halves) verdicts.push((await world.review(memoryHost(frozen.base, frozen.head), { clock, cache, settings: { checks: checksOf[half] } })).verdict);
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

/** The ordinary release that came before the incident, a minute or a day after it came out, under the record of that time. */
export function ordinary(incident: Incident, replica: Replica, after: 'minute' | 'day'): Frozen {
  const { name } = replica;
  const all = versionsOf(incident, replica);
  const to = incident.twin ?? replica.before?.version;
  const from = to === undefined ? undefined : incident.history.map(([version]) => version).filter((version) => lt(version, to)).sort(compare).at(-1);
  const chosen = to === undefined ? harmless(replica.after) : all.find(({ version }) => version === to)!;
  const now = Date.parse(chosen.publishedAt!) + (after === 'day' ? day : minute);
  const versions = to === undefined ? [chosen] : all.filter((one) => Date.parse(one.publishedAt!) <= now);
  const shelf: StandInPackage[] = [{ name, versions, distTags: { latest: chosen.version } }];
  const beneath = stubs([chosen], new Set([name]));
  return {
    packages: shelf, now, head: repository([...shelf, ...beneath], [{ name, version: chosen.version }, ...held(beneath)], name),
    base: repository([...shelf, ...beneath], [...(from === undefined ? [] : [{ name, version: from }]), ...held(beneath)], name),
  };
}

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

/** What the versions depend on beside each other: packages without any news, the least that each range allows. */
function stubs(versions: readonly (StandInVersion | undefined)[], own: ReadonlySet<string>): readonly StandInPackage[] {
  const wanted = new Map(versions.flatMap((version) => Object.entries(ranges(version))).filter(([name]) => !own.has(name)));
  return [...wanted].map(([name, range]) => ({ name, versions: [{ version: minVersion(String(range))!.version, files: { 'index.js': '' } }] }));
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
