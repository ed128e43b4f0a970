import { createHash } from 'node:crypto';
import { createFactSource } from '../../src/app/fact-source.js';
import { review, type Reviewed, type ReviewPorts, type ReviewSettings } from '../../src/app/review.js';
import { memoryFactCache } from '../../src/adapters/memory/fact-cache.js';
import { createRegistry } from '../../src/adapters/registry/index.js';
import { systemTimers } from '../../src/adapters/system/clock.js';
import { checks } from '../../src/checks/index.js';
import { Failure } from '../../src/core/errors.js';
import type { Snapshot } from '../../src/core/snapshot.js';
import { type FileMode, type Tree, type TreeEntry } from '../../src/core/tree.js';
import type { Verdict } from '../../src/core/verdict.js';
import { profilePackage, profileProducer } from '../../src/packages/profile/profile.js';
import type { AdvisorySource } from '../../src/ports/advisory-source.js';
import type { AdvisoryMatch } from '../../src/advisories/match.types.js';
import type { FactCache } from '../../src/ports/fact-cache.js';
import type { CodeHost } from '../../src/ports/code-host.js';
import type { CodeAnalyser } from '../../src/ports/analyser.js';
import type { TrustRoots } from '../../src/ports/trust-roots.js';
import { startRegistry, type StandInRegistry } from '../registry/index.js';

export type Files = { readonly [path: string]: string | Uint8Array | { readonly mode: FileMode; readonly content: string } };

/** The clock of every test here: two months after the stand-in's packages were put up. */
export const now = Date.parse('2026-11-22T12:00:00Z');

/** A repository whose two sides are given as files; what lands is the head, or `merge` where the merge made something else of it. */
export function memoryHost(base: Files, head: Files, more: { readonly policy?: Files; readonly mergeBase?: Files; readonly merge?: Files; readonly landing?: Snapshot['landing']; readonly organisation?: string; readonly unreadable?: readonly string[] } = {}): CodeHost & { readonly asked: string[] } {
  const blobs = new Map<string, Uint8Array>();
  const treeOf = (files: Files, commit: string): Tree => {
    const entries = new Map<string, TreeEntry>();
    for (const [path, file] of Object.entries(files)) {
      const content = typeof file === 'string' || file instanceof Uint8Array ? file : file.content;
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
      blobs.set(oid, bytes);
      entries.set(path, { path, oid, size: bytes.length, mode: typeof file === 'object' && 'mode' in file ? file.mode : '100644' });
    }
    return { commit, entries, unread: [] };
  };
  const trees = { base: treeOf(base, 'b'.repeat(40)), head: treeOf(head, 'a'.repeat(40)) };
  const landing = more.landing ?? { kind: 'merge', commit: 'c'.repeat(40) };
  const snapshot: Snapshot = {
    repository: { host: 'github.example', owner: 'acme', name: 'shop', visibility: 'private', fork: false }, base: { commit: trees.base.commit!, ref: 'main' }, head: { commit: trees.head.commit! },
    mergeBase: trees.base.commit!, landing,
    trees: {
      base: trees.base, head: trees.head, policy: more.policy ? treeOf(more.policy, 'd'.repeat(40)) : trees.base, mergeBase: more.mergeBase ? treeOf(more.mergeBase, 'e'.repeat(40)) : trees.base,
      ...(landing.kind === 'merge' ? { merge: more.merge ? treeOf(more.merge, landing.commit) : trees.head } : {}),
    },
  };
  const asked: string[] = [];
  return {
    asked,
    snapshot: async () => snapshot,
    async blobs(oids) {
      asked.push(...oids);
      return new Map(oids.map((oid): [string, Uint8Array | Error] => [oid, more.unreadable?.includes(oid) ? new Failure('READ_BUDGET') : (blobs.get(oid) ?? new Failure('FILE_UNREADABLE', { oid }))]));
    },
    organisationFile: async () => (more.organisation === undefined ? undefined : { oid: 'f'.repeat(40), bytes: new TextEncoder().encode(more.organisation) }),
  };
}

