/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import type { Flow } from './flow.js';
import { isSteppingStone, isWay, mayBecomeBuiltin, moduleName } from './names.js';
import { NodeMap, type NodeTable } from './node-map.js';
import { keyName } from './patterns.js';
import type { Scope } from './places.js';
import type { Scopes } from './scopes.js';
import type { ESTree, Node } from './tree.js';
import { endOf, startOf } from './tree.js';
import { contextOf, isReference, type Context } from './use-context.js';
import type { Values } from './values.js';
import { isConstant, keysOf, namesOf, textsOf } from './values.js';
import type { Steps } from './walk.js';
import { orderOf, walk } from './walk.js';

/**
 * A place where something of the runtime is used. `call` and `new`: it is called here; `escape`: it is handed on, stored, returned or
 * exported, so that it may be called anywhere; `extends`: a class is derived from it; `import`: a module is loaded.
 */
export interface Use {
  readonly name: string;
  readonly how: 'call' | 'new' | 'escape' | 'extends' | 'import';
  /** Which argument of a call it is, where that is how it escapes. */
  readonly position?: number;
  readonly start: number;
  readonly end: number;
  /** What each of the first three arguments and the last one may be; empty where there are none or they are not written one by one. */
  readonly arguments: readonly Values[];
  /** The elements of arguments that are array literals, as constants. */
  readonly words: readonly string[];
  /** True when a first argument is written and is a string that is put together from parts. */
  readonly builtText: boolean;
}

/** A file or module that this one names. `open`: only the beginning of its name is known. */
export interface Load {
  readonly specifier: string;
  readonly open: boolean;
  /**
   * `module`: resolved as a module; `resolved`: so, but only for its path; `path`: a file that is run, taken from this file's folder or the package's root;
   * `mention`: one whose path is only made.
   */
  readonly kind: 'module' | 'resolved' | 'path' | 'mention';
}

/** True for a name that Node resolves as it does a module's, whether or not it is loaded then. */
export function isModuleName({ kind }: Load): boolean {
  return kind === 'module' || kind === 'resolved';
}

export interface Uses {
  readonly uses: readonly Use[];
  readonly loads: readonly Load[];
  /** True when a module is loaded whose name is not known here. */
  readonly computed: boolean;
  /** The canonical names of expressions that have some. */
  readonly named: NodeTable<readonly string[]>;
}

const loaders = new Set(['require', 'require.resolve', 'node:module.register']);
/** Calls that run a file of the package by its path. */
const runsFile = /^(?:node:child_process|node:cluster|node:worker_threads)\.|^(?:Worker|SharedWorker|importScripts|module\.load|Bun\.spawn|Bun\.spawnSync)$/;
/** Calls that make a path, of whatever it is made for. */
const namesFile = /^(?:URL|path\.join)$/;

/** Every use of a followed name in a file, and every file that it names. One step a node. @throws StepsSpent */
export function findUses(program: ESTree.Program, scopes: Scopes, flow: Flow, packages: ReadonlySet<string>, steps: Steps): Uses {
  const found = new UseFinder(scopes, flow, packages, orderOf(program).nodes.length);
  walk(program, { enter: (node, path, nth) => { found.enter(node, path, nth); }, leave: (_, nth) => { found.leave(nth); } }, steps);
  return { uses: found.uses, loads: found.loads, computed: found.computed, named: found.named };
}

class UseFinder {
  readonly uses: Use[] = [];
  readonly loads: Load[] = [];
  readonly named: NodeMap<readonly string[]>;
  computed = false;
  private scope: Scope;

  constructor(private readonly scopes: Scopes, private readonly flow: Flow, private readonly packages: ReadonlySet<string>, size: number) {
    this.scope = scopes.top;
    this.named = new NodeMap(size);
  }

  leave(nth: number): void {
    if (this.scope !== this.scopes.top && this.scopes.of.at(nth) === this.scope) this.scope = this.scope.parent!;
  }

