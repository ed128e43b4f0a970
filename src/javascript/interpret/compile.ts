/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, FunctionNode, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';
import { call, construct, invoke, member, setMember } from './access.js';
import { compileBody } from './statements.js';
import type { Cell, Datum, Frame, Machine } from './machine.js';
import { Closure, List, numberOf, stop, Table, textOf, truthy, checked } from './machine.js';
import { globalDatum } from './natives.js';
import { binary, iterated, unary } from './operators.js';
import { Pattern } from './pattern.js';

/** Code that is ready to run: it gives the value of an expression. */
export type Run = (frame: Frame, machine: Machine) => Datum;
export type Store = (frame: Frame, machine: Machine, value: Datum) => void;
export type Body = (frame: Frame, machine: Machine, self: Closure) => Datum;

/** What stands around the code that is compiled. */
export interface World {
  readonly scopes: Scopes;
  /** The text of the file, where functions are turned into theirs. */
  readonly text: string | undefined;
  cell(binding: Binding, scope: Scope): Cell;
}

/** Levels to which an expression may nest: each takes stack when it is compiled and when it is run. */
const deepest = 120;
/** Elements that an array literal may have. */
const mostElements = 65_536;
/** Methods that call what they are given at once, and keep nothing of it. */
const callsAtOnce: ReadonlySet<string> = new Set(['map', 'forEach', 'filter', 'some', 'every', 'find', 'findIndex', 'flatMap', 'reduce', 'reduceRight', 'replace', 'replaceAll', 'sort', 'from']);

/** A function of the file, compiled when it is first called. */
export class Code {
  slots = 0;
  readonly arrow: boolean;
  private known: { readonly body: Body; readonly levels: number } | undefined;
  private why: unknown;

  constructor(readonly node: FunctionNode, private readonly outer: Compiler) {
    this.arrow = node.type === 'ArrowFunctionExpression';
  }

  get text(): string | undefined {
    return this.outer.world.text?.slice(startOf(this.node), endOf(this.node));
  }

  /** @throws Stop when it holds something that is not followed. */
  compiled(): { readonly body: Body; readonly levels: number } {
    if (this.why !== undefined) throw this.why;
    if (this.known !== undefined) return this.known;
    try {
      if (this.node.async || this.node.generator) stop('not a plain function');
      const compiler = new Compiler(this.outer.world, this.outer.scopeOf(this.node), this.outer, this.arrow);
      const body = compileBody(this.node, compiler);
      this.slots = compiler.slots.size;
      return (this.known = { body, levels: compiler.levels + 4 });
    } catch (error) {
      this.why = error;
      throw error;
    }
  }
}

/** Turns expressions of one function into code. Everything that is not followed stops it at once. */
export class Compiler {
  readonly slots = new Map<Binding, number>();
  levels = 0;
  /** Nodes compiled since somebody asked: what a statement costs each time. */
  weight = 0;
  loops = 0;
  usesArguments = false;
  changesParameters = false;
  /** True where a sum that is no number ends as one that throws does: what comes after its first part that is none is left out. */
  skipsNaN = false;
  private depth = 0;

  private readonly first: Scope;

  constructor(readonly world: World, public scope: Scope, readonly outer: Compiler | undefined, private readonly arrow: boolean) {
    this.first = scope;
    this.declare(scope);
  }

  scopeOf(node: Node): Scope {
    return this.world.scopes.of.get(node) ?? this.scope;
  }

  textOf(node: Node): string | undefined {
    return this.world.text?.slice(startOf(node), endOf(node));
  }

  /** Gives every variable of a scope its place. The outermost expression stands in scopes of others: their variables are not its own. */
  declare(scope: Scope): void {
    if (this.outer === undefined && scope === this.scope) return;
    for (const binding of scope.bindings.values()) if (!this.slots.has(binding)) this.slots.set(binding, this.slots.size);
  }

  /** Compiles inside the scope that a node opens. */
  within<T>(node: Node, compile: () => T): T {
    const before = this.scope;
    const opened = this.world.scopes.of.get(node);
    if (opened !== undefined && opened !== before) {
      this.declare(opened);
      this.scope = opened;
    }
    const result = compile();
    this.scope = before;
    return result;
  }

  nested<T>(compile: () => T): T {
    if ((this.depth += 1) > deepest) stop('nesting');
    this.levels = Math.max(this.levels, this.depth);
    const result = compile();
    this.depth -= 1;
    return result;
  }

