/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { foldFunction, foldMethod, foldNumbers, foldTexts, hereDirectory, hereFile, joinPath } from './fold.js';
import { globalName, isBuiltin, isFollowedInFields, isKnownFunction, isLeading, isMarker, isPassedOn, isSteppingStone, memberName, moduleName } from './names.js';
import type { Binding, CallSite, FunctionInfo, Scope, Scopes, Source, Task } from './scopes.js';
import { keyName, newBinding, patternParts, resolve, resultName } from './scopes.js';
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isFunction, unwrap } from './tree.js';
import type { Value, Values } from './values.js';
import { any, isConstant, keysOf, namesOf, textsOf, union, unknown, ValueTable } from './values.js';
import type { Steps } from './walk.js';

/** What a caller looks for: globals, and packages whose import matters. Both widen what is followed; neither narrows it. */
export interface Interest {
  readonly globals: ReadonlySet<string>;
  readonly packages: ReadonlySet<string>;
}

/** Functions behind one name beyond these are not told apart. */
const functionsKept = 8;
/** Expressions are followed this deep; what lies deeper is reported by `Flow.cut`. */
const deepest = 600;

/**
 * Follows values through the variables, parameters, results and properties of one file, whatever the order of execution, to a
 * fixpoint. It answers what an expression may be; it never says that an expression cannot be something.
 * Calls are followed into the functions of the same file that they name; what a call of unknown code gives is taken to be any of its
 * arguments.
 */
export class Flow {
  private readonly table = new ValueTable();
  private readonly queue: Task[] = [];
  private readonly linked = new Map<CallSite['node'], Set<Node>>();
  private readonly literals = new Map<Node, Map<string | undefined, Binding>>();
  private readonly openKeys = new Map<Node, boolean>();
  private reader: Task | undefined;
  /** What was evaluated in this task, or, after the fixpoint, ever: an expression is computed once however often it is asked for. */
  private readonly memo = new Map<Node, Values>();
  private depth = 0;
  private settled = false;
  private resting = false;
  /** True when an expression was deeper than is followed: then something may have been missed. */
  cut = false;

  constructor(private readonly scopes: Scopes, private readonly interest: Interest, private readonly steps: Steps) {}

  /** @throws StepsSpent */
  solve(): void {
    for (const binding of this.scopes.bindings) for (const source of binding.sources) this.follow(binding, source);
    for (const site of this.scopes.calls) if (this.isWorthLinking(site)) this.enqueue({ run: () => this.link(site), queued: false });
    this.drain();
    // Only now does "nothing known" mean that it is unknown, and not that it has not been looked at.
    this.settled = true;
    // It matters for strings alone: whether what a variable holds is surely one of those that are known.
    for (const binding of this.scopes.bindings) {
      if (binding.values.some((value) => value.kind === 'text' || value.kind === 'number')) for (const source of binding.sources) this.follow(binding, source);
    }
    this.drain();
    this.reader = undefined;
    this.resting = true;
  }

  private drain(): void {
    for (let at = 0; at < this.queue.length; at += 1) {
      const task = this.queue[at]!;
      task.queued = false;
      this.reader = task;
      this.steps.take();
      if (this.memo.size > 0) this.memo.clear();
      task.run();
    }
    this.queue.length = 0;
    this.memo.clear();
  }

  /** What an expression may be. Empty: nothing is known. @throws StepsSpent */
  evaluate(node: Node, scope: Scope): Values {
    if (node.type === 'Identifier' || node.type === 'Literal' || node.type === 'ThisExpression') return this.compute(node, scope);
    const known = this.memo.get(node);
    if (known !== undefined) return known;
    if (this.depth >= deepest) {
      this.cut = true;
      return unknown;
    }
    this.depth += 1;
    this.steps.take();
    const values = this.compute(node, scope);
    this.depth -= 1;
    if (this.resting || this.depth > 1) this.memo.set(node, values);
    return values;
  }

  /** True when a call can only run functions of this file. */
  isLocalCall(callee: Node, scope: Scope): boolean {
    return (this.functionsOf(callee, scope)?.length ?? 0) > 0;
  }

  /** What the arguments of a call may be, as far as they are written one by one. */
  private argument(args: readonly Node[], at: number, scope: Scope): Values {
    for (let before = 0; before <= at && before < args.length; before += 1) if (args[before]!.type === 'SpreadElement') return unknown;
    const node = args[at];
    return node === undefined ? unknown : this.evaluate(node, scope);
  }

  private enqueue(task: Task): void {
    if (task.queued) return;
    task.queued = true;
    this.queue.push(task);
  }

