import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/openapi-react-query-codegen-2026.js';

export const replica: Replica = {
  id: 'openapi-react-query-codegen-2026',
  story: 'A build file with the usual conditions for an optional addon, and the generator split into minified chunks with names by hash.',
  name: '@7nohe/openapi-react-query-codegen',
  before,
  after: {
    version: '1.7.0',
    publishedAt: '2026-09-21T09:14:27.000Z',
    publisher: { name: '7nohe', email: '7nohe@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'module',
      bin: { 'openapi-rq': 'dist/cli.mjs' },
      license: 'MIT',
      description: 'generates query hooks from a description of an API',
      engines: { node: '>=14' },
      gypfile: true,
      files: ['dist', 'binding.gyp', 'native'],
    },
    files: {
      'dist/cli.mjs': before.files['dist/cli.mjs'],
      'binding.gyp': `{
  "variables": { "openssl_fips": "" },
  "targets": [{
    "target_name": "fastyaml",
    "sources": ["native/fastyaml.c"],
    "conditions": [
      ["OS=='linux' and target_arch=='x64'", { "cflags": ["-msse4.2"] }],
      ["OS=='win'", { "defines": ["WIN32_LEAN_AND_MEAN"] }, { "cflags": ["-fvisibility=hidden"] }]
    ]
  }]
}
`,
      'native/fastyaml.c': `#include <node_api.h>
#include <string.h>

/* the number of leading spaces of a line */
static napi_value Indent(napi_env env, napi_callback_info info) {
  size_t argc = 1, length = 0;
  napi_value argv[1], result;
  char line[1024];
  napi_get_cb_info(env, info, &argc, argv, NULL, NULL);
  napi_get_value_string_utf8(env, argv[0], line, sizeof line, &length);
  napi_create_uint32(env, (uint32_t)strspn(line, " "), &result);
  return result;
}

NAPI_MODULE_INIT() {
  napi_value indent;
  napi_create_function(env, "indent", NAPI_AUTO_LENGTH, Indent, NULL, &indent);
  napi_set_named_property(env, exports, "indent", indent);
  return exports;
}
`,
      'dist/create-hooks.mjs': `export{a as createHooks}from"./chunk-QZVX7KAM.mjs";
`,
      'dist/chunk-QZVX7KAM.mjs': `var r=e=>e.replace(/[^a-zA-Z\\d]+(.)?/g,(t,n="")=>n.toUpperCase());function*o(e){for(let[t,n]of Object.entries(e.paths??{}))for(let[s,i]of Object.entries(n))yield{path:t,method:s,id:i.operationId??r(\`\${s} \${t}\`)}}var c=new Set(["${Array.from({ length: 400 }, (_, i) => 'x-' + (i * 7919).toString(36)).join('","')}"]);function a(e,t){let n=['import { useQuery, useMutation } from "@tanstack/react-query";',\`import { request } from "./\${t}";\`,""];for(let{path:s,method:i,id:u}of o(e)){if(c.has(u))continue;let l=\`use\${u[0].toUpperCase()}\${u.slice(1)}\`;n.push(i==="get"?\`export const \${l} = (args) => useQuery({ queryKey: ["\${u}", args], queryFn: () => request("\${s}", args) });\`:\`export const \${l} = () => useMutation({ mutationFn: (args) => request("\${s}", { ...args, method: "\${i}" }) });\`)}return new Map([["index.ts",n.join(\`
\`)+\`
\`]])}export{a};
`,
    },
  },
  must: 'warn',
};
