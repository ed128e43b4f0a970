import type { DependencyChange } from '../../core/change.js';
import { integrityText, isExact, parseIntegrity, type Integrity } from '../../core/integrity.js';
import type { LockedPackage } from '../../core/lockfile.js';
import { byCodePoint } from '../../core/order.js';
import { originKey } from '../../core/origin.js';
import type { VersionRecord } from '../../packages/record.types.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, aboutFile } from '../draft.js';

const short = (text: string): string => (text === '' ? 'nothing' : text.length > 60 ? `${text.slice(0, 59)}…` : text);

/** All of what an entry pins its bytes to, as a text. */
function pin({ integrity }: LockedPackage): string {
  const cache = integrity.yarnCache === undefined ? [] : [`${integrity.yarnCache.key}/${integrity.yarnCache.value}`];
  return [integrityText(integrity), ...integrity.malformed, ...cache].filter((part) => part !== '').join(' ');
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

/**
 * Whether a pin admits what the registry's own record says: any digest of an algorithm that both have. Undefined where they have none in common:
 * then nothing can be told.
 */
function bornOut(integrity: Integrity, record: VersionRecord): boolean | undefined {
  const served = parseIntegrity(record.integrity ?? '', 'record').digests.map(({ algorithm, bytes }) => `${algorithm} ${hex(bytes)}`);
  if (record.shasum !== undefined) served.push(`sha1 ${record.shasum.toLowerCase()}`);
  const algorithms = new Set(served.map((one) => one.slice(0, one.indexOf(' '))));
  const own = integrity.digests.filter(({ algorithm }) => algorithms.has(algorithm));
  return own.length === 0 ? undefined : own.every(({ algorithm, bytes }) => served.includes(`${algorithm} ${hex(bytes)}`));
}

/**
 * Whether two pins speak of the same thing. Yarn's own checksum is of the archive that it makes, by a key that says how: against a digest of the
 * tarball, or under another key, it says nothing. What is installed is then held to the registry's record.
 */
function comparable({ integrity: before }: LockedPackage, { integrity: after, raw }: LockedPackage): boolean {
  // From another tool to Yarn, which writes no checksum of what the machine that locked it could not install.
  if (before.yarnCache === undefined && before.digests.length > 0 && after.yarnCache === undefined && after.digests.length === 0 && typeof raw['conditions'] === 'string') return false;
  if (before.yarnCache === undefined && after.yarnCache === undefined) return true;
  // A checksum that goes, with nothing in its place, is a pin that goes.
  if (after.yarnCache === undefined && after.digests.length === 0) return true;
  return before.yarnCache !== undefined && after.yarnCache !== undefined && before.yarnCache.key === after.yarnCache.key;
}

/** The registry's record of this very version; undefined where it is from elsewhere, or where the registry was not, or could not be, asked. */
function recordOf(locked: LockedPackage, facts: FactReader): VersionRecord | undefined {
  const versions = locked.origin.kind === 'registry' ? facts.get(subjectOf(locked), 'record').value?.versions : undefined;
  return versions && Object.hasOwn(versions, locked.version) ? versions[locked.version] : undefined;
}

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const after = change.after!;
  const record = recordOf(after, facts);
  const fits = record && bornOut(after.integrity, record);
  if (fits === false) {
    const said = record!.integrity ?? `sha1 ${record!.shasum ?? ''}`;
    yield aboutChange(change, { message: 'not-the-registrys', severity: 'high', confidence: 'high', level: 'default', change: 'added', data: { locked: short(pin(after)), served: short(said), lockfile: change.root.lockfile }, identity: ['not-the-registrys', pin(after)] });
  }
  // What a tarball carries, and folders of the repository, have no bytes of their own to pin.
  if (change.kind !== 'rewritten' || after.origin.kind === 'bundled' || after.origin.kind === 'workspace' || after.origin.kind === 'link') return;
  if (after.ecosystem === 'pypi') {
    yield* pythonDrafts(change, after);
    return;
  }
  for (const before of change.before.filter((one) => one.version === after.version)) {
    const data = { was: short(pin(before)), is: short(pin(after)), from: short(before.resolved ?? ''), to: short(after.resolved ?? ''), lockfile: change.root.lockfile };
    if (!comparable(before, after)) {
      const keys = before.integrity.yarnCache && after.integrity.yarnCache ? { keys: `${before.integrity.yarnCache.key} ${after.integrity.yarnCache.key}` } : {};
      yield aboutChange(change, { message: 'other-kind', severity: 'low', confidence: 'high', level: 'folded', change: 'added', data: { ...data, ...keys }, identity: ['other-kind', pin(before), pin(after)] });
      continue;
    }
    if (pin(before) === pin(after)) {
      const moved = originKey(before.origin) !== originKey(after.origin) || before.resolved !== after.resolved;
      if (moved) yield aboutChange(change, { message: 'other-address', severity: isExact(after.integrity) ? 'low' : 'high', confidence: 'high', level: isExact(after.integrity) ? 'folded' : 'default', change: 'added', data, identity: ['other-address', before.resolved ?? '', after.resolved ?? ''] });
      continue;
    }
    // A weaker pin made whole, to what the registry itself says, is what every new install does.
    const mended = fits === true && isExact(after.integrity) && !isExact(before.integrity);
    const message = mended ? 'mended' : 'mutated';
    yield aboutChange(change, { message, severity: mended ? 'low' : 'high', confidence: 'high', level: mended ? 'folded' : 'default', change: 'added', data, identity: [message, pin(before), pin(after)] });
  }
}