  /** Each source is a task of its own: a name that is stored in a thousand places must not be computed anew for each. */
  private follow(binding: Binding, source: Source): void {
    if (source.kind === 'expression' && source.keys.length === 0 && isSelfEvident(source.node)) {
      this.grow(binding, this.fromSource(source));
      return;
    }
    this.enqueue({ run: () => this.grow(binding, this.fromSource(source)), queued: false });
  }

  private grow(binding: Binding, added: Values): void {
    const carried = added.every((value) => isCarried(value, binding)) ? added : added.filter((value) => isCarried(value, binding));
    let values = union(binding.values, carried);
    if (values.length > 0 && (carried.length < added.length || (this.settled && (binding.open || added.length === 0)))) values = union(values, any);
    if (values === binding.values) return;
    binding.values = values;
    for (const reader of binding.readers ?? []) this.enqueue(reader);
  }

  private read(binding: Binding): Values {
    if (this.reader !== undefined) (binding.readers ??= new Set()).add(this.reader);
    return binding.values;
  }

  private addSource(binding: Binding, source: Source): void {
    binding.sources.push(source);
    if (binding.sources.length <= functionsKept) for (const reader of binding.readers ?? []) this.enqueue(reader);
    this.follow(binding, source);
  }

  /**
   * The functions of this file that an expression names: written in place, or put into the variable or property by that name. Undefined:
   * it may be others too. Functions are not values that flow (they would flow everywhere); they are looked up where one is called.
   */
  private functionsOf(node: Node, scope: Scope): readonly FunctionNode[] | undefined {
    const first = unwrap(node);
    if (isFunction(first)) return [first];
    if (first.type === 'Identifier' || first.type === 'MemberExpression') {
      const place = this.placeOf(first, scope);
      if (place === undefined || place.sources.length > functionsKept) return undefined;
      const [only] = place.sources;
      if (place.sources.length === 1 && only?.kind === 'expression' && only.keys.length === 0 && isFunction(only.node)) {
        this.read(place);
        return [only.node];
      }
    }
    return this.functionsBehind(first, scope);
  }

  private functionsBehind(node: Node, scope: Scope): readonly FunctionNode[] | undefined {
    const found = new Set<FunctionNode>();
    const seen = new Set<Binding>();
    const open: { readonly node: Node; readonly scope: Scope }[] = [{ node, scope }];
    let whole = true;
    for (let looked = 0; open.length > 0; looked += 1) {
      if (looked > 64) return undefined;
      const one = open.pop()!;
      const inner = unwrap(one.node);
      const also = (...nodes: readonly Node[]): void => { for (const next of nodes) open.push({ node: next, scope: one.scope }); };
      if (isFunction(inner)) found.add(inner);
      else if (inner.type === 'ConditionalExpression') also(inner.consequent, inner.alternate);
      else if (inner.type === 'LogicalExpression') also(inner.left, inner.right);
      else if (inner.type === 'SequenceExpression') also(inner.expressions.at(-1)!);
      else if (inner.type === 'AssignmentExpression' && inner.operator === '=') also(inner.right);
      else {
        const binding = this.placeOf(inner, one.scope);
        if (binding === undefined || binding.sources.length > functionsKept) whole = false;
        else if (!seen.has(binding)) {
          seen.add(binding);
          this.read(binding);
          whole &&= !binding.open || binding.sources.length > 0;
          for (const source of binding.sources) if (source.kind === 'expression' && source.keys.length === 0) open.push({ node: source.node, scope: source.scope });
        }
      }
    }
    return whole || found.size > 0 ? [...found] : undefined;
  }

  /** The variable or property that an expression reads, where it reads one by its name. */
  private placeOf(node: Node, scope: Scope): Binding | undefined {
    if (node.type === 'Identifier') return resolve(scope, node.name);
    if (node.type !== 'MemberExpression' || node.computed) return undefined;
    const key = keyName(node.property);
    if (key === 'call' || key === 'apply' || key === 'bind' || key === 'prototype') return this.placeOf(unwrap(node.object), scope);
    return key === undefined ? undefined : this.scopes.fields.get(key);
  }

  private fromSource(source: Source): Values {
    switch (source.kind) {
      case 'binding': return this.read(source.binding);
      case 'global': return this.global(source.name);
      case 'values': return source.values;
      case 'import': {
        const module = this.module(source.specifier);
        return source.imported === undefined ? module : this.members(module, source.imported);
      }
      case 'expression': {
        let values = this.evaluate(source.node, source.scope);
        for (const key of source.keys) values = this.members(values, key);
        return values;
      }
    }
  }

  private global(name: string): Values {
    if (name === '__dirname') return this.table.text(hereDirectory);
    if (name === '__filename') return this.table.text(hereFile);
    const canonical = globalName(name, this.interest.globals);
    return canonical === undefined ? unknown : this.table.name(canonical);
  }

