// Makes the plain fixtures of test/lockfiles/yarn/fixtures: one project with whatever Yarn takes packages from beside a registry, locked by real
// releases. A git repository and a tarball are served from this machine for as long as it takes; their address is replaced by git.example, and their manifests stand in one file.
// `node dev/lockfile-fixtures/yarn-special.mjs`; needs the npm registry, git and tar.
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const here = path.dirname(fileURLToPath(import.meta.url));
const target = path.join(here, '../../test/lockfiles/yarn/fixtures');
const registry = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim();
const work = mkdtempSync(path.join(os.tmpdir(), 'yarn-special-'));
const served = path.join(work, 'served');
const home = path.join(work, 'home');
mkdirSync(home, { recursive: true });

const write = (file, text) => {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, typeof text === 'string' ? text : `${JSON.stringify(text, null, 2)}\n`);
};
const git = (folder, ...args) => execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example', '-c', 'commit.gpgsign=false', ...args], { cwd: folder, encoding: 'utf8', env: { PATH: process.env.PATH, HOME: home, GIT_AUTHOR_DATE: '2024-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2024-01-01T00:00:00Z' } });

/** A package from git, and a tarball of another. */
function serve() {
  const source = path.join(work, 'source');
  write(path.join(source, 'package.json'), { name: 'from-git', version: '1.0.0', dependencies: { 'left-pad': '^1.3.0' } });
  git(source, 'init', '-q', '-b', 'main');
  git(source, 'add', '.');
  git(source, 'commit', '-qm', 'one');
  mkdirSync(served, { recursive: true });
  git(work, 'clone', '-q', '--bare', source, path.join(served, 'from-git.git'));
  git(path.join(served, 'from-git.git'), 'update-server-info');
  for (const name of ['from-http', 'from-file']) {
    write(path.join(work, name, 'package/package.json'), { name, version: '2.0.0', dependencies: { 'is-odd': '^3.0.1' } });
    execFileSync('tar', ['--sort=name', '--mtime=2024-01-01', '-czf', path.join(name === 'from-http' ? served : work, `${name}.tgz`), '-C', path.join(work, name), 'package']);
  }
  const server = createServer((request, response) => {
    try {
      response.end(readFileSync(path.join(served, path.normalize(new URL(request.url, 'http://x').pathname))));
    } catch {
      response.writeHead(404).end();
    }
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve({ server, at: `http://127.0.0.1:${server.address().port}` })));
}

function project(folder, version, at) {
  const berry = !version.startsWith('1.');
  const four = version.startsWith('4.18');
  write(path.join(folder, 'package.json'), {
    name: 'special', version: '1.0.0', private: true, workspaces: ['packages/*'],
    dependencies: {
      'from-git': berry ? `${at}/from-git.git#main` : `git+${at}/from-git.git#main`, 'from-http': `${at}/from-http.tgz`, 'from-file': 'file:./vendor/from-file.tgz', folder: 'file:./vendor/folder', linked: 'link:./vendor/linked',
      alias: 'npm:is-number@^7.0.0', 'is-number': '^6.0.0', 'no-range': '', ...(berry ? { ported: 'portal:./vendor/ported', 'left-pad': 'patch:left-pad@npm%3A1.3.0#./patches/left-pad.patch' } : { 'left-pad': '1.3.0' }),
      ...(four ? { 'is-even': 'catalog:', 'is-buffer': 'catalog:old' } : {}),
    },
    optionalDependencies: { fsevents: '^2.3.3' },
    devDependencies: { '@esbuild/linux-x64': '0.19.11', 'is-obj': 'latest', typescript: '~4.1.5' },
    // What replaces a package everywhere, below one parent, and by a package of another name.
    resolutions: { 'kind-of': '6.0.2', ...(berry ? { 'is-odd/is-number': 'npm:4.0.0', 'array-ify@npm:^1.0.0': 'npm:array-union@2.1.0' } : { '**/is-odd/is-number': '4.0.0' }) },
  });
  const manifest = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  delete manifest.dependencies['no-range'];
  write(path.join(folder, 'package.json'), manifest);
  write(path.join(folder, 'packages/one/package.json'), { name: '@acme/one', version: '1.2.0', dependencies: { '@acme/two': '^1.0.0', 'compare-func': '^2.0.0', 'kind-of': '^6.0.3' }, peerDependencies: { 'left-pad': '*' } });
  write(path.join(folder, 'packages/two/package.json'), { name: '@acme/two', version: '1.5.0', devDependencies: { 'kind-of': '^3.2.2', ...(berry ? { '@acme/one': 'workspace:^' } : {}) } });
  write(path.join(folder, 'vendor/folder/package.json'), { name: 'folder', version: '0.1.0', dependencies: { 'is-plain-obj': '^4.0.0' } });
  write(path.join(folder, 'vendor/linked/package.json'), { name: 'linked', version: '0.2.0', dependencies: { 'is-plain-obj': '^3.0.0' } });
  write(path.join(folder, 'vendor/ported/package.json'), { name: 'ported', version: '0.3.0', dependencies: { 'is-plain-obj': '^2.0.0' } });
  cpSync(path.join(work, 'from-file.tgz'), path.join(folder, 'vendor/from-file.tgz'));
  write(path.join(folder, 'patches/left-pad.patch'), 'diff --git a/added.js b/added.js\nnew file mode 100644\n--- /dev/null\n+++ b/added.js\n@@ -0,0 +1 @@\n+module.exports = 1;\n');
  if (!berry) return;
  write(path.join(folder, '.yarnrc.yml'), `${four ? 'approvedGitRepositories:\n  - "**"\n\ncatalog:\n  is-even: ^1.0.0\n\ncatalogs:\n  old:\n    is-buffer: ^1.1.0\n\n' : ''}packageExtensions:\n  is-obj@*:\n    dependencies:\n      is-arrayish: ^0.3.0\n\nunsafeHttpWhitelist:\n  - "127.0.0.1"\n`);
  write(path.join(folder, 'yarn.lock'), '');
}

