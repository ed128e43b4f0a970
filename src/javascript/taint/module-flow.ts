import type { FunctionInfo, Scope } from '../places.js';
import type { Node } from '../tree.js';
import type { FlowGraph } from './graph.js';
import type { Turn } from './rules.types.js';

/** A function of a file as flows cross it. Index 0 is the module's own body. */
export interface FunctionEnds {
  readonly start: number;
  readonly end: number;
  readonly params: readonly number[];
  /** Whether the last parameter takes what is left. */
  readonly rest: boolean;
  /** What `arguments` and a spread argument fill: the list of arguments, each in the field of its number. */
  readonly all: number;
  readonly result: number;
  /** Its own index, or that of the function in which it is written as an argument. */
  readonly owner: number;
  /** By the number of a parameter what the function puts into it, or calls it with; and what it takes a call of it to give. 0 and undefined: nothing. */
  readonly puts: readonly number[];
  readonly gives: readonly number[];
}

/** A function as the builder knows it. */
export interface BuiltFunction extends FunctionEnds {
  readonly index: number;
  readonly info: FunctionInfo | undefined;
  /** A list of nothing but itself: the answer to most questions about what is called. */
  readonly alone: readonly BuiltFunction[];
  readonly puts: number[];
  readonly gives: number[];
}

/** A call where it is written. */
export interface Site {
  readonly node: Node;
  readonly args: readonly Node[];
  readonly values: readonly number[];
  readonly receiver: number;
  readonly result: number;
}

/** A call of a function of the same file: which argument is handed to which parameter. */
export interface OwnCall {
  readonly callee: number;
  readonly args: readonly (readonly [value: number, parameter: number])[];
  /** Where what comes out of the function goes here: its result, and what it puts into its parameters. */
  readonly outs: (readonly [out: number, target: number])[];
  readonly site: Site;
  readonly scope: Scope;
  readonly within: BuiltFunction;
  readonly self: number;
}

/** What is kept of a call of a function of the same file that may give back what it is handed: pairs of an `OwnCall`, one after the other. */
export interface PassingCall {
  readonly args: readonly number[];
  readonly outs: readonly number[];
}

/** A call of something that another file exports. `path`: `name`, `name.method`, or empty for the module itself. */
export interface ForeignCall {
  readonly specifier: string;
  readonly path: string;
  /** The arguments before the first that is spread. */
  readonly args: readonly number[];
  /** The list of all of them; 0 where it holds nothing. `spread`: some are not among `args`. */
  readonly all: number;
  readonly spread: boolean;
  readonly receiver: number;
  readonly result: number;
  readonly within: number;
  /** By the number of an argument the node that takes what the function puts into it, and what the functions give that it may be. */
  readonly backs: readonly number[];
  readonly functions: readonly (readonly number[])[];
}

/** The flow of one file, with the ends by which it meets others. Depends on nothing but the file's text. */
export interface ModuleFlow {
  readonly graph: FlowGraph;
  readonly functions: readonly FunctionEnds[];
  /** Pairs of functions: the first one runs the second when it runs. */
  readonly calls: readonly (readonly [caller: number, callee: number])[];
  readonly foreign: readonly ForeignCall[];
  readonly own: readonly PassingCall[];
  /** What the file exports, as an object. */
  readonly exports: number;
  /** Functions by the name under which they are exported (empty for the module itself), and by the name of a property or method. */
  readonly exported: ReadonlyMap<string, readonly number[]>;
  readonly methods: ReadonlyMap<string, readonly number[]>;
  /** Parts of functions that run only when somebody types a certain word, where the file is led to by the command line alone: else they run with what they are in. */
  readonly waiting: readonly (readonly [within: number, part: number])[];
  /** Where programs are started: perhaps this one again, with words that nobody typed. */
  readonly starts: readonly { readonly within: number; readonly self: boolean; readonly texts: readonly string[] }[];
  /** Packages that it rests on what waits, and whether the file may change what was typed. */
  readonly parsers: readonly string[];
  readonly changesLine: boolean;
  /** What a call by a computed key may run; such a call is a pair with the function -1. */
  readonly loose: readonly number[];
  /** Specifiers of files whose exports are handed on as its own. */
  readonly handsOn: ReadonlySet<string>;
  /** Exports that are another file's under a name of its own. */
  readonly aliases: ReadonlyMap<string, { readonly specifier: string; readonly path: string }>;
  /** `changed`: what is put into the other file's exports from here. */
  readonly imports: readonly { readonly specifier: string; readonly node: number; readonly changed: number }[];
  /** Variables of the global object that are read or written. */
  readonly globals: ReadonlyMap<string, number>;
  readonly turns: readonly Turn[];
}
