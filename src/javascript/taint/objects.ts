import { keyName } from '../patterns.js';
import type { Node } from '../tree.js';
import { isFunction, unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';
import type { Site } from './module-flow.js';

/** Functions that only define: what stands in their literals is not run by them. */
const defining: ReadonlySet<string> = new Set(['defineProperty', 'defineProperties', 'assign', 'freeze', 'create', 'seal', 'setPrototypeOf', 'fromEntries', 'entries', 'keys']);

/** Follows data through the functions by which objects are put together (ECMA-262 §20.1.2, §28.1). */
export class Objects {
  constructor(private readonly on: FlowBuilder) {}

  isDefining(target: Node): boolean {
    return target.type === 'MemberExpression' && target.object.type === 'Identifier' && target.object.name === 'Object' && defining.has(keyName(target.property) ?? '');
  }

  take(site: Site, names: readonly string[]): void {
    const { on } = this;
    const [first, second, third] = site.args;
    for (const name of names) {
      if (first === undefined || second === undefined) return this.getters(site);
      switch (name) {
        case 'Object.defineProperty':
          if (third) this.define(site, first, on.constantKey(second), second, third);
          break;
        case 'Object.defineProperties': this.all(site, first, second); break;
        case 'Object.create': this.create(site, second); break;
        case 'Object.assign': case 'Object.setPrototypeOf': this.assign(site, first); break;
        case 'Reflect.set': if (site.values[2]) on.writes.into(first, on.scope, site.values[2], on.graph.key(on.constantKey(second))); break;
        default:
      }
    }
    this.getters(site);
  }

  private assign(site: Site, target: Node): void {
    const { on } = this;
    on.graph.edge(site.values[0]!, site.result, 'copy');
    site.args.slice(1).forEach((source, at) => {
      const value = site.values[at + 1]!;
      if (value !== 0) {
        on.writes.into(target, on.scope, value);
        on.graph.edge(value, site.result, 'copy');
      }
      const inner = unwrap(source);
      if (inner.type !== 'ObjectExpression') return;
      const exported = on.isExports(unwrap(target)) || (target.type === 'Identifier' && target.name === 'exports');
      for (const property of inner.properties as readonly Node[]) {
        if (property.type !== 'Property') continue;
        const key = property.computed ? on.constantKey(property.key) : keyName(property.key);
        on.graph.edge(on.value(property.value), on.accessors.of(key)?.set ?? 0, 'copy');
        if (exported && key !== undefined) on.callFlow.exportFunctions(key, property.value);
      }
    });
  }

  private create(site: Site, second: Node): void {
    this.all(site, undefined, second);
  }

  private all(site: Site, target: Node | undefined, properties: Node): void {
    const inner = unwrap(properties);
    if (inner.type !== 'ObjectExpression') return;
    for (const one of inner.properties as readonly Node[]) if (one.type === 'Property') this.define(site, target, one.computed ? this.on.constantKey(one.key) : keyName(one.key), one.key as Node, one.value as Node);
  }

  /** A property by its descriptor: a value, or a getter and a setter. */
  private define(site: Site, target: Node | undefined, key: string | undefined, written: Node, descriptor: Node): void {
    const { on } = this;
    const put = (value: number, field = on.graph.key(key)): void => {
      if (value === 0) return;
      on.graph.edge(value, site.result, 'store', field);
      if (target) on.writes.into(target, on.scope, value, field);
    };
    if (target) on.graph.edge(site.values[0]!, site.result, 'copy');
    const inner = unwrap(descriptor);
    if (inner.type !== 'ObjectExpression') {
      const value = on.value(inner);
      if (value !== 0) {
        const part = on.graph.node();
        on.graph.edge(value, part, 'load', on.graph.key('value'));
        put(part);
      }
      return;
    }
    const exported = target !== undefined && (on.isExports(unwrap(target)) || (target.type === 'Identifier' && target.name === 'exports'));
    for (const property of inner.properties as readonly Node[]) {
      if (property.type !== 'Property') continue;
      const name = keyName(property.key);
      if (name === 'value') {
        put(on.value(property.value));
        if (exported && key !== undefined) on.callFlow.exportFunctions(key, property.value);
      } else if (name === 'get') this.getter(property.value as Node, written, put, target, exported ? key : undefined);
      else if (name === 'set') for (const built of on.callees.at(property.value, on.scope)) on.accessors.define('set', key, built);
    }
  }

  private getter(value: Node, written: Node, put: (value: number) => void, target: Node | undefined, exported: string | undefined): void {
    const { on } = this;
    const inner = unwrap(value);
    // `{ get: all[k] }`: a table of getters, each of which is met where it is written.
    if (inner.type === 'MemberExpression' && inner.computed && written.type === 'Identifier' && on.constantKey(written) === undefined) return;
    const gives = isFunction(inner) ? givenBy(inner) : undefined;
    // `for (const k in from) defineProperty(to, k, { get: () => from[k] })` copies all fields, each under its name.
    if (gives?.type === 'MemberExpression' && gives.computed && gives.property.type === 'Identifier' && written.type === 'Identifier' && on.constantKey(written) === undefined && target) {
      on.writes.into(target, on.scope, on.valueIn(gives.object, on.scope));
      if (on.isExports(unwrap(target)) || (target.type === 'Identifier' && target.name === 'exports')) on.callFlow.handOn(gives.object);
      return;
    }
    for (const built of on.callees.at(inner, on.scope)) {
      const node = on.graph.node();
      on.graph.edge(built.result, node, 'return');
      put(node);
    }
    if (exported !== undefined && gives !== undefined) on.callFlow.exportFunctions(exported, gives);
  }

  /** `__export(target, { a: () => a })`, `r.d(exports, { a: () => a })`: bundlers say so what a module exports. */
  private getters(site: Site): void {
    const { on } = this;
    const [target] = site.args;
    const table = site.args.length > 1 ? unwrap(site.args[1]!) : undefined;
    if (target === undefined || table?.type !== 'ObjectExpression' || table.properties.length === 0 || (target.type !== 'Identifier' && target.type !== 'MemberExpression')) return;
    const properties = table.properties as readonly Node[];
    if (!properties.every((one) => one.type === 'Property' && !one.computed && isFunction(one.value) && one.value.params.length === 0 && givenBy(one.value) !== undefined)) return;
    for (const one of properties) {
      if (one.type !== 'Property') continue;
      const key = keyName(one.key);
      for (const built of on.callees.at(one.value, on.scope)) {
        const node = on.graph.node();
        on.graph.edge(built.result, node, 'return');
        on.writes.into(target, on.scope, node, on.graph.key(key));
      }
      if (key !== undefined) {
        const given = givenBy(one.value as Node)!;
        if (target.type === 'Identifier' && target.name === 'exports') on.callFlow.exportFunctions(key, given);
        else on.bundled.push({ target, key, given, scope: on.scopes.of.get(one.value as Node) ?? on.scope });
      }
    }
  }
}

/** What a function gives that does nothing but give a variable or a field. */
function givenBy(node: Node): Node | undefined {
  if (!isFunction(node)) return undefined;
  if (node.body?.type !== 'BlockStatement') return node.body?.type === 'Identifier' || node.body?.type === 'MemberExpression' ? node.body as Node : undefined;
  const [only] = node.body.body as readonly Node[];
  const given = node.body.body.length === 1 && only?.type === 'ReturnStatement' && only.argument ? unwrap(only.argument) : undefined;
  return given?.type === 'Identifier' || given?.type === 'MemberExpression' ? given : undefined;
}
