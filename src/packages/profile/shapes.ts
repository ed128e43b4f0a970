import type { AnalysedTree } from '../../javascript/analyse.js';
import type { Scopes } from '../../javascript/scopes.js';
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
import { scopeTypes } from './tree-constants.js';
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
  const table = tableOf(made, tree.scopes);
  const entering = new Map([...table].filter(([, row]) => row.enter.length > 0 || row.opens));
  const leaving = new Map([...table].filter(([, row]) => row.leave.length > 0 || row.opens));
  const { scopes } = tree;
  walk(tree.program, {
    enter(node, path) {
      const row = entering.get(node.type);
      if (row === undefined) return;
      look.path = path;
      const { enter } = row;
      for (let at = 0; at < enter.length; at += 1) enter[at]!(node);
      if (row.opens) look.scope = scopes.of.get(node) ?? look.scope;
    },
    leave(node) {
      const { type } = node;
      if (type === 'Identifier' || type === 'Literal') return;
      const row = leaving.get(type);
      if (row === undefined) return;
      const { leave } = row;
      for (let at = 0; at < leave.length; at += 1) leave[at]!(node);
      if (row.opens && look.scope !== scopes.top && scopes.of.get(node) === look.scope) look.scope = look.scope.parent!;
    },
  }, tree.steps);
  for (const { end } of made) end?.();
  return look.signals;
}

/** What is done at nodes of one type. `opens`: some of them have a scope. */
interface Row {
  readonly enter: Handler[];
  readonly leave: Handler[];
  readonly opens: boolean;
}

/** One look-up at each node; most types have no row. */
function tableOf(made: readonly Detector[], scopes: Scopes): ReadonlyMap<string, Row> {
  const opening = scopeTypes(scopes);
  const table = new Map<string, Row>([...opening].map((type) => [type, { enter: [], leave: [], opens: true }]));
  for (const side of ['enter', 'leave'] as const) {
    for (const one of made) {
      for (const [type, handler] of Object.entries(one[side] ?? {})) {
        let row = table.get(type);
        if (row === undefined) table.set(type, (row = { enter: [], leave: [], opens: false }));
        row[side].push(handler as Handler);
      }
    }
  }
  return table;
}
