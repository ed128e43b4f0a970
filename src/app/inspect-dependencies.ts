import type { DependencyChange } from '../core/change.js';
import { failed, type Coverage } from '../core/coverage.js';
import { hashOf } from '../core/hash.js';
import { noIntegrity } from '../core/integrity.js';
import type { JsonObject } from '../core/json.js';
import { limits } from '../core/limits.js';
import type { LockedPackage } from '../core/lockfile.js';
import { byCodePoint } from '../core/order.js';
import type { Origin } from '../core/origin.js';
import type { CheckRun } from '../checks/run.js';
import { askedFor } from '../checks/package/new-dependency.js';
import { factKey } from '../facts/kinds.js';
import { subjectOf } from '../facts/planner.js';
import type { FactTable } from '../facts/table.js';
import { askedOfRegistry, pickVersion } from '../packages/pick.js';
import type { FactSource } from './fact-source.js';

/** A dependency that a version's manifest asks for and its baseline's does not, or asks elsewhere for. Foreign text, raw. */
export interface NewDependency {
  readonly name: string;
  readonly field: string;
  readonly spec: string;
  /** True where no file of the package names it; undefined where its code could not be read. */
  readonly phantom?: boolean;
  /** What an installer would take for it; absent where nobody serves it, and for those beyond the budget. */
  readonly origin?: Origin;
  /** Whether it was looked for: `unserved` by the registry, `elsewhere` than in one, `beyond` the limit `dependenciesInspected`. */
  readonly state: 'read' | 'unserved' | 'elsewhere' | 'beyond';
}

/** Names in `wanted` that the baseline does not ask for, or asks another package or another place for. Those that no file names come first: they are there for what they do by themselves. */
export function newDependencies(wanted: JsonObject, baseline: JsonObject | undefined, imports: readonly string[] | undefined): readonly Pick<NewDependency, 'name' | 'field' | 'spec' | 'phantom'>[] {
  const known = baseline ? askedFor(baseline) : new Map<string, { readonly spec: string }>();
  const used = imports && new Set(imports);
  const placeOf = (name: string, spec: string): string => { const asked = askedOfRegistry(name, spec); return asked ? `registry ${asked.name}` : `elsewhere ${spec.trim().split('#', 1)[0]!}`; };
  const found = [...askedFor(wanted)].flatMap(([name, { field, spec }]) => {
    const old = known.get(name);
    if (old && placeOf(name, old.spec) === placeOf(name, spec)) return [];
    return [{ name, field, spec, ...(used ? { phantom: !used.has(name) && !name.startsWith('@types/') } : {}) }];
  });
  const rank = (one: { readonly phantom?: boolean }): number => (one.phantom === false ? 1 : 0);
  return found.sort((a, b) => rank(a) - rank(b) || byCodePoint(a.name, b.name));
}

export interface Resolved {
  readonly dependencies: readonly NewDependency[];
  /** One for each that is looked at. */
  readonly changes: readonly DependencyChange[];
  /** The hole that those beyond the limit are. */
  readonly beyond?: CheckRun;
}

/**
 * What an installer would bring in for new dependencies, each as a package that is added below the one which asks for it. Of those that no registry
 * serves, and of what comes from elsewhere, the facts say that they could not be read.
 * @param registryOf the registry that a name is installed from (`default` or a base URL).
 * @param table filled with the facts of what no registry serves.
 */
export async function resolveDependencies(parent: LockedPackage, found: ReturnType<typeof newDependencies>, registryOf: (name: string) => string, facts: FactSource, table: FactTable, signal: AbortSignal): Promise<Resolved> {
  const most = limits.dependenciesInspected.value;
  const beyond = found.slice(most);
  const resolved = await Promise.all(found.slice(0, most).map(async (one) => {
    const asked = askedOfRegistry(one.name, one.spec);
    if (!asked) return { one, state: 'elsewhere', locked: lockedFor(parent, one, { kind: 'url', url: one.spec }, one.name, '') } as const;
    const origin = { kind: 'registry', ecosystem: 'npm', registry: registryOf(asked.name), name: asked.name, version: asked.range } as const;
    const record = await facts.get({ origin, integrity: noIntegrity }, 'record', signal);
    const version = record.value && pickVersion(record.value, asked.range);
    if (version !== undefined) return { one, state: 'read', locked: lockedFor(parent, one, { ...origin, version }, asked.name, version) } as const;
    const locked = lockedFor(parent, one, origin, asked.name, asked.range);
    const hole: Coverage = record.value ? failed('REGISTRY_NOT_SERVED', { name: asked.name, version: asked.range }) : record.coverage;
    for (const kind of ['archive', 'code'] as const) table.set(factKey(subjectOf(locked), kind), { coverage: hole });
    return { one, state: 'unserved', locked } as const;
  }));
  return {
    dependencies: [...resolved.map(({ one, state, locked }): NewDependency => ({ ...one, state, ...(state === 'read' ? { origin: locked.origin } : {}) })), ...beyond.map((one): NewDependency => ({ ...one, state: 'beyond' }))],
    changes: resolved.map(({ locked }) => addedBelow(parent, locked)),
    ...(beyond.length > 0 ? { beyond: beyondHole(parent, beyond.map((one) => one.name)) } : {}),
  };
}

function lockedFor(parent: LockedPackage, { name, field }: { readonly name: string; readonly field: string }, origin: Origin, realName: string, version: string): LockedPackage {
  return {
    root: parent.root, location: `${parent.location}/node_modules/${name}`, name: realName, version, ...(realName === name ? {} : { alias: name }), origin, integrity: noIntegrity, raw: {},
    reach: { runtime: field === 'dependencies', development: false, optional: field === 'optionalDependencies', peer: field === 'peerDependencies' },
  };
}

function addedBelow(parent: LockedPackage, after: LockedPackage): DependencyChange {
  const step = ({ name, version, location }: LockedPackage): { name: string; version: string; location: string } => ({ name, version, location });
  return {
    kind: 'added', root: after.root, before: [], after, copies: [], differences: [], reviewed: false, reach: after.reach,
    introducers: [{ importer: '', path: [step(parent), step(after)], others: 0 }], at: { in: 'repository', path: 'package.json', side: 'head', line: 1, endLine: 1 },
  };
}

/** What nobody looked at is a hole under the check that is closed for what is unread. */
function beyondHole(parent: LockedPackage, names: readonly string[]): CheckRun {
  const data = { count: names.length, most: limits.dependenciesInspected.value, packages: names.slice(0, 100) };
  const { code } = limits.dependenciesInspected;
  const subject = `${names.length} more new dependencies of ${parent.name}@${parent.version}`;
  return {
    findings: [], coverage: [{ check: 'analysis-limit', subject, coverage: { kind: 'partial', code, data } }],
    gaps: [{ check: 'analysis-limit', subject, code, data, fingerprint: hashOf({ gap: 'analysis-limit', parent: subjectOf(parent).origin, code, names }) }],
  };
}
