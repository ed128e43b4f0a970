import posix from 'node:path/posix';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import type { Tree } from '../core/tree.js';
import type { ReviewedFile } from '../lockfiles/reading.types.js';
import type { ArchiveEntry } from '../packages/archive.types.js';
import { gypFacts, isBuildFile, type GypFacts, type ProjectBuild } from '../packages/gyp.js';
import type { FileText, TextReader, TreePath } from './files.js';

const isGyp = (path: string): boolean => /\.gypi?$/i.test(path) && !`/${path}`.includes('/node_modules/');
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));
const below = (folder: string, path: string): boolean => folder === '' || path.startsWith(`${folder}/`);

/**
 * The build files of the repository's own packages (a `binding.gyp` beside a package.json) that differ, with what they run on either side: npm builds whatever
 * stands there, with no script that says so (`@npmcli/run-script`, `run-script-pkg.js`). Reads nothing where no build file changes. What is over
 * `limits.buildFiles` counts as files that could not be read.
 */
export async function readBuilds(reader: TextReader, before: Tree, after: Tree, files: readonly ReviewedFile[]): Promise<readonly ProjectBuild[]> {
  const changed = files.filter(({ path }) => isGyp(path));
  if (changed.length === 0) return [];
  const roots = [...new Set([...before.entries.keys(), ...after.entries.keys()].filter((path) => isBuildFile(path) && isGyp(path)))].sort(byCodePoint)
    .filter((path) => after.entries.has(posix.join(folderOf(path), 'package.json')) && changed.some((file) => below(folderOf(path), file.path)));
  if (roots.length === 0) return [];
  const texts = await readGyp(reader, { before, after }, roots.map(folderOf));
  return roots.map((path) => {
    const folder = folderOf(path);
    const [was, is] = (['before', 'after'] as const).map((side) => factsOf(side === 'before' ? before : after, folder, path, texts[side]));
    const objects = changed.filter((file) => below(folder, file.path)).map((file) => `${file.path} ${file.oid.after ?? ''}`);
    return { path, change: !was ? 'added' : !is ? 'removed' : 'changed', objects, ...(was ? { before: was } : {}), ...(is ? { after: is } : {}) };
  });
}

type Texts = ReadonlyMap<string, FileText>;

/** The texts of all build files below these folders on both sides, those of the first folders before others where there are too many. */
async function readGyp(reader: TextReader, trees: { readonly before: Tree; readonly after: Tree }, folders: readonly string[]): Promise<{ readonly before: Texts; readonly after: Texts }> {
  const wanted = (['after', 'before'] as const).flatMap((side) => [...trees[side].entries.keys()].filter((path) => isGyp(path) && folders.some((folder) => below(folder, path)))
    .sort(byCodePoint).slice(0, limits.buildFiles.value).map((path): TreePath & { readonly side: 'before' | 'after'; readonly maxBytes: number } => ({ side, tree: trees[side], path, maxBytes: limits.manifestBytes.value })));
  const read = await reader.read(wanted);
  const of = (side: 'before' | 'after'): Texts => new Map(wanted.flatMap((one, index) => (one.side === side ? [[one.path, read[index]!] as const] : [])));
  return { before: of('before'), after: of('after') };
}

/** Undefined where the side has no such build file. Other files count by their names: whether there is something to compile. */
function factsOf(tree: Tree, folder: string, path: string, texts: Texts): GypFacts | undefined {
  if (!tree.entries.has(path)) return undefined;
  const entries: ArchiveEntry[] = [];
  for (const entry of tree.entries.values()) {
    if (!below(folder, entry.path)) continue;
    const text = texts.get(entry.path);
    const [bytes, size] = text?.kind === 'text' ? [new TextEncoder().encode(text.text), text.text.length] : isGyp(entry.path) ? [empty, Number.MAX_SAFE_INTEGER] : [empty, 0];
    entries.push({ path: entry.path, bytes, size, mode: 0o644, sha256: entry.oid });
  }
  return gypFacts(entries, folder);
}
const empty = new Uint8Array();
