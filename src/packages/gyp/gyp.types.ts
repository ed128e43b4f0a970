/** What in a build file is more than data. `unreadable` is what our reader could not follow, and so could be any of the others. */
export interface GypCode {
  readonly what: 'command' | 'expression' | 'action' | 'unreadable';
  /** What it runs or says, as written, cut where it is long. */
  readonly text: string;
  /** What makes it the same thing in two versions: the text with spaces folded, the file that is run, or a digest where the text is long. */
  readonly key: string;
  readonly path: string;
  readonly line: number;
  /** A command that does nothing but read a member of another package: that package's code runs, no word of this one's. */
  readonly reads?: 'package';
}

/** What the node-gyp build of a package may run, beside a compiler. */
export interface GypFacts {
  /** The build files that were read: binding.gyp, what node-gyp includes by itself, and what these name. */
  readonly files: readonly string[];
  readonly code: readonly GypCode[];
  /** Whether it has anything to compile: sources that it names and that are there, that it names and that are not, or none named. */
  readonly sources: 'present' | 'missing' | 'none';
}

/** The build files of a package of the repository itself, `binding.gyp` and what it includes, where one of them changes. A side without a binding.gyp has no facts. */
export interface ProjectBuild {
  /** The binding.gyp, from the repository's root. */
  readonly path: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly before?: GypFacts;
  readonly after?: GypFacts;
  /** Paths and objects of the build files after the change, for what a waiver holds for. */
  readonly objects: readonly string[];
}

export interface GypString {
  readonly kind: 'string';
  readonly line: number;
  readonly value: string;
  /** True when a part of it was spelled by number (octal, hex, unicode). */
  readonly escaped: boolean;
}
export interface GypDict {
  readonly kind: 'dict';
  readonly line: number;
  /** Repeated keys are kept: Python takes the last one, another reader may take the first. */
  readonly entries: readonly { readonly key: GypString; readonly value: GypValue }[];
}
export interface GypList {
  readonly kind: 'list';
  readonly line: number;
  readonly items: readonly GypValue[];
}
export interface GypPlain {
  readonly kind: 'number' | 'name';
  readonly line: number;
  readonly text: string;
}
export type GypValue = GypDict | GypList | GypString | GypPlain;

/** Where a build file leaves the grammar. */
export interface GypProblem {
  readonly what: 'expression' | 'unreadable';
  readonly text: string;
  readonly line: number;
}
