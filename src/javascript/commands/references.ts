/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName, patternParts } from '../patterns.js';
import type { Binding, Scope } from '../places.js';
import { resolve } from '../places.js';
import type { Scopes } from '../scopes.js';
import type { ESTree, Node } from '../tree.js';
import { isFunction, isTypeWrapper, unwrap } from '../tree.js';
import type { Steps } from '../walk.js';
import { walk } from '../walk.js';

/** A place where an expression stands, with what stands around it, the nearest last. */
export interface Place {
  readonly node: Node;
  readonly around: readonly Node[];
  readonly scope: Scope;
}

/** What a pass over the tree collects: where variables and the command line are read, and the nodes that may run or be run only for a typed word. */
export interface Collected {
  readonly uses: ReadonlyMap<Binding, readonly Place[]>;
  readonly lines: readonly Place[];
  readonly conditions: readonly Place[];
  readonly calls: readonly Place[];
  readonly writes: readonly Place[];
}

/** Ancestors that are looked at to say what becomes of an expression. */
const nearest = 8;

/** One pass over a tree. @throws StepsSpent */
export function collect(program: ESTree.Program, scopes: Scopes, isLine: (node: Node, scope: Scope) => boolean, steps: Steps): Collected {
  const uses = new Map<Binding, Place[]>();
  const found = { lines: [] as Place[], conditions: [] as Place[], calls: [] as Place[], writes: [] as Place[] };
  let scope = scopes.top;
  walk(program, {
    enter: (node, path) => {
      const opened = scopes.of.get(node);
      if (opened !== undefined) scope = opened;
      const place = (): Place => ({ node, around: path.slice(-nearest), scope });
      switch (node.type) {
        case 'Identifier': {
          if (isKey(node, path)) return;
          const binding = resolve(scope, node.name);
          if (binding !== undefined) {
            const known = uses.get(binding);
            if (known) known.push(place());
            else uses.set(binding, [place()]);
          }
          if (isLine(node, scope)) found.lines.push(place());
          return;
        }
        case 'MemberExpression': if (isLine(node, scope)) found.lines.push(place()); return;
        case 'IfStatement': case 'ConditionalExpression': case 'SwitchStatement': case 'LogicalExpression': found.conditions.push(place()); return;
        case 'CallExpression': case 'NewExpression': found.calls.push(place()); return;
        case 'AssignmentExpression': case 'UpdateExpression': found.writes.push(place()); return;
        case 'UnaryExpression': if (node.operator === 'delete') found.writes.push(place()); return;
        case 'ExportNamedDeclaration': case 'ExportDefaultDeclaration':
          // Who imports it may do with it what he likes.
          for (const name of exportedNames(node)) {
            const binding = resolve(scope, name.name);
            if (binding !== undefined) uses.set(binding, [...uses.get(binding) ?? [], { node: name, around: [node], scope }]);
          }
          return;
        default:
      }
    },
    leave: (node) => { if (scope !== scopes.top && scopes.of.get(node) === scope) scope = scope.parent!; },
  }, steps);
  return { uses, ...found };
}

function exportedNames(node: ESTree.ExportNamedDeclaration | ESTree.ExportDefaultDeclaration): readonly ESTree.Identifier[] {
  if (node.type === 'ExportDefaultDeclaration') {
    const declared = node.declaration as Node;
    return (declared.type === 'FunctionDeclaration' || declared.type === 'ClassDeclaration') && declared.id ? [declared.id] : [];
  }
  const { source, specifiers, declaration } = node;
  const named = source ? [] : specifiers.flatMap(({ local }) => (local.type === 'Identifier' ? [local] : []));
  if (declaration?.type === 'VariableDeclaration') for (const one of declaration.declarations) for (const { target } of patternParts(one.id)) if (target.type === 'Identifier') named.push(target);
  if ((declaration?.type === 'FunctionDeclaration' || declaration?.type === 'ClassDeclaration') && declaration.id) named.push(declaration.id);
  return named;
}

/** True for a name that stands for a property, a label or a declaration, and reads nothing. */
function isKey(node: Node, path: readonly Node[]): boolean {
  const parent = path.at(-1);
  switch (parent?.type) {
    case 'MemberExpression': return !parent.computed && parent.property === node;
    case 'Property': return (!parent.computed && !parent.shorthand && parent.key === node && parent.value !== node) || path.at(-2)?.type === 'ObjectPattern';
    case 'MethodDefinition': case 'PropertyDefinition': case 'AccessorProperty': return !parent.computed && parent.key === node;
    case 'VariableDeclarator': return parent.id === node;
    case 'FunctionDeclaration': case 'FunctionExpression': return true;
    case 'ArrowFunctionExpression': return parent.body !== node;
    case 'ClassDeclaration': case 'ClassExpression': return parent.id === node;
    case 'LabeledStatement': case 'BreakStatement': case 'ContinueStatement': case 'CatchClause': case 'ArrayPattern': case 'RestElement': return true;
    case 'AssignmentPattern': return parent.left === node;
    default: return false;
  }
}

/** Methods that leave a list as it is, or only take words out of it. */
const harmless: ReadonlySet<string> = new Set(['slice', 'includes', 'indexOf', 'lastIndexOf', 'at', 'find', 'findIndex', 'findLast', 'filter', 'map', 'some', 'every', 'shift', 'pop', 'join', 'forEach', 'concat', 'entries', 'values', 'keys', 'toString', 'flatMap', 'reduce', 'hasOwnProperty']);