  enter(node: Node, path: readonly Node[], nth: number): void {
    switch (node.type) {
      case 'Identifier':
        if (isReference(node, path)) this.expression(node, path);
        break;
      case 'MemberExpression': case 'ThisExpression':
        this.expression(node, path);
        break;
      case 'CallExpression': case 'NewExpression': case 'ImportExpression':
        this.expression(node, path);
        this.loadsOf(node);
        break;
      case 'ImportDeclaration': case 'ExportAllDeclaration': case 'ExportNamedDeclaration':
        this.declaration(node);
        break;
      default:
        this.importEquals(node);
    }
    const opened = this.scopes.of.at(nth);
    if (opened !== undefined) this.scope = opened;
  }

  private add(name: string, { how, call, position }: Context, at: Node): void {
    const args = how !== 'escape' && call?.type === 'CallExpression' || call?.type === 'NewExpression' ? this.called(call)[1] : [];
    const plain = args.some((one) => one.type === 'SpreadElement') ? [] : args.length > 3 ? [...args.slice(0, 3), args.at(-1)!] : args;
    const values = plain.map((one) => this.flow.evaluate(one, this.scope));
    this.uses.push({
      name, how, ...(position === undefined ? {} : { position }), start: startOf(at), end: endOf(how === 'escape' ? at : call ?? at), arguments: values, builtText: isBuiltText(plain[0]),
      words: values.flatMap((value) => value.flatMap((one) => (one.kind === 'list' ? one.node.elements.flatMap((element) => (element ? textsOf(this.flow.evaluate(element, one.scope)) : [])) : []))),
    });
  }

  private expression(node: Node, path: readonly Node[]): void {
    const names = namesOf(this.flow.evaluate(node, this.scope));
    if (names.length === 0) return;
    this.named.set(node, names);
    const found = contextOf(node, path);
    if (found === undefined) return;
    const context = this.isApplied(found) ? { how: 'call' as const, call: found.call! } : found;
    for (const name of names) {
      if (!isSteppingStone(name) && !isWay(name) && (context.how === 'call' || context.how === 'new' || !(name === 'Function?' || name === 'globalThis[…]'))) this.add(name, context, node);
      if (name === 'require' && context.how === 'escape' && !this.isFollowed(context.call)) this.computed = true;
    }
  }

  /** True for what `Reflect.apply` is handed first. */
  private isApplied({ how, call, position }: Context): boolean {
    return how === 'escape' && position === 0 && call?.type === 'CallExpression' && call.arguments.length > 1 && namesOf(this.flow.evaluate(call.callee, this.scope)).includes('Reflect.apply');
  }

  /** True for an argument of a call whose functions are all of this file: what they do with it is seen there. */
  private isFollowed(call: Node | undefined): boolean {
    if (call?.type !== 'CallExpression') return false;
    return this.flow.isLocalCall(call.callee, this.scope);
  }

  private loadsOf(node: ESTree.CallExpression | ESTree.NewExpression | ESTree.ImportExpression): void {
    if (node.type === 'ImportExpression') {
      this.loadOf(this.flow.evaluate(node.source, this.scope), 'import', node, isBuiltText(node.source));
      return;
    }
    const [callee, args] = this.called(node);
    for (const name of namesOf(callee)) {
      if (loaders.has(name)) this.loadOf(args[0] === undefined ? [] : this.flow.evaluate(args[0], this.scope), name, node, isBuiltText(args[0]));
      else if (runsFile.test(name)) this.filesNamed(args, 'path');
      else if (namesFile.test(name)) this.filesNamed(args, 'mention');
    }
    // What may be a `require` that got here unseen (see Flow) loads too.
    if (callee.length === 0) for (const name of namesOf(this.flow.evaluate(node, this.scope))) if (name.startsWith('node:') && !name.includes('.')) this.loads.push({ specifier: name, open: false, kind: 'module' });
  }

  /** The callee of a call and its arguments, seen through `call` and `apply`. */
  private called(node: ESTree.CallExpression | ESTree.NewExpression): [Values, readonly Node[]] {
    const args: readonly Node[] = node.arguments;
    const callee: Node = node.callee;
    const key = callee.type === 'MemberExpression' && !callee.computed ? keyName(callee.property) : undefined;
    const values = this.flow.evaluate(callee, this.scope);
    if (key === 'call') return [values, args.slice(1)];
    if (key === 'bind') return [[], []];
    if (key === 'apply' && args[1]?.type === 'ArrayExpression') return [values, args[1].elements.filter((one) => one !== null) as Node[]];
    if (namesOf(values).includes('Reflect.apply') && args[0] && args[2]?.type === 'ArrayExpression') return [this.flow.evaluate(args[0], this.scope), args[2].elements.filter((one) => one !== null) as Node[]];
    return [values, args];
  }