  expression(node: Node): Run {
    this.weight += 1;
    return this.nested(() => this.compile(node));
  }

  private compile(node: Node): Run {
    switch (node.type) {
      case 'Literal': return this.literal(node);
      case 'Identifier': return this.read(node.name);
      case 'MemberExpression': return this.memberOf(node);
      case 'CallExpression': return this.callOf(node);
      case 'NewExpression': {
        const callee = this.expression(node.callee);
        const args = this.list(node.arguments);
        return (frame, machine) => construct(callee(frame, machine), args(frame, machine), machine);
      }
      case 'BinaryExpression': return this.binaryOf(node);
      case 'LogicalExpression': return this.logical(node);
      case 'UnaryExpression': return this.unaryOf(node);
      case 'UpdateExpression': return this.update(node);
      case 'AssignmentExpression': return this.assignment(node);
      case 'ConditionalExpression': {
        const [test, yes, no] = [this.expression(node.test), this.expression(node.consequent), this.expression(node.alternate)];
        return (frame, machine) => (truthy(test(frame, machine)) ? yes(frame, machine) : no(frame, machine));
      }
      case 'SequenceExpression': {
        const parts = node.expressions.map((one) => this.expression(one));
        const last = parts.pop()!;
        return (frame, machine) => {
          for (const part of parts) part(frame, machine);
          return last(frame, machine);
        };
      }
      case 'ArrayExpression': {
        const items = this.list(node.elements);
        return (frame, machine) => new List(items(frame, machine), machine.run);
      }
      case 'ObjectExpression': return this.object(node);
      case 'TemplateLiteral': return this.template(node);
      case 'TaggedTemplateExpression': return this.tagged(node);
      case 'FunctionExpression': case 'ArrowFunctionExpression': return this.functionOf(node);
      case 'ThisExpression': return this.thisOf();
      default: {
        const inner = unwrap(node);
        return inner === node || node.type === 'ChainExpression' ? stop(node.type) : this.expression(inner);
      }
    }
  }

