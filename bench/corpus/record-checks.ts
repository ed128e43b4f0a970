import { compare, prerelease, valid } from 'semver';
import type { Check, ReviewInput } from '../../src/checks/check.js';
import { checks } from '../../src/checks/index.js';
import { runCheck } from '../../src/checks/run.js';
import type { DependencyChange } from '../../src/core/change.js';
import { complete } from '../../src/core/coverage.js';
import { noIntegrity } from '../../src/core/integrity.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import { emptyTree } from '../../src/core/tree.js';
import { factKey } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import { readerFor, type FactTable } from '../../src/facts/table.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';
import { defaultValues, policyOf } from '../../src/policy/merge.js';
import { derive } from '../../src/app/derive.js';
import { recordAt } from './as-of.js';

/** An upgrade by its record alone, and when it is judged. */
export interface Step {
  readonly record: RegistryRecord;
  readonly before: string;
  readonly after: string;
  readonly now: number;
}

export const recordChecks: readonly Check[] = checks.filter(({ group }) => group === 'record');
const policy = policyOf(defaultValues(new Map(checks.map((one) => [one.id, one.default]))), []);
const root = { lockfile: 'package-lock.json', directory: '' };

/**
 * What the checks on records say of a direct dependency's upgrade at the default level, as `check message`. It is one upgrade, asked for by a manifest, under the
 * standing policy and with nothing seen before, so some findings cannot come of it whatever the registry holds: bursts, moved dist-tags, prereleases that nobody
 * asks for, cooldowns and tools' waits, private names, denied licences, all on new packages; and none on publishers where the registry tells of none.
 */
export function toldOfRecord({ record, before, after, now }: Step): readonly string[] {
  const locked = (version: string): LockedPackage => ({
    root, location: `node_modules/${record.name}`, name: record.name, version, raw: { version }, reach: { runtime: true, development: false, optional: false, peer: false },
    origin: { kind: 'registry', ecosystem: 'npm', registry: record.registry, name: record.name, version }, integrity: noIntegrity,
  });
  const [old, next] = [locked(before), locked(after)];
  const change: DependencyChange = {
    kind: 'updated', root, before: [old], after: next, copies: [], differences: [], reviewed: false, reach: next.reach, at: { in: 'repository', path: root.lockfile, side: 'head', line: 1, endLine: 1 },
    introducers: [{ importer: '', path: [{ name: 'app', version: '', location: '' }, { name: record.name, version: after, location: next.location }], others: 0 }],
  };
  const table: FactTable = new Map([[factKey(subjectOf(next), 'record'), { coverage: complete, value: record }]]);
  const input: ReviewInput = {
    snapshot: { repository: { host: '', owner: '', name: '', visibility: 'private', fork: false }, base: { commit: '0' }, head: { commit: '1' }, landing: { kind: 'head', reason: 'working-tree' }, trees: { base: emptyTree, policy: emptyTree, mergeBase: emptyTree, head: emptyTree } },
    changes: [change], lockfiles: [], files: [], policy, policyReading: { path: '', inForce: policy, baseProblems: [], usable: true, mends: false }, now: new Date(now).toISOString(),
  };
  const derived = derive(table, () => undefined, [change]);
  return recordChecks.flatMap((check) => runCheck(check, input, readerFor(check, table, derived)).findings.filter(({ level }) => level === 'default').map(({ message }) => `${check.id} ${message}`));
}

const at = (record: RegistryRecord, version: string): number => Date.parse(record.versions[version]?.publishedAt ?? '');

/** The same upgrade so long after its new version was put up, by the record of that time; undefined where nobody knows when that was. */
export function aged(record: RegistryRecord, before: string, after: string, age: number): Step | undefined {
  const now = at(record, after) + age;
  return Number.isNaN(now) ? undefined : { record: recordAt(record, now, [before, after]), before, after, now };
}

/** The upgrade that an updater would propose today: from the stable release before to the one that is tagged `latest`. */
export function newest(record: RegistryRecord, now: number): Step | undefined {
  const after = record.distTags['latest'];
  if (after === undefined || !Object.hasOwn(record.versions, after) || valid(after) === null) return undefined;
  const before = Object.keys(record.versions).filter((version) => valid(version) !== null && prerelease(version) === null && compare(version, after) < 0).sort(compare).at(-1);
  return before === undefined ? undefined : { record, before, after, now };
}

/** How many upgrades have anything at the default level, by check, with each of them. */
export function recordLines(title: string, steps: readonly Step[]): string[] {
  const told = steps.map((step) => ({ step, said: toldOfRecord(step) }));
  const share = (count: number): string => `${count} of ${steps.length} (${((100 * count) / Math.max(1, steps.length)).toFixed(1)} %)`;
  return [
    `${title}: ${share(told.filter(({ said }) => said.length > 0).length)} with anything at the default level`,
    ...recordChecks.map(({ id }) => `  ${id.padEnd(18)} ${share(told.filter(({ said }) => said.some((one) => one.startsWith(`${id} `))).length)}`),
    ...told.filter(({ said }) => said.length > 0).map(({ step, said }) => `    ${step.record.name}@${step.before}..${step.after}  ${said.join(', ')}`),
  ];
}
