import type { DependencyChange } from '../../core/change.js';
import { bringsIn, subjectOf } from '../../facts/planner.js';
import { defineCheck, type Draft, type FactReader } from '../check.js';
import { aboutChange, baselineText, baselinesOf, inPackage } from '../draft.js';
import { gypDelta, type NewGypCode } from './gyp-delta.js';

/** A build that runs dozens of things is told by so many of the worst; the others stand together. */
const namedAtOnce = 5;
const worst = ['critical', 'high', 'medium', 'low', 'info'];
const words = { command: 'a command', expression: 'an expression', action: 'a program', unreadable: 'something that could not be read' } as const;

/** One finding over some of the same message: by the worst of them, with the others beside it; a waiver of it holds for just these. */
function draftOf(change: DependencyChange, before: string, [{ code, message, severity }, ...rest]: readonly [NewGypCode, ...NewGypCode[]]): Draft {
  const place = inPackage(change.after!.origin, code);
  const all = [code, ...rest.map((one) => one.code)];
  return aboutChange(change, {
    message, severity, confidence: 'high', level: 'default', change: 'added', related: [place],
    data: { before, kind: words[code.what], text: code.text, file: code.path, line: code.line, others: rest.length },
    trace: all.slice(0, namedAtOnce).map((one) => ({ at: inPackage(change.after!.origin, one), note: one.what })),
    evidence: all.slice(0, namedAtOnce).map((one) => ({ kind: 'code', at: inPackage(change.after!.origin, one), text: one.text })), identity: all.flatMap((one) => [one.what, one.key]),
  });
}

/** What is grave stands by itself as far as it can be read; all else of one message stands together. */
function grouped(told: readonly NewGypCode[]): readonly (readonly [NewGypCode, ...NewGypCode[]])[] {
  const groups = new Map<string, [NewGypCode, ...NewGypCode[]]>();
  for (const [index, one] of told.entries()) {
    const key = index < namedAtOnce && (one.severity === 'high' || one.severity === 'critical') ? `${index}` : `${one.message} ${one.severity}`;
    const group = groups.get(key);
    if (group) group.push(one);
    else groups.set(key, [one]);
  }
  return [...groups.values()];
}

function* drafts(change: DependencyChange, facts: FactReader): Generator<Draft> {
  const subject = subjectOf(change.after!);
  const archive = facts.get(subject, 'archive').value;
  if (!archive?.gyp) return;
  const before = baselineText(change, facts);
  const baselines = baselinesOf(change, facts).flatMap((one) => facts.get(one, 'archive').value ?? []);
  const delta = gypDelta(archive, baselines);
  const told = delta.code.toSorted((a, b) => worst.indexOf(a.severity) - worst.indexOf(b.severity));
  for (const group of grouped(told)) yield draftOf(change, before, group);
  const place = inPackage(subject.origin, { path: 'binding.gyp', line: 1 });
  if (delta.build === 'without-sources' && told.length === 0) {
    yield aboutChange(change, { message: 'nothing-to-build', severity: 'high', confidence: 'high', level: 'default', change: 'added', related: [place], data: { before }, identity: ['nothing-to-build'] });
  } else if (delta.build === 'ordinary') {
    yield aboutChange(change, { message: 'new-build', severity: 'low', confidence: 'high', level: 'folded', change: 'added', related: [place], data: { before }, identity: ['new-build'] });
  }
  if (told.length === 0 && change.before.length === 0 && archive.gyp.code.length > 0) {
    yield aboutChange(change, { message: 'brought', severity: 'low', confidence: 'high', level: 'folded', change: 'added', related: [inPackage(subject.origin, archive.gyp.code[0]!)], data: { before, text: archive.gyp.code[0]!.text }, identity: ['brought', archive.gyp.code[0]!.key] });
  }
}

export const gypCode = defineCheck({
  id: 'gyp-code',
  group: 'package',
  title: "A package's build file runs code when it is installed",
  default: { mode: 'block', threshold: 'high', failMode: 'closed' },
  needs: [{ per: 'change', of: ['after', 'before', 'predecessor'], kinds: ['archive'] }, { per: 'change', of: ['after'], kinds: ['record'] }],
  messages: {
    expression: {
      what: '{package} {version} has code where its build file ({file}, line {line}) should hold data: {text}',
      why: 'A binding.gyp is evaluated as Python when the package is installed. No addon needs more than plain values and comparisons there; a way out of its sandbox does. {before} has no such thing.',
      todo: 'Do not merge. Stay on the old version and tell the maintainers.',
    },
    'without-sources': {
      what: '{package} {version} has a build file that compiles nothing and runs {kind} at install ({file}, line {line}): {text}',
      why: 'npm runs node-gyp by itself wherever a binding.gyp stands, without any install script. A build without C or C++ sources has no other use than to run this. {before} does not do it.',
      todo: 'Do not merge. Stay on the old version and tell the maintainers.',
    },
    added: {
      what: '{package} {version} newly runs {kind} while it is built at install ({file}, line {line}): {text}',
      why: 'The versions it is compared with ({before}) do not. It runs with the rights of whoever installs, before any of your code does.',
      todo: 'Read what it runs in the published package. If it is meant, waive this finding for this version; if not, stay on the old version.',
    },
    'unknown-package': {
      what: '{package} {version} is new here and runs {kind} while it is built at install ({file}, line {line}): {text}',
      why: 'There is no earlier version to compare it with, so nothing says that this is ordinary for the package.',
      todo: 'Read what it runs in the published package. If it is meant, waive this finding for this version; else take another package.',
    },
    changed: {
      what: '{package} {version} runs another program while it is built at install ({file}, line {line}; {others} more like it): {text}',
      why: 'Its earlier versions ({before}) run programs there too, but not this one.',
      todo: 'Compare what both versions run.',
    },
    'asks-package': {
      what: '{package} {version} loads another package while it is built at install ({file}, line {line}): {text}',
      why: 'The code of that package runs at install with the rights of whoever installs. {before} does not load it there.',
      todo: 'See that the package it loads is one that you know.',
    },
    unreadable: {
      what: 'The build file of {package} {version} ({file}, line {line}) could not be read: {text}',
      why: 'What a build file runs at install cannot be told where it cannot be read. That of {before} was another one.',
      todo: 'Read the file in the published package, or stay on the old version.',
    },
    'nothing-to-build': {
      what: '{package} {version} newly has a binding.gyp, and no C or C++ source that it could build.',
      why: 'npm runs node-gyp by itself wherever a binding.gyp stands, without any install script. {before} has none. Attacks have used such a file as an install step that nobody looks for.',
      todo: 'Read the file in the published package. Unless the maintainers can say what it is for, stay on the old version.',
    },
    'new-build': {
      what: '{package} {version} is newly built by node-gyp at install.',
      why: 'It has native sources, and its build file runs nothing beside a compiler. {before} was not built so.',
      todo: 'Nothing, if your machines have a compiler.',
    },
    brought: {
      what: '{package} {version} is new here and runs code while it is built at install: {text}',
      why: 'Its earlier versions ({before}) do the same, so this is ordinary for the package, but new for this repository.',
      todo: 'Nothing, if you allow install steps.',
    },
  },
  run: (input, facts) => ({ drafts: input.changes.filter((change) => bringsIn(change) && change.kind !== 'metadata').flatMap((change) => [...drafts(change, facts)]), gaps: [] }),
});
