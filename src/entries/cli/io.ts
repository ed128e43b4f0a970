
/** The process around a command, handed in so that a test can be that process. */
export interface Io {
  /** The answer goes here and nowhere else. */
  readonly out: (text: string) => void;
  /** Progress, remarks, errors. */
  readonly err: (text: string) => void;
  readonly env: { readonly [name: string]: string | undefined };
  readonly cwd: string;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  readonly columns: number;
  readonly stdin: () => AsyncIterable<Uint8Array>;
  readonly signal: AbortSignal;
}

/**
 * Exit codes of every command: 0 pass or warn, 1 block, 2 could not check, 64 wrong usage (sysexits.h EX_USAGE), 130 and 143 ended by
 * SIGINT and SIGTERM (128 and the signal's number, as shells count).
 */
export type ExitCode = 0 | 1 | 2 | 64 | 130 | 143;

/** One word of the command line. `run` gets what follows the word. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  /** The names of its options, without dashes; each stands in the usage. */
  readonly options: readonly string[];
  readonly run: (argv: readonly string[], io: Io) => Promise<ExitCode>;
}

/** Wrong usage: said in one line, with the next step. */
export class UsageError extends Error {}

/** Why a command's signal aborts: the process was told to end. */
export class Interrupted extends Error {
  constructor(readonly exitCode: 130 | 143) {
    super('interrupted');
  }
}

/** Prints one versioned document on stdout. */
export function printJson(io: Io, document: { readonly schema: 1; readonly [key: string]: unknown }): void {
  io.out(`${JSON.stringify(document, null, 2)}\n`);
}
