/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isFunction, unwrap } from './tree.js';
import type { Goal } from './parse.js';
import { isDecoded } from './interpret/worth.js';
import { NodeMap } from './node-map.js';
import { keyName, patternParts } from './patterns.js';
import type { Binding, CallSite, FunctionInfo, Scope, Source } from './places.js';
import { addSource, newBinding, resolve, resultName } from './places.js';
import type { Steps } from './walk.js';
import { orderOf, walk } from './walk.js';

/** The scopes of one tree, and every place where a value moves into a variable. */
export interface Scopes {
  readonly goal: Goal;
  readonly top: Scope;
  /** How many nodes the tree has. */
  readonly nodes: number;
  readonly of: NodeMap<Scope>;
  readonly functions: readonly FunctionInfo[];
  readonly calls: readonly CallSite[];
  readonly bindings: readonly Binding[];
  /** By property name: everything that is stored under that name anywhere in the file. */
  readonly fields: ReadonlyMap<string, Binding>;
  /** What functions put into a property `default` of what they give, as they were handed it; and the functions, with the variable that it was handed in. */
  readonly handed: Binding;
  readonly handing: ReadonlyMap<Node, Binding>;
  /** True when the file puts something of its own in the place of what strings, arrays and the like do. */
  readonly patched: boolean;
  /** The properties of the language's objects that it changes; `anyPatch` where it is not known which. */
  readonly patches: ReadonlySet<string>;
}

/** Node's CommonJS wrapper declares these; a `var` of the same name at the top of the file does not clear them. */
const wrapperNames = new Set(['require', 'module', 'exports', '__filename', '__dirname']);

/** Operators that leave their right side in the target as it is. */
const copying: ReadonlySet<string> = new Set(['=', '||=', '&&=', '??=']);

/**
 * Finds the variables of a tree by the rules of ECMAScript §8 and §14, and the sources of each. Where the rules depend on strictness
 * or on the host, the reading that shadows less is taken: a name then stays the global one, which can only add to what is seen.
 * @throws StepsSpent
 */
export function findScopes(program: ESTree.Program, goal: Goal, steps: Steps): Scopes {
  return new ScopeBuilder(program, goal).build(steps);
}

/** A function of the tree; undefined for any other node. */
export function functionAt({ of }: Pick<Scopes, 'of'>, node: Node): FunctionInfo | undefined {
  return of.get(node)?.function;
}

/** Stands for a property of which the name is not known. */
export const anyPatch = '\0any';

/** The variables of most scopes, which are blocks that declare nothing. */
const none: Map<string, Binding> = new Map();

/** Stands for more than one variable; no parameter has its name. */
const several = newBinding('');

class ScopeBuilder {
  private readonly of: NodeMap<Scope>;
  private readonly functions: FunctionInfo[] = [];
  private readonly calls: CallSite[] = [];
  private readonly all: Binding[] = [];
  private readonly fields = new Map<string, Binding>();
  private readonly assignments: { left: Node; right: Node; scope: Scope; keys: readonly undefined[] }[] = [];
  private readonly handed = this.place('default');
  private readonly handing = new Map<Node, Binding>();
  private readonly described: { readonly value: Node; readonly call: ESTree.CallExpression; readonly scope: Scope }[] = [];
  private readonly updated: { readonly name: string; readonly scope: Scope; readonly built: boolean }[] = [];
  private readonly patches = new Set<string>();
  private readonly top: Scope;
  private scope: Scope;

  constructor(private readonly program: ESTree.Program, private readonly goal: Goal) {
    this.top = this.scope = { parent: undefined, outer: undefined, bindings: new Map(), function: undefined, takesVar: true, seen: undefined };
    this.of = new NodeMap(orderOf(program).nodes.length);
    this.of.set(program, this.top);
  }

