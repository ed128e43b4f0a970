import type { Steps } from '../walk.js';
import { Texts } from './back.js';
import { Facts } from './facts.js';
import type { Fact, FlowGraph, Sink } from './graph.js';
import { anyKey, argumentOf, deep, enteredFact, factOf, howOf, isEntered, keyOf, labelOf, operation, sharedFact } from './graph.js';
import { backwardsOf, crossing, Joined, type Backwards, type Forwards } from './joined.js';
import type { ModuleFlow } from './module-flow.js';
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

const traceLength = 6;
/** Files that are looked through for one name that is handed on from file to file. */
const filesOnTheWay = 2_000;

/**
 * Follows data through the files of a package to a fixpoint (a worklist over facts of nodes, as in Reps, Horwitz and Sagiv, "Precise
 * interprocedural dataflow analysis via graph reachability", POPL 1995, without telling calls of one function apart).
 * @param resolve the files that a specifier in a file may mean.
 * @throws StepsSpent
 */
export function solveFlows(modules: ReadonlyMap<string, ModuleFlow>, resolve: (file: string, specifier: string) => readonly string[], rules: TaintRules, steps: Steps): SolvedFlows {
  const graphs = [...modules.values()].map(({ graph }) => graph);
  try {
    return new Solver(modules, resolve, rules, steps).solve();
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
  private readonly facts: Facts;
  private cut = false;
  private readonly bits = new Map<string, number>();
  private readonly wanted: number[] = [];
  private leads: Int32Array = new Int32Array(0);
  private ahead: Forwards = { offsets: new Int32Array(0), targets: new Int32Array(0), ways: new Int32Array(0) };
  private back: Backwards = { offsets: new Int32Array(0), sources: new Int32Array(0) };
  private readonly runs: Set<number>[];
  private passes: readonly ReturnType<typeof summarise>[] = [];
  private readonly resolved = new Map<string, readonly number[]>();

  constructor(modules: ReadonlyMap<string, ModuleFlow>, private readonly resolve: (file: string, specifier: string) => readonly string[], private readonly rules: TaintRules, private readonly steps: Steps) {
    this.files = [...modules.keys()];
    this.flows = [...modules.values()];
    this.joined = new Joined(this.flows);
    this.facts = new Facts(this.joined.size);
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
    this.runAll(this.linkAll(at, callees));
    const immediate = new Map(this.files.map((file, index) => [file, this.runs[index]!] as const));
    if (!asked) return { flows: [], immediate, cut: this.cut };
    this.ahead = this.joined.forwards();
    this.back = backwardsOf(this.ahead);
    this.leads = this.joined.leadsTo(this.back, (sink) => this.bitOf(sink), this.steps);
    this.flows.forEach(({ graph }, module) => {
      for (const { node, label } of graph.seeds) this.add(this.joined.bases[module]! + node, factOf(label, deep), 0);
    });
    // First in, first out: each fact is met on its shortest way, which is the one that is told.
    for (let id = 1; id <= this.facts.size; id += 1) this.next(id);
    return { flows: this.found(), immediate, cut: this.cut };
  }

  /** Whether data of some class starts in one of the files, and a sink in which it may say something stands in one of them. */
  private isAsked(): boolean {
    const sinks = this.flows.reduce((all, { graph }) => graph.sinks.reduce((mask, { sink }) => mask | this.bitOf(sink), all), 0);
    const ends = (label: Label): boolean => (this.wantedBy(label) & sinks) !== 0;
    return this.flows.some(({ graph }) => graph.seeds.length > 0) && this.flows.some(({ graph, turns }) => graph.seeds.some(({ label }) => ends(label)) || turns.some(({ to }) => ends(to)));
  }

  private bitOf(sink: string): number {
    let bit = this.bits.get(sink);
    if (bit === undefined) this.bits.set(sink, (bit = 1 << Math.min(this.bits.size, 30)));
    return bit;
  }

  /** The sinks in which facts of a class matter, as bits. */
  private wantedBy(label: Label): number {
    let mask = this.wanted[label];
    if (mask === undefined) this.wanted[label] = mask = this.rules.ends(label).reduce((all, sink) => all | this.bitOf(sink), 0);
    return mask;
  }

  /** A call into another file that is of no function known there hands on what it is handed, as calls of unknown code do. */
  private passUnknown(callees: readonly (readonly (readonly FunctionAt[])[])[]): void {
    this.flows.forEach(({ foreign, graph }, module) => {
      foreign.forEach(({ args, receiver, result }, nth) => {
        if (callees[module]![nth]!.length > 0) return;
        for (const value of [...args, receiver]) graph.lay(value, result, 'collapse');
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
            if (ends.params[position] !== undefined) this.joined.join(module, value, target, ends.params[position], 'enter');
            this.joined.join(module, value, target, ends.all, 'enter');
            this.passBy(target, ends.result, ends.params[position] ?? ends.all, module, value, call.result);
            for (const [other, put] of ends.puts.entries()) if (put && call.backs[other]) this.passBy(target, put, ends.params[position] ?? ends.all, module, value, call.backs[other]);
          });
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
  private runAll(crossCalls: readonly (readonly [FunctionAt, FunctionAt])[]): void {
    const own = this.flows.map((flow) => groups(flow.calls));
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

  private add(node: number, fact: Fact, origin: number): void {
    // Where no sink lies ahead in which it would say something, nobody asks for it.
    if ((this.leads[node]! & this.wantedBy(labelOf(fact))) !== 0) this.facts.add(node, fact, origin);
  }

  /** What a fact makes of the nodes after it. */
  private next(id: number): void {
    this.steps.take();
    const { offsets, targets, ways } = this.ahead;
    const { modules, owners } = this.joined;
    const at = this.facts.nodeOf(id);
    const fact = this.facts.factAt(id);
    const { graph, turns } = this.flows[modules[at]!]!;
    const label = labelOf(fact);
    const key = keyOf(fact);
    const mark = isEntered(fact) ? 1 : 0;
    for (let edge = offsets[at]!; edge < offsets[at + 1]!; edge += 1) {
      const to = targets[edge]!;
      const way = ways[edge]!;
      // What leaves a function otherwise than by its result is there for everybody.
      const kept = owners[to] === owners[at] ? mark : 0;
      switch (howOf(way)) {
        case operation.copy: this.add(to, factOf(label, key, kept), id); break;
        case operation.enter: this.add(to, factOf(label, key, 1), id); break;
        case operation.return: if (mark === 0) this.add(to, fact, id); break;
        case operation.collapse: this.add(to, factOf(this.rules.inside(label), deep, kept), id); break;
        case operation.store: this.add(to, factOf(key === deep ? label : this.rules.inside(label), argumentOf(way), kept), id); break;
        case operation.turn: {
          const turn = turns[argumentOf(way)];
          if (turn !== undefined && (turn.from === undefined || turn.from.includes(label))) this.add(to, factOf(turn.to, deep, kept), id);
          break;
        }
        case operation.load: case operation.part: {
          const part = howOf(way) === operation.part ? (key === deep ? this.rules.field(label, '') : label) : this.loaded(graph, label, key, argumentOf(way));
          if (part !== undefined) this.add(to, factOf(part, deep, kept), id);
          break;
        }
        default: this.cross(id, at, fact, to, howOf(way));
      }
    }
  }

  private cross(id: number, at: number, fact: Fact, to: number, way: number): void {
    const { joined } = this;
    const module = joined.modules[at]!;
    const other = joined.modules[to]!;
    if (way === crossing.return && isEntered(fact)) return;
    const moved = other === module ? fact : joined.translated(fact, this.flows[module]!.graph, this.flows[other]!.graph);
    this.add(to, way === crossing.enter ? enteredFact(moved) : other === module ? moved : sharedFact(moved), id);
  }

  /** The class of what a field gives of data of a class. */
  private loaded(graph: FlowGraph, label: Label, key: number, field: number): Label | undefined {
    if (key === deep && field !== anyKey) return this.rules.field(label, graph.keyName(field) ?? '');
    return key === deep || key === anyKey || field === anyKey || graph.isRead(field, key) ? label : undefined;
  }

  private found(): readonly FoundFlow[] {
    const out: FoundFlow[] = [];
    const nearest = new Texts(this.joined, this.back);
    this.flows.forEach(({ graph }, module) => {
      for (const sink of graph.sinks) {
        const node = this.joined.bases[module]! + sink.node;
        const labels = new Set<Label>();
        let found: readonly string[] | undefined;
        const texts = (): readonly string[] => (found ??= nearest.nearest(node));
        for (const id of this.facts.ofNode(node)) {
          const label = labelOf(this.facts.factAt(id));
          if (labels.has(label) || !this.rules.ends(label).includes(sink.sink) || (sink.script && graph.isOperand(keyOf(this.facts.factAt(id))))) continue;
          labels.add(label);
          out.push({ file: this.files[module]!, sink, label, texts, ...this.traceOf(id), immediate: this.runs[module]!.has(sink.within) });
        }
      }
    });
    return out;
  }

  private traceOf(end: number): Pick<FoundFlow, 'trace' | 'hops'> {
    const { bases, modules, owners } = this.joined;
    const places: FlowPlace[] = [];
    let hops = 0;
    for (let id = end, origin = 0; id !== 0; id = origin) {
      const node = this.facts.nodeOf(id);
      const module = modules[node]!;
      const start = this.flows[module]!.graph.places[node - bases[module]!]!;
      const last = places.at(-1);
      if (start >= 0 && (last?.start !== start || last.file !== this.files[module])) places.push({ file: this.files[module]!, start });
      origin = this.facts.originOf(id);
      if (origin === 0) break;
      const before = this.facts.nodeOf(origin);
      // Ways inside one function are as long as somebody writes them.
      if (modules[before] !== module || owners[before] !== owners[node]) hops += 1;
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
