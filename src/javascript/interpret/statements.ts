/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */

import type { ESTree, FunctionNode, Node } from '../tree.js';
import { target } from './compile-targets.js';
import type { Body, Compiler, Run, Store } from './compile.js';
import type { Datum, Frame, Machine } from './machine.js';
import { List, stop, Table, Thrown, truthy } from './machine.js';
import { iterated } from './operators.js';

/** How a statement ends. A `break` and a `continue` name the statement that they mean; '' is the nearest one. */
type End = undefined | { readonly kind: 'break' | 'continue'; readonly label: string } | { readonly kind: 'return'; readonly value: Datum };
export type Step = (frame: Frame, machine: Machine) => End;

/** The body of a function: its parameters are filled, its functions declared, and its statements run. */
export function compileBody(node: FunctionNode, on: Compiler): Body {
  const params = node.params.map((param, at): Store => {
    const store = target(param.type === 'RestElement' ? param.argument : param, on);
    return param.type === 'RestElement' ? (frame, machine) => store(frame, machine, new List(frame.given.slice(at), machine.run)) : (frame, machine) => store(frame, machine, frame.given[at]);
  });
  on.changesParameters = false;
  const self = node.type === 'FunctionExpression' && node.id ? selfName(node, on) : undefined;
  const inner = node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement' ? on.expression(node.body) : undefined;
  const body = inner === undefined ? on.within(node.body!, () => functionBlock(node.body as ESTree.BlockStatement, on)) : undefined;
  return (frame, machine, callee) => {
    if (self !== undefined) frame.slots[self] = callee;
    for (const param of params) param(frame, machine, undefined);
    if (inner !== undefined) return inner(frame, machine);
    const end = body!(frame, machine);
    return end?.kind === 'return' ? end.value : undefined;
  };
}

/** The place of a function expression's own name, where no parameter has it. */
function selfName(node: ESTree.FunctionExpression, on: Compiler): number | undefined {
  const binding = on.scope.bindings.get(node.id!.name);
  return binding?.sources.some((source) => source.kind === 'expression' && source.node === node) ? on.slots.get(binding) : undefined;
}

function functionBlock(node: ESTree.BlockStatement, on: Compiler): Step {
  // A `var` that is named like a parameter begins with its value.
  const copies = [...on.scope.bindings.values()].flatMap((binding) => binding.sources.flatMap((source) => {
    if (source.kind !== 'binding') return [];
    const [from, to] = [on.slots.get(source.binding), on.slots.get(binding)];
    return from === undefined || to === undefined ? [] : [{ from, to }];
  }));
  const run = block(node.body, on);
  if (copies.length === 0) return run;
  return (frame, machine) => {
    for (const { from, to } of copies) frame.slots[to] = frame.slots[from];
    return run(frame, machine);
  };
}

/** Statements one after another, with the functions that they declare first. */
export function block(nodes: readonly Node[], on: Compiler): Step {
  const functions = nodes.flatMap((node) => {
    if (node.type !== 'FunctionDeclaration' || !node.id) return [];
    return [{ make: on.functionOf(node), store: target(node.id, on) }];
  });
  const steps = nodes.flatMap((node) => (node.type === 'FunctionDeclaration' || node.type === 'EmptyStatement' ? [] : [step(node, on, [])]));
  if (functions.length === 0 && steps.length === 1) return steps[0]!;
  return (frame, machine) => {
    for (const { make, store } of functions) store(frame, machine, make(frame, machine));
    for (const one of steps) {
      const end = one(frame, machine);
      if (end !== undefined) return end;
    }
    return undefined;
  };
}

/** One statement; it costs as many steps as it has nodes, each time. */
export function step(node: Node, on: Compiler, labels: readonly string[]): Step {
  const before = on.weight;
  on.weight = 1;
  const run = on.nested(() => compile(node, on, labels));
  const cost = on.weight;
  on.weight = before;
  return (frame, machine) => {
    machine.take(cost);
    return run(frame, machine);
  };
}

