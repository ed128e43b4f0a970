import { setup, shared } from './keyv-2026.js';
import type { Replica } from './replica.js';

const files = {
  'README.md': '# cache-manager\n\nCache management with tiers.\n',
  'dist/index.js': `// src/index.ts
import { EventEmitter } from "node:events";
import { coalesceAsync } from "./coalesce-async.js";
import { isExpired, runIfFn } from "./run-if-fn.js";
var createCache = (options = {}) => {
  const events = new EventEmitter();
  const stores = options.stores?.length ? options.stores : [new Map()];
  const get = async (key) => {
    for (const store of stores) {
      const entry = await store.get(key);
      if (entry === undefined || isExpired(entry)) continue;
      events.emit("get", { key, value: entry.value });
      return entry.value;
    }
    return undefined;
  };
  const set = async (key, value, ttl = options.ttl) => {
    const entry = { value, expires: ttl ? Date.now() + ttl : undefined };
    await Promise.all(stores.map((store) => store.set(key, entry)));
    events.emit("set", { key, value });
    return value;
  };
  const del = async (key) => {
    await Promise.all(stores.map((store) => store.delete(key)));
    events.emit("del", { key });
    return true;
  };
  const wrap = (key, fnc, ttl) => coalesceAsync(key, async () => {
    const kept = await get(key);
    if (kept !== undefined) return kept;
    const value = await fnc();
    await set(key, value, runIfFn(ttl, value));
    return value;
  });
  return { get, set, del, wrap, on: events.on.bind(events), off: events.off.bind(events) };
};
export { createCache };
`,
  'dist/coalesce-async.js': `// src/coalesce-async.ts
var callbacks = new Map();
function coalesceAsync(key, fnc) {
  if (callbacks.has(key)) return callbacks.get(key);
  const promise = fnc().finally(() => callbacks.delete(key));
  callbacks.set(key, promise);
  return promise;
}
export { coalesceAsync };
`,
  'dist/run-if-fn.js': `// src/run-if-fn.ts
var runIfFn = (valueOrFn, ...args) => typeof valueOrFn === "function" ? valueOrFn(...args) : valueOrFn;
var isExpired = (entry) => typeof entry.expires === "number" && entry.expires < Date.now();
export { isExpired, runIfFn };
`,
};
const scripts = { build: 'tsup src/index.ts --format cjs,esm --dts --clean', test: 'vitest run --coverage' };
const manifest = { description: 'Cache Manager for Node.js', type: 'module', main: './dist/index.js', exports: { '.': { import: './dist/index.js' } }, license: 'MIT', repository: { type: 'git', url: 'git+https://github.example.invalid/keyv-maintainer/cacheable.git', directory: 'packages/cache-manager' }, dependencies: { keyv: '^5.6.0' } };
const publisher = { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.example.invalid', trustedPublisher: { id: 'github' } };
const attestations = [{ predicateType: 'https://slsa.dev/provenance/v1', bundle: {} }];

export const replica: Replica = {
  id: 'cacheable-2026',
  story: 'August 2026, the same hours and another repository: byte for byte the same two files beside other code, so that one hash names the worm in every package (from the summary at hand and memory of its family).',
  name: 'cache-manager',
  before: { version: '7.2.8', manifest: { ...manifest, scripts }, files, publishedAt: '2026-05-02T16:20:00.000Z', publisher, attestations },
  after: { version: '7.2.9', manifest: { ...manifest, scripts: { ...scripts, preinstall: 'node setup.mjs' } }, files: { ...files, 'setup.mjs': setup, 'opencode_init.js': shared }, publishedAt: '2026-08-04T06:31:00.000Z', publisher, attestations },
  must: 'block',
};
