import type { ErrorCode } from './errors.js';

/** One bound on hostile input: its value and unit, what hits it, and the code that a verdict then shows. */
export interface Limit {
  readonly value: number;
  readonly unit: 'bytes' | 'entries' | 'levels' | 'ms' | 'steps' | 'connections' | 'characters' | 'times' | 'MB';
  readonly what: string;
  readonly code: ErrorCode;
}

/**
 * Every bound of the reviewer, in one table. A bound that is hit is reported as "could not check" with its code, never passed over.
 * Sources: archive bounds after the 2026 node-tar advisories and the largest real packages (next unpacks to 128 MB); GitHub's own
 * limits for trees, blobs and check runs; the rest are budgets chosen so that one review cannot starve another.
 */
export const limits = {
  lockfileBytes: { value: 100_000_000, unit: 'bytes', what: 'a lockfile', code: 'LOCKFILE_LIMIT' },
  lockfileEntries: { value: 200_000, unit: 'entries', what: 'entries of a lockfile', code: 'LOCKFILE_LIMIT' },
  lockfileDepth: { value: 64, unit: 'levels', what: 'nesting of a lockfile', code: 'LOCKFILE_LIMIT' },
  lockfileLocation: { value: 4_096, unit: 'characters', what: 'the key of a lockfile entry', code: 'LOCKFILE_LIMIT' },
  includeFiles: { value: 40, unit: 'entries', what: 'files beside a requirements file that it may include under a name of their own', code: 'LOCKFILE_INCOMPLETE' },
  introducerSteps: { value: 20_000_000, unit: 'steps', what: 'edges followed to say why packages are there', code: 'LOCKFILE_LIMIT' },
  introducerLength: { value: 64, unit: 'levels', what: 'packages named on the way to one', code: 'LOCKFILE_LIMIT' },
  introducerItems: { value: 1_000_000, unit: 'entries', what: 'packages named to say why packages are there', code: 'LOCKFILE_LIMIT' },
  manifestBytes: { value: 5_000_000, unit: 'bytes', what: 'a package.json of the repository', code: 'FILE_TOO_LARGE' },
  pnpBytes: { value: 50_000_000, unit: 'bytes', what: 'a table of Plug\'n\'Play', code: 'FILE_TOO_LARGE' },
  pnpSteps: { value: 5_000_000, unit: 'steps', what: 'dependents followed, and folders looked for, to compare a table of Plug\'n\'Play', code: 'COMMITTED_PACKAGE' },
  settingLeaves: { value: 50_000, unit: 'entries', what: 'single settings of one file of a package manager', code: 'FILE_TOO_LARGE' },
  // A longer line is none that a person wrote, and patterns over it may run out of stack.
  settingLineCharacters: { value: 20_000, unit: 'characters', what: 'one line of a settings file', code: 'SETTINGS_MALFORMED' },
  settingsFiles: { value: 2_000, unit: 'entries', what: 'settings files read for the code and packages that they name', code: 'READ_BUDGET' },
  namedPaths: { value: 20_000, unit: 'entries', what: 'files and folders that settings name as code or packages', code: 'READ_BUDGET' },
  loadedPaths: { value: 200_000, unit: 'entries', what: 'files behind links to folders of code or packages', code: 'READ_BUDGET' },
  hookRounds: { value: 8, unit: 'levels', what: 'files that hooks of package managers load, which load others', code: 'READ_BUDGET' },
  hookFiles: { value: 500, unit: 'entries', what: 'hooks of package managers, and files that they load', code: 'READ_BUDGET' },
  committedArchives: { value: 500, unit: 'entries', what: 'changed archives of Yarn\'s cache read in one review', code: 'COMMITTED_PACKAGE' },
  buildFiles: { value: 200, unit: 'entries', what: 'build files of the repository\'s own packages read in one review', code: 'READ_BUDGET' },
  updaterValues: { value: 3_000, unit: 'entries', what: 'single values of one side of an updater\'s configuration', code: 'FILE_TOO_LARGE' },
  policyBytes: { value: 262_144, unit: 'bytes', what: 'a policy file', code: 'POLICY_INVALID' },
  symlinkSteps: { value: 16, unit: 'levels', what: 'symlinks followed inside a tree', code: 'FILE_SYMLINK' },
  symlinks: { value: 500, unit: 'entries', what: 'symlinks followed to see what a review rests on, and dependency files that they bring under another name', code: 'FILE_SYMLINK' },
  attributeFiles: { value: 100, unit: 'entries', what: '.gitattributes files read on one side', code: 'READ_BUDGET' },
  attributeSteps: { value: 300_000_000, unit: 'steps', what: 'characters of patterns times characters of paths, to find attributes of dependency files', code: 'READ_BUDGET' },
  treeEntries: { value: 1_000_000, unit: 'entries', what: 'files of a tree', code: 'TREE_TRUNCATED' },
  treeRequests: { value: 1_000, unit: 'times', what: 'requests for one tree that GitHub lists only in parts', code: 'TREE_TRUNCATED' },
  reviewReadBytes: { value: 500_000_000, unit: 'bytes', what: 'bytes read from the repository for one review', code: 'READ_BUDGET' },
  packumentBytes: { value: 150_000_000, unit: 'bytes', what: 'a packument', code: 'REGISTRY_MALFORMED' },
  packumentMemberBytes: { value: 20_000_000, unit: 'bytes', what: 'one version of a packument, or one of its other members that are read', code: 'REGISTRY_MALFORMED' },
  recordVersions: { value: 100_000, unit: 'entries', what: 'versions of a packument', code: 'REGISTRY_MALFORMED' },
  registryConnections: { value: 8, unit: 'connections', what: 'connections to one registry host', code: 'REGISTRY_TIMEOUT' },
  registryMs: { value: 30_000, unit: 'ms', what: 'one answer of a registry', code: 'REGISTRY_TIMEOUT' },
  registryRetries: { value: 2, unit: 'times', what: 'second tries of one request to a registry', code: 'REGISTRY_UNREACHABLE' },
  registryRedirects: { value: 3, unit: 'times', what: 'redirects inside one registry host', code: 'REGISTRY_REDIRECT' },
  tarballBytes: { value: 120_000_000, unit: 'bytes', what: 'a tarball as it comes', code: 'TARBALL_LIMIT' },
  unpackedBytes: { value: 300_000_000, unit: 'bytes', what: 'a tarball unpacked', code: 'TARBALL_LIMIT' },
  unpackRatio: { value: 200, unit: 'times', what: 'unpacked size over packed size', code: 'TARBALL_LIMIT' },
  archiveEntries: { value: 50_000, unit: 'entries', what: 'entries of a tarball', code: 'TARBALL_LIMIT' },
  archivePathDepth: { value: 32, unit: 'levels', what: 'folders in a path of a tarball', code: 'TARBALL_LIMIT' },
  archivePathCharacters: { value: 1024, unit: 'characters', what: 'a path in a tarball', code: 'TARBALL_LIMIT' },
  packageManifestBytes: { value: 5_000_000, unit: 'bytes', what: 'the package.json of a package', code: 'MANIFEST_MALFORMED' },
  carriedManifestBytes: { value: 20_000_000, unit: 'bytes', what: 'the package.json files of all packages that a tarball carries', code: 'TARBALL_LIMIT' },
  sourceFileBytes: { value: 20_000_000, unit: 'bytes', what: 'one source file of a package', code: 'PARSE_FAILED' },
  analyserMemory: { value: 1_536, unit: 'MB', what: 'memory of one analyser process', code: 'ANALYSER_MEMORY' },
  analyserMs: { value: 300_000, unit: 'ms', what: 'analysis of one package', code: 'ANALYSER_TIMEOUT' },
  analyserSteps: { value: 200_000_000, unit: 'steps', what: 'syntax nodes visited and facts followed for one package', code: 'ANALYSER_STEPS' },
  analyserQueueMs: { value: 420_000, unit: 'ms', what: 'waiting for an analyser process', code: 'ANALYSER_TIMEOUT' },
  analyserAnswerBytes: { value: 32_000_000, unit: 'bytes', what: 'the profile of one package', code: 'ANALYSER_CRASHED' },
  changesAnalysed: { value: 2_000, unit: 'entries', what: 'changed packages whose code is read in one review', code: 'BUDGET_CHANGES' },
  dependenciesInspected: { value: 20, unit: 'entries', what: 'new dependencies of one inspected package that are read', code: 'BUDGET_CHANGES' },
  remedyVersions: { value: 400, unit: 'entries', what: 'versions above one with an advisory that are held against all advisories', code: 'READ_BUDGET' },
  remedyPackages: { value: 80, unit: 'entries', what: 'packages whose records are asked for in one review to name the version that mends an advisory, parents included', code: 'READ_BUDGET' },
  advisoryBytes: { value: 1_000_000_000, unit: 'bytes', what: 'advisory data unpacked', code: 'ADVISORIES_MALFORMED' },
  advisoryRecordBytes: { value: 8_000_000, unit: 'bytes', what: 'one advisory record', code: 'ADVISORIES_MALFORMED' },
  advisoryFiles: { value: 1_000_000, unit: 'entries', what: 'files of an advisory folder', code: 'ADVISORIES_MALFORMED' },
  advisoryFolderDepth: { value: 16, unit: 'levels', what: 'folders inside an advisory folder', code: 'ADVISORIES_MALFORMED' },
  exploitedBytes: { value: 50_000_000, unit: 'bytes', what: 'a file of EPSS scores or of known exploited flaws, unpacked', code: 'READ_BUDGET' },
  exploitedEntries: { value: 2_000_000, unit: 'entries', what: 'flaws in a file of EPSS scores or of known exploited ones', code: 'READ_BUDGET' },
  advisoryExportBytes: { value: 1_000_000_000, unit: 'bytes', what: 'the archive of an export of advisories', code: 'ADVISORIES_UNREACHABLE' },
  advisoryListBytes: { value: 100_000_000, unit: 'bytes', what: 'the list of an export of advisories', code: 'ADVISORIES_UNREACHABLE' },
  advisoryListMs: { value: 60_000, unit: 'ms', what: 'the list of an export of advisories', code: 'ADVISORIES_UNREACHABLE' },
  advisoryExportMs: { value: 900_000, unit: 'ms', what: 'the archive of an export of advisories', code: 'ADVISORIES_UNREACHABLE' },
  advisoryIncrement: { value: 2_000, unit: 'entries', what: 'advisory records fetched one by one; for more the whole export is fetched', code: 'ADVISORIES_MALFORMED' },
  advisoryAgeMs: { value: 604_800_000, unit: 'ms', what: 'since an export of advisories was last seen whole', code: 'ADVISORIES_STALE' },
  advisoryIndexBytes: { value: 500_000_000, unit: 'bytes', what: 'an index of advisories that is kept (a larger one is made anew each time)', code: 'CACHE_REFUSED' },
  workingTreeBytes: { value: 20_000_000_000, unit: 'bytes', what: 'bytes of a working tree', code: 'READ_BUDGET' },
  gitListBytes: { value: 500_000_000, unit: 'bytes', what: 'a listing that git gives', code: 'TREE_TRUNCATED' },
  gitMs: { value: 120_000, unit: 'ms', what: 'one git command', code: 'HOST_TIMEOUT' },
  cacheEntryBytes: { value: 64_000_000, unit: 'bytes', what: 'one entry of the fact cache (a larger fact is not kept)', code: 'CACHE_REFUSED' },
  cacheBytes: { value: 1_000_000_000, unit: 'bytes', what: 'the fact cache (the oldest entries make way)', code: 'CACHE_REFUSED' },
  webhookBytes: { value: 26_214_400, unit: 'bytes', what: 'a webhook body (GitHub sends at most 25 MB)', code: 'HOST_MALFORMED' },
  checkMs: { value: 600_000, unit: 'ms', what: 'a check run from its start to its conclusion', code: 'DEADLINE' },
  pullsPerHead: { value: 20, unit: 'entries', what: 'open pull requests with one head', code: 'BUDGET_PULLS' },
  pullPages: { value: 10, unit: 'times', what: 'pages of 100 open pull requests looked through for those with one head', code: 'READ_BUDGET' },
  evaluations: { value: 4, unit: 'times', what: 'starts of one review, crashes included', code: 'INTERNAL' },
  hostRequestMs: { value: 10_000, unit: 'ms', what: 'one request of the publisher, shorter than its lease', code: 'HOST_TIMEOUT' },
  factBytes: { value: 8_000_000, unit: 'bytes', what: 'one cached fact, packed (a larger one is not kept)', code: 'CACHE_REFUSED' },
  reviewMs: { value: 540_000, unit: 'ms', what: 'one review', code: 'DEADLINE' },
} as const satisfies { readonly [name: string]: Limit };
export type LimitName = keyof typeof limits;
