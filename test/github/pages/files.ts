import type { FileDiff } from '../git/diff.js';
import type { Annotation, CheckRun, Pull, Repository, Side } from '../state.js';
import { annotationBlock } from './checks.js';
import { diffTable, rowsOf, sums, type DiffRow } from './diff.js';
import { html, type Html } from './html.js';
import { icon, plural, type Visit } from './layout.js';
import { newestRuns } from './status.js';
import { threadInDiff, threadsOf, type Thread } from './threads.js';

/** Files that the page shows. */
const shownFiles = 300;

interface Note {
  readonly run: CheckRun;
  readonly annotation: Annotation;
}

const shows = (rows: readonly DiffRow[], side: Side, line: number): boolean => rows.some((row) => (side === 'LEFT' ? row.left : row.right) === line);

function fileCard(visit: Visit, file: FileDiff, threads: readonly Thread[], notes: readonly Note[]): Html {
  const { state } = visit;
  const rows = rowsOf(file.patch);
  const here = (thread: Thread, side: Side, line: number): boolean => thread.first.side === side && thread.first.line === line;
  const notesAt = (side: Side, line: number): Html | undefined => {
    const said = threads.filter((thread) => here(thread, side, line));
    const noted = side === 'RIGHT' ? notes.filter(({ annotation }) => annotation.end_line === line) : [];
    return said.length + noted.length === 0 ? undefined : html`${said.map((thread) => threadInDiff(state, thread))}${noted.map(({ run, annotation }) => annotationBlock(annotation, run.name))}`;
  };
  const placed = (thread: Thread): boolean => thread.first.line !== undefined && shows(rows, thread.first.side, thread.first.line);
  const above = [
    ...threads.filter((thread) => !placed(thread) && !thread.outdated).map((thread) => threadInDiff(state, thread)),
    ...notes.filter(({ annotation }) => !shows(rows, 'RIGHT', annotation.end_line)).map(({ run, annotation }) => annotationBlock(annotation, run.name)),
  ];
  return html`<section class="card file"><header>${icon('file', 'muted')}<span class="path mono wrap">${file.previousPath !== undefined && `${file.previousPath} → `}${file.path}</span>${file.status !== 'modified' && html`<span class="label">${file.status}</span>`}<span class="right">${sums(file)}</span></header>
${above.length > 0 && html`<div class="pad">${above}</div>`}
${rows.length === 0 ? html`<div class="empty">${file.binary ? 'A binary file' : 'No changed lines'}</div>` : diffTable(rows, notesAt)}</section>`;
}

/** The changed files with their lines; comments and annotations stand below the lines they are about. */
export function filesTab(visit: Visit, repository: Repository, pull: Pull, files: readonly FileDiff[]): Html {
  const threads = threadsOf(repository, pull);
  const notes = newestRuns(repository, pull.head.sha).flatMap((run) => run.annotations.map((annotation) => ({ run, annotation })));
  const of = (path: string): [Thread[], Note[]] => [threads.filter((one) => one.first.path === path), notes.filter((one) => one.annotation.path === path)];
  const known = new Set(files.map((file) => file.path));
  const elsewhere = notes.filter(({ annotation }) => !known.has(annotation.path));
  return html`<p class="muted small">${plural(files.length, 'changed file')}</p>${files.slice(0, shownFiles).map((file) => fileCard(visit, file, ...of(file.path)))}
${files.length > shownFiles && html`<p class="muted">${files.length - shownFiles} more files are not shown</p>`}
${elsewhere.length > 0 && html`<section class="card"><header><h3>Annotations on unchanged files</h3></header><div class="pad">${elsewhere.map(({ run, annotation }) => annotationBlock(annotation, run.name))}</div></section>`}`;
}
