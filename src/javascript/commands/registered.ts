import { keyName } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, unwrap } from '../tree.js';
import { wordOf } from './imported.js';
import { isDefaulting, isTypedName, type CommandPackage } from './parsers.js';
import { longestChain, methodOf, rootOf } from './programs.js';
import type { Collected } from './references.js';

/**
 * Whether a call hands functions to a package of commands that runs them for a typed one.
 * @param collected the calls of the file, and where its variables are used.
 */
export function registers(collected: Collected, node: ESTree.CallExpression, scope: Scope): boolean {
  const method = methodOf(node);
  const root = method === undefined ? undefined : rootOf(node, scope);
  if (root === undefined) return false;
  const { commands } = root;
  const callee = unwrap(node.callee) as ESTree.MemberExpression;
  if (commands.takesHandlers && commands.commands.includes(method!)) return namesCommand(collected, node, scope, root);
  return commands.handlers.includes(method!) && isOfCommand(collected, callee.object, scope, root);
}

/** Whether what stands before `.action(…)` is a command that somebody must type. */
function isOfCommand(collected: Collected, node: Node, scope: Scope, root: { readonly module: string; readonly commands: CommandPackage }): boolean {
  let at = unwrap(node);
  let within = scope;
  for (let row = 0; row < longestChain; row += 1) {
    if (at.type === 'Identifier') {
      const binding = resolve(within, at.name);
      const [only] = binding?.sources ?? [];
      if (binding?.total !== 1 || binding.open || only?.kind !== 'expression' || only.keys.length > 0 || isDefaulted(collected, binding)) return false;
      at = unwrap(only.node);
      within = only.scope;
      continue;
    }
    const method = at.type === 'CallExpression' ? methodOf(at) : undefined;
    if (at.type !== 'CallExpression' || method === undefined) return false;
    if (root.commands.commands.includes(method)) return namesCommand(collected, at, within, root);
    if (/^(?:default|addCommand|parse|run)/.test(method)) return false;
    if ((method === 'alias' || method === 'aliases' || method === 'name') && !at.arguments.every((one) => isTypedName(wordOf(one as Node, within) ?? ''))) return false;
    at = unwrap((unwrap(at.callee) as ESTree.MemberExpression).object);
  }
  return false;
}

/** Whether a command that a variable holds may be made one that nobody needs to type: `deploy.default()`, `deploy.alias('!')`. */
function isDefaulted(collected: Collected, binding: Binding): boolean {
  return (collected.uses.get(binding) ?? []).some(({ around, scope }) => {
    const [call, member] = [around.at(-2), around.at(-1)];
    if (member?.type !== 'MemberExpression') return true;
    const key = member.computed ? undefined : keyName(member.property);
    if (key === undefined || key === 'default' || key.startsWith('_')) return true;
    return (key === 'alias' || key === 'aliases' || key === 'name') && (call?.type !== 'CallExpression' || !call.arguments.every((one) => isTypedName(wordOf(one as Node, scope) ?? '')));
  });
}

/** Whether `.command(…)` names one that runs only where it is typed. */
function namesCommand(collected: Collected, node: ESTree.CallExpression, scope: Scope, { module, commands }: { readonly module: string; readonly commands: CommandPackage }): boolean {
  const [first, ...more] = node.arguments as readonly Node[];
  if (first === undefined || (commands.firstIsDefault && isFirst(collected, node, module))) return false;
  if (commands.takesHandlers && first.type === 'ObjectExpression') return more.length === 0 && isCommandObject(first, scope);
  const names = first.type === 'ArrayExpression' ? (first.elements as readonly (Node | null)[]).map((one) => (one ? wordOf(one, scope) : undefined)) : [wordOf(first, scope)];
  if (names.length === 0 || !names.every((one) => one !== undefined && isTypedName(one))) return false;
  return more.every((one) => {
    const inner = unwrap(one);
    if (inner.type === 'ObjectExpression') return (inner.properties as readonly Node[]).every((property) => property.type === 'Property' && !property.computed && (!isDefaulting(keyName(property.key) ?? 'default') || (commands.takesHandlers === true && module === 'yargs')));
    if (commands.takesHandlers) return isFunction(inner) || inner.type === 'Literal' || inner.type === 'TemplateLiteral' || inner.type === 'Identifier' || (inner.type === 'ArrayExpression' && module === 'args' && (inner.elements as readonly (Node | null)[]).every((element) => element?.type === 'Literal' && typeof element.value === 'string' && isTypedName(element.value)));
    return commands.describes === true && (inner.type === 'Literal' || inner.type === 'TemplateLiteral' || wordOf(inner, scope) !== undefined);
  });
}

function isFirst(collected: Collected, node: Node, module: string): boolean {
  return !collected.calls.some((one) => one.node.type === 'CallExpression' && endOf(one.node) < endOf(node) && methodOf(one.node) === 'command' && rootOf(one.node, one.scope)?.module === module);
}

/** `{ command: 'deploy', handler }` */
function isCommandObject(object: ESTree.ObjectExpression, scope: Scope): boolean {
  let named = false;
  for (const one of object.properties as readonly Node[]) {
    const key = one.type === 'Property' && !one.computed ? keyName(one.key) : undefined;
    if (one.type !== 'Property' || key === undefined) return false;
    if (key !== 'command' && key !== 'aliases') continue;
    const names = one.value.type === 'ArrayExpression' ? (one.value.elements as readonly (Node | null)[]).map((element) => (element ? wordOf(element, scope) : undefined)) : [wordOf(one.value as Node, scope)];
    if (!names.every((name) => name !== undefined && isTypedName(name))) return false;
    named ||= key === 'command';
  }
  return named;
}
