import type { Tree } from '../../core/tree.js';

/** What merging path by path gives: the head's entry where the head changed it, the base's elsewhere. Git may merge otherwise; this is a guess. */
export function likelyMerge(base: Tree, mergeBase: Tree, head: Tree): Tree {
  const entries = new Map(base.entries);
  for (const path of new Set([...mergeBase.entries.keys(), ...head.entries.keys()])) {
    const [old, now] = [mergeBase.entries.get(path), head.entries.get(path)];
    if (old?.oid === now?.oid && old?.mode === now?.mode) continue;
    if (now) entries.set(path, now);
    else entries.delete(path);
  }
  return { entries, unread: [...base.unread, ...head.unread] };
}
