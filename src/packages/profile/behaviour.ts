import { sortedBy } from '../../core/order.js';
import type { ModuleFlow } from '../../javascript/taint/module-flow.js';
import type { CommandLine } from '../../javascript/taint/solve.js';
import type { Steps } from '../../javascript/walk.js';
import { StepsSpent } from '../../javascript/walk.js';
import type { Capability, CodeFlow, CodeProfile, PlacedSignal, Statement, Trigger } from '../profile.types.js';
import { runsLater, unitsOf, unitsOfStep, type CodeUnit } from './code-units.js';
import type { PlainStep } from './install-steps.js';
import { packageFlows, type PackageFlows } from './package-flows.js';
import type { FileFacts } from './source-files.js';
import type { Place, SpanSignal } from './file-places.js';

/** Places of one thing at one trigger that are kept; further ones say nothing new. */
const placesKept = 50;
const signalPlacesKept = 4;
/** Of ways that run by themselves, in different statements, so many of one kind: one that is added is not lost behind those that were there. */
const statementsKept = 4_096;
const mostSignals = 20_000;
const mostFlows = 20_000;

export interface BehaviourInput {
  readonly files: ReadonlyMap<string, FileFacts>;
  /** What files show that are no code. */
  readonly others: ReadonlyMap<string, readonly SpanSignal[]>;
  /** What stands in the commands of install steps themselves. */
  readonly inline: readonly { readonly step: PlainStep; readonly facts: FileFacts }[];
  readonly triggersOf: (file: string) => readonly Trigger[];
  readonly place: (file: string, start: number, end: number) => Place;
  readonly resolve: (file: string, specifier: string) => readonly string[];
  /** Whether the package's name has a scope. */
  readonly scoped?: boolean;
  readonly commandLine: CommandLine;
}

/** Code that only runs when somebody calls it. What an install step reaches counts as run: its files are there for nothing else. */
function calledLater(trigger: Trigger, later: boolean): Trigger {
  return later && (trigger === 'load' || trigger === 'deep') ? 'call' : trigger;
}

/** Puts together what files and commands do, when each of it runs, and how data flows between them. */
export function gatherBehaviour(input: BehaviourInput, steps: Steps): Pick<CodeProfile, 'capabilities' | 'signals' | 'flows'> & { /** True when data was not followed to its end. */ readonly cut: boolean } {
  const inline = input.inline.flatMap(({ step, facts }, at) => unitsOfStep(step.folder, at, facts));
  const units = unitsOf(input.files);
  const byName = new Map([...units, ...inline].map((unit) => [unit.name, unit]));
  const flows = follow(byName, input, steps);
  const isLater = (unit: CodeUnit, at?: number): boolean => flows !== undefined && runsLater(unit, at, (name, offset) => flows.later(name, offset));
  const capabilities = limited<Capability>(placesKept, Number.MAX_SAFE_INTEGER, (one) => `${one.kind} ${one.api} ${one.trigger}`);
  const signals = limited<PlacedSignal>(signalPlacesKept, mostSignals, (one) => `${one.kind} ${one.what} ${one.key} ${one.trigger}`);
  const found = limited<CodeFlow>(signalPlacesKept, mostFlows, (one) => `${one.source} ${one.sink} ${one.hosts.join(' ')} ${one.moreHosts ?? ''} ${one.trigger}`, (one) => (one.trigger === 'call' || one.trigger === 'deep' || one.trigger === 'unreachable' ? undefined : `${one.sourceStatement ?? ''} ${one.statement ?? ''}`));
  const take = (unit: CodeUnit, trigger: Trigger): void => {
    const { facts } = unit;
    const statementOf = (at: number | undefined): { readonly statement?: Statement } => (at === undefined || !facts.statements.has(at) ? {} : { statement: facts.statements.get(at)! });
    for (const { at, ...one } of facts.capabilities) capabilities.add({ ...one, trigger: calledLater(trigger, isLater(unit, at)), ...statementOf(at) });
    for (const { at, ...one } of facts.signals) signals.add({ ...one, trigger: calledLater(trigger, isLater(unit, at)), ...statementOf(at) });
    for (const { at, ...one } of facts.direct) found.add({ ...one, trigger: calledLater(trigger, isLater(unit, at)), steps: [] });
  };
  const ofSteps = new Set(inline);
  const triggersOf = (unit: CodeUnit): readonly Trigger[] => (ofSteps.has(unit) ? ['install'] : input.triggersOf(unit.file));
  for (const unit of [...inline, ...units]) {
    const { facts } = unit;
    if (facts.capabilities.length > 0 || facts.signals.length > 0 || facts.direct.length > 0) for (const trigger of triggersOf(unit)) take(unit, trigger);
  }
  for (const [file, shown] of sortedBy(input.others, ([name]) => name)) for (const trigger of input.triggersOf(file)) for (const one of shown) signals.add({ ...one, trigger });
  for (const { later, file, ...one } of flows?.flows ?? []) {
    const unit = byName.get(file)!;
    for (const trigger of triggersOf(unit)) found.add({ ...one, trigger: calledLater(trigger, later || isLater(unit)) });
  }
  for (const { later, file, ...one } of flows?.signals ?? []) {
    const unit = byName.get(file)!;
    for (const trigger of triggersOf(unit)) signals.add({ ...one, trigger: calledLater(trigger, later || isLater(unit)) });
  }
  return { capabilities: capabilities.all, signals: signals.all, flows: found.all, cut: flows === undefined || flows.cut || signals.lost() || found.lost() };
}

function follow(units: ReadonlyMap<string, CodeUnit>, input: BehaviourInput, steps: Steps): PackageFlows | undefined {
  const files = new Map<string, readonly ModuleFlow[]>();
  for (const [name, { facts }] of units) if (facts.flows.length > 0) files.set(name, facts.flows);
  const place = (name: string, start: number, end: number): Place => {
    const { file, span } = units.get(name)!;
    return input.place(file, ...(span ?? [start, end] as const));
  };
  try {
    return packageFlows(files, (name, specifier) => input.resolve(units.get(name)!.file, specifier), place, (name, at) => units.get(name)?.facts.statements.get(at), steps, {
      scoped: input.scoped ?? false, commandLine: { ...input.commandLine, only: (name, flow) => input.commandLine.only(units.get(name)!.file, flow), leads: (name) => input.commandLine.leads(units.get(name)!.file) },
    });
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
