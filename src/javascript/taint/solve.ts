import type { Steps } from '../walk.js';
import { Texts } from './back.js';
import type { Facts } from './facts.js';
import type { Sink } from './graph.js';
import { backwardsOf, Joined } from './joined.js';
import type { ModuleFlow } from './module-flow.js';
import { Propagation } from './propagate.js';
import type { Label, TaintRules } from './rules.types.js';
import { summarise } from './summary.js';

/** A place in one of the files that were solved together. */
export interface FlowPlace {
  readonly file: string;
  readonly start: number;
}

/** Data of a class that ends in a sink. `texts` finds the constants that end there with it; `trace` leads from where it came to the sink. */
export interface FoundFlow {
  readonly file: string;
  readonly sink: Sink;
  readonly label: Label;
  readonly texts: () => readonly string[];
  readonly trace: readonly FlowPlace[];
  /** How often the shortest way from the source to the sink goes from one function, or what all share, to another. */
  readonly hops: number;
  /** Whether the sink is run while the files are loaded, and not only when somebody calls. */
  readonly immediate: boolean;
}

/** What is known of the files of a package together. */
export interface SolvedFlows {
  readonly flows: readonly FoundFlow[];
  /** True when a name was handed on through more files than are looked through. */
  readonly cut: boolean;
  /** For each file, whether each of its functions runs while the file is loaded. */
  readonly immediate: ReadonlyMap<string, ReadonlySet<number>>;
}

/** What is known of who runs the files of a package. */
export interface CommandLine {
  /** Whether a file is led to by the command line alone, and what its flow rests on is what it is called. */
  readonly only: (file: string, flow: ModuleFlow) => boolean;
  /** Whether the command line leads to a file, among others. */
  readonly leads: (file: string) => boolean;
  /** Whether a text with which a program is started names a command of the package. */
  readonly isOwn: (text: string) => boolean;
}

const traceLength = 6;
/** Files that are looked through for one name that is handed on from file to file. */
const filesOnTheWay = 2_000;

/**
 * Follows data through the files of a package: joins them, lays what calls give back, and tells what comes to the sinks.
 * @param resolve the files that a specifier in a file may mean.
 * @param commandLine which files are led to by the command line alone, and whether a text starts the program again.
 * @throws StepsSpent
 */
export function solveFlows(modules: ReadonlyMap<string, ModuleFlow>, resolve: (file: string, specifier: string) => readonly string[], rules: TaintRules, steps: Steps, commandLine?: CommandLine): SolvedFlows {
  const graphs = [...modules.values()].map(({ graph }) => graph);
  try {
    return new Solver(modules, resolve, rules, steps, commandLine).solve();
  } finally {
    for (const graph of graphs) graph.release();
  }
}

/** A function of one of the files. */
interface FunctionAt { readonly module: number; readonly node: number }

class Solver {
  private readonly files: readonly string[];
  private readonly flows: readonly ModuleFlow[];
  private readonly joined: Joined;
  private cut = false;
  private runs: Set<number>[];
  private passes: readonly ReturnType<typeof summarise>[] = [];
  private readonly resolved = new Map<string, readonly number[]>();

  constructor(modules: ReadonlyMap<string, ModuleFlow>, private readonly resolve: (file: string, specifier: string) => readonly string[], private readonly rules: TaintRules, private readonly steps: Steps, private readonly commandLine: CommandLine | undefined) {
    this.files = [...modules.keys()];
    this.flows = [...modules.values()];
    this.joined = new Joined(this.flows);
    this.runs = this.flows.map(() => new Set([0]));
  }

  solve(): SolvedFlows {
    const at = new Map(this.files.map((file, index) => [file, index]));
    const callees = this.flows.map((flow, module) => flow.foreign.map((call) => this.callees(module, call.specifier, call.path, at)));
    const asked = this.isAsked();
    if (asked) {
      this.passUnknown(callees);
      this.passes = this.flows.map((flow) => summarise(flow, this.steps));
    }
    const links = this.linkAll(at, callees);
    const waiting = this.waiting();
    this.runAll(links, waiting);
    if (waiting.some((one) => one) && this.startsItself(waiting)) {
      this.runs = this.flows.map(() => new Set([0]));
      this.runAll(links, []);
    }
    const immediate = new Map(this.files.map((file, index) => [file, this.runs[index]!] as const));
    if (!asked) return { flows: [], immediate, cut: this.cut };
    const forwards = this.joined.forwards();
    const back = backwardsOf(forwards);
    const propagation = new Propagation(this.joined, forwards, back, this.rules, this.steps);
    propagation.run();
    return { flows: this.found(propagation.facts, new Texts(this.joined, back)), immediate, cut: this.cut };
  }

  /** Of each file whether what waits for a typed word in it does: not where some file on the command line's way may change what was typed. */
  private waiting(): readonly boolean[] {
    const line = this.commandLine;
    if (line === undefined || this.flows.some(({ changesLine }, module) => changesLine && line.leads(this.files[module]!))) return [];
    return this.flows.map((flow, module) => flow.waiting.length > 0 && line.only(this.files[module]!, flow));
  }

