import { foldFunction, hereDirectory, hereFile, joinPath } from './fold.js';
import { Folding, type Arguments } from './calls-folding.js';
import { Containers } from './containers.js';
import { template } from './evaluate-operators.js';
import type { Evaluator } from './evaluate.js';
import { functionsOf, givesText } from './functions.js';
import { argumentHanded } from './hands.js';
import { isContainer } from './stores.js';
import type { Answer } from './interpret/session.js';
import { worthOf } from './interpret/worth.js';
import { elementsOf } from './link.js';
import { isBuiltin, isKnownFunction, isPassedOn, resultName } from './names.js';
import { OwnReach } from './own-reach.js';
import { keyName } from './patterns.js';
import type { Scope } from './places.js';
import { functionAt } from './scopes.js';
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isFunction, unwrap } from './tree.js';
import type { Value, Values } from './values.js';
import { keysOf, namesOf, textsOf, union, unknown } from './values.js';

/** Answers what a call gives. */
export class Calls {
  readonly own: OwnReach;
  private readonly folding: Folding;
  readonly containers: Containers;

  constructor(private readonly on: Evaluator) {
    this.folding = new Folding(on);
    this.containers = new Containers(on);
    this.own = new OwnReach(on.scopes, on.interest.globals, (binding) => on.read(binding), on.steps);
  }

  private get table(): Evaluator['table'] {
    return this.on.table;
  }

  private arguments(nodes: readonly Node[], scope: Scope): Arguments {
    const spread = nodes.findIndex((node) => node.type === 'SpreadElement');
    const known: (Values | undefined)[] = [];
    return {
      count: nodes.length, spread: spread >= 0,
      at: (position) => {
        const node = nodes[position];
        if (node === undefined || (spread >= 0 && position >= spread)) return unknown;
        return (known[position] ??= this.on.evaluate(node, scope));
      },
    };
  }

  /**
   * What a call gives. A decoder of the file that is called on constants is computed (see interpret/); so is what methods make of constants where
   * folding them one by one does not say it.
   */
  call(node: ESTree.CallExpression, scope: Scope): Values {
    const worth = worthOf(node, scope);
    const computed = worth === 'callee' ? this.answered(this.on.interpreter.answer(node, scope)) : undefined;
    if (computed !== undefined) return computed;
    if (worth === 'list') return this.answered(this.on.interpreter.answer(node, scope)) ?? this.plainCall(node, scope);
    const values = this.plainCall(node, scope);
    if (worth !== 'ends' || values.some((value) => value.kind !== 'any' && value.kind !== 'list' && (value.kind !== 'text' || !value.open))) return values;
    return this.answered(this.on.interpreter.answer(node, scope)) ?? values;
  }

  answered(answer: Answer): Values | undefined {
    return this.folding.folded(answer);
  }

  private plainCall(node: ESTree.CallExpression, scope: Scope): Values {
    const callee = unwrap(node.callee);
    const nodes: readonly Node[] = node.arguments;
    const handed = callee.type === 'MemberExpression' ? undefined : argumentHanded(callee, nodes, scope, this.on.scopes);
    if (handed !== undefined) return this.on.fromSource({ kind: 'expression', node: handed.node, scope, keys: handed.keys });
    if (callee.type !== 'MemberExpression') return this.applied(this.on.evaluate(callee, scope), this.arguments(nodes, scope), scope, callee);
    if (isFunction(unwrap(callee.object))) return this.applied(unknown, this.arguments(nodes, scope), scope, callee);
    const object = this.on.evaluate(callee.object, scope);
    const args = this.arguments(nodes, scope);
    for (const key of callee.computed ? keysOf(this.on.evaluate(callee.property, scope)) : [keyName(callee.property) ?? '']) {
      const over = key === 'bind' && nodes[0] !== undefined ? handingOver(unwrap(callee.object)) : undefined;
      // `Function.call.bind(f)` calls f, whatever has the `call`.
      if (over !== undefined) return union(this.on.evaluate(over, scope).some(({ kind }) => kind === 'name') ? unknown : object, this.on.evaluate(nodes[0]!, scope));
      const special = this.method(object, key, args, nodes, scope);
      if (special !== undefined) return special;
      const methods = this.on.members.methods(object, key);
      if (methods.length > 0) return this.resultsOf(methods, true, args);
      for (const value of object) {
        const taken = this.containers.method(value, key, nodes, scope);
        if (taken !== undefined) return taken;
      }
    }
    if (givesText(callee, scope, this.on.scopes)) return unknown;
    return this.applied(this.on.members.memberIn(object, callee, scope), args, scope, callee);
  }

