import semver from 'semver';
import { isBelow, statedRank } from '../../core/rank.js';
import { atLeast, type Level, type Severity } from '../../core/finding.js';
import { lineOf } from '../../core/version-line.js';
import { subjectOf } from '../../facts/planner.js';
import type { Subject } from '../../facts/kinds.js';
import type { VersionRecord } from '../../packages/record.types.js';
import type { Hole, Refusal } from '../../trust/evidence.types.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange } from '../draft.js';
import { foldAlike } from '../fold.js';
import { fresh, publishedAt, registered, type Registered } from '../record/registered.js';
import { sameRepository, verifiedProvenance } from './builds.js';
import { foldByRegistry } from './evidence.js';
import { isSettled, isStepBack, lossOf, rankText, vouchedOf, vouchedText, type Loss, type Vouched } from './standing.js';

type Kind = Loss | 'peer';
interface Found {
  readonly kind: Kind;
  readonly old: Vouched;
  readonly severity: Severity;
  readonly level: Level;
  /** Honest projects do this as often as not: it is told, and blocks nothing. */
  readonly unsure?: true;
  readonly standing?: true;
}

const isPrerelease = (version: string): boolean => (semver.parse(version)?.prerelease.length ?? 0) > 0;

/** Refusals that a trusted root or keys which are older than the attestation would bring about as well. */
const ofOldRoots: ReadonlySet<string> = new Set<Refusal>(['CERTIFICATE_UNTRUSTED', 'LOG_MISMATCH', 'TIMESTAMP_INVALID', 'KEY_EXPIRED']);

/** What lowers a finding: all of it is how honest projects come to vouch for less, and none of it can be made by whoever put the version up today. */
interface Circumstances {
  /** The version stood two weeks. */
  readonly settled: boolean;
  /** The project put up such releases before, in this line, after better ones. */
  readonly habit: boolean;
}

function circumstancesOf(one: Registered, at: string): Circumstances {
  return { settled: isSettled(one.now, at), habit: isHabit(one) };
}

function isHabit({ record, now }: Registered): boolean {
  if (!now) return false;
  const rank = statedRank(now);
  // Two weeks before, since a takeover puts up several versions within days.
  const counts = (one: VersionRecord): boolean => publishedAt(one) < publishedAt(now) - fresh && lineOf(one.version) === lineOf(now.version) && (isPrerelease(now.version) || !isPrerelease(one.version));
  const earlier = Object.values(record.versions).filter(counts).map((one) => ({ version: one.version, time: publishedAt(one), better: isBelow(rank, statedRank(one)) }));
  earlier.sort((a, b) => a.time - b.time || Number(a.better) - Number(b.better));
  // By time and by number: times of a mirror are of when it first fetched a version.
  let lowest: string | undefined;
  for (const { version, better } of earlier) {
    if (better) lowest = lowest === undefined || semver.lt(version, lowest) ? version : lowest;
    else if (lowest !== undefined && semver.gt(version, lowest) && semver.lt(version, now.version)) return true;
  }
  return false;
}

type Weight = Pick<Found, 'severity' | 'level' | 'unsure'>;
const told = (severity: Severity): Weight => ({ severity, level: 'default' });
const kept: Weight = { severity: 'low', level: 'folded' };

function weigh(loss: Loss, old: Vouched, one: Registered, { settled, habit }: Circumstances, sameBuild: boolean): Weight {
  const { version } = one.change.after!;
  const back = isStepBack(one, old.version);
  // Builds put up prereleases where a person puts up what comes of them.
  const trial = isPrerelease(old.version) && !isPrerelease(version);
  switch (loss) {
    case 'refused': return told('high');
    case 'unchecked': return told('medium');
    // What was verified and is gone is high, whoever is likely to have done it.
    case 'lost': return back || (habit && settled) ? kept : { ...told('high'), ...(habit || settled || trial ? { unsure: true } : {}) };
    case 'unproven': return back || habit || settled ? kept : told('medium');
    // Records leave the publisher out for some builds, and projects put up what one build made in one way or another: `publisher-change` tells of the account.
    case 'publisher': return (sameBuild && old.rank !== 'staged') || back || habit || settled || trial ? kept : told('medium');
    case 'stated': return back || habit || settled || trial ? kept : told('medium');
  }
}

