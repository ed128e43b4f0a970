import { keyName } from '../patterns.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, startOf, unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';
import type { BuiltFunction, Site } from './module-flow.js';

type Class = ESTree.ClassDeclaration | ESTree.ClassExpression;
/** Classes above one another that are followed. */
const mostAbove = 16;

/** Follows data into functions and classes of the file, and of other files, and back. */
export class Entries {
  constructor(private readonly on: FlowBuilder) {}

  /** Into a function of this file, and back. One that is written in place is but a part of the function around it. */
  enter(site: Site, built: BuiltFunction, bound = false): void {
    const { on } = this;
    const { graph } = on;
    on.calls.push([on.within.index, built.index]);
    const into = built.owner === built.index ? 'enter' : 'copy';
    const args: [number, number][] = [];
    const hand = (value: number, parameter: number | undefined): void => {
      if (value === 0 || parameter === undefined) return;
      graph.edge(value, parameter, into);
      args.push([value, parameter]);
    };
    let spread = -1;
    site.args.forEach((argument, at) => {
      const value = site.values[at]!;
      if (spread < 0 && argument.type === 'SpreadElement') {
        spread = at;
        // What is spread fills the parameters from here on, one by one.
        built.params.slice(at).forEach((parameter, index) => {
          const last = built.info?.node.params[at + index]?.type === 'RestElement';
          hand(last ? value : this.partOf(value, String(index)), parameter);
        });
        hand(value, built.all);
        return;
      }
      if (spread >= 0) {
        for (const parameter of built.params.slice(spread)) hand(value, parameter);
        return;
      }
      const last = built.info?.node.params.at(-1);
      const rest = last?.type === 'RestElement' && at >= built.params.length - 1;
      hand(rest ? this.fieldOf(value, String(at - built.params.length + 1)) : value, rest ? built.params.at(-1) : built.params[at]);
      // Others may be bound before it.
      if (bound) for (const parameter of built.params.slice(at + 1)) hand(value, parameter);
      hand(this.fieldOf(value, String(at)), built.all);
    });
    graph.edge(built.result, site.result, into === 'enter' ? 'return' : 'copy');
    const outs: [number, number][] = into === 'enter' ? [[built.result, site.result]] : [];
    on.own.push({ callee: built.index, args: into === 'enter' ? args : [], outs, site, scope: on.scope, within: on.within, self: on.self });
  }

  /** A function that is handed in beside what another takes is called with what that gives: `callbackify(f)(a, done)`. */
  beyond(site: Site, functions: readonly BuiltFunction[]): void {
    const most = Math.max(...functions.map((built) => (built.info?.node.params.at(-1)?.type === 'RestElement' ? Infinity : built.params.length)));
    if (functions.length === 0) return;
    for (const argument of site.args.slice(most)) for (const built of isFunction(unwrap(argument)) ? this.on.callees.at(argument, this.on.scope) : []) {
      for (const parameter of built.params) this.on.graph.edge(site.result, parameter, 'collapse');
      this.on.calls.push([this.on.within.index, built.index]);
    }
  }

  /** A method of a class above that stands in another file. */
  inherited(site: Site, target: ESTree.MemberExpression): void {
    const above = this.on.classes.innermost?.superClass;
    const key = target.computed ? undefined : keyName(target.property);
    if (!above || key === undefined) return;
    for (const name of this.on.namesAt(above)) if (name.startsWith('file:')) this.leaveFile(site, name.includes('#') ? `${name}.${key}` : `${name}#${key}`);
  }

  /** An object that holds a value in a field. */
  private fieldOf(value: number, key: string | undefined): number {
    if (value === 0) return 0;
    const id = this.on.graph.node();
    this.on.graph.edge(value, id, 'store', this.on.graph.key(key));
    return id;
  }

  private partOf(value: number, key: string): number {
    if (value === 0) return 0;
    const id = this.on.graph.node();
    this.on.graph.edge(value, id, 'load', this.on.graph.key(key));
    return id;
  }

  construct(site: Site, cls: Class): void {
    this.runConstructor(site, cls);
    this.on.graph.edge(this.on.classes.selfOf(cls), site.result, 'copy');
  }

  /** The constructor of a class, or of the nearest one above that has one. */
  private runConstructor(site: Site, cls: Class): void {
    let at: Class | undefined = cls;
    for (let depth = 0; at !== undefined && depth < mostAbove; depth += 1) {
      const own: BuiltFunction | undefined = constructorOf(at, this.on);
      if (own) { this.enter(site, own); return; }
      const above: Node | null | undefined = at.superClass;
      if (!above) return;
      this.ofOtherFile(site, above);
      at = this.on.classes.of(above, this.on.scope);
    }
  }

  /** `super(x)` */
  above(site: Site): void {
    const cls = this.on.classes.innermost;
    const above = cls?.superClass;
    if (!above) return;
    this.ofOtherFile(site, above);
    const own = this.on.classes.of(above, this.on.scope);
    if (own) this.runConstructor(site, own);
    for (const value of site.values) this.on.graph.edge(value, this.on.self, 'store', 1);
  }

  private ofOtherFile(site: Site, above: Node): void {
    for (const name of this.on.namesAt(above)) if (name.startsWith('file:')) this.leaveFile(site, name);
  }

  /** The list of the arguments of a call. What is spread first is in its own places; behind others nobody knows in which. */
  private listOf(site: Site, spread: number): number {
    const { graph } = this.on;
    if (site.values.every((value) => value === 0)) return 0;
    const list = graph.node();
    site.values.forEach((value, at) => {
      if (spread === 0 && at === 0) graph.edge(value, list, 'copy');
      else graph.edge(value, list, 'store', graph.key(spread >= 0 && at >= spread ? undefined : String(at)));
    });
    return list;
  }

  leaveFile(site: Site, name: string): void {
    const { on } = this;
    const [specifier, path = ''] = name.slice(5).split('#', 2) as [string, string?];
    const functions = site.args.map((one) => on.callees.at(one, on.scope).map((built) => built.result));
    const backs = site.args.map((one) => {
      if (one.type === 'Literal' || one.type === 'TemplateLiteral' || one.type === 'BinaryExpression' || one.type === 'SpreadElement') return 0;
      const node = on.graph.node(startOf(site.node));
      on.writes.into(one, on.scope, node);
      on.writes.called(one, on.scope, node);
      return node;
    });
    const spread = site.args.findIndex((one) => one.type === 'SpreadElement');
    on.foreign.push({ specifier, path, args: spread < 0 ? site.values : site.values.slice(0, spread), all: this.listOf(site, spread), spread: spread >= 0, receiver: site.receiver, result: site.result, within: on.within.index, backs, functions });
  }
}

export function constructorOf(cls: Class, on: FlowBuilder): BuiltFunction | undefined {
  for (const member of cls.body.body as readonly Node[]) {
    if (member.type === 'MethodDefinition' && (member.kind === 'constructor' || (!member.static && keyName(member.key) === 'constructor')) && member.value) return on.functions.of(member.value);
  }
  return undefined;
}
