import { bundledModules, obfuscatedFiller } from '../../bulk.js';
import type { ReplicaVersion } from '../../replicas/replica.js';
import type { Chance } from '../chance.js';
import { crossing, edited, isValue, ties, topOf, type Edit, type Node, type Source } from '../source.js';
import { fileWord, filesOf, freePath, freshName, isModule, parses, readSite, sitesOf, versionAt, withFiles, type Site, type Variant } from '../variant.js';
import type { Operator } from './operator.js';
import { closed } from './statements.js';

type Change = { readonly [path: string]: string | undefined } | undefined;

/** Applies what changes whole files to one site or to all of them. */
function bySites(name: string, honest: boolean, change: (site: Site, chance: Chance, version: ReplicaVersion, variant: Variant) => Change, all = 60): Operator {
  return { name, honest, apply: (variant, chance) => {
    let made = variant;
    const everywhere = chance.percent(all);
    for (const site of chance.shuffled(sitesOf(variant))) {
      const version = versionAt(made, site.brought);
      const files = change(site, chance, version, made);
      if (!files || Object.entries(files).some(([path, text]) => text !== undefined && /\.[cm]?js$/.test(path) && text.length < 2_000_000 && !parses(text, isModule({ ...version, files: { ...filesOf(version), [path]: text } }, path)))) continue;
      made = withFiles(made, site.brought, files);
      if (!everywhere) break;
    }
    return made === variant ? undefined : made;
  } };
}

const hashbang = (text: string): readonly [line: string, rest: string] => {
  const line = /^#![^\n]*\n/.exec(text)?.[0] ?? '';
  return [line, text.slice(line.length)];
};

/** The whole file stands elsewhere in the same folder; the old path only loads it. */
const move = bySites('move-file', true, ({ path, text, module }, chance, version) => {
  const [line, rest] = hashbang(text);
  if (/\b__filename\b|require\.main|module\.parent|module\.children/.test(text)) return undefined;
  const to = freePath(version, path, fileWord(chance));
  const name = `./${to.slice(to.lastIndexOf('/') + 1)}`;
  if (!module) return { [to]: rest, [path]: `${line}${chance.pick([`module.exports = require('${name}');`, `'use strict';\n\nmodule.exports = require("${name.replace(/\.js$/, '')}");`, `const loaded = require('${name}');\nmodule.exports = loaded;`])}\n` };
  const whole = /export\s+default\b|\bas\s+default\b/.test(text) ? `export { default } from '${name}';\n` : '';
  return { [to]: rest, [path]: `${line}${whole}${/\bexport\b/.test(text) ? `export * from '${name}';` : chance.pick([`import '${name}';`, `await import('${name}');`])}\n` };
});

/** The same file by another name, where only an install step names it. */
const renameFile: Operator = { name: 'rename-file', honest: true, apply: (variant, chance) => {
  for (const site of chance.shuffled(sitesOf(variant))) {
    const version = versionAt(variant, site.brought);
    const scripts = version.manifest?.['scripts'] as { readonly [name: string]: string } | undefined;
    if (!site.whole || !scripts || version.files['package.json'] !== undefined) continue;
    const stem = site.path.replace(/\.[cm]?js$/, '');
    const base = stem.slice(stem.lastIndexOf('/') + 1);
    const named = Object.values(scripts).filter((one) => one.includes(site.path));
    if (named.length === 0 || Object.entries(version.files).some(([path, text]) => path !== site.path && typeof text === 'string' && text.includes(base))) continue;
    const to = freePath(version, site.path, fileWord(chance));
    const manifest = { ...version.manifest, scripts: Object.fromEntries(Object.entries(scripts).map(([name, one]) => [name, one.replaceAll(site.path, to)])) };
    return withFiles(variant, site.brought, { [site.path]: undefined, [to]: site.text }, manifest);
  }
  return undefined;
} };

/** Statements that lean on nothing else stand in a file of their own. */
const split = bySites('split-statements', true, (site, chance, version, variant) => {
  const source = readSite(variant, site);
  if (!source) return undefined;
  const runs = closed(source, chance, { top: true }).filter((run) => crossing(source, run).into.length === 0 && !/\b(?:module|exports|__filename)\b/.test(source.text.slice(run.start, run.end)));
  if (runs.length === 0) return undefined;
  const run = chance.pick(runs);
  const to = freePath(version, site.path, fileWord(chance));
  const name = `./${to.slice(to.lastIndexOf('/') + 1)}`;
  return { [to]: `${site.module ? '' : "'use strict';\n".repeat(source.program.directives.length > 0 ? 1 : 0)}${source.text.slice(run.start, run.end)}\n`, [site.path]: edited(source.text, [{ start: run.start, end: run.end, text: site.module ? `;await import('${name}');` : `;require('${name}');` }]) };
});

