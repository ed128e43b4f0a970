/* oxlint-disable typescript/switch-exhaustiveness-check -- a tree also holds nodes of TypeScript and Flow, which its union does not name: every switch has a default */
import { functionsOf } from '../../javascript/functions.js';
import { keyName } from '../../javascript/patterns.js';
import type { Source } from '../../javascript/places.js';
import { resolve } from '../../javascript/places.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { endOf, isFunction, startOf, unwrap } from '../../javascript/tree.js';
import { keysOf, namesOf } from '../../javascript/values.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf, literalText } from './shape-look.js';

const setOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));
const modules = setOf('child_process fs fs/promises http https http2 net tls dgram dns dns/promises vm os crypto worker_threads module process');
const globals = setOf('eval Function process require fetch XMLHttpRequest WebSocket Buffer module atob setTimeout importScripts Deno Bun');
/** Members that do, or lead to, something of harm, by what they are members of. */
const members: readonly (readonly [RegExp, ReadonlySet<string>])[] = [
  [/^node:child_process$/, setOf('exec execSync execFile execFileSync spawn spawnSync fork')],
  [/^node:fs(?:\.promises)?$/, setOf('readFile readFileSync writeFile writeFileSync createReadStream createWriteStream appendFile appendFileSync rm rmSync unlink unlinkSync chmod chmodSync promises')],
  [/^node:(?:https?|http2|net|tls)$/, setOf('request get connect createConnection')],
  [/^node:(?:dns)(?:\.promises)?$/, setOf('lookup resolve resolve4 resolveTxt')],
  [/^node:vm$/, setOf('runInThisContext runInNewContext runInContext Script compileFunction')],
  [/^node:os$/, setOf('hostname userInfo networkInterfaces homedir')],
  [/^node:crypto$/, setOf('createDecipheriv createDecipher privateDecrypt')],
  [/^process$/, setOf('env binding mainModule dlopen getBuiltinModule _linkedBinding')],
  [/^(?:module|node:module)$/, setOf('require _load createRequire _compile constructor')],
  [/^Reflect$/, setOf('get apply construct')],
];
/** Calls by keys that are not known from which on a file is held to hide what it calls, and their part of all calls of members. */
const mostUnresolved = 8;
const leastShare = 0.3;

/** Things of the runtime that are reached by a name which is put together, decoded or kept behind an alias, so that it stands nowhere. */
export function hiddenShapes(look: Look): Detector {
  let unresolved = 0;
  let first: Node | undefined;
  const count = (node: Node): void => {
    unresolved += 1;
    first ??= node;
  };
  const requires = (node: Node, specifier: Node | undefined): void => {
    if (specifier === undefined || !isHidden(look, specifier)) return;
    const names = look.texts(specifier);
    for (const text of names) { const bare = text.replace(/^node:/, ''); if (modules.has(bare)) look.add('hidden-api', 'module', bare, node); }
    if (!isLookup(look, unwrap(specifier))) return;
    const decoded = decodedName(unwrap(specifier));
    if (decoded !== undefined) look.add('hidden-api', 'module', decoded, node);
    else if (names.length === 0) count(node);
  };
  return {
    enter: {
      CallExpression(node) {
        const { callee, names } = look.called(node);
        if (callee.type === 'MemberExpression' && callee.computed && callee.property.type !== 'Literal' && isUnresolved(look, callee)) count(node);
        if (names === undefined) return;
        const args = argumentsOf(node);
        if (names.includes('require')) requires(node, args[0]);
        else if (names.includes('Reflect.get')) reflected(look, node, args);
        else if (names.includes('Function') && callee.type === 'MemberExpression' && keyOf(look, callee) === 'constructor' && args.length > 0 && isPlainValue(look, callee.object)) look.add('hidden-api', 'global', 'Function', node);
        else if (names.some((name) => /^returns:(?:process|require|module)$/.test(name))) look.add('hidden-api', 'global', names.find((name) => name.startsWith('returns:'))!.slice(8), node);
      },
      ImportExpression(node) { requires(node, node.source); },
      MemberExpression(node) { member(look, node); },
    },
    end() { if (first !== undefined && unresolved >= mostUnresolved && unresolved >= (plainCalls(look) + unresolved) * leastShare) look.add('hidden-api', 'member', 'unresolved', first); },
  };
}

