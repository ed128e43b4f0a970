import { keyName } from '../../javascript/patterns.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { isFunction, unwrap } from '../../javascript/tree.js';
import type { Folder } from './shape-folders.js';
import { foldersIn } from './shape-folders.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf, literalText } from './shape-look.js';
import type { Doing } from './shape-doings.js';
import { Doings } from './shape-doings.js';
import { Walkers } from './shape-walkers.js';

const removing: ReadonlySet<string> = new Set(['rm', 'rmSync', 'rmdir', 'rmdirSync', 'unlink', 'unlinkSync', 'remove', 'removeSync', 'emptyDir', 'emptyDirSync', 'emptydir', 'emptydirSync']);
const whole: ReadonlySet<string> = new Set(['remove', 'removeSync', 'emptyDir', 'emptyDirSync', 'emptydir', 'emptydirSync']);
const writing: ReadonlySet<string> = new Set(['writeFile', 'writeFileSync', 'outputFile', 'outputFileSync', 'truncate', 'truncateSync', 'createWriteStream']);
const listing: ReadonlySet<string> = new Set(['readdir', 'readdirSync', 'opendir', 'opendirSync', 'glob', 'globSync']);
const readingKeys: ReadonlySet<string> = new Set(['readFile', 'readFileSync', 'createReadStream', 'stat', 'copyFile', 'copyFileSync']);
const others: ReadonlySet<string> = new Set(['rimraf', 'rimrafSync', 'del', 'deleteSync', 'deleteAsync', 'sync', 'native', 'default']);
const worthwhile: ReadonlySet<string> = new Set([...removing, ...writing, ...listing, ...others]);
const fileMember = /^(?:node:fs(?:\.promises)?|npm:(?:fs-extra|graceful-fs|fs|fs\/promises)(?:\.promises)?)\.(\w+)$/;
const remover = /^npm:(?:rimraf|del|trash|rmdir|fs-remove|remove|@npmcli\/fs|del-cli)(?:\.\w+)*$/;
/** Properties of one object that are looked at. */
const mostProperties = 64;

/** Files that are deleted or written over wherever there are any: from a root, a home, or the folder above. Tidying up one's own is none of it. */
export function wipeShapes(look: Look): Detector {
  const doings = new Doings(look);
  return {
    names: { calls: worthwhile },
    enter: {
      CallExpression(node) {
        const member = memberOf(look, node);
        if (member !== undefined) noteCall(look, doings.here(), node, member);
      },
    },
    end() {
      const all = doings.told();
      for (const one of all) for (const { folder, at } of one.folders) tell(look, one, folder, at);
      if (!all.some((one) => one.lists) || !all.some((one) => one.removes || one.writes !== undefined)) return;
      const walkers = new Walkers(look, doings);
      for (const one of all) if (one.lists && one.writes !== undefined && walkers.goesDown(one) && !walkers.together([one.node]).reads) look.add('destructive', 'overwrite', 'tree', one.writes);
      for (const { at, folders, does } of walkers.begun()) for (const folder of folders) tell(look, does, folder, at);
    },
  };
}

/** What a call does with files: the member of `fs`, or `rimraf`. */
function memberOf(look: Look, node: ESTree.CallExpression): string | undefined {
  const { callee, name: key, names: named } = look.called(node);
  const required = callee.type === 'CallExpression' && callee.arguments[0] ? literalText(callee.arguments[0] as Node) : undefined;
  const worth = required === 'rimraf' || required === 'del' || named?.some((name) => name.startsWith('node:fs')) === true || (key !== undefined && worthwhile.has(key));
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
    if (!constant) doing.removes = true;
    if (member === 'rimraf' || whole.has(member) || isRecursive(look, options)) for (const folder of foldersIn(look, target, look.scope)) look.add('destructive', 'wipe', folder, node);
  } else if (writing.has(member)) {
    if (!constant && !isAppending(options, argumentsOf(node)[2])) doing.writes ??= node;
  } else if (readingKeys.has(member)) doing.reads ||= member !== 'stat';
}

function isRecursive(look: Look, options: Node | undefined): boolean {
  const inner = options === undefined ? undefined : unwrap(options);
  if (inner === undefined || isFunction(inner)) return false;
  const object = inner.type === 'Identifier' ? look.onlySource(inner) ?? inner : inner;
  if (object.type !== 'ObjectExpression') return object.type === 'Identifier' || object.type === 'MemberExpression';
  for (const property of object.properties.slice(0, mostProperties) as readonly Node[]) {
    if (property.type !== 'Property') return true;
    if ((property.computed ? literalText(property.key) : keyName(property.key)) === 'recursive') return !(property.value.type === 'Literal' && property.value.value === false);
    if (property.computed) return true;
  }
  return object.properties.length > mostProperties;
}

function isAppending(...options: readonly (Node | undefined)[]): boolean {
  return options.some((one) => one?.type === 'ObjectExpression' && (one.properties as readonly Node[]).some((property) => property.type === 'Property' && (keyName(property.key) === 'flag' || keyName(property.key) === 'flags') && literalText(property.value)?.startsWith('a') === true));
}

/** Tells of a folder whose entries `doing` gets: removed, or written over without having been read. */
function tell(look: Look, doing: Pick<Doing, 'removes' | 'writes' | 'reads'>, folder: Folder, at: Node): void {
  if (doing.removes && folder !== 'cwd') look.add('destructive', 'wipe', folder, at);
  if (doing.writes !== undefined && !doing.reads) look.add('destructive', 'overwrite', folder, at);
}
