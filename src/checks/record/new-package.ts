import type { DependencyChange } from '../../core/change.js';
import { bringsIn } from '../../facts/planner.js';
import { defineCheck, type Draft, type ReviewInput } from '../check.js';
import { aboutChange } from '../draft.js';
import { foldAlike } from '../fold.js';

/**
 * Whether a change brings in a package whose name no lockfile of the same ecosystem held at base, as far as lockfiles were read: those that differ are. For rules
 * that join what is new with something else; by itself it says nothing.
 */
export function isNewHere({ after }: DependencyChange, { lockfiles }: Pick<ReviewInput, 'lockfiles'>): boolean {
  if (!after || after.origin.kind === 'workspace' || after.origin.kind === 'link') return false;
  return !namesAtBase(lockfiles).has(`${after.ecosystem ?? 'npm'} ${after.name}`);
}

/** Made once for a review, which asks for each of its changes. */
const made = new WeakMap<ReviewInput['lockfiles'], ReadonlySet<string>>();

function namesAtBase(lockfiles: ReviewInput['lockfiles']): ReadonlySet<string> {
  const known = made.get(lockfiles);
  if (known) return known;
  const names = new Set<string>();
  for (const { ecosystem = 'npm', stood } of lockfiles) for (const name of stood ?? []) names.add(`${ecosystem} ${name}`);
  made.set(lockfiles, names);
  return names;
}

const named = 10;

/** What the answer rests on: the lockfiles whose base side was read. */
function lookedAt({ lockfiles }: ReviewInput): string {
  const read = lockfiles.filter(({ stood }) => stood !== undefined).map(({ root }) => root.lockfile);
  return read.slice(0, named).join(', ') + (read.length > named ? ` and ${read.length - named} more` : '');
}

export const newPackage = defineCheck({
  id: 'new-package',
  group: 'record',
  title: 'A package whose name was not in this repository before',
  default: { mode: 'warn', threshold: 'high', failMode: 'open' },
  needs: [],
  messages: {
    new: {
      what: '{package} {version} is new here: no lockfile held that name before (looked at: {lockfiles}).',
      why: 'What is new was never chosen before, and nobody here has looked at it yet.',
      todo: 'Nothing: this is kept for rules that join it with something else.',
    },
    'new-others': {
      what: '{count} further packages are new here.',
      why: 'What is new was never chosen before, and nobody here has looked at it yet.',
      todo: 'Nothing: this is kept for rules that join it with something else.',
    },
  },
  run: (input) => {
    // Where no lockfile stood everything is new, which says nothing of any.
    if (!input.lockfiles.some(({ change, stood }) => stood !== undefined && change !== 'added')) return { drafts: [], gaps: [] };
    const lockfiles = lookedAt(input);
    const drafts = input.changes.filter((change) => bringsIn(change) && change.after!.origin.kind !== 'bundled' && isNewHere(change, input)).map((change): Draft => aboutChange(change, {
      message: 'new', severity: 'info', confidence: 'high', level: 'audit', change: 'added', data: { lockfiles }, evidence: [{ kind: 'lockfile', text: `looked at: ${lockfiles}` }], identity: ['new'],
    }));
    return { drafts, gaps: [] };
  },
  fold: (drafts) => foldAlike(drafts, 'new', 'new-others'),
});
