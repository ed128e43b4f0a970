import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import type { Steps } from '../walk.js';
import { StepsSpent } from '../walk.js';
import { target } from './compile-targets.js';
import type { Run, World } from './compile.js';
import { Compiler } from './compile.js';
import type { Cell, Datum } from './machine.js';
import { Closure, Frame, functionScope, List, Machine, Needs, Stop, Table, Thrown } from './machine.js';
import { piecesOf } from './pieces.js';
import { nodeOf, ReferenceIndex, referencesOf } from './references.js';
import { step } from './statements.js';

/** Steps of one question, and how many more each character of the text that it is about may take. */
const stepsOfOne = 200_000;
/** Steps that the statements may take which fill a variable: obfuscators turn an array until a sum of its elements is right. */
const stepsOfPieces = 20_000_000;
/** Interpreted steps are quick: so many of them are one step of the analysis. */
const stepsInOne = 4;
/** Variables outside of it that one question may need, one after another. */
const mostNeeds = 64;
/** After so many failures of one function it is not asked again. */
const mostFailures = 3;
/** A variable that is filled in more places than these is not followed. */
const mostFills = 16;
/** Variables that are learned together. */
const mostTogether = 8;

/** What decoders are written with; and of those that only look into a table, or call another with other numbers, what they have and have not. */
const spells = /fromCharCode|fromCodePoint|charCodeAt|codePointAt|\batob\b|\bBuffer\b|TextDecoder|decodeURI|unescape|\b(?:join|split|reverse|replace)\b/;
const calculates = /[-+^]/;
const acts = /\b(?:this|new|exports|call|apply|prototype|function\s*\*|await|async|document|window|Object|typeof)\b/;
const shortAccessor = 800;

export type Answer = string | number | readonly string[] | undefined;

/**
 * Computes what expressions give that call functions of the same file on constants, without the runtime: a small interpreter of the part of the
 * language that decoders of strings are written in. It knows variables, numbers, strings, arrays, objects and functions of the file, and of the
 * runtime what only computes. Whatever else is met, and any budget that is spent, makes the answer unknown.
 *
 * Each question is answered from the same state: what a run changes outside of itself is undone, or, where a second run changes nothing more
 * and gives the same (a cache, a function that puts another in its place), kept.
 */
export class Interpreter implements World {
  private readonly machine = new Machine();
  private readonly cells = new Map<Binding, Cell>();
  private readonly answers = new Map<Node, Answer>();
  private readonly failures = new Map<Node, number>();
  private readonly stopped = new Set<Node>();
  private readonly spelling = new Map<Node, boolean>();
  private index: ReferenceIndex | undefined;
  private busy = false;

  /**
   * @param steps what it may spend for the whole file.
   * @param text the text of the file.
   */
  constructor(readonly scopes: Scopes, private readonly steps: Steps, readonly text: string | undefined) {}

  cell(binding: Binding, scope: Scope): Cell {
    let cell = this.cells.get(binding);
    if (cell === undefined) {
      let at = scope;
      while (at.bindings.get(binding.name) !== binding && at.parent !== undefined) at = at.parent;
      // What others hand in, an import, or what nothing here fills, is never known.
      const given = binding.open && at.function !== undefined;
      if (given || binding.total > mostFills || !binding.sources.every((one) => one.kind === 'expression' && one.keys.every((key) => key !== undefined))) throw new Stop('given');
      this.cells.set(binding, (cell = { binding, scope: at, value: undefined, state: 'new', looked: false, from: 0, saved: 0 }));
    }
    return cell;
  }

  /** What an expression gives: a string, a number, or an array of strings. Undefined: it is none of these, or not known. */
  answer(node: Node, scope: Scope): Answer {
    if (this.answers.has(node)) return this.answers.get(node);
    if (this.busy || this.scopes.patched || this.steps.remaining === 0) return undefined;
    const part = node.type === 'CallExpression' && node.callee.type === 'MemberExpression' ? unwrap(node.callee.object) : undefined;
    if (part !== undefined && this.stopped.has(part)) {
      this.stopped.add(node);
      return undefined;
    }
    const answer = this.asked(node, scope);
    this.answers.set(node, answer);
    return answer;
  }

