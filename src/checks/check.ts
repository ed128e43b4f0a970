import type { FileAttribute } from '../core/attributes.js';
import type { Coverage } from '../core/coverage.js';
import type { DependencyChange } from '../core/change.js';
import type { Introducer, MetadataDifference } from '../core/lockfile.js';
import type { CheckId, Finding, MessageData, MessageId } from '../core/finding.js';
import type { CheckPolicy, Policy } from '../core/policy.js';
import type { RegistryTable } from '../core/registries.js';
import type { Remedy } from '../core/remedy.js';
import type { Release, Seen, Served } from '../core/sighting.js';
import type { Snapshot } from '../core/snapshot.js';
import type { Fact, FactKind, FactValues, Subject } from '../facts/kinds.js';
import type { CommittedArchive, LoadedReading, LockfileReading, PnpTable, PublishedFile, ReviewedFile } from '../lockfiles/reading.types.js';
import type { StandingAge } from '../lockfiles/settings/ages.js';
import type { StandingRegistries } from '../lockfiles/settings/registries.js';
import type { SettingsFile } from '../lockfiles/settings/index.js';
import type { ArchiveFacts } from '../packages/archive.types.js';
import type { ProjectBuild } from '../packages/gyp.js';
import type { CodeDelta } from '../packages/profile.types.js';
import type { RegistryRecord } from '../packages/record.types.js';
import type { PolicyReading } from '../policy/reading.types.js';

export type CheckGroup = 'lockfile' | 'package' | 'record' | 'advisory' | 'trust' | 'repository' | 'workflow' | 'secret' | 'code' | 'serverless' | 'joined';

/**
 * Which side of a change a fact is about. `predecessor` is the registry's own earlier version, a second baseline; `peer` those earlier versions of the same line (`core/version-line`) that vouch for themselves best, as far as they do so
 * better than the new one.
 */
export type Side = 'before' | 'after' | 'predecessor' | 'peer';

/** What a check wants fetched. The planner joins the needs of all checks; a check reads nothing that it did not declare. */
export type Need = {
  readonly per: 'change';
  readonly of: readonly Side[];
  readonly kinds: readonly FactKind[];
};

/** A message's words, as templates: `{name}` is replaced by the escaped value of that key. What, why, what to do. */
export interface Message {
  readonly what: string;
  readonly why: string;
  readonly todo: string;
}

/** What a dependency of a changed package is installed as, where the same review brings it in. Facts that are not there yet are left out. */
export interface DependencyOf {
  readonly change: DependencyChange;
  readonly record?: Fact<RegistryRecord>;
  readonly archive?: Fact<ArchiveFacts>;
}

/** Reads facts. Throws on a kind that the check did not declare: that is a defect of the check, never a gap. */
export interface FactReader {
  get<K extends FactKind>(subject: Subject, kind: K): Fact<FactValues[K]>;
  /** The registry's earlier version that serves as a second baseline for this change, where there is one. */
  predecessor(change: DependencyChange): Subject | undefined;
  /** The earlier versions of the same line (`core/version-line`) that by their record vouch for themselves better than the new one does, the best first; at most three. Wants `trust` of `peer` declared. */
  peers(change: DependencyChange): readonly Subject[];
  /** What the new version's code adds over its baselines. Wants `code` of all three sides declared. */
  delta(change: DependencyChange): Fact<CodeDelta>;
  /** Where the lockfile entry says something else than the verified tarball's manifest. Wants `archive` of `after` declared. */
  entryDifferences(change: DependencyChange): Fact<readonly MetadataDifference[]>;
  /**
   * What a dependency of this change is installed as, where it changes in this review too. Wants `archive` and `record` declared. It is another change's:
   * while facts come in its own may be missing, so a check may only grow louder by them.
   */
  dependency(change: DependencyChange, name: string): DependencyOf | undefined;
  /**
   * The versions that all changes of this review bring in, as their records tell of their releases. Wants `record` declared. None while facts come in, so a
   * check may only grow louder by them.
   */
  releases(): readonly Release[];
  /**
   * What registries were seen to serve of the packages that all changes of this review bring in. Wants `trust` declared. Nothing while facts come in, so a check may only grow
   * louder by it.
   */
  served(): readonly Served[];
  /** Why the package is there, by edges that the verified manifests of their sources declare, as far as those are read. */
  introducers(change: DependencyChange): readonly Introducer[];
  /**
   * How what is known against the new version is mended. Wants `advisories` declared, or a check that is late. Undefined where it could not be found out, or not yet: while facts come in
   * it is missing, so that a check may say other words by it and nothing louder.
   */
  remedy(change: DependencyChange): Remedy | undefined;
}

