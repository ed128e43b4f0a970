import type { ErrorCode } from '../core/errors.js';
import type { Origin } from '../core/origin.js';
import type { FlowSink, FlowSource, SignalKind } from './profile/signal.types.js';

/**
 * When a place's code runs: at install; when the package is loaded, or a subpath that it names; when somebody loads this very file by its path
 * (`deep`); only when called; never; or it could not be decided.
 */
export type Trigger = 'install' | 'load' | 'deep' | 'call' | 'unreachable' | 'undecided';

export type CapabilityKind = 'dynamic-code' | 'process-spawn' | 'network-access';

/** Something that a version's code is able to do, at one place. `api` is canonical, for example `eval`, `child_process.exec`, `https.get`. */
export interface Capability {
  readonly kind: CapabilityKind;
  readonly api: string;
  readonly trigger: Trigger;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** At most 3 lines of 120 characters, raw. */
  readonly excerpt: string;
  /** True when the argument that matters is no constant. */
  readonly computed: boolean;
  readonly statement?: Statement;
}

/**
 * What the statement around a place is known by in another version, wherever it stands there: a hash over its syntax, without names of variables. Empty
 * where it could not be made, and like nothing else then; absent for what is no JavaScript.
 */
export type Statement = string;

/** A place in a file of a package; lines and columns count from 1, columns in UTF-16 units. */
export interface CodePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** At most 3 lines of 120 characters, raw. */
  readonly excerpt: string;
}

/** One thing that the version shows at one place; see `Signal`. */
export interface PlacedSignal extends CodePlace {
  readonly kind: SignalKind;
  readonly what: string;
  readonly key: string;
  readonly trigger: Trigger;
  readonly statement?: Statement;
}

/** A way of data from a source to a sink, through any files of the package. It stands at its sink; `steps` lead there. */
export interface CodeFlow extends CodePlace {
  readonly source: FlowSource;
  readonly sink: FlowSink;
  /** Hosts that are written out for the sink, in lower case, sorted. Empty: none is known. */
  readonly hosts: readonly string[];
  /** True when more are written out than are told: where it leads is not known then. */
  readonly moreHosts?: true;
  readonly api: string;
  readonly trigger: Trigger;
  /** How often the shortest way from the source goes from one function, or what all share, to another. The more, the likelier two ways only meet in a place that both use. */
  readonly hops: number;
  /** The statement of its sink, and that of its source. */
  readonly statement?: Statement;
  readonly sourceStatement?: Statement;
  readonly steps: readonly { readonly path: string; readonly line: number }[];
}

/** A step that an installer runs by itself. `implicit` is the node-gyp build that a binding.gyp brings without a script. */
export interface InstallStep {
  readonly name: 'preinstall' | 'install' | 'postinstall' | 'prepublish' | 'preprepare' | 'prepare' | 'postprepare';
  readonly command: string;
  readonly implicit: boolean;
  /** Files of the package that the command names, and those they load. */
  readonly files: readonly string[];
  /** The folder of a carried package whose step it is; absent for the package itself. */
  readonly folder?: string;
  /** One digest over the bytes of `files`, hex: the same command may come to run something else. */
  readonly digest?: string;
}

/** A file of code that was not understood, or not to its end. `trigger` tells whether it matters. */
export interface UnreadFile {
  readonly path: string;
  readonly code: ErrorCode;
  readonly trigger: Trigger;
  /** Of its bytes, hex. */
  readonly sha256?: string;
}

/** What one version is able to do, and when. Made in a child process from a package's bytes; immutable for a digest and a producer. */
export interface CodeProfile {
  readonly installSteps: readonly InstallStep[];
  readonly capabilities: readonly Capability[];
  readonly files: { readonly read: number; readonly bytes: number };
  readonly unread: readonly UnreadFile[];
  /** True when a require or import with a computed name leaves reachability undecided for the whole package. */
  readonly undecided: boolean;
  readonly signals: readonly PlacedSignal[];
  readonly flows: readonly CodeFlow[];
  /** Packages that any of its files names, sorted. */
  readonly imports: readonly string[];
}

/** A place of the first baseline that is like a new one: the same thing there, or another of its sort. */
export interface StoodPlace extends CodePlace {
  readonly how: 'same' | 'alike';
  readonly trigger: Trigger;
}

/** A capability that some baseline lacks: one place that shows it, and how many places there are. */
export interface NewCapability {
  readonly capability: Capability;
  readonly places: number;
  /** True when no baseline was there to compare with. */
  readonly withoutBaseline: boolean;
  /** True when every baseline has capabilities of this kind that run as early, by other names. */
  readonly kindStood: boolean;
  readonly stood?: StoodPlace;
}

/** A way of data that some baseline lacks: by its source, its sink, when it runs and where it leads. */
export interface NewFlow {
  readonly flow: CodeFlow;
  readonly places: number;
  readonly withoutBaseline: boolean;
  /** Hosts of it that no baseline names anywhere. */
  readonly newHosts: readonly string[];
  /** True when one of its hosts is one on which everybody has a place of his own: its name says nothing about who gets the data. */
  readonly sharedHost: boolean;
  /** True when every baseline has the same source and sink as early, with other hosts. */
  readonly pairStood: boolean;
  /**
   * True when every baseline has the same source, sink and hosts as early, so that only statements at its ends are new, and where it leads is not
   * written out. `replaces`: of those that some baseline has one is gone, and they begin or end in no more places, so that this may be what became of it.
   */
  readonly known: boolean;
  readonly replaces: boolean;
  /** How many ways of this source to this sink that run by themselves, to where nobody can tell, each baseline has at least. */
  readonly crowd: number;
  /** Whether the statements of its source and its sink stand in every baseline, wherever. */
  readonly sourceStood: boolean;
  readonly sinkStood: boolean;
  readonly stood?: StoodPlace;
}

/** Something that some baseline does not show. */
export interface NewSignal {
  readonly signal: PlacedSignal;
  readonly places: number;
  readonly withoutBaseline: boolean;
  /** True when every baseline shows others of the same kind and sort as early. */
  readonly sortStood: boolean;
  /** True when all others of the same kind and sort that some baseline shows as early are still there: it came beside them, and is not what became of one. */
  readonly beside: boolean;
  readonly stood?: StoodPlace;
}

/** What a version's code adds over its baselines. */
export interface CodeDelta {
  /** The version whose places `stood` means; absent where there is none. */
  readonly against?: Origin;
  readonly capabilities: readonly NewCapability[];
  readonly flows: readonly NewFlow[];
  readonly signals: readonly NewSignal[];
  /**
   * Places in statements that some baseline lacks, which run by themselves and turn text into code, start programs, speak to the network or hide a name, as
   * others that stood do. By themselves no finding: honest versions rewrite statements all the time.
   */
  readonly further: readonly CodePlace[];
  /** True when it newly loads modules whose names could not be worked out. */
  readonly undecided: boolean;
  /** Files that were not understood, new or changed over the baselines, and that matter: reached at install or load, or undecided. */
  readonly unread: readonly UnreadFile[];
}
