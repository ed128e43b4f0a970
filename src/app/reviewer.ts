import { limits } from '../core/limits.js';
import type { AccountSpan, PackageName, Sighted } from '../core/sighting.js';
import type { Repository } from '../core/snapshot.js';
import { bringsIn } from '../facts/planner.js';
import type { CodeHost } from '../ports/code-host.js';
import type { Approvals } from '../policy/approvals.js';
import type { Clock } from '../ports/clock.js';
import type { PinnedPackage } from '../ports/packages.js';
import type { Tenancy } from '../ports/registry.js';
import type { KeptSighting, Sightings } from '../ports/sightings.js';
import { fetchAhead } from './ahead.js';
import { createComparisons } from './compared.js';
import type { FactSource } from './fact-source.js';
import { presentInParts, type Presentation } from './present.js';
import { pinnedOf, review, type ReviewSettings, type Reviewed } from './review.js';
import type { Reviewer, ReviewResult, ReviewTarget } from './review.types.js';
import { withheld, withWithheld } from './withheld.js';

/** What the service's reviewer is made with; the parts that belong to one target are made for it. */
export interface ReviewerDependencies {
  readonly hostFor: (target: ReviewTarget, signal: AbortSignal) => CodeHost;
  readonly factsFor: (tenancy: Tenancy, host: CodeHost) => FactSource;
  /** Whether a registry is asked with credentials on this behalf; what is found there is not told in a public repository. */
  readonly lendsCredentials: (registry: string, tenancy: Tenancy) => boolean;
  /** Logins whose waivers do not count for this target. */
  readonly peopleOf: (target: ReviewTarget, signal: AbortSignal) => Promise<readonly string[] | 'unknown'>;
  /** Who approved the target's head, and who has a part in it. */
  readonly approvalsOf?: (target: ReviewTarget, signal: AbortSignal) => Promise<Approvals>;
  readonly lastGood: (target: ReviewTarget) => Promise<ReviewSettings['lastGood']>;
  /** The keys of those of these packages that an earlier review against the same base branch passed. */
  readonly passed?: (target: ReviewTarget, packages: readonly PinnedPackage[]) => Promise<ReadonlySet<string>>;
  /** What earlier reviews of the installation saw of registries' records. */
  readonly sightings?: Sightings;
  /** Called with each finished review; keeps what the next one may fall back on. */
  readonly reviewed?: (target: ReviewTarget, reviewed: Reviewed) => Promise<void>;
  readonly settings: Pick<ReviewSettings, 'checks' | 'registries' | 'engine'>;
  readonly presentation: Presentation;
  readonly clock: Clock;
}

function tenancyOf(target: ReviewTarget, { visibility, fork }: Repository): Tenancy {
  const { installation, repository: { id, owner, name }, headSha, standing = 'member' } = target;
  const flow = { standing, id: `${id} ${headSha} ${target.kind === 'pull' ? target.number : target.headRef}` };
  return { installation: String(installation), repository: `${owner}/${name}`, visibility, fork, flow };
}

const dayMs = 86_400_000;
/** Asks what earlier reviews saw on behalf of a target, and says what this one saw, each with whether its registry is read with credentials. */
function memoryOf({ sightings, lendsCredentials, clock }: ReviewerDependencies, target: ReviewTarget) {
  const ownOf = (repository: Repository): ((registry: string) => boolean) => {
    const known = new Map<string, boolean>();
    return (registry) => {
      const own = known.get(registry) ?? lendsCredentials(registry, tenancyOf(target, repository));
      known.set(registry, own);
      return own;
    };
  };
  const placeOf = ({ visibility }: Repository) => ({ installation: target.installation, repository: target.repository.id, open: visibility === 'public' });
  return {
    async seen(repository: Repository, names: readonly PackageName[]) {
      const own = ownOf(repository);
      return sightings!.seen(placeOf(repository), names.map((one) => ({ ...one, own: own(one.registry) })));
    },
    releases: (repository: Repository, accounts: readonly AccountSpan[]) => sightings!.releases(placeOf(repository), accounts, clock.now() - dayMs),
    kept(repository: Repository, { tags, releases, served }: Sighted, at: number): KeptSighting {
      const own = ownOf(repository);
      const marked = <T extends PackageName>(all: readonly T[]): (T & { readonly own: boolean })[] => all.map((one) => ({ ...one, own: own(one.registry) }));
      const most = limits.sightedNames.value;
      return { open: placeOf(repository).open, fork: repository.fork, at, tags: marked(tags), releases: marked(releases.slice(0, most)), served: marked(served.slice(0, most)) };
    },
  };
}

