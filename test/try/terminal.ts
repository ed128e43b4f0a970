import { ansiColours, noColours, type Palette } from '../../src/render/terminal.js';

/** A terminal to write to: its colours and columns. */
export interface Terminal {
  readonly palette: Palette;
  readonly struck: (text: string) => string;
  /** Columns, between 60 and 110: longer lines tire. */
  readonly width: number;
  write(text: string): void;
}

/** Colours on a terminal only; NO_COLOR (no-color.org) turns them off, FORCE_COLOR on. */
export function terminalFor(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Terminal {
  const { NO_COLOR: off, FORCE_COLOR: on } = env;
  const coloured = (off === undefined || off === '') && ((on !== undefined && on !== '0') || (stream.isTTY === true && env['TERM'] !== 'dumb'));
  return {
    palette: coloured ? ansiColours : noColours, struck: coloured ? (text) => `\u001b[9m${text}\u001b[29m` : (text) => `~${text}~`,
    width: Math.min(110, Math.max(60, stream.columns ?? 100)), write: (text) => { stream.write(text); },
  };
}
