import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAnalyser } from '../../src/adapters/analyser/pool.js';
import { fileFactCache } from '../../src/adapters/files/fact-cache.js';
import { placesOf } from '../../src/adapters/files/places.js';
import { createOsvSource } from '../../src/adapters/osv/osv-source.js';
import { publicDefaultRegistry } from '../../src/adapters/registry/index.js';
import { systemClock } from '../../src/adapters/system/clock.js';
import { createFactSource } from '../../src/app/fact-source.js';
import { inspect } from '../../src/app/inspect.js';
import { semaphore } from '../../src/app/semaphore.js';
import { checks } from '../../src/checks/index.js';
import { limits } from '../../src/core/limits.js';
import { engineDigest, engineVersion } from '../../src/entries/engine.js';
import { fromRegistry } from '../../src/entries/inspected.js';
import { noAdvisories } from '../../src/entries/advisories.js';
import type { CodeAnalyser } from '../../src/ports/analyser.js';
import { registryAt } from './as-of.js';
import type { Pair } from './choose.js';
import type { Measured } from './report.js';
import type { Store } from './store.js';

export interface Settings {
  readonly store: Store;
  /** Pairs, and analyser processes, at once. */
  readonly jobs: number;
  /** OSV records; without them the checks that need them are left out, as `inspect` does. */
  readonly advisories?: string;
  /** Judges each pair so many milliseconds after its new version was put up, by the record as it was then; today, where it is left out. */
  readonly age?: number;
  readonly signal: AbortSignal;
  readonly told: (measured: Measured) => void;
}

/** A digest over the sources that decide what a profile says. */
function analysisDigest(): string {
  const hash = createHash('sha256');
  for (const folder of ['core', 'javascript', 'packages', 'adapters/analyser']) {
    const at = fileURLToPath(new URL(`../../src/${folder}/`, import.meta.url));
    for (const file of readdirSync(at, { recursive: true }).map(String).filter((one) => one.endsWith('.ts')).sort()) hash.update(`${file}\0`).update(readFileSync(path.join(at, file))).update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

/** While rules are worked on, the producer's own name stays behind its code: profiles are kept under the digest of that code too. */
function underDigest(analyser: CodeAnalyser): CodeAnalyser {
  return { producer: `${analyser.producer} ${analysisDigest()}`, analyse: (input, signal) => analyser.analyse(input, signal), close: () => analyser.close() };
}

/**
 * Compares both versions of every pair the way `mergewarden inspect NAME@OLD..NEW` does, with the same checks and the registry's record, over what the
 * store holds and nothing else. Profiles of versions are kept in the store's folder.
 */
export async function measureAll(pairs: readonly Pair[], settings: Settings): Promise<Measured[]> {
  const { store, signal, advisories } = settings;
  const analyser = underDigest(createAnalyser({ processes: settings.jobs }));
  const cache = await fileFactCache({ places: { cacheFolder: path.join(store.folder, 'facts'), keyFile: placesOf(process.env, os.homedir(), process.platform).keyFile }, clock: systemClock, maxBytes: 20_000_000_000 });
  const osv = advisories === undefined ? noAdvisories : createOsvSource({ path: advisories });
  // On the day of a release each is told for its age.
  const wanted = checks.filter((check) => (advisories !== undefined || check.group !== 'advisory') && (settings.age === undefined || check.id !== 'release-age'));
  const url = publicDefaultRegistry();
  const table = { publicDefault: url, default: url, scopes: {} };
  const turn = semaphore(settings.jobs);
  const engine = { version: engineVersion, digest: engineDigest() };

  async function one(pair: Pair): Promise<Measured> {
    const [registry, clock] = settings.age === undefined ? [store.registry, systemClock] : await registryAt(store, pair, settings.age);
    const facts = createFactSource({ registry, analyser, advisories: osv, cache, clock: systemClock, tenancy: { installation: 'local', repository: 'local', visibility: 'private', fork: false } });
    const started = performance.now();
    const both = { before: fromRegistry(pair.name, pair.before, table), after: fromRegistry(pair.name, pair.after, table) };
    const deadline = AbortSignal.timeout(limits.reviewMs.value);
    const verdict = await inspect(facts, wanted, both, engine, clock.now(), AbortSignal.any([signal, deadline])).then((done) => done.verdict, (error: unknown) => {
      if (signal.aborted || !deadline.aborted) throw error;
      return { outcome: 'unknown', findings: [], gaps: [{ check: 'inspect', subject: pair.name, code: 'DEADLINE', data: {}, counts: true, waived: false, fingerprint: '' }] } as const;
    });
    const measured: Measured = { pair, outcome: verdict.outcome, ms: performance.now() - started, findings: verdict.findings, gaps: verdict.gaps };
    settings.told(measured);
    return measured;
  }
  try {
    return await Promise.all(pairs.map((pair) => turn(() => one(pair))));
  } finally {
    await analyser.close();
  }
}
