import { resolve } from '../places.js';
import type { Compiler, Run, Store } from './compile.js';
import type { Cell, Frame } from './machine.js';
import { stop, Table } from './machine.js';
import { globalDatum } from './natives.js';

/** The function above in whose frame a variable stands, as a number of steps outwards; or its place outside of all. */
function placeOf(name: string, on: Compiler): { readonly up: number; readonly slot: number } | Cell | undefined {
  const binding = resolve(on.scope, name);
  if (binding === undefined || (binding.sources.length === 1 && binding.total === 1 && binding.sources[0]!.kind === 'global')) return undefined;
  let up = 0;
  for (let at: Compiler | undefined = on; at !== undefined; at = at.outer) {
    const slot = at.slots.get(binding);
    if (slot !== undefined) return { up, slot };
    up += 1;
  }
  return on.world.cell(binding, on.scope);
}

/**
 * Reads a variable, `arguments`, or a global that is known.
 * @throws Stop for any other global.
 */
export function readOf(name: string, on: Compiler): Run {
  const place = placeOf(name, on);
  if (place === undefined) {
    if (name === 'arguments') return argumentsOf(on);
    const known = globalDatum(name) ?? stop(`global ${name.slice(0, 40)}`);
    return () => known.value;
  }
  if ('binding' in place) return (_, machine) => machine.read(place);
  const { up, slot } = place;
  if (up === 0) return (frame) => frame.slots[slot];
  if (up === 1) return (frame) => frame.parent!.slots[slot];
  return (frame) => above(frame, up).slots[slot];
}

/** Steps outwards to the function whose `this` and `arguments` hold here; arrow functions have none. */
function plainFunction(on: Compiler): { readonly up: number; readonly compiler: Compiler } {
  let up = 0;
  for (let at: Compiler = on; ; at = at.outer!) {
    if (at.outer === undefined) return stop('outermost this');
    if (!at.arrow) return { up, compiler: at };
    up += 1;
  }
}

/**
 * Reads `this`.
 * @throws Stop outside of all functions; when it is run, where the function was called on nothing.
 */
export function thisOf(on: Compiler): Run {
  const { up } = plainFunction(on);
  return (frame) => above(frame, up).receiver ?? stop('this');
}

function argumentsOf(on: Compiler): Run {
  const { up, compiler } = plainFunction(on);
  compiler.usesArguments = true;
  return (frame, machine) => {
    const at = above(frame, up);
    if (at.args !== undefined) return at.args;
    const table = (at.args = new Table(machine.run));
    table.own.set('length', at.given.length);
    at.given.forEach((value, index) => table.own.set(String(index), value));
    if (compiler.changesParameters) table.aliased = at.given.length;
    return table;
  };
}

/**
 * Puts a value into a variable. One that has the place of a parameter is no longer what `arguments` holds.
 * @throws Stop for a global.
 */
export function storeOf(name: string, on: Compiler): Store {
  const place = placeOf(name, on) ?? stop('global');
  if ('binding' in place) return (_, machine, value) => machine.setCell(place, value);
  const { up, slot } = place;
  let owner: Compiler = on;
  for (let step = 0; step < up; step += 1) owner = owner.outer!;
  if (owner.first.bindings.get(name) === resolve(on.scope, name)) owner.changesParameters = true;
  return up === 0 ? (frame, _, value) => { frame.slots[slot] = value; } : (frame, _, value) => { above(frame, up).slots[slot] = value; };
}

function above(frame: Frame, up: number): Frame {
  let at = frame;
  for (let step = 0; step < up; step += 1) at = at.parent!;
  return at;
}
