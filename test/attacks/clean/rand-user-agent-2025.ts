import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/rand-user-agent-2025.js';

export const replica: Replica = {
  id: 'rand-user-agent-2025',
  story: 'After months of rest: the build is minified from now on, the data moved into it on one long line, and a cache sits on globalThis.',
  name: 'rand-user-agent',
  before,
  after: {
    version: '2.1.0',
    publishedAt: '2025-06-02T09:14:27.000Z',
    publisher: { name: 'webscrapingapi', email: 'dev@mail.example.invalid' },
    manifest: { main: 'dist/index.js', license: 'MIT', description: 'random user agents by frequency' },
    files: {
      'test/index.test.js': before.files['test/index.test.js'],
      'data/user-agents.json': before.files['data/user-agents.json'],
      'dist/index.js': `"use strict";var e=JSON.parse('{"desktop":[${Array.from({ length: 120 }, (_, i) => `{"weight":${(i % 17) + 1},"browser":"chrome","os":"${i % 2 ? 'windows' : 'linux'}","value":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${100 + (i % 36)}.${i} Safari/537.36"}`).join(',')}]}'),t=globalThis.__randUserAgent??=new Map;function r(e){let t=Math.random()*e.reduce((e,t)=>e+t.weight,0);for(const r of e)if((t-=r.weight)<=0)return r.value;return e[e.length-1].value}module.exports=function(n,o=null,s=null){const u=e[n];if(!u)throw new TypeError(\`no such device: \${n}\`);const i=[n,o,s].join();t.has(i)||t.set(i,u.filter(e=>(!o||e.browser===o)&&(!s||e.os===s)));const a=t.get(i);return r(a.length>0?a:u)};
`,
    },
  },
  must: 'warn',
};
