import type { LockfileReading } from '../../lockfiles/reading.types.js';
import { defineCheck, type Draft } from '../check.js';
import { aboutFile } from '../draft.js';
import { driftOf, type Drift } from './drift.js';
import { relock } from './relock.js';
import { show } from './settings/show.js';

/** Disagreements about what a lockfile keeps a copy of: both values are told. */
const copied: ReadonlySet<Drift> = new Set<Drift>(['specifier', 'section']);

function* drafts(reading: LockfileReading): Generator<Draft> {
  for (const problem of reading.problems) {
    const message = driftOf(problem);
    if (message === undefined) continue;
    const text = (key: string): string => (typeof problem.data[key] === 'string' ? problem.data[key] : '');
    const line = typeof problem.data['line'] === 'number' ? problem.data['line'] : 1;
    yield aboutFile({ in: 'repository', path: text('manifest'), side: 'head', line, endLine: line }, {
      message, severity: problem.data['minor'] === true ? 'medium' : 'high', confidence: 'high', level: 'default', change: 'added', root: reading.root,
      data: {
        manifest: text('manifest'), name: text('name'), field: text('field'), lockfile: reading.root.lockfile, command: relock[reading.format] ?? 'the install command of your package manager',
        ...(copied.has(message) ? { section: text('section'), locked: show(text('locked')), asked: show(text('asked')) } : {}),
      },
      identity: [message, text('manifest'), text('field'), text('name'), ...(copied.has(message) ? [text('section'), show(text('locked')), show(text('asked'))] : [])],
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
  run: (input) => ({ drafts: input.lockfiles.flatMap((reading) => [...drafts(reading)]), gaps: [] }),
});