  private module(specifier: string): Values {
    const name = moduleName(specifier, this.interest.packages);
    return name === undefined ? unknown : this.table.name(name);
  }

  private compute(node: Node, scope: Scope): Values {
    switch (node.type) {
      case 'Identifier': {
        const binding = resolve(scope, node.name);
        return binding === undefined ? this.global(node.name) : this.read(binding);
      }
      case 'Literal':
        if (typeof node.value === 'string') return this.table.text(node.value);
        return typeof node.value === 'number' ? this.table.number(node.value) : this.table.plain();
      case 'MemberExpression': return this.member(node, scope);
      case 'CallExpression': return this.call(node, scope);
      case 'NewExpression': return this.construct(node, scope);
      case 'FunctionExpression': case 'ArrowFunctionExpression': case 'FunctionDeclaration': case 'ClassExpression': case 'ClassDeclaration':
        return this.table.code(node);
      case 'ObjectExpression': return this.table.object(node, scope);
      case 'ArrayExpression': return this.table.list(node, scope);
      case 'ThisExpression': return this.receiver(scope);
      case 'ConditionalExpression': return this.either(this.evaluate(node.consequent, scope), this.evaluate(node.alternate, scope));
      case 'LogicalExpression': return this.logical(node, scope);
      case 'SequenceExpression': return this.evaluate(node.expressions.at(-1)!, scope);
      case 'AssignmentExpression': return node.operator.length === 1 || node.operator.length === 3 ? this.evaluate(node.right, scope) : unknown;
      case 'AwaitExpression': return this.evaluate(node.argument, scope);
      case 'YieldExpression': return node.argument ? this.evaluate(node.argument, scope) : unknown;
      case 'BinaryExpression': return this.binary(node, scope);
      case 'UnaryExpression': return this.unary(node, scope);
      case 'TemplateLiteral': return this.template(node, scope);
      case 'TaggedTemplateExpression': return this.tagged(node, scope);
      case 'ImportExpression': return this.loaded(this.evaluate(node.source, scope));
      case 'MetaProperty': return node.meta.name === 'import' ? this.table.name('import.meta') : unknown;
      default: {
        const inner = unwrap(node);
        return inner === node ? unknown : this.evaluate(inner, scope);
      }
    }
  }

  private either(a: Values, b: Values): Values {
    if (!this.settled || (a.length === 0) === (b.length === 0)) return union(a, b);
    return union(union(a, b), any);
  }

  /** `a || b || c …` leans to the left as far as a file is long. */
  private logical(node: ESTree.LogicalExpression, scope: Scope): Values {
    let values = this.evaluate(node.right, scope);
    let left: Node = node;
    // What `a && b` gives of `a` is nothing that can be called.
    while (left.type === 'LogicalExpression' && left.operator !== '&&') {
      left = left.left;
      this.steps.take();
      values = this.either(values, this.evaluate(left.type === 'LogicalExpression' ? left.right : left, scope));
    }
    return values;
  }

