import type { Steps } from '../walk.js';
import type { ModuleFlow } from './module-flow.js';

/** A way into another file of the package. */
export interface CrossEdge {
  readonly module: number;
  readonly node: number;
  readonly how?: 'enter' | 'return';
}

/** The nodes before each node, of each file, inside the file and in others. */
export type Backwards = readonly { readonly offsets: Int32Array; readonly sources: Int32Array; readonly across: ReadonlyMap<number, readonly CrossEdge[]> }[];

/** Texts that are told of one sink, and nodes that are looked at to find them: the nearest ones are those that were written for it. */
const mostTexts = 16;
const mostLooked = 4_000;

export function backwardsOf(flows: readonly ModuleFlow[], cross: readonly ReadonlyMap<number, readonly CrossEdge[]>[]): Backwards {
  const across = flows.map(() => new Map<number, CrossEdge[]>());
  cross.forEach((edges, module) => {
    for (const [node, targets] of edges) for (const to of targets) {
      const known = across[to.module]!.get(to.node);
      if (known) known.push({ module, node });
      else across[to.module]!.set(to.node, [{ module, node }]);
    }
  });
  return flows.map(({ graph }, module) => ({ ...graph.backwards(), across: across[module]! }));
}

/** For each node of each file the sinks that lie ahead of it, as bits. @throws StepsSpent */
export function leadsTo(flows: readonly ModuleFlow[], back: Backwards, bitOf: (sink: string) => number, steps: Steps): readonly Int32Array[] {
  const masks = flows.map(({ graph }) => new Int32Array(graph.nodes + 2));
  const open: number[] = [];
  const reach = (module: number, node: number, mask: number): void => {
    const known = masks[module]![node]!;
    if ((known | mask) === known) return;
    masks[module]![node] = known | mask;
    open.push(module, node);
  };
  flows.forEach(({ graph }, module) => { for (const { sink, node } of graph.sinks) reach(module, node, bitOf(sink)); });
  while (open.length > 0) {
    const node = open.pop()!;
    const module = open.pop()!;
    const mask = masks[module]![node]!;
    const { offsets, sources, across } = back[module]!;
    steps.take();
    for (let at = offsets[node]!; at < offsets[node + 1]!; at += 1) reach(module, sources[at]!, mask);
    for (const from of across.get(node) ?? []) reach(from.module, from.node, mask);
  }
  return masks;
}

/** Stands after the texts of a sink where there may be more than were looked at: whoever puts some in front must not hide one behind them. */
export const moreTexts = 'more';

/** The texts that come to a node, the nearest first. */
export function nearestTexts(flows: readonly ModuleFlow[], back: Backwards, from: CrossEdge): readonly string[] {
  const texts = new Set<string>();
  const seen = new Set<string>([`${from.module} ${from.node}`]);
  const open: CrossEdge[] = [from];
  let at = 0;
  for (; at < open.length && at < mostLooked && texts.size < mostTexts; at += 1) {
    const { module, node } = open[at]!;
    for (const text of textsAt(flows[module]!, node)) texts.add(text);
    const { offsets, sources, across } = back[module]!;
    const before = Array.from(sources.subarray(offsets[node]!, offsets[node + 1]!), (one): CrossEdge => ({ module, node: one }));
    for (const next of [...before, ...(across.get(node) ?? [])]) {
      const key = `${next.module} ${next.node}`;
      if (seen.has(key)) continue;
      seen.add(key);
      open.push(next);
    }
  }
  return at < open.length ? [...texts, moreTexts] : [...texts];
}

const textTables = new WeakMap<ModuleFlow, ReadonlyMap<number, readonly string[]>>();

function textsAt(flow: ModuleFlow, node: number): readonly string[] {
  let table = textTables.get(flow);
  if (table === undefined) {
    const made = new Map<number, string[]>();
    for (const { node: at, text } of flow.graph.texts) made.set(at, [...(made.get(at) ?? []), text]);
    textTables.set(flow, (table = made));
  }
  return table.get(node) ?? [];
}
