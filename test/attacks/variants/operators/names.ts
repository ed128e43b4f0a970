import { isBuiltin } from 'node:module';
import { topOf, type Edit, type Place, type Source } from '../source.js';
import { freshName } from '../variant.js';
import type { Chance } from '../chance.js';
import { fileOperator, type Operator } from './operator.js';

const evals = (source: Source): boolean => source.globals.some(({ name }) => name === 'eval');

/** Also into hexadecimal numbers, as obfuscators do. */
const rename = fileOperator('rename', false, (source, chance) => {
  const way = chance.int(3);
  const taken = new Set<string>();
  // Where text is run beside the variables, it may know them by name.
  if (evals(source)) return undefined;
  const mine = source.variables.filter((one) => !one.exported && source.places.some(({ node }) => node.start === one.declared && source.isAdded(node)));
  return chance.some(mine).flatMap(({ uses }) => {
    const own = freshName(source.text, chance, taken);
    const name = way === 0 ? `_0x${(0x12a0b3 + taken.size * 977).toString(16)}` : own;
    return uses.map(({ start, end, before, after }) => ({ start, end, text: before + name + after }));
  });
});

/** Everything, as minifiers do. */
const renameHonestly = fileOperator('rename-short', true, (source, chance) => {
  if (evals(source)) return undefined;
  const taken = new Set<string>();
  return source.variables.filter((one) => !one.exported).flatMap(({ uses }) => {
    const name = freshName(source.text, chance, taken);
    return uses.map(({ start, end, before, after }) => ({ start, end, text: before + name + after }));
  });
});

const reachable = new Set(['process', 'Buffer', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'XMLHttpRequest', 'Function', 'atob', 'eval', 'window', 'globalThis', 'WebSocket', 'navigator', 'document', 'URL', 'Reflect', 'JSON', 'String', 'Object']);

/** Global names read where they can be anything else than assigned or asked for their type. */
function globalsOf(source: Source): { readonly name: string; readonly place: Place }[] {
  return source.globals.filter(({ name, place }) => reachable.has(name) && source.isAdded(place.node) && !/^(?:Assignment|Update)/.test(place.parent.type)
    && !(place.parent.type === 'UnaryExpression' && /^(?:typeof|delete)$/.test(place.parent.operator)) && !(place.parent.type === 'ObjectProperty' && place.parent.shorthand));
}

const aliasGlobals = fileOperator('alias-globals', false, (source, chance) => {
  const all = globalsOf(source).filter(({ name, place }) => name !== 'window' && name !== 'document' && !(name === 'eval' && place.key !== 'callee'));
  const names = chance.some([...new Set(all.map(({ name }) => name))]);
  const way = chance.int(6);
  const taken = new Set<string>();
  const aliases = new Map(names.map((name) => [name, freshName(source.text, chance, taken)]));
  const whole = freshName(source.text, chance, taken);
  const edits: Edit[] = [];
  for (const { name, place } of all) {
    if (!aliases.has(name)) continue;
    const half = name.length >> 1;
    const callee = place.key === 'callee';
    const read = name === 'globalThis' ? aliases.get(name)! : way === 0 ? aliases.get(name)! : way === 1 ? `globalThis.${name}` : way === 2 ? `globalThis['${name.slice(0, half)}' + '${name.slice(half)}']` : way === 3 ? `${whole}.${name}` : way === 4 ? `${whole}['${name}']` : `Reflect.get(globalThis, '${name}')`;
    edits.push({ start: place.node.start, end: place.node.end, text: callee ? (place.parent.type === 'NewExpression' ? `(${read})` : `(0, ${read})`) : read });
  }
  if (edits.length === 0) return undefined;
  const declared = way === 0 || aliases.has('globalThis') ? [...aliases].filter(([name]) => way === 0 || name === 'globalThis').map(([name, alias]) => `const ${alias} = typeof ${name} === 'undefined' ? undefined : ${name};`).join('\n') : '';
  const top = way === 3 || way === 4 ? `const ${whole} = globalThis;` : '';
  edits.push({ start: topOf(source), end: topOf(source), text: `\n${declared}${top}\n` });
  return edits;
});

const constants = fileOperator('named-globals', true, (source, chance) => {
  const all = globalsOf(source).filter(({ name, place }) => (name === 'process' || name === 'Buffer' || name === 'JSON') && place.parent.type === 'MemberExpression' && place.key === 'object');
  const taken = new Set<string>();
  const aliases = new Map([...new Set(all.map(({ name }) => name))].map((name) => [name, freshName(source.text, chance, taken)]));
  if (aliases.size === 0) return undefined;
  return [...all.map(({ name, place }) => ({ start: place.node.start, end: place.node.end, text: aliases.get(name)! })),
    { start: topOf(source), end: topOf(source), text: `\n${[...aliases].map(([name, alias]) => `const ${alias} = ${name};`).join('\n')}\n` }];
});

