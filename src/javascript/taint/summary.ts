import type { Steps } from '../walk.js';
import { anyKey, argumentOf, howOf, operation } from './graph.js';
import type { ModuleFlow, PassingCall } from './module-flow.js';
import { Pairs } from './pairs.js';

/** More parameters of one function are not told apart. */
const mostParameters = 30;

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
  // Of each node that is a parameter its bit; 0 for all others.
  const bits = new Int32Array(graph.nodes + 1);
  const begin = (node: number, bit: number): void => {
    bits[node] = bit;
    reach(node, bit, 0);
  };
  functions.forEach((one, index) => {
    if (one.owner !== index) return;
    one.params.forEach((parameter, at) => { begin(parameter, 1 << Math.min(at, mostParameters - 1)); });
    begin(one.all, 1 << mostParameters);
  });
  const sites = sitesOf(own, graph.nodes);
  const laid = new Pairs();
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    steps.take();
    const mask = masks[node]!;
    const part = parts[node]!;
    // What `arguments` holds was handed to the parameters as well.
    const all = bits[node] === 1 << mostParameters;
    const owner = graph.owners[node];
    const spread = (to: number, way: number): void => {
      const how = howOf(way);
      if (graph.owners[to] !== owner || how === operation.enter || how === operation.return || (all && bits[to] !== 0)) return;
      const field = how === operation.load && argumentOf(way) !== anyKey;
      reach(to, field ? 0 : mask, field ? part | mask : part);
    };
    for (let at = graph.offsets[node]!; at < graph.offsets[node + 1]!; at += 1) spread(graph.targets[at]!, graph.ways[at]!);
    const laidHere = graph.laid.get(node);
    for (let at = 0; laidHere !== undefined && at < laidHere.length; at += 2) spread(laidHere[at]!, laidHere[at + 1]!);
    for (let site = sites.offsets[node]!; site < sites.offsets[node + 1]!; site += 1) {
      const { args } = own[sites.calls[site]!]!;
      const result = sites.results[site]!;
      for (let at = 0; at < args.length; at += 2) {
        const value = args[at]!;
        const bit = bits[args[at + 1]!]!;
        const whole = (mask & bit) !== 0;
        if (value === 0 || ((mask | part) & bit) === 0 || !laid.add(value, result * 2 + (whole ? 1 : 0))) continue;
        graph.lay(value, result, whole ? 'copy' : 'part');
        const held = masks[value]!;
        const heldPart = parts[value]!;
        if ((held | heldPart) !== 0 && graph.owners[value] === graph.owners[result]) reach(result, whole ? held : 0, whole ? heldPart : held | heldPart);
      }
    }
  }
  return {
    passes: (result, parameter) => {
      const bit = bits[parameter] ?? 0;
      return (masks[result]! & bit) !== 0 ? 'whole' : (parts[result]! & bit) !== 0 ? 'part' : undefined;
    },
  };
}

/** Calls by the node that comes out of what they call: those of node n are at `offsets[n]` up to `offsets[n + 1]`, by their numbers, each with where that goes. */
function sitesOf(own: readonly PassingCall[], nodes: number): { readonly offsets: Int32Array; readonly calls: Int32Array; readonly results: Int32Array } {
  const offsets = new Int32Array(nodes + 2);
  for (const { outs } of own) for (let at = 0; at < outs.length; at += 2) offsets[outs[at]! + 1]! += 1;
  for (let node = 1; node < offsets.length; node += 1) offsets[node]! += offsets[node - 1]!;
  const calls = new Int32Array(offsets[nodes + 1]!);
  const results = new Int32Array(calls.length);
  const filled = offsets.slice();
  own.forEach(({ outs }, call) => {
    for (let at = 0; at < outs.length; at += 2) {
      const place = filled[outs[at]!]!;
      filled[outs[at]!]! += 1;
      calls[place] = call;
      results[place] = outs[at + 1]!;
    }
  });
  return { offsets, calls, results };
}
