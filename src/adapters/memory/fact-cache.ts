import { canonicalJson } from '../../core/json.js';
import type { Json } from '../../core/json.js';
import type { CachedFact, FactCache } from '../../ports/fact-cache.js';

interface Kept { readonly text: string; readonly etag?: string; readonly storedAt: number; readonly size: number }

/**
 * A fact cache in memory that forgets what was not used for the longest time. `maxBytes` bounds the facts' JSON (two bytes a character).
 * Facts are kept as text, so that nobody who was given one can change it for the next.
 */
export function memoryFactCache(maxBytes = 64_000_000): FactCache {
  const kept = new Map<string, Kept>();
  let total = 0;

  function forget(key: string): void {
    total -= kept.get(key)?.size ?? 0;
    kept.delete(key);
  }

  return {
    async get(key): Promise<CachedFact | undefined> {
      const name = canonicalJson(key);
      const found = kept.get(name);
      if (!found) return undefined;
      kept.delete(name);
      kept.set(name, found);
      return { value: JSON.parse(found.text) as Json, storedAt: found.storedAt, ...(found.etag === undefined ? {} : { etag: found.etag }) };
    },
    async put(key, fact) {
      const name = canonicalJson(key);
      const text = JSON.stringify(fact.value);
      const size = 2 * (text.length + name.length + (fact.etag?.length ?? 0));
      forget(name);
      if (size > maxBytes) return;
      kept.set(name, { text, storedAt: fact.storedAt, size, ...(fact.etag === undefined ? {} : { etag: fact.etag }) });
      total += size;
      for (const oldest of kept.keys()) {
        if (total <= maxBytes) break;
        forget(oldest);
      }
    },
  };
}