  /** Calls through `call`, `apply`, `bind` and `then`, and the methods of constant strings. */
  private method(object: Values, key: string, args: Arguments, nodes: readonly Node[], scope: Scope): Values | undefined {
    if (object.some((value) => value.kind === 'name' && value.name !== 'Reflect')) {
      if (key === 'bind') return object;
      if (key === 'call') return this.applied(object, this.arguments(nodes.slice(1), scope), scope);
      if (key === 'apply') return this.applied(object, this.arguments(elementsOf(nodes[1]), scope), scope);
    }
    if (key === 'then' && nodes[0]) return union(object, this.resultsOf(functionsOf(nodes[0], scope, this.on.scopes), false));
    let out: Values | undefined;
    for (const value of object) {
      const folded = this.folding.fold(value, key, args);
      if (folded !== undefined) out = union(out ?? unknown, folded);
    }
    return out;
  }

  /** What a call of any of the values gives. `written` is the callee's expression where it is written out. */
  private applied(callee: Values, args: Arguments, scope: Scope, written?: Node): Values {
    const functions = written === undefined ? undefined : functionsOf(written, scope, this.on.scopes);
    let out = this.resultsOf(functions, written?.type === 'MemberExpression' && !isFunction(unwrap(written.object)), args);
    let known = false;
    for (const value of callee) {
      if (value.kind !== 'name') continue;
      known ||= isKnownFunction(value.name);
      out = union(out, this.named(value.name, args, scope));
    }
    if (known) return out;
    // What a function of this file gives is seen in it, but for copies that it makes of its first argument (`__importStar`).
    const passed = functions === undefined ? args.count : Math.min(1, args.count);
    for (let at = 0; at < passed; at += 1) out = union(out, passedOn(args.at(at)));
    if (written !== undefined && functions === undefined && callee.every((value) => value.kind === 'any')) out = union(out, this.maybeRequire(written, args));
    return out;
  }

  private resultsOf(functions: readonly FunctionNode[] | undefined, asMethod: boolean, args?: Arguments): Values {
    let out: Values = unknown;
    for (const node of functions ?? []) {
      const info = functionAt(this.on.scopes, node);
      if (info === undefined) continue;
      for (const result of this.on.read(info.result)) {
        if (result.kind === 'name' && args !== undefined && this.isOfOthers(node, result, args)) continue;
        if (result.kind !== 'name' || result.name !== 'this') out = union(out, [result]);
        else if (!asMethod) out = union(out, this.table.name('globalThis'));
      }
    }
    return out;
  }

  /** True for a name that comes into a function by its parameters alone, from other calls than this one. */
  private isOfOthers(fn: FunctionNode, value: Extract<Value, { kind: 'name' }>, args: Arguments): boolean {
    let through: number[] | undefined;
    this.own.parameters(fn).forEach((binding, at) => { if (binding !== undefined && this.on.read(binding).includes(value)) (through ??= []).push(at); });
    return through !== undefined && !args.spread && !through.some((at) => args.at(at).includes(value)) && !this.own.has(fn, value);
  }

  /** Unknown code that is called with the name of a dangerous module and nothing else is taken for a `require` that got there unseen. */
  private maybeRequire(callee: Node, args: Arguments): Values {
    if (args.count !== 1) return unknown;
    let out: Values = unknown;
    for (const text of textsOf(args.at(0))) {
      const telling = text === 'child_process' || text === 'worker_threads' || (text.startsWith('node:') && isBuiltin(text));
      if (telling || (callee.type === 'Identifier' && isBuiltin(text))) out = union(out, this.on.module(text));
    }
    return out;
  }

  /** The modules that specifiers mean. */
  loaded(specifiers: Values): Values {
    return this.each(textsOf(specifiers), (text) => this.on.module(text));
  }

  private each<T>(items: readonly T[], values: (item: T) => Values): Values {
    return items.reduce<Values>((out, item) => union(out, values(item)), unknown);
  }

