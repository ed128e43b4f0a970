import { functionsOf } from '../../javascript/functions.js';
import { keyName } from '../../javascript/patterns.js';
import type { Scope } from '../../javascript/places.js';
import type { ESTree, FunctionNode, Node } from '../../javascript/tree.js';
import { isFunction, unwrap } from '../../javascript/tree.js';
import type { Folder } from './shape-folders.js';
import { foldersIn } from './shape-folders.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf, calledKey, literalText } from './shape-look.js';

interface Call { readonly node: ESTree.CallExpression; readonly scope: Scope }
/** What a function does with files, callbacks that stand in it included. */
interface Doing {
  readonly node: Node;
  readonly removes: Node[];
  readonly writes: Node[];
  readonly folders: { readonly folder: Folder; readonly at: Node }[];
  readonly calls: Call[];
  lists: boolean;
  reads: boolean;
}

const removing: ReadonlySet<string> = new Set(['rm', 'rmSync', 'rmdir', 'rmdirSync', 'unlink', 'unlinkSync', 'remove', 'removeSync', 'emptyDir', 'emptyDirSync', 'emptydir', 'emptydirSync']);
const whole: ReadonlySet<string> = new Set(['remove', 'removeSync', 'emptyDir', 'emptyDirSync', 'emptydir', 'emptydirSync']);
const writing: ReadonlySet<string> = new Set(['writeFile', 'writeFileSync', 'outputFile', 'outputFileSync', 'truncate', 'truncateSync', 'createWriteStream']);
const listing: ReadonlySet<string> = new Set(['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync']);
const readingKeys: ReadonlySet<string> = new Set(['readFile', 'readFileSync', 'createReadStream', 'stat', 'copyFile', 'copyFileSync']);
const others: ReadonlySet<string> = new Set(['rimraf', 'rimrafSync', 'del', 'deleteSync', 'deleteAsync', 'sync', 'native', 'default']);
const fileMember = /^(?:node:fs(?:\.promises)?|npm:(?:fs-extra|graceful-fs|fs|fs\/promises)(?:\.promises)?)\.(\w+)$/;
const remover = /^npm:(?:rimraf|del|trash|rmdir|fs-remove|remove|@npmcli\/fs|del-cli)(?:\.\w+)*$/;
/** Functions of one file that are looked into for one question. */
const mostFunctions = 64;
/** Functions that call one that lists folders are looked for through so many others, and no more once they are so many. */
const rounds = 5;
const mostWalkers = 128;

/** Files that are deleted or written over wherever there are any: from a root, a home, or the folder above. Tidying up one's own is none of it. */
export function wipeShapes(look: Look): Detector {
  const byFunction = new Map<Node, Doing>();
  const made = (node: Node): Doing => ({ node, removes: [], writes: [], folders: [], calls: [], lists: false, reads: false });
  const stack: Doing[] = [made(look.tree.program)];
  const open = (node: Node): void => { stack.push(made(node)); };
  const close = (): void => {
    const done = stack.pop()!;
    byFunction.set(done.node, done);
    const parent = look.parent();
    // A callback is a part of the function that hands it over.
    if (parent?.type === 'CallExpression' || parent?.type === 'NewExpression') {
      const outer = stack.at(-1)!;
      outer.removes.push(...done.removes);
      outer.writes.push(...done.writes);
      outer.calls.push(...done.calls);
      outer.lists ||= done.lists;
      outer.reads ||= done.reads;
    }
  };
  return {
    enter: {
      FunctionDeclaration: open, FunctionExpression: open, ArrowFunctionExpression: open,
      CallExpression(node) {
        const doing = stack.at(-1)!;
        const callee = unwrap(node.callee);
        if (callee.type === 'Identifier' || callee.type === 'MemberExpression' || isFunction(callee)) doing.calls.push({ node, scope: look.scope });
        const member = memberOf(look, node);
        if (member !== undefined) noteCall(look, doing, node, member);
      },
    },
    leave: { FunctionDeclaration: close, FunctionExpression: close, ArrowFunctionExpression: close },
    end() {
      const [top] = stack as [Doing];
      byFunction.set(top.node, top);
      const all = [...byFunction.values()];
      for (const one of all) for (const { folder, at } of one.folders) tell(look, one, folder, at);
      if (!all.some((one) => one.lists) || !all.some((one) => one.removes.length > 0 || one.writes.length > 0)) return;
      const walkers = walkersOf(look, all);
      for (const one of all) if (one.lists && one.writes.length > 0 && isRecursion(look, byFunction, walkers.names, one)) look.add('destructive', 'overwrite', 'tree', one.writes[0]!);
      for (const one of all) for (const call of one.calls) if (isFunction(unwrap(call.node.callee)) || walkers.names.has(calleeName(call.node) ?? '')) judge(look, byFunction, walkers.functions, one, call);
    },
  };
}

