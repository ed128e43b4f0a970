/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { keyName } from '../../javascript/patterns.js';
import type { Binding, Scope, Source } from '../../javascript/places.js';
import { resolve } from '../../javascript/places.js';
import type { Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';

/** Folders that nobody who tidies up after himself begins with: below them is everything that a person or a machine has. */
export type Folder = 'root' | 'drive' | 'home' | 'parent' | 'cwd';

const deepest = 10;
const mostSources = 6;

const variables: ReadonlyMap<string, Folder> = new Map([
  ['process.env.HOME', 'home'], ['process.env.USERPROFILE', 'home'], ['process.env.HOMEPATH', 'home'], ['process.env.HOMEDRIVE', 'drive'], ['process.env.SystemDrive', 'drive'], ['process.env.SYSTEMDRIVE', 'drive'], ['process.env.SystemRoot', 'drive'],
]);
const calls: ReadonlyMap<string, Folder> = new Map([
  ['node:os.homedir()', 'home'], ['node:os.userInfo().homedir', 'home'], ['process.cwd()', 'cwd'], ['npm:os-homedir()', 'home'], ['npm:user-home', 'home'], ['npm:home-dir', 'home'],
]);
/** What people keep in their home. */
const ownFolders = /^(?:desktop|documents|downloads|pictures|music|movies|videos|onedrive|projects|code|\*{1,2})$/i;

/** The folder that a path stands for as it is written, if it is one of those. */
export function folderOf(text: string): Folder | undefined {
  const path = text.replaceAll('\\', '/').replace(/^\/\/\?\//, '').replace(/(?:\/\*{1,2})+(?:\.\*)?$/, '/').replace(/(.)\/+$/, '$1');
  if (path === '/' || /^\/(?:etc|usr|bin|sbin|lib|var|opt|boot|srv|mnt|media|Applications|System|Library|Volumes)$/.test(path)) return 'root';
  if (/^(?:~|\$HOME|\$\{HOME\}|%USERPROFILE%|\/home|\/root|\/Users|[A-Za-z]:\/Users)$/.test(path)) return 'home';
  if (/^[A-Za-z]:$/.test(path)) return 'drive';
  if (/^(?:\.\/)?\.\.(?:\/\.\.)*$/.test(path)) return 'parent';
  return path === '.' ? 'cwd' : undefined;
}

/** The folder that an expression may stand for: written out, asked of the runtime, joined of such and what does not lead away from it. */
export function foldersIn(look: Look, node: Node, scope: Scope, depth = 0): readonly Folder[] {
  if (depth > deepest) return [];
  // Variables lead to variables, some of them in a ring: each expression is looked at once from each depth that lets it see further.
  const answers = known.get(look) ?? new Map<Node | Binding, Answer>();
  if (answers.size === 0) known.set(look, answers);
  const place = placeOf(node, scope);
  const answered = answers.get(place);
  if (answered !== undefined && answered.depth <= depth) return answered.folders;
  look.tree.steps.take();
  const answer: Answer = { depth, folders: [] };
  answers.set(place, answer);
  answer.folders = findFolders(look, node, scope, depth);
  return answer.folders;
}

interface Answer { readonly depth: number; folders: readonly Folder[] }
const known = new WeakMap<Look, Map<Node | Binding, Answer>>();

/** What an answer is kept under: a variable means the same wherever it is read, but where it is built up step by step. */
function placeOf(node: Node, scope: Scope): Node | Binding {
  const inner = unwrap(node);
  const binding = inner.type === 'Identifier' ? resolve(scope, inner.name) : undefined;
  return binding === undefined || binding.built ? node : binding;
}

function findFolders(look: Look, node: Node, scope: Scope, depth: number): readonly Folder[] {
  const inner = unwrap(node);
  const written = look.texts(inner, scope).flatMap((text) => folderOf(text) ?? []);
  if (written.length > 0) return written;
  switch (inner.type) {
    case 'Identifier': {
      const sources = resolve(scope, inner.name)?.sources ?? [];
      return sources.length > mostSources ? [] : sources.flatMap((source) => sourceFolders(look, source, depth));
    }
    case 'MemberExpression': {
      if (keyName(inner.property) === 'root') return look.paths(inner, scope).some((path) => /^node:path\.parse\(\)\.root$/.test(path)) ? ['root'] : [];
      return asked(look, inner, scope);
    }
    case 'CallExpression': {
      const own = asked(look, inner, scope);
      if (own.length > 0) return own;
      const callee = look.paths(inner.callee, scope);
      if (callee.some((path) => /^node:path\.(?:join|resolve|normalize)$/.test(path))) return together(look, argumentsOf(inner), scope, depth);
      const method = unwrap(inner.callee);
      return method.type === 'MemberExpression' && /^(?:toString|concat|trim|replace|replaceAll)$/.test(keyName(method.property) ?? '') ? foldersIn(look, method.object, scope, depth + 1) : [];
    }
    case 'TemplateLiteral': {
      const parts = inner.quasis.flatMap((quasi, at): readonly (Node | string)[] => [quasi.value.cooked ?? '', inner.expressions[at] ?? '']).filter((part) => part !== '');
      return together(look, parts, scope, depth);
    }
    case 'BinaryExpression': return inner.operator === '+' ? together(look, [inner.left as Node, inner.right], scope, depth) : [];
    case 'LogicalExpression': return [...foldersIn(look, inner.left, scope, depth + 1), ...foldersIn(look, inner.right, scope, depth + 1)];
    case 'ConditionalExpression': return [...foldersIn(look, inner.consequent, scope, depth + 1), ...foldersIn(look, inner.alternate, scope, depth + 1)];
    case 'AwaitExpression': return foldersIn(look, inner.argument, scope, depth + 1);
    case 'AssignmentExpression': return foldersIn(look, inner.right, scope, depth + 1);
    case 'ArrayExpression': return inner.elements.slice(0, 16).flatMap((element) => (element && element.type !== 'SpreadElement' ? foldersIn(look, element, scope, depth + 1) : []));
    default: return [];
  }
}

function sourceFolders(look: Look, source: Source, depth: number): readonly Folder[] {
  if (source.kind === 'binding') return source.binding.sources.length > mostSources ? [] : source.binding.sources.flatMap((one) => (depth >= deepest ? [] : sourceFolders(look, one, depth + 1)));
  if (source.kind !== 'expression') return [];
  if (source.keys.length === 0) return foldersIn(look, source.node, source.scope, depth + 1);
  // An element of a list (`for (const folder of ['/', '..'])`), or a variable that is taken out of the environment.
  if (source.keys.length === 1 && source.keys[0] === undefined) return foldersIn(look, source.node, source.scope, depth + 1);
  return look.paths(source.node, source.scope).flatMap((path) => variables.get([path, ...source.keys].join('.')) ?? []);
}

function asked(look: Look, node: Node, scope: Scope): readonly Folder[] {
  return look.paths(node, scope).flatMap((path) => variables.get(path) ?? calls.get(path) ?? []);
}

/** What parts of a path give together: the folder of the first one, where the others stay in it or go up. */
function together(look: Look, parts: readonly (Node | string)[], scope: Scope, depth: number): readonly Folder[] {
  const [first, ...rest] = parts;
  if (first === undefined) return [];
  let folders = typeof first === 'string' ? [folderOf(first) ?? []].flat() : foldersIn(look, first, scope, depth + 1);
  for (const part of rest) {
    if (folders.length === 0) return [];
    const texts = typeof part === 'string' ? [part] : look.texts(part, scope);
    const [text] = texts;
    if (text === undefined) return [];
    const words = text.split(/[\\/]/).filter((word) => word !== '' && word !== '.');
    if (words.every((word) => word === '..')) folders = words.length > 0 ? folders.map((folder) => (folder === 'cwd' ? 'parent' : folder)) : folders;
    else folders = words.length === 1 && ownFolders.test(words[0]!) ? folders.filter((folder) => folder === 'home' || words[0]!.startsWith('*')) : [];
  }
  return folders;
}