/** Keys under which parsers give lists of words, and objects of flags. */
export const listKeys: ReadonlySet<string> = new Set(['_', 'positionals', 'input', '_unknown', 'flags', 'values', 'argv']);

/** What becomes of an object where it is read: nothing that changes it; it is handed to a call; another variable takes it; or something that may change it. */
export type Fate = 'read' | 'changed' | { readonly handed: ESTree.CallExpression | ESTree.NewExpression; readonly position: number } | { readonly taken: Node };

/** @param methods those that leave the object as it is. */
export function fateOf({ node, around }: Place, methods: ReadonlySet<string> | 'any' = harmless): Fate {
  let child = node;
  for (let at = around.length - 1; at >= 0; at -= 1) {
    const parent = around[at]!;
    switch (parent.type) {
      case 'ChainExpression': case 'ParenthesizedExpression': case 'AwaitExpression': break;
      case 'MemberExpression': {
        if (parent.object !== child) return 'read';
        const above = outOf(around, at);
        // What a parser gives under these keys is a list or object again.
        if (!parent.computed && listKeys.has(keyName(parent.property) ?? '') && above.parent?.type !== 'AssignmentExpression' && !(above.parent?.type === 'CallExpression' && above.parent.callee === above.child)) break;
        if (above.parent === undefined || (above.parent.type === 'AssignmentExpression' && above.parent.left === above.child) || above.parent.type === 'UpdateExpression' || (above.parent.type === 'UnaryExpression' && above.parent.operator === 'delete')) return 'changed';
        if (above.parent.type === 'ForOfStatement' || above.parent.type === 'ForInStatement') return above.parent.left === above.child ? 'changed' : 'read';
        if (above.parent.type === 'ArrayPattern' || above.parent.type === 'RestElement' || above.parent.type === 'AssignmentPattern') return 'changed';
        if (above.parent.type === 'Property' && above.parent.value === above.child && around[above.at - 1]?.type === 'ObjectPattern') return 'changed';
        if (above.parent.type === 'CallExpression' && above.parent.callee === above.child) return methods === 'any' || (!parent.computed && methods.has(keyName(parent.property) ?? '')) ? 'read' : 'changed';
        return 'read';
      }
      case 'CallExpression': case 'NewExpression': {
        const position = (parent.arguments as readonly Node[]).indexOf(child);
        return position < 0 ? 'read' : { handed: parent, position };
      }
      case 'SpreadElement': case 'BinaryExpression': case 'UnaryExpression': case 'TemplateLiteral': case 'SwitchStatement': case 'IfStatement': case 'ExpressionStatement': case 'ForOfStatement': case 'ForInStatement': case 'SwitchCase': case 'WhileStatement': return 'read';
      case 'LogicalExpression': if (parent.left === child && parent.operator === '&&') return 'read'; return 'changed';
      case 'ConditionalExpression': return parent.test === child ? 'read' : 'changed';
      case 'AssignmentExpression': return parent.left === child ? 'read' : 'changed';
      case 'VariableDeclarator': return parent.init === child ? { taken: parent.id } : 'read';
      default: if (!isTypeWrapper(parent)) return 'changed';
    }
    child = parent;
  }
  return 'changed';
}

/** What stands around a node, seen through what only wraps it. */
function outOf(around: readonly Node[], from: number): { readonly parent: Node | undefined; readonly child: Node; readonly at: number } {
  let child = around[from]!;
  for (let at = from - 1; at >= 0; at -= 1) {
    const parent = around[at]!;
    if (parent.type !== 'ChainExpression' && parent.type !== 'ParenthesizedExpression' && !isTypeWrapper(parent)) return { parent, child, at };
    child = parent;
  }
  return { parent: undefined, child, at: -1 };
}

/** The function that a callee names, where a variable holds it and nothing else. */
export function functionNamed(callee: Node, scope: Scope): Node | undefined {
  const inner = unwrap(callee);
  if (isFunction(inner)) return inner;
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  const [only] = binding?.sources ?? [];
  return binding?.total === 1 && only?.kind === 'expression' && only.keys.length === 0 && isFunction(unwrap(only.node)) ? unwrap(only.node) : undefined;
}

/** True where nothing that is done with a variable's list or object may change it. `inside`: whether a place runs only where something was typed already. */
export function isKept(binding: Binding, collected: Collected, mayHand: (call: Node, position: number, scope: Scope) => boolean | Binding, inside: (node: Node) => boolean, methods?: 'any', seen = new Set<Binding>()): boolean {
  if (seen.has(binding)) return true;
  seen.add(binding);
  return (collected.uses.get(binding) ?? []).every((place) => {
    const fate = fateOf(place, methods);
    if (fate === 'read' || inside(place.node)) return true;
    if (fate === 'changed') return false;
    if ('taken' in fate) {
      return patternParts(fate.taken).every(({ target, keys }) => {
        if (keys.length > 0 && !listKeys.has(keys.at(-1) ?? '')) return true;
        const taker = target.type === 'Identifier' ? resolve(place.scope, target.name) : undefined;
        return taker !== undefined && isKept(taker, collected, mayHand, inside, methods, seen);
      });
    }
    const handed = mayHand(fate.handed, fate.position, place.scope);
    return typeof handed === 'boolean' ? handed : isKept(handed, collected, mayHand, inside, methods, seen);
  });
}