/** What the new version vouches for less than what the lockfile held. */
function againstBefore(one: Registered, now: Vouched, facts: FactReader, circumstances: () => Circumstances): Found[] {
  return one.change.before.flatMap((locked): Found[] => {
    const trust = facts.get(subjectOf(locked), 'trust').value;
    const old = trust && vouchedOf(locked.version, trust);
    const loss = old && lossOf(old, now);
    if (!loss) return [];
    const [from, to] = [verifiedProvenance(trust), verifiedProvenance(facts.get(subjectOf(one.change.after!), 'trust').value)];
    const weight = weigh(loss, old, one, circumstances(), from !== undefined && to !== undefined && sameRepository(from, to));
    return [{ kind: loss, old, ...(loss === 'refused' && ofOldRoots.has(now.code ?? '') ? told('medium') : weight) }];
  });
}

const versionOf = ({ origin }: Subject): string => (origin.kind === 'registry' ? origin.version : '');

/** What it vouches for less than earlier versions of its line did. One that verified is named first. */
function againstPeers(one: Registered, now: Vouched, facts: FactReader, circumstances: () => Circumstances): Found[] {
  const peers = facts.peers(one.change).flatMap((subject): Vouched[] => {
    const trust = facts.get(subject, 'trust').value;
    return trust ? [vouchedOf(versionOf(subject), trust)] : [];
  }).filter((peer) => lossOf(peer, now) !== undefined);
  const peer = peers.find(({ proof }) => proof === 'verified') ?? peers[0];
  if (!peer) return [];
  const { settled, habit } = circumstances();
  const { change, record, before } = one;
  // What was locked came after that peer, and was below it as well.
  const stood = change.before.length > 0 && change.before.every(({ version }) => before.some((old) => old.version === version && lineOf(version) === lineOf(now.version) && publishedAt(old) > publishedAt(record.versions[peer.version]) && !isBelow(now.rank, statedRank(old))));
  return [{ kind: 'peer', old: peer, ...(stood || settled || habit || lossOf(peer, now) === 'publisher' ? kept : told('medium')), ...(stood ? { standing: true } : {}) }];
}

/** The loudest one. */
function loudest(found: readonly Found[]): Found | undefined {
  return found.reduce<Found | undefined>((best, one) => (best && (best.level === 'default' || one.level !== 'default') && (best.level !== one.level || atLeast(best.severity, one.severity)) ? best : one), undefined);
}

function draftOf(one: Registered, facts: FactReader, at: string): Draft[] {
  const { change } = one;
  const trust = facts.get(subjectOf(change.after!), 'trust').value;
  // The bytes are those that stood: nothing of them is lost.
  if (!trust || change.kind === 'metadata') return [];
  const now = vouchedOf(change.after!.version, trust);
  // Records hold tens of thousands of versions, and most changes lose nothing.
  let known: Circumstances | undefined;
  const circumstances = (): Circumstances => (known ??= circumstancesOf(one, at));
  const found = loudest([...againstBefore(one, now, facts, circumstances), ...againstPeers(one, now, facts, circumstances)]);
  if (!found) return [];
  const { kind, old, severity, level, unsure, standing } = found;
  // Of a peer that was put up in a better way still, this is what was found out.
  const proven = old.proof === 'verified' && now.proof === 'none';
  return [aboutChange(change, {
    message: kind, severity, level, confidence: unsure ? 'low' : old.proof === 'verified' ? 'high' : 'medium', change: standing ? 'standing' : 'added',
    data: { registry: one.record.registry, old: old.version, was: rankText(kind === 'peer' && proven ? 'provenance' : old.rank), now: rankText(now.rank), code: now.code ?? '', basis: proven ? 'verified here' : 'by the registry\'s record alone' },
    evidence: [old, now].map((vouched) => ({ kind: 'record', text: vouchedText(vouched) })), identity: [kind],
  })];
}