  private receiver(scope: Scope): Values {
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      if (at.function === undefined || at.function.node.type === 'ArrowFunctionExpression') continue;
      const values = this.read(at.function.receiver);
      return values.length > 0 ? values : this.table.name('this');
    }
    return this.scopes.goal === 'commonjs' ? this.table.name('globalThis') : unknown;
  }

  private member(node: ESTree.MemberExpression, scope: Scope): Values {
    return this.memberIn(this.evaluate(node.object, scope), node, scope);
  }

  /** The member that `node` reads, of an object that was evaluated before: a chain of calls must not be evaluated twice at each link. */
  private memberIn(object: Values, node: ESTree.MemberExpression, scope: Scope): Values {
    if (!node.computed && keyName(node.property) === 'constructor' && (this.functionsOf(node.object, scope)?.length ?? 0) > 0) return this.table.name('Function');
    if (!node.computed) return this.members(object, keyName(node.property));
    const property = this.evaluate(node.property, scope);
    return keysOf(property).reduce<Values>((values, key) => union(values, this.members(object, key)), isConstant(property) ? unknown : this.members(object, undefined));
  }

  /** What the member `key` of the values may be; `key` undefined: any member. */
  private members(object: Values, key: string | undefined): Values {
    let out: Values = unknown;
    for (const value of object) out = union(out, this.memberOf(value, key));
    const field = key === undefined ? undefined : this.scopes.fields.get(key);
    if (field !== undefined && !object.some((value) => value.kind === 'name' && value.name !== 'this')) {
      out = union(out, this.read(field).filter((value) => value.kind !== 'name' || isFollowedInFields(value.name)));
    }
    if (out.length === 0 && key === 'constructor') return this.table.name('constructor?');
    return out;
  }

  private memberOf(value: Value, key: string | undefined): Values {
    switch (value.kind) {
      case 'name': {
        if (value.name === 'import.meta' && key === 'url') return this.table.text(hereFile);
        if (value.name === 'import.meta' && (key === 'dirname' || key === 'filename')) return this.table.text(key === 'dirname' ? hereDirectory : hereFile);
        const name = memberName(value.name, key, this.interest.globals);
        return name === undefined ? unknown : this.table.name(name);
      }
      case 'function': return key === 'constructor' ? this.table.name('Function') : key === 'prototype' || key === '__proto__' ? [value] : unknown;
      case 'texts':
        return key === undefined || !/^\d+$/.test(key) ? this.plainMember(key) : value.texts[Number(key)] === undefined ? unknown : this.table.text(value.texts[Number(key)]!);
      case 'text': {
        if (!value.open && key !== undefined && /^\d+$/.test(key) && Number(key) < value.text.length) return this.table.text(value.text[Number(key)]!);
        return this.plainMember(key);
      }
      case 'list': return this.elementOf(value, key);
      case 'object': return key !== undefined && !this.hasOpenKeys(value.node) ? unknown : this.read(this.partOf(value, key));
      case 'number': case 'plain': return this.plainMember(key);
      case 'any': return unknown;
    }
  }

  /** Members of a literal: its methods are functions, and its constructor's constructor is `Function`. */
  private plainMember(key: string | undefined): Values {
    if (key === undefined) return this.table.name('literal[…]');
    return this.table.name(key === 'constructor' ? 'constructor?' : 'function?');
  }

  private elementOf(value: Extract<Value, { kind: 'list' }>, key: string | undefined): Values {
    const { elements } = value.node;
    if (key !== undefined && !/^\d+$/.test(key)) return this.plainMember(key);
    if (elements.length === 0) return this.plainMember(undefined);
    return this.read(this.partOf(value, key));
  }

  /** True for an object literal with keys that are computed or spread in. */
  private hasOpenKeys(node: ESTree.ObjectExpression): boolean {
    let known = this.openKeys.get(node);
    if (known === undefined) this.openKeys.set(node, (known = (node.properties as readonly Node[]).some((property) => property.type !== 'Property' || property.computed)));
    return known;
  }

  /**
   * An element or property of a literal (of any, where `key` is undefined), as a place of its own that is filled once. Literals may hold
   * themselves (`list = [list[0]]`), so they are never entered in passing. An object's own properties are found by their names
   * (see `Scopes.fields`); here, only what is spread in it.
   */
  private partOf(value: Extract<Value, { kind: 'list' | 'object' }>, key: string | undefined): Binding {
    let parts = this.literals.get(value.node);
    if (parts === undefined) this.literals.set(value.node, (parts = new Map()));
    let binding = parts.get(key);
    if (binding === undefined) {
      parts.set(key, (binding = newBinding(partName)));
      const sources = value.kind === 'list' ? elementSources(value.node.elements, value.scope, key) : propertySources(value.node.properties, value.scope, key);
      this.steps.take(sources.length);
      for (const source of sources) {
        if (this.resting) this.grow(binding, this.fromSource(source));
        else this.addSource(binding, source);
      }
    }
    return binding;
  }

  private call(node: ESTree.CallExpression, scope: Scope): Values {
    const callee = unwrap(node.callee);
    const args: readonly Node[] = node.arguments;
    if (callee.type !== 'MemberExpression') return this.applied(this.evaluate(callee, scope), args, scope, callee);
    if (isFunction(unwrap(callee.object))) return this.applied(unknown, args, scope, callee);
    const object = this.evaluate(callee.object, scope);
    for (const key of callee.computed ? keysOf(this.evaluate(callee.property, scope)) : [keyName(callee.property) ?? '']) {
      const special = this.method(object, key, args, scope);
      if (special !== undefined) return special;
    }
    return this.applied(this.memberIn(object, callee, scope), args, scope, callee);
  }

  /** Calls through `call`, `apply`, `bind` and `then`, and the methods of constant strings. */
  private method(object: Values, key: string, args: readonly Node[], scope: Scope): Values | undefined {
    const callable = object.some((value) => value.kind === 'name' && value.name !== 'Reflect');
    if (callable && key === 'bind') return object;
    if (callable && key === 'call') return this.applied(object, args.slice(1), scope);
    if (callable && key === 'apply') return this.applied(object, this.spread(args[1], scope), scope);
    if (key === 'then' && args[0]) {
      return union(object, this.resultsOf(this.functionsOf(args[0], scope), false));
    }
    let out: Values | undefined;
    for (const value of object) {
      if (value.kind === 'list' && (key === 'join' || key === 'reverse' || key === 'map')) {
        const texts = this.constantTexts(value);
        if (texts !== undefined) out = this.folded(foldTexts(texts, key, this.constants(args, scope)), out);
      } else if (value.kind === 'text' && !value.open) {
        this.steps.take(1 + (value.text.length >> 6));
        out = this.folded(foldMethod(value.text, key, this.constants(args, scope)), out);
      } else if (value.kind === 'texts') {
        this.steps.take(1 + (value.texts.length >> 3));
        out = this.folded(foldTexts(value.texts, key, this.constants(args, scope)), out);
      } else if (value.kind === 'number' && key === 'toString') out = union(out ?? unknown, this.table.text(value.number.toString(radix(this.constants(args, scope)[0]))));
    }
    return out;
  }

  private folded(result: string | number | readonly string[] | undefined, before: Values | undefined): Values | undefined {
    if (result === undefined) return before;
    const values = typeof result === 'string' ? this.table.text(result) : typeof result === 'number' ? this.table.number(result) : this.table.texts(result);
    return union(before ?? unknown, values);
  }

  /** The elements of an array of constants. */
  private constantTexts(value: Extract<Value, { kind: 'list' }>): string[] | undefined {
    const texts: string[] = [];
    for (const element of value.node.elements) {
      const [only] = element ? keysOf(isConstantNode(element) ? this.evaluate(element, value.scope) : this.read(this.partOf(value, String(texts.length)))) : [''];
      if (only === undefined) return undefined;
      texts.push(only);
    }
    return texts;
  }

  private constants(args: readonly Node[], scope: Scope): (string | number | undefined)[] {
    return args.map((_, at) => {
      const [first] = this.argument(args, at, scope).filter((value) => (value.kind === 'text' && !value.open) || value.kind === 'number');
      return first?.kind === 'text' ? first.text : first?.kind === 'number' ? first.number : undefined;
    });
  }

  /** The elements of an array literal as the arguments that `apply` makes of them. */
  private spread(node: Node | undefined, scope: Scope): readonly Node[] {
    if (node === undefined) return [];
    const list = this.evaluate(node, scope).find((value) => value.kind === 'list' && value.scope === scope);
    return list?.kind === 'list' ? (list.node.elements.filter((element) => element !== null) as Node[]) : [];
  }

  /** What a call of any of the values gives. `callee` is its expression where it is written out. */
  private applied(callee: Values, args: readonly Node[], scope: Scope, written?: Node): Values {
    const functions = written === undefined ? undefined : this.functionsOf(written, scope);
    let out = this.resultsOf(functions, written?.type === 'MemberExpression' && !isFunction(unwrap(written.object)));
    let known = false;
    for (const value of callee) {
      if (value.kind !== 'name') continue;
      known ||= isKnownFunction(value.name);
      out = union(out, this.named(value.name, args, scope));
    }
    if (known) return out;
    // What a function of this file gives is seen in it, but for copies that it makes of its first argument (`__importStar`).
    const passed = functions === undefined ? args.length : 1;
    for (let at = 0; at < passed && at < args.length; at += 1) out = union(out, this.argument(args, at, scope).filter((value) => value.kind === 'name' && isPassedOn(value.name)));
    if (written !== undefined && functions === undefined && callee.every((value) => value.kind === 'any')) out = union(out, this.maybeRequire(written, args, scope));
    return out;
  }

  private resultsOf(functions: readonly FunctionNode[] | undefined, asMethod: boolean): Values {
    let out: Values = unknown;
    for (const node of functions ?? []) {
      const info = this.scopes.functions.get(node);
      if (info === undefined) continue;
      for (const result of this.read(info.result)) {
        if (result.kind !== 'name' || result.name !== 'this') out = union(out, [result]);
        else if (!asMethod) out = union(out, this.table.name('globalThis'));
      }
    }
    return out;
  }

  /** Unknown code that is called with the name of a dangerous module and nothing else is taken for a `require` that got there unseen. */
  private maybeRequire(callee: Node, args: readonly Node[], scope: Scope): Values {
    if (args.length !== 1) return unknown;
    let out: Values = unknown;
    for (const text of textsOf(this.argument(args, 0, scope))) {
      const telling = text === 'child_process' || text === 'worker_threads' || (text.startsWith('node:') && isBuiltin(text));
      if (telling || (callee.type === 'Identifier' && isBuiltin(text))) out = union(out, this.module(text));
    }
    return out;
  }

  private loaded(specifiers: Values): Values {
    return textsOf(specifiers).reduce<Values>((values, text) => union(values, this.module(text)), unknown);
  }

  /** What a call of something of the runtime gives. */
  private named(name: string, args: readonly Node[], scope: Scope): Values {
    switch (name) {
      case 'require': return this.loaded(this.argument(args, 0, scope));
      case 'createRequire': return this.table.name('require');
      case 'eval': return this.evaluated(textsOf(this.argument(args, 0, scope)));
      case 'Function': {
        const bodies = textsOf(this.argument(args, args.length - 1, scope)).flatMap((text) => /^\s*return\s+([\w$.]{1,40})\s*;?\s*$/.exec(text)?.[1] ?? []);
        return namesOf(this.evaluated(bodies)).reduce<Values>((values, one) => union(values, this.table.name(`returns:${one}`)), unknown);
      }
      case 'Reflect.get': {
        const property = this.argument(args, 1, scope);
        const object = this.argument(args, 0, scope);
        return keysOf(property).reduce<Values>((values, key) => union(values, this.members(object, key)), isConstant(property) ? unknown : this.members(object, undefined));
      }
      case 'Reflect.apply': return this.applied(this.argument(args, 0, scope), this.spread(args.at(-1), scope), scope);
      case 'Object': case 'Object.getPrototypeOf': case 'util.promisify': case 'url.identity': return this.argument(args, 0, scope);
      case 'require.resolve': {
        const [text] = textsOf(this.argument(args, 0, scope));
        return text === undefined ? unknown : this.table.text(text.startsWith('.') ? joinPath([hereDirectory, text]) : text);
      }
      case 'path.join': return this.joined(args, scope);
      case 'path.dirname': return textsOf(this.argument(args, 0, scope)).reduce<Values>((values, text) => union(values, this.table.text(text === hereFile ? hereDirectory : joinPath([text, '..']))), unknown);
      default: {
        if (name.startsWith('returns:')) return this.table.name(name.slice(8));
        return this.folded(foldFunction(name, this.constants(args, scope)), undefined) ?? unknown;
      }
    }
  }

  /** What a constant that is run as code gives, where it is but a name. */
  private evaluated(texts: readonly string[]): Values {
    return texts.reduce<Values>((values, text) => {
      const name = text.trim();
      return union(values, name === 'this' ? this.table.name('globalThis') : /^[\w$]{1,40}$/.test(name) ? this.global(name) : unknown);
    }, unknown);
  }

  private joined(args: readonly Node[], scope: Scope): Values {
    const parts: string[] = [];
    for (let at = 0; at < args.length; at += 1) {
      const [text] = textsOf(this.argument(args, at, scope));
      if (text === undefined) return parts.length > 0 ? this.table.text(`${joinPath(parts)}/`, true) : unknown;
      parts.push(text);
    }
    return this.table.text(joinPath(parts));
  }

  private construct(node: ESTree.NewExpression, scope: Scope): Values {
    let out: Values = unknown;
    for (const value of this.evaluate(node.callee, scope)) {
      if (value.kind !== 'name') continue;
      if (value.name === 'node:module') out = union(out, this.table.name('module'));
      else if (value.name === 'Proxy') out = union(out, this.argument(node.arguments, 0, scope));
      else if (value.name === 'URL') out = union(out, this.url(node, scope));
      else if (value.name === 'Function' || value.name === 'Buffer' || value.name === 'String') out = union(out, this.named(value.name, node.arguments, scope));
    }
    return out;
  }

  /** `new URL('./x', import.meta.url)`: a file beside this one. */
  private url(node: ESTree.NewExpression, scope: Scope): Values {
    const base = textsOf(this.argument(node.arguments, 1, scope));
    return textsOf(this.argument(node.arguments, 0, scope)).reduce<Values>(
      (values, text) => union(values, this.table.text(base.includes(hereFile) && !/^[a-z][a-z0-9+.-]*:/i.test(text) ? joinPath([hereDirectory, text]) : text)), unknown);
  }

  /** `a + b + c …` leans to the left as far as a file is long: its operands are gathered in a loop. */
  private binary(node: ESTree.BinaryExpression, scope: Scope): Values {
    if (node.operator !== '+') return this.arithmetic(node, scope);
    const operands: Node[] = [];
    let left: Node = node;
    while (left.type === 'BinaryExpression' && left.operator === '+') {
      operands.push(left.right);
      left = left.left;
      this.steps.take();
    }
    return operands.reduceRight<Values>((values, operand) => this.plus(values, this.evaluate(operand, scope)), this.evaluate(left, scope));
  }

  private plus(left: Values, right: Values): Values {
    let out: Values = unknown;
    for (const a of left) {
      if (a.kind === 'number' && right.length > 0) for (const b of right) if (b.kind === 'number') out = union(out, this.table.number(a.number + b.number));
      if (a.kind === 'any' || (a.kind === 'text' && a.open)) out = union(out, [a]);
      else if (a.kind === 'text' || a.kind === 'number') {
        const tails = right.filter((b) => b.kind === 'text' || (b.kind === 'number' && a.kind === 'text'));
        if (tails.length < right.length && this.settled) out = union(out, any);
        if (tails.length === 0 && a.kind === 'text' && a.text !== '') out = union(out, this.table.text(a.text, true));
        for (const b of tails) {
          const text = `${a.kind === 'text' ? a.text : a.number}${b.kind === 'text' ? b.text : b.kind === 'number' ? b.number : ''}`;
          this.steps.take(1 + (text.length >> 8));
          out = union(out, this.table.text(text, b.kind === 'text' && b.open));
        }
      }
    }
    return out;
  }

  private arithmetic(node: ESTree.BinaryExpression, scope: Scope): Values {
    const [a] = this.evaluate(node.left, scope);
    if (a?.kind !== 'number') return unknown;
    const [b] = this.evaluate(node.right, scope);
    const result = b?.kind === 'number' ? foldNumbers(node.operator, a.number, b.number) : undefined;
    return result === undefined ? unknown : this.table.number(result);
  }

  private unary(node: ESTree.UnaryExpression, scope: Scope): Values {
    if (node.operator === '!') return this.table.plain();
    if (node.operator !== '-' && node.operator !== '+' && node.operator !== '~') return unknown;
    const [value] = this.evaluate(node.argument, scope);
    if (value?.kind !== 'number') return unknown;
    return this.table.number(node.operator === '-' ? -value.number : node.operator === '~' ? ~value.number : value.number);
  }

  private template(node: ESTree.TemplateLiteral, scope: Scope): Values {
    let values = this.table.text(node.quasis[0]?.value.cooked ?? '');
    for (let at = 0; at < node.expressions.length; at += 1) {
      values = this.plus(values, this.evaluate(node.expressions[at]!, scope));
      values = this.plus(values, this.table.text(node.quasis[at + 1]?.value.cooked ?? ''));
      if (values.length === 0) return unknown;
    }
    return values;
  }

  private tagged(node: ESTree.TaggedTemplateExpression, scope: Scope): Values {
    const tag = this.evaluate(node.tag, scope);
    if (namesOf(tag).includes('String.raw') && node.quasi.expressions.length === 0) return this.table.text(node.quasi.quasis[0]?.value.raw ?? '');
    return this.resultsOf(this.functionsOf(node.tag, scope), node.tag.type === 'MemberExpression');
  }

  private isWorthLinking(site: CallSite): boolean {
    if (site.node.type === 'TaggedTemplateExpression') return false;
    const callee = unwrap(site.node.callee);
    if (callee.type === 'Identifier') return site.node.arguments.length > 0 && resolve(site.scope, callee.name) !== undefined;
    if (callee.type !== 'MemberExpression') return true;
    if (callee.computed) return site.node.arguments.length > 0;
    const key = keyName(callee.property) ?? '';
    return key === 'call' || key === 'apply' || (site.node.arguments.length > 0 && (key === 'then' || eachElement.has(key) || this.scopes.fields.has(key)));
  }

  /** Binds the arguments of a call to the parameters of every function of this file that it may call. */
  private link(site: CallSite): void {
    if (site.node.type === 'TaggedTemplateExpression') return;
    const callee = unwrap(site.node.callee);
    let args: readonly Node[] = site.node.arguments;
    let target = callee;
    let receiver: Node | 'global' | undefined = callee.type === 'FunctionExpression' && site.node.type === 'CallExpression' ? 'global' : undefined;
    if (callee.type === 'MemberExpression') {
      const key = callee.computed ? undefined : keyName(callee.property);
      if (key === 'call' || key === 'apply') {
        target = unwrap(callee.object);
        receiver = target.type === 'FunctionExpression' ? args[0] ?? 'global' : undefined;
        args = key === 'call' ? args.slice(1) : this.spread(args[1], site.scope);
      } else this.linkCallback(key, callee, args, site);
    }
    this.bindAll(site, this.functionsOf(target, site.scope) ?? [], args, receiver);
  }

  private bindAll(site: CallSite, functions: readonly FunctionNode[], args: readonly Node[], receiver: Node | 'global' | undefined): void {
    let done = this.linked.get(site.node);
    for (const node of functions) {
      const info = this.scopes.functions.get(node);
      if (info === undefined || done?.has(info.node)) continue;
      if (done === undefined) this.linked.set(site.node, (done = new Set()));
      done.add(info.node);
      this.bindReceiver(info, receiver, site.scope);
      for (let at = 0; at < info.node.params.length && at < args.length; at += 1) {
        // What a rest parameter holds is written as the array literal that it stands for.
        const rest = info.node.params[at]!.type === 'RestElement';
        const argument: Node = rest ? { type: 'ArrayExpression', elements: args.slice(at) as ESTree.Expression[] } : args[at]!;
        if (argument.type === 'SpreadElement') break;
        this.bindParameter(info, at, { kind: 'expression', node: argument, scope: site.scope, keys: [] });
      }
    }
  }

  private bindReceiver(info: FunctionInfo, receiver: Node | 'global' | undefined, scope: Scope): void {
    if (receiver === 'global') {
      if (this.scopes.goal === 'commonjs') this.addSource(info.receiver, { kind: 'values', values: this.table.name('globalThis') });
    } else if (receiver !== undefined) this.addSource(info.receiver, { kind: 'expression', node: receiver, scope, keys: [] });
  }

  private bindParameter(info: FunctionInfo, at: number, source: Extract<Source, { kind: 'expression' }>): void {
    for (const { binding, keys } of parametersAt(info, at)) this.addSource(binding, { ...source, keys: [...source.keys, ...keys] });
  }

  /** `list.forEach(f)` and `promise.then(f)`: the element, or what the promise holds, is the first argument of `f`. */
  private linkCallback(key: string | undefined, callee: ESTree.MemberExpression, args: readonly Node[], site: CallSite): void {
    if (key === undefined || args[0] === undefined || !(key === 'then' || eachElement.has(key))) return;
    const keys = key === 'then' ? [] : [undefined];
    for (const node of this.functionsOf(args[0], site.scope) ?? []) {
      const info = this.scopes.functions.get(node);
      const done = this.linked.get(args[0] as CallSite['node']);
      if (info === undefined || done?.has(info.node)) continue;
      this.linked.set(args[0] as CallSite['node'], (done ?? new Set<Node>()).add(info.node));
      this.bindParameter(info, key === 'reduce' ? 1 : 0, { kind: 'expression', node: callee.object, scope: site.scope, keys });
    }
  }
}

