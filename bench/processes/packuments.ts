import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

// A registry of packages with a long history, in a process of its own: packed documents with ETags, as the public one sends them.
const versions = Number(process.argv[2] ?? 300);
const packed = new Map<string, { readonly body: Buffer; readonly etag: string; readonly length: number }>();
let open = 0;
let counted = { requests: 0, unchanged: 0, most: 0, bytes: 0 };

/** A manifest as packages of the middle have it: scripts, some dozens of dependencies, keywords, exports. */
function manifest(name: string, version: string, at: number): object {
  const dependencies = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`dependency-${index}`, `^${1 + (index % 5)}.${at % 40}.0`]));
  return {
    name, version, license: 'MIT', description: 'A package with a long history', keywords: Array.from({ length: 15 }, (_, index) => `word-${index}`), main: './lib/index.js',
    exports: Object.fromEntries(Array.from({ length: 15 }, (_, index) => [`./part-${index}`, { import: `./lib/part-${index}.mjs`, require: `./lib/part-${index}.cjs` }])),
    scripts: { build: 'tsc', test: 'jest', lint: 'eslint .', prepublishOnly: 'npm run build' }, dependencies, devDependencies: dependencies,
    _npmUser: { name: 'octavia', email: 'octavia@example.invalid' }, maintainers: [{ name: 'octavia', email: 'octavia@example.invalid' }], gitHead: createHash('sha1').update(`${name}${version}`).digest('hex'),
    dist: { tarball: `https://registry.example/${name}/-/${name}-${version}.tgz`, integrity: `sha512-${createHash('sha512').update(`${name}${version}`).digest('base64')}`, shasum: createHash('sha1').update(version).digest('hex'), fileCount: 40, unpackedSize: 100_000 },
  };
}

function documentOf(name: string): { readonly body: Buffer; readonly etag: string; readonly length: number } {
  const known = packed.get(name);
  if (known) return known;
  const all = Array.from({ length: versions }, (_, at) => `1.${Math.floor(at / 10)}.${at % 10}`);
  const text = JSON.stringify({
    _id: name, name, 'dist-tags': { latest: all.at(-1) }, versions: Object.fromEntries(all.map((version, at) => [version, manifest(name, version, at)])),
    time: Object.fromEntries(all.map((version, at) => [version, new Date(Date.UTC(2020, 0, 1) + at * 86_400_000).toISOString()])), maintainers: [{ name: 'octavia', email: 'octavia@example.invalid' }], readme: 'Words. '.repeat(2_000),
  });
  const made = { body: gzipSync(text, { level: 4 }), etag: `"${createHash('sha256').update(text).digest('hex').slice(0, 32)}"`, length: text.length };
  packed.set(name, made);
  return made;
}

/** As far away as a near mirror: without it, each answer would be there before the next question. */
const latencyMs = 5;

const server = createServer((request, response) => {
  open += 1;
  counted = { ...counted, requests: counted.requests + 1, most: Math.max(counted.most, open) };
  response.once('close', () => { open -= 1; });
  setTimeout(() => {
    const { body, etag, length } = documentOf(decodeURIComponent((request.url ?? '/').slice(1)));
    if (request.headers['if-none-match'] === etag) {
      counted = { ...counted, unchanged: counted.unchanged + 1 };
      response.writeHead(304, { etag }).end();
      return;
    }
    counted = { ...counted, bytes: counted.bytes + length };
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip', 'content-length': body.length, etag }).end(body);
  }, latencyMs);
});
server.listen(0, '127.0.0.1', () => { process.send?.({ port: (server.address() as AddressInfo).port }); });
process.on('message', () => { process.send?.(counted); counted = { requests: 0, unchanged: 0, most: 0, bytes: 0 }; });
process.on('disconnect', () => { process.exit(0); });
