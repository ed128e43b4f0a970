import type { ESTree } from 'meriyah';

/**
 * One syntax tree for all of the project: ESTree with JSX and decorators. What @babel/parser gives through its `estree` plugin has the
 * same shape; its TypeScript and Flow nodes have types outside this union and are met by `childrenOf` only.
 */
export type Node = ESTree.Node;
export type Program = ESTree.Program;
export type Expression = ESTree.Expression;
export type FunctionNode = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression;
export type ClassNode = ESTree.ClassDeclaration | ESTree.ClassExpression;
export type { ESTree };

/** Child fields of each node type, in source order (ESTree, ES2024 with stage 3 decorators and JSX). */
const fields: ReadonlyMap<string, readonly string[]> = new Map(Object.entries({
  AccessorProperty: ['decorators', 'key', 'value'], ArrayExpression: ['elements'], ArrayPattern: ['elements'], ArrowFunctionExpression: ['params', 'body'],
  AssignmentExpression: ['left', 'right'], AssignmentPattern: ['left', 'right'], AwaitExpression: ['argument'], BinaryExpression: ['left', 'right'],
  BlockStatement: ['body'], BreakStatement: [], CallExpression: ['callee', 'arguments'], CatchClause: ['param', 'body'], ChainExpression: ['expression'],
  ClassBody: ['body'], ClassDeclaration: ['decorators', 'id', 'superClass', 'body'], ClassExpression: ['decorators', 'id', 'superClass', 'body'],
  ConditionalExpression: ['test', 'consequent', 'alternate'], ContinueStatement: [], DebuggerStatement: [], Decorator: ['expression'],
  DoWhileStatement: ['body', 'test'], EmptyStatement: [], ExportAllDeclaration: [], ExportDefaultDeclaration: ['declaration'],
  ExportNamedDeclaration: ['declaration', 'specifiers'], ExportSpecifier: [], ExpressionStatement: ['expression'], ForInStatement: ['left', 'right', 'body'],
  ForOfStatement: ['left', 'right', 'body'], ForStatement: ['init', 'test', 'update', 'body'], FunctionDeclaration: ['id', 'params', 'body'],
  FunctionExpression: ['id', 'params', 'body'], Identifier: [], IfStatement: ['test', 'consequent', 'alternate'], ImportDeclaration: [],
  ImportExpression: ['source', 'options'], JSXAttribute: ['value'], JSXClosingElement: [], JSXClosingFragment: [], JSXElement: ['openingElement', 'children'],
  JSXEmptyExpression: [], JSXExpressionContainer: ['expression'], JSXFragment: ['children'], JSXIdentifier: [], JSXMemberExpression: [],
  JSXOpeningElement: ['attributes'], JSXOpeningFragment: [], JSXSpreadAttribute: ['argument'], JSXSpreadChild: ['expression'], JSXText: [],
  LabeledStatement: ['body'], Literal: [], LogicalExpression: ['left', 'right'], MemberExpression: ['object', 'property'], MetaProperty: [],
  MethodDefinition: ['decorators', 'key', 'value'], NewExpression: ['callee', 'arguments'], ObjectExpression: ['properties'], ObjectPattern: ['properties'],
  ParenthesizedExpression: ['expression'], PrivateIdentifier: [], Program: ['body'], Property: ['key', 'value'], PropertyDefinition: ['decorators', 'key', 'value'],
  RestElement: ['argument'], ReturnStatement: ['argument'], SequenceExpression: ['expressions'], SpreadElement: ['argument'], StaticBlock: ['body'], Super: [],
  SwitchCase: ['test', 'consequent'], SwitchStatement: ['discriminant', 'cases'], TaggedTemplateExpression: ['tag', 'quasi'], TemplateElement: [],
  TemplateLiteral: ['quasis', 'expressions'], ThisExpression: [], ThrowStatement: ['argument'], TryStatement: ['block', 'handler', 'finalizer'],
  UnaryExpression: ['argument'], UpdateExpression: ['argument'], VariableDeclaration: ['declarations'], VariableDeclarator: ['id', 'init'],
  WhileStatement: ['test', 'body'], WithStatement: ['object', 'body'], YieldExpression: ['argument'],
} satisfies { readonly [type: string]: readonly string[] }));

