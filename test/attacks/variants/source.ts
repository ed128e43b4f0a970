import { parse } from '@babel/parser';
import * as traverseModule from '@babel/traverse';
import type { Binding, NodePath, TraverseOptions } from '@babel/traverse';
import type * as t from '@babel/types';

// As CommonJS it gives its function as `default` of what is the default here.
type Traverse = (tree: t.Node, visitor: TraverseOptions) => void;
const given = (traverseModule as unknown as { readonly default: Traverse | { readonly default: Traverse } }).default;
const traverse = typeof given === 'function' ? given : given.default;

export type Node = t.Node & { readonly start: number; readonly end: number };
export interface Edit { readonly start: number; readonly end: number; readonly text: string }
export interface Place { readonly node: Node; readonly parent: Node; readonly key: string; readonly list: boolean }
/** A variable: where its name stands, and how a new name is written there. */
export interface Variable { readonly name: string; readonly declared: number; readonly uses: readonly { readonly start: number; readonly end: number; readonly before: string; readonly after: string }[]; readonly exported: boolean; readonly binding: Binding }
/** Statements that stand one after another in the same list, none of which stood in the old version. */
export interface Run { readonly statements: readonly Node[]; readonly top: boolean; readonly start: number; readonly end: number }

/** One file of JavaScript, as mutations read it. */
export interface Source {
  readonly text: string;
  readonly module: boolean;
  readonly places: readonly Place[];
  readonly variables: readonly Variable[];
  /** Names that the file does not declare, wherever they are read. */
  readonly globals: readonly { readonly name: string; readonly place: Place }[];
  readonly runs: readonly Run[];
  readonly program: t.Program;
  /** Whether the nearest statement around it is new. */
  isAdded(place: Node): boolean;
  of(node: Node): string;
  parentOf(node: Node): Place | undefined;
}

const flat = (text: string): string => text.replace(/\s+/g, ' ').trim();
const isStatement = (node: t.Node): boolean => /Statement$|Declaration$/.test(node.type) && node.type !== 'BlockStatement';

export function parsed(text: string, module: boolean): t.File {
  return parse(text, { sourceType: module ? 'module' : 'script', allowReturnOutsideFunction: true, allowAwaitOutsideFunction: module, plugins: ['jsx'], errorRecovery: false });
}

export function childrenOf(node: Node, visit: (child: Node, key: string, list: boolean) => void): void {
  for (const key of Object.keys(node)) {
    if (key === 'loc' || key === 'extra' || /omments$|^tokens$|^errors$/.test(key)) continue;
    const value = (node as unknown as { readonly [key: string]: unknown })[key];
    if (Array.isArray(value)) { for (const one of value) if (typeof (one as t.Node | null)?.type === 'string') visit(one as Node, key, true); }
    else if (typeof (value as t.Node | null)?.type === 'string') visit(value as Node, key, false);
  }
}

/** All statements of a text, at any depth, without differences of space. */
export function statementsOf(text: string, module: boolean): string[] {
  const found: string[] = [];
  const walk = (node: Node): void => {
    if (isStatement(node)) found.push(flat(text.slice(node.start, node.end)));
    childrenOf(node, walk);
  };
  walk(parsed(text, module).program as Node);
  return found;
}

/** Whether an identifier names a variable there, and not a property, a label or a word of the language. */
function namesVariable(path: NodePath<t.Identifier>): boolean {
  const { parent, key, listKey } = path;
  switch (parent.type) {
    case 'MemberExpression': case 'OptionalMemberExpression': return key === 'object' || parent.computed;
    case 'ObjectProperty': case 'ClassProperty': case 'ClassAccessorProperty': return key !== 'key' || parent.computed === true;
    case 'ObjectMethod': case 'ClassMethod': case 'ClassPrivateMethod': return key !== 'key' || ('computed' in parent && parent.computed === true) || listKey === 'params';
    case 'LabeledStatement': case 'BreakStatement': case 'ContinueStatement': case 'MetaProperty': case 'PrivateName': return false;
    case 'ImportSpecifier': return key === 'local';
    case 'ExportSpecifier': return key === 'local';
    case 'ExportNamespaceSpecifier': case 'ExportDefaultSpecifier': case 'ImportAttribute': return false;
    default: return true;
  }
}

