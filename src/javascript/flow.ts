import { sourcesBehind } from './behind.js';
import type { Interest } from './evaluate.js';
import { Evaluator } from './evaluate.js';
import { functionsOf } from './functions.js';
import type { Interpreter } from './interpret/session.js';
import { linkCalls } from './link.js';
import { isLeading, isMarker, isSteppingStone } from './names.js';
import type { Binding, Scope, Source, Waits } from './places.js';
import { constantParts, constantSources, newBinding, partName, resultName } from './places.js';
import type { Scopes } from './scopes.js';
import type { Node } from './tree.js';
import type { Value, Values } from './values.js';
import { any, union } from './values.js';
import type { Steps } from './walk.js';

export type { Interest } from './evaluate.js';

/** Places are computed below one another so deep; a chain that is longer goes on in the next sweep. */
const deepestPlace = 120;
const sweeps = 100;

/**
 * Follows values through the variables, parameters, results and properties of one file, whatever the order of execution, to a
 * fixpoint. It answers what an expression may be; it never says that an expression cannot be something.
 * Calls are followed into the functions of the same file that they name; what a call of unknown code gives is taken to be any of its
 * arguments.
 *
 * Each place is computed when it is first asked for, from its sources. One that met a place not yet known to its end (in a ring, or at
 * the end of a long chain) waits for it, and is computed again when that has grown, in sweeps over all that wait.
 */
export class Flow {
  private readonly on: Evaluator;
  private places = 0;
  /** What the place under way has met before it was known to its end. */
  private waits: Waits | undefined;
  /** The number of the computation under way, and how many there were. */
  private under = 0;
  private computations = 0;
  private pending: Binding[] = [];
  /** True when something was deeper or longer than is followed: then something may have been missed. */
  cut = false;

  constructor(private readonly scopes: Scopes, interest: Interest, private readonly steps: Steps, interpreter: Interpreter) {
    this.on = new Evaluator(scopes, interest, steps, (binding) => this.read(binding), () => { this.tooDeep(); }, interpreter);
  }

  /** @throws StepsSpent */
  solve(): void {
    const nothing: Values = [];
    const linked = linkCalls(this.scopes, this.scopes.goal === 'commonjs' ? this.on.table.name('globalThis') : nothing, this.steps);
    this.compute(this.scopes.bindings);
    // Whether what a variable holds is surely one of the strings that are known can only be said when all are known.
    this.on.settled = true;
    this.compute(this.scopes.bindings.filter((binding) => binding.values.some((value) => value.kind === 'text' || value.kind === 'number')));
    this.on.resting = true;
    if (!linked) this.cut = true;
  }

  /** What an expression may be. Empty: nothing is known. @throws StepsSpent */
  evaluate(node: Node, scope: Scope): Values {
    return this.on.evaluate(node, scope);
  }

  /** Where what a member or a call gives was before (see behind.ts). */
  behind(node: Node, scope: Scope): readonly Source[] {
    return sourcesBehind(node, scope, this.on);
  }

  /** True when a call can only run functions of this file. */
  isLocalCall(callee: Node, scope: Scope): boolean {
    return (functionsOf(callee, scope, this.scopes)?.length ?? 0) > 0;
  }

  private compute(first: readonly Binding[]): void {
    this.pending = [];
    for (const binding of first) binding.computed = false;
    for (const binding of first) if (!binding.computed) this.computed(binding);
    let due = true;
    for (let sweep = 0; due; sweep += 1) {
      if (sweep >= sweeps) {
        this.cut = true;
        break;
      }
      due = false;
      // A chain may lead forwards or backwards: every other sweep goes the other way.
      this.pending.reverse();
      for (const binding of this.pending) {
        if (binding.waits === undefined || !hasGrown(binding.waits)) continue;
        due = true;
        this.computed(binding);
      }
    }
    for (const binding of this.pending) binding.waits = undefined;
  }

  private read(binding: Binding): Values {
    if (binding.busy || binding.waits !== undefined) this.meet(binding, binding.values);
    else if (!binding.computed) {
      if (this.places < deepestPlace) return this.computed(binding);
      // It has its own turn, and whoever waits for it is computed again if that adds something.
      this.meet(binding, binding.values);
      if (this.on.resting) this.cut = true;
      this.wait(binding, { on: [binding], held: [undefined] });
    }
    return binding.values;
  }

  private computed(binding: Binding): Values {
    const { waits: outer, under } = this;
    this.waits = undefined;
    this.under = this.computations += 1;
    binding.computed = true;
    binding.busy = true;
    this.places += 1;
    this.steps.take();
    for (const source of binding.sources) this.grow(binding, this.on.fromSource(source));
    this.places -= 1;
    binding.busy = false;
    const met = this.waits;
    this.waits = outer;
    this.under = under;
    if (met === undefined) binding.waits = undefined;
    else {
      this.wait(binding, met);
      this.meet(binding, binding.values);
    }
    return binding.values;
  }

  /** Takes note that the place under way has read one that is not known to its end. The first reading of it counts; a later one, which it may be noted for again, adds nothing. */
  private meet(binding: Binding, held: Values | undefined): void {
    if (this.waits === undefined) this.waits = { on: [], held: [] };
    else if (binding.met === this.under) return;
    binding.met = this.under;
    this.waits.on.push(binding);
    this.waits.held.push(held);
  }

  private wait(binding: Binding, waits: Waits): void {
    if (binding.waits === undefined) this.pending.push(binding);
    binding.waits = waits;
  }

  /** An expression below other places is put off to a sweep, in which its place is computed by itself; there it is too deep indeed. */
  private tooDeep(): void {
    if (this.places <= 1 || this.on.resting) this.cut = true;
    else this.meet(newBinding(''), undefined);
  }

  private grow(binding: Binding, added: Values): void {
    const carried = added.every((value) => isCarried(value, binding)) ? added : added.filter((value) => isCarried(value, binding));
    let values = union(binding.values, carried);
    // Whether it may be something else too can only be said at the end, and matters only where something is known.
    if (this.on.settled && values.length > 0 && (carried.length < added.length || added.length === 0 || binding.open || binding.total > binding.sources.length)) values = union(values, any);
    binding.values = values;
  }
}

function hasGrown({ on, held }: Waits): boolean {
  for (let at = 0; at < on.length; at += 1) if (on[at]!.values !== held[at]) return true;
  return false;
}

/**
 * What a place carries on. Names of what loads or does something go anywhere; what only helps to fold constants stays in variables that
 * are filled once; functions are looked up where one is called; the rest says nothing.
 */
function isCarried(value: Value, { name, total, open }: Binding): boolean {
  switch (value.kind) {
    case 'name':
      if (value.name === 'this') return name === resultName;
      if (isMarker(value.name)) return false;
      return !isSteppingStone(value.name) || isLeading(value.name) || (total === 1 && !open);
    case 'number': case 'list': case 'object': case 'class': case 'instance': case 'map': return total === 1 || (name === partName && total <= constantParts);
    case 'text': case 'texts': return total <= (name === partName ? constantParts : constantSources);
    case 'any': case 'function': case 'plain': return false;
  }
}
