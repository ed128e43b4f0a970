import { limits } from '../core/limits.js';
import { loadedByName, type NamedPath } from '../core/loaded-paths.js';
import { byCodePoint } from '../core/order.js';
import type { Tree } from '../core/tree.js';
import { requiredIn } from '../lockfiles/settings/required.js';
import type { TextReader } from './files.js';

/** Names that hooks can have by themselves, before the whole name is looked at; Yarn's plugins are one file each. */
const ownName = /pnpmfile\.[cm]?js$|\.npm-extension\.[cm]js$/i;

/**
 * The files of one side that hooks load beside themselves by a relative path in plain words, and what these load in turn: they run at every install as the
 * hook does. `left`: the first that was not read, where there are more than `limits.hookFiles`, or they load one another over more rounds than
 * `limits.hookRounds`.
 */
export async function requiredByHooks(reader: TextReader, tree: Tree, named: readonly NamedPath[]): Promise<{ readonly paths: readonly NamedPath[]; readonly left?: { readonly path: string; readonly limit: 'hookFiles' | 'hookRounds' } }> {
  const own = [...tree.entries.keys()].filter((path) => ownName.test(path) && !`/${path}`.includes('/node_modules/') && loadedByName(path)?.use === 'hook');
  const seen = new Set([...own, ...named.flatMap(({ path, use, folder }) => (use === 'hook' && folder !== true && tree.entries.has(path) ? [path] : []))]);
  const paths: NamedPath[] = [];
  let open = [...seen].sort(byCodePoint);
  for (let round = 0; open.length > 0; round++) {
    if (seen.size > limits.hookFiles.value) return { paths, left: { path: open[0]!, limit: 'hookFiles' } };
    if (round === limits.hookRounds.value) return { paths, left: { path: open[0]!, limit: 'hookRounds' } };
    const texts = await reader.read(open.map((path) => ({ tree, path, maxBytes: limits.manifestBytes.value })));
    const next: string[] = [];
    for (const [index, text] of texts.entries()) {
      const by = { path: open[index]!, key: 'require' };
      for (const path of text.kind === 'text' ? requiredIn(by.path, text.text) : []) {
        if (seen.has(path) || !tree.entries.has(path)) continue;
        seen.add(path);
        next.push(path);
        // The root's manifest is changed for much else.
        if (path !== 'package.json') paths.push({ path, use: 'hook', by });
      }
    }
    open = next;
  }
  return { paths };
}
