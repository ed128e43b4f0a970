import type { Finding } from '../core/finding.js';
import type { Verdict } from '../core/verdict.js';
import { markdownCode } from './escape.js';
import { evidenceDetails } from './evidence.js';
import { firstFitting, pack, size, type Rung } from './ladder.js';
import { findingDetails, findingsTable, foldedList, footer, gapsList, packageRows, remarksList, section, shortLine, waivedList, type RenderInput } from './markdown.js';
import { count, titleIn } from './title.js';
import { markdown } from './words.js';

/** The hidden mark by which our own summary comment is found again, among comments by our own author only. */
export const summaryMarker = '<!-- mergewarden:summary -->';
/** GitHub's limit for an issue comment, in characters; held in bytes. */
export const maxComment = 65_536;
/** Findings beyond which a table is not even tried. */
const maxRows = 1_000;

/** What one surface says about the others when something is left out of it. */
export interface Pointer {
  /** Where the rest is, in words of ours: `the check's details`. */
  readonly rest: string;
}

export interface Lists {
  readonly told: readonly Finding[];
  readonly folded: readonly Finding[];
  readonly blocking: readonly Finding[];
}

/** The findings of a verdict by how loud they are; audit findings are told on request only. */
export function listsOf(verdict: Verdict): Lists {
  const told = verdict.findings.filter((finding) => finding.level === 'default');
  const blocking = new Set(verdict.blocking);
  return { told, folded: verdict.findings.filter((finding) => finding.level === 'folded'), blocking: told.filter((finding) => blocking.has(finding.fingerprint)) };
}

export function headline(input: RenderInput): string {
  return `### mergewarden: ${titleIn(input.verdict, markdown)}`;
}

/** What stands beside the findings: waivers, holes, remarks, and what the verdict rests on. */
export function* rest(input: RenderInput, maxGaps: number, withRemarks: boolean): Generator<string> {
  const { verdict, context } = input;
  yield* section('Waived', waivedList(verdict.waived.slice(0, 50), input) + (verdict.waived.length > 50 ? `\n- and ${verdict.waived.length - 50} more` : ''));
  yield* section('Could not check', gapsList(verdict.gaps, context, maxGaps));
  if (withRemarks) yield* section('Remarks', remarksList(verdict));
  yield footer(input);
}

/**
 * The shortest form: one line for each finding that blocks, as many as fit, then how many are told elsewhere; the others as a number.
 * @returns the text and how many of the blocking findings stand in it.
 */
export function shortest(input: RenderInput, lists: Lists, limit: number, pointer: Pointer, skip = 0): { readonly text: string; readonly taken: number } {
  const others = lists.told.length - lists.blocking.length;
  const open = input.verdict.gaps.filter((gap) => !gap.waived);
  const holes = pack(gapsList(open, input.context, 1).split('\n'), 8_000).text;
  const head = [
    headline(input), `Too much to show here: reasons, evidence and paths are left out; see ${pointer.rest}.`,
    ...(others > 0 ? [`${count(others, 'finding')} that do not block ${others === 1 ? 'is' : 'are'} left out.`] : []), ...(open.length > 0 ? [`${count(open.length, 'thing')} could not be checked:`, holes] : []),
  ].join('\n\n');
  const foot = footer(input);
  const more = (left: number): string => (left > 0 ? `\n- and ${left} more that block, in ${pointer.rest}` : '');
  const waiting = lists.blocking.slice(skip);
  const { text, taken } = pack(waiting.map(shortLine), limit - size(head) - size(foot) - size(more(waiting.length)) - 8);
  return { text: [head, `${text}${more(waiting.length - taken)}`, foot].filter((part) => part !== '').join('\n\n'), taken };
}

/**
 * The rungs of a whole text, from everything to one row for each package. `details` is false for a surface whose details stand
 * elsewhere. Each rung says what it leaves out.
 */
export function rungsOf(input: RenderInput, lists: Lists, pointer: Pointer, details: boolean): Rung[] {
  const { told, folded } = lists;
  if (told.length > maxRows) return [];
  const table = (): string[] => (told.length > 0 ? [findingsTable(told, input)] : []);
  const bodies = function* (findings: readonly Finding[]): Generator<string> {
    for (const [index, finding] of findings.entries()) yield findingDetails(finding, index + 1, input);
  };
  const vouched = details ? evidenceDetails(input.verdict.evidence) : undefined;
  const leftOut = (what: string): string => `Left out: ${what}${vouched === undefined ? '' : ', what vouches for the packages'}: see ${pointer.rest}.`;
  const whole = function* (of: string | undefined): Generator<string> {
    yield headline(input); yield* table(); yield* bodies(told);
    if (folded.length > 0) yield foldedList(folded, input);
    if (of !== undefined) yield of;
  };
  return [
    ...(details ? [
      function* () { yield* whole(vouched); yield* rest(input, 20, true); },
      ...(vouched === undefined ? [] : [function* () { yield* whole(`Left out: what vouches for the packages: see ${pointer.rest}.`); yield* rest(input, 20, true); }]),
      function* () { yield headline(input); yield* table(); yield* bodies(told); yield leftOut(`${count(folded.length, 'finding')} for information, remarks`); yield* rest(input, 5, false); },
      function* () { yield headline(input); yield* table(); yield* bodies(lists.blocking); yield leftOut('the details of what does not block, remarks'); yield* rest(input, 5, false); },
    ] satisfies Rung[] : []),
    function* () { yield headline(input); yield* table(); if (details) yield leftOut('the details of all findings, remarks'); yield* rest(input, details ? 5 : 20, !details); },
    function* () { yield headline(input); yield packageRows(told, input); yield leftOut('what each finding says, details, remarks'); yield* rest(input, 3, false); },
  ];
}

/** Whether the summary comment has something to say: a block, a warning, a hole that counts, or a waiver in force. */
function speaks(verdict: Verdict): boolean {
  return verdict.outcome !== 'pass' || verdict.waived.length > 0 || verdict.gaps.some((gap) => gap.waived);
}

/** The summary comment, at most 65,536 bytes; undefined when there is nothing to say: a pass notifies nobody. */
export function summaryComment(input: RenderInput): string | undefined {
  if (!speaks(input.verdict)) return undefined;
  const limit = maxComment - size(summaryMarker) - 1;
  const lists = listsOf(input.verdict);
  const pointer = { rest: 'the check\'s details and its annotations' };
  return `${summaryMarker}\n${firstFitting(limit, rungsOf(input, lists, pointer, true)) ?? shortest(input, lists, limit, pointer).text}`;
}

/** What an earlier summary comment becomes once nothing is left to say. */
export function settledComment(input: RenderInput): string {
  return `${summaryMarker}\n${headline(input)}\n\nNothing is left to say as of ${markdownCode(input.context.headSha, 64)}.`;
}