/** Yarn makes all its archives anew under another key: that is told once for a lockfile, and stands for just these pins. */
function foldKeys(drafts: readonly Draft[]): readonly Draft[] {
  const groups = new Map<string, Draft[]>();
  for (const draft of drafts) {
    const key = draft.message === 'other-kind' && typeof draft.data['keys'] === 'string' ? JSON.stringify([draft.data['lockfile']!, draft.data['keys']]) : undefined;
    if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), draft]);
  }
  const folded = new Map([...groups.values()].filter((group) => group.length > 1).map((group) => [group[0]!, group]));
  const inside = new Set([...folded.values()].flat());
  return drafts.flatMap((draft): Draft[] => {
    const group = folded.get(draft);
    if (!group) return inside.has(draft) ? [] : [draft];
    const [was, is] = (draft.data['keys'] as string).split(' ');
    const lockfile = draft.data['lockfile'] as string;
    return [aboutFile({ in: 'repository', path: lockfile, side: 'head', line: 1, endLine: 1 }, {
      message: 'other-cache-key', severity: 'low', confidence: 'high', level: 'folded', change: 'added', ...(draft.root ? { root: draft.root } : {}), data: { lockfile, count: group.length, was: was!, is: is ?? '' },
      identity: ['other-cache-key', ...group.map((one) => JSON.stringify(one.identity)).sort(byCodePoint)],
    })];
  });
}

/**
 * A version of a Python package has many archives, each with a digest that never changes: archives may come to a version later, and a lockfile may
 * hold some of them. Where no digest is left of the old ones, or none at all, the version was pinned to other bytes.
 */
function* pythonDrafts(change: DependencyChange, after: LockedPackage): Generator<Draft> {
  const words = (one: LockedPackage): ReadonlySet<string> => new Set(pin(one).split(' ').filter((word) => word !== ''));
  const is = words(after);
  for (const before of change.before.filter((one) => one.version === after.version)) {
    const was = words(before);
    if (was.size === 0 || [...is].every((word) => was.has(word)) && is.size > 0) continue;
    const data = { was: short(pin(before)), is: short(pin(after)), from: short(before.resolved ?? ''), to: short(after.resolved ?? ''), lockfile: change.root.lockfile, count: [...is].filter((word) => !was.has(word)).length };
    const message = [...is].some((word) => was.has(word)) ? 'widened' : 'mutated';
    yield aboutChange(change, { message, severity: message === 'widened' ? 'medium' : 'high', confidence: 'high', level: 'default', change: 'added', data, identity: [message, pin(before), pin(after)] });
  }
}

export const integrityMutation = defineCheck({
  id: 'integrity-mutation',
  group: 'lockfile',
  title: 'The same version is pinned to other bytes than before, or than the registry says',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    mutated: {
      what: 'The pin of {package} {version} in {lockfile} goes from {was} to {is}; the version stays the same.',
      why: 'A published version never changes. Other bytes under the same version are a republished package, another registry\'s, or a lockfile that somebody edited.',
      todo: 'Take the old pin back. If the install refuses it, find out who serves other bytes before you go on.',
    },
    widened: {
      what: '{lockfile} pins {package} {version} to {count} more archives than before; the version stays the same.',
      why: 'Archives for other platforms may be published long after a version. So may one be that somebody else put up with a stolen account, and installers take any that is pinned.',
      todo: 'See at the index when, and by whom, the new archives of this version were published.',
    },
    'not-the-registrys': {
      what: '{lockfile} pins {package} {version} to {locked}; the registry says {served}.',
      why: 'Whoever installs from this lockfile gets other bytes than the registry\'s, from a cache, a mirror or a proxy that has them, or the install fails.',
      todo: 'Remove the entry and run the install again.',
    },
    'other-address': {
      what: '{package} {version} in {lockfile} is now taken from {to}, before from {from}; its pin stays the same.',
      why: 'A full digest makes sure of the same bytes wherever they come from; nothing else does.',
      todo: 'Nothing, where the registry was changed on purpose.',
    },
    'other-kind': {
      what: 'The pin of {package} {version} in {lockfile} goes from {was} to {is}, which cannot be compared.',
      why: 'Yarn pins the archive that it makes itself, and makes it in another way in some releases; every other tool pins the tarball.',
      todo: 'Nothing, where the package manager was changed or upgraded.',
    },
    'other-cache-key': {
      what: 'Yarn makes its archives in another way now: the checksums of {count} packages in {lockfile} go from the key {was} to {is}, and cannot be compared.',
      why: 'Each of them stands for the same version as before. What is installed is held to the registry\'s own record.',
      todo: 'Nothing, where Yarn was upgraded, or its compression set, on purpose.',
    },
    mended: {
      what: 'The pin of {package} {version} in {lockfile} goes from {was} to {is}, which is what the registry says.',
      why: 'The old pin was weaker.',
      todo: 'Nothing: keep the new one.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter(bringsIn).flatMap((change) => [...drafts(change, facts)]), gaps: [] }),
  fold: foldKeys,
});