function compile(node: Node, on: Compiler, labels: readonly string[]): Step {
  switch (node.type) {
    case 'ExpressionStatement': {
      const run = on.expression(node.expression);
      return (frame, machine) => { run(frame, machine); return undefined; };
    }
    case 'VariableDeclaration': return declaration(node, on);
    case 'ReturnStatement': {
      const run = node.argument ? on.expression(node.argument) : (): Datum => undefined;
      return (frame, machine) => ({ kind: 'return', value: run(frame, machine) });
    }
    case 'IfStatement': {
      const test = on.expression(node.test);
      const yes = step(node.consequent, on, []);
      const no = node.alternate ? step(node.alternate, on, []) : undefined;
      return (frame, machine) => (truthy(test(frame, machine)) ? yes(frame, machine) : no?.(frame, machine));
    }
    case 'BlockStatement': return on.within(node, () => block(node.body, on));
    case 'ForStatement': case 'WhileStatement': case 'DoWhileStatement': case 'ForOfStatement': case 'ForInStatement':
      return on.within(node, () => loop(node, on, labels));
    case 'SwitchStatement': return on.within(node, () => choice(node, on, labels));
    case 'BreakStatement': case 'ContinueStatement': {
      const end: End = { kind: node.type === 'BreakStatement' ? 'break' : 'continue', label: node.label?.name ?? '' };
      return () => end;
    }
    case 'LabeledStatement': {
      const all = [...labels, node.label.name];
      const run = step(node.body, on, all);
      return (frame, machine) => {
        const end = run(frame, machine);
        return end?.kind === 'break' && end.label === node.label.name ? undefined : end;
      };
    }
    case 'ThrowStatement': {
      const run = on.expression(node.argument);
      return (frame, machine) => { throw new Thrown(run(frame, machine)); };
    }
    case 'TryStatement': return attempt(node, on);
    case 'EmptyStatement': return () => undefined;
    case 'FunctionDeclaration': return block([node], on);
    default: return stop(node.type);
  }
}

function declaration(node: ESTree.VariableDeclaration, on: Compiler): Step {
  const parts = node.declarations.flatMap(({ id, init }) => {
    if (!init && node.kind === 'var') return [];
    return [{ store: target(id, on), value: init ? on.expression(init) : (): Datum => undefined }];
  });
  return (frame, machine) => {
    for (const { store, value } of parts) store(frame, machine, value(frame, machine));
    return undefined;
  };
}

type Loop = ESTree.ForStatement | ESTree.WhileStatement | ESTree.DoWhileStatement | ESTree.ForOfStatement | ESTree.ForInStatement;

function loop(node: Loop, on: Compiler, labels: readonly string[]): Step {
  const init = node.type === 'ForStatement' && node.init ? (node.init.type === 'VariableDeclaration' ? declaration(node.init, on) : effect(on.expression(node.init))) : undefined;
  const list = node.type === 'ForOfStatement' || node.type === 'ForInStatement' ? on.expression(node.right) : undefined;
  on.loops += 1;
  const test = node.type !== 'ForOfStatement' && node.type !== 'ForInStatement' && node.test ? on.expression(node.test) : undefined;
  const update = node.type === 'ForStatement' && node.update ? on.expression(node.update) : undefined;
  const store = node.type === 'ForOfStatement' || node.type === 'ForInStatement' ? target(node.left.type === 'VariableDeclaration' ? node.left.declarations[0]!.id : node.left, on) : undefined;
  if (node.type === 'ForOfStatement' && node.await) stop('for await');
  const body = step(node.body, on, []);
  on.loops -= 1;
  const cost = on.weight;
  /** True: the loop goes on. False: it is over. Else: so is what is around it. */
  const turn = (frame: Frame, machine: Machine): boolean | End => {
    machine.take(cost);
    const end = body(frame, machine);
    if (end === undefined) return true;
    if (end.kind === 'return' || (end.label !== '' && !labels.includes(end.label))) return end;
    return end.kind === 'continue';
  };
  if (list !== undefined) return (frame, machine) => {
    const value = list(frame, machine);
    for (const item of node.type === 'ForInStatement' ? keysOf(value) : iterated(value, machine)) {
      store!(frame, machine, item);
      const end = turn(frame, machine);
      if (end !== true) return end === false ? undefined : end;
    }
    return undefined;
  };
  const last = node.type === 'DoWhileStatement';
  return (frame, machine) => {
    init?.(frame, machine);
    for (let first = true; ; first = false) {
      if (!(last && first) && test !== undefined && !truthy(test(frame, machine))) return undefined;
      const end = turn(frame, machine);
      if (end !== true) return end === false ? undefined : end;
      update?.(frame, machine);
    }
  };
}

