import { Stop } from '../interpret/machine.js';
import { nodeOf, ReferenceIndex, referencesOf } from '../interpret/references.js';
import { literalOf } from '../patterns.js';
import { resolve } from '../places.js';
import type { ESTree, FunctionNode, Node } from '../tree.js';
import { unwrap } from '../tree.js';
import type { FlowBuilder } from './build.js';

/**
 * Tells parameters that are named like key material but only ever hold the name of something, as in `legacy('position', '_position')` for a parameter
 * `privateKey`. Functions that others may call, or that are called in another way than by their name, may be handed anything.
 */
export class NameParameters {
  private index: ReferenceIndex | undefined;

  constructor(private readonly on: FlowBuilder) {}

  /** True where a function that only its own file can name is handed a written text at `position` wherever it is named, and stores nothing else there. @throws StepsSpent */
  has(fn: FunctionNode, position: number): boolean {
    const { scopes, steps } = this.on;
    if (fn.type !== 'FunctionDeclaration' || fn.id === null || fn.params.slice(0, position + 1).some((one) => one.type !== 'Identifier')) return false;
    const around = scopes.of.get(fn)?.parent;
    const binding = around && resolve(around, fn.id.name);
    const parameter = resolve(scopes.of.get(fn)!, (fn.params[position] as ESTree.Identifier).name);
    if (parameter === undefined) return false;
    // What stands at the top of a script is everybody's.
    if (binding === undefined || binding.total > 1 || scopes.top.bindings.get(fn.id.name) === binding) return false;
    try {
      this.index ??= new ReferenceIndex(scopes, steps);
      const own = referencesOf(parameter, fn, this.index);
      if (own.some(({ kind }) => kind === 'write') || !this.index.of('arguments', fn).next().done) return false;
      const references = referencesOf(binding, nodeOf(scopes.top, scopes)!, this.index).filter(({ kind }) => kind !== 'declare');
      return references.length > 0 && references.every(({ node, path }) => isHandedText(node, path.at(-1), position));
    } catch (error) {
      if (error instanceof Stop) return false;
      throw error;
    }
  }
}

function isHandedText(name: Node, call: Node | undefined, position: number): boolean {
  if (call?.type !== 'CallExpression' || unwrap(call.callee) !== name || call.arguments.slice(0, position + 1).some((one) => one.type === 'SpreadElement')) return false;
  const argument = call.arguments[position];
  return argument !== undefined && literalOf(argument) !== undefined;
}