function yarn(version, folder, args) {
  const berry = !version.startsWith('1.');
  const name = /^[12]\./.test(version) ? 'yarn' : '@yarnpkg/cli-dist';
  const tool = path.join(work, version);
  execFileSync('npm', ['i', '--prefix', tool, '--silent', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${version}`], { cwd: work });
  const own = berry
    ? { YARN_GLOBAL_FOLDER: path.join(work, 'global'), YARN_IGNORE_PATH: '1', YARN_ENABLE_TELEMETRY: '0', YARN_ENABLE_SCRIPTS: 'false', YARN_ENABLE_GLOBAL_CACHE: 'true', YARN_ENABLE_IMMUTABLE_INSTALLS: 'false', YARN_NPM_REGISTRY_SERVER: registry.replace(/\/$/, '') }
    : { YARN_CACHE_FOLDER: path.join(work, 'cache'), npm_config_registry: registry, YARN_REGISTRY: registry };
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [path.join(tool, 'node_modules', name, 'bin/yarn.js'), ...args], { cwd: folder, env: { PATH: process.env.PATH, HOME: home, NODE_EXTRA_CA_CERTS: process.env.NODE_EXTRA_CA_CERTS, ...own } });
    let out = '';
    child.stdout.on('data', (chunk) => { out += chunk; });
    child.stderr.on('data', (chunk) => { out += chunk; });
    child.on('close', (code) => resolve({ code, out }));
  });
}

const { server, at } = await serve();
try {
  for (const [version, args] of [['1.22.22', ['install', '--ignore-scripts', '--ignore-engines', '--non-interactive']], ['3.8.7', ['install', '--mode=update-lockfile']], ['4.18.1', ['install', '--mode=update-lockfile']]]) {
    const folder = path.join(work, 'project', version);
    project(folder, version, at);
    const { code, out } = await yarn(version, folder, args);
    const info = version.startsWith('1.') ? { code: 0, out: '' } : await yarn(version, folder, ['info', '-A', '-R', '--json']);
    process.stdout.write(`${String(version)}: ${code === 0 ? 'locked' : out.slice(-3000)}\n`);
    if (code !== 0) { process.exitCode = 1; continue; }
    const anonymous = (text) => text.replaceAll(at, 'https://git.example').replaceAll(encodeURIComponent(at), encodeURIComponent('https://git.example')).replaceAll(registry.replace(/\/$/, ''), 'https://registry.example').replaceAll(folder, '/project').replaceAll('127.0.0.1', 'git.example');
    const files = ['package.json', 'packages/one/package.json', 'packages/two/package.json'].map((file) => [file, JSON.parse(anonymous(readFileSync(path.join(folder, file), 'utf8')))]);
    write(path.join(target, version, 'manifests.json'), Object.fromEntries(files));
    for (const file of ['yarn.lock', ...(version.startsWith('1.') ? [] : ['.yarnrc.yml'])]) write(path.join(target, version, file), anonymous(readFileSync(path.join(folder, file), 'utf8')));
    if (info.code === 0 && info.out !== '') write(path.join(target, version, 'info.jsonl'), anonymous(info.out));
  }
} finally {
  server.close();
  rmSync(work, { recursive: true, force: true });
}
