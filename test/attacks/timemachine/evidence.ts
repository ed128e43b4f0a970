import { createHash } from 'node:crypto';
import type { TrustRoots } from '../../../src/ports/trust-roots.js';
import { trustMaterial } from '../../../src/trust/attestation.js';
import { readKeys } from '../../../src/trust/keys.js';
import { purlOf } from '../../../src/trust/statement.js';
import { packVersion, type StandInPackage, type StandInVersion } from '../../registry/index.js';
import type { Claims, Sigstore } from '../../trust/sigstore.js';

const slsa = 'https://slsa.dev/provenance/v1';
const commit = 'c'.repeat(40);

/** The provenance of a version as a build of its project makes it: of one repository, one workflow and a tag, over the version's own bytes. */
async function attestation(sigstore: Sigstore, name: string, one: StandInVersion): Promise<{ readonly [key: string]: unknown }> {
  const repository = `attested/${name.replace(/^@[^/]+\//, '')}`;
  const [path, ref] = ['.github/workflows/release.yml', `refs/tags/v${one.version}`];
  const claims: Claims = {
    iss: 'https://token.actions.githubusercontent.com', sub: `https://github.com/${repository}/${path}@${ref}`, repository, sha: commit, ref, repository_id: '7', runner_environment: 'github-hosted', event_name: 'push', workflow: 'release',
    job_workflow_ref: `${repository}/${path}@${ref}`,
  };
  const statement = {
    _type: 'https://in-toto.io/Statement/v1', predicateType: slsa, subject: [{ name: purlOf(name, one.version), digest: { sha512: createHash('sha512').update(packVersion(name, one)).digest('hex') } }],
    predicate: {
      buildDefinition: { externalParameters: { workflow: { ref, repository: `https://github.com/${repository}`, path } }, internalParameters: { github: { repository_id: '7' } }, resolvedDependencies: [{ digest: { gitCommit: commit } }] },
      runDetails: { builder: { id: 'https://github.com/actions/runner/github-hosted' } },
    },
  };
  return { predicateType: slsa, bundle: await sigstore.attest(statement, claims) };
}

/** The packages with a real attestation, made by an instance of sigstore of their own, wherever a version is said to have had one; and what it is held against. */
export async function withEvidence(packages: readonly StandInPackage[]): Promise<{ readonly packages: readonly StandInPackage[]; readonly trust?: TrustRoots }> {
  if (!packages.some(({ versions }) => versions.some(({ attestations }) => attestations))) return { packages };
  const { startSigstore } = await import('../../trust/sigstore.js');
  const sigstore = await startSigstore();
  try {
    const attested: StandInPackage[] = [];
    for (const one of packages) {
      const versions: StandInVersion[] = [];
      for (const version of one.versions) versions.push(version.attestations ? { ...version, attestations: [await attestation(sigstore, one.name, version)] } : version);
      attested.push({ ...one, versions });
    }
    const material = trustMaterial(sigstore.root, readKeys(sigstore.keys)!)!;
    return { packages: attested, trust: { materialFor: async () => material } };
  } finally {
    await sigstore.close();
  }
}
