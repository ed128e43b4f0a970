/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { AnalysedTree } from '../../javascript/analyse.js';
import { keyName } from '../../javascript/patterns.js';
import type { Binding, Scope, Source } from '../../javascript/places.js';
import { resolve } from '../../javascript/places.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { endOf, startOf, unwrap } from '../../javascript/tree.js';
import type { Values } from '../../javascript/values.js';
import { keysOf, namesOf, textsOf } from '../../javascript/values.js';
import { followed, joined, longestPath, merged, modulePath, mostPaths, noPaths, rooted } from './shape-paths.js';
import type { Signal, SignalKind, SignalWords } from './signal.types.js';
import { scopeTypes } from './tree-constants.js';

export type Handlers = { readonly [T in Node['type']]?: (node: Extract<Node, { readonly type: T }>) => void };

/** What looks for shapes of one sort. */
export interface Detector {
  /** What it does at a node of each type that it is made for. */
  readonly enter?: Handlers;
  /**
   * Names by which calls, members and variables are worth a look. Calls of something of the runtime, by short and by computed names,
   * and members by computed names are handed over anyway.
   */
  readonly names?: { readonly calls?: ReadonlySet<string>; readonly members?: ReadonlySet<string>; readonly variables?: ReadonlySet<string> | 'all' };
  /** Called once the whole tree has been seen. */
  readonly end?: () => void;
}

/** Sources of a variable that are looked behind, and links between variables. */
const mostSources = 6;
const deepest = 16;
/** Places of one thing in one file that are kept: the first ones, and the last. */
const placesKept = 48;
const mostKeys = 2_000;


/** What a call calls. */
export interface Called {
  readonly node: ESTree.CallExpression;
  /** Without what only wraps it. */
  readonly callee: Node;
  /** The name of a member, written out or folded; `name`: that, or a variable's. */
  readonly key: string | undefined;
  readonly name: string | undefined;
  /** Its canonical names, where it has some (see names.ts). */
  readonly names: readonly string[] | undefined;
}

/** What detectors are given: the tree, where the walk stands in it, and what expressions say. */
export class Look {
  scope: Scope;
  path: readonly Node[] = [];
  readonly opening: ReadonlySet<string>;
  private readonly known = new Map<Binding, readonly string[]>();
  private readonly found = new Map<string, Signal[]>();
  private last: Called | undefined;

  /** @param constants the texts that the file holds, as `constantsOf` gives them. */
  constructor(readonly tree: AnalysedTree, readonly constants: ReadonlyMap<string, number>) {
    this.scope = tree.scopes.top;
    this.opening = scopeTypes(tree.scopes);
  }

  add<K extends SignalKind>(kind: K, what: SignalWords[K], key: string, at: Node): void {
    const id = `${kind}\0${what}\0${key}`;
    const signal = { kind, what, key, start: startOf(at), end: endOf(at) } as Signal;
    const places = this.found.get(id);
    if (places !== undefined) {
      if (places.length < placesKept) places.push(signal);
      else places[placesKept - 1] = signal;
    } else if (this.found.size < mostKeys) this.found.set(id, [signal]);
  }

  get signals(): readonly Signal[] {
    return [...this.found.values()].flat();
  }

  has(kind: SignalKind, what: string): boolean {
    const start = `${kind}\0${what}\0`;
    return [...this.found.keys()].some((id) => id.startsWith(start));
  }

  /** True where some text of the file is such. */
  says(test: (text: string) => boolean): boolean {
    for (const text of this.constants.keys()) if (test(text)) return true;
    return false;
  }

  /** True where some expression has this canonical name. */
  isNamed(name: string): boolean {
    for (const names of this.tree.named.values()) if (names.includes(name)) return true;
    return false;
  }

  values(node: Node, scope: Scope = this.scope): Values {
    return this.tree.flow.evaluate(node, scope);
  }

  texts(node: Node | null | undefined, scope: Scope = this.scope): readonly string[] {
    if (!node) return [];
    const plain = literalText(node);
    return plain === undefined ? textsOf(this.values(node, scope)) : [plain];
  }