  private asked(node: Node, scope: Scope): Answer {
    const about = node.type === 'CallExpression' ? unwrap(node.callee) : node;
    const blamed = node.type === 'CallExpression' && about.type === 'Identifier' ? this.functionBehind(about, scope) : undefined;
    if (blamed !== undefined && ((this.failures.get(blamed) ?? 0) >= mostFailures || !this.maySpell(blamed))) return undefined;
    this.busy = true;
    this.machine.position = startOf(node);
    this.machine.around = functionScope(scope);
    const value = this.guarded(stepsOfOne + 64 * Math.min(65_536, endOf(node) - startOf(node)), () => {
      const compiler = new Compiler(this, scope, undefined, false);
      const run = compiler.expression(node);
      return this.twice(run, compiler);
    });
    this.busy = false;
    if (value === undefined) this.stopped.add(node);
    const answer = value === undefined ? undefined : plain(value.value);
    if (answer === undefined && blamed !== undefined) this.failures.set(blamed, (this.failures.get(blamed) ?? 0) + 1);
    return answer;
  }

  /** The function that a name stands for, also by way of another name. */
  private functionBehind(node: ESTree.Identifier, scope: Scope, aliases = 3): Node | undefined {
    const [source] = resolve(scope, node.name)?.sources ?? [];
    if (source?.kind !== 'expression') return undefined;
    const inner = unwrap(source.node);
    return inner.type === 'Identifier' && aliases > 0 ? this.functionBehind(inner, source.scope, aliases - 1) : inner;
  }

  /** False for a function whose text has nothing of what spells strings: most functions are not worth a look. */
  private maySpell(node: Node): boolean {
    let may = this.spelling.get(node);
    if (may === undefined) {
      const text = this.text?.slice(startOf(node), endOf(node)) ?? '';
      may = this.text === undefined || spells.test(text) || (text.length <= shortAccessor && calculates.test(text) && !acts.test(text));
      this.spelling.set(node, may);
    }
    return may;
  }

  /** Runs what may stop; undefined when it did. Nothing of what it changed stays then. */
  private guarded<T>(most: number, work: () => T): T | undefined {
    const { machine } = this;
    const allowed = Math.min(most, this.steps.remaining * stepsInOne);
    machine.left = allowed;
    machine.depth = 0;
    try {
      return work();
    } catch (error) {
      machine.rollback();
      // A stack that runs out is only one more bound: how deep this is asked is not ours to say.
      if (error instanceof Stop || error instanceof Thrown || error instanceof RangeError || error instanceof StepsSpent || error instanceof Needs) return undefined;
      throw error;
    } finally {
      machine.writable = undefined;
      const spent = Math.ceil((allowed - Math.max(0, machine.left)) / stepsInOne) + 1;
      this.steps.take(Math.min(spent, this.steps.remaining));
    }
  }

  /** Runs code; what it leaves changed is kept only where running it again changes nothing. */
  private twice(run: Run, compiler: Compiler): { readonly value: Datum } {
    const { machine } = this;
    const first = this.needing(run, compiler);
    if (machine.changes.length === 0) return { value: first };
    const count = machine.changes.length;
    const second = this.once(run, compiler);
    if (second !== first || machine.changes.length !== count) throw new Stop('it changes what it is');
    machine.changes.length = 0;
    return { value: first };
  }

  private once(run: Run, compiler: Compiler): Datum {
    this.machine.run += 1;
    this.machine.depth = 0;
    return run(new Frame(compiler.slots.size, undefined, undefined, []), this.machine);
  }

  /** Runs code from its beginning until every variable that it needs is known. */
  private needing(run: Run, compiler: Compiler): Datum {
    for (let needs = 0; ; needs += 1) {
      try {
        return this.once(run, compiler);
      } catch (error) {
        if (!(error instanceof Needs) || needs >= mostNeeds) throw error;
        this.machine.rollback();
        this.learn(error.cell);
      }
    }
  }

  /** Finds out what a variable holds. Its cell is then `ready` or `unknown`. */
  private learn(cell: Cell): void {
    const { machine } = this;
    if (cell.state === 'busy' || cell.state === 'unknown') throw new Stop('variable');
    const { position, around, writable } = machine;
    const again = cell.state === 'ready';
    cell.state = 'busy';
    machine.writable = undefined;
    try {
      if (again || !this.learnPlain(cell)) this.learnWhole(cell);
    } catch (error) {
      if (!(error instanceof Stop) && !(error instanceof Thrown) && !(error instanceof Needs)) throw error;
      machine.rollback();
    } finally {
      if ((cell.state as Cell['state']) === 'busy') cell.state = 'unknown';
      Object.assign(machine, { position, around, writable });
    }
  }

