import { setImmediate as nextTurn } from 'node:timers/promises';
import { indexBuilder } from '../../advisories/advisory-index.js';
import type { PackageVersion } from '../../advisories/match.types.js';
import { problemOf } from '../../core/errors.js';
import { sha256 } from '../../core/hash.js';
import { byCodePoint } from '../../core/order.js';
import type { Clock } from '../../ports/clock.js';
import type { Holding } from './osv-source.js';

/** A service that is told the names of packages and answers with records. Asked only where somebody opted for it. */
export interface AdvisoryService {
  /** What the service is called in a verdict. */
  readonly source: string;
  /** The ecosystems that it knows, by their OSV names. */
  readonly ecosystems: readonly string[];
  /** The most packages of one request. */
  readonly most: number;
  /** True where its answer is about the versions that it was told, and another one has to be asked for again. */
  readonly byVersion: boolean;
  /** True for the default registry itself, which knows the names of what is fetched from it. */
  readonly serves: boolean;
  /** OSV records on packages of one ecosystem, not yet read. @throws Failure, or the signal's reason. */
  records(ecosystem: string, packages: readonly PackageVersion[]): Promise<readonly unknown[]>;
}

/** A service as one review asks it: each package at most once, those of one turn together. */
export interface Asked {
  /** As of its service. */
  readonly serves: boolean;
  /** What the service knows of a package; undefined where it does not know the ecosystem. */
  holding(query: PackageVersion): Promise<Holding | undefined>;
  /** What its answers were so far; undefined before the first. */
  data(): { readonly source: string; readonly digest: string; readonly asOf: string } | undefined;
}

interface Waiting {
  readonly query: PackageVersion;
  readonly settle: (holding: Holding) => void;
}

/** Begins to ask a service for one review. What failed once is not asked again in it: the next request would keep the review waiting as long. */
export function asking(service: AdvisoryService, clock: Clock): Asked {
  const { source } = service;
  const known = new Map<string, Promise<Holding>>();
  const digests: string[] = [];
  const begun = clock.now();
  const waiting = new Map<string, Waiting[]>();
  let line: Promise<void> = Promise.resolve();
  let lack: Holding['lack'];

  async function ask(ecosystem: string, batch: readonly Waiting[]): Promise<void> {
    if (!lack) {
      try {
        const records = await service.records(ecosystem, batch.map(({ query }) => query));
        const builder = indexBuilder();
        for (const [at, record] of records.entries()) builder.add(record, { file: source, line: at + 1 });
        const index = builder.finish();
        digests.push(index.digest);
        for (const one of batch) one.settle({ source, ecosystem, data: { index, digest: index.digest } });
        return;
      } catch (error) {
        const { code, data } = problemOf(error);
        lack = { code: 'ADVISORIES_UNREACHABLE', data: { source, reason: code, ...('status' in data ? { status: data['status']! } : {}) } };
      }
    }
    for (const one of batch) one.settle({ source, ecosystem, lack });
  }

  function enter(query: PackageVersion): Promise<Holding> {
    return new Promise((settle) => {
      const others = waiting.get(query.ecosystem);
      if (others) { others.push({ query, settle }); return; }
      waiting.set(query.ecosystem, [{ query, settle }]);
      line = line.then(async () => {
        await nextTurn();
        const all = waiting.get(query.ecosystem)!;
        waiting.delete(query.ecosystem);
        for (let at = 0; at < all.length; at += service.most) await ask(query.ecosystem, all.slice(at, at + service.most));
      });
    });
  }

  return {
    serves: service.serves,
    async holding(query) {
      if (!service.ecosystems.includes(query.ecosystem)) return undefined;
      const key = `${query.ecosystem}\0${query.name}\0${service.byVersion ? query.version ?? '' : ''}`;
      const holding = known.get(key) ?? enter(query);
      known.set(key, holding);
      return holding;
    },
    // Nothing of a service is older than the question.
    data: () => (digests.length === 0 ? undefined : { source, digest: sha256([...digests].sort(byCodePoint).join('')), asOf: new Date(begun).toISOString() }),
  };
}
