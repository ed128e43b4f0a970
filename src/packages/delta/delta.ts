import type { Capability, CodeDelta, CodeFlow, CodePlace, CodeProfile, NewCapability, NewFlow, NewSignal, PlacedSignal, Statement, Trigger, UnreadFile } from '../profile.types.js';
import { isShared } from '../profile/hosts.js';
import { capabilityIn, flowIn, signalIn } from './stood.js';

/**
 * Triggers of a baseline that already say as much as the trigger of a capability. A step towards running more often, or earlier, is new;
 * what ran at install and now runs at load is new too, since installers no longer run every step and attacks moved to the load.
 */
const covers: { readonly [trigger in Trigger]: ReadonlySet<Trigger> } = {
  install: new Set(['install']),
  load: new Set(['load']),
  deep: new Set(['deep', 'load', 'undecided']),
  call: new Set(['call', 'load', 'deep']),
  undecided: new Set(['undecided', 'load', 'call', 'deep']),
  unreachable: new Set(['unreachable', 'undecided', 'load', 'call', 'install', 'deep']),
};

/** How telling a place is as the one that is shown. */
const rank: { readonly [trigger in Trigger]: number } = { install: 0, load: 1, undecided: 2, deep: 3, call: 4, unreachable: 5 };

/**
 * What a version's code adds: capabilities, ways of data, signals, and files that could not be read. Compared with each baseline by itself, and what
 * some baseline lacks is new, so that a further baseline never takes a finding away. Without a baseline everything is new. The package is
 * compared as a whole, not file by file: bundles are laid out anew from version to version. Statements are known again by their hash, wherever they stand.
 */
export function deltaOf(after: CodeProfile, baselines: readonly CodeProfile[]): CodeDelta {
  const statements = baselines.map(statementsOf);
  return { capabilities: newCapabilities(after, baselines, statements), flows: newFlows(after, baselines, statements), signals: newSignals(after, baselines, statements), further: further(after, statements), undecided: after.undecided && (baselines.length === 0 || baselines.some((one) => !one.undecided)), unread: newUnread(after, baselines) };
}

type Statements = readonly ReadonlySet<Statement>[];

/** Every statement that a profile knows. That of which nothing is known is like none. */
function statementsOf(profile: CodeProfile): ReadonlySet<Statement> {
  const all = new Set([...profile.capabilities, ...profile.signals, ...profile.flows].flatMap(({ statement }) => statement ?? []));
  for (const { sourceStatement } of profile.flows) if (sourceStatement !== undefined) all.add(sourceStatement);
  all.delete('');
  return all;
}

/** True when a statement stands in every baseline. */
function stood(statement: Statement | undefined, baselines: Statements): boolean {
  return statement !== undefined && baselines.length > 0 && baselines.every((one) => one.has(statement));
}
/** True when it is known that some baseline lacks a statement. */
function lacked(statement: Statement | undefined, baselines: Statements): boolean {
  return statement !== undefined && baselines.some((one) => !one.has(statement));
}

const isEarly = (trigger: Trigger): boolean => trigger === 'install' || trigger === 'load' || trigger === 'undecided';

interface Grouped<T> { one: T; places: number }

/** Of things that are alike by `keyOf`, the first whose statement did not stand, or the first; and how many there are. Those of the earliest trigger come first. */
function grouped<T extends { readonly trigger: Trigger; readonly statement?: Statement }>(all: readonly T[], keyOf: (one: T) => string, baselines: Statements): readonly Grouped<T>[] {
  const found = new Map<string, Grouped<T>>();
  for (const one of all) {
    const key = keyOf(one);
    const seen = found.get(key);
    if (seen === undefined) found.set(key, { one, places: 1 });
    else {
      seen.places += 1;
      if (stood(seen.one.statement, baselines) && !stood(one.statement, baselines)) seen.one = one;
    }
  }
  return [...found.values()].sort((a, b) => rank[a.one.trigger] - rank[b.one.trigger]);
}

/** True when every baseline has it with a trigger that says as much. */
function standsIn(baselines: readonly ReadonlySet<string>[], trigger: Trigger, keyAt: (trigger: Trigger) => string): boolean {
  return baselines.length > 0 && baselines.every((keys) => [...covers[trigger]].some((one) => keys.has(keyAt(one))));
}

