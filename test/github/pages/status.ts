import { appLogin } from '../objects/accounts.js';
import type { CheckRun, Pull, Repository, State } from '../state.js';
import { html, type Html } from './html.js';
import { icon, type IconName } from './layout.js';

/** How something stands, as colour and sign. */
export type Tone = 'good' | 'bad' | 'wait' | 'neutral';

export function toneOf(run: CheckRun): Tone {
  if (run.status !== 'completed') return 'wait';
  if (run.conclusion === 'success') return 'good';
  return run.conclusion === 'neutral' || run.conclusion === 'skipped' || run.conclusion === 'cancelled' ? 'neutral' : 'bad';
}

export const toneIcon = (tone: Tone): Html => icon(tone, tone === 'neutral' ? 'muted' : tone);

/** The newest run of each name and App on a commit, in the order in which they first came. */
export function newestRuns(repository: Repository, sha: string): CheckRun[] {
  const newest = new Map<string, CheckRun>();
  for (const run of repository.checkRuns) if (run.headSha === sha) newest.set(`${run.appId} ${run.name}`, run);
  return [...newest.values()];
}

/** The App that wrote a run, as a login. */
export function writerOf(state: State, run: CheckRun): string {
  const app = state.apps.get(run.appId);
  return app ? appLogin(app) : 'unknown[bot]';
}

/** All runs of a head as one sign; undefined where there is none. */
export function headTone(repository: Repository, sha: string): Tone | undefined {
  const tones = newestRuns(repository, sha).map(toneOf);
  return (['bad', 'wait', 'good', 'neutral'] as const).find((tone) => tones.includes(tone));
}

const words: Readonly<Record<'open' | 'draft' | 'merged' | 'closed', { readonly word: string; readonly icon: IconName }>> = {
  open: { word: 'Open', icon: 'pull' }, draft: { word: 'Draft', icon: 'pull' }, merged: { word: 'Merged', icon: 'merged' }, closed: { word: 'Closed', icon: 'pull' },
};
export const stateOf = (pull: Pull): keyof typeof words => (pull.merged ? 'merged' : pull.state === 'closed' ? 'closed' : pull.draft ? 'draft' : 'open');

export function stateBadge(pull: Pull): Html {
  const state = stateOf(pull);
  return html`<span class="state ${state}">${icon(words[state].icon)}${words[state].word}</span>`;
}

export function stateIcon(pull: Pull): Html {
  const state = stateOf(pull);
  return icon(words[state].icon, state === 'open' ? 'good' : state === 'merged' ? 'merged' : state === 'closed' ? 'bad' : 'muted');
}

/** The title of a run, or what stands in for it. */
export const titleOf = (run: CheckRun): string => run.title ?? (run.status === 'completed' ? (run.conclusion ?? 'completed') : run.status.replace('_', ' '));
