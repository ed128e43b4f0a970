import { constructorOf } from './entries.js';
import { keyName } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, startOf, unwrap } from '../tree.js';
import { namesOf, textsOf } from '../values.js';
import type { FlowBuilder } from './build.js';
import type { CallFlow } from './calls.js';
import type { Site } from './module-flow.js';
import type { Runtime } from './runtime.js';

/** Follows what a file loads, exports and hands on. */
export class Exported {
  constructor(private readonly on: FlowBuilder, private readonly calls: CallFlow) {}

  /** `require(x)` and `import(x)`: another file, and a sink for what names it. */
  load(node: Node, args: readonly Node[], names: readonly string[], runtime: Runtime): number {
    const { on } = this;
    const result = on.graph.node(startOf(node));
    const site: Site = { node, args, values: args.map((one, at) => (at === 0 && names.includes('require') ? this.named(one) : on.value(one))), receiver: 0, result };
    for (const { name, rule } of runtime.rulesOf(names, site)) runtime.follow(site, name, rule);
    const [specifier] = args[0] ? on.flow.evaluate(args[0], on.scope) : [];
    if (specifier?.kind === 'text' && !specifier.open && /^[.#]/.test(specifier.text)) on.graph.edge(on.nodes.ofImport(specifier.text), result, 'copy');
    return result;
  }

  /** What names a module. In a path that is put together in place and goes through a folder, neither what stands before nor behind that is a file by itself. */
  private named(node: Node): number {
    const { on } = this;
    const parts = partsOf(unwrap(node));
    const folder = parts.some((part, at) => at > 0 && part.type === 'Literal' && parts[at - 1]!.type !== 'Literal' && /^[\\/][\w@]/.test(String(part.value)));
    const back = parts.some((part) => part.type === 'Literal' && String(part.value).includes('..'));
    return folder && !back ? on.nodes.ofText(on.known(node)) : on.value(node);
  }

  /** A function is put into a property: a method, an export, or a handler that is run by whoever holds the object. */
  stored(left: ESTree.MemberExpression, right: Node): void {
    const { on } = this;
    const key = left.computed ? on.constantKey(left.property) : keyName(left.property);
    const inner = unwrap(right);
    if (on.isExports(left) || on.isExports(left.object) || (left.object.type === 'Identifier' && left.object.name === 'exports')) this.handOn(inner, on.isExports(left) ? '' : key);
    if (on.isExports(left)) this.functions('', inner);
    else if (key !== undefined && (on.isExports(left.object) || (left.object.type === 'Identifier' && left.object.name === 'exports' && resolve(on.scope, 'exports') === undefined))) this.functions(key, inner);
    if (!isFunction(inner)) return;
    const built = on.functions.of(inner);
    if (!built) return;
    on.functions.addMethod(key, built.index);
    for (const name of on.namesAt(unwrap(left.object))) {
      const gives = name.startsWith('object:') ? on.rules.call(`${name}.on`, [])?.gives : undefined;
      if (gives !== undefined) for (const parameter of built.params) on.graph.seed(parameter, gives, startOf(left));
    }
    if (key?.startsWith('on')) on.calls.push([on.within.index, built.index]);
  }

  /** The file that an expression loads: `require('./x')`, `require('./x').y`, a copy that a helper makes of it. */
  private loadedBy(node: Node): string | undefined {
    let at = unwrap(node);
    for (let depth = 0; depth < 4; depth += 1) {
      const name = this.on.namesAt(at).find((one) => one.startsWith('file:'));
      if (name !== undefined) return name.slice(5).split('#', 1)[0];
      if (at.type === 'MemberExpression') at = unwrap(at.object);
      else if (at.type === 'CallExpression') {
        const [specifier] = this.on.namesAt(unwrap(at.callee)).includes('require') && at.arguments[0] ? textsOf(this.on.flow.evaluate(at.arguments[0], this.on.scope)) : [];
        if (specifier !== undefined) return specifier;
        if (at.arguments[0] === undefined) return undefined;
        at = unwrap(at.arguments[0]);
      } else return undefined;
    }
    return undefined;
  }

  /** `module.exports = require('./x')`, `exports.y = require('./x').y`, `__exportStar(require('./x'), exports)`. */
  handOn(node: Node, key?: string): void {
    const inner = unwrap(node);
    const held = inner.type === 'Identifier' ? namesOf(resolve(this.on.scope, inner.name)?.values ?? []) : [];
    const own = [...this.on.namesAt(inner), ...held].find((one) => one.startsWith('file:'));
    if (own !== undefined && key !== undefined) {
      const [specifier, path = ''] = own.slice(5).split('#', 2) as [string, string?];
      this.on.aliases.set(key, { specifier, path });
    }
    const specifier = this.loadedBy(node);
    if (specifier !== undefined && /^[.#]/.test(specifier)) this.on.handsOn.add(specifier);
  }

  /** Notes the functions behind what is exported by a name; the empty name is the module itself. */
  functions(name: string, value: Node): void {
    const inner = unwrap(value);
    if (name === '' && inner.type === 'ObjectExpression') {
      for (const property of inner.properties as readonly Node[]) if (property.type === 'Property') this.functions(keyName(property.key) ?? '', property.value);
      return;
    }
    const found = this.on.callees.at(inner, this.on.scope).map((one) => one.index);
    if (found.length === 0 && (inner.type === 'Identifier' || inner.type === 'MemberExpression')) {
      const runtime = this.calls.runtimeFunction(inner);
      if (runtime) found.push(runtime.index);
    }
    if (found.length === 0 && (inner.type === 'Identifier' || inner.type === 'MemberExpression')) this.handOn(inner, name);
    const cls = this.on.classes.of(inner, this.on.scope);
    const made = cls ? constructorOf(cls, this.on) : undefined;
    if (made) found.push(made.index);
    if (found.length > 0) this.on.exported.set(name, [...(this.on.exported.get(name) ?? []), ...found]);
    // `module.exports = __toCommonJS(x)`: what a bundler put into x by its names.
    if (inner.type === 'CallExpression' && name === '') this.bundled(inner.arguments);
    else if (inner.type === 'Identifier' && name === '') this.bundled([inner]);
  }

  private bundled(args: readonly Node[]): void {
    for (const one of args) {
      const binding = one.type === 'Identifier' ? resolve(this.on.scope, one.name) : undefined;
      for (const { target, key, given, scope } of binding ? this.on.bundled : []) {
        if (target.type !== 'Identifier' || resolve(this.on.scope, target.name) !== binding) continue;
        const found = this.on.callees.at(given, scope).map((built) => built.index);
        if (found.length > 0) this.on.exported.set(key, [...(this.on.exported.get(key) ?? []), ...found]);
      }
    }
  }
}

/** The parts of a text that is put together in place, in order; those of a template that are written out as literals. */
function partsOf(node: Node): readonly Node[] {
  if (node.type === 'TemplateLiteral') return node.quasis.flatMap((quasi, at): readonly Node[] => [{ type: 'Literal', value: quasi.value.cooked ?? '' } as Node, ...node.expressions.slice(at, at + 1)]);
  const parts: Node[] = [];
  let left: Node = node;
  for (; left.type === 'BinaryExpression' && left.operator === '+'; left = unwrap(left.left)) parts.unshift(unwrap(left.right));
  return [left, ...parts];
}
