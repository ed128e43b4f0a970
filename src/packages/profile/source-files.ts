import { limits } from '../../core/limits.js';
import type { ErrorCode } from '../../core/errors.js';
import type { JsonObject } from '../../core/json.js';
import { isObject } from '../../core/json.js';
import { analyseSource, type AnalysedTree } from '../../javascript/analyse.js';
import { isCodeFile } from '../../javascript/module-graph.js';
import type { SourceFormat } from '../../javascript/parse.js';
import { decodeSource, LineIndex } from '../../javascript/text.js';
import type { Load } from '../../javascript/uses.js';
import { statementsAt } from '../../javascript/statements.js';
import { Steps } from '../../javascript/walk.js';
import type { ModuleFlow } from '../../javascript/taint/module-flow.js';
import type { Capability, CodeFlow, Statement } from '../profile.types.js';
import { interest, meaningsOf } from './apis.js';
import { carriedBy, withCarried, type CarriedCode } from './carried-code.js';
import { readCommand } from './command.js';
import { constantsOf } from './tree-constants.js';
import { signalsOfConstant } from './constants.js';
import { shapesOf } from './shapes.js';
import { signalsOfText } from './file-signals.js';
import { placeOf, type Elsewhere, type PackageFile, type Place, type SpanSignal } from './file-places.js';
import { binaryOf } from './magic.js';
import { pythonFlows } from './python-flows.js';
import { isShellFile, shellUses } from './shell.js';
import { shellFlows } from './shell-flows.js';
import type { Signal, SignalKind } from './signal.types.js';
import { startedCommands, startedFiles } from './started-commands.js';
import { taintRules } from './taint-rules.js';

/** `at`: the offset in its own text, by which the function around it is found; absent where the text has no functions. */
export type PlacedCapability = Omit<Capability, 'trigger'> & { readonly at?: number };
export type SpanFlow = Omit<CodeFlow, 'trigger' | 'steps'> & { readonly at?: number };

/** What one file does and names, before it is known when it runs. */
export interface FileFacts {
  readonly capabilities: readonly PlacedCapability[];
  readonly loads: readonly Load[];
  /** Words of a shell file, or of commands that are started, that may be files of the package. */
  readonly words: readonly { readonly word: string; readonly resolve: boolean }[];
  readonly computed: boolean;
  readonly signals: readonly SpanSignal[];
  /** Ways of data that one text shows by itself: a shell's. */
  readonly direct: readonly SpanFlow[];
  /** How data flows through the file, for each way in which it is read. */
  readonly flows: readonly ModuleFlow[];
  /** What statements around places of its JavaScript are known by, by the offset of the place. */
  readonly statements: ReadonlyMap<number, Statement>;
  /** Code that stands in it as text and that it runs; what that loads and names stands in `loads` and `words` as well. */
  readonly carried: readonly CarriedCode[];
  readonly problem?: ErrorCode;
}

export const nothing: FileFacts = { capabilities: [], loads: [], words: [], computed: false, signals: [], direct: [], flows: [], statements: new Map(), carried: [] };

/** Kinds of files that no JavaScript runtime runs and that bundlers import as data. That one of them is no JavaScript is no news. */
const assets = /\.(?:css|scss|sass|less|styl|html?|svg|md|markdown|txt|png|jpe?g|gif|webp|ico|woff2?|ttf|eot|otf|graphql|gql|vue|svelte|astro|ya?ml|toml|xml|csv|flow)$/i;
/** Kinds of files that a loader reads otherwise than as JavaScript. */
const noSource = /\.(?:json|node|wasm|map|d\.[cm]?ts)$/i;

/** True for a file that a loader may run as code. */
export function mayBeSource(path: string): boolean {
  return !noSource.test(path);
}

/** True for files of kinds that hardly anything runs: their bytes are handed over only when something does. */
export function isHeldBack(path: string): boolean {
  return /\.[^./]+$/.test(path) && !isCodeFile(path) && !isShellFile(path, '') && !isPythonFile(path, '') && !/(?:^|\/)(?:package\.json|[^/]+\.gypi?)$/.test(path);
}

/**
 * Reads one file as what runs it: a JavaScript runtime, a shell, or Python. `text` of a script in a manifest has no file of its own.
 * @param asShell some step hands it to a shell, whatever its name.
 */
