/**
 * Families of things that a file shows and that say something only by when they run, by what stands beside them, and by being new.
 * A family is a check's business; `what` tells its members apart, and is one of the words listed here.
 */
export interface SignalWords {
  /** A binding.gyp that runs more than a compiler. */
  readonly gyp: 'command' | 'expression' | 'action' | 'unreadable';
  /** Another runtime or tool is fetched in order to run something with it. */
  readonly bootstrap: 'runtime' | 'package' | 'scanner' | 'container';
  /** Something of the runtime is reached by a name that is put together, decoded, or hidden behind an alias of the global object. */
  readonly 'hidden-api': 'module' | 'member' | 'global';
  readonly obfuscated: 'hex-names' | 'string-table' | 'escapes' | 'packer' | 'symbols-only' | 'far-right' | 'long-line' | 'blob' | 'control-flow';
  readonly invisible: 'bidi' | 'zero-width' | 'zero-width-run' | 'variation-selectors' | 'tags' | 'homoglyph' | 'decoder';
  readonly wallet: 'addresses' | 'provider' | 'distance' | 'recipient' | 'payment';
  readonly hook: 'network' | 'loader' | 'prototype' | 'provider' | 'page';
  readonly worm: 'publish' | 'tokens' | 'workflow' | 'repository' | 'runner';
  readonly persistence: 'agent' | 'editor' | 'shell' | 'scheduler' | 'git-hook' | 'service' | 'login' | 'settings' | 'program' | 'package';
  readonly agent: 'skip-permissions' | 'prompt';
  readonly gate: 'time' | 'locale' | 'place' | 'ci' | 'host' | 'sandbox';
  readonly destructive: 'wipe' | 'overwrite' | 'endless-loop' | 'fork-bomb';
  readonly binary: 'executable' | 'library' | 'wasm' | 'archive' | 'mismatch' | 'sealed' | 'loaded';
  readonly host: 'name' | 'address' | 'dead-drop' | 'collector' | 'tunnel';
  readonly credentials: 'file' | 'variable' | 'metadata-service' | 'store';
}
export const signalKinds = [
  'gyp', 'bootstrap', 'hidden-api', 'obfuscated', 'invisible', 'wallet', 'hook', 'worm', 'persistence', 'agent', 'gate', 'destructive', 'binary', 'host', 'credentials',
] as const satisfies readonly (keyof SignalWords)[];
export type SignalKind = keyof SignalWords;

/**
 * One thing that a text or a file shows. `key` is what makes it the same thing in two versions of a package, in a normalised spelling: the
 * host in lower case, the path as it is looked for, the sha256 of a span. Offsets are UTF-16 units of the decoded text, or bytes.
 */
export type Signal = { readonly [K in SignalKind]: { readonly kind: K; readonly what: SignalWords[K]; readonly key: string; readonly start: number; readonly end: number } }[SignalKind];

/**
 * What is carried away, or comes in: the environment as a whole; a variable whose name tells of a secret; a file that keeps credentials; a parameter
 * or property that holds key material; who and where this machine is; what comes over the network; what is decoded, decrypted or unpacked; a
 * file of the package that is no code; what others ask of a server; all that a page keeps for its visitor.
 */
export const flowSources = ['environment', 'secret-variable', 'credential-file', 'key', 'identity', 'download', 'decoded', 'package-data', 'request', 'page-storage'] as const;
export type FlowSource = (typeof flowSources)[number];
/** Where it ends: sent; run as a program (also as a file that was written first); run as code; written where others will run it; published. */
export const flowSinks = ['network', 'exec', 'eval', 'persistence', 'operand'] as const;
export type FlowSink = (typeof flowSinks)[number];

/** A way of data from a source to a sink inside one text. `hosts` are those written out for it, in lower case. */
export interface Flow {
  readonly source: FlowSource;
  readonly sink: FlowSink;
  readonly hosts: readonly string[];
  readonly start: number;
  readonly end: number;
}
