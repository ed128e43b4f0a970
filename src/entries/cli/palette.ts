import { ansiColours, noColours, type Palette } from '../../render/terminal.js';
import type { Io } from './io.js';

/** Colours on a terminal only; NO_COLOR (no-color.org) turns them off, FORCE_COLOR on. */
export function palette(io: Io): Palette {
  const { NO_COLOR: off, FORCE_COLOR: on, TERM: terminal } = io.env;
  if (off) return noColours;
  return (on !== undefined && on !== '0') || (io.outIsTerminal && terminal !== 'dumb') ? ansiColours : noColours;
}