const eachElement: ReadonlySet<string> = new Set(['forEach', 'map', 'filter', 'some', 'every', 'find', 'findIndex', 'flatMap', 'reduce']);

function elementSources(elements: readonly (Node | null)[], scope: Scope, key: string | undefined): Source[] {
  const at = key === undefined ? -1 : Number(key);
  const one = elements[at];
  if (one && !elements.slice(0, at + 1).some((element) => element?.type === 'SpreadElement')) return [{ kind: 'expression', node: one, scope, keys: [] }];
  return elements.flatMap((element): Source[] => {
    if (!element) return [];
    return [element.type === 'SpreadElement' ? { kind: 'expression', node: element.argument, scope, keys: [undefined] } : { kind: 'expression', node: element, scope, keys: [] }];
  });
}

function propertySources(properties: readonly Node[], scope: Scope, key: string | undefined): Source[] {
  return properties.flatMap((property): Source[] => {
    if (property.type === 'SpreadElement') return [{ kind: 'expression', node: property.argument, scope, keys: [key] }];
    return property.type === 'Property' && (key === undefined || property.computed) ? [{ kind: 'expression', node: property.value, scope, keys: [] }] : [];
  });
}

function isConstantNode(node: Node): boolean {
  return node.type === 'Literal';
}

/** A place that is filled from more than so many sources carries no constants: its values would be everywhere and tell nothing. */
const constantSources = 4;
const constantParts = 64;

