import type { ReviewedFile } from '../../lockfiles/reading.types.js';
import { defineCheck, type OwnGap, type ReviewInput } from '../check.js';

/** Where bytes of packages, or the table that says which of them are loaded, lie in a repository: the folder or file that a person would name. */
const places: readonly RegExp[] = [
  // Yarn 2 and later without installs: archives, the table that Node's loader goes by, what is unpacked, and Yarn itself.
  /^(?:.*\/)?\.yarn\/cache(?=\/.+\.zip$)/, /^(?:.*\/)?\.pnp\.(?:cjs|js|data\.json|loader\.mjs)$/, /^(?:.*\/)?\.yarn\/unplugged(?=\/)/, /^(?:.*\/)?\.yarn\/releases(?=\/)/,
  // What is loaded as it lies there. The outermost folder is named.
  /^(?:[^/]+\/)*?node_modules(?=\/)/,
  // Yarn 1's offline mirror, by its usual names.
  /^(?:.*\/)?(?:npm-packages-offline-cache|yarn-offline-mirror|\.yarn-offline-mirror)(?=\/.+\.tgz$)/,
];

function placeOf(path: string): string | undefined {
  for (const place of places) {
    const found = place.exec(path)?.[0];
    if (found !== undefined) return found;
  }
  return undefined;
}

/** A link, or a submodule, in the place of such a folder: what is loaded lies where it leads. */
function linkedPlace({ path, mode }: ReviewedFile): string | undefined {
  if (mode.after !== '120000' && mode.after !== '160000') return undefined;
  return /(?:^|\/)(?:node_modules|\.yarn(?:\/(?:cache|unplugged|releases|plugins))?)$/.test(path) ? path : undefined;
}

/**
 * Archives of Yarn's cache that are just what a changed entry of a lockfile pins: `cache-difference` compares their files with the registry's. What Yarn
 * patches is other than what a registry serves, so that nothing can be compared.
 */
function comparedArchives(input: ReviewInput): ReadonlySet<string> {
  const pinned = new Set(input.changes.flatMap(({ after }) => (after && after.origin.kind === 'registry' && after.integrity.yarnCache ? [after.integrity.yarnCache.value] : [])));
  return new Set((input.committed ?? []).filter(({ sha512 }) => sha512 !== undefined && pinned.has(sha512)).map(({ path }) => path));
}

/** One hole for each place: a waiver binds what all of its changed files hold. */
function gaps(input: ReviewInput): OwnGap[] {
  const compared = comparedArchives(input);
  const found = new Map<string, ReviewedFile[]>();
  for (const file of input.files) {
    // What is taken away is loaded no more; which package is missed then, the lockfile tells.
    const place = file.change === 'removed' ? undefined : (linkedPlace(file) ?? placeOf(file.path));
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
