/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../patterns.js';
import type { Scope } from '../places.js';
import { resolve } from '../places.js';
import type { ESTree, Node } from '../tree.js';
import { endOf, isFunction, startOf, unwrap } from '../tree.js';

/** Methods at the end of an expression that computes a string. */
const ends: ReadonlySet<string> = new Set([
  'join', 'toString', 'decode', 'replace', 'replaceAll', 'concat', 'slice', 'substr', 'substring', 'charAt', 'at', 'reduce', 'reduceRight', 'apply', 'call', 'fromCharCode', 'fromCodePoint', 'trim', 'split',
  'reverse', 'map', 'filter', 'padStart', 'padEnd', 'toLowerCase', 'toUpperCase', 'pop', 'shift', 'raw', 'match', 'flatMap', 'sort', 'repeat', 'from',
]);
const roots: ReadonlySet<string> = new Set(['String', 'Buffer', 'Array', 'Uint8Array', 'decodeURIComponent', 'atob', 'unescape']);
/** A function that is called in place is looked at up to this length. */
const longestInPlace = 4_000;
/** Decoders are no longer than this. */
const longest = 32_768;
const deepest = 6;

/** `callee`: the call of a function of the file, on constants. `ends`: a method of what is known; `list`: of an array in a variable, which may be changed. Undefined: a call that is hardly worth a try. */
export function worthOf(node: ESTree.CallExpression, scope: Scope): 'callee' | 'ends' | 'list' | undefined {
  const callee = unwrap(node.callee);
  if (callee.type === 'Identifier') return isFixed(callee.name, scope, node.arguments.length) && mayBeKnown(node.arguments, scope) ? 'callee' : undefined;
  if (isFunction(callee)) return isSmall(callee, node.arguments.length) && mayBeKnown(node.arguments, scope) ? 'callee' : undefined;
  if (callee.type !== 'MemberExpression') return undefined;
  const key = callee.computed && callee.property.type !== 'Literal' ? undefined : keyName(callee.property);
  const root = rootOf(callee);
  if (root.type === 'Identifier') {
    const binding = resolve(scope, root.name);
    if (binding === undefined) return roots.has(root.name) && (key === undefined || ends.has(key)) && mayBeKnown(node.arguments, scope, true) ? 'ends' : undefined;
    if (binding.total !== 1 || binding.open) return undefined;
    const [source] = binding.sources;
    if (source?.kind !== 'expression') return undefined;
    const held = unwrap(source.node);
    if (held.type === 'ObjectExpression') return node.arguments.length > 0 && holdsFunctions(held) && mayBeKnown(node.arguments, scope) ? 'callee' : undefined;
    const kind = held.type === 'ArrayExpression' ? 'list' : 'ends';
    return literal.has(held.type) && (key === undefined || ends.has(key)) && mayBeKnown(node.arguments, scope, true) && known(held, source.scope, false, 1) ? kind : undefined;
  }
  return literal.has(root.type) && (key === undefined || ends.has(key)) && mayBeKnown(node.arguments, scope, true) && known(root, scope, false, 1) ? 'ends' : undefined;
}

/** True for an object of functions and constants, as tables of helpers are. */
function holdsFunctions(node: ESTree.ObjectExpression): boolean {
  return node.properties.length > 0 && node.properties.length <= 256 && (node.properties as readonly Node[]).every((one) => one.type === 'Property' && !one.computed && one.kind === 'init' && (isFunction(one.value) || one.value.type === 'Literal'));
}
const literal: ReadonlySet<string> = new Set(['Literal', 'TemplateLiteral', 'ArrayExpression', 'NewExpression', 'CallExpression', 'BinaryExpression', 'TaggedTemplateExpression']);

/** What a chain of members and calls begins with. */
function rootOf(node: Node): Node {
  let at = unwrap(node);
  for (;;) {
    if (at.type === 'MemberExpression') at = unwrap(at.object);
    else if (at.type === 'CallExpression' && unwrap(at.callee).type === 'MemberExpression') at = unwrap(at.callee);
    else return at;
  }
}

