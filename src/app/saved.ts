import { z } from 'zod';
import { Failure, problemOf, errorCodes } from '../core/errors.js';
import type { Policy } from '../core/policy.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Tree } from '../core/tree.js';
import type { Verdict } from '../core/verdict.js';
import { factKey, type Fact, type Subject, type FactKind } from '../facts/kinds.js';
import type { Blob, CodeHost } from '../ports/code-host.js';
import type { FactSource } from './fact-source.js';
import type { ReviewPorts, ReviewSettings } from './review.js';

/**
 * Everything that a verdict depends on: the clock (read once), the trees, the texts that were read, the effective settings, and every
 * fact that was asked for. `review` over this gives the same verdict, byte for byte.
 */
const savedTree = z.object({ commit: z.string().optional(), entries: z.array(z.tuple([z.string(), z.string(), z.string(), z.number().nullable()])), unread: z.array(z.object({ path: z.string(), code: z.literal('TREE_TRUNCATED') })) });
const problem = z.object({ code: z.enum(errorCodes), data: z.record(z.string(), z.unknown()) });
const packageName = { registry: z.string(), name: z.string(), version: z.string() };
const seenTag = z.object({ ...packageName, tag: z.string(), since: z.number(), before: z.string().exactOptional(), highest: z.object({ version: z.string(), until: z.number() }).exactOptional() });
const served = z.object({ registry: z.string(), name: z.string(), signatures: z.boolean(), attestations: z.boolean() });
const hostServed = z.object({ registry: z.string(), signatures: z.enum(['all', 'some', 'none']), attestations: z.boolean() });
const release = z.object({ ...packageName, publisher: z.string().exactOptional(), trusted: z.boolean(), known: z.boolean(), publishedAt: z.number().exactOptional(), earlier: z.array(z.number()) });
const savedReview = z.object({
  schema: z.literal(1),
  now: z.number(),
  snapshot: z.object({ repository: z.unknown(), base: z.unknown(), head: z.unknown(), mergeBase: z.string().optional(), landing: z.unknown(), trees: z.record(z.string(), z.string()) }),
  trees: z.record(z.string(), savedTree),
  blobs: z.record(z.string(), z.union([z.string(), problem])),
  organisation: z.object({ oid: z.string(), bytes: z.string() }).nullable(),
  settings: z.object({ registries: z.unknown(), engine: z.unknown(), policyFile: z.unknown().optional(), organisationPolicy: z.unknown().optional(), lastGood: z.unknown().optional() }),
  people: z.union([z.array(z.string()), z.literal('unknown')]),
  approvals: z.object({ own: z.union([z.array(z.string()), z.literal('unknown')]), approved: z.array(z.string()) }).optional(),
  passed: z.array(z.string()).optional(),
  seen: z.object({ tags: z.array(seenTag).exactOptional(), releases: z.array(release), cut: z.boolean(), served: z.array(served).exactOptional(), hosts: z.array(hostServed).exactOptional() }).optional(),
  facts: z.record(z.string(), z.unknown()),
  data: z.array(z.object({ source: z.string(), digest: z.string(), asOf: z.string(), unread: z.string().optional() })),
  verdict: z.unknown().optional(),
});
export type SavedReview = z.infer<typeof savedReview>;

/** Reads a saved review. @throws Failure FILE_UNREADABLE when the text is none of this version. */
export function parseSaved(text: string): SavedReview {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new Failure('FILE_UNREADABLE', { reason: 'not JSON' }, error);
  }
  const parsed = savedReview.safeParse(value);
  if (!parsed.success) throw new Failure('FILE_UNREADABLE', { reason: parsed.error.issues[0]?.message ?? 'not a saved review' });
  return parsed.data;
}

