import type { Annotation, CheckText } from '../core/publication.js';
import { gapAnnotations } from './comments.js';
import { evidenceDetails } from './evidence.js';
import { firstFitting, pack, type Rung } from './ladder.js';
import { findingDetails, foldedList, gapsList, section, shortLine, type RenderInput } from './markdown.js';
import { rungsOf, shortest, type Lists } from './summary.js';
import { count, titleOf } from './title.js';

/** GitHub's limit for a check run's summary, and for its text, in characters; held in bytes. */
const maxCheckText = 65_535;

const annotated = { rest: 'the annotations of this check' };

/** The details: every told finding, the folded ones, what vouches for the packages, every hole by name while there is room. The first of `whole` that fits names every hole. */
function detailRungs(input: RenderInput, { told, folded, blocking }: Lists): { readonly whole: readonly Rung[]; readonly shorter: readonly Rung[] } {
  const { verdict, context } = input;
  const bodies = function* (findings: Lists['told']): Generator<string> {
    for (const [index, finding] of findings.entries()) yield findingDetails(finding, index + 1, input);
  };
  const vouched = evidenceDetails(verdict.evidence) ?? '';
  const without = vouched === '' ? '' : 'Left out: what vouches for the packages.';
  const all = (last: string): Rung => function* () { yield* bodies(told); if (folded.length > 0) yield foldedList(folded, input); yield last; yield* section('Could not check', gapsList(verdict.gaps, context, Infinity)); };
  return { whole: [all(vouched), ...(vouched === '' ? [] : [all(without)])], shorter: [
    function* () { yield* bodies(told); if (folded.length > 0) yield `Left out: ${count(folded.length, 'finding')} for information.`; yield without; yield* section('Could not check', gapsList(verdict.gaps, context, 50, `, in ${annotated.rest}`)); },
    function* () { yield* bodies(blocking); yield 'Left out: the details of what does not block.'; yield without; yield* section('Could not check', gapsList(verdict.gaps, context, 10, `, in ${annotated.rest}`)); },
  ] };
}

/**
 * The texts of the check run, each within GitHub's limits. The summary holds the verdict, its table and what it rests on; the text holds
 * the details. Where even one line for each blocking finding is too long for the summary, the text goes on with the list, and the
 * annotations hold every one of them. Where the details do not name every hole, annotations name those that decide the outcome, and always what stands together in one.
 */
export function checkText(input: RenderInput, lists: Lists, annotations: readonly Annotation[]): CheckText {
  const title = titleOf(input.verdict);
  const pointer = { rest: 'the details below and the annotations' };
  const whole = firstFitting(maxCheckText, rungsOf(input, lists, pointer, false));
  const short = whole === undefined ? shortest(input, lists, maxCheckText, pointer) : undefined;
  const { whole: everything, shorter } = lists.told.length > 1_000 ? { whole: [], shorter: [] } : detailRungs(input, lists);
  const complete = firstFitting(maxCheckText, everything);
  const text = complete ?? firstFitting(maxCheckText, shorter) ?? continued(input, lists, short?.taken ?? 0);
  return { title, summary: whole ?? short!.text, text, annotations: [...annotations, ...gapAnnotations(input, complete === undefined)] };
}

/** The list of what blocks, from where the summary left off. */
function continued({ verdict }: RenderInput, { blocking }: Lists, from: number): string {
  const head = 'Too much to show here: details are left out. What else blocks:';
  const { text, taken } = pack(blocking.slice(from >= blocking.length ? 0 : from).map(shortLine), maxCheckText - 400);
  const left = blocking.length - (from >= blocking.length ? 0 : from) - taken;
  const holes = verdict.gaps.filter((gap) => gap.counts).length;
  return `${holes > 0 ? `${count(holes, 'gap')} that decide the outcome stand in ${annotated.rest}, each with its fingerprint.\n\n` : ''}${head}\n\n${text}${left > 0 ? `\n- and ${left} more that block, in ${annotated.rest}` : ''}`;
}
