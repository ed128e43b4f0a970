import type { Json } from '../core/json.js';
import type { VerifiedPackage } from './verified.js';
import type { Edge, Importer, InstallRoot, LockedPackage, LockfileProblem, MetadataDifference, Reach } from '../core/lockfile.js';
import type { RegistryTable } from '../core/registries.js';
import type { OverrideRules } from './overridden.js';
import type { LineRange } from './scan.js';

/** A lockfile of the tree with the manifests and settings without which it cannot be understood; paths from the repository's root. */
export interface LockfilePlace {
  readonly root: InstallRoot;
  readonly manifests: readonly string[];
  readonly settings: readonly string[];
}

/** Members of catalogs by catalog (`default` for the one without a name) and package name: what `catalog:` in a manifest stands for. */
export type Catalogs = ReadonlyMap<string, ReadonlyMap<string, LineRange & { readonly spec: string }>>;

/** What a format needs beside the lockfile's text. */
export interface ParseContext {
  readonly root: InstallRoot;
  readonly registries: RegistryTable;
  /** This side's manifests by path from the repository's root: what a person asks for. Left out, the lockfile's own copy is taken. */
  readonly manifests?: ReadonlyMap<string, string>;
  /** This side's settings by path from the repository's root, as far as `LockfilePlace.settings` named them. */
  readonly settings?: ReadonlyMap<string, string>;
  /**
   * Which declarations count where manifest and lockfile differ: `manifest` for a baseline, `both` for what is reviewed, so that a
   * disagreement only widens what the reviewed side reaches.
   */
  readonly declared?: 'manifest' | 'both';
  /** The other side, parsed already: an entry whose text is the same there, byte by byte, is not parsed again. */
  readonly beside?: ParsedLockfile;
  /** Git object id of a file of this side, for tarballs that lie in the repository. */
  readonly oid?: (path: string) => string | undefined;
}

/** An entry as its format reads it, before the graph tells how it is reached. */
export type LockedEntry = Omit<LockedPackage, 'reach'>;
export type EntryReading = { readonly kind: 'package'; readonly entry: LockedEntry } | { readonly kind: 'problem'; readonly problem: LockfileProblem };

/** A lockfile whose entries are read when asked for. Locations are the format's own keys; importers and packages are both nodes. */
export interface ParsedLockfile {
  readonly format: string;
  readonly version: string;
  readonly root: InstallRoot;
  /** Locations of the packages that are installed, in the file's order; importers are not among them. */
  readonly packages: readonly string[];
  /** What is wrong with the file as a whole. */
  readonly problems: readonly LockfileProblem[];
  readonly importers: readonly Importer[];
  has(location: string): boolean;
  /** The entry as parsed, all keys; undefined where there is none. Entries that are equal here are equal in all that is said of them. */
  raw(location: string): Json | undefined;
  /** What the entry answers, where its key says so (the descriptors of yarn.lock); undefined for formats whose keys do not. */
  readonly answers?: (location: string) => readonly string[] | undefined;
  /** What of the entry is about the package itself: without what follows from which versions others resolved to. */
  content(location: string): Json | undefined;
  read(location: string): EntryReading;
  /** The package's real name, without reading the whole entry. */
  nameOf(location: string): string;
  /** A string that is equal for entries whose bytes an installer takes from the same place under the same pin, and for no others. */
  bytesKey(location: string): string;
  edgesOf(location: string): readonly Edge[];
  /** The location without what follows from other packages (the peers of a pnpm key): a package that keeps its place was not moved. */
  place(location: string): string;
  /** Of what the package manager's own patch makes of a package: the entry of that package, where both say the same. Left out where there are no such patches. */
  readonly patchOf?: (location: string) => string | undefined;
  /** Where a link leads; the location itself for everything else. */
  follow(location: string): string;
  /** Keys that stand twice in the text, where `base`, parsed beside this file, does not hold the very same text there. */
  repeated(base?: ParsedLockfile): readonly LockfileProblem[];
  /** Where the entry's own marks on how it is reached contradict the graph. */
  contradictions(location: string, reach: Reach): readonly MetadataDifference[];
  /** Keys of an entry that follow from where it stands and how it is reached, so that moving it changes them. */
  readonly positional: ReadonlySet<string>;
}

export type ParseResult =
  | { readonly kind: 'parsed'; readonly lockfile: ParsedLockfile }
  | { readonly kind: 'failed'; readonly problem: LockfileProblem };

/** One side of a comparison, parsed, with what it was parsed with. */
export interface LockfileSide {
  readonly lockfile: ParsedLockfile;
  readonly manifests: ReadonlyMap<string, string>;
  readonly settings: ReadonlyMap<string, string>;
  readonly oid?: (path: string) => string | undefined;
}

/** One lockfile format. A later format is a folder beside `npm` and a line in `index`. */
export interface LockfileFormat {
  readonly id: string;
  readonly ecosystem: string;
  /** The lockfiles of this format among all paths of a tree. */
  matches(paths: Iterable<string>): LockfilePlace[];
  parse(text: string, context: ParseContext): ParseResult;
  /**
   * Where an entry says something else than the verified package that it stands for, and where its own marks contradict the graph. The
   * package's value is `before`, the entry's `after`.
   */
  verify(locked: LockedPackage, archive: VerifiedPackage): MetadataDifference[];
  /** First and last line, from 1, of the given entries; locations that the text does not hold are left out. */
  locate(text: string, locations: ReadonlySet<string>): ReadonlyMap<string, LineRange>;
  /** Lines of declared dependencies in a manifest's text, by `field` and name; the ones that are not there are left out. */
  locateDeclared(text: string, wanted: ReadonlyMap<string, ReadonlySet<string>>): ReadonlyMap<string, ReadonlyMap<string, LineRange>>;
  /** The patterns by which a root's manifest or settings name its workspaces. `files`: manifests and settings of one side, by path. */
  workspaces(root: InstallRoot, files: ReadonlyMap<string, string>): readonly string[];
  /** What is told of a lockfile of this name where it is no text; left out, that it is none. */
  readonly notText?: (lockfile: string) => LockfileProblem | undefined;
  /** Digests of settings and files that the lockfile keeps, and that stayed where those changed, or changed where those stayed. */
  readonly stale?: (before: LockfileSide, after: LockfileSide) => readonly LockfileProblem[];
  /** What rules of overriding ask for, by package, where they stand elsewhere than in the root's manifest alone. */
  readonly overrides?: (root: InstallRoot, files: ReadonlyMap<string, string>) => OverrideRules;
  /** The catalogs that one of the root's files declares, each member with its spec and its line; none for formats and files without. */
  readonly catalogs?: (path: string, text: string) => Catalogs;
}