/** All that a check may look at. */
export interface ReviewInput {
  readonly snapshot: Snapshot;
  readonly changes: readonly DependencyChange[];
  readonly lockfiles: readonly LockfileReading[];
  /** Every file that differs between the two trees, with its text where a check asked for it or the review read it. */
  readonly files: readonly ReviewedFile[];
  /** Attributes of git that rewrite or hide dependency-bearing files, and what of them could not be found out. */
  readonly attributes?: { readonly found: readonly FileAttribute[]; readonly holes: readonly { readonly path: string; readonly content: string; readonly coverage: OwnGap['coverage'] }[] };
  /** Settings files of package managers and updaters that differ, as far as their texts could be read. */
  readonly settings?: readonly SettingsFile[];
  /** How old versions have to be by the settings of package managers, standing ones too, before and after the change. */
  readonly ages?: readonly StandingAge[];
  /** Archives of Yarn's cache that are added or changed. */
  readonly committed?: readonly CommittedArchive[];
  /** What settings name to installers, standing ones too, and what could not be found out of it. */
  readonly loaded?: LoadedReading;
  /** Build files of the repository's own packages that change. */
  readonly builds?: readonly ProjectBuild[];
  /** Tables of Plug'n'Play that are added or changed, held against the lockfile. */
  readonly pnp?: readonly PnpTable[];
  /** Changed files that stand for those of published packages, as far as both could be read. */
  readonly published?: readonly PublishedFile[];
  readonly policy: Policy;
  readonly policyReading: PolicyReading;
  /** Logins of second persons who approved this very head; asked only where a policy is loosened or something waived. */
  readonly approvedBy?: readonly string[];
  /** From where packages come by settings of the repository itself, after the change. */
  readonly sources?: readonly StandingRegistries[];
  /** The registries in use. */
  readonly registries?: RegistryTable;
  /** Hosts (with the port where there is one) of the registries in use. */
  readonly registryHosts?: readonly string[];
  /** What earlier reviews of this installation saw of registries' records; absent where nothing is kept of them. */
  readonly seen?: Seen;
  /** RFC 3339, read once for the whole review. */
  readonly now: string;
}

/** A finding before its fingerprint: the runner adds that from the identity parts. */
export type Draft = Omit<Finding, 'fingerprint' | 'check'> & {
  /** What makes this finding this finding, apart from check, package name, install root and reach: no line, no version of ours. */
  readonly identity: readonly string[];
};

/** A hole that the check found by itself, beside those that the facts' coverage shows. */
export interface OwnGap {
  readonly subject: string;
  /** The package that it is about, where it is one: a waiver then binds its version and bytes, and many that are alike are folded. */
  readonly of?: Subject;
  readonly identity: readonly string[];
  readonly coverage: Exclude<Coverage, { kind: 'complete' | 'skipped' }>;
}

/** A fact that a check wanted and that is not whole. */
export interface FactHole {
  readonly change: DependencyChange;
  readonly side: Side;
  readonly kind: FactKind;
  readonly fact: Fact<unknown>;
}

export interface CheckResult {
  readonly drafts: readonly Draft[];
  readonly gaps: readonly OwnGap[];
}

/** One check: a constant object in a file of its own, named by its id. */
export interface Check<M extends MessageId = MessageId> {
  readonly id: CheckId;
  readonly group: CheckGroup;
  /** One line, for a list of checks. */
  readonly title: string;
  readonly default: CheckPolicy;
  readonly needs: readonly Need[];
  /** Whether a policy makes it look at anything; left out, any does. Where it does not the check is not run, and nothing is fetched for it. */
  readonly asks?: (policy: Policy) => boolean;
  readonly messages: { readonly [id in M]: Message };
  /** Runs over all changes once every fact is there, and not before: what it reads of remedies may lower what it says. */
  readonly late?: true;
  /** Whether a hole in one of its facts matters here. The runner asks it for each needed fact that is not whole; left out, each counts. */
  readonly gapMatters?: (hole: FactHole, facts: FactReader) => boolean;
  /** With needs: called with some of the changes after the others, so it must look at each by itself; of its dependencies `FactReader.dependency` tells. */
  readonly run: (input: ReviewInput, facts: FactReader) => CheckResult;
  /** Puts together what many drafts of one review say alike; of one change it changes nothing. */
  readonly fold?: (drafts: readonly Draft[]) => readonly Draft[];
}

/** The words of all checks, for render: findings carry ids and data only. */
export interface CatalogueEntry {
  readonly id: CheckId;
  readonly title: string;
  readonly messages: { readonly [id: MessageId]: Message };
}
export type Catalogue = ReadonlyMap<CheckId, CatalogueEntry>;

/** Gives a check its exact message ids and checks its shape. */
export function defineCheck<M extends MessageId>(check: Check<M>): Check<M> {
  return check;
}

export type { MessageData };