function effect(run: Run): Step {
  return (frame, machine) => { run(frame, machine); return undefined; };
}

function keysOf(value: Datum): readonly string[] {
  if (value instanceof List) return Object.keys(value.items);
  if (value instanceof Table && value.prototype === undefined && ![...value.own.keys()].some((key) => /^\d+$/.test(key))) return [...value.own.keys()];
  return value === null || value === undefined ? [] : stop('for in');
}

function choice(node: ESTree.SwitchStatement, on: Compiler, labels: readonly string[]): Step {
  const value = on.expression(node.discriminant);
  const cases = node.cases.map((one) => ({ test: one.test ? on.expression(one.test) : undefined, run: block(one.consequent, on) }));
  return (frame, machine) => {
    const wanted = value(frame, machine);
    let from = -1;
    for (let at = 0; at < cases.length && from < 0; at += 1) {
      machine.take(1);
      if (cases[at]!.test !== undefined && cases[at]!.test!(frame, machine) === wanted) from = at;
    }
    if (from < 0) from = cases.findIndex((one) => one.test === undefined);
    for (let at = from; at >= 0 && at < cases.length; at += 1) {
      const end = cases[at]!.run(frame, machine);
      if (end?.kind === 'break' && (end.label === '' || labels.includes(end.label))) return undefined;
      if (end !== undefined) return end;
    }
    return undefined;
  };
}

function attempt(node: ESTree.TryStatement, on: Compiler): Step {
  if (node.finalizer) return stop('finally');
  on.skipsNaN = isSearch(node, on);
  const body = step(node.block, on, []);
  on.skipsNaN = false;
  const { handler } = node;
  const caught = handler && on.within(handler, () => ({ store: handler.param ? target(handler.param, on) : undefined, run: step(handler.body, on, []) }));
  if (!caught) return body;
  return (frame, machine) => {
    const { depth } = machine;
    try {
      return body(frame, machine);
    } catch (error) {
      if (!(error instanceof Thrown)) throw error;
      machine.depth = depth;
      caught.store?.(frame, machine, error.value);
      return caught.run(frame, machine);
    }
  };
}


/**
 * The search of an obfuscator for the right turn of its array: `try { sum = …; if (sum === wanted) break; else turn() } catch { turn() }`. Whether
 * the sum is no number or throws, it goes on in the same way.
 */
function isSearch({ block: { body }, handler }: ESTree.TryStatement, on: Compiler): boolean {
  const [first, second, third] = body;
  const [caught, more] = handler?.body.body ?? [];
  if (first?.type !== 'VariableDeclaration' || second?.type !== 'IfStatement' || third !== undefined || caught === undefined || more !== undefined || !second.alternate) return false;
  const otherwise = second.alternate.type === 'BlockStatement' && second.alternate.body.length === 1 ? second.alternate.body[0]! : second.alternate;
  return second.test.type === 'BinaryExpression' && second.test.operator === '===' && on.textOf(otherwise) !== undefined && on.textOf(otherwise) === on.textOf(caught);
}
