import { z } from 'zod';
import { Failure } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { RepositoryName } from '../../ports/reviews.js';
import type { GitHub } from './client.js';
import { createGitHubDeliveries, createGitHubInstallations } from './deliveries.js';
import { neededPermissions } from './operations.js';
import { checkName } from './head-read.js';
import { branchShape, hookShape, ruleShape } from './shapes.js';

const dayMs = 86_400_000;
const mostRulePages = 10;

interface Required {
  readonly name: string;
  readonly source?: number;
  readonly from: 'ruleset' | 'protection';
  readonly queue?: 'last';
}

const required = (name: string, source: number | null | undefined, from: Required['from']): Required => ({ name, from, ...(typeof source === 'number' && source > 0 ? { source } : {}) });

/** The checks that a default branch requires: by rulesets of the repository and of its owners, and by classic protection as far as an App may see it. */
async function requiredChecks(github: GitHub, installation: number, repository: RepositoryName & { readonly defaultBranch: string }): Promise<readonly Required[]> {
  const caller = github.forRepository(installation, repository);
  const branch = repository.defaultBranch;
  const [rules, classic] = await Promise.all([
    caller.list('repository.rules', { branch }, { shape: z.array(ruleShape), pick: (page) => page, maxPages: mostRulePages }),
    caller.call('repository.branch', { branch }, branchShape).catch((error: unknown) => {
      if (error instanceof Failure && error.code === 'HOST_NOT_FOUND') return undefined; // an empty repository
      throw error;
    }),
  ]);
  const byRules = rules.filter((rule) => rule.type === 'required_status_checks').flatMap((rule) => rule.parameters?.required_status_checks ?? []);
  const protection = classic?.protection?.required_status_checks;
  const byProtection = protection?.checks?.map((one) => required(one.context, one.app_id, 'protection')) ?? protection?.contexts?.map((one) => required(one, undefined, 'protection')) ?? [];
  const queue = rules.some((rule) => rule.type === 'merge_queue' && rule.parameters?.grouping_strategy === 'HEADGREEN') ? { queue: 'last' } as const : {};
  return [...byRules.map((one) => required(one.context, one.integration_id, 'ruleset')), ...byProtection].map((one) => ({ ...one, ...queue }));
}

/** What `app/doctor` reads, from GitHub. `events` are the subscribed events that the service handles. */
export function createDoctorReads(github: GitHub, clock: Clock, events: readonly string[]) {
  const installations = createGitHubInstallations(github, clock);
  const deliveries = createGitHubDeliveries(github);
  return {
    needed: { permissions: neededPermissions(), events },
    checkName,
    since: clock.now() - dayMs,
    app: () => github.identity(),
    async hook() {
      const { url, content_type, secret, insecure_ssl } = await github.asApp.call('app.hook', {}, hookShape);
      return { secret: typeof secret === 'string' && secret !== '', json: content_type === 'json', insecure: String(insecure_ssl ?? '0') === '1', ...(url === undefined ? {} : { url }) };
    },
    failedDeliveries: (since: number) => deliveries.list(since),
    installations: () => installations.list(),
    repositories: (installation: number) => installations.repositories(installation),
    requiredChecks: (installation: number, repository: RepositoryName & { readonly defaultBranch: string }) => requiredChecks(github, installation, repository),
  };
}
