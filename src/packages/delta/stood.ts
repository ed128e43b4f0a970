import type { Capability, CodeFlow, CodeProfile, PlacedSignal, StoodPlace } from '../profile.types.js';

/** Where a baseline has the same as the new version, at another time or in other statements, else another of its sort; nothing where it has neither. */
type Found = { readonly stood?: StoodPlace };

export function capabilityIn(baseline: CodeProfile | undefined, one: Capability): Found {
  return stoodIn(baseline?.capabilities, (old) => old.kind === one.kind && old.api === one.api, (old) => old.kind === one.kind);
}

export function flowIn(baseline: CodeProfile | undefined, one: CodeFlow): Found {
  const alike = (old: CodeFlow): boolean => old.source === one.source && old.sink === one.sink;
  return stoodIn(baseline?.flows, (old) => alike(old) && one.hosts.every((host) => old.hosts.includes(host)), alike);
}

export function signalIn(baseline: CodeProfile | undefined, one: PlacedSignal): Found {
  const alike = (old: PlacedSignal): boolean => old.kind === one.kind && old.what === one.what;
  return stoodIn(baseline?.signals, (old) => alike(old) && old.key === one.key, alike);
}

function stoodIn<T extends Omit<StoodPlace, 'how'>>(old: readonly T[] | undefined, same: (one: T) => boolean, alike: (one: T) => boolean): Found {
  const exact = old?.find(same);
  const found = exact ?? old?.find(alike);
  if (found === undefined) return {};
  const { path, line, column, endLine, excerpt, trigger } = found;
  return { stood: { how: exact ? 'same' : 'alike', path, line, column, endLine, excerpt, trigger } };
}
