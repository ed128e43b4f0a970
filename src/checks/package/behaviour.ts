import type { DependencyChange } from '../../core/change.js';
import type { Confidence, Level, Severity } from '../../core/finding.js';
import type { Origin } from '../../core/origin.js';
import type { CodeDelta, CodePlace, NewFlow, NewSignal, StoodPlace, Trigger } from '../../packages/profile.types.js';
import type { SignalKind } from '../../packages/profile/signal.types.js';
import { bringsIn } from '../../facts/planner.js';
import type { CheckResult, Draft, FactReader, Need, ReviewInput } from '../check.js';
import { aboutChange, baselineText, inPackage, stoodEvidence } from '../draft.js';

/** What checks on added behaviour want: the code of both sides, and the registry's predecessor as a second baseline. */
export const behaviourNeeds: readonly Need[] = [
  { per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['code'] },
  { per: 'change', of: ['after'], kinds: ['record'] },
];

/** How loud something is. */
export interface Volume {
  readonly severity: Severity;
  readonly level: Level;
  readonly confidence: Confidence;
}
export const critical: Volume = { severity: 'critical', level: 'default', confidence: 'high' };
export const high: Volume = { severity: 'high', level: 'default', confidence: 'high' };
/** Blocks as well, and says that it rests on one reading of the code. */
export const probable: Volume = { severity: 'high', level: 'default', confidence: 'medium' };
export const medium: Volume = { severity: 'medium', level: 'default', confidence: 'medium' };
export const folded: Volume = { severity: 'low', level: 'folded', confidence: 'medium' };
export const audit: Volume = { severity: 'info', level: 'audit', confidence: 'medium' };

/** Runs without anybody calling it: at install, when the package is loaded, or where it could not be decided. */
export function isEarly(trigger: Trigger): boolean {
  return trigger === 'install' || trigger === 'load' || trigger === 'undecided';
}

/** The message of a check by when something runs. */
export function whenOf(trigger: Trigger): 'at-install' | 'at-load' | 'when-called' {
  return trigger === 'install' ? 'at-install' : isEarly(trigger) ? 'at-load' : 'when-called';
}

interface Told {
  readonly message: string;
  readonly volume: Volume;
  readonly place: CodePlace;
  readonly data: { readonly [key: string]: string | number };
  readonly identity: readonly string[];
  readonly trace?: Draft['trace'];
  readonly stood?: StoodPlace | undefined;
}

function draftOf(change: DependencyChange, { message, volume, place, data, identity, trace, stood }: Told, before: string, against: Origin | undefined): Draft {
  const at = inPackage(change.after!.origin, place);
  const old = stoodEvidence(stood, against);
  return aboutChange(change, {
    message, ...volume, change: 'added', related: [at, ...old.map((one) => one.at)], data: { before, file: place.path, line: place.line, ...data }, identity,
    trace: trace ?? [], evidence: [{ kind: 'code', at, text: place.excerpt }, ...old],
  });
}

/** The findings that `tell` draws from the delta of each change that brings code in. */
export function behaviourFindings(input: ReviewInput, facts: FactReader, tell: (delta: CodeDelta, change: DependencyChange) => Iterable<Told>): CheckResult {
  const drafts = input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => {
    const delta = facts.delta(change).value;
    return delta === undefined ? [] : [...tell(delta, change)].map((told) => draftOf(change, told, baselineText(change, facts), delta.against));
  });
  return { drafts, gaps: [] };
}

const sources: { readonly [source in NewFlow['flow']['source']]: string } = {
  environment: 'the whole environment', 'secret-variable': 'a variable of the environment that holds a secret', 'credential-file': 'a file that keeps credentials',
  key: 'key material', identity: 'who and where this machine is', download: 'what it downloads', decoded: 'what it decodes', 'package-data': 'a data file of its own', request: 'what a request to it brings', 'page-storage': 'the cookies or the storage of a page',
};

/**
 * In large bundles ways meet in places that everything uses, and go from function to function more often than this. Length alone says nothing: whoever writes
 * both ends may make the way as long as he likes. Of 148 ordinary upgrades none has a new flow as long that runs by itself; of their new versions taken as
 * new packages seven are told for flows, none for long ones alone.
 */
const farHops = 12;

/** What somebody adds who wants it to work needs no more functions than these between source and sink, if he does not stretch it. */
const nearHops = 4;

/** A package that has so many ways of one sort already is a bundle of bundles, in which everything meets: next has 23 of one, drizzle-kit 13. */
const manyWays = 8;

/**
 * Classes that no attack on a registry is known to have needed are told aloud only where the way is as short as somebody writes it who adds it: servers and
 * pages meet everything else in large bundles.
 */
export function shortWay({ flow: { hops } }: NewFlow, volume: Volume): Volume {
  return hops <= nearHops ? volume : hops <= farHops ? medium : folded;
}

/**
 * A flow that others like it may have become in an honest version is medium at most. So is one that no install step starts and of which an end stood before,
 * where the way is longer than somebody writes it who joins a new end to an old one, or where its end may be no sink at all; where moreover the package did
 * the same already, or ways are as long in bundles alone, it is folded. Where code is evaluated only when somebody calls, by a statement that always did so,
 * a long way to it is folded, as one to a program that is started on call is at any length.
 */
