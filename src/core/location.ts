import type { Origin } from './origin.js';

/** A place in the reviewed repository. Lines count from 1. */
export interface RepositoryLocation {
  readonly in: 'repository';
  readonly path: string;
  readonly side: 'base' | 'head';
  readonly line: number;
  readonly endLine: number;
}

/** A place inside a package's own files. Lines and columns count from 1. */
export interface PackageLocation {
  readonly in: 'package';
  readonly package: Origin;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
}

export type Location = RepositoryLocation | PackageLocation;