/** Advisories that the test names, by `name@version`. */
export function knownAdvisories(known: { readonly [spec: string]: readonly AdvisoryMatch[] } = {}): AdvisorySource {
  return {
    match: async (origin, locked) => {
      const named = origin.kind === 'registry' ? origin : origin.kind === 'bundled' ? locked : undefined;
      return named ? { coverage: { kind: 'complete' }, value: known[`${named.name}@${named.version}`] ?? [] } : { coverage: { kind: 'skipped', code: 'not-applicable' } };
    },
    data: async () => [{ source: 'the test', digest: '0'.repeat(64), asOf: '2026-11-21T00:00:00Z' }],
  };
}

/**
 * The analysis without its processes, for tests that review thousands of inputs. What it says of code is the same; what it survives is not.
 */
export function ownAnalyser(): CodeAnalyser {
  return {
    producer: profileProducer,
    analyse: async ({ manifest, entries }) => profilePackage({ files: entries, ...(manifest ? { manifest } : {}) }),
    close: async () => undefined,
  };
}

export interface World {
  readonly registry: StandInRegistry;
  readonly settings: ReviewSettings;
  ports(host: CodeHost, more?: PortOptions): ReviewPorts;
  /** Reviews one change with the checks as they are. */
  review(host: CodeHost, more?: ReviewOptions): Promise<Reviewed>;
  close(): Promise<void>;
}

export interface PortOptions extends Partial<ReviewPorts> {
  readonly advisories?: AdvisorySource;
  /** Kept from one review to the next; each has its own otherwise. */
  readonly cache?: FactCache;
  /** What signatures and attestations are held against; without it nothing can be verified. */
  readonly trust?: TrustRoots;
}

export interface ReviewOptions extends PortOptions {
  readonly settings?: Partial<ReviewSettings>;
  readonly early?: (reviewed: Reviewed) => Promise<void>;
}

/** Everything of a review but its repository: the stand-in registry, the real reader and the real analyser, a memory cache. */
export async function startWorld(packages: Parameters<StandInRegistry['publish']>[0][] = [], own?: CodeAnalyser): Promise<World> {
  const registry = await startRegistry({ packages });
  const analyser = own ?? (await import('../../src/adapters/analyser/pool.js')).createAnalyser({});
  const table = { publicDefault: 'https://registry.example/', default: registry.url, scopes: {} };
  // Nothing waits here: what the registry is asked again after an error, it is asked at once.
  const timers = { ...systemTimers, sleep: async () => undefined };
  const client = createRegistry({ table, credentials: [], configuredHosts: [new URL(registry.url).host], publicRegistries: [registry.url], network: { strictSsl: true } }, { timers });
  const settings: ReviewSettings = { checks, registries: table, engine: { version: '0.0.0', digest: '0'.repeat(64) } };
  const ports: World['ports'] = (host, { advisories, cache, trust, ...more } = {}) => ({
    host, clock: { now: () => now }, progress: { report: () => undefined }, people: async () => [],
    facts: createFactSource({
      host, registry: client, analyser, advisories: advisories ?? knownAdvisories(), cache: cache ?? memoryFactCache(), clock: { now: () => now },
      tenancy: { installation: '1', repository: '1', visibility: 'private', fork: false }, ...(trust ? { trust } : {}),
    }),
    ...more,
  });
  return {
    registry, settings, ports,
    review: (host, { settings: other, early, ...more } = {}) => review(ports(host, more), { ...settings, ...other }, early ?? (async () => undefined), new AbortController().signal),
    async close() {
      client.close();
      await analyser.close();
      await registry.close();
    },
  };
}

/** A verdict in few words: `check message` of what is told, `check CODE` of the gaps that count, the codes of the remarks. */
export function inShort(verdict: Verdict): { readonly outcome: Verdict['outcome']; readonly told: readonly string[]; readonly gaps: readonly string[]; readonly remarks: readonly string[] } {
  const set = (words: readonly string[]): string[] => [...new Set(words)].sort();
  return {
    outcome: verdict.outcome,
    told: set(verdict.findings.filter((finding) => finding.level === 'default').map((finding) => `${finding.check} ${finding.message}`)),
    gaps: set(verdict.gaps.filter((gap) => gap.counts).map((gap) => `${gap.check} ${gap.code}`)),
    remarks: set(verdict.remarks.map((remark) => remark.code)),
  };
}
