import type { Verdict } from './verdict.js';

/** GitHub's word for how a check run ended, as far as we use it: unknown and block both conclude in failure. */
export type Conclusion = 'success' | 'failure' | 'cancelled';

/** The conclusion of a verdict's check: what was not checked fails like what was found, unless nothing is enforced. */
export function conclusionOf({ outcome, enforced }: Pick<Verdict, 'outcome' | 'enforced'>): Conclusion {
  return enforced && (outcome === 'block' || outcome === 'unknown') ? 'failure' : 'success';
}

/** A note on lines of a file, anywhere in it, inside the diff or not. */
export interface Annotation {
  readonly path: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly level: 'notice' | 'warning' | 'failure';
  readonly title: string;
  readonly message: string;
}

/** The texts of a check run. Each is within GitHub's limits when it leaves render. */
export interface CheckText {
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly annotations: readonly Annotation[];
}

/** A comment on one line of the diff. `marker` is its finding's fingerprint, also hidden in the body. */
export interface LineComment {
  readonly marker: string;
  readonly path: string;
  readonly line: number;
  readonly side: 'LEFT' | 'RIGHT';
  readonly body: string;
}

/** Everything that one verdict says in public, before it is compared with what stands there. */
export interface PublishedTexts {
  readonly conclusion: Conclusion;
  readonly check: CheckText;
  /** Comments whose lines the diff holds; other findings are annotations. */
  readonly comments: readonly LineComment[];
  /** The summary comment; absent when there is nothing to say and an earlier one, if any, is to be settled with `settled`. */
  readonly summary?: string;
  /** The text that settles an earlier summary comment once nothing is left to say. */
  readonly settled: string;
}