export function readFile(file: PackageFile, manifestOf: (path: string) => JsonObject | undefined, steps: Steps, asShell = false): FileFacts {
  if (!mayBeSource(file.path) || file.bytes === undefined) return nothing;
  if (file.size > limits.sourceFileBytes.value) return { ...nothing, problem: limits.sourceFileBytes.code };
  if (steps.remaining === 0) return { ...nothing, problem: 'ANALYSER_STEPS' };
  const text = decodeSource(file.bytes);
  const head = text.slice(0, 256);
  const binary = binaryOf(file.path, file.bytes);
  const beside = (facts: FileFacts): FileFacts => (binary ? { ...facts, signals: [...facts.signals, { kind: binary.kind, what: binary.what, key: binary.key, path: file.path, line: 1, column: 1, endLine: 1, excerpt: '' }] } : facts);
  if (isPythonFile(file.path, head)) return beside(readPython(file.path, text));
  if (isForeignScript(file.path, head)) return beside(readForeign(file.path, text));
  if (isShellFile(file.path, head) || (asShell && !isCodeFile(file.path))) return beside(readShell(file.path, text, undefined, (body, at) => readScript(file.path, body, 'unknown', steps, at, { depth: 1 })));
  return beside(readScript(file.path, text, formatOf(file.path, manifestOf(file.path)), steps, undefined, { sealed: binary !== undefined }));
}

/**
 * Reads a text as JavaScript. `at` moves every place to a line of another file, for code that stands in a manifest or in other code.
 * @param how `sealed`: the file is a program of another kind as well. `depth`: in how many texts this one stands.
 */
export function readScript(path: string, text: string, format: SourceFormat, steps: Steps, at?: Elsewhere, { sealed = false, depth = 0 }: { readonly sealed?: boolean; readonly depth?: number } = {}): FileFacts {
  steps.take(Math.min(text.length >> 3, steps.remaining));
  const found: (Signal & { readonly at?: number })[] = [];
  const constants = new Map<string, number>();
  let cut = false;
  const trees: AnalysedTree[] = [];
  const facts = analyseSource({ text, format, dialect: /\.[cm]?tsx?$/i.test(path) ? 'typescript' : 'javascript' }, { interest, rules: taintRules, look: (tree) => {
    trees.push(tree);
    if (!constantsOf(tree, constants)) cut = true;
    for (const shape of shapesOf(tree, constants)) found.push({ ...shape, at: shape.start });
  } }, steps);
  const index = new LineIndex(text);
  const capabilities = new Map<string, PlacedCapability>();
  for (const use of facts.uses) {
    for (const meaning of meaningsOf(use)) {
      const key = `${meaning.kind} ${meaning.api} ${use.start}`;
      if (!capabilities.has(key)) capabilities.set(key, { ...meaning, ...placeOf(path, index, use.start, use.end, at), at: use.start });
    }
  }
  for (const [constant, start] of constants) for (const signal of signalsOfConstant(constant)) found.push({ ...signal, start, end: start + constant.length, at: start });
  const places = [...[...capabilities.values()].flatMap(({ at: offset }) => offset ?? []), ...found.flatMap(({ kind, at: offset }) => (offset === undefined || plainKinds.has(kind) ? [] : offset))];
  const statements = statementsOf(trees, places, text.length, steps);
  const commands = facts.uses.flatMap((use) => startedCommands(use).map((line) => ({ use, ...readShell(path, line, { line: index.at(use.start).line, excerpt: index.excerpt(use.start, use.end) }) })));
  const inner = carriedBy(facts.uses, depth, (body, use) => readScript(path, body, 'unknown', steps, at ?? { line: index.at(use.start).line, excerpt: index.excerpt(use.start, use.end) }, { depth: depth + 1 }));
  const silent = facts.problem !== undefined && facts.problem.syntax && !isCodeFile(path) && assets.test(path);
  const hidden = at === undefined && !sealed ? signalsOfText(path, text, index) : [];
  return {
    capabilities: [...capabilities.values()], flows: facts.flows, statements, ...withCarried({ loads: facts.loads, words: facts.uses.flatMap(startedFiles), computed: facts.computed }, inner.carried),
    signals: [...hidden, ...found.map(({ kind, what, key, start, end, at: offset }) => ({ kind, what, key, ...placeOf(path, index, start, end, at), ...(offset === undefined ? {} : { at: offset }) })), ...commands.flatMap((one) => one.signals.map((signal) => ({ ...signal, at: one.use.start })))],
    direct: commands.flatMap((one) => one.direct.map((flow) => ({ ...flow, at: one.use.start }))),
    ...(facts.problem && !silent ? { problem: facts.problem.code } : cut || inner.cut ? { problem: 'ANALYSER_STEPS' as const } : {}),
  };
}

/** Steps for statements, of which what real code needs is a tenth. */
const stepsAtLeast = 10_000;
const stepsPerCharacter = 2;
/** What these say is told by their key. */
const plainKinds: ReadonlySet<SignalKind> = new Set(['host', 'credentials', 'gate']);