  private loadOf(specifiers: Values, name: string, node: Node, built: boolean): void {
    const known = specifiers.filter((value) => value.kind === 'text');
    for (const { text, open } of known) {
      this.loads.push({ specifier: text, open, kind: name === 'require.resolve' ? 'resolved' : 'module' });
      if (text.startsWith('data:')) this.uses.push(ofAddress({ kind: 'text', text, open }, node, built));
      if (!open) this.imported(text, node);
    }
    if (isConstant(specifiers)) return;
    this.computed = true;
    // A name that begins with a folder of the package can only be one of its files, and `@scope/` only a package.
    const inside = known.length === specifiers.length && known.length > 0 && known.every(({ text, open }) => !open || !mayBecomeBuiltin(text) && !'data:'.startsWith(text));
    if (!inside && name !== 'require.resolve') this.uses.push(bare(`${name}(…)`, node, built));
  }

  private filesNamed(args: readonly Node[], kind: 'path' | 'mention'): void {
    for (const node of args.slice(0, 3)) {
      for (const value of this.flow.evaluate(node, this.scope)) {
        if (value.kind === 'text' && !value.open) this.loads.push({ specifier: value.text, open: false, kind });
        else if (value.kind === 'list') {
          for (const element of value.node.elements.slice(0, 64)) if (element) for (const text of keysOf(this.flow.evaluate(element, value.scope))) this.loads.push({ specifier: text, open: false, kind });
        }
      }
    }
  }

  private declaration(node: ESTree.ImportDeclaration | ESTree.ExportAllDeclaration | ESTree.ExportNamedDeclaration): void {
    const kind = node as { importKind?: string; exportKind?: string };
    if (kind.importKind === 'type' || kind.exportKind === 'type') return;
    if (node.source) {
      const specifier = node.source.value;
      this.loads.push({ specifier, open: false, kind: 'module' });
      if (specifier.startsWith('data:')) this.uses.push(ofAddress({ kind: 'text', text: specifier, open: false }, node, false));
      this.imported(specifier, node);
      const name = node.type === 'ImportDeclaration' ? undefined : moduleName(specifier, this.packages);
      if (name !== undefined && !name.startsWith('npm:') && !name.startsWith('file:') && !isWay(name)) this.uses.push(bare(name, node, false, 'escape'));
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const { local } of node.specifiers) if (local.type === 'Identifier') for (const name of namesOf(this.flow.evaluate(local, this.scope))) this.add(name, { how: 'escape' }, local);
    }
  }

  private imported(specifier: string, at: Node): void {
    const name = moduleName(specifier, this.packages);
    if (name !== undefined && !name.startsWith('file:')) this.uses.push(bare(name, at, false, 'import'));
  }

  private importEquals(node: Node): void {
    const other = node as unknown as { type: string; importKind?: string; moduleReference?: { expression?: { value?: unknown } } };
    if (other.type !== 'TSImportEqualsDeclaration' || other.importKind === 'type') return;
    const specifier = other.moduleReference?.expression?.value;
    if (typeof specifier !== 'string') return;
    this.loads.push({ specifier, open: false, kind: 'module' });
    this.imported(specifier, node);
  }
}

function bare(name: string, at: Node, builtText: boolean, how: Use['how'] = 'call'): Use {
  return { name, how, start: startOf(at), end: endOf(at), arguments: [], words: [], builtText };
}

/** An import of an address that holds the code itself. */
function ofAddress(text: Values[number], at: Node, builtText: boolean): Use {
  return { ...bare('import(data:)', at, builtText), arguments: [[text]] };
}

function isBuiltText(node: Node | undefined): boolean {
  if (node === undefined) return false;
  if (node.type === 'TemplateLiteral') return true;
  let left: Node = node;
  while (left.type === 'BinaryExpression' && left.operator === '+') {
    if (isText(left.right)) return true;
    left = left.left;
  }
  return node !== left && isText(left);
}

function isText(node: Node): boolean {
  return node.type === 'TemplateLiteral' || (node.type === 'Literal' && typeof node.value === 'string');
}
