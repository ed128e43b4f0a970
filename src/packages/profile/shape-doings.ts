import type { Node } from '../../javascript/tree.js';
import { endOf, isFunction, startOf, unwrap } from '../../javascript/tree.js';
import type { Folder } from './shape-folders.js';
import type { Look } from './shape-look.js';

/** What a function does with files, with the callbacks that stand in it: a callback is a part of the function that hands it over. */
export interface Doing {
  readonly node: Node;
  /** The function that hands it over, where it is a callback: an argument of a call, or called where it stands. */
  readonly outer: Doing | undefined;
  readonly folders: { readonly folder: Folder; readonly at: Node }[];
  removes: boolean;
  /** The first call that writes. */
  writes: Node | undefined;
  lists: boolean;
  reads: boolean;
}

/** The functions of a file, each with what it does; the file itself stands for what lies in no function. */
export class Doings {
  private readonly byNode = new Map<Node, Doing>();

  constructor(private readonly look: Look) {}

  /** The function where the walk stands. */
  here(): Doing {
    const { path } = this.look;
    return this.at(path, path.length - 1);
  }

  private at(path: readonly Node[], from: number): Doing {
    // From the innermost function on outwards, as far as each is a callback; then they are made from the outermost one on.
    const made: Node[] = [];
    let known: Doing | undefined;
    let callback = true;
    for (let place = from; callback && known === undefined && place >= 0; place -= 1) {
      const node = path[place]!;
      if (!isFunction(node) && node.type !== 'Program') continue;
      known = this.byNode.get(node);
      if (known !== undefined) break;
      made.push(node);
      callback = isHandedOver(path, place);
    }
    this.look.tree.steps.take(made.length);
    for (const node of made.reverse()) known = this.make(node, known);
    return known!;
  }

  /** @param outer the function that hands it over, where it is a callback. */
  make(node: Node, outer: Doing | undefined): Doing {
    let doing = this.byNode.get(node);
    if (doing === undefined) this.byNode.set(node, (doing = { node, outer, folders: [], removes: false, writes: undefined, lists: false, reads: false }));
    return doing;
  }

  get(node: Node): Doing | undefined {
    return this.byNode.get(node);
  }

  /** Every function that does something with files, in the order in which they end: what a callback does is by then told of those that hand it over. */
  told(): readonly Doing[] {
    const all = [...this.byNode.values()].sort((a, b) => endOf(a.node) - endOf(b.node) || startOf(b.node) - startOf(a.node) || (a.node.type === 'Program' ? 1 : -1));
    for (const { outer, removes, writes, lists, reads } of all) {
      if (outer === undefined) continue;
      outer.removes ||= removes;
      if (writes !== undefined && (outer.writes === undefined || startOf(writes) < startOf(outer.writes))) outer.writes = writes;
      outer.lists ||= lists;
      outer.reads ||= reads;
    }
    return all;
  }
}

/** True for a function that stands as an argument of a call, or is called there. */
function isHandedOver(path: readonly Node[], place: number): boolean {
  for (let at = place - 1; at >= 0; at -= 1) {
    const parent = path[at]!;
    if (unwrap(parent) === parent) return parent.type === 'CallExpression' || parent.type === 'NewExpression';
  }
  return false;
}
