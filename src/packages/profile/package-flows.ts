import path from 'node:path/posix';
import type { CommandLine, FoundFlow, SolvedFlows } from '../../javascript/taint/solve.js';
import { moreTexts } from '../../javascript/taint/back.js';
import { solveFlows } from '../../javascript/taint/solve.js';
import type { ModuleFlow } from '../../javascript/taint/module-flow.js';
import type { Steps } from '../../javascript/walk.js';
import { byCodePoint } from '../../core/order.js';
import type { CodeFlow, PlacedSignal, Statement } from '../profile.types.js';
import type { FlowSink, FlowSource, SignalKind } from './signal.types.js';
import type { Place } from './file-places.js';
import { labels, taintRules, type TaintLabel } from './taint-rules.js';

/** What the files of a package do together, before it is known which of them run when. */
export interface PackageFlows {
  readonly flows: readonly (Omit<CodeFlow, 'trigger'> & { readonly later: boolean; readonly file: string })[];
  readonly signals: readonly (Omit<PlacedSignal, 'trigger'> & { readonly later: boolean; readonly file: string })[];
  /** True when something was not followed to its end. */
  readonly cut: boolean;
  /** True where the code at an offset of a file runs only when somebody calls it. */
  readonly later: (file: string, at: number) => boolean;
}

const carriedOff: { readonly [label in TaintLabel]?: FlowSource } = { environment: 'environment', 'environment-text': 'environment', 'secret-variable': 'secret-variable', 'credential-file': 'credential-file', key: 'key', identity: 'identity', 'page-storage': 'page-storage', 'page-text': 'page-storage' };
const broughtIn: { readonly [label in TaintLabel]?: FlowSource } = { download: 'download', 'fetched-code': 'download', decoded: 'decoded', 'dropped-code': 'decoded', 'package-data': 'package-data', 'dropped-data': 'package-data', request: 'request', 'package-text': 'package-data' };

/** Files that were read in two ways have two flows; the second stands beside the first under a name that no file has. */
const secondReading = '\0again';

/**
 * Follows data through all files of a package.
 * @param place where a span of a file is, for what is told.
 * @param statementOf what the statement around an offset of a file is known by.
 * @param about `scoped`: the package's name has a scope, so its neighbours lie a folder further up; `commandLine`: which files are led to by the command line alone.
 * @throws StepsSpent
 */
export function packageFlows(files: ReadonlyMap<string, readonly ModuleFlow[]>, resolve: (file: string, specifier: string) => readonly string[], place: (file: string, start: number, end: number) => Place, statementOf: (file: string, start: number) => Statement | undefined, steps: Steps, { scoped = false, commandLine }: { readonly scoped?: boolean; readonly commandLine?: CommandLine } = {}): PackageFlows {
  const modules = new Map<string, ModuleFlow>();
  for (const [file, flows] of files) flows.forEach((flow, at) => modules.set(at === 0 ? file : `${file}${secondReading}${at}`, flow));
  const plain = (file: string): string => file.split(secondReading, 1)[0]!;
  const solved = solveFlows(modules, (file, specifier) => resolve(plain(file), specifier), taintRules, steps, commandLine && { ...commandLine, only: (file, flow) => commandLine.only(plain(file), flow), leads: (file) => commandLine.leads(plain(file)) });
  const told = mostTelling(solved.flows);
  return {
    flows: told.map(({ found, source, sink }) => {
      const file = plain(found.file);
      return {
        source, sink, api: apiOf(found.sink.api), hops: found.hops, ...hostsOf(found.texts()), ...statementsOf(found, plain(file), (of, start) => statementOf(plain(of), start)), ...place(file, found.sink.start, found.sink.end), later: !found.immediate, file,
        steps: found.trace.map((one) => { const { path, line } = place(plain(one.file), one.start, one.start + 1); return { path, line }; }),
      };
    }),
    signals: sinkSignals(solved, plain, place, scoped),
    cut: solved.cut,
    later: (file, at) => isLater(solved, modules.get(file), file, at),
  };
}

function apiOf(name: string): string {
  return name.replace(/^(?:node|npm|object):/, '').slice(0, 100);
}

const hostsTold = 16;

/** The hosts that are written out for a sink. Where there are more than are told, that is said: who adds some must not hide one behind them. */
function hostsOf(texts: readonly string[]): Pick<CodeFlow, 'hosts' | 'moreHosts'> {
  const all = texts.flatMap((text) => (text.startsWith('host ') ? [text.slice(5)] : []));
  return { hosts: all.slice(0, hostsTold).sort(byCodePoint), ...(all.length > hostsTold || texts.includes(moreTexts) ? { moreHosts: true } : {}) };
}

/** The statements at both ends of a flow. Where it begins with a constant that has no place, that of the sink says what there is to say. */
function statementsOf({ sink, trace: [first] }: FoundFlow, file: string, statementOf: (file: string, start: number) => Statement | undefined): Pick<CodeFlow, 'statement' | 'sourceStatement'> {
  const statement = statementOf(file, sink.start);
  const source = (first && statementOf(first.file, first.start)) ?? statement;
  return { ...(statement === undefined ? {} : { statement }), ...(source === undefined ? {} : { sourceStatement: source }) };
}

interface Told { readonly found: FoundFlow; readonly source: FlowSource; readonly sink: FlowSink }

