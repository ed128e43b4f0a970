import { readCommit } from '../git/objects.js';
import { grants, reaches } from '../http/auth.js';
import { checkRunEvent, checkSuiteObject } from '../objects/checks.js';
import type { CheckRun, CheckSuite, Repository } from '../state.js';
import { newId } from './lookup.js';
import type { Site } from './site.js';

/** The suite of an App for a commit, made where there is none. Only a push to a branch tells its App of it. */
export function suiteFor(site: Site, repository: Repository, appId: number, headSha: string, headBranch?: string, before?: string): CheckSuite {
  const standing = repository.suites.find((suite) => suite.appId === appId && suite.headSha === headSha);
  if (standing) return standing;
  const now = site.state.clock.now();
  const suite: CheckSuite = {
    id: newId(site.state), appId, headSha, createdAt: now, updatedAt: now, rerequested: false,
    ...(headBranch === undefined ? {} : { headBranch }), ...(before === undefined ? {} : { before }),
  };
  repository.suites.push(suite);
  return suite;
}

export async function tellSuite(site: Site, repository: Repository, suite: CheckSuite, action: string, sender: string): Promise<void> {
  const commit = await readCommit(repository.dir, suite.headSha);
  site.emit({
    event: 'check_suite', action, repository, sender, ...(action === 'completed' ? {} : { appId: suite.appId }),
    payload: { action, check_suite: checkSuiteObject(site.state, repository, suite, commit) },
  });
}

export function tellRun(site: Site, repository: Repository, run: CheckRun, action: string, sender: string): void {
  const suite = repository.suites.find((one) => one.id === run.suiteId);
  if (!suite) return;
  site.emit({
    event: 'check_run', action, repository, sender, ...(action === 'rerequested' ? { appId: run.appId } : {}),
    payload: { action, check_run: checkRunEvent(site.state, repository, run, suite) },
  });
}

/** Opens a suite for every App that writes checks, unless the pushed commit's message says `skip-checks: true` at its end. */
export async function openSuites(site: Site, repository: Repository, branch: string, before: string | undefined, after: string, sender: string): Promise<void> {
  const { message } = await readCommit(repository.dir, after);
  if (/(?:^|\n)skip-checks:\s*true\s*$/i.test(message)) return;
  for (const installation of site.state.installations.values()) {
    if (!reaches(installation, repository) || !grants(installation.permissions, 'checks', 'write')) continue;
    if (repository.suites.some((suite) => suite.appId === installation.appId && suite.headSha === after)) continue;
    const suite = suiteFor(site, repository, installation.appId, after, branch, before);
    await tellSuite(site, repository, suite, 'requested', sender);
  }
}
