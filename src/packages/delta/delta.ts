import type { Capability, CodeDelta, CodeProfile, NewCapability, Trigger, UnreadFile } from '../profile.types.js';

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
 * What a version's code adds: capabilities, and files that could not be read. Compared with each baseline by itself, and what some
 * baseline lacks is new, so that a further baseline never takes a finding away. Without a baseline everything is new.
 */
export function deltaOf(after: CodeProfile, baselines: readonly CodeProfile[]): CodeDelta {
  return { capabilities: newCapabilities(after, baselines), unread: newUnread(after, baselines) };
}

/** Capabilities whose kind, api and trigger some baseline lacks: one place of each and how many there are, the earliest trigger first. */
function newCapabilities(after: CodeProfile, baselines: readonly CodeProfile[]): readonly NewCapability[] {
  const standing = baselines.map((baseline) => new Set(baseline.capabilities.map((one) => tupleOf(one, one.trigger))));
  const kinds = baselines.map((baseline) => new Set(baseline.capabilities.map((one) => `${one.kind} ${one.trigger}`)));
  const stood = ({ kind, trigger }: Capability): boolean => kinds.length > 0 && kinds.every((known) => [...covers[trigger]].some((one) => known.has(`${kind} ${one}`)));
  const found = new Map<string, { capability: Capability; places: number }>();
  for (const capability of after.capabilities) {
    if (baselines.length > 0 && standing.every((tuples) => [...covers[capability.trigger]].some((trigger) => tuples.has(tupleOf(capability, trigger))))) continue;
    const tuple = tupleOf(capability, capability.trigger);
    const seen = found.get(tuple);
    if (seen === undefined) found.set(tuple, { capability, places: 1 });
    else seen.places += 1;
  }
  return [...found.values()]
    .sort((a, b) => rank[a.capability.trigger] - rank[b.capability.trigger])
    .map(({ capability, places }) => ({ capability, places, withoutBaseline: baselines.length === 0, kindStood: stood(capability) }));
}

function tupleOf(capability: Capability, trigger: Trigger): string {
  return `${capability.kind} ${trigger} ${capability.api}`;
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