function bindingAt(path: NodePath<t.Identifier>): Binding | undefined {
  const { parent, key } = path;
  // The name of a function or class is declared around it, and may be another one inside.
  const around = (parent.type === 'FunctionDeclaration' || parent.type === 'ClassDeclaration') && key === 'id' ? path.parentPath!.parentPath!.scope : path.scope;
  return around.getBinding(path.node.name);
}

/** How a name is written where one name says two things. */
function written(path: NodePath<t.Identifier>): readonly [before: string, after: string] {
  const { parent, node, key } = path;
  if (parent.type === 'ObjectProperty' && parent.shorthand && key === 'value') return [`${node.name}: `, ''];
  if (parent.type === 'AssignmentPattern' && key === 'left') {
    const above = path.parentPath!.parent;
    if (above.type === 'ObjectProperty' && above.shorthand && above.value === parent) return [`${node.name}: `, ''];
  }
  if (parent.type === 'ImportSpecifier' && (parent.imported as Node).start === node.start) return [`${node.name} as `, ''];
  if (parent.type === 'ExportSpecifier' && (parent.exported as Node).start === node.start) return ['', ` as ${node.name}`];
  return ['', ''];
}

/**
 * Reads one file.
 *
 * @param old statements of the old version, as `statementsOf` gives them; undefined where all of the file is new
 * @throws {SyntaxError} where it does not parse
 */
export function sourceOf(text: string, module: boolean, old?: ReadonlySet<string>): Source {
  const file = parsed(text, module);
  const places: Place[] = [];
  const parents = new Map<Node, Place>();
  const added = new Map<Node, boolean>();
  const runs: Run[] = [];
  const walk = (node: Node, fresh: boolean): void => {
    const mine = old === undefined ? true : isStatement(node) ? !old.has(flat(text.slice(node.start, node.end))) : fresh;
    added.set(node, mine);
    if (node.type === 'Program' || node.type === 'BlockStatement') {
      let open: Node[] = [];
      const close = (): void => {
        if (open.length > 0) runs.push({ statements: open, top: node.type === 'Program', start: open[0]!.start, end: open.at(-1)!.end });
        open = [];
      };
      for (const one of node.body as Node[]) {
        if (old !== undefined && old.has(flat(text.slice(one.start, one.end))) || /^(?:Import|Export)/.test(one.type)) close();
        else open.push(one);
      }
      close();
    }
    childrenOf(node, (child, key, list) => {
      const place = { node: child, parent: node, key, list };
      places.push(place);
      parents.set(child, place);
      walk(child, mine);
    });
  };
  walk(file.program as Node, false);
  const variables = new Map<Binding, Variable & { uses: Variable['uses'][number][] }>();
  const globals: { name: string; place: Place }[] = [];
  traverse(file, {
    Identifier(path: NodePath<t.Identifier>) {
      if (!namesVariable(path)) return;
      const node = path.node as t.Identifier & Node;
      const binding = bindingAt(path);
      if (binding === undefined) {
        const place = parents.get(node);
        if (place) globals.push({ name: node.name, place });
        return;
      }
      const one = variables.get(binding) ?? { name: node.name, declared: (binding.identifier as Node).start, uses: [], binding, exported: /^Export/.test(binding.path.parentPath?.parent.type ?? '') || /^Export/.test(binding.path.parent?.type ?? '') };
      const [before, after] = written(path);
      if (!one.uses.some((use) => use.start === node.start)) one.uses.push({ start: node.start, end: node.end, before, after });
      variables.set(binding, one);
    },
  });
  return {
    text, module, places, globals, runs, program: file.program,
    variables: [...variables.values()],
    isAdded: (node) => added.get(node) === true,
    of: (node) => text.slice(node.start, node.end),
    parentOf: (node) => parents.get(node),
  };
}