function softened({ flow, known, replaces, crowd, sourceStood, sinkStood }: NewFlow, volume: Volume): Volume {
  if (flow.hops > farHops && sinkStood && flow.sink === 'eval' && whenOf(flow.trigger) === 'when-called' && volume.severity === 'medium') return folded;
  // What an old one of little weight may have become has none, nor has one more such among many; one more long way among many, or beside one of little
  // weight, is how bundles meet.
  if (known && volume.severity === 'medium' && (replaces || flow.hops > farHops || crowd >= manyWays)) return folded;
  const among = known && crowd >= manyWays && flow.hops > nearHops;
  if (among && (replaces || flow.hops > farHops)) return folded;
  const guessed = flow.trigger !== 'install' && (flow.hops > nearHops || flow.api === 'Function?');
  // The package did the same before, or the way is as long as only bundles have it.
  if (guessed && (sourceStood || sinkStood) && (known || flow.hops > farHops)) return folded;
  const soft = (known && replaces) || among || (guessed && (sourceStood || sinkStood)) || (flow.hops > farHops && sourceStood && sinkStood);
  return soft && (volume.severity === 'critical' || volume.severity === 'high') ? medium : volume;
}

/** Which lines of a flow are new: its source's and its sink's statement, as far as some baseline lacks them. */
function newLines({ flow, withoutBaseline, sourceStood, sinkStood }: NewFlow): string {
  const [first] = flow.steps;
  const lines = [...(sourceStood || first === undefined ? [] : [`${first.path}:${first.line}`]), ...(sinkStood ? [] : [`${flow.path}:${flow.line}`])];
  return lines.length === 0 && !withoutBaseline ? 'none, but the way between old ones' : [...new Set(lines)].join(', ');
}

/** Where a flow leads, as far as it is written out. */
function targetOf({ hosts, moreHosts }: NewFlow['flow']): string {
  if (hosts.length === 0) return 'an address that it makes up';
  return `${hosts.slice(0, 3).join(', ')}${moreHosts || hosts.length > 3 ? ' and others' : ''}`;
}

/** What the messages on a flow say: the data, where it goes, the way, and which lines are new. */
export function flowTold(found: NewFlow, volume: Volume, change: DependencyChange): Told {
  const { flow, places, known } = found;
  const origin = change.after!.origin;
  const when = whenOf(flow.trigger);
  return {
    message: known ? (when === 'at-install' ? 'again-at-install' : 'again-at-load') : when, volume: softened(found, volume), place: flow,
    data: { data: sources[flow.source], target: targetOf(flow), api: flow.api, places, lines: newLines(found) },
    identity: [flow.source, flow.sink, whenOf(flow.trigger), ...flow.hosts, ...(known ? ['again', flow.sourceStatement ?? '', flow.statement ?? ''] : [])],
    stood: found.stood,
    trace: flow.steps.map((step) => ({ at: inPackage(origin, { path: step.path, line: step.line }), note: flow.source })),
  };
}

/** Of flows, those whose place is not told already as one that runs earlier: that it may be reached otherwise too adds nothing. */
export function withoutLater(flows: readonly NewFlow[]): readonly NewFlow[] {
  const early = new Set(flows.filter(({ flow }) => isEarly(flow.trigger)).map(({ flow }) => `${flow.source} ${flow.sink} ${flow.path} ${flow.line}`));
  return flows.filter(({ flow }) => isEarly(flow.trigger) || !early.has(`${flow.source} ${flow.sink} ${flow.path} ${flow.line}`));
}

/** New signals of some kinds. */
export function signalsOf(delta: CodeDelta, ...kinds: readonly SignalKind[]): readonly NewSignal[] {
  return delta.signals.filter((one) => kinds.includes(one.signal.kind));
}

export function signalTold({ signal, places, stood }: NewSignal, message: string, volume: Volume, more: { readonly [key: string]: string | number } = {}): Told {
  return { message, volume, place: signal, stood, data: { what: signal.what, key: signal.key.slice(0, 200), places, ...more }, identity: [signal.kind, signal.what, signal.key, whenOf(signal.trigger)] };
}

/** Of findings that say the same of several places or keys, one: the loudest, with the number of the others. */
export function loudestOf(told: readonly Told[]): readonly Told[] {
  const rank = (one: Told): number => ['critical', 'high', 'medium', 'low', 'info'].indexOf(one.volume.severity);
  const groups = new Map<string, Told[]>();
  for (const one of told) {
    const key = `${one.message} ${String(one.data['what'] ?? '')} ${one.volume.level}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()].map((group) => {
    const [first] = group.toSorted((a, b) => rank(a) - rank(b));
    return { ...first!, data: { ...first!.data, places: group.reduce((sum, one) => sum + Number(one.data['places'] ?? 1), 0) } };
  });
}

/** True when the same file newly does something else that runs early: what a signal alone would not convict. */
export function actsEarly(delta: CodeDelta, path: string): boolean {
  return delta.flows.some(({ flow }) => isEarly(flow.trigger) && flow.path === path)
    || delta.further.some((place) => place.path === path)
    || delta.capabilities.some(({ capability }) => isEarly(capability.trigger) && capability.path === path)
    || delta.signals.some(({ signal }) => isEarly(signal.trigger) && signal.path === path && (signal.kind === 'hidden-api' || signal.kind === 'hook' || signal.kind === 'worm' || signal.kind === 'destructive'));
}