/** Calls of members by names that are written out. */
function plainCalls(look: Look): number {
  let plain = 0;
  for (const { node } of look.tree.scopes.calls) {
    const callee = node.type === 'CallExpression' ? unwrap(node.callee) : undefined;
    if (callee?.type === 'MemberExpression' && (!callee.computed || callee.property.type === 'Literal')) plain += 1;
  }
  return plain;
}

function keyOf(look: Look, node: ESTree.MemberExpression): string | undefined {
  return node.computed ? keysOf(look.values(node.property))[0] : keyName(node.property);
}

/** What a decoder of this file is given, where it is plainly the name of a module or a file in hex, base64 or backwards. */
function decodedName(node: Node): string | undefined {
  const [first] = node.type === 'CallExpression' ? argumentsOf(node) : [];
  const text = first === undefined ? undefined : literalText(first);
  if (text === undefined || text.length < 2 || text.length > 400) return undefined;
  const readings = [/^(?:[0-9a-f]{2})+$/i.test(text) ? Buffer.from(text, 'hex').toString('latin1') : '', Buffer.from(text, 'base64').toString('latin1'), Array.from(text).reverse().join('')];
  return readings.find((one) => modules.has(one.replace(/^node:/, '')) || /^\.{1,2}\/[\w./-]{2,}$/.test(one))?.replace(/^node:/, '');
}

/** What nobody makes another of by its constructor: a function, a literal, or a constructor again. */
function isPlainValue(look: Look, node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'MemberExpression') return keyOf(look, inner) === 'constructor';
  return isFunction(inner) || inner.type === 'Literal' || inner.type === 'ArrayExpression' || inner.type === 'ObjectExpression' || inner.type === 'TemplateLiteral' || inner.type === 'ClassExpression' || inner.type === 'CallExpression' || (inner.type === 'Identifier' && functionsOf(inner, look.scope, look.tree.scopes) !== undefined);
}

/** A member that is reached by a computed name: of a module or of `process`; of the global object. */
function member(look: Look, node: ESTree.MemberExpression): void {
  const object = unwrap(node.object);
  // `Function('return this')().process` is the global object said in a hidden way, whatever the name.
  const behind = object.type === 'CallExpression' ? look.tree.named.get(unwrap(object.callee)) : undefined;
  if (behind?.includes('returns:globalThis') === true) {
    const key = keyOf(look, node);
    if (key !== undefined && globals.has(key)) look.add('hidden-api', 'global', key, node);
    return;
  }
  if (!node.computed) return;
  const names = look.tree.named.get(node.object) ?? look.tree.named.get(object);
  if (names === undefined) return;
  const property = unwrap(node.property);
  const hidden = isHidden(look, property);
  for (const name of names) {
    if (name === 'globalThis') {
      for (const key of keysOf(look.values(property))) if (globals.has(key) && (hidden || ((key === 'eval' || key === 'Function') && property.type === 'Literal'))) look.add('hidden-api', 'global', key, node);
    } else if (hidden) {
      const table = members.find(([pattern]) => pattern.test(name))?.[1];
      if (table !== undefined) for (const key of keysOf(look.values(property))) if (table.has(key)) look.add('hidden-api', 'member', `${name.replace(/^node:/, '')}.${key}`, node);
    }
  }
}

function reflected(look: Look, node: Node, [object, key]: readonly Node[]): void {
  if (object === undefined || key === undefined) return;
  for (const name of namesOf(look.values(object))) {
    for (const text of look.texts(key)) {
      if (name === 'globalThis' && globals.has(text)) look.add('hidden-api', 'global', text, node);
      else if (members.find(([pattern]) => pattern.test(name))?.[1].has(text) === true) look.add('hidden-api', 'member', `${name.replace(/^node:/, '')}.${text}`, node);
    }
  }
}

