import { z } from 'zod';
import type { FailedDeliveries } from '../../ports/deliveries.js';
import type { PullObservation, RepositoryName } from '../../ports/reviews.js';
import type { Clock } from '../../ports/clock.js';
import type { GitHub } from './client.js';
import { deliveryShape, installationShape, pullShape, repositoryShape, roleShape } from './shapes.js';

/** GitHub keeps deliveries for some days; what matters is found in the first pages, newest first. */
const mostDeliveryPages = 20;
const mostInstallationPages = 100;
const mostRepositoryPages = 100;
const mostPullPages = 100;
const mostRedelivered = 100;

/**
 * Deliveries of our App's webhook that did not arrive, of which no later attempt did either. GitHub never redelivers by itself
 * (docs.github.com, "Handling failed webhook deliveries").
 */
export function createGitHubDeliveries(github: GitHub): FailedDeliveries {
  return {
    async list(since) {
      const recent = await github.asApp.list('app.deliveries', {}, {
        shape: z.array(deliveryShape), pick: (page) => page, maxPages: mostDeliveryPages, partial: true, until: (one) => Date.parse(one.delivered_at) < since,
      });
      const arrived = new Set(recent.filter((one) => one.status_code >= 200 && one.status_code < 300).map((one) => one.guid));
      const failed = new Map<string, { readonly id: number; readonly guid: string; readonly installation?: number }>();
      // Newest first, so that the last one set is the oldest attempt: the one that carries the delivery's own time.
      for (const { id, guid, installation_id: of } of recent) if (!arrived.has(guid)) failed.set(guid, { id, guid, ...(typeof of === 'number' ? { installation: of } : {}) });
      return [...failed.values()].reverse().slice(0, mostRedelivered);
    },
    redeliver: (id) => github.asApp.send('app.redeliver', { delivery_id: id }),
  };
}

/** An installation of our App, with what its owner has granted: that may lag behind what the App asks for by now. */
export interface HostInstallation {
  readonly id: number;
  readonly account: string;
  readonly permissions: { readonly [permission: string]: string };
  readonly events: readonly string[];
  readonly suspended: boolean;
}

export interface InstalledRepository extends RepositoryName {
  readonly defaultBranch: string;
  readonly archived: boolean;
}

/** What is installed where, for the reconciler and the doctor. */
export interface Installations {
  list(): Promise<readonly HostInstallation[]>;
  repositories(installation: number): Promise<readonly InstalledRepository[]>;
  /** Open pull requests as they stand now. */
  openPulls(installation: number, repository: RepositoryName): Promise<readonly PullObservation[]>;
  /** A person's role in a repository as it stands now (`admin`, `maintain`, `write`, `triage`, `read`, `none`, or a custom role's name); never the association that a comment shows. */
  role(installation: number, repository: RepositoryName, login: string): Promise<string>;
}

export function createGitHubInstallations(github: GitHub, clock: Clock): Installations {
  return {
    async list() {
      const list = await github.asApp.list('app.installations', {}, { shape: z.array(installationShape), pick: (page) => page, maxPages: mostInstallationPages });
      return list.map((one) => ({ id: one.id, account: one.account?.login ?? '', permissions: one.permissions, events: one.events, suspended: typeof one.suspended_at === 'string' }));
    },
    async repositories(installation) {
      const list = await github.forInstallation(installation).list('installation.repositories', {}, {
        shape: z.object({ repositories: z.array(repositoryShape) }), pick: (page) => page.repositories, maxPages: mostRepositoryPages,
      });
      return list.map((one) => ({ id: one.id, owner: one.owner.login, name: one.name, defaultBranch: one.default_branch ?? 'main', archived: one.archived === true }));
    },
    async openPulls(installation, repository) {
      const observedAt = clock.now();
      const list = await github.forRepository(installation, repository, { as: 'writer' }).list('pull.list', { state: 'open', sort: 'created', direction: 'asc' }, {
        shape: z.array(pullShape), pick: (page) => page, maxPages: mostPullPages,
      });
      return list.map((pull) => ({ installation, repository, number: pull.number, state: pull.state, head: pull.head.sha, baseRef: pull.base.ref, base: pull.base.sha, observedAt }));
    },
    async role(installation, repository, login) {
      const answer = await github.forRepository(installation, repository).call('repository.role', { username: login }, roleShape);
      return answer.role_name ?? answer.permission;
    },
  };
}
