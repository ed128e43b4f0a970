import type { ClassNode, ESTree, FunctionNode, Node } from './tree.js';
import { isFunction } from './tree.js';
import type { Values } from './values.js';
import { unknown } from './values.js';

/** Where a variable's value comes from. `keys` leads into it: a property name, or undefined for one that is not known. */
export type Source =
  | { readonly kind: 'expression'; readonly node: Node; readonly scope: Scope; readonly keys: readonly (string | undefined)[] }
  | { readonly kind: 'binding'; readonly binding: Binding }
  | { readonly kind: 'import'; readonly specifier: string; readonly imported: string | undefined }
  | { readonly kind: 'global'; readonly name: string }
  | { readonly kind: 'values'; readonly values: Values };

/** A variable, or a place that values flow through: a function's result, a property name, a receiver, a part of a literal. */
export interface Binding {
  /** Its place among those of the file; negative for a part of a literal. */
  readonly index: number;
  readonly name: string;
  /** The sources that may say something; `total` counts the others too. */
  readonly sources: Source[];
  total: number;
  /** True when it may also hold what no source shows: a parameter of a function that others may call. */
  open: boolean;
  /** True when something is assigned to it after it was declared, or by default. */
  written: boolean;
  /** The functions that it holds, once that was asked (see functions.ts); null: it may hold others. */
  functions: readonly FunctionNode[] | null | undefined;
  /** True when characters are added to it that look decoded: what it holds in the end may be computed. */
  built: boolean;
  values: Values;
  /** True once it was computed, and while it is. */
  computed: boolean;
  busy: boolean;
  /** Who met it last before it was known to its end, by the number of that computation. */
  met: number;
  /** What it met that was not known to its end; undefined where it met nothing such. */
  waits: Waits | undefined;
}

/** Places, and what each held when it was read, in the order of reading: they are to be read again when that has changed. */
export interface Waits {
  readonly on: Binding[];
  readonly held: (Values | undefined)[];
}

export interface Scope {
  readonly parent: Scope | undefined;
  /** The nearest scope around it that has variables, once all are known; until then, its parent. */
  outer: Scope | undefined;
  bindings: Map<string, Binding>;
  /** The function whose own scope this is; arrow functions have no `this` of their own. */
  readonly function: FunctionInfo | undefined;
  readonly takesVar: boolean;
  /** What names mean here, as far as it was asked; null before the first question, and undefined as long as variables may still be added. */
  seen: Map<string, Binding | null> | null | undefined;
}

export interface FunctionInfo {
  /** Its place among the functions of the file, in the order in which they begin. */
  readonly index: number;
  readonly node: FunctionNode;
  readonly scope: Scope;
  readonly result: Binding;
  readonly receiver: Binding;
  /** The class or literal whose method it is, and whether `this` is the class itself. */
  readonly owner: Owner | undefined;
}

export interface Owner {
  readonly node: ClassNode | ESTree.ObjectExpression;
  readonly static: boolean;
  readonly scope: Scope;
}

/** Which of its arguments a function gives back, or what of it by which keys. */
export interface Handed {
  readonly position: number;
  readonly keys: readonly string[];
}

export interface CallSite {
  readonly node: ESTree.CallExpression | ESTree.NewExpression | ESTree.TaggedTemplateExpression;
  readonly scope: Scope;
}

/** Places that are no variables have names that no variable can have. */
export const resultName = 'return';
export const partName = 'part of';

/** Behind a place that is filled from more than so many sources functions are not told apart, and constants not from one another. */
export const functionsKept = 8;
export const constantSources = 4;
export const constantParts = 64;

export function newBinding(name: string, index = -1): Binding {
  return { index, name, sources: [], total: 0, open: false, written: false, functions: undefined, built: false, values: unknown, computed: false, busy: false, met: 0, waits: undefined };
}

/** Adds a source, but for one that can say nothing: of a place with many sources, that is also a function or a constant. */
export function addSource(binding: Binding, source: Source): void {
  binding.total += 1;
  if (source.kind === 'expression' && (saysNothing(source.node) || (binding.total > functionsKept && binding.name !== partName && isConstant(source.node)))) return;
  binding.sources.push(source);
}

/** Expressions whose value is neither a name nor a constant that is followed. */
function saysNothing(node: Node): boolean {
  if (node.type === 'Literal') return typeof node.value !== 'string' && typeof node.value !== 'number';
  if (node.type === 'BinaryExpression') return !arithmetic.has(node.operator);
  return node.type === 'UpdateExpression' || (node.type === 'UnaryExpression' && (node.operator === 'typeof' || node.operator === 'void' || node.operator === 'delete' || node.operator === '!'));
}
const arithmetic: ReadonlySet<string> = new Set(['+', '-', '*', '/', '%', '^', '|', '&', '<<', '>>', '>>>', '**']);

function isConstant(node: Node): boolean {
  return node.type === 'Literal' || node.type === 'ObjectExpression' || node.type === 'ArrayExpression' || node.type === 'TemplateLiteral' || isFunction(node);
}

/** The variable that a name means at a scope; undefined for a global. */
export function resolve(scope: Scope, name: string): Binding | undefined {
  const from = scope.bindings.size === 0 && scope.outer !== undefined ? scope.outer : scope;
  const own = from.bindings.get(name);
  if (own !== undefined || from.outer === undefined) return own;
  if (from.seen === undefined) return lookUp(from.outer, name);
  from.seen ??= new Map();
  let found = from.seen.get(name);
  if (found === undefined) from.seen.set(name, (found = lookUp(from.outer, name) ?? null));
  return found ?? undefined;
}

function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.outer) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) return binding;
  }
  return undefined;
}
