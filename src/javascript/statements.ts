/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { sha256 } from '../core/hash.js';
import type { NodeTable } from './node-map.js';
import type { Scope } from './places.js';
import { resolve, type Binding } from './places.js';
import type { ESTree, Node, Program } from './tree.js';
import { endOf, isFunction, isTypeOnly, pushChildren, startOf, unwrap } from './tree.js';
import type { Steps } from './walk.js';
import { StepsSpent } from './walk.js';

/**
 * A statement of fewer nodes than this says too little to be known again by (`eval(text)` is everywhere): what stands around it is taken. A
 * function or block of as many is told by itself and is no part of what stands around it.
 */
const nodesAtLeast = 16;
/** In a body of so many statements or more (a file, or what a bundler wraps one in) each stands for itself: all of them together change with every version. */
const longBody = 24;
const hexDigits = 20;

/** What a hash could not be made for, within the steps that were given: it is like nothing else. */
export const unknownStatement = '';

interface Unit { readonly node: Node; readonly scope: Scope; readonly around: Unit | undefined }

/**
 * For places in a file, what the statement around each is known by in another version of it. It is a hash of the smallest statement, variable, part of a
 * sequence, block or function around the place that is big enough; blanks, comments, names of variables, numbers, versions in strings, and what minifiers write in
 * another way count for nothing, nor do functions and blocks inside it that are big enough for themselves. So it stays when the statement is moved, or a bundle is
 * minified anew, and is another one when something is added to it. Only statements around a place are looked into.
 * @returns for each offset 20 hex digits, or `unknownStatement` where the steps did not suffice.
 */
export function statementsAt(program: Program, scopes: { readonly top: Scope; readonly of: NodeTable<Scope> }, offsets: Iterable<number>, steps: Steps): ReadonlyMap<number, string> {
  const sorted = [...new Set(offsets)].sort((a, b) => a - b);
  const found = new Map<number, string>(sorted.map((offset) => [offset, unknownStatement]));
  if (sorted.length === 0) return found;
  const known = new Map<Node, string>();
  try {
    for (const [offset, unit] of unitsOf(program, scopes, sorted, steps)) {
      const node = unit.node;
      let hash = known.get(node);
      if (hash === undefined) known.set(node, (hash = sha256(textOf(unit, scopes.of, steps)).slice(0, hexDigits)));
      found.set(offset, hash);
    }
  } catch (error) {
    if (!(error instanceof StepsSpent)) throw error;
  }
  return found;
}

/** Goes down from the program only to where an offset lies; what holds none is not entered. */
function* unitsOf(program: Program, scopes: { readonly top: Scope; readonly of: NodeTable<Scope> }, offsets: readonly number[], steps: Steps): Generator<readonly [number, Unit]> {
  const whole: Unit = { node: program, scope: scopes.top, around: undefined };
  const open: { readonly node: Node; readonly scope: Scope; readonly unit: Unit; readonly from: number; readonly to: number }[] = [{ node: program, scope: scopes.top, unit: whole, from: 0, to: offsets.length }];
  const children: (Node | null)[] = [];
  const bigEnough = new Map<Node, boolean>();
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    children.length = 0;
    pushChildren(at.node, children);
    steps.take(children.length + 1);
    let next = at.from;
    // The first child lies on top.
    while (children.length > 0 && next < at.to) {
      const child = children.pop()!;
      const from = Math.max(next, firstFrom(offsets, startOf(child), at.to));
      const to = firstFrom(offsets, endOf(child), at.to);
      if (from >= to || isTypeOnly(child)) continue;
      for (let index = next; index < from; index += 1) yield [offsets[index]!, chosen(at.unit, bigEnough, steps)];
      const scope = scopes.of.get(child) ?? at.scope;
      open.push({ node: child, scope, unit: isUnit(child, at.node) ? { node: child, scope, around: at.unit } : at.unit, from, to });
      next = to;
    }
    for (let index = next; index < at.to; index += 1) yield [offsets[index]!, chosen(at.unit, bigEnough, steps)];
  }
}