  build(steps: Steps): Scopes {
    walk(this.program, { enter: (node, path) => this.enter(node, path), leave: (node, nth) => this.leave(node, nth) }, steps);
    // Most blocks declare nothing. A scope comes after those around it, so theirs are already known.
    for (const scope of this.of.values()) if (scope.outer !== undefined && scope.outer !== this.top && scope.outer.bindings.size === 0) scope.outer = scope.outer.outer;
    for (const { left, right, scope, keys } of this.assignments) {
      this.flow(left, right, scope, keys);
      this.defaults(left, scope);
    }
    for (const one of this.described) this.describe(one);
    for (const { name, scope, built } of this.updated) {
      const binding = resolve(scope, name);
      if (binding === undefined) continue;
      binding.open = true;
      binding.built ||= built;
    }
    if (this.goal === 'commonjs') this.keepUnassignedGlobals();
    for (const scope of this.of.values()) scope.seen = null;
    return { goal: this.goal, top: this.top, nodes: orderOf(this.program).nodes.length, of: this.of, functions: this.functions, calls: this.calls, bindings: this.all, fields: this.fields, handed: this.handed, handing: this.handing, patched: this.patches.size > 0, patches: this.patches };
  }

  private open(node: Node, extra: { function?: FunctionInfo; takesVar?: boolean } = {}): Scope {
    const scope: Scope = { parent: this.scope, outer: this.scope, bindings: none, function: extra.function, takesVar: extra.takesVar ?? false, seen: undefined };
    this.of.set(node, scope);
    this.scope = scope;
    return scope;
  }

  private leave(node: Node, nth: number): void {
    if (node !== this.program && this.of.at(nth) === this.scope) this.scope = this.scope.parent!;
  }

  private declare(name: string, scope: Scope): Binding {
    let binding = scope.bindings.get(name);
    if (binding === undefined) {
      binding = this.place(name);
      if (scope.bindings === none) scope.bindings = new Map();
      scope.bindings.set(name, binding);
    }
    return binding;
  }

  private place(name: string): Binding {
    const binding = newBinding(name, this.all.length);
    this.all.push(binding);
    return binding;
  }

  private varScope(): Scope {
    let scope = this.scope;
    while (!scope.takesVar) scope = scope.parent!;
    return scope;
  }

  /** A `var` in a function's body that is named like a parameter begins with the parameter's value. */
  private declareVar(name: string): Binding {
    const scope = this.varScope();
    const isNew = !scope.bindings.has(name);
    const binding = this.declare(name, scope);
    if (!isNew) return binding;
    const parameter = scope.parent?.function !== undefined ? scope.parent.bindings.get(name) : undefined;
    if (parameter !== undefined) addSource(binding, { kind: 'binding', binding: parameter });
    if (scope === this.top && this.goal === 'commonjs' && wrapperNames.has(name)) addSource(binding, { kind: 'global', name });
    return binding;
  }

  /** In a browser's script a `var` that nothing is assigned to leaves a global of that name as it was. */
  private keepUnassignedGlobals(): void {
    for (const binding of this.top.bindings.values()) if (binding.total === 0) addSource(binding, { kind: 'global', name: binding.name });
  }

  private enter(node: Node, path: readonly Node[]): boolean | void {
    switch (node.type) {
      case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression':
        return this.enterFunction(node, path);
      case 'BlockStatement': {
        const parent = path[path.length - 1];
        this.open(node, { takesVar: parent !== undefined && isFunction(parent) });
        return;
      }
      case 'StaticBlock':
        this.open(node, { takesVar: true });
        return;
      case 'ForStatement': case 'ForInStatement': case 'ForOfStatement': case 'SwitchStatement':
        this.open(node);
        if (node.type === 'ForOfStatement' && node.left.type !== 'VariableDeclaration') this.assignments.push({ left: node.left, right: node.right, scope: this.scope, keys: [undefined] });
        return;
      case 'CatchClause':
        this.open(node);
        if (node.param) this.declarePattern(node.param, (name) => this.declare(name, this.scope));
        return;
      case 'ClassDeclaration': case 'ClassExpression': {
        if (node.type === 'ClassExpression') this.open(node);
        if (node.id) addSource(this.declare(node.id.name, this.scope), { kind: 'expression', node, scope: this.scope, keys: [] });
        return;
      }
      default:
        return this.enterOther(node, path);
    }
  }

