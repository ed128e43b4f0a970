// Makes the fixtures of test/lockfiles/yarn/oracle: the dependency sets of test/lockfiles/projects, locked by real releases of Yarn, each
// with Yarn's own view of what it locked. `node dev/lockfile-fixtures/yarn.mjs [version ...] [--only=<project>]`; needs the npm registry.
// Yarn 1 and 2 cannot lock without an install, so they install, into a temporary folder and without scripts.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = path.dirname(fileURLToPath(import.meta.url));
const projects = JSON.parse(readFileSync(path.join(here, '../../test/lockfiles/projects/projects.json'), 'utf8'));
const target = path.join(here, '../../test/lockfiles/yarn/oracle');

/** The releases, with the lockfile version that each writes. */
const releases = { '1.10.1': 'v1', '1.22.22': 'v1', '2.4.3': '4', '3.1.1': '5', '3.8.7': '6', '4.0.2': '8', '4.14.1': '9', '4.18.1': '10' };

const wanted = process.argv.slice(2).filter((one) => !one.startsWith('--'));
const only = process.argv.find((one) => one.startsWith('--only='))?.slice('--only='.length);
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
const work = mkdtempSync(path.join(os.tmpdir(), 'yarn-fixtures-'));

/** The command of a release, fetched from the registry. */
function release(version) {
  const folder = path.join(work, version);
  const name = /^[12]\./.test(version) ? 'yarn' : '@yarnpkg/cli-dist';
  execFileSync('npm', ['i', '--prefix', folder, '--silent', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], { cwd: work });
  return path.join(folder, 'node_modules', name, 'bin', 'yarn.js');
}

/** No setting of this machine's user reaches Yarn; caches are shared between the projects. */
const environment = {
  PATH: process.env.PATH, HOME: path.join(work, 'home'), NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS, CI: '',
  YARN_CACHE_FOLDER: undefined, YARN_GLOBAL_FOLDER: path.join(work, 'global'), YARN_IGNORE_PATH: '1', YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_SCRIPTS: 'false',
  YARN_ENABLE_GLOBAL_CACHE: 'true', YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, ''),
};
const classicEnvironment = { PATH: environment.PATH, HOME: environment.HOME, NODE_EXTRA_CA_CERTS: environment.NODE_EXTRA_CA_CERTS, YARN_CACHE_FOLDER: path.join(work, 'cache'), npm_config_registry: registry, YARN_REGISTRY: registry };

function run(command, folder, args, version) {
  const classic = version.startsWith('1.');
  const flags = classic ? ['--ignore-engines', '--no-progress', '--non-interactive'] : [];
  const done = spawnSync(process.execPath, [command, ...args, ...flags], { cwd: folder, env: classic ? classicEnvironment : environment, encoding: 'utf8', maxBuffer: 1e9, timeout: 600_000 });
  if (done.status !== 0) throw new Error(`yarn ${version} ${args.join(' ')}: ${done.stdout.slice(-3000)}${done.stderr.slice(-1000)}`);
  return done.stdout;
}

/** Projects with rollup below them. */
const late = new Set(['vite-react', 'vue-app', 'babel-library']);

/** Yarn 2 and later link a workspace by its protocol, as their users write it. Yarn 2.4 has no patch of its own for a TypeScript of today. */
function manifestsFor(project, version) {
  return Object.fromEntries(Object.entries(project.manifests).map(([file, manifest]) => {
    const own = JSON.parse(JSON.stringify(manifest));
    if (!version.startsWith('1.') && file.startsWith('apps/') && own.dependencies?.['@acme/core']) own.dependencies['@acme/core'] = 'workspace:*';
    // Registries that mirror others lag behind with the newest release's many packages for single platforms, and Yarn locks all of them.
    if (file === 'package.json' && late.has(project.id)) own.resolutions = { rollup: '4.24.0' };
    // Yarn 1 looks at what a package replaced in the root asks for before it replaces it.
    if (version.startsWith('1.') && own.devDependencies?.rollup) own.devDependencies.rollup = '4.24.0';
    if (own.devDependencies?.['@swc/core']) own.devDependencies['@swc/core'] = '~1.3.102';
    if (version.startsWith('2.') && own.devDependencies?.typescript) own.devDependencies.typescript = '~4.1.5';
    return [file, own];
  }));
}