  /** Whether something that runs without a typed word may start the program again, with words of its own. */
  private startsItself(waiting: readonly boolean[]): boolean {
    return this.flows.some(({ starts }, module) => starts.some(({ within, self, texts }) => this.runs[module]!.has(within) && ((self && waiting[module]) || texts.some((text) => this.commandLine?.isOwn(text)))));
  }

  /** Whether data of some class starts in one of the files, and a sink in which it may say something stands in one of them. */
  private isAsked(): boolean {
    const sinks = new Set(this.flows.flatMap(({ graph }) => graph.sinks.map(({ sink }) => sink)));
    const ends = (label: Label): boolean => this.rules.ends(label).some((sink) => sinks.has(sink));
    return this.flows.some(({ graph }) => graph.seeds.length > 0) && this.flows.some(({ graph, turns }) => graph.seeds.some(({ label }) => ends(label)) || turns.some(({ to }) => ends(to)));
  }

  /** A call into another file that is of no function known there hands on what it is handed, as calls of unknown code do. */
  private passUnknown(callees: readonly (readonly (readonly FunctionAt[])[])[]): void {
    this.flows.forEach(({ foreign, graph }, module) => {
      foreign.forEach(({ args, all, spread, receiver, result }, nth) => {
        if (callees[module]![nth]!.length > 0) return;
        for (const value of [...args, ...(spread ? [all] : []), receiver]) graph.lay(value, result, 'collapse');
      });
    });
  }

  /** Joins the files by what they import, call and share. Gives the calls between functions of different files. */
  private linkAll(at: ReadonlyMap<string, number>, callees: readonly (readonly (readonly FunctionAt[])[])[]): readonly (readonly [FunctionAt, FunctionAt])[] {
    const calls: [FunctionAt, FunctionAt][] = [];
    const globals = new Map<string, FunctionAt[]>();
    this.flows.forEach((flow, module) => {
      for (const { specifier, node, changed } of flow.imports) for (const target of this.targets(module, specifier, at)) {
        this.joined.join(target, this.flows[target]!.exports, module, node);
        this.joined.join(module, changed, target, this.flows[target]!.exports);
      }
      for (const [nth, call] of flow.foreign.entries()) {
        for (const { module: target, node: index } of callees[module]![nth]!) {
          const ends = this.flows[target]!.functions[index];
          if (!ends) continue;
          calls.push([{ module, node: call.within }, { module: target, node: index }]);
          call.args.forEach((value, position) => {
            const parameter = ends.params[position] ?? (ends.rest ? ends.params.at(-1) : undefined);
            if (parameter !== undefined) this.joined.join(module, value, target, parameter, 'enter');
            this.passBy(target, ends.result, parameter ?? ends.all, module, value, call.result);
            for (const [other, put] of ends.puts.entries()) if (put && call.backs[other]) this.passBy(target, put, parameter ?? ends.all, module, value, call.backs[other]);
          });
          if (call.all !== 0) this.joined.join(module, call.all, target, ends.all, 'enter');
          if (call.all !== 0 && call.spread) {
            if (ends.rest) this.joined.join(module, call.all, target, ends.params.at(-1)!, 'enter');
            for (const parameter of [...ends.params.slice(call.args.length), ends.all]) {
              this.passBy(target, ends.result, parameter, module, call.all, call.result);
              for (const [other, put] of ends.puts.entries()) if (put && call.backs[other]) this.passBy(target, put, parameter, module, call.all, call.backs[other]);
            }
          }
          this.joined.join(target, ends.result, module, call.result, 'return');
          for (const [position, put] of ends.puts.entries()) if (put && call.backs[position]) this.joined.join(target, put, module, call.backs[position], 'return');
          for (const [position, gives] of ends.gives.entries()) if (gives) for (const result of call.functions[position] ?? []) this.joined.join(module, result, target, gives, 'enter');
        }
      }
      for (const [name, node] of flow.globals) {
        const all = globals.get(name);
        if (all) all.push({ module, node });
        else globals.set(name, [{ module, node }]);
      }
    });
    for (const all of globals.values()) for (const one of all.slice(1)) {
      this.joined.join(all[0]!.module, all[0]!.node, one.module, one.node);
      this.joined.join(one.module, one.node, all[0]!.module, all[0]!.node);
    }
    return calls;
  }

  /** What a function gives back of a parameter comes to where it was called from, and to nobody else. */
  private passBy(target: number, out: number, parameter: number, module: number, value: number, to: number): void {
    const how = this.passes[target]?.passes(out, parameter);
    if (how === 'whole') this.joined.join(module, value, module, to);
    else if (how === 'part') this.flows[module]!.graph.lay(value, to, 'part');
  }

  private targets(module: number, specifier: string, at: ReadonlyMap<string, number>): readonly number[] {
    const key = `${module} ${specifier}`;
    let found = this.resolved.get(key);
    if (found === undefined) this.resolved.set(key, (found = this.resolve(this.files[module]!, specifier).flatMap((file) => at.get(file) ?? [])));
    return found;
  }

