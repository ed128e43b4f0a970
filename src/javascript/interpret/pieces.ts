/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { patternParts } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { FunctionNode, Node } from '../tree.js';
import { endOf, isFunction, pushChildren, startOf, unwrap } from '../tree.js';
import type { Cell } from './machine.js';
import { stop } from './machine.js';
import type { Reference } from './references.js';
import { nodeOf } from './references.js';

/** A part of a list of statements that changes a variable of that list. */
export interface Piece {
  readonly node: Node;
  readonly scope: Scope;
  /** Variables of the list that it fills before it reads them: they are its own. */
  readonly own: readonly Binding[];
}

export interface Pieces {
  readonly pieces: readonly Piece[];
  /** The variables that these pieces change. */
  readonly together: ReadonlySet<Cell>;
  readonly functions: readonly { readonly cell: Cell; readonly node: FunctionNode }[];
  /** Those of them that are handed on: what they hold may be changed anywhere, if it can be. */
  readonly escaping: ReadonlySet<Cell>;
}

const mostPieces = 64;
const longestPiece = 262_144;

/**
 * The statements that make a variable what it is: those of the list that declares it which store into it or change what it holds, with the other
 * variables that they store into. @throws Stop when it may be changed elsewhere
 */
export function piecesOf(first: Cell, cellOf: (binding: Binding, scope: Scope) => Cell, references: (binding: Binding, root: Node) => readonly Reference[], scopes: Scopes, most: number): Pieces {
  const root = nodeOf(first.scope, scopes);
  if (root?.type !== 'Program' && root?.type !== 'BlockStatement') return stop('no list of statements');
  const together = new Set<Cell>([first]);
  const pieces = new Map<Node, Piece>();
  const escaping = new Set<Cell>();
  const functions: { cell: Cell; node: FunctionNode }[] = [];
  for (const cell of together) {
    if (together.size > most || pieces.size > mostPieces) stop('too much at once');
    for (const reference of references(cell.binding, root)) {
      const { kind, path, node } = reference;
      if (kind === 'declare' && path.at(-1)?.type === 'FunctionDeclaration' && path.length === 2) functions.push({ cell, node: path.at(-1) as FunctionNode });
      else if (kind === 'declare' && path.at(-1)?.type !== 'VariableDeclarator') stop('declared elsewhere');
      if (kind === 'lost') stop('escapes');
      if (kind === 'escape' || (kind === 'write' && path[1]?.type === 'ExportNamedDeclaration')) escaping.add(cell);
      if (kind !== 'write' || isSelfMade(reference, cell.binding)) continue;
      const piece = pieceOf(path, node) ?? stop('changed elsewhere');
      if (pieces.has(piece)) continue;
      if (endOf(piece) - startOf(piece) > longestPiece) stop('size');
      const found = changedBy(piece, first.scope, scopes);
      pieces.set(piece, { node: piece, scope: first.scope, own: found.own });
      for (const { binding, scope } of found.outer) {
        if (scope !== first.scope) stop('changes what is further out');
        if (!found.own.includes(binding)) together.add(cellOf(binding, scope));
      }
    }
  }
  const shared = new Set([...together].map(({ binding }) => binding));
  return { pieces: [...pieces.values()].map((piece) => ({ ...piece, own: piece.own.filter((binding) => !shared.has(binding)) })).sort((a, b) => startOf(a.node) - startOf(b.node)), together, functions, escaping };
}

/** True where a function puts another in its own place, or keeps something for itself: that happens when it runs. */
function isSelfMade({ path }: Reference, binding: Binding): boolean {
  return binding.sources.some((source) => source.kind === 'expression' && isFunction(source.node) && path.includes(source.node));
}

