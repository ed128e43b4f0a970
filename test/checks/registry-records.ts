import type { Json, JsonObject } from '../../src/core/json.js';
import type { LockedPackage } from '../../src/core/lockfile.js';
import { reduceRecord } from '../../src/packages/record.js';
import type { RegistryRecord } from '../../src/packages/record.types.js';
import { change, locked, type Given } from './case.js';

/** When each version of `left` was put up, with what else the registry says of it. Reviews of cases take place on 2026-11-22 at midnight, UTC. */
export type Versions = { readonly [version: string]: readonly [publishedAt: string | undefined, manifest?: JsonObject] };

/** `left` as its registry knows it; `removed`: times of versions that are gone. */
export function recordOf(versions: Versions, removed: { readonly [version: string]: string } = {}, more: { readonly name?: string; readonly tags?: { readonly [tag: string]: string } } = {}): RegistryRecord {
  const { name = 'left', tags } = more;
  const entries = Object.entries(versions);
  const time = { ...removed, ...Object.fromEntries(entries.flatMap(([version, [at]]) => (at === undefined ? [] : [[version, `${at}Z`]]))) };
  return reduceRecord({ name, ...(tags ? { 'dist-tags': tags } : {}), versions: Object.fromEntries(entries.map(([version, [, manifest]]) => [version, { name, version, ...manifest }])), time } as unknown as Json, name, 'default');
}

const app = { name: 'app', version: '1.0.0', location: '' };

/** `left` goes from one version to another (or comes in), asked for by the root or by another package. */
export function upgrade(record: RegistryRecord, from: string | undefined, to: string, more: { readonly transitive?: boolean; readonly after?: Partial<LockedPackage> } = {}): Given {
  const [before, after] = [from === undefined ? undefined : locked('left', from), locked('left', to, more.after)];
  const self = { name: 'left', version: to, location: 'node_modules/left' };
  const path = more.transitive === true ? [app, { name: 'other', version: '1.0.0', location: 'node_modules/other' }, self] : [app, self];
  return { changes: [change(before, after, { introducers: [{ importer: '', path, others: 0 }] })], facts: [{ of: after, record }] };
}

export const by = (name: string, email?: string, trusted?: string): JsonObject => ({ _npmUser: { name, ...(email === undefined ? {} : { email }), ...(trusted === undefined ? {} : { trustedPublisher: { id: trusted } }) } });
