import type { Commands } from '../commands/find.js';
import type { Node } from '../tree.js';
import { endOf, startOf, unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';
import type { BuiltFunction, ModuleFlow } from './module-flow.js';

/**
 * Parts of functions that wait for a word which somebody types. Data goes through them as through the function that they are in; only when they run is
 * their own: each is a function without parameters, in the text at its place, or without any extent where it is but a call.
 */
export class Waiting {
  readonly calls: ReadonlySet<Node>;
  private readonly waiting: [number, number][] = [];
  private readonly starts: { within: number; self: boolean; texts: readonly string[] }[] = [];
  private readonly open: Node[] = [];

  constructor(private readonly on: FlowBuilder, private readonly commands: Commands) {
    this.calls = new Set([...commands.calls.keys(), ...commands.starts.keys()]);
  }

  enter(node: Node): void {
    if (!this.commands.branches.has(node)) return;
    this.open.push(node);
    this.on.open(this.part(startOf(node), endOf(node)));
  }

  leave(node: Node): void {
    if (this.open.at(-1) !== node) return;
    this.open.pop();
    this.on.close();
  }

  /** A call that starts a program, or that runs what it runs only for a typed word. */
  call(node: Node, work: () => number): number {
    const { on } = this;
    const started = this.commands.starts.get(node);
    if (started) this.starts.push({ within: on.within.index, ...started });
    const nevertheless = this.commands.calls.get(node);
    if (nevertheless === undefined) return work();
    for (const one of nevertheless) for (const built of on.callees.at(unwrap(one), on.scope)) on.calls.push([on.within.index, built.index]);
    on.open(this.part(startOf(node), startOf(node)));
    const result = work();
    on.close();
    return result;
  }

  private part(start: number, end: number): BuiltFunction {
    const { on } = this;
    const index = on.functions.all.length;
    const built: BuiltFunction = { ...on.within, index, start, end };
    on.functions.all.push(built);
    this.waiting.push([on.within.index, index]);
    return built;
  }

  finish(): Pick<ModuleFlow, 'waiting' | 'starts' | 'parsers' | 'changesLine'> {
    return { waiting: this.waiting, starts: this.starts, parsers: this.commands.parsers, changesLine: this.commands.changes };
  }
}
