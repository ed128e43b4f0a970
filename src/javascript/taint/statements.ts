/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName, patternParts } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { startOf, unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';
import { shared } from './graph.js';
import { standardGlobals } from './known-globals.js';

const copying: ReadonlySet<string> = new Set(['=', '||=', '&&=', '??=']);

/** Follows data through statements: into variables and fields, out of functions and files, and to whoever catches it. */
export class Statements {
  private thrown = 0;
  private readonly tries: { readonly block: Node; readonly caught: number; readonly within: number }[] = [];

  constructor(private readonly on: FlowBuilder) {}

  take(node: Node): void {
    const { on } = this;
    switch (node.type) {
      case 'AssignmentExpression': this.assignment(node); return;
      case 'VariableDeclarator':
        if (node.init) this.assign(node.id, on.value(node.init), []);
        return;
      case 'ForOfStatement': case 'ForInStatement': {
        const each = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : node.left;
        if (each) this.assign(each, on.value(node.right), node.type === 'ForOfStatement' ? [undefined] : []);
        return;
      }
      case 'ReturnStatement':
        if (node.argument) on.graph.edge(on.value(node.argument), on.within.result, 'copy');
        return;
      case 'ThrowStatement': this.throws(node.argument); return;
      case 'ArrowFunctionExpression':
        if (node.body.type !== 'BlockStatement') on.graph.edge(on.value(node.body), on.within.result, 'copy');
        return;
      case 'PropertyDefinition': case 'AccessorProperty':
        if (node.value) on.graph.edge(on.value(node.value), on.self, 'store', on.graph.key(node.computed ? undefined : keyName(node.key)));
        return;
      case 'ExportNamedDeclaration': case 'ExportDefaultDeclaration': this.exportDeclaration(node); return;
      case 'ExportAllDeclaration':
        on.handsOn.add(node.source.value);
        on.graph.edge(on.nodes.ofImport(node.source.value), on.exports, 'copy');
        return;
      default:
    }
  }

  /** What is thrown and not caught where it stands: one place for the whole file, since any call may pass it on. */
  thrownNode(): number {
    return this.thrown === 0 ? (this.thrown = this.on.graph.node(undefined, shared)) : this.thrown;
  }

  enterTry(node: ESTree.TryStatement): void {
    if (node.handler) this.tries.push({ block: node.block, caught: this.on.graph.node(startOf(node.handler)), within: this.on.within.result });
  }

  leaveTry(node: ESTree.TryStatement): void {
    if (!node.handler) return;
    const { caught } = this.tries.pop()!;
    const { param } = node.handler;
    if (!param) return;
    this.on.graph.edge(this.thrownNode(), caught, 'copy');
    // The variables of the handler are declared in its own scope.
    const outer = this.on.scope;
    this.on.scope = this.on.scopes.of.get(node.handler) ?? outer;
    this.assign(param, caught, []);
    this.on.scope = outer;
  }

  private throws(argument: Node): void {
    const { on } = this;
    const value = on.value(argument);
    if (value === 0) return;
    const inside = this.tries.at(-1);
    // In a handler itself it goes further out.
    const here = inside !== undefined && inside.within === on.within.result && startOf(argument) < (inside.block.end ?? 0);
    on.graph.edge(value, here ? inside.caught : this.thrownNode(), 'copy');
    // A promise is refused with it, and whoever has the promise may learn it; of other functions it does not come out as their result.
    const within = on.within.info?.node;
    if (within?.async || within?.generator) on.graph.edge(value, on.within.result, 'copy');
  }

  private assignment(node: ESTree.AssignmentExpression): void {
    const { on } = this;
    const right = on.value(node.right);
    if (copying.has(node.operator)) {
      const from = node.left.type === 'MemberExpression' ? this.sameKey(node.left, node.right) : 0;
      if (from !== 0 && node.left.type === 'MemberExpression') on.writes.into(node.left.object, on.scope, from);
      else this.assign(node.left, right, []);
    } else if (right !== 0) {
      const sum = on.graph.node();
      on.graph.edge(right, sum, 'collapse');
      this.assign(node.left, sum, []);
    }
    if (node.left.type === 'MemberExpression' || node.left.type === 'Identifier') on.callFlow.putInto(node.left, right, node);
    if (node.operator === '=' && node.left.type === 'MemberExpression') on.callFlow.stored(node.left, node.right);
  }

  /** `a[k] = b[k]` puts each field of b into the field of its name: what holds b; 0 for anything else. */
  private sameKey(left: ESTree.MemberExpression, right: Node): number {
    const { on } = this;
    const inner = unwrap(right);
    if (!left.computed || inner.type !== 'MemberExpression' || !inner.computed || left.property.type !== 'Identifier' || inner.property.type !== 'Identifier') return 0;
    const key = resolve(on.scope, left.property.name);
    const other = resolve(on.scope, inner.property.name);
    const same = key !== undefined && (key === other || key.sources.some((source) => source.kind === 'expression' && source.node.type === 'Identifier' && resolve(source.scope, source.node.name) === other));
    return same && on.constantKey(left.property) === undefined && !on.namesAt(inner).some((name) => name.startsWith('process.env')) ? on.value(inner.object) : 0;
  }

  assign(pattern: Node, from: number, keys: readonly (string | undefined)[]): void {
    if (pattern.type === 'Identifier' || pattern.type === 'MemberExpression') { this.put(pattern, from, keys); return; }
    for (const { target, keys: inner, fallbacks } of patternParts(pattern)) {
      const path = [...keys, ...inner];
      for (const one of fallbacks) this.put(target, this.on.value(one.node), one.keys);
      this.put(target, from, path);
      const got = this.on.accessors.of(path.at(-1));
      if (got) this.put(target, got.get, []);
    }
  }

  private put(target: Node, from: number, keys: readonly (string | undefined)[]): void {
    const { on } = this;
    if (from === 0) return;
    if (target.type === 'Identifier') {
      const binding = resolve(on.scope, target.name);
      if (binding === undefined && standardGlobals.has(target.name)) return;
      const to = binding === undefined ? on.nodes.ofGlobal(target.name) : on.nodes.ofBinding(binding);
      on.graph.along(from, keys, to);
      const place = on.opened.get(from);
      if (place !== undefined) {
        on.opened.set(to, place);
        on.throughFile(to);
      }
    } else if (target.type === 'MemberExpression') {
      let moved = from;
      if (keys.length > 0) on.graph.along(from, keys, (moved = on.graph.node()));
      this.storeIn(target, moved);
    }
  }

  /** `a.b.c = x` puts x into what `a.b` gives, and into the field b of `a`. */
  private storeIn(target: ESTree.MemberExpression, from: number): void {
    const { on } = this;
    if (on.isExports(target)) { on.graph.edge(from, on.exports, 'copy'); return; }
    const carrier = on.nodes.ofCarrier(target);
    if (carrier !== 0) { on.graph.edge(from, carrier, 'copy'); return; }
    const key = target.computed ? on.constantKey(target.property) : keyName(target.property);
    on.writes.into(target.object, on.scope, from, on.graph.key(key));
  }

  private exportDeclaration(node: ESTree.ExportNamedDeclaration | ESTree.ExportDefaultDeclaration): void {
    const { on } = this;
    const put = (name: string, value: Node): void => {
      on.graph.edge(on.value(value), on.exports, 'store', on.graph.key(name));
      on.callFlow.exportFunctions(name, value);
    };
    const { declaration } = node;
    if (node.type === 'ExportDefaultDeclaration') {
      if (declaration) put('default', declaration as Node);
      return;
    }
    if (declaration?.type === 'VariableDeclaration') {
      for (const one of declaration.declarations) for (const { target } of patternParts(one.id)) if (target.type === 'Identifier') put(target.name, target);
    } else if (declaration && (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id) put(declaration.id.name, declaration);
    for (const { local, exported } of node.specifiers) {
      const name = keyName(exported) ?? '';
      if (node.source) {
        const from = on.nodes.ofImport(node.source.value);
        on.handsOn.add(node.source.value);
        on.aliases.set(name, { specifier: node.source.value, path: keyName(local) ?? '' });
        const id = on.graph.node();
        on.graph.edge(from, id, 'load', on.graph.key(keyName(local)));
        on.graph.edge(id, on.exports, 'store', on.graph.key(name));
      } else put(name, local);
    }
  }
}
