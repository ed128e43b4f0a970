import type { PullFigures } from '../objects/pulls.js';
import type { CheckRun, Pull, Repository, RequiredCheck, State } from '../state.js';
import { checkState, requiredChecks } from '../world/lookup.js';
import { html, type Html } from './html.js';
import { icon, person, plural, repositoryPath, short, when, type Visit } from './layout.js';
import { newestRuns, titleOf, toneIcon, toneOf, writerOf } from './status.js';

/** Whether a pull request may be merged, as the box shows it. */
export type Mergeability =
  | { readonly kind: 'merged' | 'closed' | 'draft' | 'conflict' | 'ready' }
  | { readonly kind: 'blocked'; readonly reasons: readonly string[]; readonly waiting: boolean };

/** What the box says: the rules first, then draft and conflict. An unknown test merge is found out when the button is pressed. */
export function mergeability(repository: Repository, pull: Pull, figures: PullFigures, obstacles: readonly string[], required: readonly RequiredCheck[]): Mergeability {
  if (pull.merged) return { kind: 'merged' };
  if (pull.state === 'closed') return { kind: 'closed' };
  if (obstacles.length > 0) {
    const states = required.map((one) => checkState(repository, one, pull.head.sha));
    return { kind: 'blocked', reasons: obstacles, waiting: !states.includes('failing') };
  }
  if (pull.draft) return { kind: 'draft' };
  return { kind: figures.mergeable === false ? 'conflict' : 'ready' };
}

const appName = (state: State, id: number): string => state.apps.get(id)?.name ?? `App ${id}`;
const source = (state: State, required: RequiredCheck): string => (required.integration_id === undefined ? 'required, from anyone' : `required, only from ${appName(state, required.integration_id)}`);

function checkRow(visit: Visit, repository: Repository, pull: Pull, run: CheckRun, required: readonly RequiredCheck[]): Html {
  const met = required.find((one) => one.context === run.name && (one.integration_id === undefined || one.integration_id === run.appId));
  const stranger = !met && required.some((one) => one.context === run.name);
  return html`<li>${toneIcon(toneOf(run))}<div class="grow"><a class="title" href="${repositoryPath(repository, 'pull', pull.number, 'checks')}#run${run.id}">${run.name}</a> <span class="wrap">${titleOf(run)}</span>
<div class="small muted">by ${person(writerOf(visit.state, run))}</div></div>${met && html`<span class="label">${source(visit.state, met)}</span>`}${stranger && html`<span class="label wait">from another App: does not count</span>`}
<form class="inline" method="post" action="${repositoryPath(repository, 'pull', pull.number, 'rerun')}"><input type="hidden" name="run" value="${run.id}"><button class="plain">Re-run</button></form></li>`;
}

const missingRow = (state: State, required: RequiredCheck): Html =>
  html`<li>${icon('wait', 'wait')}<div class="grow"><span class="title">${required.context}</span> <span class="muted">expected, waiting to be reported</span></div><span class="label wait">${source(state, required)}</span></li>`;

function headline(visit: Visit, pull: Pull, box: Mergeability): { readonly edge: string; readonly content: Html } {
  switch (box.kind) {
    case 'merged': return { edge: 'merged', content: html`${icon('merged', 'merged')}<div><h2>Merged</h2><div class="muted">${pull.merged && html`by ${person(pull.merged.by)} ${when(visit.state, pull.merged.at)} as <span class="mono">${short(pull.merged.commit)}</span>`}</div></div>` };
    case 'closed': return { edge: 'bad', content: html`${icon('bad', 'bad')}<div><h2>Closed without being merged</h2></div>` };
    case 'draft': return { edge: 'wait', content: html`${icon('wait', 'wait')}<div><h2>This is a draft</h2><div class="muted">Drafts cannot be merged.</div></div>` };
    case 'conflict': return { edge: 'bad', content: html`${icon('bad', 'bad')}<div><h2>This branch has conflicts with ${pull.base.ref}</h2><div class="muted">They have to be resolved first.</div></div>` };
    case 'blocked': return {
      edge: box.waiting ? 'wait' : 'bad',
      content: html`${box.waiting ? icon('wait', 'wait') : icon('bad', 'bad')}<div><h2>Merging is blocked</h2><ul class="reasons muted">${box.reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`,
    };
    case 'ready': return { edge: 'good', content: html`${icon('good', 'good')}<div><h2>Ready to be merged</h2><div class="muted">Every required check has passed.</div></div>` };
  }
}

/** The box below a conversation: the checks of the head, whether it may land and why not, and the button. */
export function mergeBox(visit: Visit, repository: Repository, pull: Pull, figures: PullFigures, obstacles: readonly string[]): Html {
  const { state } = visit;
  const required = requiredChecks(state, repository, pull.base.ref);
  const runs = newestRuns(repository, pull.head.sha);
  const missing = pull.state === 'closed' ? [] : required.filter((one) => checkState(repository, one, pull.head.sha) === 'missing');
  const box = mergeability(repository, pull, figures, obstacles, required);
  const { edge, content } = headline(visit, pull, box);
  const rows = [...runs.map((run) => checkRow(visit, repository, pull, run, required)), ...missing.map((one) => missingRow(state, one))];
  return html`<section class="box ${edge}-edge" id="merge"><div class="headline">${content}</div>
${rows.length > 0 && html`<ul class="rows">${rows}</ul>`}
${pull.state === 'open' && html`<div class="act"><form method="post" action="${repositoryPath(repository, 'pull', pull.number, 'merge')}"><button class="go"${box.kind !== 'ready' && html` disabled`}>Merge pull request</button></form>
<span class="small muted">${plural(figures.commits, 'commit')} into ${pull.base.ref}</span>
<form class="right" method="post" action="${repositoryPath(repository, 'pull', pull.number, 'state')}"><input type="hidden" name="to" value="closed"><button class="plain">Close</button></form></div>`}
${pull.state === 'closed' && !pull.merged && html`<div class="act"><form method="post" action="${repositoryPath(repository, 'pull', pull.number, 'state')}"><input type="hidden" name="to" value="open"><button class="plain">Reopen</button></form></div>`}</section>`;
}
