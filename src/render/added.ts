import type { ErrorCode } from '../core/errors.js';
import type { Origin } from '../core/origin.js';
import { linesOf, plainValue, visible } from './escape.js';
import { wrap, type Palette } from './terminal.js';

/** When something runs, the earliest first; the triggers of a package's profile. */
export const moments = ['install', 'load', 'undecided', 'deep', 'call', 'unreachable'] as const;
export type Moment = (typeof moments)[number];

const momentWords: { readonly [moment in Moment]: string } = {
  install: 'at install', load: 'when loaded', undecided: 'when loaded, as far as can be told', deep: 'when this file is loaded by its path', call: 'when called', unreachable: 'never, as far as can be told',
};
/** What runs by itself is shown, what waits for a caller is counted. */
const early: ReadonlySet<Moment> = new Set(['install', 'load', 'undecided']);

export interface AddedPlace {
  readonly path: string;
  readonly line: number;
}

/** One thing that the new version does and the old one does not, or not as early. Foreign text, raw. */
export interface AddedBehaviour {
  readonly kind: 'capability' | 'flow' | 'signal';
  /** The capability's kind, the flow's source and sink, or the signal's kind and sort: words of ours. */
  readonly what: string;
  /** The API that is called, or what the signal shows: names of hosts, paths, digests. */
  readonly of: readonly string[];
  readonly trigger: Moment;
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly excerpt: string;
  /** How many places do the same. */
  readonly places: number;
  /** Of a flow: the way from its source. */
  readonly steps: readonly AddedPlace[];
  readonly hosts: readonly string[];
  /** Where the old version has the same at another time (`same`), or another of its sort (`alike`). */
  readonly stood?: AddedPlace & { readonly how: 'same' | 'alike'; readonly trigger: Moment };
}

export interface AddedDependency {
  readonly name: string;
  readonly field: string;
  readonly spec: string;
  readonly phantom?: boolean;
  readonly origin?: Origin;
  readonly state: 'read' | 'unserved' | 'elsewhere' | 'beyond';
}

/** What a version adds over another: the delta as people and programs are shown it. */
export interface Added {
  readonly installSteps: readonly { readonly name: string; readonly command: string; readonly implicit: boolean; readonly files: readonly string[]; readonly folder?: string; readonly before?: string }[];
  readonly behaviour: readonly AddedBehaviour[];
  /** Files of code that were not understood. */
  readonly unread: readonly { readonly path: string; readonly code: ErrorCode; readonly trigger: Moment }[];
  /** It newly loads modules whose names could not be worked out, so that all of it may run. */
  readonly undecided: boolean;
  readonly dependencies: readonly AddedDependency[];
}

export interface AddedOptions {
  readonly width: number;
  readonly palette: Palette;
  readonly verbose: boolean;
  /** Name and versions, raw. */
  readonly name: string;
  readonly version: string;
  readonly before?: string;
}

/** How many of each moment are shown, and in the verbose form. */
const shown = 12;
const shownVerbose = 1_000;

const states: { readonly [state in AddedDependency['state']]: string } = { read: '', unserved: 'no registry serves it', elsewhere: 'does not come from a registry', beyond: 'not looked at' };

/** What a version adds, for a person at a terminal: lines without foreign escapes, the last one empty. Empty where nothing is added. */
export function addedLines(added: Added, options: AddedOptions): readonly string[] {
  const { palette, verbose, name, version, before } = options;
  const title = `What ${plainValue(name)} ${plainValue(version, 40)} adds${before === undefined ? '; there is no earlier version' : ` over ${plainValue(before, 40)}`}`;
  const body = [...stepLines(added, options), ...moments.flatMap((moment) => momentLines(moment, added.behaviour.filter((one) => one.trigger === moment), options)), ...dependencyLines(added, options), ...unreadLines(added, options)];
  const quiet = verbose ? [] : quietLine(added, options);
  return body.length === 0 && quiet.length === 0 ? [] : [...wrap(title, options.width, '').map(palette.bold), ...body, ...quiet, ''];
}

function head(text: string, { palette }: AddedOptions): string {
  return `  ${palette.bold(text)}`;
}

function more(all: number, one: string, { verbose, palette }: AddedOptions): string[] {
  const most = verbose ? shownVerbose : shown;
  return all > most ? [palette.dim(`    and ${all - most} more ${one}${verbose ? '' : ', which --verbose shows'}`)] : [];
}

function first<T>(items: readonly T[], { verbose }: AddedOptions): readonly T[] {
  return items.slice(0, verbose ? shownVerbose : shown);
}

function stepLines({ installSteps: all }: Added, options: AddedOptions): string[] {
  // The same command over changed files is ordinary: what the files do stands below.
  const installSteps = options.verbose ? all : all.filter((step) => step.before !== step.command);
  if (installSteps.length === 0) return [];
  return [
    head('new or changed install steps', options),
    ...first(installSteps, options).flatMap(({ name, command, implicit, files, folder, before }) => [
      ...wrap(`${visible(name, 40)}${folder === undefined ? '' : ` of ${plainValue(folder)}`}: ${visible(command, 400)}${implicit ? ' (a binding.gyp brings it)' : ''}`, options.width, '    '),
      ...(before === undefined ? [] : wrap(before === command ? 'the same command, over changed files' : `before: ${visible(before, 400)}`, options.width, '      ')),
      ...(files.length === 0 ? [] : wrap(`runs ${files.slice(0, 5).map((file) => plainValue(file)).join(', ')}${files.length > 5 ? ` and ${files.length - 5} more` : ''}`, options.width, '      ')),
    ]),
    ...more(installSteps.length, 'install steps', options),
  ];
}

