/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { ESTree, FunctionNode, Node } from './tree.js';
import { isClass, isFunction } from './tree.js';
import type { Goal } from './parse.js';
import { isDecoded } from './interpret/worth.js';
import { NodeMap } from './node-map.js';
import { declareImports, declareParameter, declarePattern, declareTypeScript, declareVariables } from './declarations.js';
import { storesOf, type Stores } from './stores.js';
import { anyPatch, definesNative, isOfNative } from './patches.js';
import { keyName, literalOf } from './patterns.js';
import type { Binding, CallSite, FunctionInfo, Handed, Owner, Scope } from './places.js';
import { addSource, resolve, resultName } from './places.js';
import { isDescriptor, methodKey, noBindings, Sources, type Described } from './sources.js';
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
  readonly stores: Stores;
  /** Which argument functions give back, as far as it was asked (see hands.ts); null: none. */
  readonly handedBack: Map<Node, Handed | null>;
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

/** Walks a tree and opens its scopes. */
export class ScopeBuilder {
  private readonly of: NodeMap<Scope>;
  private readonly functions: FunctionInfo[] = [];
  private readonly calls: CallSite[] = [];
  private readonly assignments: { left: Node; right: Node; scope: Scope; keys: readonly undefined[] }[] = [];
  private readonly described: Described[] = [];
  private readonly updated: { readonly name: string; readonly scope: Scope; readonly built: boolean }[] = [];
  private readonly patches = new Set<string>();
  private readonly top: Scope;
  readonly sources: Sources;
  scope: Scope;

  constructor(private readonly program: ESTree.Program, private readonly goal: Goal) {
    this.top = this.scope = { parent: undefined, outer: undefined, bindings: new Map(), function: undefined, takesVar: true, seen: undefined };
    this.sources = new Sources(this.top);
    this.of = new NodeMap(orderOf(program).nodes.length);
    this.of.set(program, this.top);
  }

  build(steps: Steps): Scopes {
    walk(this.program, { enter: (node, path) => this.enter(node, path), leave: (node, nth) => this.leave(node, nth) }, steps);
    // Most blocks declare nothing. A scope comes after those around it, so theirs are already known.
    for (const scope of this.of.values()) if (scope.outer !== undefined && scope.outer !== this.top && scope.outer.bindings.size === 0) scope.outer = scope.outer.outer;
    for (const { left, right, scope, keys } of this.assignments) {
      this.sources.flow(left, right, scope, keys);
      this.sources.defaults(left, scope);
    }
    for (const one of this.described) this.sources.describe(one);
    for (const { name, scope, built } of this.updated) {
      const binding = resolve(scope, name);
      if (binding === undefined) continue;
      binding.open = true;
      binding.built ||= built;
    }
    if (this.goal === 'commonjs') this.keepUnassignedGlobals();
    for (const scope of this.of.values()) scope.seen = null;
    return { goal: this.goal, top: this.top, nodes: orderOf(this.program).nodes.length, of: this.of, functions: this.functions, calls: this.calls, bindings: this.sources.all, fields: this.sources.fields, handed: this.sources.handed, handing: this.sources.handing, patched: this.patches.size > 0, patches: this.patches, stores: storesOf(this.assignments, this.calls), handedBack: new Map() };
  }

  private open(node: Node, extra: { function?: FunctionInfo; takesVar?: boolean } = {}): Scope {
    const scope: Scope = { parent: this.scope, outer: this.scope, bindings: noBindings, function: extra.function, takesVar: extra.takesVar ?? false, seen: undefined };
    this.of.set(node, scope);
    this.scope = scope;
    return scope;
  }

  private leave(node: Node, nth: number): void {
    if (node !== this.program && this.of.at(nth) === this.scope) this.scope = this.scope.parent!;
  }

  private varScope(): Scope {
    let scope = this.scope;
    while (!scope.takesVar) scope = scope.parent!;
    return scope;
  }

  /** A `var` in a function's body that is named like a parameter begins with the parameter's value. */
  declareVar(name: string): Binding {
    const scope = this.varScope();
    const isNew = !scope.bindings.has(name);
    const binding = this.sources.declare(name, scope);
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
        if (node.param) declarePattern(node.param, (name) => this.sources.declare(name, this.scope));
        return;
      case 'ClassDeclaration': case 'ClassExpression': {
        if (node.type === 'ClassExpression') this.open(node);
        if (node.id) addSource(this.sources.declare(node.id.name, this.scope), { kind: 'expression', node, scope: this.scope, keys: [] });
        return;
      }
      default:
        return this.enterOther(node, path);
    }
  }

  private enterOther(node: Node, path: readonly Node[]): boolean | void {
    switch (node.type) {
      case 'VariableDeclaration':
        return declareVariables(this, node, path);
      case 'ImportDeclaration':
        return declareImports(this, node);
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
        if (node.argument) this.sources.addTo(this.currentFunction()?.result, { kind: 'expression', node: node.argument, scope: this.scope, keys: [] });
        return;
      case 'Property': case 'PropertyDefinition': case 'MethodDefinition':
        if (node.computed || !node.value || path[path.length - 1]?.type === 'ObjectPattern') return;
        if (keyName(node.key) === 'value' && isDescriptor(path)) this.described.push({ value: node.value, call: path[path.length - 2] as ESTree.CallExpression, scope: this.scope });
        else this.sources.storeField((keyName(node.key) === 'value' ? methodKey(path) : undefined) ?? keyName(node.key), node.value, this.scope);
        return;
      default:
        declareTypeScript(this, node);
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
      addSource(this.sources.declare(node.id.name, this.scope), { kind: 'expression', node, scope: this.scope, keys: [] });
    }
    const outer = this.scope;
    const info = { index: this.functions.length, node, result: this.sources.place(resultName), receiver: this.sources.place('this'), owner: ownerOf(node, path, outer) } as { -readonly [K in keyof FunctionInfo]: FunctionInfo[K] };
    info.scope = this.open(node, { function: info });
    this.functions.push(info);
    for (const parameter of node.params) declareParameter(this, parameter, !calledInPlace);
    if (node.type === 'FunctionExpression' && node.id && !this.scope.bindings.has(node.id.name)) {
      addSource(this.sources.declare(node.id.name, this.scope), { kind: 'expression', node, scope: outer, keys: [] });
    }
    if (node.type === 'ArrowFunctionExpression' && node.body.type !== 'BlockStatement') {
      addSource(info.result, { kind: 'expression', node: node.body, scope: this.scope, keys: [] });
    }
  }

  private currentFunction(): FunctionInfo | undefined {
    for (let at: Scope | undefined = this.scope; at !== undefined; at = at.parent) if (at.function) return at.function;
    return undefined;
  }
}

/** The class or literal whose member a function is. */
function ownerOf(node: FunctionNode, path: readonly Node[], scope: Scope): Owner | undefined {
  const member = path.at(-1);
  if (member?.type === 'Property' && member.value === node) {
    const literal = path.at(-2);
    return literal?.type === 'ObjectExpression' && node.type !== 'ArrowFunctionExpression' ? { node: literal, static: false, scope } : undefined;
  }
  const holder = path.at(-3);
  if ((member?.type !== 'MethodDefinition' && member?.type !== 'PropertyDefinition') || member.value !== node || holder === undefined || !isClass(holder)) return undefined;
  return { node: holder, static: member.static, scope };
}