/**
 * What a place carries on. Names of what loads or does something go anywhere; what only helps to fold constants stays in variables that
 * are filled once; functions are looked up where one is called; the rest says nothing.
 */
function isCarried(value: Value, { name, sources, open }: Binding): boolean {
  switch (value.kind) {
    case 'name':
      if (value.name === 'this') return name === resultName;
      if (isMarker(value.name)) return false;
      return !isSteppingStone(value.name) || isLeading(value.name) || (sources.length === 1 && !open);
    case 'any': return true;
    case 'number': return sources.length === 1;
    case 'text': case 'texts': case 'list': case 'object': return sources.length <= (name === partName ? constantParts : constantSources);
    case 'function': case 'plain': return false;
  }
}

/** Places that are no variables have names that no variable can have. */
const partName = 'part of';

/** Expressions whose value depends on no variable. */
function isSelfEvident(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration'
    || node.type === 'ClassDeclaration' || node.type === 'ClassExpression' || node.type === 'ObjectExpression' || node.type === 'ArrayExpression';
}

function radix(value: string | number | undefined): number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 2 && value <= 36 ? value : 10;
}

/** The variables of a function's parameter, and for each the keys that lead into the argument. */
function parametersAt(info: FunctionInfo, at: number): { readonly binding: Binding; readonly keys: readonly (string | undefined)[] }[] {
  const parameter = info.node.params[at];
  if (parameter === undefined) return [];
  return patternParts(parameter).flatMap(({ target, keys }) => {
    const binding = target.type === 'Identifier' ? info.scope.bindings.get(target.name) : undefined;
    return binding === undefined ? [] : [{ binding, keys }];
  });
}