  /** The functions that a path into another file's exports may mean; what it hands on from further files is looked for there. */
  private callees(module: number, specifier: string, path: string, at: ReadonlyMap<string, number>, depth = 0): readonly FunctionAt[] {
    const last = path.slice(path.lastIndexOf('.') + 1);
    const open = [...this.targets(module, specifier, at)];
    const seen = new Set(open);
    const found: FunctionAt[] = [];
    for (let next = open.shift(); next !== undefined && seen.size <= filesOnTheWay; next = open.shift()) {
      this.steps.take();
      const { exported, methods, handsOn, aliases } = this.flows[next]!;
      const [head = '', ...tail] = path.split('.');
      const alias = aliases.get(head);
      if (alias) {
        found.push(...(depth > 8 ? [] : this.callees(next, alias.specifier, [...(alias.path === '' ? [] : [alias.path]), ...tail].join('.'), at, depth + 1)));
        if (depth > 8) this.cut = true;
        continue;
      }
      const own = exported.get(path) ?? exported.get(last) ?? (path === '' ? exported.get('default') : undefined) ?? (path === '' ? undefined : methods.get(last));
      if (own) found.push(...own.map((node) => ({ module: next!, node })));
      else for (const one of handsOn) for (const target of this.targets(next, one, at)) if (!seen.has(target)) { seen.add(target); open.push(target); }
    }
    if (seen.size > filesOnTheWay) this.cut = true;
    return found;
  }

  /** Marks every function that runs while files are loaded: module bodies, what they call, and so on. */
  private runAll(crossCalls: readonly (readonly [FunctionAt, FunctionAt])[], waiting: readonly boolean[]): void {
    const own = this.flows.map((flow, module) => groups(waiting[module] || flow.waiting.length === 0 ? flow.calls : [...flow.calls, ...flow.waiting]));
    const across = groups(crossCalls.map(([from, to]) => [`${from.module} ${from.node}`, to] as const));
    const open: FunctionAt[] = this.flows.map((_, module) => ({ module, node: 0 }));
    const run = (module: number, node: number): void => {
      if (this.runs[module]!.has(node)) return;
      this.runs[module]!.add(node);
      open.push({ module, node });
    };
    for (let one = open.pop(); one; one = open.pop()) {
      this.steps.take();
      for (const callee of own[one.module]!.get(one.node) ?? []) {
        if (callee >= 0) run(one.module, callee);
        else for (const loose of this.flows[one.module]!.loose) run(one.module, loose);
      }
      for (const to of across.get(`${one.module} ${one.node}`) ?? []) run(to.module, to.node);
    }
  }

  private found(facts: Facts, nearest: Texts): readonly FoundFlow[] {
    const out: FoundFlow[] = [];
    this.flows.forEach(({ graph }, module) => {
      for (const sink of graph.sinks) {
        const node = this.joined.bases[module]! + sink.node;
        let found: readonly string[] | undefined;
        const texts = (): readonly string[] => (found ??= nearest.nearest(node));
        const holdings = facts.ofNode(node).filter((id) => !sink.script || !graph.isOperand(facts.keyOf(id)));
        const ends = this.rules.labels.flatMap((_, label) => {
          const [first] = this.rules.ends(label).includes(sink.sink) ? holdings.flatMap((id) => ({ id, ...facts.arrivalOf(id, label) })).filter(({ at }) => at !== undefined).sort((a, b) => a.at! - b.at!) : [];
          return first ? [{ label, ...first }] : [];
        });
        for (const { label, id } of ends.sort((a, b) => a.at! - b.at!)) out.push({ file: this.files[module]!, sink, label, texts, ...this.traceOf(facts, id, label), immediate: this.runs[module]!.has(sink.within) });
      }
    });
    return out;
  }

  private traceOf(facts: Facts, end: number, endLabel: Label): Pick<FoundFlow, 'trace' | 'hops'> {
    const { bases, modules, owners } = this.joined;
    const places: FlowPlace[] = [];
    let hops = 0;
    for (let id = end, label = endLabel; id !== 0;) {
      const node = facts.nodeOf(id);
      const module = modules[node]!;
      const start = this.flows[module]!.graph.places[node - bases[module]!]!;
      const last = places.at(-1);
      if (start >= 0 && (last?.start !== start || last.file !== this.files[module])) places.push({ file: this.files[module]!, start });
      const arrival = facts.arrivalOf(id, label);
      if (arrival === undefined || arrival.from === 0) break;
      const before = facts.nodeOf(arrival.from);
      // Ways inside one function are as long as somebody writes them.
      if (modules[before] !== module || owners[before] !== owners[node]) hops += 1;
      id = arrival.from;
      label = arrival.was;
    }
    places.reverse();
    return { hops, trace: places.length <= traceLength ? places : [...places.slice(0, traceLength - 3), ...places.slice(-3)] };
  }
}

function groups<K, V>(pairs: readonly (readonly [K, V])[]): ReadonlyMap<K, readonly V[]> {
  const out = new Map<K, V[]>();
  for (const [key, value] of pairs) {
    const known = out.get(key);
    if (known) known.push(value);
    else out.set(key, [value]);
  }
  return out;
}