/** True for a variable of the file that holds a function, or another name of one. */
function isFixed(name: string, scope: Scope, count: number): boolean {
  const binding = resolve(scope, name);
  if (binding === undefined || binding.open || binding.total > 3) return false;
  const [source] = binding.sources;
  if (source?.kind !== 'expression' || source.keys.length > 0) return false;
  const node = unwrap(source.node);
  if (isFunction(node)) return !node.async && !node.generator && (count > 0 ? endOf(node) - startOf(node) <= longest : isSmall(node, 0));
  return binding.total === 1 && count > 0 && (node.type === 'Identifier' || node.type === 'MemberExpression') && known(node, source.scope, false, 1);
}

function isSmall(node: Node, count: number): boolean {
  const size = endOf(node) - startOf(node);
  return count === 0 ? size <= longestInPlace >> 1 : size <= longestInPlace;
}

/** False where an argument is surely nothing that is known without running the file. `functions`: callbacks are well. */
function mayBeKnown(nodes: readonly Node[], scope: Scope, functions = false, level = 0): boolean {
  return level < deepest && nodes.slice(0, 16).every((node) => known(unwrap(node), scope, functions, level));
}

function known(node: Node, scope: Scope, functions: boolean, level: number): boolean {
  switch (node.type) {
    case 'Literal': return true;
    case 'TemplateLiteral': return mayBeKnown(node.expressions, scope, false, level + 1);
    case 'TaggedTemplateExpression': return node.quasi.expressions.length === 0;
    case 'UnaryExpression': return mayBeKnown([node.argument], scope, false, level + 1);
    case 'BinaryExpression': return mayBeKnown([node.right], scope, false, level + 1) && (node.left.type === 'BinaryExpression' || mayBeKnown([node.left], scope, false, level + 1));
    case 'ConditionalExpression': return mayBeKnown([node.test, node.consequent, node.alternate], scope, false, level + 1);
    case 'ArrayExpression': return node.elements.length === 0 || (node.elements[0] !== null && node.elements[0] !== undefined && mayBeKnown([node.elements[0]], scope, false, level + 1));
    case 'ObjectExpression': return node.properties.length === 0;
    case 'SpreadElement': return mayBeKnown([node.argument], scope, false, level + 1);
    case 'NewExpression': return node.callee.type === 'Identifier' && constructed.has(node.callee.name) && mayBeKnown(node.arguments, scope, false, level + 1);
    case 'MemberExpression': return mayBeKnown([rootOf(node)], scope, false, level + 1);
    case 'CallExpression': return (node.callee.type === 'Identifier' || mayBeKnown([rootOf(node)], scope, false, level + 1)) && mayBeKnown(node.arguments, scope, true, level + 1);
    case 'FunctionExpression': case 'ArrowFunctionExpression': return functions && !node.async;
    case 'Identifier': {
      const binding = resolve(scope, node.name);
      if (binding === undefined) return functions || node.name === 'undefined' || roots.has(node.name);
      const [source] = binding.sources;
      if (binding.open || binding.total > 3 || source?.kind !== 'expression' || source.keys.length > 0 || level >= deepest) return false;
      const held = unwrap(source.node);
      return isFunction(held) || held.type === 'ObjectExpression' || known(held, source.scope, false, level + 1);
    }
    default: return false;
  }
}

const constructed: ReadonlySet<string> = new Set(['Uint8Array', 'Array', 'TextDecoder', 'Buffer']);

/** True for what a loop adds to a string when it decodes one: a character made of a number, one of a text or of a table, what a function gives. */
export function isDecoded(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression') return inner.computed;
  if (inner.type === 'BinaryExpression' && inner.operator === '+') return isDecoded(inner.left) || isDecoded(inner.right);
  if (inner.type !== 'CallExpression') return false;
  const callee = unwrap(inner.callee);
  return callee.type === 'Identifier' || (callee.type === 'MemberExpression' && characters.has(keyName(callee.property) ?? ''));
}
const characters: ReadonlySet<string> = new Set(['fromCharCode', 'fromCodePoint', 'charAt', 'at', 'substr', 'substring', 'slice', 'toString', 'join', 'reverse', 'pop', 'shift']);
