// The import-direction rule: which folder of src may import which, which stay pure, and no cycles at run time. Type-only imports
// are told apart from the others, which is why this reads the syntax tree itself.
import { readFileSync, readdirSync, existsSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from '@swc/core';

const pureModules = ['javascript', 'lockfiles', 'packages', 'advisories', 'trust', 'source', 'serverless', 'facts', 'checks', 'policy', 'render'];
const pure = ['core', ...pureModules];
const types = (...folders) => folders.map((folder) => `types:${folder}`);

/** What each folder may import of src beside itself; `types:x` only as types. */
const allowed = {
  core: [],
  javascript: ['core'],
  lockfiles: ['core'],
  packages: ['core', 'javascript'],
  advisories: ['core'],
  trust: ['core'],
  source: ['core'],
  serverless: ['core', 'javascript', 'source'],
  facts: ['core', ...types(...pureModules)],
  policy: ['core', ...types('checks')],
  checks: ['core', 'facts', ...types(...pureModules)],
  render: ['core', 'source', ...types('checks', 'policy', 'facts')],
  ports: ['core', ...types(...pureModules)],
  adapters: [...pure, 'ports'],
  app: [...pure, 'ports'],
  entries: [...pure, 'ports', 'app', 'adapters'],
};
/** Node's modules that give the same answer everywhere and at any time. */
const pureBuiltins = new Set(['crypto', 'buffer', 'util', 'url', 'path/posix', 'string_decoder', 'zlib', 'stream', 'stream/promises', 'events']);
/** Names that read the clock, the environment, chance or the outside. */
const impureGlobals = /\b(?:Date\.now\(|new Date\(\)|Math\.random\(|process\.(?!nextTick)|setTimeout\(|setInterval\(|fetch\(|console\.|localeCompare\(|toLocale\w*\(|Intl\.)/;

const problems = [];
const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
  .map((entry) => path.posix.join(entry.parentPath.split(path.sep).join('/'), entry.name))
  .sort();

/** The imports of one file: specifier, and whether only types are taken. */
function importsOf(file, text) {
  const { body } = parseSync(text, { syntax: 'typescript', target: 'es2022' });
  const found = [];
  for (const item of body) {
    if (!('source' in item) || !item.source) continue;
    const specifiers = item.specifiers ?? [];
    found.push({ to: item.source.value, typeOnly: item.typeOnly === true || (specifiers.length > 0 && specifiers.every((one) => one.isTypeOnly === true)) });
  }
  for (const match of text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)) found.push({ to: match[1], typeOnly: false });
  return found;
}

const runtime = new Map();
for (const file of files) {
  const folder = file.split('/')[1];
  const rules = allowed[folder];
  const text = readFileSync(file, 'utf8');
  runtime.set(file, []);
  if (!rules) problems.push(`${file}: ${folder} is no folder of the layout`);
  if (pure.includes(folder)) {
    const code = text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g, '');
    const impure = impureGlobals.exec(code);
    if (impure) problems.push(`${file}: ${impure[0]} in a pure module`);
  }
  for (const { to, typeOnly } of importsOf(file, text)) {
    if (to.startsWith('node:')) {
      if (pure.includes(folder) && !pureBuiltins.has(to.slice(5))) problems.push(`${file}: ${to} in a pure module`);
      continue;
    }
    if (!to.startsWith('.')) continue;
    const target = path.posix.join(path.posix.dirname(file), to.replace(/\.js$/, '.ts'));
    if (!existsSync(target)) { problems.push(`${file}: ${to} is no file`); continue; }
    if (!target.startsWith('src/')) { problems.push(`${file}: ${target} is outside src`); continue; }
    if (!typeOnly) runtime.get(file).push(target);
    const other = target.split('/')[1];
    if (other === folder || rules?.includes(other)) continue;
    if (typeOnly && rules?.includes(`types:${other}`)) continue;
    problems.push(`${file}: imports ${target}${rules?.includes(`types:${other}`) ? ' for more than its types' : ''}`);
  }
}

const state = new Map();
function visit(file, trail) {
  if (state.get(file) === 'done') return;
  if (state.get(file) === 'open') { problems.push(`cycle: ${[...trail.slice(trail.indexOf(file)), file].join(' -> ')}`); return; }
  state.set(file, 'open');
  for (const next of runtime.get(file) ?? []) visit(next, [...trail, file]);
  state.set(file, 'done');
}
for (const file of files) visit(file, []);

for (const problem of problems) console.error(problem);
if (files.length < 20) problems.push('too few files: the rule would prove nothing');
console.log(`import direction: ${files.length} files, ${problems.length} problems`);
process.exitCode = problems.length > 0 ? 1 : 0;