  /** A variable that is filled once, by a function or by what gives a primitive. */
  private learnPlain(cell: Cell): boolean {
    const { binding } = cell;
    const [source] = binding.sources;
    if (binding.total !== 1 || binding.open || source?.kind !== 'expression' || source.keys.length > 0) return false;
    const compiler = new Compiler(this, source.scope, undefined, false);
    const node = unwrap(source.node);
    if (node.type === 'ArrayExpression' || node.type === 'ObjectExpression') return false;
    this.machine.position = Infinity;
    const value = this.twice(isFunction(node) ? compiler.functionOf(node) : compiler.expression(node), compiler).value;
    if (value instanceof Closure) value.home = cell;
    else if (value instanceof List || value instanceof Table) return false;
    cell.value = value;
    cell.state = 'ready';
    return true;
  }

  /** Any other variable: every statement that changes it is run, with those that it needs (see pieces.ts). */
  private learnWhole(cell: Cell): void {
    const { machine } = this;
    const { pieces, together, functions, escaping } = piecesOf(cell, (binding, scope) => this.cell(binding, scope), (binding, root) => referencesOf(binding, root, (this.index ??= new ReferenceIndex(this.scopes, this.steps))), this.scopes, mostTogether);
    const root = nodeOf(cell.scope, this.scopes)!;
    machine.writable = together;
    const left = machine.left;
    machine.left = Math.min(stepsOfPieces, this.steps.remaining * stepsInOne);
    const before = machine.left;
    for (const one of together) Object.assign(one, { value: undefined, state: 'ready', from: 0, looked: true });
    try {
      for (const { cell: holder, node } of functions) {
        const compiler = new Compiler(this, this.scopes.of.get(root)!, undefined, false);
        holder.value = this.once(compiler.functionOf(node), compiler);
        (holder.value as Closure).home = holder;
      }
      for (const piece of pieces) {
        machine.position = startOf(piece.node);
        machine.around = functionScope(cell.scope);
        this.runPiece(piece.node, piece.scope, piece.own, together);
      }
      for (const one of escaping) if (one.value instanceof List || one.value instanceof Table) throw new Stop('it escapes');
      for (const one of together) one.from = pieces.length === 0 ? 0 : endOf(pieces.at(-1)!.node);
    } catch (error) {
      for (const one of together) one.state = 'unknown';
      throw error;
    } finally {
      machine.writable = undefined;
      this.steps.take(Math.min(this.steps.remaining, Math.ceil((before - Math.max(0, machine.left)) / stepsInOne)));
      machine.left = left;
    }
  }

  private runPiece(node: Node, scope: Scope, own: readonly Binding[], together: ReadonlySet<Cell>): void {
    const compiler = new Compiler(this, scope, undefined, false);
    for (const binding of own) compiler.slots.set(binding, compiler.slots.size);
    const run: Run = node.type === 'VariableDeclarator' ? declarator(node, compiler) : statement(node, compiler);
    for (let needs = 0; ; needs += 1) {
      try {
        this.machine.writable = together;
        this.once(run, compiler);
        this.machine.changes.length = 0;
        return;
      } catch (error) {
        if (!(error instanceof Needs) || needs >= mostNeeds) throw error;
        this.machine.rollback();
        this.learn(error.cell);
      }
    }
  }
}

function declarator(node: ESTree.VariableDeclarator, compiler: Compiler): Run {
  const store = target(node.id, compiler);
  const value = compiler.expression(node.init!);
  return (frame, machine) => {
    store(frame, machine, value(frame, machine));
    return undefined;
  };
}

function statement(node: Node, compiler: Compiler): Run {
  if (!/Statement$/.test(node.type)) return compiler.expression(node);
  const run = step(node, compiler, []);
  return (frame, machine) => {
    if (run(frame, machine) !== undefined) throw new Stop('it does not end here');
    return undefined;
  };
}

function plain(value: Datum): Answer {
  if (typeof value === 'string' || typeof value === 'number') return value;
  if (!(value instanceof List) || value.kind !== 'any' || value.items.length > 4_096) return undefined;
  // `every` would pass over places that hold nothing, as those of `Array(9)` do.
  for (const item of value.items) if (typeof item !== 'string') return undefined;
  return value.items as string[];
}
