/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { Binding, Scope } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, FunctionNode, Node } from '../tree.js';
import { endOf, startOf, unwrap } from '../tree.js';
import { construct } from './access.js';
import { callOf, listOf, memberOf } from './compile-calls.js';
import { literalOf, objectOf, taggedOf, templateOf } from './compile-literals.js';
import { binaryOf, logicalOf, unaryOf } from './compile-operators.js';
import { assignmentOf, updateOf } from './compile-targets.js';
import { readOf, thisOf } from './compile-variables.js';
import { compileBody } from './statements.js';
import type { Cell, Datum, Frame, Machine } from './machine.js';
import { Closure, List, stop, truthy } from './machine.js';

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
  /** The scope of the function itself: of its parameters. */
  readonly first: Scope;

  constructor(readonly world: World, public scope: Scope, readonly outer: Compiler | undefined, readonly arrow: boolean) {
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
      case 'Literal': return literalOf(node);
      case 'Identifier': return readOf(node.name, this);
      case 'MemberExpression': return memberOf(node, this);
      case 'CallExpression': return callOf(node, this);
      case 'NewExpression': {
        const callee = this.expression(node.callee);
        const args = listOf(node.arguments, this);
        return (frame, machine) => construct(callee(frame, machine), args(frame, machine), machine);
      }
      case 'BinaryExpression': return binaryOf(node, this);
      case 'LogicalExpression': return logicalOf(node, this);
      case 'UnaryExpression': return unaryOf(node, this);
      case 'UpdateExpression': return updateOf(node, this);
      case 'AssignmentExpression': return assignmentOf(node, this);
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
        const items = listOf(node.elements, this);
        return (frame, machine) => new List(items(frame, machine), machine.run);
      }
      case 'ObjectExpression': return objectOf(node, this);
      case 'TemplateLiteral': return templateOf(node, this);
      case 'TaggedTemplateExpression': return taggedOf(node, this);
      case 'FunctionExpression': case 'ArrowFunctionExpression': return this.functionOf(node);
      case 'ThisExpression': return thisOf(this);
      default: {
        const inner = unwrap(node);
        return inner === node || node.type === 'ChainExpression' ? stop(node.type) : this.expression(inner);
      }
    }
  }

  functionOf(node: ESTree.FunctionExpression | ESTree.ArrowFunctionExpression | ESTree.FunctionDeclaration, atOnce = false): Run {
    // Each turn of a loop has variables of its own, which a function that is kept would tell apart.
    if (this.loops > 0 && !atOnce) stop('a function in a loop');
    const code = new Code(node, this);
    const arrow = code.arrow && this.outer !== undefined;
    return (frame, machine) => new Closure(code, frame, machine.run, arrow ? frame.receiver : undefined);
  }
}
