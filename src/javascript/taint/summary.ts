import type { Steps } from '../walk.js';
import type { ModuleFlow } from './module-flow.js';

/** More parameters of one function are not told apart. */
const mostParameters = 30;

/** What functions of a file give back of what they are handed. */
export interface Summary {
  /** True when data of a parameter's node may come out by the function's result. */
  passes(callee: number, parameter: number): boolean;
}

/**
 * Finds which parameters of each function come out again by its result, on ways inside the function and through others that it calls; and lays
 * these ways from the arguments of each call to what that call gives. So what one caller hands to a function is not given to another.
 * @throws StepsSpent
 */
export function summarise(flow: ModuleFlow, steps: Steps): Summary {
  const { graph, functions, own } = flow;
  const masks = new Map<number, number>();
  const work: number[] = [];
  const reach = (node: number, mask: number): void => {
    const known = masks.get(node) ?? 0;
    if ((known | mask) === known) return;
    masks.set(node, known | mask);
    work.push(node);
  };
  const bits = new Map<number, number>();
  functions.forEach((one, index) => {
    if (one.owner !== index) return;
    one.params.forEach((parameter, at) => bits.set(parameter, 1 << Math.min(at, mostParameters - 1)));
    bits.set(one.all, 1 << mostParameters);
  });
  for (const [node, bit] of bits) reach(node, bit);
  const results = new Map(functions.flatMap((one, index) => (one.owner === index ? [[one.result, index] as const] : [])));
  const sites = new Map<number, typeof own[number][]>();
  for (const call of own) {
    const known = sites.get(call.callee);
    if (known) known.push(call);
    else sites.set(call.callee, [call]);
  }
  const laid = new Set<string>();
  for (let node = work.pop(); node !== undefined; node = work.pop()) {
    steps.take();
    const mask = masks.get(node)!;
    graph.eachWithin(node, (to) => { reach(to, mask); });
    const callee = results.get(node);
    if (callee === undefined) continue;
    for (const call of sites.get(callee) ?? []) {
      for (const [value, parameter] of call.args) {
        if ((mask & (bits.get(parameter) ?? 0)) === 0 || laid.has(`${value} ${call.result}`)) continue;
        laid.add(`${value} ${call.result}`);
        graph.edge(value, call.result, 'copy');
        const held = masks.get(value);
        if (held !== undefined && graph.owners[value] === graph.owners[call.result]) reach(call.result, held);
      }
    }
  }
  return { passes: (callee, parameter) => ((masks.get(functions[callee]?.result ?? 0) ?? 0) & (bits.get(parameter) ?? 0)) !== 0 };
}
