import { transformSync as swc } from '@swc/core';
import { build, transform, type Format } from 'esbuild-wasm';
import { minify } from 'terser';
import { obfuscatedForm } from '../../obfuscated-form.js';
import type { ReplicaVersion } from '../../replicas/replica.js';
import { chanceOf, type Chance } from '../chance.js';
import { edited, sourceOf } from '../source.js';
import { filesOf, freePath, freshName, isModule, parses, sitesOf, versionAt, withFiles, type Site, type Variant } from '../variant.js';
import type { Operator } from './operator.js';

/** Beyond it the tools take minutes. */
const mostBuilt = 1_300_000;
type Work = (text: string, module: boolean, chance: Chance) => Promise<string | undefined>;

const isScript = (path: string): boolean => /\.[cm]?js$/.test(path);
const lineOf = (text: string): string => /^#![^\n]*\n/.exec(text)?.[0] ?? '';

async function tried(work: () => Promise<string | undefined>): Promise<string | undefined> {
  try { return await work(); } catch { return undefined; }
}

/** The attacker's files alone go through the tool: what he does at his own desk. */
function onSites(name: string, honest: boolean, work: Work, most = mostBuilt): Operator {
  return { name, honest, async apply(variant, chance) {
    let made = variant;
    const all = chance.percent(75);
    for (const site of chance.shuffled(sitesOf(variant))) {
      if (site.text.length > most) continue;
      const line = lineOf(site.text);
      const text = await tried(() => work(site.text.slice(line.length), site.module, chance));
      if (text === undefined || text.trim() === '' || !parses(text, site.module)) continue;
      made = withFiles(made, site.brought, { [site.path]: line + text });
      if (!all) break;
    }
    return made === variant ? undefined : made;
  } };
}

/** Both versions go through the tool: what the attacked project's own build does. */
function onBoth(name: string, work: (version: ReplicaVersion, path: string, text: string, chance: Chance) => Promise<string | undefined>, chooses: (variant: Variant) => readonly string[]): Operator {
  return { name, honest: true, async apply(variant, chance) {
    const paths = chooses(variant);
    const state = chance.int(0x7fffffff);
    const built = async (version: ReplicaVersion): Promise<ReplicaVersion | undefined> => {
      const files: Record<string, string | Uint8Array> = { ...filesOf(version) };
      let some = false;
      for (const path of paths) {
        const text = version.files[path];
        if (typeof text !== 'string' || text.length > mostBuilt) continue;
        const line = lineOf(text);
        const made = await tried(() => work(version, path, text.slice(line.length), chanceOf(`${state} ${path}`)));
        if (made === undefined || !parses(made, isModule(version, path))) continue;
        files[path] = line + made;
        some = true;
      }
      return some ? { ...version, files } : undefined;
    };
    const after = await built(variant.after);
    if (!after) return undefined;
    const before = variant.before ? await built(variant.before) : undefined;
    return { ...variant, after, ...(before ? { before } : {}) };
  } };
}

const terser: Work = async (text, module, chance) => (await minify(text, { module, compress: { passes: 1 + chance.int(2), toplevel: chance.percent(50), unsafe: false }, mangle: { toplevel: chance.percent(50), eval: false }, format: { ascii_only: chance.percent(50), comments: false } })).code;
const beautified: Work = async (text, module) => (await minify(text, { module, compress: false, mangle: false, format: { beautify: true, comments: false } })).code;
const esbuild: Work = async (text, _module, chance) => (await transform(text, { loader: 'js', minify: true, target: chance.pick(['es2015', 'es2017', 'es2020', 'esnext']), keepNames: chance.percent(20), legalComments: 'none' })).code;
const swcMinified: Work = async (text, module) => swc(text, { swcrc: false, isModule: module, jsc: { target: 'es2022', minify: { compress: true, mangle: true } }, minify: true }).code;
const lowered: Work = async (text, module, chance) => swc(text, { swcrc: false, isModule: module, jsc: { target: chance.pick(['es5', 'es2015', 'es2017']), externalHelpers: false } }).code;

const resolved = (files: ReplicaVersion['files'], from: string, to: string): string | undefined => {
  const parts = from.split('/').slice(0, -1);
  for (const part of to.split('/')) if (part === '..') parts.pop(); else if (part !== '.') parts.push(part);
  const path = parts.join('/');
  return [path, `${path}.js`, `${path}.cjs`, `${path}.mjs`, `${path}/index.js`, `${path}.json`].find((one) => typeof files[one] === 'string');
};

