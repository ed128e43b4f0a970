import type { Coverage } from '../core/coverage.js';
import { attributesOf, attributeText, effectOf, parseAttributes, type AttributesFile, type FileAttribute } from '../core/attributes.js';
import { dependencyFile } from '../core/dependency-names.js';
import { hashOf } from '../core/hash.js';
import { limits } from '../core/limits.js';
import { byCodePoint } from '../core/order.js';
import type { Tree } from '../core/tree.js';
import type { FileText } from './files.js';

/** What attributes of git do to dependency-bearing files, and what of it could not be found out. */
export interface Attributes {
  readonly found: readonly FileAttribute[];
  readonly holes: readonly { readonly path: string; /** What a waiver of it binds. */ readonly content: string; readonly coverage: Extract<Coverage, { kind: 'failed' | 'partial' }> }[];
}

export interface AttributeQuestion {
  /** The paths whose attributes are asked for. */
  readonly paths: readonly string[];
  /** Of those, the ones that compared lockfiles are read from, with the lockfile. */
  readonly lockfiles: ReadonlyMap<string, string>;
  /** The `.gitattributes` to read, on both sides where one of them changed, else after the change alone. */
  readonly files: readonly string[];
  readonly changed: boolean;
  /** Whether git reads one of them on a side: it is a file there, and no link to one. */
  readonly plain: (side: 'before' | 'after', path: string) => boolean;
  /** The first of those that were too many to read. */
  readonly left?: string;
  /** A hash over all `.gitattributes` after the change. */
  readonly content: string;
}

const name = '.gitattributes';
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

function* above(path: string): Generator<string> {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    yield folder === '' ? name : `${folder}/${name}`;
    if (folder === '') return;
  }
}

/**
 * Which `.gitattributes` a review has to read: where one changed, all that stand above a dependency-bearing file; else those above the lockfiles
 * that are compared, since what is checked out of them may be other bytes than were read. git reads none that is a link.
 * @param lockfiles the lockfiles that are compared, by where they are read from (another path where they are links)
 */
export function askAttributes(before: Tree, after: Tree, lockfiles: ReadonlyMap<string, string>): AttributeQuestion {
  const plain = (tree: Tree, path: string): string | undefined => { const entry = tree.entries.get(path); return entry?.mode.startsWith('100') === true ? entry.oid : undefined; };
  const all = new Set([...before.entries.keys(), ...after.entries.keys()].filter((path) => path === name || path.endsWith(`/${name}`)));
  const changed = [...all].some((path) => plain(before, path) !== plain(after, path));
  const bearing = changed ? [...after.entries.values()].filter(({ path, mode }) => mode.startsWith('100') && (dependencyFile(path)?.kind ?? 'execution') !== 'execution').map(({ path }) => path) : [];
  const paths = [...new Set([...lockfiles.keys(), ...bearing])].sort(byCodePoint);
  const wanted = new Set(paths.flatMap((path) => [...above(path)]));
  // The nearest to the root first: they reach furthest.
  const files = [...all].filter((path) => wanted.has(path) && (plain(after, path) !== undefined || (changed && plain(before, path) !== undefined))).sort((a, b) => a.split('/').length - b.split('/').length || byCodePoint(a, b));
  const left = files[limits.attributeFiles.value];
  return { paths, lockfiles, files: files.slice(0, limits.attributeFiles.value), changed, plain: (side, path) => plain(side === 'before' ? before : after, path) !== undefined, content: hashOf([...all].sort(byCodePoint).map((path) => `${path}\0${after.entries.get(path)?.oid ?? ''}`)), ...(left === undefined ? {} : { left }) };
}

/**
 * Reads the attributes that were asked for. What stood at base stands; what did not is `added`.
 * @param text a `.gitattributes` by side, as `askAttributes` named it
 */
export function readAttributes(question: AttributeQuestion, text: (side: 'before' | 'after', path: string) => FileText): Attributes {
  const holes: Attributes['holes'][number][] = [];
  if (question.left !== undefined) holes.push({ path: question.left, content: question.content, coverage: { kind: 'failed', code: limits.attributeFiles.code, data: { path: question.left, limit: limits.attributeFiles.value } } });
  const filesOf = (side: 'before' | 'after'): readonly AttributesFile[] => question.files.filter((path) => question.plain(side, path)).flatMap((path) => {
    const read = text(side, path);
    // An unreadable one of base lets everything count as added.
    if (read.kind === 'unread' && side === 'after') holes.push({ path, content: read.oid, coverage: read.coverage });
    return read.kind === 'text' ? [parseAttributes(read.text, path)] : [];
  });
  const after = filesOf('after');
  const before = question.changed ? filesOf('before') : after;
  const steps = [...before, ...after].reduce((sum, file) => sum + file.characters, 0) * question.paths.reduce((sum, path) => sum + path.length, 0);
  if (steps > limits.attributeSteps.value) {
    holes.push({ path: question.files[0]!, content: question.content, coverage: { kind: 'failed', code: limits.attributeSteps.code, data: { path: question.files[0]!, limit: limits.attributeSteps.value } } });
    return { found: [], holes };
  }
  const found = question.paths.flatMap((path) => {
    const lockfile = question.lockfiles.get(path);
    const stood = question.changed ? attributesOf(path, before) : undefined;
    return [...attributesOf(path, after).values()].flatMap((attribute): FileAttribute[] => {
      const effect = effectOf(attribute);
      if (!effect) return [];
      const same = stood === undefined || stood.get(attribute.name)?.state === attribute.state;
      return [{ path, attribute: attributeText(attribute), effect, source: attribute.source, line: attribute.line, change: same ? 'standing' : 'added', ...(lockfile === undefined ? {} : { lockfile }) }];
    });
  });
  return { found, holes };
}