/** What a call does with files: the member of `fs`, or `rimraf`. */
function memberOf(look: Look, node: ESTree.CallExpression): string | undefined {
  const callee = unwrap(node.callee);
  const key = look.calledKey(node) ?? (callee.type === 'Identifier' ? callee.name : undefined);
  const named = look.tree.named.get(callee) ?? look.tree.named.get(node.callee);
  const required = callee.type === 'CallExpression' && callee.arguments[0] ? literalText(callee.arguments[0] as Node) : undefined;
  const worth = required === 'rimraf' || required === 'del' || named?.some((name) => name.startsWith('node:fs')) === true || (key !== undefined && (removing.has(key) || writing.has(key) || listing.has(key) || others.has(key)));
  if (!worth) return undefined;
  for (const path of look.paths(callee)) {
    const member = fileMember.exec(path)?.[1];
    if (member !== undefined) return member;
    if (remover.test(path)) return 'rimraf';
    if (/^npm:(?:glob|fast-glob|globby|tiny-glob|klaw|klaw-sync|walk|walkdir|readdirp|node-dir)\b/.test(path)) return 'glob';
  }
  return undefined;
}

function noteCall(look: Look, doing: Doing, node: ESTree.CallExpression, member: string): void {
  const [target, options] = argumentsOf(node);
  if (target === undefined) return;
  const constant = look.texts(target).length > 0;
  if (listing.has(member)) {
    doing.lists = true;
    for (const folder of foldersIn(look, target, look.scope)) doing.folders.push({ folder, at: node });
  } else if (removing.has(member) || member === 'rimraf') {
    if (!constant) doing.removes.push(node);
    if (member === 'rimraf' || whole.has(member) || isRecursive(look, options)) for (const folder of foldersIn(look, target, look.scope)) look.add('destructive', 'wipe', folder, node);
  } else if (writing.has(member)) {
    if (!constant && !isAppending(options, argumentsOf(node)[2])) doing.writes.push(node);
  } else if (readingKeys.has(member)) doing.reads ||= member !== 'stat';
}

function isRecursive(look: Look, options: Node | undefined): boolean {
  const inner = options === undefined ? undefined : unwrap(options);
  if (inner === undefined || isFunction(inner)) return false;
  const object = inner.type === 'Identifier' ? look.onlySource(inner) ?? inner : inner;
  if (object.type !== 'ObjectExpression') return object.type === 'Identifier' || object.type === 'MemberExpression';
  for (const property of object.properties as readonly Node[]) {
    if (property.type !== 'Property') return true;
    if ((property.computed ? literalText(property.key) : keyName(property.key)) === 'recursive') return !(property.value.type === 'Literal' && property.value.value === false);
    if (property.computed) return true;
  }
  return false;
}

function isAppending(...options: readonly (Node | undefined)[]): boolean {
  return options.some((one) => one?.type === 'ObjectExpression' && (one.properties as readonly Node[]).some((property) => property.type === 'Property' && (keyName(property.key) === 'flag' || keyName(property.key) === 'flags') && literalText(property.value)?.startsWith('a') === true));
}

/** Tells of a folder whose entries `doing` gets: removed, or written over without having been read. */
function tell(look: Look, doing: Pick<Doing, 'removes' | 'writes' | 'reads'>, folder: Folder, at: Node): void {
  if (doing.removes.length > 0 && folder !== 'cwd') look.add('destructive', 'wipe', folder, at);
  if (doing.writes.length > 0 && !doing.reads) look.add('destructive', 'overwrite', folder, at);
}

/** A function that goes down into each folder and writes into what it finds there, but reads nothing: no copy, no formatter does that. */
function isRecursion(look: Look, byFunction: ReadonlyMap<Node, Doing>, names: ReadonlySet<string>, doing: Doing): boolean {
  const own = doing.node as FunctionNode;
  if (!doing.calls.some(({ node, scope }) => names.has(calleeName(node) ?? '') && functionsOf(node.callee, scope, look.tree.scopes)?.includes(own) === true)) return false;
  return !together(look, byFunction, [own]).reads;
}

