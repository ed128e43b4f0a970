import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { packVersion, sri, usualTarballPath, type StandInVersion } from '../../test/registry/index.js';
import { packageOf } from '../service/packages.js';

// A registry that serves every name there is: its packages are made when they are asked for, so that a million of them need no memory. In a process
// of its own, since what it takes is none of the service's.
const latencyMs = Number(process.argv[2] ?? 0);
let served = 0;

function packument(name: string, versions: readonly StandInVersion[], base: string): string {
  return JSON.stringify({
    _id: name, name, 'dist-tags': { latest: '1.1.0' }, maintainers: [],
    time: { created: '2024-01-01T00:00:00.000Z', modified: versions.at(-1)?.publishedAt, ...Object.fromEntries(versions.map((one) => [one.version, one.publishedAt])) },
    versions: Object.fromEntries(versions.map((one) => [one.version, { name, version: one.version, ...one.manifest, dist: { tarball: `${base}${usualTarballPath(name, one.version)}`, integrity: sri(packVersion(name, one)) } }])),
  });
}

const server = createServer((request, response) => {
  void (async () => {
    await sleep(latencyMs);
    const [name = '', archive] = decodeURIComponent((request.url ?? '/').slice(1)).split('/-/');
    const { versions } = packageOf({ name, after: '1.1.0' });
    const asked = archive === undefined ? undefined : versions.find((one) => archive.endsWith(`-${one.version}.tgz`));
    served += 1;
    if (archive === undefined) response.writeHead(200, { 'content-type': 'application/json' }).end(packument(name, versions, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`));
    else if (asked) response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(packVersion(name, asked));
    else response.writeHead(404).end();
  })();
});
server.listen(0, '127.0.0.1', () => { process.send?.({ port: (server.address() as AddressInfo).port }); });
process.on('message', () => { process.send?.({ served }); });
process.on('disconnect', () => { process.exit(0); });