  private enterOther(node: Node, path: readonly Node[]): boolean | void {
    switch (node.type) {
      case 'VariableDeclaration':
        return this.declareVariables(node, path);
      case 'ImportDeclaration':
        return this.declareImports(node);
      case 'AssignmentExpression':
        this.enterAssignment(node);
        return;
      case 'UpdateExpression':
        if (node.argument.type === 'Identifier') this.updated.push({ name: node.argument.name, scope: this.scope, built: false });
        return;
      case 'CallExpression':
        if (definesNative(node)) this.patches.add((/^define|^set/.test(keyName((node.callee as ESTree.MemberExpression).property) ?? '') ? literalOf(node.arguments[1]) : undefined) ?? anyPatch);
        this.calls.push({ node, scope: this.scope });
        return;
      case 'NewExpression': case 'TaggedTemplateExpression':
        this.calls.push({ node, scope: this.scope });
        return;
      case 'ReturnStatement':
        if (node.argument) this.addTo(this.currentFunction()?.result, { kind: 'expression', node: node.argument, scope: this.scope, keys: [] });
        return;
      case 'Property': case 'PropertyDefinition': case 'MethodDefinition':
        if (node.computed || !node.value || path[path.length - 1]?.type === 'ObjectPattern') return;
        if (keyName(node.key) === 'value' && isDescriptor(path)) this.described.push({ value: node.value, call: path[path.length - 2] as ESTree.CallExpression, scope: this.scope });
        else this.storeField(keyName(node.key), node.value, this.scope);
        return;
      default:
        this.declareTypeScript(node);
    }
  }

  /** `a += b` puts `a + b` into `a`, any number of times over. */
  private enterAssignment(node: ESTree.AssignmentExpression): void {
    if (copying.has(node.operator)) this.assignments.push({ left: node.left, right: node.right, scope: this.scope, keys: [] });
    else if (node.operator === '+=' && node.left.type === 'Identifier') {
      const sum: ESTree.BinaryExpression = { type: 'BinaryExpression', operator: '+', left: node.left, right: node.right };
      this.assignments.push({ left: node.left, right: sum, scope: this.scope, keys: [] });
      this.updated.push({ name: node.left.name, scope: this.scope, built: isDecoded(node.right) });
    } else if (node.left.type === 'Identifier') this.updated.push({ name: node.left.name, scope: this.scope, built: false });
    if (node.left.type === 'MemberExpression' && isOfNative(node.left.object)) this.patches.add((node.left.computed ? literalOf(node.left.property) : keyName(node.left.property)) ?? anyPatch);
  }

