import type { BuiltFunction } from './module-flow.js';
import type { FlowBuilder } from './build.js';

interface Pair { readonly get: number; readonly set: number }

/**
 * Getters and setters, by the name of their property: reading it gives what the getters give, and writing it hands to the setters. Whether a function
 * of a property is one of these is known only when it is met, which may be after it is used.
 */
export class Accessors {
  private readonly pairs = new Map<string, Pair | undefined>();
  private readonly functions: { readonly key: string; readonly built: BuiltFunction }[] = [];
  private readonly uses = new Map<string, Set<number>>();

  constructor(private readonly on: FlowBuilder) {}

  define(kind: 'get' | 'set', key: string | undefined, built: BuiltFunction): void {
    if (key === undefined) return;
    const { get, set } = this.pairs.get(key) ?? this.add(key);
    this.functions.push({ key, built });
    if (kind === 'get') this.on.graph.edge(built.result, get, 'return');
    else if (built.params[0] !== undefined) this.on.graph.edge(set, built.params[0], 'enter');
  }

  /** The nodes of a property that may have some; undefined for all others. */
  of(key: string | undefined): Pair | undefined {
    if (key === undefined) return undefined;
    if (!this.pairs.has(key)) {
      const may = this.on.scopes.fields.get(key)?.sources.some((source) => source.kind === 'expression' && source.node.type === 'FunctionExpression' && source.node.params.length < 2 && !source.node.id);
      if (may) this.add(key);
      else this.pairs.set(key, undefined);
    }
    const pair = this.pairs.get(key);
    if (pair !== undefined) {
      const known = this.uses.get(key);
      if (known) known.add(this.on.within.index);
      else this.uses.set(key, new Set([this.on.within.index]));
    }
    return pair;
  }

  /** Whoever uses the property runs the function. */
  finish(): void {
    for (const { key, built } of this.functions) for (const user of this.uses.get(key) ?? []) this.on.calls.push([user, built.index]);
  }

  private add(key: string): Pair {
    const pair = { get: this.on.graph.node(undefined, -1), set: this.on.graph.node(undefined, -1) };
    this.pairs.set(key, pair);
    return pair;
  }
}
