import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { create } from 'tar';
import type { FactSource } from '../app/fact-source.js';
import { complete, failed, notApplicable } from '../core/coverage.js';
import { Failure, problemOf } from '../core/errors.js';
import { parseIntegrity } from '../core/integrity.js';
import { limits } from '../core/limits.js';
import type { LockedPackage } from '../core/lockfile.js';
import { registryOf, type RegistryTable } from '../core/registries.js';
import { subjectKey, type Fact, type FactKind, type Subject } from '../facts/kinds.js';
import { subjectOf } from '../facts/planner.js';
import { readArchive, type Archive } from '../packages/tarball.js';
import type { CodeAnalyser } from '../ports/analyser.js';

const nowhere = { root: { lockfile: 'package-lock.json', directory: '' }, raw: {}, reach: { runtime: true, development: false, optional: false, peer: false } } as const;

/** A version of a registry, by name; what its bytes must be is taken from the registry's record. */
export function fromRegistry(name: string, version: string, registries: RegistryTable): LockedPackage {
  return { ...nowhere, location: `node_modules/${name}`, name, version, integrity: { digests: [], malformed: [], pinned: 'none' }, origin: { kind: 'registry', ecosystem: 'npm', registry: registryOf(name, registries), name, version } };
}

/** A package that lies on this disk. */
export interface OnDisk {
  readonly locked: LockedPackage;
  readonly archive: Archive;
}

async function bytesOf(place: string): Promise<Uint8Array> {
  const found = await stat(place).catch((error: unknown) => { throw new Failure('FILE_UNREADABLE', { path: place }, error); });
  if (found.isFile()) {
    if (found.size > limits.tarballBytes.value) throw new Failure('TARBALL_LIMIT', { path: place, bytes: found.size });
    return readFile(place);
  }
  // A folder is looked at as the archive that it would make; links are kept as links, and named.
  const chunks: Buffer[] = [];
  let size = 0;
  const packed = create({ gzip: true, portable: true, prefix: 'package', cwd: place, filter: (path) => !/^(?:\.\/)?(?:\.git|node_modules)(?:\/|$)/.test(path) }, ['.']);
  for await (const chunk of packed as unknown as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    if ((size += chunk.length) > limits.tarballBytes.value) throw new Failure('TARBALL_LIMIT', { path: place });
  }
  return Buffer.concat(chunks);
}

/** Reads a tarball or a folder of this disk as a package. @throws Failure FILE_UNREADABLE, TARBALL_*. */
export async function fromDisk(place: string): Promise<OnDisk> {
  const bytes = await bytesOf(place);
  const integrity = parseIntegrity(`sha512-${createHash('sha512').update(bytes).digest('base64')}`, 'record');
  const archive = await readArchive(Readable.from([bytes]), { integrity });
  const { name = 'package', version = '0.0.0' } = archive.facts.manifest ?? {};
  return { archive, locked: { ...nowhere, location: `node_modules/${name}`, name, version, integrity, origin: { kind: 'registry', ecosystem: 'npm', registry: 'default', name, version } } };
}

/** Facts of packages on this disk: their bytes and code; no registry is asked for their record. */
export function diskFacts(packages: readonly OnDisk[], analyser: CodeAnalyser, rest: FactSource): FactSource {
  const held = new Map(packages.map((one) => [subjectKey(subjectOf(one.locked)), one.archive]));
  const get = async (subject: Subject, kind: FactKind, signal: AbortSignal): Promise<Fact<unknown>> => {
    const archive = held.get(subjectKey(subject));
    if (!archive || kind === 'advisories') return rest.get(subject, kind, signal);
    switch (kind) {
      case 'record': case 'unaffected': case 'trust': return { coverage: notApplicable };
      case 'archive': return { coverage: complete, value: archive.facts };
      case 'code': {
        const { facts, entries } = archive;
        try {
          return await analyser.analyse({ sha512: facts.sha512, entries, ...(facts.manifest ? { manifest: facts.manifest } : {}) }, signal);
        } catch (error) {
          const { code, data } = problemOf(error);
          return { coverage: failed(code, data) };
        }
      }
    }
  };
  return { get: get as FactSource['get'], data: () => rest.data(), release: (isPrivate) => { rest.release(isPrivate); } };
}
