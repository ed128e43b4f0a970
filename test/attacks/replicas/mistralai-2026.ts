import { setup } from './cap-js-2026.js';
import type { Replica } from './replica.js';
import { hidden } from './tanstack-2026.js';

const files = {
  'README.md': '# TypeScript SDK\n\nClient for chat and embeddings.\n',
  'esm/index.js': `export { Mistral } from './sdk.js';
export { SDKError } from './errors.js';
export { EventStream } from './event-stream.js';
`,
  'esm/sdk.js': `import { SDKError } from './errors.js';
import { EventStream } from './event-stream.js';

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Mistral {
  constructor({ apiKey, serverURL = 'https://api.models.example.invalid', retryConfig = { maxRetries: 3 } } = {}) {
    this.apiKey = apiKey ?? process.env.MISTRAL_API_KEY ?? '';
    this.serverURL = serverURL;
    this.retryConfig = retryConfig;
    this.chat = {
      complete: (request) => this.send('/v1/chat/completions', { ...request, stream: false }).then((response) => response.json()),
      stream: async (request) => new EventStream((await this.send('/v1/chat/completions', { ...request, stream: true })).body),
    };
    this.embeddings = { create: (request) => this.send('/v1/embeddings', request).then((response) => response.json()) };
  }
  async send(path, body, attempt = 0) {
    const key = typeof this.apiKey === 'function' ? await this.apiKey() : this.apiKey;
    const response = await fetch(new URL(path, this.serverURL), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: 'Bearer ' + key, 'user-agent': 'sdk-typescript' },
      body: JSON.stringify(body),
    });
    if (response.ok) return response;
    if ((response.status === 429 || response.status >= 500) && attempt < this.retryConfig.maxRetries) {
      await pause(500 * 2 ** attempt);
      return this.send(path, body, attempt + 1);
    }
    throw new SDKError(response.status, await response.text());
  }
}
`,
  'esm/errors.js': `export class SDKError extends Error {
  constructor(statusCode, body) {
    super('API error occurred: Status ' + statusCode + '. Body: ' + body);
    this.statusCode = statusCode;
    this.body = body;
    this.name = 'SDKError';
  }
}
`,
  'esm/event-stream.js': `export class EventStream {
  constructor(body) {
    this.body = body;
  }
  async *[Symbol.asyncIterator]() {
    const decoder = new TextDecoder();
    let rest = '';
    for await (const chunk of this.body) {
      const parts = (rest + decoder.decode(chunk, { stream: true })).split('\\n\\n');
      rest = parts.pop();
      for (const part of parts) {
        const data = part.split('\\n').filter((line) => line.startsWith('data:')).map((line) => line.slice(5).trim()).join('\\n');
        if (data === '[DONE]') return;
        if (data) yield { data: JSON.parse(data) };
      }
    }
  }
}
`,
};
const manifest = { description: 'TypeScript client', type: 'module', main: './esm/index.js', exports: { '.': './esm/index.js' }, license: 'Apache-2.0', repository: { type: 'git', url: 'https://github.example.invalid/mistralai/client-ts.git' }, dependencies: { zod: '^3.25.0' } };
const publisher = { name: 'mistral-sdk', email: 'sdk@mistral.example.invalid' };

export const replica: Replica = {
  id: 'mistralai-2026',
  story: 'May 2026, three hours after the router packages and by the same worm: no git dependency here but a preinstall step, setup.mjs, that starts the same file under another runtime; three versions within eight minutes (after the report in the project\'s own tracker; the step\'s text from memory of its family).',
  name: '@mistralai/mistralai',
  before: { version: '2.2.1', manifest: { ...manifest, scripts: { build: 'tsc' } }, files, publishedAt: '2026-04-21T15:09:45.000Z', publisher },
  after: { version: '2.2.2', manifest: { ...manifest, scripts: { build: 'tsc', preinstall: 'node setup.mjs' } }, files: { ...files, 'setup.mjs': setup.replace('"execution.js"', '"router_init.js"'), 'router_init.js': hidden }, publishedAt: '2026-05-11T22:45:38.000Z', publisher },
  must: 'block',
};