/** Expressions come from a file of their own: what they need goes there as arguments. */
const splitExpression = bySites('split-expression', true, (site, chance, version, variant) => {
  const source = readSite(variant, site);
  if (!source) return undefined;
  const all = source.places.filter((place) => /^(?:MemberExpression|CallExpression|StringLiteral|ObjectExpression|NewExpression|Identifier)$/.test(place.node.type) && place.parent.type !== 'ExpressionStatement' && isValue(place, source) && source.isAdded(place.node) && ties([place.node]).size === 0
    && (place.node.type !== 'Identifier' || source.globals.some((one) => one.place.node === place.node)) && !/\brequire\s*\(\s*['"`]\.|\b(?:exports|module|__filename|import\.meta)\b|\beval\b/.test(source.of(place.node)));
  const edits: Edit[] = [];
  const out: string[] = [];
  const taken = new Set<string>();
  const bound = freshName(source.text, chance, taken);
  for (const { node } of chance.shuffled(all).slice(0, 1 + chance.int(4))) {
    const { into } = crossing(source, node);
    // What is assigned there would only be assigned to a parameter.
    if (into.some((one) => one.binding.constantViolations.some((path) => ((path.node as Node).start ?? 0) >= node.start && (path.node as Node).end <= node.end))) continue;
    if (edits.some((one) => node.start < one.end && one.start < node.end)) continue;
    const name = freshName(source.text, chance, taken);
    const args = into.map((one) => one.name).join(', ');
    const text = source.of(node);
    out.push(site.module ? `export const ${name} = (${args}) => (${text});` : chance.percent(50) ? `exports.${name} = (${args}) => (${text});` : `exports.${name} = function ${name}(${args}) { return ${text}; };`);
    edits.push({ start: node.start, end: node.end, text: site.module ? `${name}(${args})` : `${bound}.${name}(${args})` });
  }
  if (edits.length === 0) return undefined;
  const to = freePath(version, site.path, fileWord(chance));
  const from = `./${to.slice(to.lastIndexOf('/') + 1)}`;
  const names = out.map((one) => /(?:const|exports\.) ?(\w+)/.exec(one)![1]!);
  edits.push({ start: topOf(source), end: topOf(source), text: site.module ? `\nimport { ${names.join(', ')} } from '${from}';\n` : `\nconst ${bound} = require('${from}');\n` });
  return { [to]: `${out.join('\n')}\n`, [site.path]: edited(source.text, edits) };
});

/** Functions of the attacker stand in a file of their own. */
const splitFunction = bySites('split-function', true, (site, chance, version, variant) => {
  const source = readSite(variant, site);
  if (!source) return undefined;
  const found = source.runs.filter(({ top }) => top).flatMap(({ statements }) => statements).filter((one) => one.type === 'FunctionDeclaration' && one.id && !/\b(?:exports|module|__filename|eval)\b|import\.meta/.test(source.of(one))
    && crossing(source, one).into.every(({ binding }) => binding.constant && /^(?:module|const|hoisted)$/.test(binding.kind) || (binding.constant && binding.scope.path.isProgram())) && crossing(source, one).out.every(({ binding }) => binding.constant));
  // It may only need what other modules give: their loads are repeated in the new file.
  const loads = new Map(source.program.body.flatMap((one) => {
    const text = source.of(one as Node);
    if (one.type === 'ImportDeclaration') return one.specifiers.map((each) => [each.local.name, text] as const);
    const only = one.type === 'VariableDeclaration' && one.declarations.length === 1 ? one.declarations[0] : undefined;
    if (only?.init?.type === 'CallExpression' && only.init.callee.type === 'Identifier' && only.init.callee.name === 'require') {
      const { id } = only;
      return (id.type === 'Identifier' ? [id.name] : id.type === 'ObjectPattern' ? id.properties.flatMap((each) => each.type === 'ObjectProperty' && each.value.type === 'Identifier' ? [each.value.name] : []) : []).map((name) => [name, text] as const);
    }
    return [];
  }));
  const able = found.filter((one) => crossing(source, one).into.every(({ name }) => loads.has(name)));
  if (able.length === 0) return undefined;
  const one = chance.pick(able);
  const name = (one as unknown as { readonly id: { readonly name: string } }).id.name;
  const needs = [...new Set(crossing(source, one).into.map((each) => loads.get(each.name)!))].map((text) => text.replace(/;?$/, ';')).join('\n');
  const to = freePath(version, site.path, fileWord(chance));
  const from = `./${to.slice(to.lastIndexOf('/') + 1)}`;
  const here: Edit = { start: one.start, end: one.end, text: '' };
  const top: Edit = { start: topOf(source), end: topOf(source), text: site.module ? `\nimport { ${name} } from '${from}';\n` : chance.pick([`\nconst { ${name} } = require('${from}');\n`, `\nvar ${name} = require('${from}').${name};\n`]) };
  return { [to]: `${needs}\n${site.module ? 'export ' : ''}${source.of(one)}\n${site.module ? '' : `exports.${name} = ${name};\n`}`, [site.path]: edited(source.text, [here, top]) };
});

const benign = (chance: Chance, count: number, mark: string): string => Array.from({ length: count }, (_, at) => {
  const name = `${mark}${at}`;
  return chance.pick([
    `function ${name}(list, size = ${1 + chance.int(40)}) {\n  const out = [];\n  for (let at = 0; at < list.length; at += size) out.push(list.slice(at, at + size));\n  return out;\n}`,
    `function ${name}(text) {\n  return String(text).trim().split(/\\s+/).map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ');\n}`,
    `function ${name}(value, low, high) {\n  if (value < low) return low;\n  return value > high ? high : value;\n}`,
    `function ${name}(first, second) {\n  return Object.keys(first).length === Object.keys(second).length && Object.keys(first).every((key) => first[key] === second[key]);\n}`,
    `const ${name} = (run, wait = ${chance.int(900)}) => {\n  let timer;\n  return (...args) => {\n    clearTimeout(timer);\n    timer = setTimeout(() => run(...args), wait);\n  };\n};`,
  ]);
}).join('\n');

const pad = bySites('pad', true, ({ path, text }, chance) => {
  const [line, rest] = hashbang(text);
  const mark = freshName(text, chance);
  const strict = /^\s*(['"])use strict\1;?/.exec(rest)?.[0] ?? '';
  const code = benign(chance, chance.pick([2, 20, 120]), mark);
  const where = chance.int(3);
  return { [path]: `${line}${strict}${where === 1 ? '' : `\n${code}\n`}${rest.slice(strict.length)}${where === 0 ? '' : `\n;${code.replaceAll(mark, `${mark}b`)}\n`}` };
});

/** Very much benign code in the same file, as bundles carry. */
const padBig = bySites('pad-big', true, ({ path, text }, chance) => {
  const [line, rest] = hashbang(text);
  const strict = /^\s*(['"])use strict\1;?/.exec(rest)?.[0] ?? '';
  const mark = freshName(text, chance);
  const filler = `;var ${mark}={${bundledModules(chance.pick([60_000, 300_000]), 1 + chance.int(1000)).replace(/,$/, '')}};`;
  return { [path]: chance.percent(50) ? `${line}${strict}${filler}\n${rest.slice(strict.length)}` : `${line}${rest}\n${filler}\n` };
}, 0);

const before = ({ path, text }: Site, filler: string): Change => {
  const [line, rest] = hashbang(text);
  const strict = /^\s*(['"])use strict\1;?/.exec(rest)?.[0] ?? '';
  return { [path]: `${line}${strict}\n${filler}${rest.slice(strict.length)}` };
};
/** What runs stands below or beside a great deal of nothing: where nobody looks. */
const padSpace = bySites('pad-space', false, (site, chance) => before(site, chance.pick(['\n'.repeat(400), ' '.repeat(900), '\t'.repeat(300)])));
const padComments = bySites('pad-comments', true, (site, chance) => before(site, chance.pick([`/*\n${' * Permission is hereby granted, free of charge, to any person.\n'.repeat(80)} */\n`, '// eslint-disable-next-line\n'.repeat(60)])));

/** Honest files beside, which nothing loads or which the file loads too. */
const padFiles = bySites('pad-files', true, ({ path, module }, chance, version) => {
  const found: Record<string, string> = {};
  for (let at = 0; at < 6; at += 1) {
    const to = freePath({ ...version, files: { ...filesOf(version), ...found } }, path, fileWord(chance));
    found[to] = `${benign(chance, 8, 'util')}\n${module ? 'export { util0 };' : 'exports.util0 = util0;'}\n`;
  }
  return found;
}, 0);

/** The filler of obfuscators beside honest names. */
const padObfuscated = bySites('pad-obfuscated', false, ({ path, text }, chance) => ({ [path]: `${text}\n;${obfuscatedFiller(chance.pick([4_000, 40_000]), 1 + chance.int(1000))}\n` }), 0);

export const fileOperators: readonly Operator[] = [move, renameFile, split, splitExpression, splitFunction, pad, padBig, padSpace, padComments, padFiles, padObfuscated];