  private literal(node: ESTree.Literal): Run {
    const { value } = node;
    if (value === null && 'regex' in node) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      return (_, machine) => Pattern.of(pattern, flags, machine);
    }
    if ('regex' in node) {
      const { pattern, flags } = node.regex as { pattern: string; flags: string };
      return (_, machine) => Pattern.of(pattern, flags, machine);
    }
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) return () => value;
    return stop('literal');
  }

  /** The function above in whose frame a variable stands, as a number of steps outwards; or its place outside of all. */
  private place(name: string): { readonly up: number; readonly slot: number } | Cell | undefined {
    const binding = resolve(this.scope, name);
    if (binding === undefined || (binding.sources.length === 1 && binding.total === 1 && binding.sources[0]!.kind === 'global')) return undefined;
    let up = 0;
    for (let at: Compiler | undefined = this as Compiler; at !== undefined; at = at.outer) {
      const slot = at.slots.get(binding);
      if (slot !== undefined) return { up, slot };
      up += 1;
    }
    return this.world.cell(binding, this.scope);
  }

  private read(name: string): Run {
    const place = this.place(name);
    if (place === undefined) {
      if (name === 'arguments') return this.argumentsOf();
      const known = globalDatum(name) ?? stop(`global ${name.slice(0, 40)}`);
      return () => known.value;
    }
    if ('binding' in place) return (_, machine) => machine.read(place);
    const { up, slot } = place;
    if (up === 0) return (frame) => frame.slots[slot];
    if (up === 1) return (frame) => frame.parent!.slots[slot];
    return (frame) => above(frame, up).slots[slot];
  }

  /** Steps outwards to the function whose `this` and `arguments` hold here; arrow functions have none. */
  private plainFunction(): { readonly up: number; readonly compiler: Compiler } {
    let up = 0;
    for (let at: Compiler = this as Compiler; ; at = at.outer!) {
      if (at.outer === undefined) return stop('outermost this');
      if (!at.arrow) return { up, compiler: at };
      up += 1;
    }
  }

  private thisOf(): Run {
    const { up } = this.plainFunction();
    return (frame) => above(frame, up).receiver ?? stop('this');
  }

  private argumentsOf(): Run {
    const { up, compiler } = this.plainFunction();
    compiler.usesArguments = true;
    return (frame, machine) => {
      const at = above(frame, up);
      if (at.args !== undefined) return at.args;
      const table = (at.args = new Table(machine.run));
      table.own.set('length', at.given.length);
      at.given.forEach((value, index) => table.own.set(String(index), value));
      if (compiler.changesParameters) table.aliased = at.given.length;
      return table;
    };
  }

  private key(node: ESTree.MemberExpression): Run {
    if (node.computed) return this.expression(node.property);
    const name = node.property.type === 'Identifier' ? node.property.name : stop('private name');
    return () => name;
  }

  private memberOf(node: ESTree.MemberExpression): Run {
    if ((node as { optional?: boolean }).optional) stop('chain');
    const on = this.expression(node.object);
    const key = this.key(node);
    return (frame, machine) => {
      const object = on(frame, machine);
      const name = key(frame, machine);
      if (typeof name === 'number' && object instanceof List && name in object.items) return object.items[name];
      return member(object, name, machine);
    };
  }

  private callOf(node: ESTree.CallExpression): Run {
    if ((node as { optional?: boolean }).optional) stop('chain');
    const callee = unwrap(node.callee);
    if (callee.type === 'MemberExpression') {
      const on = this.expression(callee.object);
      const key = this.key(callee);
      const name = callee.computed ? keyName(callee.property) ?? '' : keyName(callee.property)!;
      const args = this.list(node.arguments, callsAtOnce.has(name));
      return (frame, machine) => {
        const object = on(frame, machine);
        return invoke(object, key(frame, machine), args(frame, machine), machine);
      };
    }
    const target = isFunction(callee) && callee.type !== 'FunctionDeclaration' ? this.functionOf(callee, true) : this.expression(callee);
    const args = this.list(node.arguments);
    return (frame, machine) => call(target(frame, machine), undefined, args(frame, machine), machine);
  }

  /** Elements and arguments, with spreads. `atOnce`: functions among them are called at once. */
  private list(nodes: readonly (Node | null)[], atOnce = false): (frame: Frame, machine: Machine) => Datum[] {
    if (nodes.length > mostElements) stop('elements');
    if (nodes.some((node) => node === null)) stop('holes');
    const parts = nodes.map((node) => {
      const spread = node!.type === 'SpreadElement';
      const inner = spread ? (node as ESTree.SpreadElement).argument : node!;
      return { spread, run: inner.type === 'FunctionExpression' || inner.type === 'ArrowFunctionExpression' ? this.functionOf(inner, atOnce) : this.expression(inner) };
    });
    const spreads = parts.some((part) => part.spread);
    const runs = parts.map((part) => part.run);
    if (!spreads) return (frame, machine) => {
      machine.take(runs.length >> 2);
      return runs.map((run) => run(frame, machine));
    };
    return (frame, machine) => parts.flatMap(({ spread, run }) => {
      const value = run(frame, machine);
      return spread ? iterated(value, machine) : [value];
    });
  }

  private binaryOf(node: ESTree.BinaryExpression): Run {
    const { operator } = node;
    if (operator === '+') return this.sum(node);
    const a = this.expression(node.left);
    const b = this.expression(node.right);
    if (this.skipsNaN && (operator === '-' || operator === '*' || operator === '/') && isNumeric(node.right)) return (frame, machine) => {
      const left = a(frame, machine);
      return Number.isNaN(left) ? NaN : binary(operator, left, b(frame, machine), machine);
    };
    if (operator === '===') return (frame, machine) => a(frame, machine) === b(frame, machine);
    const quick = onNumbers.get(operator);
    if (quick === undefined) return (frame, machine) => binary(operator, a(frame, machine), b(frame, machine), machine);
    return quick(a, b);
  }

  /** `a + b + c …` leans to the left as far as a file is long. */
  private sum(node: ESTree.BinaryExpression): Run {
    const operands: Node[] = [];
    let left: Node = node;
    while (left.type === 'BinaryExpression' && left.operator === '+') {
      operands.push(left.right);
      left = left.left;
    }
    const nodes = [left, ...operands.reverse()];
    const runs = nodes.map((one) => this.expression(one));
    if (this.skipsNaN && nodes.every(isNumeric)) return (frame, machine) => {
      let total = 0;
      for (let at = 0; at < runs.length && !Number.isNaN(total); at += 1) total += numberOf(runs[at]!(frame, machine), machine);
      return total;
    };
    if (runs.length === 2) return onNumbers.get('+')!(runs[0]!, runs[1]!);
    return (frame, machine) => runs.slice(1).reduce((value, run) => binary('+', value, run(frame, machine), machine), runs[0]!(frame, machine));
  }

  private logical(node: ESTree.LogicalExpression): Run {
    const a = this.expression(node.left);
    const b = this.expression(node.right);
    const { operator } = node;
    return (frame, machine) => {
      const value = a(frame, machine);
      return operator === '&&' ? (truthy(value) ? b(frame, machine) : value) : operator === '||' ? (truthy(value) ? value : b(frame, machine)) : value ?? b(frame, machine);
    };
  }

  private unaryOf(node: ESTree.UnaryExpression): Run {
    const { operator } = node;
    if (operator === 'delete') return stop('delete');
    const value = this.expression(node.argument);
    if (operator === '!') return (frame, machine) => !truthy(value(frame, machine));
    return (frame, machine) => unary(operator, value(frame, machine), machine);
  }

  private template(node: ESTree.TemplateLiteral): Run {
    const texts = node.quasis.map((one) => one.value.cooked ?? stop('template'));
    const runs = node.expressions.map((one) => this.expression(one));
    return (frame, machine) => runs.reduce((text, run, at) => checked(text + textOf(run(frame, machine), machine) + texts[at + 1]!), texts[0]!);
  }

  /** `String.raw`; other tags are not followed. */
  private tagged(node: ESTree.TaggedTemplateExpression): Run {
    const { tag, quasi } = node;
    if (tag.type !== 'MemberExpression' || tag.object.type !== 'Identifier' || tag.object.name !== 'String' || keyName(tag.property) !== 'raw' || resolve(this.scope, 'String') !== undefined) return stop('tag');
    const texts = quasi.quasis.map((one) => one.value.raw);
    const runs = quasi.expressions.map((one) => this.expression(one));
    return (frame, machine) => runs.reduce((text, run, at) => checked(text + textOf(run(frame, machine), machine) + texts[at + 1]!), texts[0]!);
  }

  private object(node: ESTree.ObjectExpression): Run {
    const parts = (node.properties as readonly Node[]).map((property) => {
      if (property.type !== 'Property' || property.kind !== 'init') return stop('property');
      const name = property.computed ? undefined : keyName(property.key) ?? stop('key');
      if (name === '__proto__') stop(name);
      return { key: name === undefined ? this.expression(property.key) : () => name, value: this.expression(property.value) };
    });
    return (frame, machine) => {
      const table = new Table(machine.run);
      for (const { key, value } of parts) {
        const name = textOf(key(frame, machine), machine);
        if (name === '__proto__') stop(name);
        table.own.set(name, value(frame, machine));
      }
      return table;
    };
  }

  functionOf(node: ESTree.FunctionExpression | ESTree.ArrowFunctionExpression | ESTree.FunctionDeclaration, atOnce = false): Run {
    // Each turn of a loop has variables of its own, which a function that is kept would tell apart.
    if (this.loops > 0 && !atOnce) stop('a function in a loop');
    const code = new Code(node, this);
    const arrow = code.arrow && this.outer !== undefined;
    return (frame, machine) => new Closure(code, frame, machine.run, arrow ? frame.receiver : undefined);
  }

  /** Where a pattern, a variable or a member takes a value. */
  target(node: Node): Store {
    this.weight += 1;
    switch (node.type) {
      case 'Identifier': return this.variable(node.name);
      case 'MemberExpression': {
        const on = this.expression(node.object);
        const key = this.key(node);
        return (frame, machine, value) => setMember(on(frame, machine), key(frame, machine), value, machine);
      }
      case 'AssignmentPattern': {
        const store = this.target(node.left);
        const fallback = this.expression(node.right!);
        return (frame, machine, value) => store(frame, machine, value === undefined ? fallback(frame, machine) : value);
      }
      case 'ArrayPattern': return this.arrayPattern(node);
      case 'ObjectPattern': return this.objectPattern(node);
      default: return stop(node.type);
    }
  }

  private variable(name: string): Store {
    const place = this.place(name) ?? stop('global');
    if ('binding' in place) return (_, machine, value) => machine.setCell(place, value);
    const { up, slot } = place;
    let owner: Compiler = this as Compiler;
    for (let step = 0; step < up; step += 1) owner = owner.outer!;
    if (owner.first.bindings.get(name) === resolve(this.scope, name)) owner.changesParameters = true;
    return up === 0 ? (frame, _, value) => { frame.slots[slot] = value; } : (frame, _, value) => { above(frame, up).slots[slot] = value; };
  }

  private arrayPattern(node: ESTree.ArrayPattern): Store {
    const parts = node.elements.map((element) => (element ? { rest: element.type === 'RestElement', store: this.target(element.type === 'RestElement' ? element.argument : element) } : undefined));
    return (frame, machine, value) => {
      const items = iterated(value, machine);
      parts.forEach((part, at) => part?.store(frame, machine, part.rest ? new List(items.slice(at), machine.run) : items[at]));
    };
  }

  private objectPattern(node: ESTree.ObjectPattern): Store {
    const parts = node.properties.map((property) => {
      if (property.type === 'RestElement') return stop('rest');
      const name = property.computed ? undefined : keyName(property.key);
      return { key: name === undefined ? this.expression(property.key) : () => name, store: this.target(property.value) };
    });
    return (frame, machine, value) => { for (const { key, store } of parts) store(frame, machine, member(value, key(frame, machine), machine)); };
  }

  private assignment(node: ESTree.AssignmentExpression): Run {
    const { operator } = node;
    if (operator === '=') {
      const value = this.expression(node.right);
      if (node.left.type === 'MemberExpression') return this.into(node.left, (_, frame, machine) => value(frame, machine));
      const store = this.target(node.left);
      return (frame, machine) => {
        const result = value(frame, machine);
        store(frame, machine, result);
        return result;
      };
    }
    const value = this.expression(node.right);
    const bare = operator.slice(0, -1);
    if (bare === '&&' || bare === '||' || bare === '??') return stop(operator);
    return this.into(node.left, (before, frame, machine) => binary(bare, before(), value(frame, machine), machine));
  }

  /** Puts what `change` makes of the value before into a variable or member, whose object and key are evaluated once and first. */
  private into(node: Node, change: (before: () => Datum, frame: Frame, machine: Machine) => Datum, result?: (before: Datum, after: Datum) => Datum): Run {
    if (node.type === 'Identifier') {
      const read = this.read(node.name);
      const store = this.variable(node.name);
      return (frame, machine) => {
        const before = read(frame, machine);
        const after = change(() => before, frame, machine);
        store(frame, machine, after);
        return result ? result(before, after) : after;
      };
    }
    if (node.type !== 'MemberExpression') return stop(node.type);
    const on = this.expression(node.object);
    const key = this.key(node);
    return (frame, machine) => {
      const object = on(frame, machine);
      const name = key(frame, machine);
      let before: Datum;
      const after = change(() => (before = member(object, name, machine)), frame, machine);
      setMember(object, name, after, machine);
      return result ? result(before, after) : after;
    };
  }

  private update(node: ESTree.UpdateExpression): Run {
    const by = node.operator === '++' ? 1 : -1;
    let machineOf: Machine;
    return this.into(unwrap(node.argument), (before, _, machine) => numberOf(before(), (machineOf = machine)) + by, (before, after) => (node.prefix ? after : numberOf(before, machineOf)));
  }
}

