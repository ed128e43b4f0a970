import { isWhole } from '../../core/coverage.js';
import { isPackageFolder, loadedBy, loadedByName, type Loaded } from '../../core/loaded-paths.js';
import type { PnpTable, PublishedFile, ReviewedFile } from '../../lockfiles/reading.types.js';
import { defineCheck, type Draft, type OwnGap, type ReviewInput } from '../check.js';
import { aboutFile } from '../draft.js';

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
  // A tarball that an entry names is read as any other package.
  const named = new Set(input.changes.flatMap(({ after }) => (after?.origin.kind === 'repository' ? [`${after.origin.path} ${after.origin.oid}`] : [])));
  const tarballs = input.files.filter(({ path, oid }) => named.has(`${path} ${oid.after ?? ''}`)).map(({ path }) => path);
  const pinned = new Set(input.changes.flatMap(({ after }) => (after && after.origin.kind === 'registry' && after.integrity.yarnCache ? [after.integrity.yarnCache.value] : [])));
  return new Set([...tarballs, ...(input.committed ?? []).filter(({ sha512 }) => sha512 !== undefined && pinned.has(sha512)).map(({ path }) => path)]);
}

/** The place of packages that a path lies in, by its name or by what settings name too. */
function placeOf(path: string, loaded: (path: string) => Loaded | undefined = loadedByName): string | undefined {
  const found = loaded(path);
  return found?.use === 'package' ? found.place : undefined;
}

/** What a table of Plug'n'Play says that the lockfile does not, entry by entry. */
function* tableDrafts({ path, differences, more }: PnpTable, oid: string): Generator<Draft> {
  for (const [index, { kind, entry, says }] of differences.entries()) {
    const others = index === differences.length - 1 && more > 0 ? ` (${more} more entries differ)` : '';
    yield aboutFile({ in: 'repository', path, side: 'head', line: 1, endLine: 1 }, {
      message: kind, severity: 'high', confidence: 'high', level: 'default', change: 'added', data: { path, entry, says: `${says}${others}` }, identity: [kind, path, entry, says, ...(others === '' && kind !== 'other-code' ? [] : [oid])],
    });
  }
}

const isRelease = (path: string): boolean => /(?:^|\/)\.yarn\/releases\//.test(path);

/**
 * What a file that is not the published one is told as. Honest releases of Yarn differ from npm's copy, since `yarn set version` fetches them from
 * elsewhere and not all were built alike: only one that is exchanged under its name is told, every other one could not be checked. What Yarn unpacked is
 * changed by the package's own build.
 */
function otherMessage({ path, same }: PublishedFile, file: ReviewedFile | undefined): 'other-release' | 'other-archive' | undefined {
  if (same) return undefined;
  if (isRelease(path)) return file?.change === 'changed' ? 'other-release' : undefined;
  return /\.(?:zip|tgz)$/.test(path) && !path.includes('/unplugged/') && placeOf(path) !== undefined ? 'other-archive' : undefined;
}

function drafts({ pnp = [], published = [], files }: ReviewInput): readonly Draft[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const oidOf = (path: string): string => byPath.get(path)?.oid.after ?? '';
  const others = published.flatMap((one): Draft[] => {
    const message = otherMessage(one, byPath.get(one.path));
    return message === undefined ? [] : [aboutFile({ in: 'repository', path: one.path, side: 'head', line: 1, endLine: 1 }, {
      message, severity: 'high', confidence: 'high', level: 'default', change: 'added', data: { path: one.path, published: one.of }, identity: [message, one.path, oidOf(one.path)],
    })];
  });
  return [...pnp.flatMap((table) => [...tableDrafts(table, oidOf(table.path))]), ...others];
}

/** Files of which all is said: compared with what they stand for, and equal, or told as a finding. */
function settled(input: ReviewInput): ReadonlySet<string> {
  const byPath = new Map(input.files.map((file) => [file.path, file]));
  const published = (input.published ?? []).filter((one) => one.same || otherMessage(one, byPath.get(one.path)) !== undefined);
  return new Set([...comparedArchives(input), ...(input.pnp ?? []).filter(({ coverage }) => isWhole(coverage)).map(({ path }) => path), ...published.map(({ path }) => path)]);
}

/** One hole for each place: a waiver binds what all of its changed files hold. Where some of a place were compared, the first of the others is named. */
function gaps(input: ReviewInput): OwnGap[] {
  const tables = new Map((input.pnp ?? []).map((table) => [table.path, table.coverage]));
  const whole = settled(input);
  const loaded = loadedBy(input.loaded?.named ?? []);
  const found = new Map<string, ReviewedFile[]>();
  const partly = new Set<string>();
  for (const file of input.files) {
    // What is taken away is loaded no more; which package is missed then, the lockfile tells.
    const place = file.change === 'removed' ? undefined : (linkedPlace(file) ?? placeOf(file.path, loaded));
    if (place === undefined) continue;
    if (whole.has(file.path)) {
      partly.add(place);
      continue;
    }
    const known = found.get(place);
    if (known) known.push(file);
    else found.set(place, [file]);
  }
  return [...found].map(([place, files]) => {
    const subject = !partly.has(place) ? place : files.length === 1 ? files[0]!.path : `${files[0]!.path} and ${files.length - 1} more`;
    const why = tables.get(place);
    return {
      subject, identity: [place, ...files.map((file) => `${file.path} ${file.oid.after ?? ''}`)],
      coverage: why?.kind === 'failed' || why?.kind === 'partial' ? why : { kind: 'failed', code: 'COMMITTED_PACKAGE', data: { path: place, files: files.length } },
    };
  });
}

export const committedPackage = defineCheck({
  id: 'committed-package',
  group: 'lockfile',
  title: 'Bytes of packages that lie in the repository change',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  messages: {
    'not-locked': {
      what: '{path} has {entry}, loaded from {says}, which yarn.lock does not hold.',
      why: 'Node loads packages by this table and never looks into the lockfile: what only the table has was reviewed by nobody.',
      todo: 'Delete {path}, install again, and ask who edited it.',
    },
    elsewhere: {
      what: '{path} loads {entry} from {says}, where Yarn does not put it.',
      why: 'Node loads packages by this table: what lies there runs in the place of the package that the lockfile pins.',
      todo: 'Delete {path}, install again, and ask who edited it.',
    },
    'other-target': {
      what: '{path} lets {entry} find {says}, which is not what yarn.lock resolves.',
      why: 'Node loads packages by this table: {entry} gets another package, or another version, than the one that it asks for.',
      todo: 'Delete {path}, install again, and ask who edited it.',
    },
    'other-code': {
      what: '{path} has other code beside its table than the release of Yarn in this repository writes.',
      why: 'This file runs before anything else that is started in the repository.',
      todo: 'Delete {path}, install again, and ask who edited it.',
    },
    'other-release': {
      what: '{path} is changed under its name, and is not {published} as the registry has it.',
      why: 'A release of Yarn never changes. This file runs whenever anybody in the repository calls Yarn.',
      todo: 'Take the old file back, or write it anew with `yarn set version`, and ask who changed it.',
    },
    'other-archive': {
      what: '{path} holds other files than {published} as the registry serves it.',
      why: 'It is installed as it lies in the repository; where no checksum in yarn.lock pins it, nothing else would notice.',
      todo: 'Delete the archive, install again, and ask who made it.',
    },
  },
  run: (input) => ({ drafts: drafts(input), gaps: gaps(input) }),
});
