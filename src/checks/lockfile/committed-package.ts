import { isPackageFolder, loadedBy, loadedByName, type Loaded } from '../../core/loaded-paths.js';
import type { ReviewedFile } from '../../lockfiles/reading.types.js';
import { defineCheck, type OwnGap, type ReviewInput } from '../check.js';

/** A link, or a submodule, in the place of such a folder: what is loaded lies where it leads. */
function linkedPlace({ path, mode }: ReviewedFile): string | undefined {
  if (mode.after !== '120000' && mode.after !== '160000') return undefined;
  return isPackageFolder(path) ? path : undefined;
}

/**
 * Archives of Yarn's cache that are just what a changed entry of a lockfile pins: `cache-difference` compares their files with the registry's. What Yarn
 * patches is other than what a registry serves, so that nothing can be compared.
 */
function comparedArchives(input: ReviewInput): ReadonlySet<string> {
  const pinned = new Set(input.changes.flatMap(({ after }) => (after && after.origin.kind === 'registry' && after.integrity.yarnCache ? [after.integrity.yarnCache.value] : [])));
  return new Set((input.committed ?? []).filter(({ sha512 }) => sha512 !== undefined && pinned.has(sha512)).map(({ path }) => path));
}

/** The place of packages that a path lies in, by its name or by what settings name too. */
function placeOf(path: string, loaded: (path: string) => Loaded | undefined = loadedByName): string | undefined {
  const found = loaded(path);
  return found?.use === 'package' ? found.place : undefined;
}

/** One hole for each place: a waiver binds what all of its changed files hold. */
function gaps(input: ReviewInput): OwnGap[] {
  const compared = comparedArchives(input);
  const loaded = loadedBy(input.loaded?.named ?? []);
  const found = new Map<string, ReviewedFile[]>();
  for (const file of input.files) {
    // What is taken away is loaded no more; which package is missed then, the lockfile tells.
    const place = file.change === 'removed' ? undefined : (linkedPlace(file) ?? placeOf(file.path, loaded));
    if (place === undefined || compared.has(file.path)) continue;
    const known = found.get(place);
    if (known) known.push(file);
    else found.set(place, [file]);
  }
  return [...found].map(([place, files]) => ({
    subject: place, identity: [place, ...files.map((file) => `${file.path} ${file.oid.after ?? ''}`)],
    coverage: { kind: 'failed', code: 'COMMITTED_PACKAGE', data: { path: place, files: files.length } },
  }));
}

export const committedPackage = defineCheck({
  id: 'committed-package',
  group: 'lockfile',
  title: 'Bytes of packages that lie in the repository change',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {},
  run: (input) => ({ drafts: [], gaps: gaps(input) }),
});