/** Writes edits into a text. Of edits that overlap the first given counts; edits at one place are kept in order. */
export function edited(text: string, edits: readonly Edit[]): string {
  const kept: Edit[] = [];
  for (const edit of edits) if (!kept.some((one) => edit.start < one.end && one.start < edit.end && !(edit.start === edit.end && (edit.start === one.start || edit.start === one.end)))) kept.push(edit);
  let out = '';
  let at = 0;
  for (const edit of kept.map((one, order) => ({ ...one, order })).toSorted((a, b) => a.start - b.start || a.end - b.end || a.order - b.order)) {
    out += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return out + text.slice(at);
}

/** What a piece of code needs from around it, beside names: it cannot simply be put into a function where this is not empty. */
export function ties(nodes: readonly Node[]): Set<string> {
  const found = new Set<string>();
  const walk = (node: Node, inFunction: boolean, inArrow: boolean, inLoop: boolean, inSwitch: boolean): void => {
    switch (node.type) {
      case 'ThisExpression': if (!inFunction) found.add('this'); break;
      case 'Super': case 'MetaProperty': if (!inFunction) found.add('super'); break;
      case 'Identifier': if (node.name === 'arguments' && !inFunction) found.add('arguments'); break;
      case 'AwaitExpression': if (!inFunction && !inArrow) found.add('await'); break;
      case 'ForOfStatement': if (node.await && !inFunction && !inArrow) found.add('await'); break;
      case 'YieldExpression': if (!inFunction && !inArrow) found.add('yield'); break;
      case 'ReturnStatement': if (!inFunction && !inArrow) found.add('return'); break;
      case 'BreakStatement': if (node.label || (!inLoop && !inSwitch)) if (!inFunction && !inArrow) found.add('break'); break;
      case 'ContinueStatement': if (node.label || !inLoop) if (!inFunction && !inArrow) found.add('break'); break;
      case 'LabeledStatement': found.add('label'); break;
      default:
    }
    const arrow = node.type === 'ArrowFunctionExpression';
    const whole = /^(?:FunctionDeclaration|FunctionExpression|ObjectMethod|ClassMethod|ClassPrivateMethod|ClassBody|StaticBlock)$/.test(node.type);
    const loop = /^(?:For|While|DoWhile)/.test(node.type);
    childrenOf(node, (child) => { walk(child, inFunction || whole, inArrow || arrow, inLoop || loop, inSwitch || node.type === 'SwitchStatement'); });
  };
  for (const node of nodes) walk(node, false, false, false, false);
  return found;
}

/** Variables declared inside a piece that are named outside of it, and those it names that are declared in the file but not inside. */
export function crossing({ variables }: Source, { start, end }: { readonly start: number; readonly end: number }): { readonly out: readonly Variable[]; readonly into: readonly Variable[] } {
  const inside = (at: number): boolean => at >= start && at < end;
  return {
    out: variables.filter((one) => inside(one.declared) && one.uses.some((use) => !inside(use.start))),
    into: variables.filter((one) => !inside(one.declared) && one.uses.some((use) => inside(use.start))),
  };
}

/** Whether what stands there is read as a value, so that any other expression of the same value, in brackets, may stand there. */
export function isValue({ node, parent, key }: Place, source: Source): boolean {
  if (/^(?:SpreadElement|Super|Import|JSX|ObjectPattern|ArrayPattern|AssignmentPattern|RestElement|ArgumentPlaceholder|PrivateName)/.test(node.type)) return false;
  if (/^Optional/.test(node.type) && /^Optional/.test(parent.type)) return false;
  switch (parent.type) {
    case 'CallExpression': case 'NewExpression': case 'OptionalCallExpression': return key === 'arguments';
    case 'VariableDeclarator': return key === 'init';
    case 'AssignmentExpression': return key === 'right';
    case 'ReturnStatement': case 'AwaitExpression': case 'SpreadElement': return key === 'argument';
    case 'BinaryExpression': case 'LogicalExpression': case 'ConditionalExpression': case 'ArrayExpression': case 'TemplateLiteral': return key !== 'quasis' && source.parentOf(parent)?.node.type !== 'ArrayPattern';
    case 'ObjectProperty': return key === 'value' && !parent.shorthand && source.parentOf(parent)?.parent.type === 'ObjectExpression';
    case 'MemberExpression': return key === 'object' && node.type !== 'ThisExpression' && !/^Optional/.test(node.type);
    case 'ArrowFunctionExpression': return key === 'body' && node.type !== 'BlockStatement';
    case 'IfStatement': return key === 'test';
    case 'ExpressionStatement': return key === 'expression';
    default: return false;
  }
}

/** Where declarations for the whole file may stand: before the first statement, after directives. */
export function topOf({ program, text }: Source): number {
  const last = program.directives.at(-1) as Node | undefined;
  if (last) return last.end;
  const first = program.body[0] as Node | undefined;
  return first?.start ?? text.length;
}