/** One file and all it loads of the package, as one file, with other packages left outside. */
async function bundled(version: ReplicaVersion, entry: string, text: string, { format, small }: { readonly format: Format; readonly small: boolean }): Promise<string | undefined> {
  const { outputFiles } = await build({
    entryPoints: [entry], bundle: true, write: false, platform: 'node', target: 'es2020', format, minify: small, legalComments: 'none', logLevel: 'silent', treeShaking: false,
    ...(format === 'esm' ? { banner: { js: "import { createRequire as createRequireHere } from 'node:module';\nconst require = createRequireHere(import.meta.url);" } } : {}),
    plugins: [{ name: 'files', setup(one) {
      one.onResolve({ filter: /.*/ }, ({ path, importer, kind }) => {
        if (kind === 'entry-point') return { path, namespace: 'own' };
        const found = /^\.{1,2}(?:\/|$)/.test(path) ? resolved(version.files, importer, path) : undefined;
        return found === undefined ? { path, external: true } : { path: found, namespace: 'own' };
      });
      one.onLoad({ filter: /.*/, namespace: 'own' }, ({ path }) => ({ contents: path === entry ? text : String(version.files[path]).replace(/^#!.*/, ''), loader: path.endsWith('.json') ? 'json' : 'js' }));
    } }],
  });
  return outputFiles[0]?.text;
}

const formatOf = (version: ReplicaVersion, path: string): Format => isModule(version, path) ? 'esm' : 'cjs';

/** The attacker's file with all that it loads. */
const bundle: Operator = { name: 'bundle', honest: true, async apply(variant, chance) {
  let made = variant;
  for (const site of chance.shuffled(sitesOf(variant))) {
    if (site.text.length > mostBuilt) continue;
    const version = versionAt(made, site.brought);
    const line = lineOf(site.text);
    const text = await tried(() => bundled(version, site.path, site.text.slice(line.length), { format: formatOf(version, site.path), small: chance.percent(50) }));
    if (text === undefined || !parses(text, site.module)) continue;
    made = withFiles(made, site.brought, { [site.path]: line + text });
    if (chance.percent(30)) break;
  }
  return made === variant ? undefined : made;
} };

/** What both versions have in common and the attacker changed. */
const changed = ({ before, after }: Variant): string[] => Object.keys(after.files).filter((path) => isScript(path) && typeof after.files[path] === 'string' && before?.files[path] !== undefined && before.files[path] !== after.files[path]);
const bundleBoth = onBoth('bundle-both', (version, path, text, chance) => bundled(version, path, text, { format: formatOf(version, path), small: chance.percent(50) }), changed);
const minifyBoth = onBoth('minify-both', async (version, path, text, chance) => chance.percent(50) ? terser(text, isModule(version, path), chance) : esbuild(text, isModule(version, path), chance), (variant) => Object.keys(variant.after.files).filter((path) => isScript(path) && (variant.before?.files[path] !== undefined)));

/** ESM becomes CommonJS and the other way, in a file of the fitting name, which the old path or the install step loads. */
const otherFormat: Operator = { name: 'other-format', honest: true, async apply(variant, chance) {
  let made = variant;
  for (const site of chance.shuffled(sitesOf(variant))) {
    if (site.text.length > 300_000) continue;
    const version = versionAt(made, site.brought);
    const files = await converted(site, version, chance);
    if (!files) continue;
    made = withFiles(made, site.brought, files);
    if (chance.percent(30)) break;
  }
  return made === variant ? undefined : made;
} };

async function converted(site: Site, version: ReplicaVersion, chance: Chance): Promise<{ readonly [path: string]: string } | undefined> {
  const line = lineOf(site.text);
  const source = site.text.slice(line.length);
  if (/\bmodule\.(?:require|parent|children|constructor|_compile)|require\.main/.test(source) || (!site.module && /\b__(?:dirname|filename)\b/.test(source))) return undefined;
  const to = freePath(version, site.path, site.path.slice(site.path.lastIndexOf('/') + 1).replace(/\.[cm]?js$/, ''), site.module ? '.cjs' : '.mjs');
  const name = `./${to.slice(to.lastIndexOf('/') + 1)}`;
  if (site.module) {
    if (/^\s*await\b/m.test(source)) return undefined;
    const text = await tried(async () => (await transform(source, { loader: 'js', format: 'cjs', platform: 'node', target: 'es2022', banner: source.includes('import.meta') ? 'const import_meta_url = require("url").pathToFileURL(__filename).href;' : '', define: source.includes('import.meta') ? { 'import.meta.url': 'import_meta_url' } : {} })).code);
    if (text === undefined || !parses(text, false)) return undefined;
    return { [to]: text, [site.path]: `${line}${/export\s+default|as\s+default/.test(source) ? `export { default } from '${name}';\n` : ''}${/\bexport\b/.test(source) ? `export * from '${name}';` : `import '${name}';`}\n` };
  }
  // Only what exports nothing: a module cannot be loaded at once by what requires it on all versions.
  if (/\b(?:module\.exports|exports)\b/.test(source) || parses(source, true) === false) return undefined;
  const text = await tried(async () => bundled({ ...version, files: {} }, site.path, source, { format: 'esm', small: chance.percent(30) }));
  if (text === undefined || !parses(text, true)) return undefined;
  return { [to]: text, [site.path]: `${line}${chance.pick([`import('${name}');`, `import("${name}").catch(() => {});`, `(async () => { await import('${name}'); })();`])}\n` };
}

/** The form of the common string-array obfuscator. */
const obfuscated: Work = async (text, module, chance) => {
  if (module || text.length > 60_000) return undefined;
  const flat = (await minify(swc(text, { swcrc: false, isModule: false, jsc: { target: 'es5', externalHelpers: false } }).code, { compress: false, mangle: false, format: { beautify: true, comments: false, semicolons: true, quote_style: 1 } })).code!;
  const source = sourceOf(flat, false);
  if (source.places.some(({ node }) => (node.type === 'RegExpLiteral' && /['"`]/.test(node.pattern)) || node.type === 'TemplateLiteral' || node.type === 'ObjectPattern')) return undefined;
  // One name must say one thing.
  const taken = new Set<string>();
  const apart = edited(flat, source.variables.flatMap(({ uses }) => { const name = freshName(flat, chance, taken); return uses.map(({ start, end, before, after }) => ({ start, end, text: before + name + after })); }));
  return obfuscatedForm(apart, { seed: 1 + chance.int(5000), strings: chance.percent(50) ? 'plain' : 'base64' });
};

export const toolOperators: readonly Operator[] = [
  onSites('terser', true, terser), onSites('esbuild-minify', true, esbuild), onSites('swc-minify', true, swcMinified), onSites('lower', true, lowered, 300_000), onSites('beautify', true, beautified, 300_000),
  bundle, bundleBoth, minifyBoth, otherFormat, onSites('obfuscate', false, obfuscated, 60_000),
];