/** The statements around some places, and around those at which data that is followed begins or ends. */
function statementsOf(trees: readonly AnalysedTree[], places: readonly number[], characters: number, steps: Steps): ReadonlyMap<number, Statement> {
  const [tree] = trees;
  if (tree === undefined) return new Map();
  const ends = trees.flatMap(({ module: { graph } }) => [...graph.seeds, ...graph.sinks].map(({ start }) => start)).filter((start) => start >= 0);
  const granted = Math.min(stepsAtLeast + characters * stepsPerCharacter, steps.remaining);
  const own = steps.part(granted);
  const found = statementsAt(tree.program, tree.scopes, [...places, ...ends], own);
  steps.charge(own, granted);
  return found;
}

/** True for files that Python runs, by extension or by what their first line asks for. */
function isPythonFile(path: string, head: string): boolean {
  return /\.pyw?$/i.test(path) || /^#![^\n]*\bpython/.test(head);
}

/** Reads a text as Python, by rules over its text. */
function readPython(path: string, text: string): FileFacts {
  const index = new LineIndex(text);
  const { signals, flows } = pythonFlows(text);
  return {
    ...nothing, signals: signals.map(({ kind, what, key, start, end }): SpanSignal => ({ kind, what, key: writtenKey(kind, what, key), ...placeOf(path, index, start, end) })),
    direct: flows.map(({ source, sink, hosts, start, end }): SpanFlow => ({ source, sink, hosts, api: 'python', hops: 1, ...placeOf(path, index, start, end) })),
  };
}

/** True for files of languages that are not read, by extension or by what their first line asks for. */
function isForeignScript(path: string, head: string): boolean {
  return /\.(?:pl|pm|rb|php|lua|tcl|awk|jl)$/i.test(path) || /^#![^\n]*\b(?:perl|ruby|php|lua|tclsh|awk|julia|Rscript)\b/.test(head);
}

const mostQuoted = 2_000;

/** A script in a language that is not read is unread, whatever a reader of another language would take it for; the commands in its quotes are told. */
function readForeign(path: string, text: string): FileFacts {
  const quotes = Array.from(text.slice(0, 262_144).matchAll(/"((?:[^"\\\n]|\\[^\n]){4,1000})"|'([^'\n]{4,1000})'|`([^`\n]{4,1000})`/g)).slice(0, mostQuoted);
  const { signals, direct, capabilities } = readShell(path, quotes.map((match) => match[1] ?? match[2] ?? match[3]!).join('\n'), { line: 1, excerpt: text.slice(0, 120) });
  return { ...nothing, signals, direct, capabilities, problem: 'PARSE_FAILED' };
}

/** Reads a text as a shell does. `script` reads the code that its commands hand to a runtime; without it that is left to the caller. */
export function readShell(path: string, text: string, at?: Elsewhere, script?: (text: string, at: Elsewhere) => FileFacts): FileFacts {
  const command = readCommand(text, new Set());
  const index = new LineIndex(text);
  const capabilities = shellUses(text, command.programs).map(({ kind, api, offset }): PlacedCapability => ({ kind, api, ...placeOf(path, index, offset, offset + 1, at), computed: false }));
  const { signals, flows } = shellFlows(text);
  const span = (start: number, end: number): Place => placeOf(path, index, start, end, at);
  return {
    ...nothing, capabilities, ...(command.cut ? { problem: 'PARSE_FAILED' as const } : {}),
    ...withCarried({ loads: [], words: command.files, computed: false }, script ? command.bodies.map((body) => ({ ats: [], facts: script(body.text, at ?? { line: 1, excerpt: index.excerpt(0, 1) }) })) : []),
    signals: signals.map(({ kind, what, key, start, end }): SpanSignal => ({ kind, what, key: writtenKey(kind, what, key), ...span(start, end) })),
    direct: flows.map(({ source, sink, hosts, start, end }): SpanFlow => ({ source, sink, hosts, api: 'shell', hops: 1, ...span(start, end) })),
  };
}

/** Shells and Python are read for what they write alone: what stays by them is written, as what JavaScript writes is. */
function writtenKey(kind: SignalKind, what: string, key: string): string {
  return kind === 'persistence' || (kind === 'worm' && what === 'workflow') ? `write ${key}` : key;
}

/** As what Node reads a file, by its extension and the `type` of the manifest nearest to it. */
export function formatOf(path: string, manifest: JsonObject | undefined): SourceFormat {
  if (/\.m[jt]s$/i.test(path)) return 'module';
  if (/\.c[jt]s$/i.test(path)) return 'commonjs';
  return isObject(manifest) && manifest['type'] === 'module' ? 'module' : 'unknown';
}
