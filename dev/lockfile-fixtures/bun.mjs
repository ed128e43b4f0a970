// Writes test/lockfiles/bun/oracle/<bun version>/<project>.json.gz: each project's manifests with the bun.lock that this version of Bun writes for
// them, and Bun's own view of it (`bun pm ls`, `bun why`). Needs an npm registry; the versions are fetched into a temporary folder, and registry
// hosts become registry.example. Usage: node dev/lockfile-fixtures/bun.mjs [version ...]
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';

/** Text lockfiles of version 0 (1.1), 1 (1.2, 1.3) and 2 (1.4). The last one also tells its view of those of the others that have no `why`. */
const versions = ['1.1.45', '1.2.0', '1.2.21', '1.3.14', '1.4.5'];
const reader = versions.at(-1);
const wanted = process.argv.length > 2 ? process.argv.slice(2) : versions;

const here = path.dirname(new URL(import.meta.url).pathname);
const tests = path.join(here, '../../test/lockfiles');
const projects = JSON.parse(readFileSync(path.join(tests, 'projects/projects.json'), 'utf8'));
const folder = mkdtempSync(path.join(os.tmpdir(), 'bun-fixtures-'));
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
const host = new URL(registry).origin;
const byUnits = (a, b) => (a < b ? -1 : a === b ? 0 : 1);

function binaryOf(version) {
  const into = path.join(folder, 'bun', version);
  const name = `@oven/bun-${process.platform}-${process.arch}`;
  if (!existsSync(into)) execFileSync('npm', ['install', '--prefix', into, '--no-save', '--no-package-lock', '--ignore-scripts', '--silent', `${name}@${version}`], { stdio: 'ignore' });
  return path.join(into, 'node_modules', name, 'bin/bun');
}

/** Runs Bun with nothing of the user's own settings; undefined where it fails. */
function bun(version, cwd, args) {
  const home = path.join(folder, 'home');
  mkdirSync(home, { recursive: true });
  const env = { PATH: '/usr/bin:/bin', HOME: home, NPM_CONFIG_REGISTRY: registry, BUN_INSTALL_CACHE_DIR: path.join(folder, 'cache', version), NO_COLOR: '1', ...(process.env['NODE_EXTRA_CA_CERTS'] === undefined ? {} : { NODE_EXTRA_CA_CERTS: process.env['NODE_EXTRA_CA_CERTS'] }) };
  try {
    return execFileSync(binaryOf(version), args, { cwd, env, encoding: 'utf8', timeout: 240_000, maxBuffer: 1 << 28, stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return undefined;
  }
}

function written(version, manifests) {
  for (let attempt = 0; attempt < 10; attempt++) {
    const cwd = mkdtempSync(path.join(folder, 'project-'));
    for (const [file, manifest] of Object.entries(manifests)) {
      mkdirSync(path.dirname(path.join(cwd, file)), { recursive: true });
      writeFileSync(path.join(cwd, file), `${JSON.stringify(manifest, null, 2)}\n`);
    }
    bun(version, cwd, ['install', '--lockfile-only', '--save-text-lockfile', '--ignore-scripts']);
    if (existsSync(path.join(cwd, 'bun.lock'))) return cwd;
    if (Object.keys(manifests).length === 1 && !Object.keys(manifests['package.json']).some((key) => key.endsWith('ependencies'))) return cwd;
  }
  throw new Error(`${version} wrote no lockfile`);
}

/** `name@resolution` of each line of `bun pm ls --all`. */
function listed(text) {
  return [...new Set(text.split('\n').slice(1).map((line) => line.replace(/^[│├└─ ]*/, '').trim()).filter((line) => line !== ''))].sort(byUnits);
}

/** `bun why '*'`: each package, and below it what asks for it directly. The root and those that nothing asks for stand there too. */
function asking(text) {
  const edges = new Set();
  const packages = new Set();
  let to = '';
  for (const line of text.split('\n')) {
    const direct = /^ {2}[├└]─ (.*)$/.exec(line);
    if (direct) edges.add(`${direct[1]} -> ${to}`);
    else if (line !== '' && !/^[ │]/.test(line)) packages.add((to = line));
  }
  return { packages: [...packages].sort(byUnits), edges: [...edges].filter((edge) => !edge.startsWith('No dependents')).sort(byUnits) };
}

/** The hoisted layout lists every package; the isolated one, which is the default with workspaces, only what the root asks for. */
function viewOf(version, cwd) {
  const copy = `${cwd}-view`;
  cpSync(cwd, copy, { recursive: true });
  writeFileSync(path.join(copy, 'bunfig.toml'), '[install]\nlinker = "hoisted"\n');
  const own = bun(version, copy, ['why', '*']);
  const teller = own === undefined || !own.includes('─') ? reader : version;
  return { teller, ...asking((teller === version ? own : bun(reader, copy, ['why', '*'])) ?? ''), production: listed(bun(reader, copy, ['pm', 'ls', '--all', '--prod']) ?? '') };
}

for (const version of wanted) {
  const into = path.join(tests, 'bun/oracle', version);
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  for (const { id, manifests } of projects) {
    const cwd = written(version, manifests);
    const files = Object.fromEntries(Object.entries(manifests).map(([file, manifest]) => [file, `${JSON.stringify(manifest, null, 2)}\n`]));
    if (existsSync(path.join(cwd, 'bun.lock'))) files['bun.lock'] = readFileSync(path.join(cwd, 'bun.lock'), 'utf8').replaceAll(host, 'https://registry.example');
    const text = JSON.stringify({ files, view: viewOf(version, cwd) }).replaceAll(host, 'https://registry.example').replaceAll(cwd, '');
    writeFileSync(path.join(into, `${id}.json.gz`), gzipSync(text, { level: 9 }));
    process.stdout.write(`${version} ${id}\n`);
  }
}
process.stdout.write(`${readdirSync(path.join(tests, 'bun/oracle')).length} versions\n`);
rmSync(folder, { recursive: true, force: true });
