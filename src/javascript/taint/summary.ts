import type { Steps } from '../walk.js';
import { anyKey, argumentOf, howOf, operation } from './graph.js';
import type { ModuleFlow } from './module-flow.js';

/** More parameters of one function are not told apart. */
const mostParameters = 30;
/** More than a graph has nodes; two of them and a bit are a whole number still. */
const nodeSpace = 2 ** 25;

/** What functions of a file give back of what they are handed. */
export interface Summary {
  /** Whether data of a parameter's node may come out by the function's result, or by what it puts into a parameter: as it came, or only a field of it. */
  passes(out: number, parameter: number): 'whole' | 'part' | undefined;
}

/**
 * Finds which parameters of each function come out again by its result, on ways inside the function and through others that it calls; and lays
 * these ways from the arguments of each call to what that call gives. So what one caller hands to a function is not given to another.
 * @throws StepsSpent
 */
export function summarise(flow: ModuleFlow, steps: Steps): Summary {
  const { graph, functions, own } = flow;
  // Of each node the parameters that it holds as they came, and those of which it holds a field.
  const masks = new Int32Array(graph.nodes + 1);
  const parts = new Int32Array(graph.nodes + 1);
  const work: number[] = [];
  const reach = (node: number, whole: number, part: number): void => {
    const known = masks[node]!;
    const knownPart = parts[node]!;
    if ((known | whole) === known && (knownPart | part) === knownPart) return;
    masks[node] = known | whole;
    parts[node] = knownPart | part;
    work.push(node);
  };
  const bits = new Map<number, number>();
  functions.forEach((one, index) => {
    if (one.owner !== index) return;
    one.params.forEach((parameter, at) => bits.set(parameter, 1 << Math.min(at, mostParameters - 1)));
    bits.set(one.all, 1 << mostParameters);
  });
  for (const [node, bit] of bits) reach(node, bit, 0);
  const sites = new Map<number, { readonly args: readonly number[]; readonly result: number }[]>();
  for (const { args, outs } of own) for (let at = 0; at < outs.length; at += 2) {
    const known = sites.get(outs[at]!);
    const site = { args, result: outs[at + 1]! };
    if (known) known.push(site);
    else sites.set(outs[at]!, [site]);
  }
  const laid = new Set<number>();
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    steps.take();
    const mask = masks[node]!;
    const part = parts[node]!;
    // What `arguments` holds was handed to the parameters as well.
    const all = bits.get(node) === 1 << mostParameters;
    const owner = graph.owners[node];
    const spread = (to: number, way: number): void => {
      const how = howOf(way);
      if (graph.owners[to] !== owner || how === operation.enter || how === operation.return || (all && bits.has(to))) return;
      const field = how === operation.load && argumentOf(way) !== anyKey;
      reach(to, field ? 0 : mask, field ? part | mask : part);
    };
    for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1) spread(graph.targets[at]!, graph.ways[at]!);
    const laidHere = graph.laid.get(node);
    for (let at = 0; laidHere !== undefined && at < laidHere.length; at += 2) spread(laidHere[at]!, laidHere[at + 1]!);
    for (const call of sites.get(node) ?? []) {
      for (let at = 0; at < call.args.length; at += 2) {
        const value = call.args[at]!;
        const bit = bits.get(call.args[at + 1]!) ?? 0;
        const whole = (mask & bit) !== 0;
        const key = (value * nodeSpace + call.result) * 2 + (whole ? 1 : 0);
        if (((mask | part) & bit) === 0 || laid.has(key)) continue;
        laid.add(key);
        graph.lay(value, call.result, whole ? 'copy' : 'part');
        const held = masks[value]!;
        const heldPart = parts[value]!;
        if ((held | heldPart) !== 0 && graph.owners[value] === graph.owners[call.result]) reach(call.result, whole ? held : 0, whole ? heldPart : held | heldPart);
      }
    }
  }
  return {
    passes: (result, parameter) => {
      const bit = bits.get(parameter) ?? 0;
      return (masks[result]! & bit) !== 0 ? 'whole' : (parts[result]! & bit) !== 0 ? 'part' : undefined;
    },
  };
}
