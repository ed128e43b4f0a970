import { isObject } from '../core/json.js';
import type { Json } from '../core/json.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import type { RegistryTable } from '../core/registries.js';
import type { HostServed, PackageName, Served } from '../core/sighting.js';
import type { Clock } from '../ports/clock.js';
import type { FactCache, FactCacheKey } from '../ports/fact-cache.js';
import type { ReviewPorts } from './review.js';

/** What registries were seen to serve, where there is no database but a cache. */
export interface ServedMemory {
  readonly seen: NonNullable<ReviewPorts['seen']>;
  /** Adds what a review saw. Never rejects. */
  keep(served: readonly Served[]): Promise<void>;
}

/** When a name was last seen served with signatures, and with attestations, in ms since the epoch; 0 where it never was. */
interface Kept {
  readonly signed: number;
  readonly attested: number;
}

const day = 86_400_000;
/** As long as the service keeps what it saw, where nothing else is set (`MERGEWARDEN_SIGHTING_DAYS`). */
const keptMs = 90 * day;

/**
 * One entry for each registry, under its address, since what is the default one may change from one run to the next. A clone does not tell whose change it is that is
 * reviewed, so each is taken for a stranger's: only what was served is kept, and of a registry as a whole no more than that it signs some. What is lost is a first sight.
 */
export function servedMemory(cache: FactCache, clock: Clock, registries: RegistryTable): ServedMemory {
  const keyOf = (registry: string): FactCacheKey => ({ tenant: 'local', registry: registry === 'default' ? registries.default : registry, name: '', version: '', sha512: '', kind: 'served', producer: 'served-1' });
  const read = async (registry: string): Promise<ReadonlyMap<string, Kept>> => namesOf((await cache.get(keyOf(registry)).catch(() => undefined))?.value, clock.now() - keptMs);

  async function seen(names: readonly PackageName[]): ReturnType<ServedMemory['seen']> {
    const known = new Map(await Promise.all(registriesOf(names).map(async (registry) => [registry, await read(registry)] as const)));
    const served = names.flatMap(({ registry, name }): Served[] => {
      const row = known.get(registry)?.get(name);
      return row ? [{ registry, name, signatures: row.signed > 0, attestations: row.attested > 0 }] : [];
    });
    const hosts = [...known].flatMap(([registry, rows]): HostServed[] => {
      const all = [...rows.values()];
      return all.some(({ signed }) => signed > 0) ? [{ registry, signatures: 'some', attestations: all.some(({ attested }) => attested > 0) }] : [];
    });
    return { served, hosts };
  }

  async function add(registry: string, served: readonly Served[]): Promise<void> {
    const now = clock.now();
    // What another run kept meanwhile stays.
    const rows = new Map(await read(registry));
    let isNews = false;
    for (const { name, signatures, attestations } of served) {
      const { signed = 0, attested = 0 } = rows.get(name) ?? {};
      if ((signatures && signed < now - day) || (attestations && attested < now - day)) isNews = true;
      rows.set(name, { signed: signatures ? now : signed, attested: attestations ? now : attested });
    }
    if (!isNews) return;
    const latest = ({ signed, attested }: Kept): number => Math.max(signed, attested);
    const most = [...rows].sort(([a, one], [b, other]) => latest(other) - latest(one) || byCodePoint(a, b)).slice(0, limits.sightedNames.value);
    await cache.put(keyOf(registry), { value: { names: most.map(([name, { signed, attested }]): Json => [name, signed, attested]) }, storedAt: now });
  }

  return {
    seen,
    async keep(served) {
      const told = served.filter(({ signatures, attestations }) => signatures || attestations);
      await Promise.all(registriesOf(told).map((registry) => add(registry, told.filter((one) => one.registry === registry)).catch(() => undefined)));
    },
  };
}

const registriesOf = (names: readonly PackageName[]): readonly string[] => [...new Set(names.map(({ registry }) => registry))];

/** The rows of an entry that are not older than `since`. */
function namesOf(value: Json | undefined, since: number): ReadonlyMap<string, Kept> {
  const rows = isObject(value ?? null) ? (value as { readonly [key: string]: Json })['names'] : undefined;
  const kept = new Map<string, Kept>();
  for (const row of Array.isArray(rows) ? (rows as readonly Json[]) : []) {
    const [name, signed, attested] = Array.isArray(row) ? (row as readonly Json[]) : [];
    if (typeof name !== 'string' || typeof signed !== 'number' || typeof attested !== 'number') continue;
    const one = { signed: signed >= since ? signed : 0, attested: attested >= since ? attested : 0 };
    if (one.signed > 0 || one.attested > 0) kept.set(name, one);
  }
  return kept;
}
