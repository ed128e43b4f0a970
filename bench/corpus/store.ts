import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { Failure } from '../../src/core/errors.js';
import { parseIntegrity } from '../../src/core/integrity.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';
import type { Registry } from '../../src/ports/registry.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);

/** The sha512 of an SRI text, hex. */
export function hexOf(integrity: string): string {
  return Buffer.from(parseIntegrity(integrity, 'record').digests[0]!.bytes).toString('hex');
}

/** What was fetched, in a folder: archives by their sha512, records by name. A file stands whole or not at all. */
export interface Store {
  readonly folder: string;
  has(integrity: string): boolean;
  /** @throws Failure INTEGRITY_MISMATCH where the bytes are not those of the integrity; nothing is kept then. */
  keep(integrity: string, bytes: Uint8Array): Promise<void>;
  record(name: string): Promise<RegistryRecord | undefined>;
  keepRecord(record: RegistryRecord): Promise<void>;
  /** The store as a registry: what it has not is not served. */
  readonly registry: Registry;
}

/** Opens the folder, and makes it where it is not yet. */
export async function openStore(folder: string): Promise<Store> {
  const archives = path.join(folder, 'archives');
  const records = path.join(folder, 'records');
  await Promise.all([archives, records].map((one) => mkdir(one, { recursive: true, mode: 0o700 })));
  const archiveAt = (integrity: string): string => path.join(archives, `${hexOf(integrity)}.tgz`);
  const recordAt = (name: string): string => path.join(records, `${encodeURIComponent(name)}.json.gz`);

  async function put(place: string, bytes: Uint8Array): Promise<void> {
    // Two pairs may bring the same version at the same time.
    const unfinished = `${place}.${randomUUID()}`;
    await writeFile(unfinished, bytes, { mode: 0o600 });
    await rename(unfinished, place);
  }
  async function record(name: string): Promise<RegistryRecord | undefined> {
    const place = recordAt(name);
    return existsSync(place) ? (JSON.parse((await unpack(await readFile(place))).toString('utf8')) as RegistryRecord) : undefined;
  }

  return {
    folder,
    has: (integrity) => existsSync(archiveAt(integrity)),
    async keep(integrity, bytes) {
      if (createHash('sha512').update(bytes).digest('hex') !== hexOf(integrity)) throw new Failure('INTEGRITY_MISMATCH', { integrity });
      await put(archiveAt(integrity), bytes);
    },
    record,
    async keepRecord(one) { await put(recordAt(one.name), await pack(JSON.stringify(one))); },
    registry: {
      async record({ registry, name }) {
        const known = await record(name);
        if (!known) throw new Failure('REGISTRY_NOT_SERVED', { registry, name });
        return { kind: 'record', record: known };
      },
      async tarball({ origin: { registry, name, version } }) {
        const integrity = (await record(name))?.versions[version]?.integrity;
        if (integrity === undefined || !existsSync(archiveAt(integrity))) throw new Failure('REGISTRY_NOT_SERVED', { registry, name, version });
        return Readable.from([await readFile(archiveAt(integrity))]);
      },
      attestations: () => Promise.reject(new Failure('REGISTRY_NOT_SERVED')),
      isPublic: () => true,
      lendsCredentials: () => false,
    },
  };
}
