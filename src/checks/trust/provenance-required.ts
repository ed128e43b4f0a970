import type { DependencyChange } from '../../core/change.js';
import type { Coverage } from '../../core/coverage.js';
import type { LockedPackage } from '../../core/lockfile.js';
import type { Origin } from '../../core/origin.js';
import { demandWords, isListed, type Policy, type ProvenanceDemand } from '../../core/policy.js';
import { repositoryAddress } from '../../core/source-repository.js';
import { isRead, type Fact } from '../../facts/kinds.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import type { Outcome, Provenance, VersionTrust } from '../../trust/evidence.types.js';
import { defineCheck, type Draft, type FactReader, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';

/** Why a demand is not met; `key` tells two of one message apart. */
interface Lack {
  readonly message: 'missing' | 'refused' | 'unchecked' | 'repository' | 'builder' | 'foreign';
  readonly key: string;
  readonly data: { readonly [name: string]: string };
}

/** Where the bytes come from that a registry could vouch for; `own` is code of the repository itself, which its reviewers see. */
function sourceOf(origin: Origin): 'registry' | 'own' | 'elsewhere' {
  switch (origin.kind) {
    case 'registry': return 'registry';
    case 'patched': return sourceOf(origin.base);
    case 'workspace': case 'link': return 'own';
    case 'git': case 'url': case 'repository': case 'bundled': return 'elsewhere';
  }
}

const lack = (message: Lack['message'], key = '', data: Lack['data'] = {}): Lack => ({ message, key, data });

/** Why there is no verified provenance, whatever is demanded of it. */
function withoutProvenance(provenance: readonly Outcome[], { attested }: VersionTrust): Lack {
  const [outcome] = [...provenance.filter(({ state }) => state === 'refused'), ...provenance];
  // Attestations that could not be told apart may have been provenance; such that were and are something else are none.
  const why = outcome ?? (attested.state === 'verified' ? undefined : attested);
  if (why === undefined || why.state === 'verified' || why.code === 'ATTESTATIONS_ABSENT') return lack('missing');
  return lack(why.state === 'refused' ? 'refused' : 'unchecked', why.code, { reason: why.code });
}

/** How builds lack what is demanded; the one that comes nearest tells. */
function mismatch(builds: readonly Provenance[], { repository, builder }: ProvenanceDemand): Lack | undefined {
  const ofIt = builds.filter((build) => repository === undefined || repositoryAddress(build.repository) === repositoryAddress(repository));
  const [any, right] = [builds[0]!, ofIt[0]];
  if (!right) return lack('repository', repositoryAddress(any.repository), { repository: any.repository });
  return builder === undefined || ofIt.some((build) => build.builder === builder || build.builderClass === builder) ? undefined : lack('builder', right.builder, { builder: right.builder, machines: right.builderClass });
}

const codeOf = (coverage: Coverage): string => ('code' in coverage ? coverage.code : 'INTERNAL');

/** Why one demand is not met by what is known of a version; undefined where it is. */
function lackOf(after: LockedPackage, { value, coverage }: Fact<VersionTrust>, demand: ProvenanceDemand): Lack | undefined {
  if (sourceOf(after.origin) === 'elsewhere') return lack('foreign', after.origin.kind, { source: after.origin.kind });
  if (!value) return lack('unchecked', codeOf(coverage), { reason: codeOf(coverage) });
  const provenance = value.attestations.filter(({ kind }) => kind === 'provenance');
  const builds = provenance.flatMap((one) => (one.outcome.state === 'verified' && one.provenance ? [one.provenance] : []));
  return builds.length === 0 ? withoutProvenance(provenance.map(({ outcome }) => outcome), value) : mismatch(builds, demand);
}

/** By its real name, and by the one that it is installed under: code that asks for a demanded name gets whatever stands there. */
const names = ({ packages }: ProvenanceDemand, { name, alias }: LockedPackage): boolean => isListed(packages, name) || (alias !== undefined && isListed(packages, alias));

function drafts(change: DependencyChange, demands: readonly ProvenanceDemand[], facts: FactReader): Draft[] {
  const { after } = change;
  // Of the very same bytes nothing is asked anew: the entry changed, and what comes in did not.
  if (!after || !bringsIn(change) || change.kind === 'metadata' || sourceOf(after.origin) === 'own' || !isRead(subjectOf(after), 'trust')) return [];
  const lacks = new Map<string, { readonly lack: Lack; readonly demands: string[] }>();
  for (const demand of demands) {
    const found = names(demand, after) ? lackOf(after, facts.get(subjectOf(after), 'trust'), demand) : undefined;
    if (!found) continue;
    const key = `${found.message} ${found.key}`;
    lacks.set(key, { lack: found, demands: [...(lacks.get(key)?.demands ?? []), demandWords(demand)] });
  }
  return [...lacks.values()].map(({ lack: { message, key, data }, demands: unmet }) => aboutChange(change, {
    message, severity: 'high', confidence: 'high', level: 'default', change: 'added',
    data: { ...data, demand: unmet }, evidence: unmet.slice(0, 3).map((text) => ({ kind: 'policy', text: `${after.name}: ${text}` })), identity: [message, key, ...unmet],
  }));
}

const demandsOf = ({ provenance }: Policy): readonly ProvenanceDemand[] => provenance?.require ?? [];
const why = 'The policy takes this package only with proof of where it was built, so that a stolen account or token cannot put up a version by itself.';

export const provenanceRequired = defineCheck({
  id: 'provenance-required',
  group: 'trust',
  title: 'A package comes without the provenance that the policy demands',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after'], kinds: ['trust'] }],
  asks: (policy) => demandsOf(policy).length > 0,
  messages: {
    missing: {
      what: 'The registry has no provenance of {package} {version}, and the policy demands {demand}.',
      why,
      todo: 'Stay on a version that has it, and ask the maintainers how this one was published. Where the registry is a mirror, see that it passes attestations on.',
    },
    refused: {
      what: '{package} {version} comes with provenance that does not hold ({reason}), and the policy demands {demand}.',
      why: 'What is signed here is not signed by whom it says, or speaks of other bytes than the lockfile pins.',
      todo: 'Do not merge before it is known why. Stay on the version before, and ask the maintainers.',
    },
    unchecked: {
      what: 'The provenance of {package} {version} could not be checked ({reason}), and the policy demands {demand}.',
      why: 'What could not be checked counts as not there: whoever stops the check must not get past it.',
      todo: 'Run the check again. If it stays, see that the registry serves attestations and that this installation has its keys.',
    },
    repository: {
      what: '{package} {version} was built from {repository}, and the policy demands {demand}.',
      why: 'The provenance is verified and names another repository: a fork, a repository that moved, or somebody else\'s.',
      todo: 'Find out whether the project moved. If it did, change the repository in the policy, on the base branch; if not, do not take this version.',
    },
    builder: {
      what: '{package} {version} was built by {builder} (machines: {machines}), and the policy demands {demand}.',
      why: 'The provenance is verified and names another builder. What a project\'s own machines build is as safe as these machines are.',
      todo: 'Ask the maintainers why they build elsewhere. If that is meant, change the builder in the policy, on the base branch.',
    },
    foreign: {
      what: '{package} {version} does not come from a registry ({source}), and the policy demands {demand}.',
      why: 'Only what a registry serves comes with provenance that can be verified: nothing says where these bytes were built.',
      todo: 'Take the published version of the package, or take its name out of the demand, on the base branch.',
    },
  },
  // What could not be had is told as a demand that is not met, in words of its own.
  gapMatters: () => false,
  run: ({ changes, policy }: ReviewInput, facts) => ({ drafts: changes.flatMap((change) => drafts(change, demandsOf(policy), facts)), gaps: [] }),
});