  /** What is called by a call. Every detector asks for it in turn, of the same call. */
  called(node: ESTree.CallExpression): Called {
    if (this.last?.node !== node) {
      const callee = unwrap(node.callee);
      const key = this.keyOf(callee);
      this.last = { node, callee, key, name: key ?? (callee.type === 'Identifier' ? callee.name : undefined), names: this.tree.named.get(callee) };
    }
    return this.last;
  }

  /** The name of the member that is called, written out or folded. */
  calledKey(node: ESTree.CallExpression): string | undefined {
    return this.last?.node === node ? this.last.key : this.keyOf(unwrap(node.callee));
  }

  private keyOf(callee: Node): string | undefined {
    if (callee.type !== 'MemberExpression') return undefined;
    if (!callee.computed) return keyName(callee.property);
    return literalText(callee.property) ?? (callee.property.type === 'Literal' ? undefined : this.texts(callee.property)[0]);
  }

  /** The expression that a variable is filled from, where there is only one. */
  onlySource(node: ESTree.Identifier, scope: Scope = this.scope): Node | undefined {
    const binding = resolve(scope, node.name);
    const [source] = binding?.sources ?? [];
    return binding?.total === 1 && source?.kind === 'expression' && source.keys.length === 0 ? source.node : undefined;
  }

  /** The parent of the node that is entered, wrappers left out; `up` further ones are skipped. */
  parent(up = 0): Node | undefined {
    let at = this.path.length - 1;
    for (let left = up; at >= 0; at -= 1) {
      const node = this.path[at]!;
      if (unwrap(node) !== node) continue;
      if (left === 0) return node;
      left -= 1;
    }
    return undefined;
  }

  /**
   * Ways by which an expression may be said, from the runtime's own things on: `fetch`, `XMLHttpRequest.prototype.open`, `node:http.request`,
   * `npm:rimraf`, `process.env.CI`, and with `()` for a call, `Date.now()`. The global object's own name is left out; `*` is a member whose key
   * is not known. Unlike the names of the flow (see names.ts) they keep every step. Empty: nothing that begins outside the file.
   */
  paths(node: Node, scope: Scope = this.scope, depth = 0): readonly string[] {
    if (depth > deepest) return noPaths;
    this.tree.steps.take();
    const inner = unwrap(node);
    switch (inner.type) {
      case 'Identifier': {
        const binding = resolve(scope, inner.name);
        return binding === undefined ? [rooted(inner.name)] : this.bindingPaths(binding, depth);
      }
      case 'MemberExpression': return this.memberPaths(inner, scope, depth);
      case 'CallExpression': return this.callPaths(inner, scope, depth);
      case 'NewExpression': return this.paths(inner.callee, scope, depth + 1).map((path) => `new ${path}(${inner.arguments.length === 0 ? '' : '…'})`);
      case 'AwaitExpression': return this.paths(inner.argument, scope, depth + 1);
      case 'ConditionalExpression': return merged(this.paths(inner.consequent, scope, depth + 1), this.paths(inner.alternate, scope, depth + 1));
      case 'LogicalExpression': return merged(inner.operator === '&&' ? noPaths : this.paths(inner.left, scope, depth + 1), this.paths(inner.right, scope, depth + 1));
      case 'SequenceExpression': return this.paths(inner.expressions.at(-1)!, scope, depth + 1);
      case 'AssignmentExpression': return inner.operator === '=' ? this.paths(inner.right, scope, depth + 1) : noPaths;
      case 'ThisExpression': return followed(namesOf(this.values(inner, scope)));
      case 'ImportExpression': return this.modules(inner.source, scope);
      default: return noPaths;
    }
  }

  /** The paths of what a variable holds. */
  bindingPaths(binding: Binding, depth = 0): readonly string[] {
    const known = this.known.get(binding);
    if (known !== undefined) return known;
    this.known.set(binding, noPaths);
    this.tree.steps.take();
    let paths = followed(namesOf(binding.values));
    if (binding.sources.length <= mostSources || binding.sources[0]?.kind === 'global') {
      for (const source of binding.sources.slice(0, mostSources)) paths = merged(paths, this.sourcePaths(source, depth + 1));
    }
    this.known.set(binding, paths);
    return paths;
  }

