import type { TrustRoots } from '../../../src/ports/trust-roots.js';
import { trustMaterial } from '../../../src/trust/attestation.js';
import { readKeys } from '../../../src/trust/keys.js';
import type { StandInPackage, StandInVersion } from '../../registry/index.js';
import { attestBuild } from '../../trust/build.js';

/** The packages with a real attestation, made by an instance of sigstore of their own, wherever a version is said to have had one; and what it is held against. */
export async function withEvidence(packages: readonly StandInPackage[]): Promise<{ readonly packages: readonly StandInPackage[]; readonly trust?: TrustRoots }> {
  if (!packages.some(({ versions }) => versions.some(({ attestations }) => attestations))) return { packages };
  const { startSigstore } = await import('../../trust/sigstore.js');
  const sigstore = await startSigstore();
  try {
    const attested: StandInPackage[] = [];
    for (const one of packages) {
      const versions: StandInVersion[] = [];
      for (const version of one.versions) versions.push(version.attestations ? { ...version, attestations: [await attestBuild(sigstore, one.name, version, { repository: `attested/${one.name.replace(/^@[^/]+\//, '')}` })] } : version);
      attested.push({ ...one, versions });
    }
    const material = trustMaterial(sigstore.root, readKeys(sigstore.keys)!)!;
    return { packages: attested, trust: { materialFor: async () => material } };
  } finally {
    await sigstore.close();
  }
}
