import type { CheckRun, Pull, Repository, RequiredCheck, Ruleset, State } from '../state.js';
import { notFound } from '../http/answer.js';

/** A new id, unique over everything. */
export const newId = (state: State): number => state.nextId++;

export function repositoryById(state: State, id: number): Repository {
  const repository = state.repositories.get(id);
  if (!repository) throw notFound();
  return repository;
}

/** A repository by owner and name, whatever their case. */
export function findRepository(state: State, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return [...state.repositories.values()].find((one) => `${one.owner}/${one.name}`.toLowerCase() === wanted);
}

export function pullOf(repository: Repository, number: number): Pull {
  const pull = repository.pulls.get(number);
  if (!pull) throw notFound();
  return pull;
}

/** Does a ruleset's pattern cover a ref? `*` stays inside one segment, `**` does not. */
function covers(repository: Repository, pattern: string, ref: string): boolean {
  if (pattern === '~ALL') return true;
  if (pattern === '~DEFAULT_BRANCH') return ref === `refs/heads/${repository.defaultBranch}`;
  const source = pattern.split(/(\*\*\/?|\*|\?)/).map((part) => (part.startsWith('**') ? '.*' : part === '*' ? '[^/]*' : part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&')));
  return new RegExp(`^${source.join('')}$`).test(ref);
}

/** The rulesets in force on a branch: the repository's own and its organisation's. */
export function rulesetsFor(state: State, repository: Repository, branch: string): Ruleset[] {
  const ref = `refs/heads/${branch}`;
  return [...repository.rulesets, ...(state.organisationRulesets.get(repository.owner.toLowerCase()) ?? [])].filter((ruleset) =>
    ruleset.enforcement === 'active' && ruleset.target === 'branch' &&
    ruleset.include.some((pattern) => covers(repository, pattern, ref)) && !ruleset.exclude.some((pattern) => covers(repository, pattern, ref)));
}


/** The checks that must have passed before anything lands on a branch. */
export function requiredChecks(state: State, repository: Repository, branch: string): RequiredCheck[] {
  return rulesetsFor(state, repository, branch).flatMap((ruleset) =>
    ruleset.rules.filter((rule) => rule.type === 'required_status_checks')
      .flatMap((rule) => (rule.parameters?.['required_status_checks'] as RequiredCheck[] | undefined) ?? []));
}

const passing = new Set(['success', 'neutral', 'skipped']);
export type CheckState = 'missing' | 'pending' | 'failing' | 'passing';

/** How a required check stands on one commit. A run and a status of the same name must both pass; with an App named, only its own count. */
export function checkState(repository: Repository, required: RequiredCheck, sha: string): CheckState {
  const wanted = required.integration_id;
  const own = (appId: number | undefined) => wanted === undefined || wanted === null || appId === wanted;
  const newest = new Map<number, CheckRun>();
  for (const run of repository.checkRuns) if (run.headSha === sha && run.name === required.context && own(run.appId)) newest.set(run.appId, run);
  const status = repository.statuses.findLast((one) => one.sha === sha && one.context === required.context && own(one.appId));
  const states: CheckState[] = [...newest.values()].map((run) =>
    run.status !== 'completed' ? 'pending' : passing.has(run.conclusion ?? '') ? 'passing' : 'failing');
  if (status) states.push(status.state === 'success' ? 'passing' : status.state === 'pending' ? 'pending' : 'failing');
  if (states.length === 0) return 'missing';
  return states.includes('failing') ? 'failing' : states.includes('pending') ? 'pending' : 'passing';
}

/** The required checks that do not pass on a commit. Where the test merge has a result of its own, that one counts. */
export function unmetChecks(state: State, repository: Repository, branch: string, head: string, merge?: string): (RequiredCheck & { state: CheckState })[] {
  return requiredChecks(state, repository, branch)
    .map((required) => {
      const onMerge = merge === undefined ? 'missing' : checkState(repository, required, merge);
      return { ...required, state: onMerge === 'missing' ? checkState(repository, required, head) : onMerge };
    })
    .filter((one) => one.state !== 'passing');
}
