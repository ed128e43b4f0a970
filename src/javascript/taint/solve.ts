import type { Steps } from '../walk.js';
import type { Fact, Graph, Sink } from './graph.js';
import { anyKey, deep, enteredFact, factOf, isEntered, keyOf, labelOf, sharedFact } from './graph.js';
import { summarise } from './summary.js';
import type { ModuleFlow } from './module-flow.js';
import { backwardsOf, leadsTo, nearestTexts, type Backwards, type CrossEdge } from './back.js';
import type { Label, TaintRules } from './rules.types.js';

/** A place in one of the files that were solved together. */
export interface FlowPlace {
  readonly file: string;
  readonly start: number;
}

/** Data of a class that ends in a sink. `texts` are the constants that end there with it; `trace` leads from where it came to the sink. */
export interface FoundFlow {
  readonly file: string;
  readonly sink: Sink;
  readonly label: Label;
  readonly texts: readonly string[];
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

/** Fields that are told apart in one node for one class of data. */
const keysEach = 6;
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
  for (const graph of graphs) graph.borrow();
  try {
    return new Solver(modules, resolve, rules, steps).solve();
  } finally {
    for (const graph of graphs) graph.release();
  }
}

interface Origin { readonly module: number; readonly node: number; readonly fact: Fact }

class Solver {
  private readonly files: readonly string[];
  private readonly flows: readonly ModuleFlow[];
  private readonly facts: Map<number, Map<Fact, Origin | undefined>>[];
  private readonly cross: Map<number, CrossEdge[]>[];
  private readonly work: Origin[] = [];
  private cut = false;
  private readonly bits = new Map<string, number>();
  private readonly wanted: number[] = [];
  private leads: readonly Int32Array[] = [];
  private back: Backwards = [];
  private readonly runs: Set<number>[];
  private passes: readonly ReturnType<typeof summarise>[] = [];
  private readonly resolved = new Map<string, readonly number[]>();

