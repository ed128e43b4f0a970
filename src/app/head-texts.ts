import type { ErrorCode } from '../core/errors.js';
import type { CheckText } from '../core/publication.js';
import { markdownCode } from '../render/escape.js';

/** The words of a check run before, or without, a verdict. Nothing foreign is in them but names of packages, as the lockfile has them. */

/** While a review is under way. */
export const inProgress: CheckText = {
  title: 'reviewing', summary: 'This head is being reviewed. The result will stand here.', text: '', annotations: [],
};

/** The summary while packages are read: how many of how many, and the name of the one that is waited for. */
export function reading(done: number, total: number, name: string | undefined): string {
  return `${inProgress.summary}\n\nReading packages: ${done} of ${total} done${name === undefined ? '' : `, now ${markdownCode(name, 100)}`}.`;
}

const reasons: { readonly [code in ErrorCode]?: string } = {
  DEADLINE: 'the review was not done within its time',
  BUDGET_PULLS: 'too many open pull requests have this head',
  INTERNAL: 'the review ended in an error of its own, several times',
};

/** A head that could not be reviewed at all. `trace` is the review's id, by which an operator finds it in the logs. */
export function unreviewed(code: ErrorCode, trace: string): CheckText {
  return {
    title: `could not check: ${reasons[code] ?? code}`,
    summary: `Nothing was found out about this head, so it does not pass.\n\nReason: \`${code}\`\nTrace: \`${trace}\`\n\nRe-run this check to try again. An operator finds more under the trace id.`,
    text: '', annotations: [],
  };
}

/** A head that nobody wants judged any more. */
export function superseded(successor: string | undefined): CheckText {
  return {
    title: successor === undefined ? 'no open pull request has this head' : `superseded by ${successor.slice(0, 12)}`,
    summary: successor === undefined ? 'Every pull request with this head was closed before its review ended.' : `A newer head took this one's place: \`${successor}\`.`,
    text: '', annotations: [],
  };
}

/** An evaluation that another of the same head took over. */
export const replaced: CheckText = { title: 'replaced by a newer evaluation', summary: 'The newest check run of this head has the result.', text: '', annotations: [] };