/** Capabilities whose kind, api and trigger some baseline lacks: one place of each and how many there are, the earliest trigger first. */
function newCapabilities(after: CodeProfile, baselines: readonly CodeProfile[], statements: Statements): readonly NewCapability[] {
  const tuple = ({ kind, api }: Capability, trigger: Trigger): string => `${kind} ${trigger} ${api}`;
  const standing = baselines.map((baseline) => new Set(baseline.capabilities.map((one) => tuple(one, one.trigger))));
  const kinds = baselines.map((baseline) => new Set(baseline.capabilities.map((one) => `${one.kind} ${one.trigger}`)));
  const added = after.capabilities.filter((one) => !standsIn(standing, one.trigger, (trigger) => tuple(one, trigger)));
  return grouped(added, (one) => tuple(one, one.trigger), statements).map(({ one, places }) => ({
    capability: one, places, ...capabilityIn(baselines[0], one), withoutBaseline: baselines.length === 0, kindStood: standsIn(kinds, one.trigger, (trigger) => `${one.kind} ${trigger}`),
  }));
}

/** A flow without a written host is another one than one to a host that is known; of one with more hosts than are told some are not known. */
const hostsOf = (flow: CodeFlow): readonly string[] => (flow.hosts.length === 0 ? [''] : flow.moreHosts ? [...flow.hosts, ''] : flow.hosts);
const endsOf = ({ statement, sourceStatement }: CodeFlow): string => `${sourceStatement ?? '-'} ${statement ?? '-'}`;

const openPair = ({ source, sink }: CodeFlow): string => `${source} ${sink}`;

/** Of ways that run by themselves to where nobody can tell, by source and sink. */
function early(flows: readonly CodeFlow[]): ReadonlyMap<string, readonly CodeFlow[]> {
  const found = new Map<string, CodeFlow[]>();
  for (const one of flows) {
    if (!isEarly(one.trigger) || !hostsOf(one).includes('')) continue;
    const ends = found.get(openPair(one));
    if (ends) ends.push(one);
    else found.set(openPair(one), [one]);
  }
  return found;
}

/**
 * Ways of data whose tuple (trigger, source, sink, host) some baseline lacks, even where each part stood: parts that were harmless apart are put
 * together in a later version. And those that run by themselves, to where nobody can tell, between two statements that some baseline lacks: that the
 * package had such a way already must not hide another one. One statement that is new suffices where it came beside what stood.
 */
function newFlows(after: CodeProfile, baselines: readonly CodeProfile[], statements: Statements): readonly NewFlow[] {
  const pair = ({ source, sink }: CodeFlow, trigger: Trigger): string => `${source} ${sink} ${trigger}`;
  const standing = baselines.map((baseline) => new Set(baseline.flows.flatMap((one) => hostsOf(one).map((host) => `${pair(one, one.trigger)} ${host}`))));
  const pairs = baselines.map((baseline) => new Set(baseline.flows.map((one) => pair(one, one.trigger))));
  const known = baselines.map((baseline) => new Set([...baseline.signals.flatMap((one) => (one.kind === 'host' ? [one.key] : [])), ...baseline.flows.flatMap((one) => one.hosts)]));
  const news = (one: CodeFlow): readonly string[] => one.hosts.filter((host) => known.length === 0 || known.some((hosts) => !hosts.has(host)));
  const exact = (one: CodeFlow): boolean => hostsOf(one).every((host) => standsIn(standing, one.trigger, (trigger) => `${pair(one, trigger)} ${host}`));
  // Where the package did the same already and nobody could tell where it leads, hosts that it named before make no other way of one of which that cannot be
  // told either. One that leads to such a host alone is another: an earlier version may have named it for that.
  const usual = (one: CodeFlow): boolean => news(one).length === 0 && standsIn(pairs, one.trigger, (trigger) => pair(one, trigger));
  const isLoose = (one: CodeFlow): boolean => hostsOf(one).includes('') || (one.hosts.some(isShared) && !exact(one));
  const stands = (one: CodeFlow): boolean => exact(one) || (usual(one) && isLoose(one) && standsIn(standing, one.trigger, (trigger) => `${pair(one, trigger)} `));
  const now = early(after.flows);
  const before = baselines.map((baseline) => early(baseline.flows));
  // What an honest version rewrites begins, or ends, in as many places as before.
  const replaces = (one: CodeFlow): boolean => before.some((ends) => {
    const [old, fresh] = [ends.get(openPair(one)) ?? [], now.get(openPair(one)) ?? []];
    const grew = (at: (flow: CodeFlow) => string | undefined): boolean => new Set(fresh.map(at)).size > new Set(old.map(at)).size;
    const kept = new Set(fresh.map(endsOf));
    return old.some((end) => !kept.has(endsOf(end))) && !(grew((flow) => flow.sourceStatement) && grew((flow) => flow.statement));
  });
  const isAnother = (one: CodeFlow): boolean => {
    const [source, sink] = [lacked(one.sourceStatement, statements), lacked(one.statement, statements)];
    return (source && sink) || ((source || sink) && !replaces(one));
  };
  const added = after.flows.filter((one) => !stands(one) || (isEarly(one.trigger) && isLoose(one) && isAnother(one)));
  return grouped(added, (one) => `${pair(one, one.trigger)} ${one.hosts.join(' ')} ${stands(one)}`, statements).map(({ one, places }) => ({
    known: stands(one), crowd: baselines.length === 0 ? 0 : Math.min(...before.map((ends) => ends.get(openPair(one))?.length ?? 0)), replaces: stands(one) && replaces(one), sourceStood: stood(one.sourceStatement, statements), sinkStood: stood(one.statement, statements),
    flow: one, places, ...flowIn(baselines[0], one), withoutBaseline: baselines.length === 0, sharedHost: one.hosts.some(isShared), newHosts: news(one),
    pairStood: standsIn(pairs, one.trigger, (trigger) => pair(one, trigger)),
  }));
}

