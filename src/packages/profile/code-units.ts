import { byCodePoint } from '../../core/order.js';
import type { FileFacts } from './source-files.js';

/** A text of its own: a file, the command of an install step, or code that stands as text in one of these. */
export interface CodeUnit {
  /** By which it is told from all others; of a file its path. */
  readonly name: string;
  /** The file in which it stands. */
  readonly file: string;
  readonly facts: FileFacts;
  /** The text that runs it, and the offsets there at which it does; without offsets it runs whenever that does. */
  readonly around?: { readonly unit: CodeUnit; readonly ats: readonly number[] };
  /** Where it is shown in its file, as offsets there; without it its own offsets are those of the file. */
  readonly span?: readonly [start: number, end: number];
}

/** NUL is in no path. */
const mark = '\0within';

/** The units of files, each before those that it carries, in the order of their names. */
export function unitsOf(files: ReadonlyMap<string, FileFacts>): readonly CodeUnit[] {
  return [...files.keys()].sort(byCodePoint).flatMap((file) => withCarried({ name: file, file, facts: files.get(file)! }));
}

/** The unit of a step's command, which has no file of its own, and those that it carries. */
export function unitsOfStep(folder: string, at: number, facts: FileFacts): readonly CodeUnit[] {
  const file = `${folder === '' ? '' : `${folder}/`}package.json`;
  return withCarried({ name: `${file}${mark}${at}`, file, facts, span: [0, 1] });
}

function withCarried(unit: CodeUnit): readonly CodeUnit[] {
  return [unit, ...unit.facts.carried.flatMap(({ ats, facts }, at) => {
    const start = ats[0] ?? 0;
    return withCarried({ name: `${unit.name}${mark}${at}`, file: unit.file, facts, around: { unit, ats }, span: unit.span ?? [start, start + 1] });
  })];
}

/**
 * Whether the code at an offset of a unit runs only when somebody calls.
 * @param later the same within one unit, for the name of a unit and an offset in it.
 */
export function runsLater(unit: CodeUnit, at: number | undefined, later: (name: string, at: number) => boolean): boolean {
  if (at !== undefined && later(unit.name, at)) return true;
  const { around } = unit;
  return around !== undefined && (around.ats.length === 0 ? runsLater(around.unit, undefined, later) : around.ats.every((one) => runsLater(around.unit, one, later)));
}