/** The part of the list in which a reference stands; undefined inside a function that may run at another time. */
function pieceOf(path: readonly Node[], node: Node): Node | undefined {
  for (let at = 1; at < path.length; at += 1) if (isFunction(path[at]!) && !isCalledInPlace(path, at)) return undefined;
  if (path.some((one) => one.type.startsWith('Class'))) return undefined;
  let at = 1;
  if (path[at]?.type === 'ExportNamedDeclaration') at += 1;
  const statement = path[at];
  if (statement?.type === 'VariableDeclaration') return path[at + 1];
  if (statement?.type !== 'ExpressionStatement') return statement;
  at += 1;
  while (path[at] !== undefined && (path[at]!.type === 'SequenceExpression' || unwrap(path[at]!) !== path[at])) at += 1;
  return path[at] ?? node;
}

function isCalledInPlace(path: readonly Node[], at: number): boolean {
  const call = path[at - 1];
  if (call?.type !== 'CallExpression') return false;
  if (unwrap(call.callee) === path[at]) return true;
  // A callback of a method that runs it at once.
  return unwrap(call.callee).type === 'MemberExpression' && call.arguments.includes(path[at] as never);
}

interface Changed {
  readonly own: readonly Binding[];
  readonly outer: readonly { readonly binding: Binding; readonly scope: Scope }[];
}

/** The variables from outside a piece that it stores into. */
function changedBy(piece: Node, around: Scope, scopes: Scopes): Changed {
  const outer = new Map<Binding, Scope>();
  const add = (target: Node, scope: Scope): Binding | undefined => {
    if (target.type !== 'Identifier') return undefined;
    const binding = resolve(scope, target.name);
    const holder = binding && holderOf(binding, scope);
    if (holder === undefined || !isAround(holder, around)) return undefined;
    outer.set(binding!, holder);
    return binding;
  };
  const stack: { node: Node; scope: Scope }[] = [{ node: piece, scope: around }];
  const children: (Node | null)[] = [];
  while (stack.length > 0) {
    const { node, scope } = stack.pop()!;
    const inner = scopes.of.get(node) ?? scope;
    for (const target of targetsOf(node)) add(target, inner);
    children.length = 0;
    pushChildren(node, children);
    for (const child of children) if (child !== null) stack.push({ node: child, scope: inner });
  }
  return { own: ownOf(piece, around, add), outer: [...outer].map(([binding, scope]) => ({ binding, scope })) };
}

/** What a loop's own head fills before anything is read. */
function ownOf(piece: Node, around: Scope, add: (target: Node, scope: Scope) => Binding | undefined): readonly Binding[] {
  const head = piece.type === 'ForStatement' ? piece.init : piece.type === 'ForOfStatement' || piece.type === 'ForInStatement' ? piece.left : undefined;
  const targets: Node[] = !head ? [] : head.type === 'VariableDeclaration' ? head.declarations.flatMap((one) => (one.init || piece.type !== 'ForStatement' ? [one.id] : []))
    : head.type === 'SequenceExpression' ? head.expressions.flatMap((one) => (one.type === 'AssignmentExpression' && one.operator === '=' ? [one.left] : []))
    : head.type === 'AssignmentExpression' && head.operator === '=' ? [head.left] : head.type === 'Identifier' ? [head] : [];
  return targets.flatMap((target) => add(target, around) ?? []);
}

function targetsOf(node: Node): readonly Node[] {
  switch (node.type) {
    case 'AssignmentExpression': return patternParts(node.left).map(({ target }) => target);
    case 'UpdateExpression': return [unwrap(node.argument)];
    case 'VariableDeclarator': return patternParts(node.id).map(({ target }) => target);
    case 'ForOfStatement': case 'ForInStatement': return node.left.type === 'VariableDeclaration' ? [] : patternParts(node.left).map(({ target }) => target);
    default: return [];
  }
}

function holderOf(binding: Binding, scope: Scope): Scope | undefined {
  let at: Scope | undefined = scope;
  while (at !== undefined && at.bindings.get(binding.name) !== binding) at = at.parent;
  return at;
}

function isAround(scope: Scope, inner: Scope): boolean {
  for (let at: Scope | undefined = inner; at !== undefined; at = at.parent) if (at === scope) return true;
  return false;
}
