import { z } from 'zod';
import type { HostTarget } from '../../ports/code-host.js';
import type { GitHub } from './client.js';

const person = z.object({ login: z.string().max(256) }).nullish();
const pullAuthorShape = z.object({ user: z.object({ login: z.string().max(256) }) });
const comparedShape = z.object({ total_commits: z.number().int(), commits: z.array(z.object({ author: person, committer: person })) });

/** GitHub lists at most this many commits of a comparison, 100 a page. docs.github.com, "Compare two commits". */
const mostCommits = 250;
const perPage = 100;

/**
 * The logins that have a part in a change: the pull request's author, and author and committer of each commit that it adds. Their waivers
 * do not count for it. `unknown` where a commit belongs to no account, or where there are too many to list: then nobody can be ruled out.
 */
export async function peopleOf(github: GitHub, target: HostTarget, signal?: AbortSignal): Promise<readonly string[] | 'unknown'> {
  const caller = github.forRepository(target.installation, target.repository, { signal });
  const logins = new Set<string>();
  if (target.kind === 'pull') logins.add((await caller.call('pull.read', { pull_number: target.number }, pullAuthorShape)).user.login);
  for (let page = 1, read = 0; ; page += 1) {
    const { total_commits, commits } = await caller.call('repository.compare', { basehead: `${target.baseSha}...${target.headSha}`, per_page: perPage, page }, comparedShape);
    if (total_commits > mostCommits) return 'unknown';
    for (const { author, committer } of commits) {
      if (!author || !committer) return 'unknown';
      logins.add(author.login).add(committer.login);
    }
    read += commits.length;
    if (read >= total_commits || commits.length === 0) return read >= total_commits ? [...logins] : 'unknown';
  }
}
