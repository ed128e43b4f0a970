import type { Annotation, CheckText } from '../core/publication.js';
import { firstFitting, pack, type Rung } from './ladder.js';
import { findingDetails, foldedList, gapsList, section, shortLine, type RenderInput } from './markdown.js';
import { rungsOf, shortest, type Lists } from './summary.js';
import { count, titleOf } from './title.js';

/** GitHub's limit for a check run's summary, and for its text, in characters; held in bytes. */
const maxCheckText = 65_535;

const annotated = { rest: 'the annotations of this check' };

/** The details: every told finding, the folded ones, every hole by name while there is room. */
function detailRungs(input: RenderInput, { told, folded, blocking }: Lists): Rung[] {
  const { verdict, context } = input;
  const bodies = function* (findings: Lists['told']): Generator<string> {
    for (const [index, finding] of findings.entries()) yield findingDetails(finding, index + 1, input);
  };
  return [
    function* () { yield* bodies(told); if (folded.length > 0) yield foldedList(folded, input); yield* section('Could not check', gapsList(verdict.gaps, context, Infinity)); },
    function* () { yield* bodies(told); if (folded.length > 0) yield `Left out: ${count(folded.length, 'finding')} for information.`; yield* section('Could not check', gapsList(verdict.gaps, context, 50)); },
    function* () { yield* bodies(blocking); yield 'Left out: the details of what does not block.'; yield* section('Could not check', gapsList(verdict.gaps, context, 10)); },
  ];
}

/**
 * The texts of the check run, each within GitHub's limits. The summary holds the verdict, its table and what it rests on; the text holds
 * the details. Where even one line for each blocking finding is too long for the summary, the text goes on with the list, and the
 * annotations hold every one of them.
 */
export function checkText(input: RenderInput, lists: Lists, annotations: readonly Annotation[]): CheckText {
  const title = titleOf(input.verdict);
  const pointer = { rest: 'the details below and the annotations' };
  const whole = firstFitting(maxCheckText, rungsOf(input, lists, pointer, false));
  const short = whole === undefined ? shortest(input, lists, maxCheckText, pointer) : undefined;
  const details = firstFitting(maxCheckText, lists.told.length > 1_000 ? [] : detailRungs(input, lists));
  return { title, summary: whole ?? short!.text, text: details ?? continued(lists, short?.taken ?? 0), annotations };
}

/** The list of what blocks, from where the summary left off. */
function continued({ blocking }: Lists, from: number): string {
  const head = 'Too much to show here: details are left out. What else blocks:';
  const { text, taken } = pack(blocking.slice(from >= blocking.length ? 0 : from).map(shortLine), maxCheckText - 400);
  const left = blocking.length - (from >= blocking.length ? 0 : from) - taken;
  return `${head}\n\n${text}${left > 0 ? `\n- and ${left} more that block, in ${annotated.rest}` : ''}`;
}
