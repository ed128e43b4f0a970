import type { Replica } from '../replicas/replica.js';
import { before } from '../blind/keyv-2026.js';

export const replica: Replica = {
  id: 'keyv-2026',
  story: 'Hooks before and after each call, the author\'s editor settings, and a prepare script that only matters in a checkout.',
  name: 'keyv',
  before,
  after: {
    version: '5.6.0',
    publishedAt: '2026-08-31T09:14:27.000Z',
    publisher: { name: 'jaredwray', email: 'jared@mail.example.invalid', trustedPublisher: { id: 'github' } },
    manifest: {
      type: 'module',
      main: 'dist/index.cjs',
      module: 'dist/index.js',
      exports: { '.': { require: './dist/index.cjs', import: './dist/index.js' } },
      license: 'MIT',
      description: 'simple key-value storage',
      scripts: { prepare: 'node setup.mjs' },
      dependencies: { '@keyv/serialize': '^1.1.1' },
    },
    files: {
      ...before.files,
      'setup.mjs': `import { existsSync } from "node:fs";
import { execFileSync } from "node:child_process";

// a checkout, not an installed package
if (existsSync(new URL("./.git", import.meta.url)) && !process.env.CI) {
  execFileSync("git", ["config", "core.hooksPath", ".hooks"], { stdio: "inherit" });
}
`,
      '.vscode/settings.json': `{
  "editor.formatOnSave": true,
  "files.eol": "\\n"
}
`,
      'dist/index.js': before.files['dist/index.js']
        .replace(`var Keyv = class extends EventManager {`, () => `// src/hooks-manager.ts
var HooksManager = class {
  _handlers = new Map();
  addHandler(event, handler) {
    this._handlers.set(event, [...(this._handlers.get(event) ?? []), handler]);
  }
  async trigger(event, data) {
    for (const handler of this._handlers.get(event) ?? []) await handler(data);
  }
};

var Keyv = class extends EventManager {
  hooks = new HooksManager();`)
        .replace(`    const raw = await this.opts.store.get(this._getKeyPrefix(key));`, () => `    await this.hooks.trigger("preGet", { key });
    const raw = await this.opts.store.get(this._getKeyPrefix(key));`)
        .replace(`    const expires = typeof ttl === "number" ? Date.now() + ttl : null;`, () => `    await this.hooks.trigger("preSet", { key, value, ttl });
    const expires = typeof ttl === "number" ? Date.now() + ttl : null;`),
    },
  },
  must: 'warn',
};
