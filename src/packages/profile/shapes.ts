import type { AnalysedTree } from '../../javascript/analyse.js';
import { keyName } from '../../javascript/patterns.js';
import { unwrap } from '../../javascript/tree.js';
import { commandShapes } from './shape-commands.js';
import { foreignShapes } from './shape-foreign.js';
import { gateShapes } from './shape-gates.js';
import { hiddenShapes } from './shape-hidden.js';
import { hookShapes } from './shape-hooks.js';
import type { Detector } from './shape-look.js';
import { Look } from './shape-look.js';
import { listenerShapes } from './shape-listeners.js';
import { loopShapes } from './shape-loops.js';
import { nativeShapes } from './shape-natives.js';
import type { Sieve } from './shape-walk.js';
import { Way } from './shape-walk.js';
import { walletShapes } from './shape-wallets.js';
import { wipeShapes } from './shape-wipes.js';
import { wormShapes } from './shape-worms.js';
import type { Signal } from './signal.types.js';

const detectors: readonly ((look: Look) => Detector)[] = [hookShapes, loopShapes, gateShapes, wipeShapes, hiddenShapes, walletShapes, commandShapes, wormShapes, nativeShapes, foreignShapes, listenerShapes];

/** Names of calls that tools shorten are so long at most: what they call is looked up. */
const shortened = 3;

/**
 * What a tree shows by the shape of its code: things of the runtime that are replaced, files that are wiped, what is asked of the machine
 * before something is done. One walk; each detector is called for the types of nodes that it names, and for those calls, members and
 * variables alone whose names may say something to one of them.
 * @param constants the texts of the file (see `constantsOf`), for shapes that say something only beside them.
 * @returns each thing at every place where it stands, within bounds; offsets in the text.
 * @throws StepsSpent
 */
export function shapesOf(tree: AnalysedTree, constants: ReadonlyMap<string, number> = new Map()): readonly Signal[] {
  const look = new Look(tree, constants);
  const made = detectors.map((make) => make(look));
  new Way(look, made, sieveOf(look, made)).through(tree.program, tree.scopes.top);
  for (const { end } of made) end?.();
  return look.signals;
}

function sieveOf(look: Look, made: readonly Detector[]): Sieve {
  const calls = new Set(made.flatMap(({ names }) => names?.calls ?? []).flatMap((names) => [...names]));
  const members = new Set(made.flatMap(({ names }) => names?.members ?? []).flatMap((names) => [...names]));
  const variables = made.flatMap(({ names }) => names?.variables ?? []);
  const returnsGlobal = look.isNamed('returns:globalThis');
  return {
    CallExpression(node) {
      const { callee, name, names } = look.called(node);
      if (names !== undefined || name === undefined || name.length <= shortened || calls.has(name)) return true;
      return callee.type === 'MemberExpression' ? callee.computed && callee.property.type !== 'Literal' : /(?:Timeout|Interval)$/.test(name);
    },
    MemberExpression(node) {
      return node.computed || members.has(keyName(node.property) ?? '') || (returnsGlobal && unwrap(node.object).type === 'CallExpression');
    },
    Identifier({ name }) { return variables.some((names) => names === 'all' || names.has(name)); },
  };
}
