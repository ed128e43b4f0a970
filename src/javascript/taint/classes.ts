import type { Scope } from '../places.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';
import { shared } from './graph.js';

type ClassNode = ESTree.ClassDeclaration | ESTree.ClassExpression;

/** The classes around the walk, and the objects that `this` is in them. */
export class Classes {
  private readonly open: { readonly node: ClassNode; readonly self: number; readonly parent: Node | undefined }[] = [];
  private readonly selves = new Map<Node | undefined, number>();

  constructor(private readonly on: FlowBuilder) {}

  /** The class that the walk is in. */
  get innermost(): ClassNode | undefined {
    return this.open.at(-1)?.node;
  }

  /** What `this` is where the walk is. */
  get self(): number {
    return this.open.at(-1)?.self ?? this.selfOf(undefined);
  }

  enter(node: ClassNode): void {
    const { on } = this;
    const parent = node.superClass ? this.of(node.superClass, on.scope) : undefined;
    const self = this.selfOf(node);
    this.open.push({ node, self, parent });
    if (parent) {
      on.graph.edge(self, this.selfOf(parent), 'copy');
      on.graph.edge(this.selfOf(parent), self, 'copy');
    }
    // What a class holds and what its instances hold are not told apart.
    const own = node.id ? resolve(on.scope, node.id.name) : undefined;
    if (own) {
      on.graph.edge(self, on.nodes.ofBinding(own), 'copy');
      on.graph.edge(on.nodes.ofBinding(own), self, 'copy');
    }
  }

  leave(node: Node): void {
    const last = this.open.at(-1);
    if (last?.node !== node) return;
    // What a class above holds that another file made.
    if (last.node.superClass && !last.parent) this.on.graph.edge(this.on.value(last.node.superClass), last.self, 'copy');
    this.open.pop();
  }

  /** The object that `this` is: of a class, or of all functions of the file together. */
  selfOf(node: Node | undefined): number {
    let id = this.selves.get(node);
    if (id === undefined) this.selves.set(node, (id = this.on.graph.node(undefined, shared)));
    return id;
  }

  /** The class that an expression names, where it is one of this file. */
  of(node: Node, scope: Scope): ClassNode | undefined {
    const inner = unwrap(node);
    if (inner.type === 'ClassExpression' || inner.type === 'ClassDeclaration') return inner;
    if (inner.type !== 'Identifier') return undefined;
    for (const source of resolve(scope, inner.name)?.sources ?? []) {
      if (source.kind === 'expression' && (source.node.type === 'ClassDeclaration' || source.node.type === 'ClassExpression')) return source.node;
    }
    return undefined;
  }
}
