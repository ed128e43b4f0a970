import type { FileDiff } from '../git/diff.js';
import type { Side } from '../state.js';
import { html, type Html } from './html.js';

export interface DiffRow {
  readonly kind: 'hunk' | 'add' | 'del' | 'same';
  readonly left?: number;
  readonly right?: number;
  readonly text: string;
}

/** Lines of one file that a page shows. */
const shownLines = 2_000;

/** A patch, line by line, with the numbers of both sides. */
export function rowsOf(patch: string): DiffRow[] {
  let left = 0;
  let right = 0;
  return patch === '' ? [] : patch.split('\n').map((line): DiffRow => {
    const header = /^@@ -(\d+)(?:,\d+)? \+(\d+)(?:,\d+)? @@/.exec(line);
    if (header) {
      left = Number(header[1]);
      right = Number(header[2]);
      return { kind: 'hunk', text: line };
    }
    const text = line.slice(1);
    if (line.startsWith('+')) return { kind: 'add', right: right++, text };
    if (line.startsWith('-')) return { kind: 'del', left: left++, text };
    if (line.startsWith('\\')) return { kind: 'same', text: line };
    return { kind: 'same', left: left++, right: right++, text };
  });
}

const signs = { hunk: '', add: '+', del: '-', same: ' ' } as const;

function line(row: DiffRow, notes: Html | undefined): Html {
  const { kind } = row;
  return html`<tr class="${kind}"><td class="number">${row.left}</td><td class="number">${row.right}</td><td class="code">${kind === 'hunk' ? row.text : `${signs[kind]} ${row.text}`}</td></tr>${notes && html`<tr class="note"><td colspan="3">${notes}</td></tr>`}`;
}

/** A table of diff lines. `notesAt` gives what stands below a line of either side. */
export function diffTable(rows: readonly DiffRow[], notesAt: (side: Side, line: number) => Html | undefined = () => undefined): Html {
  const notes = (row: DiffRow): Html | undefined => {
    const left = row.left === undefined ? undefined : notesAt('LEFT', row.left);
    const right = row.right === undefined ? undefined : notesAt('RIGHT', row.right);
    return left && right ? html`${left}${right}` : left ?? right;
  };
  return html`<table class="diff"><colgroup><col class="number"><col class="number"><col></colgroup>${rows.slice(0, shownLines).map((row) => line(row, notes(row)))}
${rows.length > shownLines && html`<tr class="hunk"><td colspan="3">${rows.length - shownLines} more lines are not shown</td></tr>`}</table>`;
}

/** The end of a hunk, as it stands above a comment in the conversation. */
export function hunkEnd(hunk: string, lines = 4): Html {
  const rows = rowsOf(hunk).filter((row) => row.kind !== 'hunk');
  return diffTable(rows.slice(-lines));
}

export const sums = (file: FileDiff): Html => html`<span class="sum"><span class="plus">+${file.additions}</span> <span class="minus">−${file.deletions}</span></span>`;
