import type { Severity } from '../../core/finding.js';
import type { ArchiveFacts } from '../../packages/archive.types.js';
import type { GypCode } from '../../packages/gyp/gyp.types.js';

/** Something that a build newly runs, and how much that says. */
export interface NewGypCode {
  readonly code: GypCode;
  readonly message: 'expression' | 'added' | 'without-sources' | 'changed' | 'asks-package' | 'unreadable' | 'unknown-package';
  readonly severity: Severity;
}

/** What the build files of a version add over its baselines. */
export interface GypDelta {
  readonly code: readonly NewGypCode[];
  /** A build file where some baseline has none (or there is no baseline): of a package with something to compile, or without. */
  readonly build?: 'ordinary' | 'without-sources';
}

/** Signs of more than a build does: something fetched, decoded or evaluated, a second command, a redirection, a pipe into anything but a filter of text. */
export const grave = /\b(?:curl|wget|nc|base64|eval|Function|child_process|exec\w*|spawn\w*|fetch|powershell|pwsh|xxd|openssl)\b|(?:https?|ftp):|\/dev\/tcp|import *\(|(?:bash|sh|cmd|python\d?|perl|ruby) +(?:-c|-e|\/c +")|[;`]|&&?(?!&)|>(?!\()|\|(?!\| *(?:true|echo)|(?: *(?:sed|cut|tr|head|grep|sort)\b))/;

const runsSomething = (one: GypCode): boolean => (one.what === 'command' || one.what === 'action') && one.reads === undefined;

/**
 * What some baseline lacks of what the build files run. Worst is what no addon does: an expression where gyp wants data, and any code in a build
 * that compiles nothing. A package whose every baseline compiled and ran programs of its own while building may come to run another one;
 * that alone, with no sign of more, is a medium. Without baselines all is new.
 */
export function gypDelta(after: ArchiveFacts, baselines: readonly ArchiveFacts[]): GypDelta {
  const gyp = after.gyp;
  if (!gyp) return { code: [] };
  const newBuild = after.hasBindingGyp && (baselines.length === 0 || baselines.some((one) => !one.hasBindingGyp));
  const compiles = gyp.sources === 'present';
  const alwaysRan = baselines.length > 0 && baselines.every((one) => one.gyp?.sources === 'present' && one.gyp.code.some(runsSomething));
  const known = baselines.map((one) => new Set((one.gyp?.code ?? []).map(identity)));
  const code = gyp.code
    .filter((one) => known.length === 0 || known.some((set) => !set.has(identity(one))))
    .map((one): NewGypCode => ({ code: one, ...weigh(one, { compiles, alwaysRan, newBuild, compared: baselines.length > 0 }) }));
  return { code, ...(newBuild ? { build: compiles ? 'ordinary' : 'without-sources' } : {}) };
}

/** A file that is moved and says the same runs the same. */
const identity = (code: GypCode): string => `${code.what} ${code.key}`;

function weigh(code: GypCode, at: { readonly compiles: boolean; readonly alwaysRan: boolean; readonly newBuild: boolean; readonly compared: boolean }): Pick<NewGypCode, 'message' | 'severity'> {
  if (code.what === 'expression') return { message: 'expression', severity: 'critical' };
  if (!at.compiles) return { message: 'without-sources', severity: 'critical' };
  if (code.what === 'unreadable') return { message: 'unreadable', severity: 'high' };
  if (code.reads === 'package') return { message: 'asks-package', severity: 'medium' };
  if (!at.compared) return { message: 'unknown-package', severity: 'high' };
  return at.alwaysRan && !at.newBuild && !grave.test(code.text) ? { message: 'changed', severity: 'medium' } : { message: 'added', severity: 'high' };
}
