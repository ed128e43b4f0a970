import { keyName } from '../patterns.js';
import type { Scope } from '../places.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { unwrap } from '../tree.js';
import type { CommandFinder } from './find.js';
import { importedAs, parserOf } from './imported.js';
import { commandPackages, reading, type CommandPackage } from './parsers.js';
import { fateOf } from './references.js';

/** Calls, members and variables that one program is followed through. */
export const longestChain = 64;
/** Methods of commander and cac that run a command without a word of the command line, and what gives the commands to whoever asks. */
const inside: ReadonlySet<string> = new Set(['_actionHandler', '_parseCommand', '_dispatchSubcommand', '_dispatchHelpCommand', '_chainOrCall', 'runMatchedCommand', 'commandAction', 'getCommandInstance', 'getInternalMethods']);
const listing: ReadonlySet<string> = new Set(['commands', 'listeners', 'rawListeners', '_events', 'matchedCommand', 'subCommands', 'prototype', '__proto__', 'constructor']);

/** The package of commands that an expression is made by, surely: its export, what that makes, and what methods of it give. */
export function rootOf(node: Node, scope: Scope): { readonly module: string; readonly commands: CommandPackage } | undefined {
  let at = unwrap(node);
  let within = scope;
  for (let row = 0; row < longestChain; row += 1) {
    const imported = importedAs(at, within);
    if (imported !== undefined) {
      const module = parserOf(imported.module);
      const commands = module === undefined ? undefined : commandPackages.get(module);
      return commands && { module: module!, commands };
    }
    if (at.type === 'CallExpression' || at.type === 'NewExpression') at = unwrap(at.callee);
    else if (at.type === 'MemberExpression') at = unwrap(at.object);
    else if (at.type === 'AwaitExpression') at = unwrap(at.argument);
    else if (at.type === 'Identifier') {
      const binding = resolve(within, at.name);
      const [only] = binding?.sources ?? [];
      if (binding?.total !== 1 || binding.open || only?.kind !== 'expression' || only.keys.length > 0) return undefined;
      at = unwrap(only.node);
      within = only.scope;
    } else return undefined;
  }
  return undefined;
}

/**
 * Whether the packages of commands of this file read the command line, and nothing else. `otherwise`: they may read what nobody typed, or be changed.
 * Without anything that reads it is not known here who runs the commands.
 */
export function readsTheLine(on: CommandFinder): 'plainly' | 'not' | 'otherwise' {
  let reads = false;
  for (const { node, scope } of on.collected.calls) {
    if (node.type !== 'CallExpression') continue;
    const method = methodOf(node);
    const args: readonly Node[] = node.arguments;
    if (method !== undefined && inside.has(method)) return 'otherwise';
    if (method !== undefined && /^parse(?:Async|Sync)?$/.test(method) && args[0] && isWritten(args[0], scope) && !on.isInside(node)) return 'otherwise';
    const root = rootOf(node, scope);
    const direct = root && importedAs(node, scope) === undefined && unwrap(node.callee).type !== 'MemberExpression' && root.module === 'yargs';
    if (root === undefined || !(direct || (method !== undefined && (reading.has(method) || method.startsWith('_'))))) continue;
    if (on.isInside(node)) continue;
    const [first, ...more] = args;
    const kind = first && on.typed.of(first, scope)?.kind;
    if (method === 'emit' || method === 'runMatchedCommand' || method?.startsWith('_') || (first && kind !== 'line' && kind !== 'words') || more.some((one) => one.type !== 'ObjectExpression')) return 'otherwise';
    reads ||= !direct;
  }
  // A program that another one is given, or whose fields are put anew, may be run by whoever has it.
  for (const [binding, places] of on.collected.uses) {
    const [only] = binding.sources;
    const isOne = only?.kind === 'import' ? commandPackages.has(parserOf(only.specifier) ?? '') : only?.kind === 'expression' && isProgram(only.node, only.scope);
    if (!isOne) continue;
    for (const place of places) {
      const fate = fateOf(place, 'any');
      const above = place.around.at(-1);
      if (above?.type === 'MemberExpression' && above.object === place.node && (above.computed || listing.has(keyName(above.property) ?? ''))) return 'otherwise';
      if (fate === 'read' || on.isInside(place.node)) { reads ||= place.around.at(-1)?.type === 'MemberExpression' && keyName((place.around.at(-1) as ESTree.MemberExpression).property) === 'argv'; continue; }
      if (fate === 'changed' || ('handed' in fate && rootOf(fate.handed, place.scope) === undefined && importedAs(fate.handed.callee as Node, place.scope) === undefined)) return 'otherwise';
      if ('handed' in fate && rootOf(fate.handed, place.scope) === undefined) return 'otherwise';
    }
  }
  reads ||= on.collected.uses.size > 0 && [...on.collected.uses.keys()].some((binding) => binding.sources.some((source) => source.kind === 'expression' && isArgvOf(source.node, source.scope)));
  return reads ? 'plainly' : 'not';
}

/** A variable that holds a program, a command, or what makes them. */
function isProgram(node: Node, scope: Scope): boolean {
  const inner = unwrap(node);
  return (inner.type === 'CallExpression' || inner.type === 'NewExpression' || inner.type === 'Identifier' || importedAs(inner, scope) !== undefined) && !(inner.type === 'CallExpression' && /^(?:parse|opts|getOption)/.test(methodOf(inner) ?? '')) && rootOf(inner, scope) !== undefined;
}

function isArgvOf(node: Node, scope: Scope): boolean {
  const inner = unwrap(node);
  return inner.type === 'MemberExpression' && !inner.computed && keyName(inner.property) === 'argv' && rootOf(inner.object, scope)?.module === 'yargs';
}

/** True for a list that is written out, also behind a variable. */
function isWritten(node: Node, scope: Scope): boolean {
  const inner = unwrap(node);
  if (inner.type === 'ArrayExpression') return true;
  const [only] = inner.type === 'Identifier' ? resolve(scope, inner.name)?.sources ?? [] : [];
  return only?.kind === 'expression' && unwrap(only.node).type === 'ArrayExpression';
}

/** The name of the method that a call calls; undefined for what calls no method, or one that is worked out. */
export function methodOf(node: Node): string | undefined {
  const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
  return callee?.type === 'MemberExpression' && !callee.computed ? keyName(callee.property) : undefined;
}
