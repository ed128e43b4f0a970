import { conclusionOf, type PublishedTexts } from '../core/publication.js';
import { checkText } from './check-run.js';
import { placeFindings, type Commentable } from './comments.js';
import type { RenderInput } from './markdown.js';
import { listsOf, settledComment, summaryComment } from './summary.js';

/**
 * Everything that a verdict says in public: the check run, the comments on lines, the summary comment. Equal verdicts give equal texts:
 * nothing in them is a time or an id of the run. Every text is within GitHub's limits, and nothing that blocks is left out of all of
 * them, whatever the length.
 * @param input.commentable the lines of each file that a comment may stand on, from `source/hunks`.
 */
export function renderTexts(input: RenderInput & { readonly commentable: Commentable }): PublishedTexts {
  const lists = listsOf(input.verdict);
  const { comments, annotations } = placeFindings(input, lists, input.commentable);
  const summary = summaryComment(input);
  return {
    conclusion: conclusionOf(input.verdict), check: checkText(input, lists, annotations), comments,
    ...(summary === undefined ? {} : { summary }), settled: settledComment(input),
  };
}
