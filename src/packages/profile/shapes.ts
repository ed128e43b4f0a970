import type { AnalysedTree } from '../../javascript/analyse.js';
import type { Node } from '../../javascript/tree.js';
import { walk } from '../../javascript/walk.js';
import { commandShapes } from './shape-commands.js';
import { gateShapes } from './shape-gates.js';
import { hiddenShapes } from './shape-hidden.js';
import { hookShapes } from './shape-hooks.js';
import type { Detector } from './shape-look.js';
import { Look } from './shape-look.js';
import { loopShapes } from './shape-loops.js';
import { walletShapes } from './shape-wallets.js';
import { wipeShapes } from './shape-wipes.js';
import { wormShapes } from './shape-worms.js';
import type { Signal } from './signal.types.js';

type Handler = (node: Node) => void;

const detectors: readonly ((look: Look) => Detector)[] = [hookShapes, loopShapes, gateShapes, wipeShapes, hiddenShapes, walletShapes, commandShapes, wormShapes];

/**
 * What a tree shows by the shape of its code: things of the runtime that are replaced, files that are wiped, what is asked of the machine
 * before something is done. One walk; each detector is called for the types of nodes that it names.
 * @param constants the texts of the file (see `constantsOf`), for shapes that say something only beside them.
 * @returns each thing at every place where it stands, within bounds; offsets in the text.
 * @throws StepsSpent
 */
export function shapesOf(tree: AnalysedTree, constants: ReadonlyMap<string, number> = new Map()): readonly Signal[] {
  const look = new Look(tree, constants);
  const made = detectors.map((make) => make(look));
  const enter = tableOf(made.map((one) => one.enter));
  const leave = tableOf(made.map((one) => one.leave));
  const { scopes } = tree;
  walk(tree.program, {
    enter(node, path) {
      look.path = path;
      const handlers = enter.get(node.type);
      if (handlers !== undefined) for (const handler of handlers) handler(node);
      const opened = scopes.of.get(node);
      if (opened !== undefined) look.scope = opened;
    },
    leave(node) {
      const handlers = leave.get(node.type);
      if (handlers !== undefined) for (const handler of handlers) handler(node);
      if (look.scope !== scopes.top && scopes.of.get(node) === look.scope) look.scope = look.scope.parent!;
    },
  }, tree.steps);
  for (const { end } of made) end?.();
  return look.signals;
}

function tableOf(handlers: readonly Detector['enter'][]): ReadonlyMap<string, readonly Handler[]> {
  const table = new Map<string, Handler[]>();
  for (const one of handlers) {
    for (const [type, handler] of Object.entries(one ?? {})) {
      const before = table.get(type);
      if (before === undefined) table.set(type, [handler as Handler]);
      else before.push(handler as Handler);
    }
  }
  return table;
}
