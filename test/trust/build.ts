import { createHash } from 'node:crypto';
import { purlOf } from '../../src/trust/statement.js';
import { packVersion, type StandInVersion } from '../registry/index.js';
import type { Claims, Sigstore } from './sigstore.js';

const slsa = 'https://slsa.dev/provenance/v1';
const commit = 'c'.repeat(40);

/** Where and by what a version is built. */
export interface Build {
  /** `owner/name` on GitHub. */
  readonly repository: string;
  readonly repositoryId?: string;
  readonly workflow?: string;
  readonly runner?: 'github-hosted' | 'self-hosted';
}

/** The provenance of a version as a build makes it, of a tag, over the version's own bytes; as the endpoint for attestations serves it. */
export async function attestBuild(sigstore: Sigstore, name: string, one: StandInVersion, { repository, repositoryId = '7', workflow = 'release.yml', runner = 'github-hosted' }: Build): Promise<{ readonly [key: string]: unknown }> {
  const [path, ref] = [`.github/workflows/${workflow}`, `refs/tags/v${one.version}`];
  const claims: Claims = {
    iss: 'https://token.actions.githubusercontent.com', sub: `https://github.com/${repository}/${path}@${ref}`, repository, sha: commit, ref, repository_id: repositoryId, runner_environment: runner, event_name: 'push', workflow: 'release',
    job_workflow_ref: `${repository}/${path}@${ref}`,
  };
  const statement = {
    _type: 'https://in-toto.io/Statement/v1', predicateType: slsa, subject: [{ name: purlOf(name, one.version), digest: { sha512: createHash('sha512').update(packVersion(name, one)).digest('hex') } }],
    predicate: {
      buildDefinition: { externalParameters: { workflow: { ref, repository: `https://github.com/${repository}`, path } }, internalParameters: { github: { repository_id: repositoryId } }, resolvedDependencies: [{ digest: { gitCommit: commit } }] },
      runDetails: { builder: { id: `https://github.com/actions/runner/${runner}` } },
    },
  };
  return { predicateType: slsa, bundle: await sigstore.attest(statement, claims) };
}
