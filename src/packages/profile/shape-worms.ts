import { keyName } from '../../javascript/patterns.js';
import type { ESTree, Node } from '../../javascript/tree.js';
import { unwrap } from '../../javascript/tree.js';
import type { Detector, Look } from './shape-look.js';
import { argumentsOf, literalText, propertyOf } from './shape-look.js';

/** Members of the clients of code hosts that make a repository, and those that put a file or a branch into one. Source: GitHub's REST reference, octokit. */
const making: ReadonlySet<string> = new Set(['createForAuthenticatedUser', 'createInOrg', 'createUsingTemplate', 'createFork']);
const routes = /^(?:POST\s+)?\/?(?:user\/repos|orgs\/\{org\}\/repos)$/i;
const installScripts: ReadonlySet<string> = new Set(['preinstall', 'install', 'postinstall', 'prepare']);
const writing = /^(?:node:fs(?:\.promises)?|npm:(?:fs-extra|graceful-fs)(?:\.promises)?)\.(?:writeFile|writeFileSync|writeJson|writeJsonSync|writeJSON|writeJSONSync|outputFile|outputFileSync|outputJson|outputJsonSync)$/;
const writingKeys = /^(?:(?:write|output)(?:File|Json|JSON)(?:Sync)?|writePackage(?:Sync)?|[\w$]{1,2})$/;
const publishing = /\bnpm publish\b|\b(?:yarn|pnpm|bun|lerna) publish\b|^_attachments$|\bnpm pack\b|\/-\/npm\/v1\/tokens|\bnpm whoami\b/i;

/** Code that spreads: it writes into manifests of other packages and publishes them, or makes repositories. */
export function wormShapes(look: Look): Detector {
  let steps: Node | undefined;
  let versions: Node | undefined;
  const publishes = look.says((text) => text.length < 4_096 && publishing.test(text));
  const assigned = (node: Node, keys: readonly string[]): void => {
    const [last, before] = keys;
    if (last === undefined) return;
    if (before === 'scripts' && installScripts.has(last)) steps ??= node;
    else if (last === 'version') versions ??= node;
  };
  return {
    names: { calls: making },
    enter: {
      AssignmentExpression(node) {
        const target = unwrap(node.left as Node);
        if (target.type !== 'MemberExpression') return;
        const last = nameOf(look, target);
        if (last === undefined || !(last === 'version' || last === 'scripts' || installScripts.has(last))) return;
        const object = unwrap(target.object);
        assigned(node, [last, object.type === 'MemberExpression' ? nameOf(look, object) ?? '' : object.type === 'Identifier' && /scripts$/i.test(object.name) ? 'scripts' : '']);
        if (last === 'scripts') for (const name of installScripts) if (propertyOf(node.right, name)) steps ??= node;
      },
      CallExpression(node) {
        const { key, names } = look.called(node);
        if (key !== undefined && making.has(key)) look.add('worm', 'repository', 'user/repos', node);
        if (names !== undefined && pushesWithToken(look, names, argumentsOf(node))) look.add('worm', 'repository', 'git push', node);
      },
    },
    end() {
      if (look.says((text) => routes.test(text))) for (const node of asking(look)) look.add('worm', 'repository', 'user/repos', node);
      if (steps === undefined && (versions === undefined || !(publishes || look.constants.has('publish')))) return;
      const calls = callsIn(look);
      // What registers itself as an install step of another package, and publishes it, is what a worm is; raising a version is what release tools do too.
      if (steps !== undefined && (publishes || calls.publish || calls.put)) look.add('worm', 'publish', 'scripts', steps);
      if (versions !== undefined && calls.manifest && (publishes || calls.publish)) look.add('worm', 'publish', 'repack', versions);
    },
  };
}

/** Calls that ask a code host for a new repository by its route. */
function asking(look: Look): readonly Node[] {
  return look.tree.scopes.calls.flatMap(({ node, scope }) => {
    const [first] = node.type === 'CallExpression' ? argumentsOf(node) : [];
    const route = first === undefined ? undefined : literalText(first);
    if (route === undefined || !routes.test(route)) return [];
    look.scope = scope;
    const { key } = look.called(node as ESTree.CallExpression);
    return key === undefined || key === 'request' ? [node] : [];
  });
}