/** Fields of other nodes (TypeScript, Flow) that hold no code that runs, or that lead out of the tree. */
const withoutCode = new Set([
  'type', 'start', 'end', 'loc', 'range', 'extra', 'typeAnnotation', 'typeParameters', 'typeArguments', 'returnType', 'superTypeParameters', 'implements',
  'predicate', 'leadingComments', 'trailingComments', 'innerComments', 'comments', 'tokens', 'errors', 'parent',
]);
/** Declarations that exist for a type checker only. A name that they declare is still the global one when the code runs. */
const typeOnly = new Set([
  'TSTypeAliasDeclaration', 'TSInterfaceDeclaration', 'TSDeclareFunction', 'TSNamespaceExportDeclaration', 'TypeAlias', 'OpaqueType', 'InterfaceDeclaration',
  'DeclareVariable', 'DeclareFunction', 'DeclareClass', 'DeclareModule', 'DeclareTypeAlias', 'DeclareInterface', 'DeclareExportDeclaration', 'DeclareModuleExports',
]);

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as { type?: unknown }).type === 'string';
}

/** Types of nodes that a dialect marks with `declare`. */
const declared = new Set(['VariableDeclaration', 'FunctionDeclaration', 'ClassDeclaration', 'PropertyDefinition', 'AccessorProperty', 'TSModuleDeclaration', 'TSEnumDeclaration']);

/** True for a declaration that leaves no code: `declare`, an interface, a type alias. */
export function isTypeOnly(node: Node): boolean {
  if (declared.has(node.type)) return (node as { declare?: unknown }).declare === true;
  return !fields.has(node.type) && (typeOnly.has(node.type) || (node as { declare?: unknown }).declare === true);
}

/** Pushes the children of a node on `stack`, the last one first, so that popping gives source order. */
export function pushChildren(node: Node, stack: (Node | null)[]): void {
  const keys = fields.get(node.type) ?? Object.keys(node).filter((key) => !withoutCode.has(key));
  const record = node as unknown as Record<string, unknown>;
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const value = record[keys[at]!];
    if (Array.isArray(value)) {
      for (let item = value.length - 1; item >= 0; item -= 1) if (isNode(value[item])) stack.push(value[item] as Node);
    } else if (isNode(value)) stack.push(value);
  }
}

/** Offsets of a node in its text, in UTF-16 units. */
export function startOf(node: Node): number {
  return node.start ?? 0;
}
export function endOf(node: Node): number {
  return node.end ?? node.start ?? 0;
}

export function isFunction(node: Node): node is FunctionNode {
  return node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression' || node.type === 'FunctionDeclaration';
}

export function isClass(node: Node): node is ClassNode {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

/**
 * The expression inside what only wraps it: parentheses, an optional chain, a type assertion. Wrappers nest as deep as a parser
 * lets them, hence the loop.
 */
export function unwrap(node: Node): Node {
  let inner = node;
  for (;;) {
    if (inner.type === 'ChainExpression' || inner.type === 'ParenthesizedExpression' || isTypeWrapper(inner)) inner = (inner as ESTree.ParenthesizedExpression).expression;
    else return inner;
  }
}

const typeWrappers = new Set(['TSAsExpression', 'TSNonNullExpression', 'TSSatisfiesExpression', 'TSTypeAssertion', 'TSInstantiationExpression', 'TypeCastExpression']);
const capitalT = 0x54;
/** True for a node that adds a type to its `expression` and nothing else. */
export function isTypeWrapper(node: Node): boolean {
  const { type } = node;
  // Asked of nearly every expression, and hardly any type begins like these.
  return type.charCodeAt(0) === capitalT && typeWrappers.has(type);
}