  private enterFunction(node: FunctionNode, path: readonly Node[]): void {
    const parent = path[path.length - 1];
    const calledInPlace = parent?.type === 'CallExpression' && parent.callee === node;
    if (node.type === 'FunctionDeclaration' && node.id) {
      addSource(this.declare(node.id.name, this.scope), { kind: 'expression', node, scope: this.scope, keys: [] });
    }
    const outer = this.scope;
    const info = { index: this.functions.length, node, result: this.place(resultName), receiver: this.place('this') } as { -readonly [K in keyof FunctionInfo]: FunctionInfo[K] };
    info.scope = this.open(node, { function: info });
    this.functions.push(info);
    for (const parameter of node.params) this.declareParameter(parameter, !calledInPlace);
    if (node.type === 'FunctionExpression' && node.id && !this.scope.bindings.has(node.id.name)) {
      addSource(this.declare(node.id.name, this.scope), { kind: 'expression', node, scope: outer, keys: [] });
    }
    if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
      addSource(info.result, { kind: 'expression', node: node.body, scope: this.scope, keys: [] });
    }
  }

  private declareParameter(parameter: Node, open: boolean): void {
    const inner = parameter as unknown as { type: string; parameter?: Node };   // a TypeScript parameter property
    const pattern = inner.type === 'TSParameterProperty' && inner.parameter ? inner.parameter : parameter;
    this.declarePattern(pattern, (name) => {
      const binding = this.declare(name, this.scope);
      binding.open = open;
      return binding;
    });
    this.defaults(pattern, this.scope);
  }

  private currentFunction(): FunctionInfo | undefined {
    for (let at: Scope | undefined = this.scope; at !== undefined; at = at.parent) if (at.function) return at.function;
    return undefined;
  }

  private declareVariables(node: ESTree.VariableDeclaration, path: readonly Node[]): void {
    const parent = path[path.length - 1];
    const each = parent !== undefined && (parent.type === 'ForOfStatement' || parent.type === 'ForInStatement') && parent.left === node ? parent : undefined;
    for (const { id, init } of node.declarations) {
      this.declarePattern(id, (name) => (node.kind === 'var' ? this.declareVar(name) : this.declare(name, this.scope)));
      if (init) this.flow(id, init, this.scope, []);
      else if (each?.type === 'ForOfStatement') this.flow(id, each.right, this.scope, [undefined]);
      this.defaults(id, this.scope);
    }
  }

  private declareImports(node: ESTree.ImportDeclaration): void {
    if ((node as { importKind?: string }).importKind === 'type') return;
    for (const one of node.specifiers) {
      if ((one as { importKind?: string }).importKind === 'type') continue;
      const imported = one.type === 'ImportSpecifier' ? keyName(one.imported) : one.type === 'ImportDefaultSpecifier' ? 'default' : undefined;
      addSource(this.declare(one.local.name, this.scope), { kind: 'import', specifier: node.source.value, imported });
    }
  }

  /** `import x = require('y')`, and the names of an enum or a namespace. */
  private declareTypeScript(node: Node): void {
    const other = node as unknown as { type: string; id?: Node; moduleReference?: { type: string; expression?: Node }; importKind?: string };
    if (other.id?.type !== 'Identifier') return;
    if (other.type === 'TSImportEqualsDeclaration' && other.importKind !== 'type') {
      const target = other.moduleReference?.expression as ESTree.StringLiteral | undefined;
      const binding = this.declare(other.id.name, this.scope);
      if (typeof target?.value === 'string') addSource(binding, { kind: 'import', specifier: target.value, imported: undefined });
    } else if (other.type === 'TSEnumDeclaration' || other.type === 'TSModuleDeclaration') this.declare(other.id.name, this.scope);
  }

  private declarePattern(pattern: Node, declare: (name: string) => Binding): void {
    for (const { target } of patternParts(pattern)) if (target.type === 'Identifier') declare(target.name);
  }

  /** Default values inside a pattern are sources too. */
  private defaults(pattern: Node, scope: Scope): void {
    if (pattern.type === 'Identifier') return;
    for (const { target, fallbacks } of patternParts(pattern)) for (const one of fallbacks) this.flow(target, one.node, scope, one.keys);
  }

  /** Adds `node` (and the `keys` into it) as a source of every variable and property of a pattern. */
  private flow(pattern: Node, node: Node, scope: Scope, keys: readonly (string | undefined)[]): void {
    for (const { target, keys: inner } of patternParts(pattern)) {
      const source: Source = { kind: 'expression', node, scope, keys: [...keys, ...inner] };
      if (target.type === 'Identifier') {
        let binding = resolve(scope, target.name);
        if (binding === undefined) {
          // An assignment to an undeclared name: a property of the global object from here on, beside what it was.
          binding = this.declare(target.name, this.top);
          addSource(binding, { kind: 'global', name: target.name });
        }
        addSource(binding, source);
      } else if (target.type === 'MemberExpression') {
        const key = target.computed ? literalOf(target.property) : keyName(target.property);
        if (source.keys.length > 0 || !this.isHanded(key, node, scope)) this.addTo(this.field(key), source);
      }
    }
  }

  private storeField(key: string | undefined, node: Node, scope: Scope): void {
    if (!this.isHanded(key, node, scope)) this.addTo(this.field(key), { kind: 'expression', node, scope, keys: [] });
  }

  /** `Object.defineProperty(o, "key", { value: x })` puts x into the property `key`; of another function it is a property of that literal. */
  private describe({ value, call, scope }: ScopeBuilder['described'][number]): void {
    const key = call.arguments[1];
    const named = key?.type === 'Literal' && typeof key.value === 'string' && definesProperty(call.callee, scope);
    this.storeField(named ? key.value : 'value', value, scope);
  }

  /** `{ default: mod }` in a function that is handed `mod`, as the helpers of compilers have it: of each call it is what that call was handed. */
  private isHanded(key: string | undefined, node: Node, scope: Scope): boolean {
    if (key !== 'default' || node.type !== 'Identifier') return false;
    for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
      const binding = at.bindings.get(node.name);
      if (binding === undefined) continue;
      if (at.function === undefined) return false;
      // Of one that puts in several it is not known which one it was.
      const known = this.handing.get(at.function.node);
      this.handing.set(at.function.node, known === undefined || known === binding ? binding : several);
      addSource(this.handed, { kind: 'expression', node, scope, keys: [] });
      return true;
    }
    return false;
  }

  private addTo(binding: Binding | undefined, source: Source): void {
    if (binding !== undefined) addSource(binding, source);
  }

  private field(key: string | undefined): Binding | undefined {
    if (key === undefined || key === 'exports' || key === 'prototype' || key === 'constructor' || key === '__proto__') return undefined;
    let binding = this.fields.get(key);
    if (binding === undefined) {
      binding = this.place(key);
      this.fields.set(key, binding);
    }
    return binding;
  }
}