function above(frame: Frame, up: number): Frame {
  let at = frame;
  for (let step = 0; step < up; step += 1) at = at.parent!;
  return at;
}

/** Operators on two numbers, which is what decoders spend their time with. */
const onNumbers: ReadonlyMap<string, (a: Run, b: Run) => Run> = new Map(Object.entries({
  '+': (x: number, y: number) => x + y, '-': (x: number, y: number) => x - y, '*': (x: number, y: number) => x * y, '%': (x: number, y: number) => x % y, '^': (x: number, y: number) => x ^ y,
  '&': (x: number, y: number) => x & y, '|': (x: number, y: number) => x | y, '>>': (x: number, y: number) => x >> y, '<<': (x: number, y: number) => x << y, '<': (x: number, y: number) => x < y, '>': (x: number, y: number) => x > y,
}).map(([operator, of]) => [operator, (a, b) => (frame, machine) => {
  const x = a(frame, machine);
  const y = b(frame, machine);
  return typeof x === 'number' && typeof y === 'number' ? of(x, y) : binary(operator, x, y, machine);
}]));

/** True for an expression that gives a number whenever it gives anything. */
function isNumeric(node: Node): boolean {
  const inner = unwrap(node);
  switch (inner.type) {
    case 'Literal': return typeof inner.value === 'number';
    case 'UnaryExpression': return inner.operator === '-' || inner.operator === '+';
    case 'BinaryExpression': return inner.operator === '+' ? isNumeric(inner.left) && isNumeric(inner.right) : inner.operator === '-' || inner.operator === '*' || inner.operator === '/';
    case 'CallExpression': return inner.callee.type === 'Identifier' && inner.callee.name === 'parseInt';
    default: return false;
  }
}
