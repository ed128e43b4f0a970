import type { DependencyChange } from '../../core/change.js';
import type { Remedy } from '../../core/remedy.js';
import type { LockfileReading } from '../../lockfiles/reading.types.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutFile } from '../draft.js';
import { driftOf, type Drift } from './drift.js';
import { fromRoot, relock, relockWith, updateWith } from './relock.js';
import { show } from './settings/show.js';

/** Disagreements about what a lockfile keeps a copy of: both values are told. */
const copied: ReadonlySet<Drift> = new Set<Drift>(['specifier', 'section']);

/** Tools whose install in a pipeline takes nothing but what the lockfile has, and fails here: `npm ci`, pnpm and Yarn 2 and later by default. */
const failing: ReadonlySet<string> = new Set(['npm', 'pnpm', 'yarn']);

/** Places of manifests that ask for just what was proposed against an advisory, by manifest, field and name, each with the names to resolve anew. */
function proposed(reading: LockfileReading, changes: readonly DependencyChange[], facts: FactReader): ReadonlyMap<string, Remedy> {
  const found = new Map<string, Remedy>();
  if (!failing.has(reading.format)) return found;
  for (const change of changes) {
    const remedy = change.root.lockfile === reading.root.lockfile ? facts.remedy(change) : undefined;
    for (const { manifest, field, name } of remedy?.way?.made ?? []) found.set(JSON.stringify([manifest, field, name]), remedy!);
  }
  return found;
}

/**
 * What a problem is told with. That a proposed edit stands in the manifest alone is the half of what was asked for: it is told, lower than other
 * disagreements, since a frozen install fails and nobody has to find out why.
 */
function told(reading: LockfileReading, drift: Drift, key: string, made: ReadonlyMap<string, Remedy>): { readonly message: Drift | 'proposed'; readonly command: string } {
  const remedy = drift === 'unsatisfied' || drift === 'unlocked' ? made.get(key) : undefined;
  const known = relock[reading.format];
  const command = known === undefined ? 'the install command of your package manager' : fromRoot(reading.root, known);
  return remedy?.way && 'names' in remedy.way ? { message: 'proposed', command: fromRoot(reading.root, updateWith(remedy.tool, remedy.way.names) ?? relockWith(remedy.tool)) } : { message: drift, command };
}

function* drafts(reading: LockfileReading, changes: readonly DependencyChange[], facts: FactReader): Generator<Draft> {
  const made = proposed(reading, changes, facts);
  for (const problem of reading.problems) {
    const drift = driftOf(problem);
    if (drift === undefined) continue;
    const text = (key: string): string => (typeof problem.data[key] === 'string' ? problem.data[key] : '');
    const line = typeof problem.data['line'] === 'number' ? problem.data['line'] : 1;
    const { message, command } = told(reading, drift, JSON.stringify([text('manifest'), text('field'), text('name')]), made);
    yield aboutFile({ in: 'repository', path: text('manifest'), side: 'head', line, endLine: line }, {
      message, severity: message === 'proposed' || problem.data['minor'] === true ? 'medium' : 'high', confidence: 'high', level: 'default', change: 'added', root: reading.root,
      data: {
        manifest: text('manifest'), name: text('name'), field: text('field'), lockfile: reading.root.lockfile, command,
        ...(copied.has(drift) ? { section: text('section'), locked: show(text('locked')), asked: show(text('asked')) } : {}),
      },
      identity: [drift, text('manifest'), text('field'), text('name'), ...(copied.has(drift) ? [text('section'), show(text('locked')), show(text('asked'))] : [])],
    });
  }
}

const todo = 'Run `{command}` and commit what it writes.';

export const manifestLockDrift = defineCheck({
  id: 'manifest-lock-drift',
  group: 'lockfile',
  title: 'Manifest and lockfile disagree',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [],
  late: true,
  messages: {
    unlocked: {
      what: '{manifest} asks for {name} in `{field}`, and {lockfile} does not have it.',
      why: 'A frozen install fails; any other takes what the registry has at that time, which nobody reviewed.',
      todo,
    },
    unsatisfied: {
      what: '{manifest} asks for another version of {name} in `{field}` than the one in {lockfile}.',
      why: 'A frozen install fails, or takes what the manifest does not allow; any other takes what the registry has at that time, which nobody reviewed.',
      todo,
    },
    unasked: {
      what: '{lockfile} installs {name} for {manifest}, which does not ask for it.',
      why: 'A frozen install fails on it or installs what nobody asked for, and nobody who reads the manifest sees it.',
      todo,
    },
    proposed: {
      what: '{manifest} asks for {name} in `{field}` as it was proposed against an advisory, and {lockfile} was not written anew.',
      why: 'Until it is, the lockfile holds the version that something is known against, and a frozen install fails.',
      todo,
    },
    specifier: {
      what: '{lockfile} was made for {name} {locked}, and {manifest} asks for {asked}.',
      why: 'A frozen install fails; one that believes the lockfile takes what the manifest does not ask for.',
      todo,
    },
    section: {
      what: '{lockfile} has {locked} in `{section}` {name}, and the settings say {asked}.',
      why: 'Lockfiles keep a copy of the settings that they were made with. Where it is another, a frozen install fails, or takes what no setting asks for.',
      todo,
    },
    workspace: {
      what: '{manifest} is a workspace, and {lockfile} does not know of what it asks for.',
      why: 'A frozen install fails; any other takes what the registry has at that time, which nobody reviewed.',
      todo,
    },
    workspaces: {
      what: 'The workspaces of {manifest} are not those of {lockfile}.',
      why: 'Which manifests are installed is then not what the lockfile was made for.',
      todo,
    },
    overrides: {
      what: 'Overrides, resolutions or catalogs of {manifest} changed, and {lockfile} did not with them.',
      why: 'The next install that may write the lockfile applies them, and takes versions that nobody reviewed.',
      todo,
    },
  },
  run: (input, facts) => ({ drafts: input.lockfiles.flatMap((reading) => [...drafts(reading, input.changes, facts)]), gaps: [] }),
});