const requires = (source: Source): (Place & { readonly literal?: string })[] => source.globals.filter(({ name, place }) => name === 'require' && place.key === 'callee' && source.isAdded(place.node)).map(({ place }) => {
  const call = place.parent as { readonly arguments?: readonly { readonly type: string; readonly value?: string }[] };
  const first = call.arguments?.[0];
  return { ...place, ...(first?.type === 'StringLiteral' && call.arguments!.length === 1 ? { literal: first.value! } : {}) };
});

function aliasRequire(source: Source, chance: Chance, ways: readonly number[]): Edit[] | undefined {
  if (source.module) return undefined;
  const calls = chance.some(requires(source));
  if (calls.length === 0) return undefined;
  const name = freshName(source.text, chance);
  const way = chance.pick(ways);
  const top: { readonly [way: number]: string } = { 0: `const ${name} = require;`, 1: `const ${name} = module.require.bind(module);`, 2: `const ${name} = require('module').createRequire(__filename);`, 3: `const { createRequire: ${name}Of } = require('node:module');\nconst ${name} = ${name}Of(__filename);`, 4: `function ${name}(id) { return require(id); }`, 5: `const ${name} = (...ids) => ids.map((id) => require(id))[0];`, 6: `globalThis.${name} = require;`, 7: `const ${name} = { get load() { return require; } };` };
  const read: { readonly [way: number]: string } = { 6: `globalThis['${name}']`, 7: `${name}.load`, 8: 'module.require', 9: 'process.getBuiltinModule', 10: 'module["re" + "quire"]', 11: '(0, require)', 12: 'require.call' };
  const edits: Edit[] = [];
  for (const { node, parent, literal } of calls) {
    if (way === 9 && (literal === undefined || !isBuiltin(literal))) continue;
    edits.push(way === 12 ? { start: node.start, end: parent.end, text: `require.call(module, ${source.of((parent as unknown as { readonly arguments: readonly Place['node'][] }).arguments[0]!)})` } : { start: node.start, end: node.end, text: read[way] ?? name });
  }
  if (edits.length > 0 && top[way] !== undefined) edits.push({ start: topOf(source), end: topOf(source), text: `\n${top[way]}\n` });
  return edits;
}
const requireAliases = fileOperator('alias-require', false, (source, chance) => aliasRequire(source, chance, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]));
const nodePrefix = fileOperator('node-prefix', true, (source) => {
  const edits: Edit[] = [];
  for (const { node, parent, key } of source.places) {
    if (node.type !== 'StringLiteral' || !isBuiltin(node.value) || !source.isAdded(node)) continue;
    const loads = (parent.type === 'ImportDeclaration' && key === 'source') || (parent.type === 'CallExpression' && (parent.callee.type === 'Import' || (parent.callee.type === 'Identifier' && parent.callee.name === 'require')));
    const to = node.value.startsWith('node:') ? node.value.slice(5) : `node:${node.value}`;
    if (loads && isBuiltin(to)) edits.push({ start: node.start, end: node.end, text: `'${to}'` });
  }
  return edits;
});

const importForms = fileOperator('import-forms', true, (source, chance) => {
  const edits: Edit[] = [];
  for (const one of source.program.body) {
    if (one.type !== 'ImportDeclaration' || !isBuiltin(one.source.value) || !source.isAdded(one as Place['node'])) continue;
    const { start, end } = one as Place['node'];
    const names = one.specifiers.map((each) => each.type === 'ImportSpecifier' ? `${each.imported.type === 'Identifier' ? each.imported.name : each.imported.value}: ${each.local.name}` : each.type === 'ImportDefaultSpecifier' ? `default: ${each.local.name}` : undefined);
    if (names.length === 0 || names.includes(undefined)) continue;
    const way = chance.int(3);
    const whole = freshName(source.text, chance);
    // Static imports run first either way: only modules of Node's own are loaded later so.
    if (way === 0) edits.push({ start, end, text: `import * as ${whole} from '${one.source.value}';\nconst { ${names.join(', ')} } = ${whole};` });
    else if (way === 1) edits.push({ start, end, text: `const { ${names.join(', ')} } = await import('${one.source.value}');` });
    else edits.push({ start, end, text: `import { createRequire as ${whole} } from 'node:module';\nconst { ${names.map((name) => name!.replace(/^default: (.*)$/, '...$1')).join(', ')} } = ${whole}(import.meta.url)('${one.source.value}');` });
  }
  return edits;
});

export const nameOperators: readonly Operator[] = [rename, renameHonestly, aliasGlobals, constants, requireAliases, nodePrefix, importForms];