const lines = (text) => text.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
const sorted = (items) => [...new Set(items)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

/** `yarn info -A -R --json`: each package with its version, and for each thing that it asks for the package that answers. */
export function berryView(text) {
  const plain = (locator) => locator.replace(/@virtual:[0-9a-f]+#/, '@');
  const all = lines(text);
  return {
    packages: sorted(all.map(({ value, children }) => `${plain(value)} ${children.Version}`)),
    edges: sorted(all.flatMap(({ value, children }) => (children.Dependencies ?? []).map((one) => `${plain(value)} > ${plain(one.descriptor)} > ${plain(one.locator)}`))),
  };
}

/**
 * `yarn list --json`: the tree that Yarn would lay out. What a package asks for is shown as a shadow where it is not laid out below it; which
 * package answers follows from the tree as Node looks it up.
 */
export function classicView(text) {
  const { trees } = lines(text).find((line) => line.type === 'tree').data;
  const nameOf = (label) => label.slice(0, label.lastIndexOf('@'));
  const split = (label) => { const at = label.indexOf('@', 1); return at === -1 ? [label, ''] : [label.slice(0, at), label.slice(at + 1)]; };
  const packages = [];
  const edges = [];
  const walk = (nodes, above) => {
    const level = new Map(nodes.filter((node) => !node.shadow).map((node) => [nameOf(node.name), node.name]));
    for (const node of nodes) {
      if (node.shadow) continue;
      packages.push(node.name);
      const inner = new Map((node.children ?? []).filter((child) => !child.shadow).map((child) => [nameOf(child.name), child.name]));
      for (const child of node.children ?? []) {
        if (!child.shadow) continue;
        const [name, spec] = split(child.name);
        const found = [inner, level, ...above].find((one) => one.has(name))?.get(name);
        edges.push(`${node.name} > ${name}@${spec} > ${found ?? 'nothing'}`);
      }
      walk(node.children ?? [], [level, ...above]);
    }
  };
  walk(trees, []);
  return { packages: sorted(packages), edges: sorted(edges) };
}

const anonymous = (text, folder) => text.replaceAll(registry.replace(/\/$/, ''), 'https://registry.example').replaceAll(new URL(registry).host, 'registry.example').replaceAll(folder, '/project');

function lock(command, version, project) {
  const folder = path.join(work, 'projects', version, project.id);
  const manifests = manifestsFor(project, version);
  for (const [file, manifest] of Object.entries(manifests)) {
    mkdirSync(path.join(folder, path.dirname(file)), { recursive: true });
    writeFileSync(path.join(folder, file), `${JSON.stringify(manifest, null, 2)}\n`);
  }
  const classic = version.startsWith('1.');
  if (!classic) writeFileSync(path.join(folder, 'yarn.lock'), '');
  run(command, folder, classic ? ['install', '--ignore-scripts', '--ignore-platform'] : version.startsWith('2.') ? ['install', '--skip-builds'] : ['install', '--mode=update-lockfile'], version);
  const view = classic ? classicView(run(command, folder, ['list', '--json'], version)) : berryView(run(command, folder, ['info', '-A', '-R', '--json'], version));
  if (classic) view.production = classicView(run(command, folder, ['list', '--production', '--json'], version)).packages;
  const texts = Object.fromEntries([...Object.keys(manifests), 'yarn.lock'].map((file) => [file, anonymous(readFileSync(path.join(folder, file), 'utf8'), folder)]));
  mkdirSync(path.join(target, version), { recursive: true });
  writeFileSync(path.join(target, version, `${project.id}.json.gz`), gzipSync(anonymous(JSON.stringify({ files: texts, view }), folder), { level: 9 }));
  rmSync(folder, { recursive: true });
  return view.packages.length;
}

/** What of the manifests inside the tarballs decides what a lockfile says; from the cache of Yarn 1, for the tests of what entries may say. */
const telling = ['name', 'version', 'dependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta', 'dependenciesMeta', 'bundleDependencies', 'bundledDependencies', 'bin', 'directories', 'os', 'cpu', 'libc', 'scripts', 'gypfile'];

function keepManifests() {
  const found = {};
  const cache = path.join(classicEnvironment.YARN_CACHE_FOLDER, 'v6');
  for (const entry of readdirSync(cache).filter((one) => one.startsWith('npm-')).sort()) {
    const modules = path.join(cache, entry, 'node_modules');
    if (!existsSync(modules)) continue;
    for (const name of readdirSync(modules).flatMap((one) => (one.startsWith('@') ? readdirSync(path.join(modules, one)).map((inner) => `${one}/${inner}`) : [one]))) {
      const file = path.join(modules, name, 'package.json');
      if (!existsSync(file)) continue;
      const manifest = JSON.parse(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
      const kept = Object.fromEntries(telling.filter((key) => manifest[key] !== undefined).map((key) => [key, manifest[key]]));
      if (kept.scripts) kept.scripts = Object.fromEntries(Object.entries(kept.scripts).filter(([, script]) => /node-gyp/.test(script)));
      found[`${manifest.name}@${manifest.version}`] = { ...kept, ...(existsSync(path.join(modules, name, 'binding.gyp')) ? { hasBindingGyp: true } : {}) };
    }
  }
  writeFileSync(path.join(target, '../manifests.json.gz'), gzipSync(anonymous(JSON.stringify(found), work), { level: 9 }));
}

mkdirSync(environment.HOME, { recursive: true });
try {
  for (const version of wanted.length > 0 ? wanted : Object.keys(releases)) {
    const command = release(version);
    for (const project of projects) {
      if (only !== undefined && !only.split(',').includes(project.id)) continue;
      try {
        process.stdout.write(`${version} ${project.id}: ${lock(command, version, project)} packages\n`);
      } catch (error) {
        process.stdout.write(`${version} ${project.id}: ${error.message}\n`);
        process.exitCode = 1;
      }
    }
    if (version === '1.22.22' && only === undefined) keepManifests();
  }
} finally {
  if (existsSync(work)) rmSync(work, { recursive: true, force: true });
}
