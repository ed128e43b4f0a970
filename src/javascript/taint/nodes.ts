import { keyName } from '../patterns.js';
import type { Binding } from '../places.js';
import type { ESTree } from '../tree.js';
import { startOf, unwrap } from '../tree.js';
import { namesOf } from '../values.js';
import type { FlowBuilder } from './build.js';
import { shared } from './graph.js';
import { standardGlobals } from './known-globals.js';
import type { ModuleFlow } from './module-flow.js';

const carriers: ReadonlySet<string> = new Set(['process', 'process.env', 'require.cache', 'Object.prototype', 'Function.prototype']);

/** The nodes of what is one thing wherever it stands: variables, imports, globals and constants. Each is made when it is first asked for. */
export class Nodes {
  readonly globals = new Map<string, number>();
  /** The node of each variable or place, and the function that it belongs to, by its index. */
  private readonly bindings: Int32Array;
  private readonly owners: Int32Array;
  private readonly texts = new Map<string, number>();
  private readonly imported = new Map<string, number>();
  private readonly changes = new Map<string, number>();

  /** @param on a builder that has all functions of its tree. */
  constructor(private readonly on: FlowBuilder) {
    const { scopes } = on;
    this.bindings = new Int32Array(scopes.bindings.length);
    this.owners = new Int32Array(scopes.bindings.length).fill(shared);
    for (const scope of scopes.of.values()) {
      const owner = scope.bindings.size === 0 ? shared : on.functions.ownerOf(scope);
      for (const { index } of scope.bindings.values()) this.owners[index] = owner;
    }
  }

  /** A variable or place, with what its names and its imports bring into it. */
  ofBinding(binding: Binding): number {
    const { on } = this;
    let id = this.bindings[binding.index]!;
    if (id === 0) {
      this.bindings[binding.index] = id = on.graph.node(undefined, this.owners[binding.index]);
      const [first] = binding.sources;
      for (const name of namesOf(binding.values)) on.seedName(id, name, first?.kind === 'expression' ? startOf(first.node) : -1);
      for (const source of binding.sources) if (source.kind === 'import') on.graph.along(this.ofImport(source.specifier), source.imported === undefined ? [] : [source.imported], id);
    }
    return id;
  }

  /** What a file exports that is imported under this name. */
  ofImport(specifier: string): number {
    let id = this.imported.get(specifier);
    if (id === undefined) this.imported.set(specifier, (id = this.on.graph.node(undefined, shared)));
    return id;
  }

  /** What this file puts into what another one exports. */
  ofChanged(specifier: string): number {
    if (!/^[.#]/.test(specifier)) return 0;
    this.ofImport(specifier);
    let id = this.changes.get(specifier);
    if (id === undefined) this.changes.set(specifier, (id = this.on.graph.node(undefined, shared)));
    return id;
  }

  /** A global that the files of a package share. */
  ofGlobal(name: string): number {
    let id = this.globals.get(name);
    if (id === undefined) this.globals.set(name, (id = this.on.graph.node(undefined, shared)));
    return id;
  }

  /** Members of what is there for all files carry data from one to another: `globalThis.x`, `process.env.X`. 0: no such member. */
  ofCarrier(node: ESTree.MemberExpression): number {
    const { on } = this;
    const object = unwrap(node.object);
    if (object.type === 'ThisExpression' && on.classes.innermost !== undefined) return 0;
    for (const name of on.namesAt(object)) {
      if (name !== 'globalThis' && !carriers.has(name)) continue;
      const key = node.computed ? on.constantKey(node.property) : keyName(node.property);
      if (key === undefined) return 0;
      if (name !== 'globalThis') return this.ofGlobal(`${name}.${key}`);
      return standardGlobals.has(key) ? 0 : this.ofGlobal(key);
    }
    return 0;
  }

  /** One node for each constant that says something, wherever it stands: what is written to a path is there for who reads that path. */
  ofText(text: string): number {
    const { on } = this;
    if (text.length < 3) return 0;
    let id = this.texts.get(text);
    if (id !== undefined) return id;
    const known = on.rules.constant(text);
    const path = known === undefined && /[/\\.]/.test(text) && text.length < 512;
    id = known === undefined && !path ? 0 : on.graph.node(undefined, shared);
    this.texts.set(text, id);
    for (const label of known?.labels ?? []) on.graph.seeds.push({ node: id, label, start: -1 });
    for (const one of known?.texts ?? []) on.graph.texts.push({ node: id, text: one });
    return id;
  }

  imports(): ModuleFlow['imports'] {
    return [...this.imported].map(([specifier, node]) => ({ specifier, node, changed: this.changes.get(specifier) ?? 0 }));
  }
}