/** Ports that remember everything they answered, and the document made of it. */
export function recording(ports: ReviewPorts, settings: ReviewSettings): { readonly ports: ReviewPorts; saved(verdict: Verdict): SavedReview } {
  const now = ports.clock.now();
  const blobs = new Map<string, Uint8Array | Error>();
  const facts = new Map<string, Fact<unknown>>();
  let snapshot: Snapshot | undefined;
  let organisation: Blob | undefined;
  let data: SavedReview['data'] = [];
  let people: SavedReview['people'] = [];
  let approvals: SavedReview['approvals'];
  let passed: readonly string[] | undefined;
  const approvalsNow = ports.approvals;
  const before = ports.passed;
  let seen: SavedReview['seen'];
  const [seenBefore, releasesBefore] = [ports.seen, ports.releases];
  const host: CodeHost = {
    snapshot: async () => (snapshot = await ports.host.snapshot()),
    async blobs(oids, maxBytes) {
      const answer = await ports.host.blobs(oids, maxBytes);
      for (const [oid, bytes] of answer) blobs.set(oid, bytes);
      return answer;
    },
    organisationFile: async (path, maxBytes) => (organisation = await ports.host.organisationFile(path, maxBytes)),
  };
  const source: FactSource = {
    async get(subject, kind, signal) {
      const fact = await ports.facts.get(subject, kind, signal);
      facts.set(factKey(subject, kind), fact);
      return fact;
    },
    release: (isPrivate) => { ports.facts.release(isPrivate); },
    async data() {
      const answer = await ports.facts.data();
      data = answer.map((one) => ({ ...one }));
      return answer;
    },
  };
  return {
    ports: {
      ...ports, host, facts: source, clock: { now: () => now },
      ...(before ? {
        async passed(packages) {
          const answer = await before(packages);
          passed = [...answer];
          return answer;
        },
      } satisfies Partial<ReviewPorts> : {}),
      ...(seenBefore ? {
        async seen(names) {
          const answer = await seenBefore(names);
          seen = { releases: [], cut: false, ...seen, ...(answer.tags ? { tags: [...answer.tags] } : {}), ...(answer.served ? { served: [...answer.served] } : {}), ...(answer.hosts ? { hosts: [...answer.hosts] } : {}) };
          return answer;
        },
      } satisfies Partial<ReviewPorts> : {}),
      ...(releasesBefore ? {
        async releases(accounts) {
          const answer = await releasesBefore(accounts);
          seen = { ...seen, releases: answer.releases.map((one) => ({ ...one, earlier: [...one.earlier] })), cut: answer.cut };
          return answer;
        },
      } satisfies Partial<ReviewPorts> : {}),
      ...(approvalsNow ? {
        async approvals() {
          const answer = await approvalsNow();
          approvals = { own: answer.own === 'unknown' ? answer.own : [...answer.own], approved: [...answer.approved] };
          return answer;
        },
      } satisfies Partial<ReviewPorts> : {}),
      async people() {
        const answer = await ports.people();
        people = answer === 'unknown' ? answer : [...answer];
        return answer;
      },
    },
    saved: (verdict) => ({
      schema: 1, now, ...saveSnapshot(snapshot!), data, verdict,
      blobs: Object.fromEntries([...blobs].map(([oid, bytes]) => [oid, bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : { ...problemOf(bytes) }])),
      organisation: organisation ? { oid: organisation.oid, bytes: Buffer.from(organisation.bytes).toString('base64') } : null,
      settings: { registries: settings.registries, engine: settings.engine, ...(settings.policyFile ? { policyFile: settings.policyFile } : {}), ...(settings.organisationPolicy ? { organisationPolicy: settings.organisationPolicy } : {}), ...(settings.lastGood ? { lastGood: settings.lastGood } : {}) },
      facts: Object.fromEntries(facts), people, ...(approvals ? { approvals } : {}), ...(passed ? { passed: [...passed] } : {}), ...(seen ? { seen } : {}),
    }),
  };
}