  private sourcePaths(source: Source, depth: number): readonly string[] {
    switch (source.kind) {
      case 'global': return [rooted(source.name)];
      case 'binding': return this.bindingPaths(source.binding, depth);
      case 'values': return followed(namesOf(source.values));
      case 'import': return [source.imported === undefined ? modulePath(source.specifier) : joined(modulePath(source.specifier), source.imported)];
      case 'expression': return source.keys.reduce<readonly string[]>((paths, key) => paths.map((path) => joined(path, key ?? '*')), this.paths(source.node, source.scope, depth));
    }
  }

  private memberPaths(node: ESTree.MemberExpression, scope: Scope, depth: number): readonly string[] {
    const base = this.paths(node.object, scope, depth + 1);
    if (base.length === 0) return this.pathsBehind(node, scope, depth);
    const keys = node.computed ? keysOf(this.values(node.property, scope)) : [keyName(node.property) ?? '*'];
    return base.flatMap((path) => (keys.length === 0 ? [joined(path, '*')] : keys.slice(0, mostPaths).map((key) => joined(path, key)))).slice(0, mostPaths);
  }

  private callPaths(node: ESTree.CallExpression, scope: Scope, depth: number): readonly string[] {
    const names = followed(namesOf(this.values(node, scope)));
    if (names.some((name) => !name.startsWith('file:') && !name.startsWith('object:'))) return names;
    const behind = this.pathsBehind(node, scope, depth);
    if (behind.length > 0) return behind;
    const callee = this.paths(node.callee, scope, depth + 1);
    const [first] = node.arguments as readonly Node[];
    if (callee.includes('Reflect.get') && first !== undefined && node.arguments[1]) {
      const keys = this.texts(node.arguments[1] as Node, scope);
      return this.paths(first, scope, depth + 1).flatMap((path) => keys.slice(0, mostPaths).map((key) => joined(path, key))).slice(0, mostPaths);
    }
    if (first !== undefined && callee.includes('require')) return this.modules(first, scope);
    // What wraps a module for those who import it as another kind of module: `__importDefault(require('x'))`.
    if (first !== undefined && node.arguments.length <= 2 && unwrap(node.callee).type === 'Identifier' && unwrap(first).type === 'CallExpression') {
      const wrapped = this.paths(first, scope, depth + 1).filter((path) => path.startsWith('npm:'));
      if (wrapped.length > 0) return wrapped;
    }
    return callee.map((path) => (path.length > longestPath ? path : `${path}()`));
  }

  /** The paths of what was put into the literal that is read here, or handed to a function that gives it back. */
  private pathsBehind(node: Node, scope: Scope, depth: number): readonly string[] {
    return this.tree.flow.behind(node, scope).reduce<readonly string[]>((paths, source) => merged(paths, this.sourcePaths(source, depth + 1)), noPaths);
  }

  private modules(specifier: Node, scope: Scope): readonly string[] {
    return this.texts(specifier, scope).slice(0, mostPaths).map(modulePath);
  }
}

/** The text of a literal, or of a template that holds nothing else. */
export function literalText(node: Node): string | undefined {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  return node.type === 'TemplateLiteral' && node.expressions.length === 0 ? node.quasis[0]?.value.cooked ?? undefined : undefined;
}

/** The arguments of a call that are written one by one. */
export function argumentsOf(node: ESTree.CallExpression | ESTree.NewExpression): readonly Node[] {
  const args = node.arguments as readonly Node[];
  for (let at = 0; at < args.length; at += 1) if (args[at]!.type === 'SpreadElement') return args.slice(0, at);
  return args;
}

/** The name of the member that is called, where it is written out. */
export function calledKey(node: ESTree.CallExpression): string | undefined {
  const callee = unwrap(node.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  return callee.computed ? literalText(callee.property) : keyName(callee.property);
}

/** The value of a property of an object literal, by its name. */
export function propertyOf(node: Node | undefined, name: string): Node | undefined {
  const object = node === undefined ? undefined : unwrap(node);
  if (object?.type !== 'ObjectExpression') return undefined;
  for (const property of object.properties as readonly Node[]) if (property.type === 'Property' && !property.computed && keyName(property.key) === name) return property.value;
  return undefined;
}