/** Flows that say something: a class of data in a sink where it does harm. Of a command line that speaks to the network, what it carries off. */
function mostTelling(flows: readonly FoundFlow[]): readonly Told[] {
  const run = new Set(flows.filter((one) => one.sink.sink === 'exec').map(callOf));
  const commands = new Set(flows.filter((one) => labels[one.label] === 'network-command').map((one) => one.sink));
  return flows.flatMap((found): readonly Told[] => {
    const label = labels[found.label]!;
    const { sink } = found.sink;
    const off = carriedOff[label];
    const into = broughtIn[label];
    if (label === 'credential-path' && commands.has(found.sink)) return [{ found, source: 'credential-file', sink: 'network' }];
    if (off && (sink === 'network' || ((sink === 'exec' || sink === 'argument') && commands.has(found.sink)))) return [{ found, source: off, sink: 'network' }];
    if (into && (sink === 'load' || sink === 'import') && (label === 'fetched-code' || label === 'dropped-code' || label === 'dropped-data' || (sink === 'import' && label === 'download'))) return [{ found, source: into, sink: 'eval' }];
    if (into && (sink === 'eval' || sink === 'exec')) return [{ found, source: into, sink }];
    // What is run anyway need not break out of its place. Data of many others is an address or a path; what was decoded or carried along for it is code.
    return into && sink === 'operand' && !run.has(callOf(found)) ? [{ found, source: into, sink: label === 'download' ? sink : 'exec' }] : [];
  });
}

function callOf({ file, sink, label }: FoundFlow): string {
  return `${sink.start} ${sink.api} ${label} ${file}`;
}

/** Places where what is written is run, loaded or obeyed by others. */
function sinkSignals(solved: SolvedFlows, plain: (file: string) => string, place: (file: string, start: number, end: number) => Place, scoped: boolean): PackageFlows['signals'] {
  return solved.flows.flatMap((found) => {
    const label = labels[found.label];
    const { file, sink, immediate } = found;
    const told = label === 'persistent-path' ? persistent(found) : label === 'foreign-path' ? foreign(found, plain, scoped) : label === 'project-path' && found.texts().includes('manifest package.json') ? ['package package.json of the project'] : [];
    return told.map((text) => {
      const space = text.indexOf(' ');
      const what = text.slice(0, space);
      const kind: SignalKind = what === 'workflow' ? 'worm' : 'persistence';
      return { kind, what, key: `write ${text.slice(space + 1)}`, ...place(plain(file), sink.start, sink.end), later: !immediate, file: plain(file) };
    });
  });
}

const placesOf = /^(?:agent|editor|shell|scheduler|service|git-hook|workflow) /;
const foreignPlaces = /^(?:login|settings|program) /;

function persistent({ texts }: FoundFlow): readonly string[] {
  return texts().filter((text) => placesOf.test(text));
}

/** A file of settings, of another package, or one in a folder of programs. What lies above the package's folder depends on where the code stands that names it. */
function foreign(found: FoundFlow, plain: (file: string) => string, scoped: boolean): readonly string[] {
  const texts = found.texts();
  const from = path.dirname(plain(found.trace[0]?.file ?? found.file));
  const above = texts.filter((text) => text.startsWith('package '));
  const settings = texts.filter((text) => foreignPlaces.test(text));
  const escaping = above.flatMap((text) => isOthers(path.join(from, text.slice(8)), scoped) ? [`package ${path.join(from, text.slice(8))}`] : []);
  return [...settings, ...escaping];
}

/**
 * True for a file of a package beside this one, or of a command that one brings, by a path from the package's own folder. Folders of tools begin with a dot
 * (`node_modules/.cache`); what lies further above belongs to whoever installs.
 */
function isOthers(relative: string, scoped: boolean): boolean {
  const inside = /^(?:\.\.\/)+(?:.*\/)?node_modules\/(.+)$/.exec(relative)?.[1] ?? (scoped ? /^(?:\.\.\/){1,2}(?!\.\.)(.+)$/ : /^\.\.\/(?!\.\.)(.+)$/).exec(relative)?.[1];
  return inside !== undefined && /^(?:\.bin|@?[\w][\w.-]*)\/./.test(inside);
}

/** The innermost function around an offset decides. */
function isLater(solved: SolvedFlows, flow: ModuleFlow | undefined, file: string, at: number): boolean {
  const running = solved.immediate.get(file);
  return flow !== undefined && running !== undefined && !running.has(innermost(flow, at));
}

interface Nesting { readonly order: readonly number[]; readonly around: ReadonlyMap<number, number> }
const nestings = new WeakMap<ModuleFlow, Nesting>();

/** The index of the function around an offset; 0, the file's own body, where there is none. */
function innermost(flow: ModuleFlow, at: number): number {
  let nesting = nestings.get(flow);
  if (nesting === undefined) nestings.set(flow, (nesting = nestingOf(flow)));
  const { order, around } = nesting;
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (flow.functions[order[middle]!]!.start <= at) low = middle + 1;
    else high = middle;
  }
  let index = order[low - 1] ?? 0;
  while (index !== 0 && flow.functions[index]!.end <= at) index = around.get(index) ?? 0;
  return index;
}

/** The functions by where they begin, the outer one first, and for each the one around it. */
function nestingOf({ functions }: ModuleFlow): Nesting {
  const order = functions.flatMap((one, index) => (index > 0 && one.end > one.start ? [index] : [])).sort((a, b) => functions[a]!.start - functions[b]!.start || functions[b]!.end - functions[a]!.end);
  const around = new Map<number, number>();
  const open: number[] = [];
  for (const index of order) {
    while (open.length > 0 && functions[open.at(-1)!]!.end <= functions[index]!.start) open.pop();
    around.set(index, open.at(-1) ?? 0);
    open.push(index);
  }
  return { order, around };
}
