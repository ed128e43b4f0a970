import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/mastra-core-2026.js';

export const replica: Replica = {
  id: 'mastra-core-2026',
  story: 'A new dependency, some months old and published by its own workflow, that the entry file imports for dates.',
  name: '@mastra/core',
  before,
  after: {
    version: '1.15.0',
    publishedAt: '2026-07-27T09:14:27.000Z',
    publisher: { name: 'mastra-bot', email: 'bot@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'module',
      main: './dist/index.js',
      exports: { '.': './dist/index.js' },
      license: 'Apache-2.0',
      description: 'a framework for assistants',
      dependencies: { 'spoken-dates': '^2.1.0', zod: '^4.0.0' },
    },
    files: {
      ...before.files,
      'dist/index.js': before.files['dist/index.js']
        .replace(`import { createTool } from './chunk-TOOL.js';`, () => `import { relative } from 'spoken-dates';
import { createTool } from './chunk-TOOL.js';`)
        .replace(`    const history = [{ role: 'system', content: this.instructions }, ...messages];`, () => `    const history = [
      { role: 'system', content: this.instructions },
      ...messages.map(({ at, ...message }) => (at ? { ...message, content: \`(\${relative(at)}) \${message.content}\` } : message)),
    ];`),
    },
  },
  brings: [
    {
      name: 'spoken-dates',
      versions: [
        {
          version: '2.0.0',
          publishedAt: '2025-10-04T09:14:27.000Z',
          publisher: { name: 'hanneke', email: 'hanneke@mail.example.invalid', trustedPublisher: { id: 'github' } },
          manifest: { type: 'module', main: 'index.js', license: 'MIT', description: 'a date as one would say it' },
          files: {
            'index.js': `export function relative(date, now = Date.now()) {
  const days = Math.round((now - date) / 864e5);
  return days === 0 ? 'today' : days === 1 ? 'yesterday' : \`\${days} days ago\`;
}
`,
          },
        },
        {
          version: '2.1.0',
          publishedAt: '2026-01-12T09:14:27.000Z',
          publisher: { name: 'hanneke', email: 'hanneke@mail.example.invalid', trustedPublisher: { id: 'github' } },
          manifest: { type: 'module', main: 'index.js', license: 'MIT', description: 'a date as one would say it' },
          files: {
            'index.js': `const UNITS = [['year', 31536e6], ['month', 2592e6], ['day', 864e5], ['hour', 36e5], ['minute', 6e4]];

export function relative(date, now = Date.now(), locale = undefined) {
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const ms = date - now;
  const [unit, size] = UNITS.find(([, size]) => Math.abs(ms) >= size) ?? ['second', 1000];
  return format.format(Math.round(ms / size), unit);
}
`,
          },
        },
      ],
    },
  ],
  must: 'warn',
};
