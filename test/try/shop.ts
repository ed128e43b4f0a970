import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { packVersion, sri, type StandInPackage, type StandInVersion } from '../registry/index.js';
import type { Files } from './clone.js';

export const scope = '@acme';
export const telemetry = '@acme/telemetry';
const samples = fileURLToPath(new URL('samples/', import.meta.url));

const telemetryVersion = (version: string, publishedAt: string): StandInVersion => ({ version, files: `${samples}telemetry/${version}`, publishedAt, publisher: { name: 'acme-release', email: 'release@acme.example' } });
const versions: Readonly<Record<string, StandInVersion>> = {
  '1.0.0': telemetryVersion('1.0.0', '2024-03-01T09:00:00.000Z'),
  '1.1.0': telemetryVersion('1.1.0', '2025-06-01T09:00:00.000Z'),
};

/** Our own package, as the registry on this machine serves it. */
export const telemetryPackage: StandInPackage = { name: telemetry, versions: Object.values(versions) };

interface Lockfile {
  readonly packages: Readonly<Record<string, Record<string, unknown>>>;
}
interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
}
const asFile = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The manifest and the lockfile of a sample as npm writes them, with one version of our own package among the dependencies. */
export function dependencies(sample: 'base' | 'upgrade' | 'vulnerable' | 'mended', version = '1.0.0'): Files {
  const read = (name: string): unknown => JSON.parse(readFileSync(`${samples}${sample}/${name}`, 'utf8'));
  const manifest = read('package.json') as Manifest;
  const lockfile = read('package-lock.json') as Lockfile;
  const { '': root, ...others } = lockfile.packages;
  const all = { [telemetry]: version, ...manifest.dependencies };
  const entry = { version, integrity: sri(packVersion(telemetry, versions[version]!)), license: 'Apache-2.0', ...(version === '1.1.0' ? { hasInstallScript: true } : {}) };
  return {
    'package.json': asFile({ ...manifest, dependencies: all }),
    'package-lock.json': asFile({ ...lockfile, packages: { '': { ...root, dependencies: all }, [`node_modules/${telemetry}`]: entry, ...others } }),
  };
}

export const readme = '# shop\n\nWhat acme sells, and how much of it is in stock. `npm start` serves it on port 8080.\n';
const server = `import { createServer } from 'node:http';
import createDebug from 'debug';
import { count, report } from '@acme/telemetry';
import { stock } from './stock.js';

const debug = createDebug('shop');

createServer((request, response) => {
  count(request.url);
  debug('%s %s', request.method, request.url);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(request.url === '/report' ? report() : stock()));
}).listen(8080);
`;
const stock = `const items = new Map([['lamp', 4], ['chair', 0], ['table', 2]]);

/** What can be bought right now. */
export const stock = () => [...items].filter(([, left]) => left > 0).map(([name, left]) => ({ name, left }));
`;

/** The files with which the repository begins. */
export const shopFiles = (): Files => ({ 'README.md': readme, ...dependencies('base'), 'src/server.js': server, 'src/stock.js': stock, '.gitignore': 'node_modules/\n' });
export const serverWithSocket = `${server.replace("import { stock }", "import { WebSocketServer } from 'ws';\nimport { stock }").replace('createServer(', 'const server = createServer(')
  .replace('}).listen(8080);', '});\n\nconst sockets = new WebSocketServer({ server });\nsetInterval(() => sockets.clients.forEach((client) => client.send(JSON.stringify(stock()))), 5_000);\nserver.listen(8080);')}`;
