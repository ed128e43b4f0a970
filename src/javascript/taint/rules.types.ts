/** A class of data that is followed: an index into `TaintRules.labels`. */
export type Label = number;

/** Data that changes its class on the way: what has one of `from` has `to` afterwards. Without `from`: whatever comes. */
export interface Turn {
  readonly from?: readonly Label[];
  readonly to: Label;
}

/** What a call of something of the runtime does with data. Positions of arguments count from 0; `rest` is all of them. */
export interface CallRule {
  readonly sinks?: readonly { readonly sink: string; readonly from: readonly number[] | 'rest'; readonly receiver?: boolean; /** Only what is surely no function handed on: a timer takes both. */ readonly built?: boolean; /** It runs a script that is named first, and hands on what stands behind it. */ readonly script?: boolean }[];
  /** The class of what it gives, to its caller and to functions that it is handed. */
  readonly gives?: Label;
  /** Only where an argument is reckoned with: a sum or difference, an exclusive or, a parsed number, a list that is spread. */
  readonly reckoned?: boolean;
  /** The class of a constant that calls work out before it ends here. */
  readonly workedOut?: Label;
  /** Nothing of what it is handed comes out again. */
  readonly opaque?: boolean;
  readonly turns?: readonly Turn[];
  /** It hands data on from each argument to the next: `pipeline(a, b, c)`; or from its object to its first argument: `a.pipe(b)`. */
  readonly chains?: boolean;
  /** What it gives is an open file: what is put into that is there for whoever names the file by this argument. */
  readonly opens?: number;
  /** What comes of it is put into this argument: a buffer. */
  readonly fills?: number;
  /** What it is handed stays in its object. */
  readonly keeps?: boolean;
  /** What is put into the place that another argument names: a file. */
  readonly stores?: { readonly place: number; readonly data: number; readonly turns: readonly Turn[] };
}

/** What a caller of the engine looks for. Pluggable: one engine for package code and for a repository's own code. */
export interface TaintRules {
  readonly labels: readonly string[];
  /** The class of something of the runtime wherever it is read; names are canonical (see names.ts). */
  name(name: string): Label | undefined;
  /** The class of a property of any object, by its name; of a parameter, by its name. */
  property(name: string): Label | undefined;
  parameter(name: string): Label | undefined;
  /** Classes of a constant, and texts of it that are to be known where it ends. A NUL stands for a part that is not known. */
  constant(text: string): { readonly labels: readonly Label[]; readonly texts: readonly string[] } | undefined;
  /** The class of a field, known by its name, of what is of a class as a whole. Undefined: nothing that is followed. */
  field(label: Label, name: string): Label | undefined;
  /** The class of what is made of data of a class, or holds it somewhere inside: its fields are no fields of that any more. */
  inside(label: Label): Label;
  /** The classes that `field` and `inside` may give for data of a class, other than itself. */
  parts(label: Label): readonly Label[];
  /** The sinks in which data of a class says something. It is followed to these, and to where it turns into a class that says something in one. */
  ends(label: Label): readonly string[];
  /** The sink that something of the page is for what is put into it: an address, the text of a script. */
  put(name: string): string | undefined;
  /** Where a script finds the arguments that it is run with. */
  readonly operands?: string;
  call(name: string, constants: readonly (string | undefined)[]): CallRule | undefined;
}
