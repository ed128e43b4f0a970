import type { Backwards, Joined } from './joined.js';
import type { ModuleFlow } from './module-flow.js';

/** Texts that are told of one sink, and nodes that are looked at to find them: the nearest ones are those that were written for it. */
const mostTexts = 16;
const mostLooked = 4_000;

/** Stands after the texts of a sink where there may be more than were looked at: whoever puts some in front must not hide one behind them. */
export const moreTexts = 'more';

/** The texts that come to a node, the nearest first. */
export function nearestTexts({ flows, bases, modules }: Joined, { offsets, sources }: Backwards, from: number): readonly string[] {
  const texts = new Set<string>();
  const seen = new Set<number>([from]);
  const open: number[] = [from];
  let at = 0;
  for (; at < open.length && at < mostLooked && texts.size < mostTexts; at += 1) {
    const node = open[at]!;
    const module = modules[node]!;
    for (const text of textsAt(flows[module]!, node - bases[module]!)) texts.add(text);
    for (let edge = offsets[node]!; edge < offsets[node + 1]!; edge += 1) {
      const next = sources[edge]!;
      if (seen.has(next)) continue;
      seen.add(next);
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