/** The review of pull requests and queue entries, as the service runs it. */
export function createReviewer(dependencies: ReviewerDependencies): Reviewer {
  const { hostFor, factsFor, lendsCredentials, peopleOf, approvalsOf, lastGood, passed, settings, presentation, clock } = dependencies;
  const published = { ...presentation, catalogue: withWithheld(presentation.catalogue) };
  return async (target, hooks, signal) => {
    const host = hostFor(target, signal);
    // The snapshot, or what is expected of it, says whether the repository is public and a fork, which decides whose credentials may be used.
    let facts: FactSource | undefined;
    let snapshot: ReturnType<CodeHost['snapshot']> | undefined;
    const readSnapshot = (): ReturnType<CodeHost['snapshot']> => (snapshot ??= host.snapshot());
    const source = async (): Promise<FactSource> => {
      if (facts) return facts;
      const { repository } = (await host.expected?.()) ?? (await readSnapshot());
      facts ??= factsFor(tenancyOf(target, repository), host);
      if (released) facts.release(released);
      return facts;
    };
    let released: Parameters<FactSource['release']>[0] | undefined;
    const shown = (reviewed: Reviewed): Promise<ReviewResult['texts']> => presentInParts(withheld(reviewed, (registry) => lendsCredentials(registry, tenancyOf(target, reviewed.snapshot.repository))), { ...published, looksAgain: target.kind === 'pull' });
    const memory = memoryOf(dependencies, target);
    readSnapshot().catch(() => undefined);
    const last = await lastGood(target);
    const reviewSettings: ReviewSettings = { ...settings, comparisons: createComparisons(), ...(last ? { lastGood: last } : {}) };
    const ports = {
      host: { ...host, snapshot: readSnapshot }, clock, progress: hooks.progress, people: () => peopleOf(target, signal), ...(approvalsOf ? { approvals: () => approvalsOf(target, signal) } : {}), ...(passed ? { passed: (packages: readonly PinnedPackage[]) => passed(target, packages) } : {}),
      ...(dependencies.sightings ? { seen: async (names: readonly PackageName[]) => memory.seen((await readSnapshot()).repository, names), releases: async (accounts: readonly AccountSpan[]) => memory.releases((await readSnapshot()).repository, accounts) } : {}),
      facts: { get: async (subject, kind, stop) => (await source()).get(subject, kind, stop), data: async () => (await source()).data(), release: (isPrivate) => { released = isPrivate; facts?.release(isPrivate); } } satisfies FactSource,
    };
    const concluded = new AbortController();
    // What was begun ahead may be what the review waits for: it is stopped only with the review.
    const ahead = fetchAhead(ports, reviewSettings, AbortSignal.any([signal, concluded.signal]));
    const reviewed = await review(ports, reviewSettings, async (first) => hooks.early({ verdict: first.verdict, texts: await shown(first) }), signal).finally(() => { concluded.abort(); });
    await ahead;
    await dependencies.reviewed?.(target, reviewed);
    return {
      verdict: reviewed.verdict, texts: await shown(reviewed), waivers: reviewed.policy.reading.inForce.waivers,
      brought: reviewed.changes.filter(bringsIn).map((change) => pinnedOf(change.after!)),
      ...(dependencies.sightings && reviewed.sighted ? { sighted: memory.kept(reviewed.snapshot.repository, reviewed.sighted, Date.parse(reviewed.verdict.reviewedAt)) } : {}),
    };
  };
}