/**
 * True for a text that is not simply written: put together, decoded, looked up in a table, or spelled with escapes where none are needed. A
 * variable that holds a written text is none of it, nor an element of a list that a loop goes through.
 */
function isHidden(look: Look, node: Node, scope = look.scope, depth = 0): boolean {
  const inner = unwrap(node);
  if (depth > 6) return true;
  switch (inner.type) {
    case 'Literal': return typeof inner.value === 'string' && /^[\w:/.-]+$/.test(inner.value) && endOf(inner) - startOf(inner) > inner.value.length + 2;
    case 'TemplateLiteral': return inner.expressions.length > 0;
    case 'Identifier': {
      const binding = resolve(scope, inner.name);
      return binding?.sources.some((source) => isHiddenSource(look, source, depth)) ?? false;
    }
    case 'ConditionalExpression': return isHidden(look, inner.consequent, scope, depth + 1) || isHidden(look, inner.alternate, scope, depth + 1);
    case 'LogicalExpression': return isHidden(look, inner.left, scope, depth + 1) || isHidden(look, inner.right, scope, depth + 1);
    case 'AssignmentExpression': return isHidden(look, inner.right, scope, depth + 1);
    case 'MemberExpression': return inner.computed && /^\d+$/.test(String(keysOf(look.values(inner.property, scope))[0]));
    case 'BinaryExpression': return true;
    case 'CallExpression': return !isResolved(look, inner);
    default: return false;
  }
}

function isHiddenSource(look: Look, source: Source, depth: number): boolean {
  return source.kind === 'expression' && source.keys.length === 0 && isHidden(look, source.node, source.scope, depth + 1);
}

/** What `require.resolve` gives is the same name again. */
function isResolved(look: Look, node: ESTree.CallExpression): boolean {
  return look.paths(node.callee).some((path) => path === 'require.resolve' || path.startsWith('node:path.')) && argumentsOf(node).every((one) => literalText(one) !== undefined || one.type === 'Identifier');
}

/** A call of a member whose name is looked up, as tools that obfuscate write it: by a function or table of this file and a number. */
function isUnresolved(look: Look, callee: ESTree.MemberExpression): boolean {
  return isLookup(look, unwrap(callee.property)) && keysOf(look.values(callee.property)).length === 0;
}

function isLookup(look: Look, node: Node): boolean {
  let inner = node;
  for (let left = 8; left > 0 && inner.type === 'BinaryExpression' && inner.operator === '+'; left -= 1) inner = unwrap(inner.left as Node);
  if (inner.type === 'CallExpression') {
    const args = argumentsOf(inner);
    return unwrap(inner.callee).type === 'Identifier' && args.length > 0 && args.length <= 6 && args.every((one) => isNumber(one) || literalText(one) !== undefined || isSum(one)) && isOwn(look, unwrap(inner.callee) as ESTree.Identifier);
  }
  return inner.type === 'MemberExpression' && inner.computed && isNumber(inner.property) && inner.object.type === 'Identifier';
}

function isSum(node: Node): boolean {
  const inner = unwrap(node);
  return (inner.type === 'BinaryExpression' && (isNumber(inner.left as Node) || isNumber(inner.right))) || inner.type === 'MemberExpression';
}

function isNumber(node: Node): boolean {
  const inner = unwrap(node);
  if (inner.type === 'UnaryExpression') return isNumber(inner.argument);
  return inner.type === 'Literal' && (typeof inner.value === 'number' || (typeof inner.value === 'string' && /^(?:0x[0-9a-f]+|\d+)$/i.test(inner.value)));
}

/** A function of this file, not something of the runtime as `Symbol('x')`. */
function isOwn(look: Look, { name }: ESTree.Identifier): boolean {
  return resolve(look.scope, name) !== undefined;
}
