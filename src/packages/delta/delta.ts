import type { Capability, CodeDelta, CodeFlow, CodeProfile, NewCapability, NewFlow, NewSignal, PlacedSignal, Trigger, UnreadFile } from '../profile.types.js';

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
 * compared as a whole, not file by file: bundles are laid out anew from version to version.
 */
export function deltaOf(after: CodeProfile, baselines: readonly CodeProfile[]): CodeDelta {
  return { capabilities: newCapabilities(after, baselines), flows: newFlows(after, baselines), signals: newSignals(after, baselines), undecided: after.undecided && (baselines.length === 0 || baselines.some((one) => !one.undecided)), unread: newUnread(after, baselines) };
}

interface Grouped<T> { readonly one: T; places: number }

/** Of things that are alike by `keyOf`, the first of the earliest trigger, and how many there are. */
function grouped<T extends { readonly trigger: Trigger }>(all: readonly T[], keyOf: (one: T) => string): readonly Grouped<T>[] {
  const found = new Map<string, Grouped<T>>();
  for (const one of all) {
    const key = keyOf(one);
    const seen = found.get(key);
    if (seen === undefined) found.set(key, { one, places: 1 });
    else seen.places += 1;
  }
  return [...found.values()].sort((a, b) => rank[a.one.trigger] - rank[b.one.trigger]);
}

/** True when every baseline has it with a trigger that says as much. */
function standsIn(baselines: readonly ReadonlySet<string>[], trigger: Trigger, keyAt: (trigger: Trigger) => string): boolean {
  return baselines.length > 0 && baselines.every((keys) => [...covers[trigger]].some((one) => keys.has(keyAt(one))));
}

/** Capabilities whose kind, api and trigger some baseline lacks: one place of each and how many there are, the earliest trigger first. */
function newCapabilities(after: CodeProfile, baselines: readonly CodeProfile[]): readonly NewCapability[] {
  const tuple = ({ kind, api }: Capability, trigger: Trigger): string => `${kind} ${trigger} ${api}`;
  const standing = baselines.map((baseline) => new Set(baseline.capabilities.map((one) => tuple(one, one.trigger))));
  const kinds = baselines.map((baseline) => new Set(baseline.capabilities.map((one) => `${one.kind} ${one.trigger}`)));
  const added = after.capabilities.filter((one) => !standsIn(standing, one.trigger, (trigger) => tuple(one, trigger)));
  return grouped(added, (one) => tuple(one, one.trigger)).map(({ one, places }) => ({
    capability: one, places, withoutBaseline: baselines.length === 0, kindStood: standsIn(kinds, one.trigger, (trigger) => `${one.kind} ${trigger}`),
  }));
}

/** A flow without a written host is another one than one to a host that is known. */
const hostsOf = (flow: CodeFlow): readonly string[] => (flow.hosts.length === 0 ? [''] : flow.hosts);

/**
 * Ways of data whose tuple (trigger, source, sink, host) some baseline lacks, even where each part stood: parts that were harmless apart are put
 * together in a later version.
 */
function newFlows(after: CodeProfile, baselines: readonly CodeProfile[]): readonly NewFlow[] {
  const pair = ({ source, sink }: CodeFlow, trigger: Trigger): string => `${source} ${sink} ${trigger}`;
  const standing = baselines.map((baseline) => new Set(baseline.flows.flatMap((one) => hostsOf(one).map((host) => `${pair(one, one.trigger)} ${host}`))));
  const pairs = baselines.map((baseline) => new Set(baseline.flows.map((one) => pair(one, one.trigger))));
  const known = baselines.map((baseline) => new Set([...baseline.signals.flatMap((one) => (one.kind === 'host' ? [one.key] : [])), ...baseline.flows.flatMap((one) => one.hosts)]));
  const added = after.flows.filter((one) => !hostsOf(one).every((host) => standsIn(standing, one.trigger, (trigger) => `${pair(one, trigger)} ${host}`)));
  return grouped(added, (one) => `${pair(one, one.trigger)} ${one.hosts.join(' ')}`).map(({ one, places }) => ({
    flow: one, places, withoutBaseline: baselines.length === 0, newHosts: one.hosts.filter((host) => known.length === 0 || known.some((hosts) => !hosts.has(host))),
    pairStood: standsIn(pairs, one.trigger, (trigger) => pair(one, trigger)),
  }));
}

/** Signals whose kind, sort, key and trigger some baseline lacks. */
function newSignals(after: CodeProfile, baselines: readonly CodeProfile[]): readonly NewSignal[] {
  const tuple = ({ kind, what, key }: PlacedSignal, trigger: Trigger): string => `${kind} ${what} ${trigger} ${key}`;
  const standing = baselines.map((baseline) => new Set(baseline.signals.map((one) => tuple(one, one.trigger))));
  const sorts = baselines.map((baseline) => new Set(baseline.signals.map((one) => `${one.kind} ${one.what} ${one.trigger}`)));
  const added = after.signals.filter((one) => !standsIn(standing, one.trigger, (trigger) => tuple(one, trigger)));
  return grouped(added, (one) => tuple(one, one.trigger)).map(({ one, places }) => ({
    signal: one, places, withoutBaseline: baselines.length === 0, sortStood: standsIn(sorts, one.trigger, (trigger) => `${one.kind} ${one.what} ${trigger}`),
  }));
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
