import { byCodePoint, sortedBy } from '../../core/order.js';
import type { ModuleFlow } from '../../javascript/taint/module-flow.js';
import type { CommandLine } from '../../javascript/taint/solve.js';
import type { Steps } from '../../javascript/walk.js';
import { StepsSpent } from '../../javascript/walk.js';
import type { Capability, CodeFlow, CodeProfile, PlacedSignal, Statement, Trigger } from '../profile.types.js';
import type { PlainStep } from './install-steps.js';
import { packageFlows, type PackageFlows } from './package-flows.js';
import type { FileFacts } from './source-files.js';
import type { Place, SpanSignal } from './file-places.js';

/** Places of one thing at one trigger that are kept; further ones say nothing new. */
const placesKept = 50;
const signalPlacesKept = 4;
/** Of ways that run by themselves, in different statements, so many of one kind: one that is added is not lost behind those that were there. */
const statementsKept = 64;
const mostSignals = 20_000;
const mostFlows = 2_000;

export interface BehaviourInput {
  readonly files: ReadonlyMap<string, FileFacts>;
  /** What files show that are no code. */
  readonly others: ReadonlyMap<string, readonly SpanSignal[]>;
  /** What stands in the commands of install steps themselves. */
  readonly inline: readonly { readonly step: PlainStep; readonly facts: FileFacts }[];
  readonly triggersOf: (file: string) => readonly Trigger[];
  readonly place: (file: string, start: number, end: number) => Place;
  readonly resolve: (file: string, specifier: string) => readonly string[];
  readonly commandLine: CommandLine;
}

/** Code that only runs when somebody calls it. What an install step reaches counts as run: its files are there for nothing else. */
function calledLater(trigger: Trigger, later: boolean): Trigger {
  return later && (trigger === 'load' || trigger === 'deep') ? 'call' : trigger;
}

/** Code in a step's command has no file of its own; NUL is in no path. */
const inlineMark = '\0inline';

/** Puts together what files and commands do, when each of it runs, and how data flows between them. */
export function gatherBehaviour(input: BehaviourInput, steps: Steps): Pick<CodeProfile, 'capabilities' | 'signals' | 'flows'> & { /** True when data was not followed to its end. */ readonly cut: boolean } {
  const flows = follow(input, steps);
  const capabilities = limited<Capability>(placesKept, Number.MAX_SAFE_INTEGER, (one) => `${one.kind} ${one.api} ${one.trigger}`);
  const signals = limited<PlacedSignal>(signalPlacesKept, mostSignals, (one) => `${one.kind} ${one.what} ${one.key} ${one.trigger}`);
  const found = limited<CodeFlow>(signalPlacesKept, mostFlows, (one) => `${one.source} ${one.sink} ${one.hosts.join(' ')} ${one.moreHosts ?? ''} ${one.trigger}`, (one) => (one.trigger === 'call' || one.trigger === 'deep' || one.trigger === 'unreachable' ? undefined : `${one.sourceStatement ?? ''} ${one.statement ?? ''}`));
  const take = (facts: FileFacts, trigger: Trigger, later: (at: number) => boolean): void => {
    const statementOf = (at: number | undefined): { readonly statement?: Statement } => (at === undefined || !facts.statements.has(at) ? {} : { statement: facts.statements.get(at)! });
    for (const { at, ...one } of facts.capabilities) capabilities.add({ ...one, trigger: calledLater(trigger, at !== undefined && later(at)), ...statementOf(at) });
    for (const { at, ...one } of facts.signals) signals.add({ ...one, trigger: calledLater(trigger, at !== undefined && later(at)), ...statementOf(at) });
    for (const one of facts.direct) found.add({ ...one, trigger, steps: [] });
  };
  for (const { facts } of input.inline) take(facts, 'install', () => false);
  for (const [file, facts] of sortedBy(input.files, ([name]) => name)) {
    if (facts.capabilities.length === 0 && facts.signals.length === 0 && facts.direct.length === 0) continue;
    for (const trigger of input.triggersOf(file)) take(facts, trigger, (at) => flows?.later(file, at) ?? false);
  }
  for (const [file, shown] of sortedBy(input.others, ([name]) => name)) for (const trigger of input.triggersOf(file)) for (const one of shown) signals.add({ ...one, trigger });
  const triggersOf = (file: string): readonly Trigger[] => (file.includes(inlineMark) ? ['install'] : input.triggersOf(file));
  for (const { later, file, ...one } of flows?.flows ?? []) for (const trigger of triggersOf(file)) found.add({ ...one, trigger: calledLater(trigger, later) });
  for (const { later, file, ...one } of flows?.signals ?? []) for (const trigger of triggersOf(file)) signals.add({ ...one, trigger: calledLater(trigger, later) });
  return { capabilities: capabilities.all, signals: signals.all, flows: found.all, cut: flows === undefined || flows.cut || signals.lost() || found.lost() };
}

function follow(input: BehaviourInput, steps: Steps): PackageFlows | undefined {
  const files = new Map<string, readonly ModuleFlow[]>();
  for (const file of [...input.files.keys()].sort(byCodePoint)) {
    const { flows } = input.files.get(file)!;
    if (flows.length > 0) files.set(file, flows);
  }
  input.inline.forEach(({ step, facts }, at) => {
    if (facts.flows.length > 0) files.set(`${step.folder === '' ? '' : `${step.folder}/`}package.json${inlineMark}${at}`, facts.flows);
  });
  const own = (file: string): string => file.split(inlineMark, 1)[0]!;
  const factsOf = (file: string): FileFacts | undefined => (file.includes(inlineMark) ? input.inline[Number(file.split(inlineMark, 2)[1])]?.facts : input.files.get(file));
  try {
    return packageFlows(files, (file, specifier) => input.resolve(own(file), specifier), (file, start, end) => input.place(file.includes(inlineMark) ? own(file) : file, file.includes(inlineMark) ? 0 : start, file.includes(inlineMark) ? 1 : end), (file, at) => factsOf(file)?.statements.get(at), steps, input.commandLine);
  } catch (error) {
    if (!(error instanceof StepsSpent)) throw error;
    return undefined;
  }
}

/** Keeps so many places of each thing, more where they are in different statements, and so many in all. */
function limited<T>(each: number, most: number, keyOf: (one: T) => string, statementsOf: (one: T) => string | undefined = () => undefined): { readonly all: T[]; add(one: T): void; /** True when one was left out that is unlike those that are kept: padding must not hide it. */ lost(): boolean } {
  const counts = new Map<string, number>();
  const all: T[] = [];
  const statements = new Set<string>();
  let left = false;
  return {
    all,
    lost: () => left,
    add(one) {
      const key = keyOf(one);
      const count = counts.get(key) ?? 0;
      const between = statementsOf(one);
      const another = between !== undefined && !statements.has(`${key} ${between}`);
      if (count >= each && !another) return;
      if (count >= statementsKept && another) { left = true; return; }
      counts.set(key, count + 1);
      if (another) statements.add(`${key} ${between}`);
      if (all.length < most) all.push(one);
      else left = true;
    },
  };
}
