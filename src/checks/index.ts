import type { Catalogue, Check } from './check.js';
import { knownVulnerability } from './advisory/known-vulnerability.js';
import { maliciousVersion } from './advisory/malicious-version.js';
import { analysisLimit } from './joined/analysis-limit.js';
import { takeover } from './joined/takeover.js';
import { cacheDifference } from './lockfile/cache-difference.js';
import { checkoutAttributes } from './lockfile/checkout-attributes.js';
import { committedPackage } from './lockfile/committed-package.js';
import { dependencyRewrite } from './lockfile/dependency-rewrite.js';
import { guardRail } from './lockfile/guard-rail.js';
import { integrityMutation } from './lockfile/integrity-mutation.js';
import { lockMetadata } from './lockfile/lock-metadata.js';
import { lockOrigin } from './lockfile/lock-origin.js';
import { lockfileUnderstood } from './lockfile/lockfile-understood.js';
import { manifestLockDrift } from './lockfile/manifest-lock-drift.js';
import { missingLockfile } from './lockfile/missing-lockfile.js';
import { substitution } from './lockfile/substitution.js';
import { unexplainedChange } from './lockfile/unexplained-change.js';
import { unreadDependencyFile } from './lockfile/unread-dependency-file.js';
import { binShadow } from './package/bin-shadow.js';
import { binaryFile } from './package/binary-file.js';
import { destructiveAct } from './package/destructive-act.js';
import { dynamicCode } from './package/dynamic-code.js';
import { entryChange } from './package/entry-change.js';
import { evasionGate } from './package/evasion-gate.js';
import { gitDependency } from './package/git-dependency.js';
import { gypCode } from './package/gyp-code.js';
import { hiddenApi } from './package/hidden-api.js';
import { hiddenCode } from './package/hidden-code.js';
import { installScript } from './package/install-script.js';
import { invisibleText } from './package/invisible-text.js';
import { manifestConfusion } from './package/manifest-confusion.js';
import { networkAccess } from './package/network-access.js';
import { newDependency } from './package/new-dependency.js';
import { newHost } from './package/new-host.js';
import { obfuscatedCode } from './package/obfuscated-code.js';
import { persistence } from './package/persistence.js';
import { processSpawn } from './package/process-spawn.js';
import { remoteCode } from './package/remote-code.js';
import { runtimeHook } from './package/runtime-hook.js';
import { secretExfiltration } from './package/secret-exfiltration.js';
import { selfSpread } from './package/self-spread.js';
import { toolBootstrap } from './package/tool-bootstrap.js';
import { walletDrain } from './package/wallet-drain.js';
import { dependencyConfusion } from './record/dependency-confusion.js';
import { deprecated } from './record/deprecated.js';
import { dormantRelease } from './record/dormant-release.js';
import { licence } from './record/licence.js';
import { nameConfusion } from './record/name-confusion.js';
import { newPackage } from './record/new-package.js';
import { publisherChange } from './record/publisher-change.js';
import { releaseAge } from './record/release-age.js';
import { versionAnomaly } from './record/version-anomaly.js';
import { yanked } from './record/yanked.js';
import { policyInvalid } from './repository/policy-invalid.js';
import { policyLoosened } from './repository/policy-loosened.js';
import { attestationInvalid } from './trust/attestation-invalid.js';
import { attestationSubject } from './trust/attestation-subject.js';
import { provenanceChange } from './trust/provenance-change.js';
import { provenanceMissingButAdvertised } from './trust/provenance-missing-but-advertised.js';
import { provenanceRequired } from './trust/provenance-required.js';
import { provenanceSource } from './trust/provenance-source.js';
import { provenanceUnbound } from './trust/provenance-unbound.js';
import { registrySignature } from './trust/registry-signature.js';
import { trustDowngrade } from './trust/trust-downgrade.js';

/** Every check, by id in code point order. A check is a line here, a file, a document and a folder of cases; a test holds them together. */
export const checks: readonly Check[] = [
  analysisLimit,
  attestationInvalid,
  attestationSubject,
  binShadow,
  binaryFile,
  cacheDifference,
  checkoutAttributes,
  committedPackage,
  dependencyConfusion,
  dependencyRewrite,
  deprecated,
  destructiveAct,
  dormantRelease,
  dynamicCode,
  entryChange,
  evasionGate,
  gitDependency,
  guardRail,
  gypCode,
  hiddenApi,
  hiddenCode,
  installScript,
  integrityMutation,
  invisibleText,
  knownVulnerability,
  licence,
  lockMetadata,
  lockOrigin,
  lockfileUnderstood,
  maliciousVersion,
  manifestConfusion,
  manifestLockDrift,
  missingLockfile,
  nameConfusion,
  networkAccess,
  newDependency,
  newHost,
  newPackage,
  obfuscatedCode,
  persistence,
  policyInvalid,
  policyLoosened,
  processSpawn,
  provenanceChange,
  provenanceMissingButAdvertised,
  provenanceRequired,
  provenanceSource,
  provenanceUnbound,
  publisherChange,
  registrySignature,
  releaseAge,
  remoteCode,
  runtimeHook,
  secretExfiltration,
  selfSpread,
  substitution,
  takeover,
  toolBootstrap,
  trustDowngrade,
  unexplainedChange,
  unreadDependencyFile,
  versionAnomaly,
  walletDrain,
  yanked,
];

/** The words of all checks, for render. */
export const catalogue: Catalogue = new Map(checks.map((check) => [check.id, { id: check.id, title: check.title, messages: check.messages }]));