/** True for the third argument of a call, by the path to a property of it. */
function isDescriptor(path: readonly Node[]): boolean {
  const call = path[path.length - 2];
  return call?.type === 'CallExpression' && call.arguments.length === 3 && call.arguments[2] === path[path.length - 1];
}

/** True for `Object.defineProperty` and `Reflect.defineProperty`, and for a variable that holds one of them and nothing else. */
function definesProperty(callee: Node, scope: Scope): boolean {
  const inner = unwrap(callee);
  if (inner.type === 'MemberExpression') return !inner.computed && keyName(inner.property) === 'defineProperty' && inner.object.type === 'Identifier' && (inner.object.name === 'Object' || inner.object.name === 'Reflect') && resolve(scope, inner.object.name) === undefined;
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  return binding?.total === 1 && !binding.open && only?.kind === 'expression' && only.keys.length === 0 && only.node.type === 'MemberExpression' && definesProperty(only.node, only.scope);
}

const natives: ReadonlySet<string> = new Set(['String', 'Number', 'Boolean', 'Array', 'Object', 'Math', 'Buffer', 'Uint8Array', 'TextDecoder', 'RegExp', 'Function']);

function literalOf(node: Node | undefined): string | undefined {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

/** True for `String` and `String.prototype`, by these names. */
function isOfNative(node: Node): boolean {
  if (node.type === 'Identifier') return natives.has(node.name);
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && natives.has(node.object.name) && (node.computed || keyName(node.property) === 'prototype');
}

/** `Object.defineProperty(String.prototype, …)` and its like. */
function definesNative(node: ESTree.CallExpression): boolean {
  const { callee } = node;
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier' || (callee.object.name !== 'Object' && callee.object.name !== 'Reflect')) return false;
  const [target] = node.arguments;
  return target !== undefined && isOfNative(target) && /^(?:define|assign|set)/.test(keyName(callee.property) ?? 'define');
}