function momentLines(moment: Moment, all: readonly AddedBehaviour[], options: AddedOptions): string[] {
  if (all.length === 0 || (!options.verbose && !early.has(moment))) return [];
  let above: AddedBehaviour | undefined;
  const lines = first(all, options).flatMap((one) => {
    // What one line does in several ways is shown once.
    const again = above?.path === one.path && above.line === one.line && above.excerpt === one.excerpt;
    above = one;
    return behaviourLines(again ? { ...one, excerpt: '' } : one, options);
  });
  return [head(momentWords[moment], options), ...lines, ...more(all.length, 'things', options)];
}

const placeText = ({ path, line }: AddedPlace): string => `${visible(path, 200)}:${line}`;

function behaviourLines(one: AddedBehaviour, { width, palette, before }: AddedOptions): string[] {
  const named = one.of.slice(0, 3).map((text) => plainValue(text, 100)).join(', ') + (one.of.length > 3 ? ` and ${one.of.length - 3} more` : '');
  const hosts = one.hosts.length === 0 ? '' : ` to ${one.hosts.slice(0, 3).map((host) => plainValue(host, 100)).join(', ')}${one.hosts.length > 3 ? ` and ${one.hosts.length - 3} more` : ''}`;
  const way = one.steps.map(placeText);
  const stood = one.stood && `${one.stood.how === 'same' ? 'stood' : 'others of its sort stood'} in ${plainValue(before ?? '', 40)} at ${placeText(one.stood)}, ${momentWords[one.stood.trigger]}`;
  return [
    ...wrap(`${placeText(one)} ${one.what}${named === '' ? '' : `: ${named}`}${hosts}${one.places > 1 ? ` (${one.places} places)` : ''}`, width, '    ').map((line, index) => (index === 0 ? line.replace(placeText(one), palette.yellow) : line)),
    ...linesOf(one.excerpt, 3).filter((line) => line.trim() !== '').map((line) => palette.dim(`      | ${visible(line.trimEnd(), Math.min(120, Math.max(20, width - 10)))}`)),
    ...(way.length > 1 ? wrap(`way: ${way.slice(0, 8).join(' → ')}${way.length > 8 ? ` and ${way.length - 8} more steps` : ''}`, width, '      ') : []),
    ...(stood === undefined ? [] : wrap(stood, width, '      ')),
  ];
}

function dependencyLines({ dependencies }: Added, options: AddedOptions): string[] {
  if (dependencies.length === 0) return [];
  const line = ({ name, field, spec, phantom, origin, state }: AddedDependency): string => [
    `${plainValue(name)} ${plainValue(spec, 100)}`, ...(origin?.kind === 'registry' ? [`is ${origin.name === name ? '' : `${plainValue(origin.name)} `}${plainValue(origin.version, 40)} today`] : []),
    ...(field === 'dependencies' ? [] : [field]), ...(state === 'read' ? [] : [states[state]]), ...(phantom === true ? [options.palette.yellow('phantom: no file of the package names it')] : []),
  ].join('; ');
  return [head('new dependencies', options), ...first(dependencies, options).flatMap((one) => wrap(line(one), options.width, '    ')), ...more(dependencies.length, 'dependencies', options)];
}

function unreadLines({ unread, undecided }: Added, options: AddedOptions): string[] {
  const lines = [
    ...first(unread, options).flatMap(({ path, code, trigger }) => wrap(`${plainValue(path)} ${code}, runs ${momentWords[trigger]}`, options.width, '    ')), ...more(unread.length, 'files', options),
    ...(undecided ? wrap('It loads modules whose names could not be worked out: any of its files may run when it is loaded.', options.width, '    ') : []),
  ];
  return lines.length === 0 ? [] : [head('new, and could not be read', options), ...lines];
}

/** What is left out: counted by when it runs and what it is. */
function quietLine({ behaviour }: Added, { width, palette }: AddedOptions): string[] {
  const counts = new Map<string, number>();
  const quiet = behaviour.filter((one) => !early.has(one.trigger));
  for (const one of quiet) {
    const key = `${momentWords[one.trigger]}: ${one.what}`;
    counts.set(key, (counts.get(key) ?? 0) + one.places);
  }
  if (counts.size === 0) return [];
  return wrap(`not shown, ${quiet.length > 1 ? 'they wait' : 'it waits'} for a caller: ${[...counts].slice(0, 6).map(([what, number]) => `${what}${number > 1 ? ` (${number})` : ''}`).join('; ')}${counts.size > 6 ? `; and ${counts.size - 6} more` : ''}. --verbose shows ${quiet.length > 1 ? 'them' : 'it'}.`, width, '  ').map(palette.dim);
}