function firstFrom(offsets: readonly number[], least: number, to: number): number {
  let low = 0;
  let high = to;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (offsets[middle]! < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The smallest unit that is big enough; at the top of a file or of a long body, the statement that stands there. */
function chosen(inner: Unit, bigEnough: Map<Node, boolean>, steps: Steps): Unit {
  for (let unit = inner; ; unit = unit.around!) {
    if (unit.around === undefined || isLong(unit.around.node)) return unit;
    let big = bigEnough.get(unit.node);
    if (big === undefined) bigEnough.set(unit.node, (big = isBig(unit.node, steps)));
    if (big) return unit;
  }
}

/** Statements of a list, and what minifiers make of them: variables of one declaration, expressions of one sequence. */
function isUnit(node: Node, parent: Node): boolean {
  switch (parent.type) {
    case 'Program': case 'BlockStatement': case 'StaticBlock': case 'ClassBody': case 'SequenceExpression': return true;
    case 'SwitchCase': return parent.test !== node;
    default: return isFunction(node) || (node.type === 'BlockStatement' && !isFunction(parent)) || node.type === 'VariableDeclarator' || node.type === 'ReturnStatement';
  }
}

function isLong(node: Node): boolean {
  const body = isFunction(node) ? node.body : node;
  return node.type === 'Program' || (body?.type === 'BlockStatement' && body.body.length >= longBody);
}

/** Nodes that say nothing by themselves. */
const uncounted: ReadonlySet<string> = new Set(['ExpressionStatement', 'TemplateElement', 'EmptyStatement']);

/** True for a node with at least so many nodes in it; no more of them are counted. */
function isBig(node: Node, steps: Steps): boolean {
  const stack: (Node | null)[] = [node];
  let count = 0;
  while (stack.length > 0 && count < nodesAtLeast) {
    const one = unwrap(stack.pop()!);
    if (!uncounted.has(one.type)) count += 1;
    pushChildren(one, stack);
  }
  steps.take(count);
  return count >= nodesAtLeast;
}

/** The parts of a unit as text: a line for each node. */
function textOf(unit: Unit, scopes: NodeTable<Scope>, steps: Steps): string {
  const lines: string[] = [];
  const names = new Map<Binding, number>();
  const inner = isFunction(unit.node) ? unit.node.body : unit.node;
  const nodes: (Node | null)[] = [unit.node];
  const within: Scope[] = [unit.scope];
  const children: (Node | null)[] = [];
  const name = (text: string, scope: Scope): void => {
    const binding = resolve(scope, text);
    if (binding === undefined) { lines.push(`name ${text}`); return; }
    let number = names.get(binding);
    if (number === undefined) names.set(binding, (number = names.size));
    lines.push(`#${number}`);
  };
  while (nodes.length > 0) {
    const node = unwrap(nodes.pop()!);
    const around = within.pop()!;
    steps.take();
    if (isTypeOnly(node) || node.type === 'EmptyStatement') continue;
    const scope = scopes.get(node) ?? around;
    if ((isFunction(node) || node.type === 'BlockStatement') && node !== unit.node && node !== inner && isBig(node, steps)) { lines.push('body'); continue; }
    const short = shortOf(node);
    if (short !== undefined) { lines.push(short); continue; }
    if (node.type === 'Identifier') { name(node.name, scope); continue; }
    if (node.type !== 'ExpressionStatement') lines.push(headOf(node));
    children.length = 0;
    pushChildren(node, children);
    // The name of a function in an expression is left out by minifiers where nothing needs it.
    const left = node.type === 'FunctionExpression' || node.type === 'ClassExpression' ? node.id : keyOf(node);
    for (const child of children) {
      if (child === left) continue;
      nodes.push(child);
      within.push(scope);
    }
  }
  return lines.join('\n');
}

/** A version in a string changes with every release. */
const versions = /(?<![\d.])\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[a-z]{1,10}[.\d]{0,12})?(?![\d.]*\d)/gi;
const plain = (text: string): string => JSON.stringify(text.replace(versions, 'version'));

/** What is written in several ways, in one; undefined for what is told by its parts. */
function shortOf(node: Node): string | undefined {
  switch (node.type) {
    case 'Literal': return typeof node.value === 'string' ? plain(node.value) : typeof node.value === 'number' || typeof node.value === 'bigint' ? '0' : 'regex' in node ? `/${node.regex.pattern}/` : String(node.value);
    case 'TemplateLiteral': return node.expressions.length === 0 && node.quasis[0] !== undefined ? plain(node.quasis[0].value.cooked ?? node.quasis[0].value.raw) : undefined;
    case 'TemplateElement': return plain(node.value.cooked ?? node.value.raw);
    case 'UnaryExpression':
      if (node.argument.type !== 'Literal' || typeof node.argument.value !== 'number') return undefined;
      return node.operator === '!' ? String(node.argument.value === 0) : node.operator === 'void' ? 'name undefined' : node.operator === '-' ? '0' : undefined;
    default: return undefined;
  }
}

/** A node with what it says besides its parts. */
function headOf(node: Node): string {
  switch (node.type) {
    case 'MemberExpression': case 'Property': case 'MethodDefinition': case 'PropertyDefinition': {
      const key = keyOf(node);
      return `${node.type === 'Property' || node.type === 'MethodDefinition' ? node.kind : node.type} ${key === undefined ? '' : keyText(key)}`;
    }
    case 'BinaryExpression': case 'LogicalExpression': case 'AssignmentExpression': case 'UnaryExpression': case 'UpdateExpression': return `${node.type} ${node.operator}`;
    // Whether a variable may change is told by its uses.
    case 'VariableDeclaration': return 'variables';
    case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression': return `function${node.async === true ? ' async' : ''}`;
    case 'ImportDeclaration': case 'ExportAllDeclaration': return `${node.type} ${String(node.source.value)}`;
    case 'JSXText': return plain(node.value);
    default: return node.type;
  }
}

/** The name of a property, where it is written as one. */
function keyOf(node: Node): Node | undefined {
  switch (node.type) {
    case 'MemberExpression': return !node.computed || isText(node.property) ? node.property : undefined;
    case 'Property': case 'MethodDefinition': case 'PropertyDefinition': return node.key !== null && (!node.computed || isText(node.key)) ? node.key : undefined;
    default: return undefined;
  }
}
function isText(node: Node): node is ESTree.StringLiteral {
  return node.type === 'Literal' && typeof node.value === 'string';
}
function keyText(node: Node): string {
  return node.type === 'Identifier' ? node.name : node.type === 'Literal' ? String(node.value) : node.type === 'PrivateIdentifier' ? `#${String(node.name)}` : node.type;
}
