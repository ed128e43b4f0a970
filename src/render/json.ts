import type { Catalogue } from '../checks/check.js';
import type { Finding } from '../core/finding.js';
import type { Gap, Verdict } from '../core/verdict.js';
import { reasonKey, reasonOf, remarkText } from './codes.js';
import { titleOf } from './title.js';
import { plain, wordsOf } from './words.js';

/** A finding as the documents hold it: its own fields, raw, and `text`, the words for a person, in which foreign text is visible and quoted. */
function findingDocument(finding: Finding, catalogue: Catalogue): object {
  return { ...finding, text: wordsOf(finding, catalogue, plain) };
}

function gapDocument(gap: Gap): object {
  const { what, todo } = reasonOf(reasonKey(gap), plain);
  return { ...gap, text: { what, todo } };
}

/**
 * The versioned document of a review (`schemas/review.schema.json`): the verdict's fields as they are, with words. A consumer may rely
 * on every field of the schema while `schema` is 1; fields may be added.
 */
export function reviewDocument(verdict: Verdict, catalogue: Catalogue): object {
  return {
    schema: 1, title: titleOf(verdict), ...verdict,
    findings: verdict.findings.map((finding) => findingDocument(finding, catalogue)),
    waived: verdict.waived.map(({ finding, waiver }) => ({ finding: findingDocument(finding, catalogue), waiver })),
    gaps: verdict.gaps.map(gapDocument),
    remarks: verdict.remarks.map((remark) => ({ ...remark, text: remarkText(remark, plain) })),
  };
}

/** A document as it is printed: two spaces of indentation, a newline at the end; lone surrogates are escaped by JSON itself. */
export function jsonText(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
