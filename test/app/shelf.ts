import type { AdvisoryMatch } from '../../src/advisories/match.types.js';
import type { StandInPackage } from '../registry/index.js';

const old = '2026-07-10T00:00:00.000Z';
const fresh = '2026-11-10T00:00:00.000Z';

/** The packages of the reviews here: ordinary ones, and some whose newest version does what a taken-over package does, with nothing behind it. */
export const shelf: readonly StandInPackage[] = [
  {
    name: 'tidy', versions: [
      { version: '1.0.0', publishedAt: old, manifest: { license: 'MIT', dependencies: { words: '^1.0.0' } }, files: { 'index.js': 'const words = require("words");\nmodule.exports = (text) => words(text).join(" ");\n' } },
      { version: '1.1.0', publishedAt: fresh, manifest: { license: 'MIT', dependencies: { words: '^1.0.0' } }, files: { 'index.js': 'const words = require("words");\nmodule.exports = (text, by = " ") => words(text).join(by);\n', 'README.md': '# tidy\n' } },
    ],
  },
  {
    name: 'words', versions: [
      { version: '1.0.0', publishedAt: old, manifest: { bin: { words: 'cli.js' } }, files: { 'index.js': 'module.exports = (text) => text.split(/\\s+/);\n', 'cli.js': '#!/usr/bin/env node\nconsole.log(require(".")(process.argv[2]).length);\n' } },
      { version: '1.0.1', publishedAt: '2026-09-01T00:00:00.000Z', manifest: { bin: { words: 'cli.js' } }, files: { 'index.js': 'module.exports = (text) => text.trim().split(/\\s+/);\n', 'cli.js': '#!/usr/bin/env node\nconsole.log(require(".")(process.argv[2]).length);\n' } },
    ],
  },
  { name: '@acme/unicode', versions: [{ version: '1.0.0', publishedAt: old, files: { 'index.js': 'exports.grüße = "grüß dich 👋";\n' } }] },
  { name: 'leaky', versions: ['1.0.0', '1.2.0'].map((version) => ({ version, publishedAt: version === '1.0.0' ? old : fresh, files: { 'index.js': `exports.version = "${version}";\n` } })) },
  {
    name: 'stepper', versions: [
      { version: '1.0.0', publishedAt: old, files: { 'index.js': 'module.exports = 1;\n' } },
      {
        version: '1.0.1', publishedAt: fresh, manifest: { scripts: { postinstall: 'node setup.js' } },
        files: { 'index.js': 'module.exports = 1;\n', 'setup.js': 'const text = Buffer.from("dm9pZCAw", "base64").toString();\neval(text);\n' },
      },
    ],
  },
];

/** An advisory as the index gives it. */
export function advisory(more: Partial<AdvisoryMatch> = {}): AdvisoryMatch {
  return {
    id: 'GHSA-aaaa-bbbb-cccc', ids: ['GHSA-aaaa-bbbb-cccc'], aliases: ['CVE-2026-1'], malware: false, severity: 'high', severityFrom: 'database', summary: 'It tells what it should keep', fixed: ['1.2.1'],
    source: 'GHSA', modified: '2026-11-01T00:00:00Z', ...more,
  };
}
