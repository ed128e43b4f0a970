import { createHash } from 'node:crypto';
import type { LockfileFormat } from '../../src/lockfiles/format.js';

/** What one of the lockfiles that are measured holds: so many packages, of which so many are a patch release later once `bumped`. */
export interface Tree {
  readonly count: number;
  readonly changed: number;
  readonly bumped: boolean;
}

/** One format's part of the measure. */
export interface MeasuredFormat {
  readonly name: string;
  readonly format: LockfileFormat;
  readonly lockfile: string;
  /** The lockfile's text as its tool lays it out; the same for the same tree. */
  readonly write: (tree: Tree) => string;
  /** The cheapest parse that is to be had of one text, what it is called, and the text that it reads, where that is another. */
  readonly floor: { readonly name: string; readonly parse: (text: string) => unknown; readonly text?: (tree: Tree) => string };
  /** What the change list may cost as a multiple of the floor. */
  readonly goal: number;
}

/** Both sides of a measure: about as many packages changed as pull requests that bring many change, and in the largest 200. */
export function treesOf(count: number): readonly [Tree, Tree] {
  const changed = count >= 10_000 ? 200 : count >= 2_000 ? 40 : 20;
  return [{ count, changed, bumped: false }, { count, changed, bumped: true }];
}

/** The same text as one flat string, as a read file's is. */
export function flat(text: string): string {
  return JSON.parse(JSON.stringify(text)) as string;
}

export const workspaces = ['packages/w0', 'packages/w1', 'packages/w2', 'packages/w3'] as const;

export function nameOf(index: number): string {
  return index % 4 === 0 ? `@scope-${index % 17}/package-${index}` : `package-name-${index}`;
}

export function versionOf(index: number, { count, changed, bumped }: Tree): string {
  const every = Math.floor(count / changed);
  return bumped && index % every === every - 1 && index < every * changed ? '1.0.1' : '1.0.0';
}

/** What a package asks for: three of its own, and one of forty that many share. */
export function below(index: number, count: number): number[] {
  const own = [index * 3 + 1, index * 3 + 2, index * 3 + 3].filter((one) => one < count);
  return [...new Set(own.length > 0 ? [...own, count - 1 - (index % 40)] : [])];
}

/** What the root (`''`) or a workspace asks for. Each workspace enters the tree elsewhere, so that a package has up to five introducers. */
export function declared(folder: string): { readonly dependencies: readonly number[]; readonly devDependencies: readonly number[] } {
  const at = (workspaces as readonly string[]).indexOf(folder);
  return at < 0 ? { dependencies: [1], devDependencies: [0, 2] } : { dependencies: [4 + at, 13 + at], devDependencies: [40 + at] };
}

export const ranges = (indices: readonly number[], range = '^1.0.0'): { [name: string]: string } => Object.fromEntries(indices.map((index) => [nameOf(index), range]));

export const indices = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export function sha512(text: string, as: 'base64' | 'hex' = 'base64'): string {
  return createHash('sha512').update(text).digest(as);
}

/** The manifests that belong to every lockfile that is measured, by path. */
export const manifests: ReadonlyMap<string, string> = new Map(['', ...workspaces].map((folder) => {
  const { dependencies, devDependencies } = declared(folder);
  const own = folder === '' ? { name: 'bench', private: true, workspaces: ['packages/*'] } : { name: folder.slice('packages/'.length) };
  return [folder === '' ? 'package.json' : `${folder}/package.json`, JSON.stringify({ ...own, version: '1.0.0', dependencies: ranges(dependencies), devDependencies: ranges(devDependencies) })];
}));
