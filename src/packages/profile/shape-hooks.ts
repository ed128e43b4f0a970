import { keyName } from '../../javascript/patterns.js';
import { resolve } from '../../javascript/places.js';
import type { Node } from '../../javascript/tree.js';
import { isFunction, unwrap } from '../../javascript/tree.js';
import { keysOf } from '../../javascript/values.js';
import { isFillingIn } from './shape-guards.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf } from './shape-look.js';
import { hookKeys, hookTarget } from './shape-targets.js';

const writers: ReadonlySet<string> = new Set(['defineProperty', 'defineProperties', 'set', 'assign', '__defineGetter__']);
/** Packages that give what they are named after to runtimes that lack it. */
const substitutes = /^npm:(?:node-fetch|cross-fetch|isomorphic-fetch|isomorphic-ws|whatwg-fetch|undici|unfetch|ws|xmlhttprequest|xhr2|xmlhttprequest-ssl|node-fetch-native|eventsource|fetch-ponyfill|node-localstorage|fetch-blob|make-fetch-happen|next\/dist\/compiled\/[\w-]+|@edge-runtime\/[\w-]+|@whatwg-node\/fetch|formdata-node|bluebird|es6-promise|core-js)(?:[/.(].*)?$/;
/** Calls of test frameworks that make a stand-in. */
const standIn = /^(?:jest|vi|vitest|sinon|td|mock|node:test)\b/;

/** What of the runtime, of a page's wallets and of the loader a file puts its own code in place of. */
export function hookShapes(look: Look): Detector {
  const write = (at: Node, paths: readonly string[], value: Node | undefined): void => {
    for (const path of paths) {
      const target = hookTarget(path);
      if (target === undefined || (value !== undefined && !replaces(look, value, path)) || isFillingIn(look, at, path)) continue;
      look.add('hook', target.what, target.key, at);
      return;
    }
  };
  return {
    names: { calls: writers },
    enter: {
      AssignmentExpression(node) {
        if (node.operator !== '=') return;
        const target = unwrap(node.left as Node);
        if (target.type === 'MemberExpression') {
          if (mayBeHooked(look, target)) write(node, look.paths(target), node.right);
        } else if (target.type === 'Identifier' && hookKeys.has(target.name) && isGlobal(look, target.name)) write(node, [target.name], node.right);
      },
      CallExpression(node) {
        const key = look.calledKey(node);
        if (key === undefined || !writers.has(key)) return;
        const args = argumentsOf(node);
        for (const one of writtenBy(look, node, key, args)) write(node, one.paths, one.value);
      },
    },
  };
}

function isGlobal(look: Look, name: string): boolean {
  const binding = resolve(look.scope, name);
  return binding === undefined || binding.sources[0]?.kind === 'global';
}

/** A cheap look before the paths are followed: by its last name, or by a key that is computed. */
function mayBeHooked(look: Look, target: Extract<Node, { readonly type: 'MemberExpression' }>): boolean {
  if (!target.computed) return hookKeys.has(keyName(target.property) ?? '') || isOwnCache(target);
  const written = keyName(target.property);
  if (target.property.type === 'Literal') return (written !== undefined && hookKeys.has(written)) || written?.startsWith('.') === true;
  const object = unwrap(target.object);
  if (isOwnCache(target)) return true;
  if (object.type !== 'Identifier' && object.type !== 'MemberExpression') return false;
  const keys = keysOf(look.values(target.property));
  return keys.length === 0 || keys.some((key) => hookKeys.has(key));
}

/** `require.cache[id]`, `require.extensions['.x']`, by whatever name they go. */
function isOwnCache(target: Extract<Node, { readonly type: 'MemberExpression' }>): boolean {
  const object = unwrap(target.object);
  if (object.type === 'MemberExpression' && !target.computed && keyName(target.property) === 'exports') return isOwnCache(object);
  return object.type === 'MemberExpression' && ['cache', '_cache', 'extensions', '_extensions'].includes(keyName(object.property) ?? '');
}

interface Written { readonly paths: readonly string[]; readonly value: Node | undefined }

/** What a call of `Object.defineProperty` and its like writes. */
function writtenBy(look: Look, node: Extract<Node, { readonly type: 'CallExpression' }>, key: string, args: readonly Node[]): readonly Written[] {
  const [target, second, third] = args;
  const callee = look.paths(node.callee);
  if (key === '__defineGetter__') {
    const object = unwrap(node.callee);
    return object.type === 'MemberExpression' && target ? members(look, object.object, look.texts(target), second) : [];
  }
  if (target === undefined || second === undefined || !callee.some((path) => /^(?:Object|Reflect)\.(?:defineProperty|defineProperties|set|assign)$/.test(path))) return [];
  if (key === 'defineProperty' || key === 'set') {
    const names = look.texts(second);
    if (names.length > 0 && !names.some((name) => hookKeys.has(name))) return [];
    return members(look, target, names.length > 0 ? names : ['*'], key === 'set' ? third : valueIn(third));
  }
  return args.slice(1).flatMap((source) => {
    const object = unwrap(source);
    if (object.type !== 'ObjectExpression') return [];
    return (object.properties as readonly Node[]).flatMap((property) => {
      const name = property.type === 'Property' && !property.computed ? keyName(property.key) : undefined;
      return name === undefined || !hookKeys.has(name) || property.type !== 'Property' ? [] : members(look, target, [name], key === 'assign' ? property.value : valueIn(property.value));
    });
  });
}

function members(look: Look, object: Node, keys: readonly string[], value: Node | undefined): readonly Written[] {
  const base = look.paths(object);
  return base.length === 0 ? [] : [{ paths: base.flatMap((path) => keys.map((key) => (path === 'globalThis' ? key : `${path}.${key}`))), value }];
}

/** What a property descriptor puts in place. */
function valueIn(descriptor: Node | undefined): Node | undefined {
  const object = descriptor === undefined ? undefined : unwrap(descriptor);
  if (object?.type !== 'ObjectExpression') return object;
  for (const property of object.properties as readonly Node[]) if (property.type === 'Property' && ['value', 'get'].includes(keyName(property.key) ?? '')) return property.value;
  return undefined;
}

/**
 * False for a value that gives back what was there, takes it away, or is known to do what it stands for: the original under another name,
 * nothing, a package that is named after it, a test's stand-in.
 */
function replaces(look: Look, value: Node, path: string): boolean {
  const inner = unwrap(value);
  if (isFunction(inner) || inner.type === 'ClassExpression') return true;
  if (inner.type === 'Literal' || (inner.type === 'Identifier' && inner.name === 'undefined') || (inner.type === 'UnaryExpression' && inner.operator === 'void')) return false;
  if (inner.type === 'LogicalExpression' && inner.operator !== '&&' && look.paths(inner.left).includes(path)) return false;
  if (inner.type === 'CallExpression' && look.calledKey(inner) !== 'bind') {
    // What is done with the original before it is put back is not known; a call that gives a module is its name.
    const callee = look.paths(inner.callee);
    if (!callee.includes('require') && callee.some((one) => !standIn.test(one))) return true;
  }
  const paths = look.paths(inner);
  if (paths.length === 0 || (inner.type === 'CallExpression' && look.calledKey(inner) === undefined && look.paths(inner.callee).length === 0 && paths.every((one) => one === path))) return true;
  if (inner.type === 'Identifier' && resolve(look.scope, inner.name)?.sources.some((source) => source.kind === 'expression' && isFunction(unwrap(source.node)))) return true;
  if (paths.every((one) => one === path || substitutes.test(one) || standIn.test(one))) return false;
  // The same thing of another object, bound to its own: `target.fetch = window.fetch.bind(window)`.
  return !paths.every((one) => one === `${path}.bind()` || one === `${path}()`);
}

