/** Texts by a key that never stands for two of them. */
export interface KeptTexts {
  /** The text of a key; fetched where it is not here, once however many ask. */
  get(key: string, fetch: () => Promise<string>): Promise<string>;
  drop(key: string): void;
}

/** Keeps texts of so many characters together at most; what came first goes first. */
export function keptTexts(most: number): KeptTexts {
  const kept = new Map<string, string>();
  const coming = new Map<string, Promise<string>>();
  let size = 0;
  const drop = (key: string): void => {
    size -= kept.get(key)?.length ?? 0;
    kept.delete(key);
  };
  return {
    drop,
    async get(key, fetch) {
      const known = kept.get(key);
      if (known !== undefined) return known;
      const pending = coming.get(key) ?? fetch().finally(() => { coming.delete(key); });
      coming.set(key, pending);
      const text = await pending;
      if (!kept.has(key)) {
        kept.set(key, text);
        size += text.length;
      }
      for (const old of kept.keys()) {
        if (size <= most) break;
        drop(old);
      }
      return text;
    },
  };
}
