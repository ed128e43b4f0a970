import type { ArchiveEntry, PackageManifest } from '../packages/archive.types.js';
import type { CodeProfile } from '../packages/profile.types.js';
import type { Fact } from '../facts/kinds.js';
import type { Flow } from '../core/standing.js';

/** Looks at a package's code in a process of its own, with limits and an empty environment. Never throws for what a package does. */
export interface CodeAnalyser {
  /** Producer version: part of every cache key, so that a better analyser never reads a worse one's answers. */
  readonly producer: string;
  analyse(input: { readonly sha512: string; readonly manifest?: PackageManifest; readonly entries: readonly ArchiveEntry[]; readonly flow?: Flow }, signal: AbortSignal): Promise<Fact<CodeProfile>>;
  close(): Promise<void>;
}
