import { isBelow } from '../../core/rank.js';
import type { Level, Severity } from '../../core/finding.js';
import { subjectOf } from '../../facts/planner.js';
import type { Provenance, VersionTrust } from '../../trust/evidence.types.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange } from '../draft.js';
import { registered, type Registered } from '../record/registered.js';
import { refClass, repositoryName, sameRepository, verifiedProvenance } from './builds.js';
import { isSettled, isStepBack } from './standing.js';

const kinds = ['platform', 'repository', 'replaced', 'self-hosted', 'builder', 'workflow', 'ref', 'moved'] as const;
type Kind = (typeof kinds)[number];

interface Difference {
  readonly kind: Kind;
  readonly severity: Severity;
  readonly level: Level;
  readonly from: string;
  readonly to: string;
}

/** Where the project lives: nobody but it can change the number of its repository, and whoever takes over a name gets another number. */
function movedTo(old: Provenance, now: Provenance): Kind | undefined {
  if (old.platform !== now.platform) return 'platform';
  const renamed = repositoryName(old.repository) !== repositoryName(now.repository);
  if (sameRepository(old, now)) return renamed ? 'moved' : undefined;
  return renamed ? 'repository' : 'replaced';
}

const low = { severity: 'low', level: 'folded' } as const;
const medium = { severity: 'medium', level: 'default' } as const;
const high = { severity: 'high', level: 'default' } as const;

/** What is different about the build of a version, in rising detail. What belongs to another repository is not compared: its files and refs are its own. */
function differencesOf(old: Provenance, now: Provenance, fell: boolean): Difference[] {
  const found: Difference[] = [];
  const place = movedTo(old, now);
  const numbered = ({ repository, repositoryId }: Provenance): string => (repositoryId === undefined ? repository : `${repository} (${repositoryId})`);
  if (place) found.push({ kind: place, ...(place === 'moved' ? low : high), from: numbered(old), to: numbered(now) });
  if (old.platform === now.platform && old.builderClass === 'hosted' && now.builderClass !== 'hosted') found.push({ kind: now.builderClass === 'self-hosted' ? 'self-hosted' : 'builder', ...(now.builderClass === 'self-hosted' ? high : medium), from: old.builder, to: now.builder });
  if (place !== undefined && place !== 'moved') return found;
  // A trusted publisher is bound to one file of a workflow: another one that it did not put up through is no mere new name.
  if (old.workflow !== now.workflow) found.push({ kind: 'workflow', ...(fell ? medium : low), from: old.workflow, to: now.workflow });
  const [from, to] = [refClass(old.ref), refClass(now.ref)];
  if (to === 'pull request' && from !== to) found.push({ kind: 'ref', ...medium, from, to });
  else if (from === 'tag' && to === 'branch') found.push({ kind: 'ref', ...low, from, to });
  return found;
}

interface Baseline { readonly version: string; readonly trust: VersionTrust; readonly provenance: Provenance }

function baselines({ change }: Registered, facts: FactReader): Baseline[] {
  return change.before.flatMap((locked): Baseline[] => {
    const trust = facts.get(subjectOf(locked), 'trust').value;
    const provenance = verifiedProvenance(trust);
    return trust && provenance ? [{ version: locked.version, trust, provenance }] : [];
  });
}

/** One finding of each kind: a second one of the same says nothing more. Beside what is loud the others are kept. */
function draftsOf(one: Registered, facts: FactReader, at: string): Draft[] {
  const { change, now } = one;
  const trust = facts.get(subjectOf(change.after!), 'trust').value;
  const provenance = verifiedProvenance(trust);
  if (!trust || !provenance || change.kind === 'metadata') return [];
  const settled = isSettled(now, at);
  const found = baselines(one, facts).flatMap((old) => {
    const back = isStepBack(one, old.version);
    return differencesOf(old.provenance, provenance, isBelow(trust.stated, old.trust.stated)).map((difference) => ({ ...difference, ...(back ? low : {}), ...(settled && !back && difference.severity === 'high' ? { unsure: true } : {}), old: old.version }));
  });
  // The loud one of a kind, where one baseline makes it loud and another does not.
  const first = kinds.flatMap((kind) => { const same = found.filter((one) => one.kind === kind); return same.find(({ level }) => level === 'default') ?? same[0] ?? []; });
  const [loudest] = first.filter(({ level }) => level === 'default');
  return first.map(({ kind, severity, level, from, to, old, unsure }) => aboutChange(change, {
    message: kind, severity, confidence: unsure ? 'low' : 'high', level: level === 'default' && kind !== loudest?.kind ? 'folded' : level, change: 'added',
    data: { old, from, to }, evidence: [{ kind: 'record', text: `${old}: ${from}` }, { kind: 'record', text: `${change.after!.version}: ${to}` }], identity: [kind],
  }));
}

const read = 'See whether the project says anything about it, and look at the commit that {version} was built from. If it is meant, waive this finding for this version.';
const ordinary = 'Projects do this now and then. It is kept so that it can be found.';

export const provenanceChange = defineCheck<Kind>({
  id: 'provenance-change',
  group: 'trust',
  title: 'The new version was built elsewhere, or otherwise, than the one before it',
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before'], kinds: ['trust'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  // What could not be checked is told by the checks on the evidence itself.
  gapMatters: () => false,
  messages: {
    platform: { what: '{package} {version} was built on another platform, from {to}; {old} was built from {from}.', why: 'Another platform is another repository, which anybody can set up. Whoever can put up a version can build it from one of their own.', todo: read },
    repository: { what: '{package} {version} was built from {to}; {old} was built from {from}.', why: 'Whoever can put up a version can build it from a repository of their own, with provenance that verifies. Projects that move to another repository look the same.', todo: read },
    replaced: { what: '{package} {version} was built from {to}, which is another repository than {old} was built from ({from}), though it has its name.', why: 'A name that its owner gave up can be taken by anybody. The number of a repository cannot.', todo: read },
    'self-hosted': { what: '{package} {version} was built on machines of somebody\'s own ({to}); {old} was built on the platform\'s ({from}).', why: 'What such a machine does to a build nobody sees, and its provenance says only what the machine told it.', todo: read },
    builder: { what: '{package} {version} was built by {to}, of which nobody here knows whose it is; {old} was built by {from}.', why: 'Of a builder that nobody knows, provenance says little.', todo: read },
    workflow: { what: '{package} {version} was built by the workflow {to}; {old} by {from}.', why: 'Whoever can write to a repository can add a workflow that publishes. Most new names are honest, so alone it is kept; it is told where the record also says that {version} was put up in a weaker way.', todo: read },
    ref: { what: '{package} {version} was built of a {to}; {old} of a {from}.', why: 'What is built of a tag was meant as a release. Many projects release from a branch; of a pull request nobody has taken in, hardly one does.', todo: read },
    moved: { what: 'The repository of {package} is called {to} now; {old} was built from it as {from}.', why: ordinary, todo: 'Nothing, where the new name is the project\'s.' },
  },
  run: (input, facts) => ({ drafts: registered(input, facts, 'patched').flatMap((one) => draftsOf(one, facts, input.now)), gaps: [] }),
});