  /** What a call of something of the runtime gives. */
  private named(name: string, args: Arguments, scope: Scope): Values {
    switch (name) {
      case 'require': return this.loaded(args.at(0));
      case 'createRequire': return this.table.name('require');
      case 'eval': return this.evaluated(textsOf(args.at(0)));
      case 'Function': {
        const bodies = textsOf(args.at(args.count - 1)).flatMap((text) => /^\s*return\s+([\w$.]{1,40})\s*;?\s*$/.exec(text)?.[1] ?? []);
        return this.each(namesOf(this.evaluated(bodies)), (one) => this.table.name(`returns:${one}`));
      }
      case 'Reflect.get': return this.on.members.membersOf(args.at(0), args.at(1));
      case 'Reflect.apply': return this.reflected(args, scope);
      case 'Object': case 'Object.freeze': case 'Object.getPrototypeOf': case 'util.promisify': case 'url.identity': return args.at(0);
      case 'Object.values': case 'Object.entries': case 'Object.fromEntries': return this.containers.ofObject(name, args.at(0));
      case 'Object.assign': case 'Object.create': return this.copied(args);
      case 'require.resolve': return this.each(textsOf(args.at(0)), (text) => this.table.text(text.startsWith('.') ? joinPath([hereDirectory, text]) : text));
      case 'path.join': return this.joined(args);
      case 'path.dirname': return this.each(textsOf(args.at(0)), (text) => this.table.text(text === hereFile ? hereDirectory : joinPath([text, '..'])));
      default:
        if (name.startsWith('returns:')) return this.table.name(name.slice(8));
        const gives = resultName(name);
        if (gives !== undefined) return this.table.name(gives);
        return this.folding.folded(foldFunction(name, this.folding.constants(args))) ?? unknown;
    }
  }

  /** `Reflect.apply(f, this, [a])` and `Reflect.construct(f, [a])`: the list is taken where it is written. */
  private reflected(args: Arguments, scope: Scope): Values {
    const list = args.at(args.count - 1).find((value) => value.kind === 'list');
    const inner = list?.kind === 'list' && list.scope === scope ? elementsOf(list.node) : [];
    return this.applied(args.at(0), this.arguments(inner, scope), scope);
  }

  /** Objects that are put together: a member may be one of any of them. */
  private copied(args: Arguments): Values {
    let out: Values = unknown;
    for (let at = 0; at < args.count; at += 1) out = union(out, args.at(at).filter(({ kind }) => kind === 'object' || kind === 'instance'));
    return out;
  }

  /** What a constant that is run as code gives, where it is but a name. */
  private evaluated(texts: readonly string[]): Values {
    return this.each(texts.map((text) => text.trim()), (name) => (name === 'this' ? this.table.name('globalThis') : /^[\w$]{1,40}$/.test(name) ? this.on.global(name) : unknown));
  }

  private joined(args: Arguments): Values {
    const parts: string[] = [];
    for (let at = 0; at < args.count; at += 1) {
      const [text] = textsOf(args.at(at));
      if (text === undefined) return parts.length > 0 ? this.table.text(`${joinPath(parts)}/`, true) : unknown;
      parts.push(text);
    }
    return this.table.text(joinPath(parts));
  }

  construct(node: ESTree.NewExpression, scope: Scope): Values {
    let out: Values = unknown;
    const args = this.arguments(node.arguments, scope);
    if (isContainer(node, scope)) return this.table.map(node, scope);
    for (const value of this.on.evaluate(node.callee, scope)) {
      if (value.kind === 'class') out = union(out, this.table.instance(value.node, value.scope));
      if (value.kind !== 'name') continue;
      const { name } = value;
      if (name === 'node:module') out = union(out, this.table.name('module'));
      else if (name === 'Proxy') out = union(out, args.at(0));
      else if (name === 'URL') out = union(out, this.url(args));
      else if (name === 'Function' || name === 'Buffer' || name === 'String' || resultName(name) !== undefined) out = union(out, this.named(name, args, scope));
    }
    for (const fn of out.length === 0 ? functionsOf(node.callee, scope, this.on.scopes) ?? [] : []) if (this.on.scopes.stores.has(fn)) out = union(out, this.table.instance(fn, scope));
    return out;
  }

  /** `new URL('./x', import.meta.url)`: a file beside this one. */
  private url(args: Arguments): Values {
    const base = textsOf(args.at(1));
    return this.each(textsOf(args.at(0)), (text) => this.table.text(base.includes(hereFile) && !/^[a-z][a-z0-9+.-]*:/i.test(text) ? joinPath([hereDirectory, text]) : text));
  }

  tagged(node: ESTree.TaggedTemplateExpression, scope: Scope): Values {
    const tag = this.on.evaluate(node.tag, scope);
    if (namesOf(tag).includes('String.raw')) return template(this.on, node.quasi, scope, true);
    return this.resultsOf(functionsOf(node.tag, scope, this.on.scopes), node.tag.type === 'MemberExpression');
  }
}

/** What the `call` or `apply` that an expression names is taken from. */
function handingOver(node: Node): Node | undefined {
  const key = node.type === 'MemberExpression' && !node.computed ? keyName(node.property) : undefined;
  return key === 'call' || key === 'apply' ? (node as ESTree.MemberExpression).object : undefined;
}

function passedOn(values: Values): Values {
  return values.some((value) => value.kind === 'name') ? values.filter((value) => value.kind === 'name' && isPassedOn(value.name)) : unknown;
}
