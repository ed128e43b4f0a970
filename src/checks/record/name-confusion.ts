import { bringsIn } from '../../facts/planner.js';
import type { DependencyChange } from '../../core/change.js';
import type { RegistryRecord } from '../../packages/record.types.js';
import { defineCheck, type Draft, type Message, type OwnGap, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { isPrivate } from '../../core/policy.js';
import { isInUse, isNeighbour, likenessOf, resemblance, type Likeness, type LikenessKind } from './likeness.js';
import { day, fresh, notServed, publishedAt, registered, spanText, type Registered } from './registered.js';

const year = 365 * day;
const quarter = 90 * day;

/**
 * Until what age of the package a likeness is told, and until what age it is folded, in milliseconds. Squats are mostly found within days now; those of before stood
 * for 209 days on average (Ohm et al., "Backstabber's Knife Collection", 2020). The weaker the likeness, the more honest packages have it, and the
 * younger one must be: the packages that crypto-js and dayjs were aped with in 2026 were some hours old.
 */
const ages: { readonly [kind in LikenessKind]: { readonly told: number; readonly folded: number } } = {
  signs: { told: year, folded: year }, letters: { told: year, folded: year }, typo: { told: year, folded: year }, order: { told: year, folded: year }, scope: { told: year, folded: year },
  affix: { told: quarter, folded: year }, word: { told: fresh, folded: quarter }, tail: { told: fresh, folded: quarter },
};

/** A package that was worked on for as long as this, on as many days, is somebody's own: a squat is put up once and left. */
const worked = { span: 60 * day, days: 5 };

/** What npm puts in place of a package that it took down, or of a name that nobody shall have. */
const placeholder = /^\d+\.\d+\.\d+-security(?:\.\d+)?$/;

interface History {
  /** NaN where the registry gives no times. */
  readonly first: number;
  readonly worked: boolean;
}

/** By the versions that the registry still lists: what was there before may have been somebody else's. */
function historyOf(record: RegistryRecord): History {
  const times = Object.values(record.versions).map(publishedAt).filter((at) => !Number.isNaN(at)).sort((a, b) => a - b);
  const days = new Set(times.map((at) => Math.floor(at / day)));
  return { first: times[0] ?? Number.NaN, worked: days.size >= worked.days && times.at(-1)! - times[0]! >= worked.span };
}

/** A package of npm that stood in this lockfile in no version: another identity behind an old name is one too. */
function isNew(change: DependencyChange): boolean {
  const origin = change.after?.origin;
  // What a registry of one's own serves under its scope is nobody's to ape.
  return bringsIn(change) && change.before.length === 0 && origin?.kind === 'registry' && origin.ecosystem === 'npm' && origin.registry === 'default';
}

/**
 * Whether a much used package brings it in and it is named after that one: `lightningcss-linux-x64` for `lightningcss`. Whoever holds the first could do anything by
 * its name already, so it is folded. Every way that is told must be such.
 */
function ofFamily({ introducers, after }: DependencyChange): boolean {
  const name = after!.name;
  return introducers.length > 0 && introducers.every(({ path }) => {
    const parent = path.at(-2)?.name ?? '';
    return path.length > 2 && parent.length < name.length && /^[-._/]/.test(name.slice(parent.length)) && name.startsWith(parent) && isInUse(parent);
  });
}

function held({ change, record }: Registered): readonly Draft[] {
  const versions = Object.keys(record.versions);
  if (versions.length === 0 || !versions.every((version) => placeholder.test(version))) return [];
  // Some such names are asked for by old packages that much is built on, such as fs.
  const loud = !isInUse(record.name);
  return [aboutChange(change, {
    message: 'held', severity: loud ? 'medium' : 'low', confidence: 'high', level: loud ? 'default' : 'folded', change: 'added',
    evidence: [{ kind: 'record', text: versions.slice(0, 5).join(', ') }], identity: ['held'],
  })];
}

function alike({ change, record }: Registered, likeness: Likeness, now: string): readonly Draft[] {
  const { kind, popular, rank } = likeness;
  const history = historyOf(record);
  const age = Math.max(0, Date.parse(now) - history.first);
  // Without times it is told, but folded: else a mirror that serves none would speak of two in a hundred packages.
  if (!Number.isNaN(age) && (age >= ages[kind].folded || (history.worked && age >= quarter))) return [];
  const loud = age < ages[kind].told && !ofFamily(change);
  return [aboutChange(change, {
    message: kind, severity: loud ? 'medium' : 'low', confidence: 'medium', level: loud ? 'default' : 'folded', change: 'added',
    data: { popular, rank, age: Number.isNaN(age) ? 'a time that its registry does not tell' : spanText(age) },
    evidence: [{ kind: 'record', text: Number.isNaN(age) ? 'no times' : `first published ${new Date(history.first).toISOString()}` }], identity: [kind, popular],
  })];
}

/** The neighbours' own users were counted in December 2025 and after (`neighbour-names`). */
const neighboursSince = Date.UTC(2026, 0, 1);

/** A name like a popular one that has had users of its own, unless its package was begun after those were counted: then the name was given up, and somebody else took it. */
function isKnownNeighbour({ record }: Registered): boolean {
  return isNeighbour(record.name) && !(historyOf(record).first >= neighboursSince);
}

function look(one: Registered, now: string): { readonly drafts: readonly Draft[]; readonly gaps: readonly OwnGap[] } {
  const drafts = held(one);
  const likeness = drafts.length > 0 || isKnownNeighbour(one) ? undefined : resemblance(one.record.name);
  if (!likeness) return { drafts, gaps: [] };
  return { drafts: alike(one, likeness, now), gaps: Number.isNaN(historyOf(one.record).first) ? [notServed(one, 'times')] : [] };
}

function told(difference: string): Message {
  return {
    what: `{package} is new here and has been in the registry for {age}. Its name is that of {popular}, ${difference}.`,
    why: 'Much used names are aped to be installed in their stead, by a slip of the hand, by a tool that makes names up, or as the dependency of a package that was taken over. {popular} is number {rank} of all packages by use. The name alone proves nothing.',
    todo: 'Find out whether {package} is meant, and not {popular}. If it is, nothing is to be done.',
  };
}

export const nameConfusion = defineCheck({
  id: 'name-confusion',
  group: 'record',
  title: 'A new package could be taken for a much used one',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after'], kinds: ['record'] }],
  gapMatters: ({ change }) => isNew(change) && change.after!.origin.kind === 'registry' && likenessOf(change.after!.origin.name) !== undefined,
  messages: {
    signs: told('but for hyphens, dots, the marks of a scope, capitals or letters of another script'),
    letters: told('but for letters that look alike, or that stand once in one and twice in the other'),
    typo: told('but for a letter or two'),
    order: told('with its words in another order'),
    scope: told('but for a letter or two of the scope'),
    affix: told('with a word or a number added that says nothing'),
    word: told('but for one short word'),
    tail: told('with something put before it'),
    held: {
      what: 'The registry has put a placeholder in the place of {package}.',
      why: 'It does so where a package was malicious, or where nobody is to have a name. The placeholder does nothing; what stood there before may still be in caches.',
      todo: 'Find out which package was meant, and take {package} out. If an earlier version of it was installed anywhere, find out what that did.',
    },
  },
  run: (input: ReviewInput, facts) => {
    const looks = registered(input, facts).filter(({ change, record }) => isNew(change) && !isPrivate(input.policy, record.name)).map((one) => look(one, input.now));
    return { drafts: looks.flatMap(({ drafts }) => drafts), gaps: looks.flatMap(({ gaps }) => gaps) };
  },
});