/** An endpoint that fails fails for all of a registry, and so does a root that is too old: one finding, however many packages show it. */
const ofRegistries: ReadonlySet<unknown> = new Set<Hole>(['ENDPOINT_FAILED', 'ENDPOINT_ABSENT', 'TRUST_ROOT_OLD', 'KEY_UNKNOWN']);
const isOfRegistry = ({ message, data }: Draft): boolean => message === 'unchecked' && ofRegistries.has(data['code']);

const stolen = 'Whoever steals a token or an account can put up a version, but not build it where the project builds: its provenance is what is then missing. Hand-made releases look the same.';
const ask = 'See whether the project announces {version}, and ask it for a release with provenance. Until then stay on {old}, or waive this finding for this version.';

export const trustDowngrade = defineCheck({
  id: 'trust-downgrade',
  group: 'trust',
  title: 'The new version vouches for itself less than the one before it',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before', 'peer'], kinds: ['trust'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  // What could not be checked, and of whom, is told by the checks on the evidence itself.
  gapMatters: () => false,
  messages: {
    lost: { what: 'The provenance of {package} {old} was verified; {version} has none at all, while the registry still names that of {old}.', why: stolen, todo: ask },
    unproven: { what: 'The provenance of {package} {old} was verified; {version} has none. Only the registry\'s record says that it came with {now}.', why: 'What the record says was signed by nobody. Projects that publish from a private repository have no provenance.', todo: ask },
    refused: { what: 'The provenance of {package} {old} was verified; that of {version} is refused ({code}).', why: 'It is no proof of where {version} was built, and may have been made to look like one.', todo: ask },
    unchecked: { what: 'The provenance of {package} {old} was verified; that of {version} could not be checked ({code}).', why: 'Evidence that nobody can check is none. A registry that fails for a while looks the same.', todo: 'Run the review again later. If it stays so, stay on {old} or ask the project.' },
    'unchecked-several': { what: 'The provenance of {count} packages could not be checked ({code}), where that of the versions before was verified.', why: 'Evidence that nobody can check is none. A registry that fails for a while looks the same.', todo: 'Run the review again later. If it stays so, see what answers for the registry, or stay on the versions before.' },
    'unchecked-others': { what: 'The provenance of {count} more packages could not be checked either, where that of the versions before was verified.', why: 'Evidence that nobody can check is none. A registry that fails for a while looks the same.', todo: 'Run the review again later.' },
    stated: { what: 'By the registry\'s record alone, {package} {old} came with {was} and {version} with {now}.', why: 'The record was signed by nobody, so this is a hint: releases by a stolen account or token look so, and hand-made ones as well.', todo: ask },
    publisher: { what: '{package} {version} has provenance that was verified; by the registry\'s record alone it came with {now}, where {old} came with {was}.', why: 'It was built where its provenance says. What put it up may be a token that somebody holds.', todo: 'See whether the project still publishes this way. After two weeks in the registry this is folded.' },
    peer: { what: '{package} {version} came with {now}, where {old} of the same line came with {was} ({basis}).', why: stolen, todo: 'See whether the project announces {version}, or take {old}. After two weeks in the registry this is folded.' },
  },
  fold: (drafts) => foldAlike([...drafts.filter((draft) => !isOfRegistry(draft)), ...foldByRegistry(drafts.filter(isOfRegistry), { unchecked: 'unchecked-several' })], 'unchecked', 'unchecked-others'),
  run: (input, facts) => ({ drafts: registered(input, facts, 'patched').flatMap((one) => draftOf(one, facts, input.now)), gaps: [] }),
});