function saveSnapshot(snapshot: Snapshot): Pick<SavedReview, 'snapshot' | 'trees'> {
  const trees: { [name: string]: SavedReview['trees'][string] } = {};
  const names = new Map<Tree, string>();
  const refs: { [role: string]: string } = {};
  for (const [role, tree] of Object.entries(snapshot.trees) as [string, Tree | undefined][]) {
    if (!tree) continue;
    const name = names.get(tree) ?? role;
    names.set(tree, name);
    refs[role] = name;
    trees[name] ??= { ...(tree.commit === undefined ? {} : { commit: tree.commit }), unread: [...tree.unread], entries: [...tree.entries.values()].map((entry) => [entry.path, entry.mode, entry.oid, entry.size ?? null]) };
  }
  const { trees: _trees, ...rest } = snapshot;
  return { snapshot: { ...rest, trees: refs }, trees };
}

function loadSnapshot(saved: SavedReview): Snapshot {
  const loaded = new Map<string, Tree>();
  for (const [name, tree] of Object.entries(saved.trees)) {
    const entries = new Map(tree.entries.map(([path, mode, oid, size]) => [path, { path, mode: mode as '100644', oid, ...(size === null ? {} : { size }) }]));
    loaded.set(name, { entries, unread: tree.unread, ...(tree.commit === undefined ? {} : { commit: tree.commit }) });
  }
  const trees = Object.fromEntries(Object.entries(saved.snapshot.trees).map(([role, name]) => [role, loaded.get(name)]));
  return { ...saved.snapshot, trees } as unknown as Snapshot;
}

function approvalsOf({ approvals }: SavedReview): Pick<ReviewPorts, 'approvals'> {
  return approvals ? { approvals: async () => approvals } : {};
}

function seenOf({ seen }: SavedReview): Pick<ReviewPorts, 'seen' | 'releases'> {
  if (!seen) return {};
  const { releases, cut, ...before } = seen;
  return { seen: async () => before, releases: async () => ({ releases, cut }) };
}

/** Ports and settings that answer from a saved review alone. What was not asked for then is answered as a failure: it would be another review. */
export function replaying(saved: SavedReview): { readonly ports: Omit<ReviewPorts, 'progress'>; readonly settings: Omit<ReviewSettings, 'checks'> } {
  const host: CodeHost = {
    snapshot: async () => loadSnapshot(saved),
    async blobs(oids) {
      return new Map(oids.map((oid): [string, Uint8Array | Error] => {
        const bytes = Object.hasOwn(saved.blobs, oid) ? saved.blobs[oid] : undefined;
        if (typeof bytes === 'string') return [oid, new Uint8Array(Buffer.from(bytes, 'base64'))];
        return [oid, bytes ? new Failure(bytes.code, bytes.data as never) : new Failure('FILE_UNREADABLE', { oid, reason: 'not in the saved review' })];
      }));
    },
    organisationFile: async () => (saved.organisation ? { oid: saved.organisation.oid, bytes: new Uint8Array(Buffer.from(saved.organisation.bytes, 'base64')) } : undefined),
  };
  const facts = {
    async get(subject: Subject, kind: FactKind) {
      const key = factKey(subject, kind);
      return Object.hasOwn(saved.facts, key) ? saved.facts[key] : { coverage: { kind: 'failed', code: 'INTERNAL', data: { reason: 'not in the saved review' } } };
    },
    data: async () => saved.data,
    release: () => undefined,
  } as FactSource;
  const { registries, engine, policyFile, organisationPolicy, lastGood } = saved.settings as unknown as Omit<ReviewSettings, 'checks'> & { readonly lastGood?: Policy };
  return {
    ports: { host, facts, clock: { now: () => saved.now }, people: async () => saved.people, ...approvalsOf(saved), ...(saved.passed ? { passed: async () => new Set(saved.passed) } : {}), ...seenOf(saved) },
    settings: { registries, engine, ...(policyFile ? { policyFile } : {}), ...(organisationPolicy ? { organisationPolicy } : {}), ...(lastGood ? { lastGood } : {}) },
  };
}
