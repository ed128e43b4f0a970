import type { PublishedTexts } from '../core/publication.js';
import type { Policy } from '../core/policy.js';
import type { Catalogue } from '../checks/check.js';
import type { RenderInput } from '../render/markdown.js';
import { packagesTable } from '../render/packages.js';
import { renderTexts } from '../render/texts.js';
import { commentableLines, type CommentableLines } from '../source/hunks.js';
import { breath } from './breath.js';
import { cooldownEnd } from './cooldown.js';
import type { Reviewed } from './review.js';

/** What texts need beside the verdict; the same for the code host and the terminal. */
export interface Presentation {
  readonly catalogue: Catalogue;
  readonly docsBase: string;
  readonly detailsUrl?: string;
  /** Who presents judges a head anew by itself when a fresh release is old enough. */
  readonly looksAgain?: boolean;
}

/** Where the policy in force was read, in words. */
export function policySource(policy: Policy): string {
  const read = policy.sources.filter((source) => source.kind !== 'default' && source.state !== 'absent');
  if (read.length === 0) return 'the defaults: there is no policy file';
  return read.map((source) => `${source.path ?? source.kind}${source.kind === 'organisation' ? ' of the organisation' : ''}${source.state === 'last-good' ? ' (last good)' : ''}`).join(' and ');
}

/** The input of every renderer for a review. */
export function renderInput(reviewed: Reviewed, { catalogue, docsBase, detailsUrl, looksAgain }: Presentation): RenderInput {
  const again = looksAgain === true ? cooldownEnd(reviewed.verdict) : undefined;
  return {
    verdict: reviewed.verdict, catalogue, packages: packagesTable(reviewed.changes),
    context: { headSha: reviewed.verdict.head, docsBase, policySource: policySource(reviewed.policy.reading.inForce), ...(detailsUrl === undefined ? {} : { detailsUrl }), ...(again === undefined ? {} : { looksAgainAt: `${new Date(again).toISOString().slice(0, 16).replace('T', ' ')} UTC` }) },
  };
}

/** The lines that a comment may stand on, for the files that findings speak of: merge base against head, as the code host shows it. */
export function commentable(reviewed: Reviewed): ReadonlyMap<string, CommentableLines> {
  const paths = new Set(reviewed.verdict.findings.flatMap((finding) => (finding.at.in === 'repository' ? [finding.at.path] : [])));
  return new Map([...paths].flatMap((path) => {
    const text = reviewed.texts.get(path);
    return text ? [[path, commentableLines(text.before, text.after)] as const] : [];
  }));
}

/** Everything that a review says in public, with a breath between its parts. */
export async function presentInParts(reviewed: Reviewed, presentation: Presentation): Promise<PublishedTexts> {
  await breath();
  const input = renderInput(reviewed, presentation);
  await breath();
  const lines = commentable(reviewed);
  await breath();
  return renderTexts({ ...input, commentable: lines });
}

/** Everything that a review says in public. */
export function present(reviewed: Reviewed, presentation: Presentation): PublishedTexts {
  return renderTexts({ ...renderInput(reviewed, presentation), commentable: commentable(reviewed) });
}
