import type { DependencyChange } from '../../core/change.js';
import { atLeast } from '../../core/finding.js';
import type { Policy } from '../../core/policy.js';
import type { ArchiveFacts } from '../../packages/archive.types.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader, type ReviewInput } from '../check.js';
import { aboutChange, baselineText, baselinesOf, inPackage } from '../draft.js';
import { gypDelta } from './gyp-delta.js';

/** What an installer runs for a package from a registry (npm docs, "Life Cycle Operation Order"), in the order it runs. */
const registrySteps = ['preinstall', 'install', 'postinstall'] as const;
/** What it runs besides for a package from git, which is built on the installing machine. */
const gitSteps = ['preprepare', 'prepare', 'postprepare', 'prepack', 'prepublish'] as const;

/** The install steps of a version, by name; the implicit build that a binding.gyp brings is the step `install`. */
export function stepsOf(archive: ArchiveFacts, git: boolean): ReadonlyMap<string, string> {
  const scripts = archive.manifest?.scripts ?? {};
  const steps = new Map<string, string>();
  for (const name of [...registrySteps, ...(git ? gitSteps : [])]) if (Object.hasOwn(scripts, name)) steps.set(name, scripts[name]!);
  if (archive.hasBindingGyp && !steps.has('install') && !steps.has('preinstall')) steps.set('install', 'node-gyp rebuild');
  return steps;
}

/** Malicious versions are found and taken down within days; of what is younger nobody can say much. */
const freshMs = 14 * 86_400_000;

/** True for a version that the registry has had for less than two weeks, or that is the package's first. */
function isFresh(change: DependencyChange, facts: FactReader, now: string): boolean {
  const record = facts.get(subjectOf(change.after!), 'record').value;
  const version = change.after!.version;
  const at = Date.parse(record && Object.hasOwn(record.versions, version) ? record.versions[version]!.publishedAt ?? '' : '');
  if (!record || Number.isNaN(at)) return false;
  return Date.parse(now) - at < freshMs || Object.values(record.versions).every((one) => !(Date.parse(one.publishedAt ?? '') < at));
}

/**
 * Whether `gyp-code` tells of this implicit build at least as loudly: then it is folded here. A policy that asks less of that check than
 * of this one leaves it to both.
 */
function toldByGyp(archive: ArchiveFacts, baselines: readonly ArchiveFacts[], policy: Policy): boolean {
  const [own, other] = [policy.checks['install-script'], policy.checks['gyp-code']];
  if (!own || !other || (own.mode !== other.mode && other.mode !== 'block') || !atLeast(own.threshold, other.threshold)) return false;
  const { code, build } = gypDelta(archive, baselines);
  return build === 'without-sources' || code.some((one) => atLeast(one.severity, 'high'));
}

function* drafts(change: DependencyChange, facts: FactReader, { policy, now }: ReviewInput): Generator<Draft> {
  const subject = subjectOf(change.after!);
  const archive = facts.get(subject, 'archive').value;
  if (!archive) return;
  const git = change.after!.origin.kind === 'git';
  const archives = baselinesOf(change, facts).map((one) => facts.get(one, 'archive').value).filter((one) => one !== undefined);
  const baselines = archives.map((one) => stepsOf(one, git));
  const added = change.before.length === 0;
  for (const [step, command] of stepsOf(archive, git)) {
    const implicit = !Object.hasOwn(archive.manifest?.scripts ?? {}, step);
    const parts = {
      change: 'added' as const, data: { before: baselineText(change, facts), step, command, implicit: implicit ? 'binding.gyp' : 'package.json' }, identity: [step, command],
      related: [inPackage(subject.origin, { path: implicit ? 'binding.gyp' : 'package.json', line: 1 })],
      evidence: [{ kind: 'manifest' as const, text: `${step}: ${command}` }],
    };
    const absent = baselines.some((baseline) => !baseline.has(step));
    const unread = baselines.length === 0 && baselinesOf(change, facts).length > 0;
    // Where there are baselines and none could be read, the holes speak.
    if (unread) continue;
    if (baselines.length === 0 || absent) {
      yield aboutChange(change, { ...parts, message: baselines.length === 0 ? 'unknown-package' : 'added', severity: baselines.length === 0 && isFresh(change, facts, now) ? 'high' : 'medium', confidence: 'high', level: implicit && toldByGyp(archive, archives, policy) ? 'folded' : 'default' });
    } else if (baselines.some((baseline) => baseline.get(step) !== command)) {
      yield aboutChange(change, { ...parts, message: 'changed', data: { ...parts.data, old: baselines.map((baseline) => baseline.get(step) ?? '').filter((old) => old !== command)[0] ?? '' }, severity: 'low', confidence: 'high', level: 'folded' });
    } else if (added) {
      yield aboutChange(change, { ...parts, message: 'brought', severity: 'low', confidence: 'high', level: 'folded' });
    }
  }
}

export const installScript = defineCheck({
  id: 'install-script',
  group: 'package',
  title: 'A changed package runs something at install that it did not run before',
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    added: {
      what: '{package} {version} newly runs `{step}` when it is installed: {command}',
      why: 'The version it is compared with ({before}) has no such step. An install step runs with the rights of whoever installs, before any of your code does; most attacks through a taken-over package begin with one.',
      todo: 'Read what the step does in the published package. If it is meant, waive this finding for this version; if not, stay on the old version and tell the maintainers.',
    },
    'unknown-package': {
      what: '{package} {version} is new here and runs `{step}` when it is installed: {command}',
      why: 'There is no earlier version to compare it with, so nothing says that the step is ordinary for this package.',
      todo: 'Read what the step does in the published package. If it is meant, waive this finding for this version; else take another package.',
    },
    changed: {
      what: '{package} {version} changes what `{step}` runs at install, from {old} to {command}',
      why: 'An install step runs with the rights of whoever installs, before any of your code does.',
      todo: 'Compare both versions of the step in the published package.',
    },
    brought: {
      what: '{package} {version} is new here and runs `{step}` when it is installed: {command}',
      why: 'Its earlier versions do the same, so this is ordinary for the package, but new for this repository.',
      todo: 'Nothing, if you allow install steps. With npm 12 and newer they run only where `allowScripts` names the package.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts, input)]), gaps: [] }),
});
