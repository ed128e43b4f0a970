import { createHash, createSign, generateKeyPairSync } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { FileMap } from './tar.js';
import { packageEntries, tgz } from './tar.js';

type Fields = { readonly [key: string]: unknown };

/** One version as it is put up. Its package.json is made from `manifest` unless `files` holds one. */
export interface StandInVersion {
  readonly version: string;
  readonly manifest?: Fields;
  /** Files of the package; a string is a folder to take them from. */
  readonly files?: FileMap | string;
  /** Served instead of the archive built from `files`. */
  readonly tarball?: Uint8Array;
  readonly publishedAt?: string;
  readonly publisher?: { readonly name: string; readonly email?: string; readonly trustedPublisher?: { readonly id: string } };
  /** Laid over the served `dist`. */
  readonly dist?: Fields;
  /** Laid over the served version. */
  readonly fields?: Fields;
  readonly attestations?: readonly Fields[];
}

export interface StandInPackage {
  readonly name: string;
  readonly versions: readonly StandInVersion[];
  readonly distTags?: { readonly [tag: string]: string };
  readonly maintainers?: readonly { readonly name: string; readonly email: string }[];
}

/** A version as the stand-in holds it. */
export interface BuiltVersion {
  readonly version: string;
  readonly tarball: Uint8Array;
  readonly publishedAt: string;
  readonly attestations: readonly Fields[];
  /** What a packument says of it, without the tarball's address. */
  readonly document: Fields;
}

export interface SigningKey {
  readonly keyid: string;
  readonly publicKey: string;
  sign(text: string): string;
}

/** A fresh key of the kind that registries sign `name@version:integrity` with (ECDSA P-256, SHA-256, DER in base64). */
export function signingKey(): SigningKey {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const der = publicKey.export({ type: 'spki', format: 'der' });
  return {
    keyid: `SHA256:${createHash('sha256').update(der).digest('base64')}`,
    publicKey: der.toString('base64'),
    sign: (text) => createSign('sha256').update(text).sign(privateKey, 'base64'),
  };
}

function readFolder(folder: string): FileMap {
  const files: Record<string, Uint8Array> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = path.join(entry.parentPath, entry.name);
    files[path.relative(folder, full).split(path.sep).join('/')] = readFileSync(full);
  }
  return files;
}

/** The SRI string of some bytes. */
export function sri(bytes: Uint8Array): string {
  return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/** The archive of a version: the same bytes for the same input. */
export function packVersion(name: string, version: StandInVersion): Uint8Array {
  const files = typeof version.files === 'string' ? readFolder(version.files) : (version.files ?? {});
  const manifest = JSON.stringify({ name, version: version.version, ...version.manifest });
  return tgz(packageEntries({ 'package.json': manifest, ...files }));
}

/** Makes what the registry serves of a version. */
export function buildVersion(name: string, version: StandInVersion, key?: SigningKey): BuiltVersion {
  const tarball = version.tarball ?? packVersion(name, version);
  const integrity = sri(tarball);
  const scripts = version.manifest?.['scripts'] as Fields | undefined;
  const installs = ['preinstall', 'install', 'postinstall'].some((script) => scripts?.[script] !== undefined);
  const first = version.attestations?.[0];
  return {
    version: version.version,
    tarball,
    publishedAt: version.publishedAt ?? '2024-01-01T00:00:00.000Z',
    attestations: version.attestations ?? [],
    document: {
      name,
      version: version.version,
      ...version.manifest,
      ...(installs ? { hasInstallScript: true } : {}),
      _npmUser: version.publisher ?? { name: 'maintainer', email: 'maintainer@left.example' },
      dist: {
        integrity,
        shasum: createHash('sha1').update(tarball).digest('hex'),
        ...(key ? { signatures: [{ keyid: key.keyid, sig: key.sign(`${name}@${version.version}:${integrity}`) }] } : {}),
        ...(first ? { attestations: { provenance: { predicateType: first['predicateType'] } } } : {}),
        ...version.dist,
      },
      ...version.fields,
    },
  };
}