/** The name by which a call says what it calls. */
function calleeName(node: ESTree.CallExpression): string | undefined {
  const callee = unwrap(node.callee);
  return callee.type === 'Identifier' ? callee.name : calledKey(node) === 'call' || calledKey(node) === 'apply' ? calleeName({ ...node, callee: (callee as ESTree.MemberExpression).object as ESTree.Expression }) : calledKey(node);
}

/** Functions that list folders, or call one that does, and the names of what they are kept in: a call of one of them says such a name. */
function walkersOf(look: Look, all: readonly Doing[]): { readonly functions: ReadonlySet<Node>; readonly names: ReadonlySet<string> } {
  const functions = new Set<Node>(all.filter((one) => one.lists).map((one) => one.node));
  const names = new Set<string>();
  const { scopes, steps } = look.tree;
  for (let round = 0; round < rounds && functions.size <= mostWalkers; round += 1) {
    const before = functions.size + names.size;
    steps.take(scopes.bindings.length >> 3);
    for (const { name, sources } of scopes.bindings) {
      for (const source of sources) {
        if (source.kind !== 'expression' || source.keys.length > 0) continue;
        const { node } = source;
        if (functions.has(node) || (node.type === 'Identifier' && names.has(node.name)) || (node.type === 'MemberExpression' && !node.computed && names.has(keyName(node.property) ?? ''))) names.add(name);
      }
    }
    for (const one of all) {
      if (functions.has(one.node) || one.node.type === 'Program') continue;
      if (one.calls.some(({ node, scope }) => names.has(calleeName(node) ?? '') && functionsOf(node.callee, scope, scopes)?.some((called) => functions.has(called)) === true)) functions.add(one.node);
    }
    if (functions.size + names.size === before) break;
  }
  return { functions, names };
}

/** A call of a function that walks through folders, where it begins with one of those. */
function judge(look: Look, byFunction: ReadonlyMap<Node, Doing>, walkers: ReadonlySet<Node>, caller: Doing, { node, scope }: Call): void {
  const args = argumentsOf(node);
  if (args.length === 0 || args.length > 8) return;
  look.tree.steps.take();
  const functions = functionsOf(node.callee, scope, look.tree.scopes) ?? [];
  if (!functions.some((one) => walkers.has(one))) return;
  const folders = args.flatMap((one) => (isFunction(unwrap(one)) ? [] : foldersIn(look, one, scope)));
  if (folders.length === 0) return;
  const walks = together(look, byFunction, functions);
  if (!walks.lists) return;
  const callbacks = args.flatMap((one) => functionsOf(one, scope, look.tree.scopes) ?? []);
  const handed = together(look, byFunction, callbacks);
  const own = byFunction.get(caller.node)!;
  // What becomes of the files that it finds: there, in a callback, or where they are handed back to.
  const back = functions.includes(caller.node as FunctionNode) ? undefined : own;
  const does = { removes: [...walks.removes, ...handed.removes, ...back?.removes ?? []], writes: [...walks.writes, ...handed.writes, ...back?.writes ?? []], reads: walks.reads || handed.reads || back?.reads === true };
  if (does.removes.length === 0 && does.writes.length === 0) return;
  for (const folder of folders) tell(look, does, folder, node);
}

/** What functions do together with those of this file that they call. */
function together(look: Look, byFunction: ReadonlyMap<Node, Doing>, functions: readonly FunctionNode[]): Doing {
  const seen = new Set<Node>(functions);
  const sum: Doing = { node: look.tree.program, removes: [], writes: [], folders: [], calls: [], lists: false, reads: false };
  for (const one of seen) {
    const doing = byFunction.get(one);
    if (doing === undefined) continue;
    sum.removes.push(...doing.removes);
    sum.writes.push(...doing.writes);
    sum.lists ||= doing.lists;
    sum.reads ||= doing.reads;
    for (const { node, scope } of doing.calls) {
      if (seen.size >= mostFunctions) break;
      look.tree.steps.take();
      for (const next of functionsOf(node.callee, scope, look.tree.scopes) ?? []) seen.add(next);
    }
  }
  return sum;
}
