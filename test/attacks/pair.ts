import type { DependencyChange } from '../../src/core/change.js';
import { complete } from '../../src/core/coverage.js';
import type { Finding } from '../../src/core/finding.js';
import { parseIntegrity } from '../../src/core/integrity.js';
import { emptyTree } from '../../src/core/tree.js';
import { derive } from '../../src/app/derive.js';
import type { ReviewInput } from '../../src/checks/check.js';
import { checks } from '../../src/checks/index.js';
import { runCheck } from '../../src/checks/run.js';
import { factKey } from '../../src/facts/kinds.js';
import { subjectOf } from '../../src/facts/planner.js';
import { readerFor, type FactTable } from '../../src/facts/table.js';
import type { CodeProfile } from '../../src/packages/profile.types.js';
import { profilePackage } from '../../src/packages/profile/profile.js';
import { reduceRecord } from '../../src/packages/record.js';
import { readArchive } from '../../src/packages/tarball.js';
import { judge } from '../../src/policy/judge.js';
import { defaultValues, policyOf } from '../../src/policy/merge.js';
import { change, locked, trust } from '../checks/case.js';
import { packVersion, type StandInVersion } from '../registry/index.js';
import { buildVersion } from '../registry/package.js';
import type { Replica } from './replicas/replica.js';

export interface Judged {
  readonly outcome: 'pass' | 'warn' | 'block' | 'unknown';
  readonly findings: readonly Finding[];
  readonly gaps: readonly string[];
  readonly profile: CodeProfile;
  /** What each file of code adds over the old version, for who wants to see. */
  readonly before?: CodeProfile;
}

const groups = new Set(['package', 'record', 'trust', 'joined']);
const now = '2026-11-22T00:00:00.000Z';

interface Read { readonly subject: ReturnType<typeof locked>; readonly facts: Awaited<ReturnType<typeof readArchive>>['facts']; readonly coverage: ReturnType<typeof profilePackage>['coverage']; readonly value: CodeProfile }
/** What was read of a version, for as long as somebody has the version: of many variants only the new side differs. */
const known = new WeakMap<StandInVersion, Map<string, Promise<Read>>>();

async function read(name: string, version: StandInVersion): Promise<Read> {
  const tarball = packVersion(name, version);
  const subject = locked(name, version.version, { integrity: parseIntegrity('', 'lock') });
  const { facts, entries } = await readArchive((async function* stream() { yield tarball; })(), { integrity: subject.integrity });
  return { subject, facts, ...profilePackage({ files: entries, ...(facts.manifest ? { manifest: facts.manifest } : {}) }) };
}

function readOnce(name: string, version: StandInVersion): Promise<Read> {
  const names = known.get(version) ?? new Map<string, Promise<Read>>();
  known.set(version, names);
  const found = names.get(name) ?? read(name, version);
  names.set(name, found);
  return found;
}

/**
 * Reviews an upgrade as a pull request would bring it: tarballs are packed and read, profiles made, every check on packages run, and judged by
 * the standing policy. Without a server: thousands of variants are judged in one run.
 */
export async function judgePair({ name, before, after, brings = [] }: Pick<Replica, 'name' | 'before' | 'after' | 'brings'>, withHistory = true): Promise<Judged> {
  const table: FactTable = new Map();
  const main = { name, versions: [...(before ? [before] : []), after] };
  const profiles = new Map<string, CodeProfile>();
  const enter = async (of: string, version: StandInVersion, all: readonly StandInVersion[]): Promise<ReturnType<typeof locked>> => {
    const { subject, facts, coverage, value } = await readOnce(of, version);
    profiles.set(`${of}@${version.version}`, value);
    const key = subjectOf(subject);
    table.set(factKey(key, 'archive'), { coverage: complete, value: facts });
    table.set(factKey(key, 'code'), { coverage, value });
    table.set(factKey(key, 'advisories'), { coverage: complete, value: [] });
    table.set(factKey(key, 'trust'), { coverage: complete, value: trust() });
    const built = all.map((one) => buildVersion(of, one));
    const packument = { name: of, versions: Object.fromEntries(built.map((one) => [one.version, { ...one.document, dist: { tarball: 'https://registry.example/x.tgz', integrity: `sha512-${'A'.repeat(86)}==` } }])), time: Object.fromEntries(built.map((one) => [one.version, one.publishedAt])), 'dist-tags': {}, maintainers: [] };
    table.set(factKey(key, 'record'), { coverage: complete, value: withHistory ? reduceRecord(packument as never, of, 'default') : { name: of, registry: 'default', distTags: {}, versions: {}, maintainers: [] } });
    return subject;
  };
  const old = before ? await enter(name, before, main.versions) : undefined;
  const changes: DependencyChange[] = [change(old, await enter(name, after, main.versions))];
  for (const one of brings) {
    const last = one.versions.at(-1)!;
    changes.push(change(undefined, await enter(one.name, last, one.versions), { introducers: [] }));
  }
  const policy = policyOf(defaultValues(new Map(checks.map((one) => [one.id, one.default]))), []);
  const input: ReviewInput = {
    snapshot: { repository: { host: '', owner: '', name: '', visibility: 'private', fork: false }, base: { commit: '0' }, head: { commit: '1' }, landing: { kind: 'head', reason: 'working-tree' }, trees: { base: emptyTree, policy: emptyTree, mergeBase: emptyTree, head: emptyTree } },
    changes, lockfiles: [], files: [], policy, policyReading: { path: '', inForce: policy, baseProblems: [], usable: true, mends: false }, now,
  };
  const derived = derive(table, () => undefined, changes);
  const runs = checks.filter((one) => groups.has(one.group)).map((one) => runCheck(one, input, readerFor(one, table, derived)));
  const judgement = judge({ findings: runs.flatMap((run) => run.findings), gaps: runs.flatMap((run) => run.gaps), policy, policyUsable: true, own: [], now });
  return {
    outcome: judgement.outcome, findings: judgement.findings, gaps: [...new Set(judgement.gaps.map((gap) => gap.code))],
    profile: profiles.get(`${name}@${after.version}`)!, ...(before ? { before: profiles.get(`${name}@${before.version}`)! } : {}),
  };
}
