/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { ESTree, Node } from './tree.js';
import { isTypeWrapper } from './tree.js';

/** True for an identifier that reads a variable; false for a property name, a declaration or an assignment target. */
export function isReference(node: ESTree.Identifier, path: readonly Node[]): boolean {
  const parent = path[path.length - 1];
  if (parent === undefined) return false;
  switch (parent.type) {
    case 'MemberExpression': return parent.computed || parent.object === node;
    case 'Property':
      if (path[path.length - 2]?.type === 'ObjectPattern') return parent.computed && parent.key === node;
      return parent.computed || parent.value === node || parent.shorthand;
    case 'MethodDefinition': case 'PropertyDefinition': case 'AccessorProperty': return parent.computed || parent.key !== node;
    case 'FunctionDeclaration': case 'FunctionExpression': case 'ArrowFunctionExpression': return parent.type === 'ArrowFunctionExpression' && parent.body === node;
    case 'ClassDeclaration': case 'ClassExpression': return parent.superClass === node;
    case 'VariableDeclarator': return parent.init === node;
    case 'AssignmentExpression': return parent.right === node;
    case 'AssignmentPattern': return parent.right === node;
    case 'ForInStatement': case 'ForOfStatement': return parent.right === node;
    case 'ArrayPattern': case 'RestElement': case 'CatchClause': case 'LabeledStatement': case 'BreakStatement': case 'ContinueStatement': return false;
    default: return (parent as { id?: Node }).id !== node;   // what a declaration of TypeScript's is called
  }
}

/** How a value is used, with the call that uses it, and as which of its arguments. */
export interface Context {
  readonly how: 'call' | 'new' | 'escape' | 'extends';
  readonly call?: Node;
  readonly position?: number;
}

/**
 * What becomes of the value of `node`. Undefined: nothing that uses it here: it is looked at (a test, `typeof`), it is the object of a
 * member (which is looked at for itself), or a variable takes it (and is followed).
 */
export function contextOf(node: Node, path: readonly Node[]): Context | undefined {
  let child = node;
  for (let at = path.length - 1; at >= 0; at -= 1) {
    const parent = path[at]!;
    const step = stepOf(child, parent, path, at);
    if (step !== 'up') return step;
    child = parent;
  }
  return undefined;
}

function stepOf(child: Node, parent: Node, path: readonly Node[], at: number): Context | undefined | 'up' {
  switch (parent.type) {
    case 'ChainExpression': case 'ParenthesizedExpression': case 'AwaitExpression': return 'up';
    case 'ConditionalExpression': return parent.test === child ? undefined : 'up';
    case 'LogicalExpression': return parent.left === child && parent.operator === '&&' ? undefined : 'up';
    case 'SequenceExpression': return parent.expressions.at(-1) === child ? 'up' : undefined;
    case 'AssignmentExpression':
      if (parent.right !== child) return undefined;
      return parent.left.type === 'MemberExpression' ? { how: 'escape' } : 'up';
    case 'VariableDeclarator': return parent.init === child && path[at - 2]?.type === 'ExportNamedDeclaration' ? { how: 'escape' } : undefined;
    case 'AssignmentPattern': case 'MemberExpression': case 'ExpressionStatement': case 'BinaryExpression': case 'UnaryExpression': case 'UpdateExpression':
    case 'IfStatement': case 'WhileStatement': case 'DoWhileStatement': case 'ForStatement': case 'SwitchStatement': case 'SwitchCase':
      return undefined;
    case 'CallExpression': case 'NewExpression':
      if (parent.callee !== child) return { how: 'escape', call: parent, position: (parent.arguments as readonly Node[]).indexOf(child) };
      return { how: parent.type === 'NewExpression' ? 'new' : 'call', call: parent };
    case 'TaggedTemplateExpression': return { how: 'call', call: parent };
    case 'ClassDeclaration': case 'ClassExpression': return { how: 'extends' };
    case 'Property': return parent.value === child || parent.shorthand ? { how: 'escape' } : undefined;
    case 'ArrowFunctionExpression': case 'PropertyDefinition': case 'MethodDefinition': return { how: 'escape' };
    default: return isTypeWrapper(parent) ? 'up' : { how: 'escape' };
  }
}
