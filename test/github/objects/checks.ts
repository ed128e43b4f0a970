import type { Commit } from '../git/objects.js';
import type { Annotation, CheckRun, CheckSuite, Pull, Repository, Ruleset, State, Status } from '../state.js';
import type { Body } from '../http/answer.js';
import { appObject, iso, nodeId, simpleUser } from './accounts.js';
import { pullMinimal } from './pulls.js';
import { apiOf, htmlOf, repositoryObject, simpleCommit } from './repositories.js';

/** Pull requests that a commit is the head of, without those of forks: GitHub leaves them out too. */
const pullsAt = (repository: Repository, sha: string): Pull[] =>
  [...repository.pulls.values()].filter((pull) => pull.state === 'open' && pull.head.sha === sha && pull.head.repositoryId === repository.id);

export function appOf(state: State, appId: number): Body | null {
  const app = state.apps.get(appId);
  return app ? appObject(state, app) : null;
}

export function checkRunObject(state: State, repository: Repository, run: CheckRun): Body {
  const api = `${apiOf(state, repository)}/check-runs/${run.id}`;
  const html = `${htmlOf(state, repository)}/runs/${run.id}`;
  return {
    id: run.id, name: run.name, node_id: nodeId('CR', run.id), head_sha: run.headSha, external_id: run.externalId, url: api, html_url: html,
    details_url: run.detailsUrl ?? html, status: run.status, conclusion: run.conclusion ?? null, started_at: run.startedAt, completed_at: run.completedAt ?? null,
    output: {
      title: run.title ?? null, summary: run.summary ?? null, text: run.text ?? null, annotations_count: run.annotations.length, annotations_url: `${api}/annotations`,
    },
    check_suite: { id: run.suiteId }, app: appOf(state, run.appId), pull_requests: pullsAt(repository, run.headSha).map((pull) => pullMinimal(state, repository, pull)),
  };
}

/** A check run as events carry it: with its suite. */
export function checkRunEvent(state: State, repository: Repository, run: CheckRun, suite: CheckSuite): Body {
  const whole = checkRunObject(state, repository, run);
  return {
    ...whole,
    check_suite: {
      id: suite.id, node_id: nodeId('CS', suite.id), head_branch: suite.headBranch ?? null, head_sha: suite.headSha, ...suiteState(repository, suite),
      url: `${apiOf(state, repository)}/check-suites/${suite.id}`, before: suite.before ?? '0'.repeat(40), after: suite.headSha,
      pull_requests: whole['pull_requests'], app: appOf(state, suite.appId), created_at: iso(suite.createdAt), updated_at: iso(suite.updatedAt),
    },
  };
}

export const annotationObject = (state: State, repository: Repository, run: CheckRun, one: Annotation): Body => ({
  path: one.path, start_line: one.start_line, end_line: one.end_line, start_column: one.start_column ?? null, end_column: one.end_column ?? null,
  annotation_level: one.annotation_level, title: one.title ?? null, message: one.message, raw_details: one.raw_details ?? null,
  blob_href: `${htmlOf(state, repository)}/blob/${run.headSha}/${one.path}`,
});

const worst = ['failure', 'timed_out', 'action_required', 'cancelled', 'success', 'neutral', 'skipped'] as const;

/** A suite is what its newest runs are: completed when all are, with the worst conclusion. */
export function suiteState(repository: Repository, suite: CheckSuite): { status: string; conclusion: string | null } {
  const runs = [...new Map(repository.checkRuns.filter((run) => run.suiteId === suite.id).map((run) => [run.name, run])).values()];
  if (runs.length === 0 || suite.rerequested) return { status: 'queued', conclusion: null };
  if (runs.some((run) => run.status !== 'completed')) return { status: runs.every((run) => run.status === 'queued') ? 'queued' : 'in_progress', conclusion: null };
  return { status: 'completed', conclusion: worst.find((one) => runs.some((run) => run.conclusion === one)) ?? null };
}

export function checkSuiteObject(state: State, repository: Repository, suite: CheckSuite, commit: Commit): Body {
  const api = `${apiOf(state, repository)}/check-suites/${suite.id}`;
  return {
    id: suite.id, node_id: nodeId('CS', suite.id), head_branch: suite.headBranch ?? null, head_sha: suite.headSha, ...suiteState(repository, suite), url: api,
    before: suite.before ?? null, after: suite.headSha,
    pull_requests: pullsAt(repository, suite.headSha).map((pull) => pullMinimal(state, repository, pull)), app: appOf(state, suite.appId),
    repository: repositoryObject(state, repository), created_at: iso(suite.createdAt), updated_at: iso(suite.updatedAt), head_commit: simpleCommit(commit),
    latest_check_runs_count: repository.checkRuns.filter((run) => run.suiteId === suite.id).length, check_runs_url: `${api}/check-runs`, rerequestable: true, runs_rerequestable: true,
  };
}

export function statusObject(state: State, repository: Repository, status: Status): Body {
  const creator = simpleUser(state, status.creator);
  return {
    url: `${apiOf(state, repository)}/statuses/${status.sha}`, avatar_url: creator['avatar_url'], id: status.id, node_id: nodeId('SC', status.id), state: status.state,
    description: status.description, target_url: status.targetUrl, context: status.context, created_at: iso(status.createdAt), updated_at: iso(status.createdAt), creator,
  };
}

export function rulesetObject(state: State, ruleset: Ruleset, whole: boolean): Body {
  const at = ruleset.sourceType === 'Repository' ? `${state.apiUrl}/repos/${ruleset.source}` : `${state.apiUrl}/orgs/${ruleset.source}`;
  return {
    id: ruleset.id, name: ruleset.name, target: ruleset.target, source_type: ruleset.sourceType, source: ruleset.source, enforcement: ruleset.enforcement,
    node_id: nodeId('RRS', ruleset.id), _links: { self: { href: `${at}/rulesets/${ruleset.id}` } }, created_at: iso(ruleset.createdAt), updated_at: iso(ruleset.createdAt),
    ...(whole ? { bypass_actors: [], current_user_can_bypass: 'never', conditions: { ref_name: { include: ruleset.include, exclude: ruleset.exclude } }, rules: ruleset.rules } : {}),
  };
}
