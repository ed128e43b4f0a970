// Writes test/lockfiles/npm/oracle/<npm version>/<project>.json.gz: each project's manifests with the package-lock.json that this version of npm writes
// for them, and the tree that npm's arborist makes of it. Needs an npm registry; the versions are fetched into a temporary folder, and registry hosts
// become registry.example. Usage: node dev/lockfile-fixtures/npm.mjs [version ...]
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** Lockfiles of version 1 (npm 6), 2 (8), 3 (9 to 12), and 4 where npm 12 extends or patches packages. */
const versions = ['6.14.18', '8.19.4', '9.9.4', '10.9.4', '11.21.2', '12.2.0'];
/** Whose arborist tells the tree where the version itself has none. */
const teller = '11.21.2';
const wanted = process.argv.length > 2 ? process.argv.slice(2) : versions;

const here = path.dirname(new URL(import.meta.url).pathname);
const tests = path.join(here, '../../test/lockfiles');
const projects = JSON.parse(readFileSync(path.join(tests, 'projects/projects.json'), 'utf8'));
const folder = mkdtempSync(path.join(os.tmpdir(), 'npm-fixtures-'));
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const host = new URL(registry).origin;

/** What only version 4 holds. */
const extended = {
  id: 'extended-and-patched',
  manifests: { 'package.json': {
    name: 'extended-and-patched', version: '1.0.0', private: true, dependencies: { 'is-odd': '3.0.1', debug: '^4.3.4', 'left-pad': '1.3.0' },
    packageExtensions: { 'left-pad@1': { dependencies: { ms: '^2.1.0' }, peerDependencies: { 'is-odd': '*' }, peerDependenciesMeta: { 'is-odd': { optional: true } } } },
    patchedDependencies: { 'is-odd@3.0.1': 'patches/is-odd.patch' },
  } },
  files: { 'patches/is-odd.patch': '--- a/README.md\n+++ b/README.md\n@@ -1,1 +1,1 @@\n-# is-odd\n+# is-odd, patched\n' },
};

function fetched(name, version) {
  const into = path.join(folder, 'tools', `${name}-${version}`);
  if (!existsSync(into)) execFileSync('npm', ['install', '--prefix', into, '--no-save', '--no-package-lock', '--ignore-scripts', '--silent', `${name}@${version}`], { stdio: 'ignore' });
  return path.join(into, 'node_modules', name);
}

/** npm 12 wants a newer Node than this may run on. */
function nodeFor(version) {
  return version.startsWith('12.') ? path.join(fetched(`node-${process.platform}-${process.arch}`, '24'), 'bin/node') : process.execPath;
}

function environment() {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  return { PATH: '/usr/bin:/bin', HOME: home, npm_config_registry: registry, npm_config_cache: path.join(folder, 'cache'), npm_config_update_notifier: 'false', NO_COLOR: '1', ...(process.env['NODE_EXTRA_CA_CERTS'] === undefined ? {} : { NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] }) };
}

function written(version, { manifests, files = {} }) {
  const cwd = mkdtempSync(path.join(folder, 'project-'));
  const texts = { ...Object.fromEntries(Object.entries(manifests).map(([file, manifest]) => [file, `${JSON.stringify(manifest, null, 2)}\n`])), ...files };
  for (const [file, text] of Object.entries(texts)) {
    mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
    writeFileSync(path.join(cwd, file), text);
  }
  const own = Number.parseInt(version, 10) < 7 ? ['--no-audit', '--no-fund'] : ['--no-audit', '--no-fund', '--legacy-peer-deps=false'];
  execFileSync(nodeFor(version), [path.join(fetched('npm', version), 'bin/npm-cli.js'), 'install', '--package-lock-only', '--ignore-scripts', ...own], { cwd, env: environment(), timeout: 400_000, stdio: ['ignore', 'ignore', 'ignore'] });
  return { cwd, texts: { ...texts, 'package-lock.json': readFileSync(path.join(cwd, 'package-lock.json'), 'utf8') } };
}

const tellTree = `
import { createRequire } from 'node:module';
const Arborist = createRequire(process.argv[1] + '/package.json')('@npmcli/arborist');
const tree = await new Arborist({ path: process.cwd() }).loadVirtual();
const nodes = [...tree.inventory.values()].map((node) => ({
  at: node.isProjectRoot ? '' : node.location, name: node.packageName, version: node.isLink ? '' : node.version, link: node.isLink,
  flags: ['dev', 'optional', 'devOptional', 'peer', 'extraneous'].filter((flag) => node[flag]),
  ...(node.inDepBundle ? { carrier: node.getBundler().location } : {}),
  edges: node.isLink ? [] : [...node.edgesOut.values()].map((edge) => [edge.type, edge.name, edge.rawSpec, edge.to?.location ?? null]),
}));
process.stdout.write(JSON.stringify(nodes));
`;

function viewOf(version, cwd) {
  const by = Number.parseInt(version, 10) < 7 ? teller : version;
  const text = execFileSync(nodeFor(by), ['--input-type=module', '-e', tellTree, fetched('npm', by)], { cwd, env: environment(), encoding: 'utf8', maxBuffer: 1 << 28 });
  return { teller: by, nodes: JSON.parse(text) };
}

for (const version of wanted) {
  const into = path.join(tests, 'npm/oracle', version);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  for (const project of [...projects, ...(version.startsWith('12.') ? [extended] : [])]) {
    const { cwd, texts } = written(version, project);
    const text = JSON.stringify({ files: texts, view: viewOf(version, cwd) }).replaceAll(host, 'https://registry.example').replaceAll(cwd, '');
    writeFileSync(path.join(into, `${project.id}.json.gz`), gzipSync(text, { level: 9 }));
    process.stdout.write(`${version} ${project.id}\n`);
  }
}
rmSync(folder, { recursive: true, force: true });
