import type { DependencyChange } from '../../core/change.js';
import { byCodePoint } from '../../core/order.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, baselineText, baselinesOf, inPackage } from '../draft.js';
import { packageCommands, systemCommands } from './command-names.js';

/** The name as a shell or Windows would look it up. */
const called = (name: string): string => name.toLowerCase().replace(/\.(?:exe|cmd|bat|ps1|com)$/, '');

/** Whose name it is: of the system, of a package by another name, or nobody's that is known. */
function shadows(name: string, owner: string): { readonly kind: 'system' | 'package'; readonly of: string } | undefined {
  const command = called(name);
  const system = systemCommands.get(command);
  if (system) return system.includes(owner) ? undefined : { kind: 'system', of: command };
  const owners = packageCommands.get(command);
  return owners === undefined || owners.includes(owner) ? undefined : { kind: 'package', of: owners[0]! };
}

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const subject = subjectOf(change.after!);
  const manifest = facts.get(subject, 'archive').value?.manifest;
  if (!manifest) return;
  const baselines = baselinesOf(change, facts).flatMap((one) => facts.get(one, 'archive').value?.manifest ?? []);
  const before = baselineText(change, facts);
  const others: string[] = [];
  for (const [command, target] of Object.entries(manifest.bin)) {
    const stood = baselines.length > 0 && baselines.every((one) => Object.hasOwn(one.bin, command));
    if (stood) continue;
    const shadowed = shadows(command, change.after!.name);
    if (!shadowed) { others.push(command); continue; }
    const place = inPackage(subject.origin, { path: target, line: 1 });
    yield aboutChange(change, {
      message: shadowed.kind, severity: shadowed.kind === 'system' ? 'high' : 'medium', confidence: 'high', level: 'default', change: 'added', related: [place], trace: [{ at: place, note: command }],
      data: { before, command, file: target, owner: shadowed.of }, evidence: [{ kind: 'manifest', text: `bin: ${command} → ${target}` }], identity: [shadowed.kind, called(command)],
    });
  }
  // A package that is new here brings its commands with it; only of one that was here something is told.
  if (others.length === 0 || baselines.length === 0) return;
  const names = others.sort(byCodePoint);
  yield aboutChange(change, { message: 'added', severity: 'info', confidence: 'high', level: 'folded', change: 'added', related: [inPackage(subject.origin, { path: 'package.json', line: 1 })], data: { before, names: names.slice(0, 50).join(', ') }, identity: ['added', ...names] });
}

export const binShadow = defineCheck({
  id: 'bin-shadow',
  group: 'package',
  title: "A package newly brings a command by a name that people know as another's",
  default: { mode: 'block', threshold: 'high', failMode: 'open' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  gapMatters: ({ kind }) => kind === 'archive',
  messages: {
    system: {
      what: '{package} {version} newly brings a command `{command}` ({file}), which is the name of a command of the system or of a package manager.',
      why: 'Scripts of npm look for commands in node_modules first: wherever one calls `{owner}`, it would run this file instead. {before} brings no such command.',
      todo: 'Do not merge unless the maintainers can say what it is for; stay on the old version.',
    },
    package: {
      what: '{package} {version} newly brings a command `{command}` ({file}), which people know from {owner}.',
      why: 'Two packages that bring one command take it from each other, and which of them a script runs hangs on the order of the install. {before} brings no such command.',
      todo: 'See whether {package} has to do with {owner}. If not, stay on the old version.',
    },
    added: {
      what: '{package} {version} newly brings {names} as commands.',
      why: '{before} does not. They run when somebody calls them.',
      todo: 'Nothing, if you expect it.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts)]), gaps: [] }),
});