/** Signals whose kind, sort, key and trigger some baseline lacks. */
function newSignals(after: CodeProfile, baselines: readonly CodeProfile[], statements: Statements): readonly NewSignal[] {
  const tuple = ({ kind, what, key }: PlacedSignal, trigger: Trigger): string => `${kind} ${what} ${trigger} ${key}`;
  const standing = baselines.map((baseline) => new Set(baseline.signals.map((one) => tuple(one, one.trigger))));
  const sorts = baselines.map((baseline) => new Set(baseline.signals.map((one) => `${one.kind} ${one.what} ${one.trigger}`)));
  const added = after.signals.filter((one) => !standsIn(standing, one.trigger, (trigger) => tuple(one, trigger)));
  const shown = new Set(after.signals.map((one) => `${one.kind} ${one.what} ${one.key}`));
  const gone = new Set(baselines.flatMap((baseline) => baseline.signals.flatMap((one) => (isEarly(one.trigger) && !shown.has(`${one.kind} ${one.what} ${one.key}`) ? [`${one.kind} ${one.what}`] : []))));
  return grouped(added, (one) => tuple(one, one.trigger), statements).map(({ one, places }) => ({
    beside: !gone.has(`${one.kind} ${one.what}`), signal: one, places, ...signalIn(baselines[0], one), withoutBaseline: baselines.length === 0, sortStood: standsIn(sorts, one.trigger, (trigger) => `${one.kind} ${one.what} ${trigger}`),
  }));
}

/** Places kept of statements that are new and do what others did. */
const mostFurther = 1_000;

function further(after: CodeProfile, statements: Statements): readonly CodePlace[] {
  const all = [...after.capabilities, ...after.signals.filter(({ kind }) => kind === 'hidden-api')].filter((one) => isEarly(one.trigger) && lacked(one.statement, statements));
  return all.slice(0, mostFurther).map(({ path, line, column, endLine, excerpt }) => ({ path, line, column, endLine, excerpt }));
}

/**
 * Unread files that matter and that some baseline does not hold with the same bytes. A file whose bytes are not known counts as changed. One
 * that nothing but its own path leads to is named in the profile and decides nothing: to run it, another package has to name it.
 */
function newUnread(after: CodeProfile, baselines: readonly CodeProfile[]): readonly UnreadFile[] {
  const matters = after.unread.filter((file) => file.trigger !== 'unreachable' && file.trigger !== 'call' && file.trigger !== 'deep');
  if (baselines.length === 0) return matters;
  const standing = baselines.map((baseline) => new Set(baseline.unread.filter((file) => file.sha256 !== undefined && file.trigger !== 'unreachable').map((file) => `${file.path} ${file.sha256}`)));
  return matters.filter((file) => file.sha256 === undefined || standing.some((files) => !files.has(`${file.path} ${file.sha256}`)));
}
