import { checkName } from '../../src/adapters/github/head-read.js';
import { at, call } from '../github/tests/client.js';
import { admin, author, repositoryName, type Stage } from './stage.js';
import { StepFailed, until } from './wait.js';

/** What stands on the stand-in GitHub about one head, read through its REST interface as a person's. */
export interface Seen {
  readonly conclusion: string;
  readonly title: string;
  readonly summary: string;
  readonly text: string;
  readonly checks: number;
  readonly annotations: number;
  /** Bodies of the App's comments on the conversation, and on lines. */
  readonly comments: readonly string[];
  readonly lineComments: readonly { readonly path: string; readonly body: string }[];
  readonly reviews: number;
  readonly mergeableState: string;
  /** Milliseconds from the request to the check in progress, and to the published verdict. */
  readonly progressMs: number;
  readonly verdictMs: number;
}

const prefix = `/repos/${repositoryName}`;

async function read(stage: Stage, path: string): Promise<unknown> {
  const reply = await call(stage.github, `GET ${prefix}${path}`, { token: stage.github.userToken(admin) });
  if (reply.status !== 200) throw new StepFailed(`reading ${path} was answered with ${reply.status}`);
  return reply.json;
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value as readonly unknown[] : []);
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** Opens a pull request through the REST interface. Gives its number. */
export async function openPull(stage: Stage, branch: string, title: string, body: string): Promise<number> {
  const reply = await call(stage.github, `POST ${prefix}/pulls`, { token: stage.github.userToken(author), body: { title, body, head: branch, base: 'main' } });
  const number = at(reply.json, 'number');
  if (reply.status !== 201 || typeof number !== 'number') throw new StepFailed(`opening the pull request was answered with ${reply.status}`);
  return number;
}

/** Presses merge. Gives the refusal, or undefined where it went through. */
export async function tryMerge(stage: Stage, number: number): Promise<string | undefined> {
  const reply = await call(stage.github, `PUT ${prefix}/pulls/${number}/merge`, { token: stage.github.userToken(admin) });
  return reply.status === 200 ? undefined : text(at(reply.json, 'message'));
}

/** A moment to count from: what the service had done by then. */
export const before = async (stage: Stage): Promise<{ readonly reviews: number; readonly at: number }> => ({ reviews: await stage.service.reviewsDone(), at: performance.now() });

/** Follows one head from its webhook until the service has published its verdict, then reads what stands there. `reviewsWanted`: how many jobs of review the webhook asks for; a push asks for one about the head that it replaces, too. */
export async function follow(stage: Stage, number: number, head: string, from: Awaited<ReturnType<typeof before>>, signal: AbortSignal, reviewsWanted = 1): Promise<Seen> {
  const { github, app, service } = stage;
  const runs = () => github.repository(repositoryName).checkRuns.filter((run) => run.headSha === head && run.name === checkName && run.appId === app.id);
  await until(`the check "${checkName}" to stand on #${number}`, 30_000, signal, () => runs()[0]);
  const progressMs = performance.now() - from.at;
  await until(`the verdict about #${number}`, 150_000, signal, async () =>
    (runs().at(-1)?.status === 'completed' && (await service.reviewsDone()) >= from.reviews + reviewsWanted ? true : undefined));
  const verdictMs = performance.now() - from.at;
  const bot = `${app.slug}[bot]`;
  const ours = (value: unknown): readonly unknown[] => list(value).filter((one) => at(one, 'user', 'login') === bot);
  const [checks, comments, lines, reviews] = await Promise.all([
    read(stage, `/commits/${head}/check-runs?check_name=${checkName}&filter=all`), read(stage, `/issues/${number}/comments?per_page=100`), read(stage, `/pulls/${number}/comments?per_page=100`),
    read(stage, `/pulls/${number}/reviews?per_page=100`),
  ]);
  const all = list(at(checks, 'check_runs'));
  const output = at(all[0], 'output');
  // The first answer may be that nothing is known of the merge yet, as GitHub's.
  const mergeableState = await until(`#${number} to be known as mergeable or not`, 10_000, signal, async () => {
    const state = text(at(await read(stage, `/pulls/${number}`), 'mergeable_state'));
    return state === 'unknown' ? undefined : state;
  });
  return {
    conclusion: text(at(all[0], 'conclusion')), title: text(at(output, 'title')), summary: text(at(output, 'summary')), text: text(at(output, 'text')), checks: all.length,
    annotations: Number(at(output, 'annotations_count') ?? 0), comments: ours(comments).map((one) => text(at(one, 'body'))),
    lineComments: ours(lines).map((one) => ({ path: text(at(one, 'path')), body: text(at(one, 'body')) })), reviews: ours(reviews).length, mergeableState, progressMs, verdictMs,
  };
}
