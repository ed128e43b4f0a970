import os from 'node:os';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createAnalyser } from '../../adapters/analyser/pool.js';
import { readAppManifest } from '../../adapters/github/app-manifest.js';
import { approvalsOf } from '../../adapters/github/approvals.js';
import { createBlobCache } from '../../adapters/github/blobs.js';
import { createGitHub } from '../../adapters/github/client.js';
import { createGitHubCodeHost } from '../../adapters/github/code-host.js';
import { createGitHubDeliveries } from '../../adapters/github/deliveries.js';
import { startManifestFlow } from '../../adapters/github/manifest-flow.js';
import { peopleOf } from '../../adapters/github/people.js';
import { createGitHubPublisher } from '../../adapters/github/publisher.js';
import { createTreeCache } from '../../adapters/github/tree-cache.js';
import { createRegistry, readNpmSettings } from '../../adapters/registry/index.js';
import { createCourtesy } from '../../app/courtesy.js';
import { createFactSource } from '../../app/fact-source.js';
import { createReviewer } from '../../app/reviewer.js';
import { catalogue, checks } from '../../checks/index.js';
import { limits } from '../../core/limits.js';
import { formats } from '../../lockfiles/index.js';
import { policyPath } from '../../policy/read.js';
import type { ReviewTarget } from '../../app/review.types.js';
import type { PolicyPlace } from '../../ports/policies.js';
import { docsBase } from '../documentation.js';
import { engineDigest, engineVersion } from '../engine.js';
import { serviceAdvisories } from './advisories.js';
import type { Composition } from './run.js';
import { serviceTrust } from './trust.js';

/** Files whose bytes a review asks for where they changed: fetched together with the trees, one round trip earlier. */
function ahead(path: string): { readonly when: 'changed' | 'always'; readonly maxBytes: number } | undefined {
  if (path === policyPath) return { when: 'always', maxBytes: limits.policyBytes.value };
  if (formats.some((format) => format.matches([path]).length > 0)) return { when: 'changed', maxBytes: limits.lockfileBytes.value };
  if (path === 'package.json' || path.endsWith('/package.json')) return { when: 'changed', maxBytes: limits.manifestBytes.value };
  return undefined;
}

/** The branch whose policy decides. */
function placeOf({ installation, repository, baseRef }: ReviewTarget): PolicyPlace {
  return { installation, repository: repository.id, baseRef };
}

/** The service as it runs: GitHub, the registries of the operator's npmrc, advisories from a folder or an export, package code in child processes. */
export const composition: Composition = {
  async parts(configuration, database, machine) {
    const { clock, timers, log } = machine;
    const budgets = new Map<string, number>();
    const github = createGitHub({
      appId: configuration.app.id, privateKey: configuration.app.privateKey, clock, timers,
      ...(configuration.apiUrl === undefined ? {} : { baseUrl: configuration.apiUrl }),
      onBudget: (budget) => { budgets.set(budget.bucket, budget.remaining); },
      onRequest: (trace) => { log.debug('github request', { ...trace }); },
    });
    machine.hide((text) => github.secrets.redact(text));
    const npm = readNpmSettings({ env: process.env, home: os.homedir(), execPath: process.execPath, repositories: configuration.credentialRepositories ?? [] });
    const registry = createRegistry(npm, { timers });
    const analyser = createAnalyser({});
    const advisories = serviceAdvisories(configuration, database, npm.network, registry, machine);
    const trust = serviceTrust(configuration.trust ?? { own: [] }, npm.table, npm.network, database, machine);
    const blobs = createBlobCache();
    const trees = createTreeCache();
    const courtesy = createCourtesy();
    const review = createReviewer({
      hostFor: (target, signal) => createGitHubCodeHost({ github, target, blobs, trees, timers, signal, ahead, organisationPaths: [policyPath] }),
      lendsCredentials: (host, tenancy) => registry.lendsCredentials(host, tenancy),
      factsFor: (tenancy, host) => createFactSource({ host, registry, analyser, advisories: advisories.pinned(tenancy), cache: database.facts, clock, tenancy, courtesy, trust: trust.roots }),
      peopleOf: (target, signal) => peopleOf(github, target, (number, head) => database.reviews.pusher(target.repository.id, number, head), signal),
      approvalsOf: (target, signal) => approvalsOf(github, target, (number, head) => database.reviews.pusher(target.repository.id, number, head), signal),
      lastGood: (target) => database.policies.lastGood(placeOf(target)),
      passed: (target, packages) => database.packages.passed(placeOf(target), packages), sightings: database.sightings,
      async reviewed(target, { policy: { reading } }) {
        if (reading.usable && reading.baseProblems.length === 0) await database.policies.keep(placeOf(target), reading.inForce, target.headSha);
      },
      settings: { checks, registries: npm.table, engine: { version: engineVersion, digest: engineDigest() } },
      presentation: { catalogue, docsBase }, clock,
    });
    const reviewer: typeof review = (target, hooks, signal) => courtesy.during(target.standing ?? 'member', () => review(target, hooks, signal));
    return {
      reviewer, failedDeliveries: createGitHubDeliveries(github),
      close: async () => { await Promise.all([advisories.stop(), trust.stop()]); registry.close(); await analyser.close(); },
      publisherFor: async (installation, repository) => createGitHubPublisher({ github, installation, repository }),
      readings: {
        hostBudget: () => budgets,
        dataAge: async () => {
          const checkedAt = trust.checkedAt();
          return new Map([...(await advisories.dataNow()).map(({ source, asOf }) => [source, Math.max(0, (clock.now() - Date.parse(asOf)) / 1000)] as const), ...(checkedAt === undefined ? [] : [['trust', Math.max(0, (clock.now() - checkedAt) / 1000)] as const])]);
        },
      },
    };
  },

  async setup(configuration, { timers, clock }) {
    const manifest = readAppManifest(readFileSync(fileURLToPath(new URL('../../../app.yml', import.meta.url)), 'utf8'));
    const github = configuration.apiUrl === undefined ? undefined : new URL(configuration.apiUrl).origin;
    const flow = await startManifestFlow({ manifest, folder: configuration.dataFolder, port: configuration.port, timers, now: () => clock.now(), ...(github === undefined ? {} : { githubUrl: github }) });
    process.stderr.write(`mergewarden has no App yet. Open this page to create one:\n\n  ${flow.url}\n\n`);
    const stop = (): void => { void flow.close(); };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    try {
      const created = await flow.created;
      process.stderr.write(`The App ${created.slug} is created; its credentials are in ${created.settingsFile}.\n${created.steps.map((step, index) => `${index + 1}. ${step}`).join('\n')}\n\n`);
      return true;
    } catch {
      return false;
    } finally {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      await flow.close();
    }
  },
};