/** What the calls of a file do: put something somewhere, write a manifest, publish a package. */
function callsIn(look: Look): { readonly put: boolean; readonly manifest: boolean; readonly publish: boolean } {
  let [put, manifest, publish] = [false, false, false];
  for (const { node, scope } of look.tree.scopes.calls) {
    const [first, second] = node.type === 'CallExpression' ? argumentsOf(node) : [];
    if (first === undefined || node.type !== 'CallExpression') continue;
    put ||= isPut(second) || isPut(first);
    look.scope = scope;
    const { name } = look.called(node);
    manifest ||= name !== undefined && writingKeys.test(name) && writesManifest(look, node, first);
    publish ||= isArgumentList(second) && look.texts(first).some((text) => /(?:^|[/\\])npm(?:\.cmd)?$/.test(text)) && second.elements.some((element) => element && literalText(element as Node) === 'publish');
  }
  return { put, manifest, publish };
}

function nameOf(look: Look, node: ESTree.MemberExpression): string | undefined {
  return node.computed ? look.texts(node.property)[0] : keyName(node.property);
}

function isArgumentList(node: Node | undefined): node is ESTree.ArrayExpression {
  return node?.type === 'ArrayExpression';
}

/** Options of a request that puts something somewhere. */
function isPut(node: Node | undefined): boolean {
  const method = propertyOf(node, 'method');
  return method !== undefined && literalText(method)?.toUpperCase() === 'PUT';
}

function writesManifest(look: Look, node: ESTree.CallExpression, path: Node): boolean {
  if (!look.paths(node.callee).some((one) => writing.test(one) || /^npm:write-p(?:kg|ackage)/.test(one))) return false;
  return endsWithManifest(look, path, 0);
}

/** True for a path that ends with `package.json`, whatever it begins with. */
function endsWithManifest(look: Look, node: Node, depth: number): boolean {
  const inner = unwrap(node);
  const isManifest = (text: string): boolean => /(?:^|[/\\])package\.json$/.test(text);
  if (depth > 4) return false;
  if (look.texts(inner).some(isManifest)) return true;
  if (inner.type === 'Identifier') { const source = look.onlySource(inner); return source !== undefined && endsWithManifest(look, source, depth + 1); }
  if (inner.type === 'CallExpression') { const last = argumentsOf(inner).at(-1); return last !== undefined && literalText(last) !== undefined && isManifest(literalText(last)!); }
  if (inner.type === 'BinaryExpression') return endsWithManifest(look, inner.right, depth + 1);
  return inner.type === 'TemplateLiteral' && isManifest(inner.quasis.at(-1)?.value.cooked ?? '');
}

/** `git push` or `git remote` to an address that carries a token. */
function pushesWithToken(look: Look, names: readonly string[], args: readonly Node[]): boolean {
  if (!names.some((name) => name.startsWith('node:child_process.'))) return false;
  const text = args.slice(0, 2).flatMap((one) => { const inner = unwrap(one); return inner.type === 'ArrayExpression' ? inner.elements.slice(0, 16).map((element) => (element ? writtenText(look, element as Node) : '')) : [writtenText(look, inner)]; }).join(' ');
  return /\bgit\b.*\b(?:push|remote (?:add|set-url)|clone)\b/s.test(text) && /https:\/\/[^\s/]*@/.test(text);
}

/** The text of an expression with `…` for what is not known. */
function writtenText(look: Look, node: Node): string {
  const inner = unwrap(node);
  if (inner.type === 'TemplateLiteral') return inner.quasis.map((one) => one.value.cooked ?? '').join('…').slice(0, 2_000);
  if (inner.type === 'BinaryExpression' && inner.operator === '+') {
    const parts: string[] = [];
    let left: Node = inner;
    for (let seen = 0; seen < 32 && left.type === 'BinaryExpression' && left.operator === '+'; seen += 1) {
      parts.unshift(literalText(left.right) ?? '…');
      left = unwrap(left.left as Node);
    }
    return [literalText(left) ?? '…', ...parts].join('').slice(0, 2_000);
  }
  return look.texts(inner)[0]?.slice(0, 2_000) ?? '…';
}