  constructor(modules: ReadonlyMap<string, ModuleFlow>, private readonly resolve: (file: string, specifier: string) => readonly string[], private readonly rules: TaintRules, private readonly steps: Steps) {
    this.files = [...modules.keys()];
    this.flows = [...modules.values()];
    this.facts = this.flows.map(() => new Map());
    this.cross = this.flows.map(() => new Map());
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
    this.back = backwardsOf(this.flows, this.cross);
    this.leads = leadsTo(this.flows, this.back, (sink) => this.bitOf(sink), this.steps);
    this.flows.forEach(({ graph }, module) => {
      for (const { node, label } of graph.seeds) this.add(module, node, factOf(label, deep), undefined);
    });
    // First in, first out: each fact is met on its shortest way, which is the one that is told.
    for (let at = 0; at < this.work.length; at += 1) {
      this.next(this.work[at]!);
      if (at > 100_000) {
        this.work.splice(0, at + 1);
        at = -1;
      }
    }
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
  private passUnknown(callees: readonly (readonly (readonly CrossEdge[])[])[]): void {
    this.flows.forEach(({ foreign, graph }, module) => {
      foreign.forEach(({ args, receiver, result }, nth) => {
        if (callees[module]![nth]!.length > 0) return;
        for (const value of [...args, receiver]) graph.edge(value, result, 'collapse');
      });
    });
  }

  /** Joins the files by what they import, call and share. Gives the calls between functions of different files. */
  private linkAll(at: ReadonlyMap<string, number>, callees: readonly (readonly (readonly CrossEdge[])[])[]): readonly (readonly [CrossEdge, CrossEdge])[] {
    const calls: [CrossEdge, CrossEdge][] = [];
    const globals = new Map<string, CrossEdge[]>();
    this.flows.forEach((flow, module) => {
      for (const { specifier, node, changed } of flow.imports) for (const target of this.targets(module, specifier, at)) {
        this.join(target, this.flows[target]!.exports, module, node);
        this.join(module, changed, target, this.flows[target]!.exports);
      }
      for (const [nth, call] of flow.foreign.entries()) {
        for (const { module: target, node: index } of callees[module]![nth]!) {
          const ends = this.flows[target]!.functions[index];
          if (!ends) continue;
          calls.push([{ module, node: call.within }, { module: target, node: index }]);
          call.args.forEach((value, position) => {
            if (ends.params[position] !== undefined) this.join(module, value, target, ends.params[position], 'enter');
            this.join(module, value, target, ends.all, 'enter');
            this.passBy(target, ends.result, ends.params[position] ?? ends.all, module, value, call.result);
            for (const [other, put] of ends.puts.entries()) if (put && call.backs[other]) this.passBy(target, put, ends.params[position] ?? ends.all, module, value, call.backs[other]);
          });
          this.join(target, ends.result, module, call.result, 'return');
          for (const [position, put] of ends.puts.entries()) if (put && call.backs[position]) this.join(target, put, module, call.backs[position], 'return');
          for (const [position, gives] of ends.gives.entries()) if (gives) for (const result of call.functions[position] ?? []) this.join(module, result, target, gives, 'enter');
        }
      }
      for (const [name, node] of flow.globals) {
        const all = globals.get(name);
        if (all) all.push({ module, node });
        else globals.set(name, [{ module, node }]);
      }
    });
    for (const all of globals.values()) for (const one of all.slice(1)) {
      this.join(all[0]!.module, all[0]!.node, one.module, one.node);
      this.join(one.module, one.node, all[0]!.module, all[0]!.node);
    }
    return calls;
  }

  /** What a function gives back of a parameter comes to where it was called from, and to nobody else. */
  private passBy(target: number, out: number, parameter: number, module: number, value: number, to: number): void {
    const how = this.passes[target]?.passes(out, parameter);
    if (how === 'whole') this.join(module, value, module, to);
    else if (how === 'part') this.flows[module]!.graph.edge(value, to, 'part');
  }

  private targets(module: number, specifier: string, at: ReadonlyMap<string, number>): readonly number[] {
    const key = `${module} ${specifier}`;
    let found = this.resolved.get(key);
    if (found === undefined) this.resolved.set(key, (found = this.resolve(this.files[module]!, specifier).flatMap((file) => at.get(file) ?? [])));
    return found;
  }

  /** The functions that a path into another file's exports may mean; what it hands on from further files is looked for there. */
  private callees(module: number, specifier: string, path: string, at: ReadonlyMap<string, number>, depth = 0): readonly CrossEdge[] {
    const last = path.slice(path.lastIndexOf('.') + 1);
    const open = [...this.targets(module, specifier, at)];
    const seen = new Set(open);
    const found: CrossEdge[] = [];
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

  private join(from: number, node: number, to: number, target: number, how?: 'enter' | 'return'): void {
    if (node === 0 || target === 0) return;
    const known = this.cross[from]!.get(node);
    const edge: CrossEdge = { module: to, node: target, ...(how ? { how } : {}) };
    if (known) known.push(edge);
    else this.cross[from]!.set(node, [edge]);
  }

  /** Marks every function that runs while files are loaded: module bodies, what they call, and so on. */
  private runAll(crossCalls: readonly (readonly [CrossEdge, CrossEdge])[]): void {
    const own = this.flows.map((flow) => groups(flow.calls));
    const across = groups(crossCalls.map(([from, to]) => [`${from.module} ${from.node}`, to] as const));
    const open: CrossEdge[] = this.flows.map((_, module) => ({ module, node: 0 }));
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

  private add(module: number, node: number, fact: Fact, from: Origin | undefined): void {
    // Where no sink lies ahead in which it would say something, nobody asks for it.
    if ((this.leads[module]![node]! & this.wantedBy(labelOf(fact))) === 0) return;
    let known = this.facts[module]!.get(node);
    if (known === undefined) this.facts[module]!.set(node, (known = new Map()));
    else if (known.has(fact) || known.has(factOf(labelOf(fact), deep))) return;
    const kept = this.distinct(known, fact);
    if (kept === undefined) return;
    known.set(kept, from);
    this.work.push({ module, node, fact: kept });
  }

  /** A fact that says more than what a node holds; of many fields of one class, that it is in some of them. */
  private distinct(known: ReadonlyMap<Fact, unknown>, fact: Fact): Fact | undefined {
    const label = labelOf(fact);
    const mark = isEntered(fact) ? 1 : 0;
    const key = keyOf(fact);
    if (isHeld(known, label, key, mark) || isHeld(known, label, deep, mark)) return undefined;
    if (key === deep || key === anyKey) return fact;
    if (isHeld(known, label, anyKey, mark)) return undefined;
    let keys = 0;
    for (const one of known.keys()) if (labelOf(one) === label) keys += 1;
    return keys < keysEach ? fact : factOf(label, anyKey, mark);
  }

  private next(origin: Origin): void {
    const { module, node, fact } = origin;
    const flow = this.flows[module]!;
    this.steps.take();
    flow.graph.eachNext(node, fact, (table, label) => {
      const turn = flow.turns[table];
      return turn === undefined || (turn.from !== undefined && !turn.from.includes(label)) ? undefined : turn.to;
    }, (label, key) => this.rules.field(label, key === deep ? '' : flow.graph.keyName(key) ?? ''), (label) => this.rules.inside(label), (to, changed) => { this.add(module, to, changed, origin); });
    for (const to of this.cross[module]!.get(node) ?? []) {
      if (to.how === 'return' && isEntered(fact)) continue;
      const moved = to.module === module ? fact : this.translated(fact, flow.graph, this.flows[to.module]!.graph);
      this.add(to.module, to.node, to.how === 'enter' ? enteredFact(moved) : to.module === module ? moved : sharedFact(moved), origin);
    }
  }

  /** Fields have numbers of each file's own. */
  private translated(fact: Fact, from: Graph, to: Graph): Fact {
    const key = keyOf(fact);
    return key <= anyKey ? fact : factOf(labelOf(fact), to.key(from.keyName(key)), isEntered(fact) ? 1 : 0);
  }

  private found(): readonly FoundFlow[] {
    const out: FoundFlow[] = [];
    this.flows.forEach(({ graph }, module) => {
      for (const sink of graph.sinks) {
        const facts = this.facts[module]!.get(sink.node);
        if (!facts) continue;
        const labels = new Set<Label>();
        let texts: readonly string[] | undefined;
        for (const fact of facts.keys()) {
          const label = labelOf(fact);
          if (labels.has(label) || !this.rules.ends(label).includes(sink.sink)) continue;
          labels.add(label);
          texts ??= nearestTexts(this.flows, this.back, { module, node: sink.node });
          out.push({ file: this.files[module]!, sink, label, texts, ...this.traceOf({ module, node: sink.node, fact }), immediate: this.runs[module]!.has(sink.within) });
        }
      }
    });
    return out;
  }

  private traceOf(end: Origin): Pick<FoundFlow, 'trace' | 'hops'> {
    const places: FlowPlace[] = [];
    let hops = 0;
    for (let at: Origin | undefined = end; at !== undefined;) {
      const start = this.flows[at.module]!.graph.places.get(at.node);
      const last = places.at(-1);
      if (start !== undefined && start >= 0 && (last?.start !== start || last.file !== this.files[at.module])) places.push({ file: this.files[at.module]!, start });
      const known: Map<Fact, Origin | undefined> | undefined = this.facts[at.module]!.get(at.node);
      if (known === undefined) break;
      const before: Origin | undefined = known.get(at.fact);
      // Ways inside one function are as long as somebody writes them.
      if (before !== undefined && (before.module !== at.module || this.flows[at.module]!.graph.owners[before.node] !== this.flows[at.module]!.graph.owners[at.node])) hops += 1;
      at = before;
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

/** A fact without the mark says as much as one with it, and more. */
function isHeld(known: ReadonlyMap<Fact, unknown>, label: Label, key: number, mark: number): boolean {
  return known.has(factOf(label, key)) || (mark === 1 && known.has(factOf(label, key, 1)));
}
