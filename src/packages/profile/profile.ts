import type { Coverage } from '../../core/coverage.js';
import { sha256 } from '../../core/hash.js';
import type { JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import { byCodePoint, sortedBy } from '../../core/order.js';
import { isCodeFile, loadEntries, reach } from '../../javascript/module-graph.js';
import type { CommandLine } from '../../javascript/taint/solve.js';
import { isModuleName } from '../../javascript/uses.js';
import { isBuiltin, packageOf } from '../../javascript/names.js';
import { decodeSource, LineIndex } from '../../javascript/text.js';
import { Steps } from '../../javascript/walk.js';
import type { PackageManifest } from '../archive.types.js';
import type { CodeProfile, InstallStep, Trigger, UnreadFile } from '../profile.types.js';
import { gatherBehaviour } from './behaviour.js';
import { commandLineOf } from './command-line.js';
import { isGitStep, type PlainStep } from './install-steps.js';
import type { FileCache } from './file-cache.js';
import { placeOf, type PackageFile, type SpanSignal } from './file-places.js';
import { signalsOfOther } from './file-signals.js';
import { PackageFiles } from './package-files.js';
import { StepReader } from './step-reader.js';
import { coverageOf, unreadManifests, unreadSteps, type ReadStep } from './unread.js';

/** Changes with every change of what the profile of the same bytes may say: it is part of the key under which profiles are kept. */
export const profileProducer = 'js-23';

export interface ProfileInput {
  readonly manifest?: PackageManifest;
  readonly files: readonly PackageFile[];
}
export interface ProfileResult {
  readonly coverage: Coverage;
  readonly value: CodeProfile;
}
/** A package whose files were read. */
export interface ReadPackage {
  /** Files that turned out to be run and whose bytes were held back: without them the profile would lack what they do. */
  readonly wanted: readonly string[];
  readonly profile: () => ProfileResult;
}

/**
 * What one version of a package is able to do, and when. Pure and deterministic: the same bytes give the same profile.
 * @param steps bound on the work, in syntax nodes; when it is spent the rest is named as unread and the coverage is partial.
 * @param cache of files that were read before; it changes the time that is taken, and nothing else.
 */
export function profilePackage(input: ProfileInput, steps: number = limits.analyserSteps.value, cache?: FileCache): ProfileResult {
  return readPackage(input, steps, cache).profile();
}

/** The same in two steps: what is wanted is known when the files were read, before the work that they share. */
export function readPackage(input: ProfileInput, steps: number = limits.analyserSteps.value, cache?: FileCache): ReadPackage {
  const profiler = new Profiler(input, new Steps(steps), cache);
  const profile = profiler.read();
  return { wanted: profiler.wantedFiles, profile };
}

class Profiler {
  private readonly files: PackageFiles;
  private readonly indices = new Map<string, LineIndex>();

  constructor(input: ProfileInput, steps: Steps, cache?: FileCache) {
    this.files = new PackageFiles(input, steps, cache);
  }

  get wantedFiles(): readonly string[] {
    return [...this.files.wanted].sort(byCodePoint);
  }

  /** Reads all files that are run or are code. Gives what makes the profile of them. */
  read(): () => ProfileResult {
    const roots = this.files.rootManifests();
    const steps = new StepReader(this.files).installSteps(roots);
    const entries = (roots.length === 0 ? [undefined] : roots).map((manifest) => loadEntries(manifest, this.files.resolver));
    const reached = reach({ install: steps.filter(({ step }) => !isGitStep(step.name)).flatMap(({ named }) => named), load: entries.flatMap((one) => one.named), bin: entries.flatMap((one) => one.commands), deep: entries.flatMap((one) => one.deep) }, (file) => this.files.edgesOf(file));
    for (const file of this.files.resolver.files) if (isCodeFile(file)) this.files.factsOf(file);
    return () => this.profile(steps, reached);
  }

  private profile(steps: readonly ReadStep[], reached: ReturnType<typeof reach>): ProfileResult {
    const undecided = this.files.oversized.size > 0 || [...this.files.facts].some(([file, facts]) => facts.computed && reached.has(file)) || steps.some((step) => step.facts.some((facts) => facts.computed));
    // What a command does on each start runs as early as what is loaded does.
    const triggersOf = (file: string): readonly Trigger[] => [...(reached.get(file) ?? [undecided ? 'undecided' : 'unreachable'] as const)].map((root) => (root === 'bin' ? 'load' : root));
    const { cut, ...behaviour } = this.behaviour(triggersOf, steps, commandLineOf(this.files.rootManifests(), this.files.resolver.files, reached, (file) => this.files.facts.get(file)?.computed ?? true, this.files.oversized.size > 0, steps));
    const files = [...this.unread(reached, triggersOf), ...unreadSteps(steps), ...unreadManifests(this.files.oversized)];
    const unread = cut && !files.some((file) => file.code === 'ANALYSER_STEPS') ? [...files, { path: 'package.json', code: 'ANALYSER_STEPS', trigger: 'undecided' } as const] : files;
    return {
      coverage: coverageOf(unread),
      value: {
        installSteps: steps.map(({ step, named }) => this.finished(step, named)),
        ...behaviour,
        files: { read: this.files.filesRead, bytes: this.files.bytes },
        unread, undecided, imports: this.imports(),
      },
    };
  }

  /** A step with everything that it comes to run. */
  private finished(step: PlainStep, named: readonly string[]): InstallStep {
    const files = [...reach({ install: named, load: [], bin: [], deep: [] }, (file) => this.files.edgesOf(file)).keys()].filter((file) => !file.startsWith('\0')).sort(byCodePoint);
    const digests = files.map((file) => [file, ...(this.files.byPath.get(file) ?? []).map((copy) => copy.sha256)].join(' '));
    return { name: step.name, command: step.command, implicit: step.implicit, files, ...(step.folder === '' ? {} : { folder: step.folder }), ...(files.length === 0 ? {} : { digest: sha256(digests.join('\n')) }) };
  }

  /** What the files and the steps do, with when it runs. */
  private behaviour(triggersOf: (file: string) => readonly Trigger[], steps: readonly ReadStep[], commandLine: CommandLine): ReturnType<typeof gatherBehaviour> {
    const inline = steps.flatMap(({ step, facts }) => (isGitStep(step.name) ? [] : facts.map((one) => ({ step, facts: one }))));
    return gatherBehaviour({
      files: this.files.facts, inline, triggersOf, commandLine, others: this.others(), place: (file, start, end) => placeOf(file, this.indexOf(file), start, end),
      resolve: (file, specifier) => this.files.resolver.load({ specifier, open: false, kind: 'module' }, file),
      scoped: isScoped(this.files.manifestAt('')),
    }, this.files.steps);
  }

  private indexOf(file: string): LineIndex {
    let index = this.indices.get(file);
    if (index === undefined) this.indices.set(file, (index = new LineIndex(decodeSource(this.files.byPath.get(file)?.[0]?.bytes ?? new Uint8Array()))));
    return index;
  }

  private others(): ReadonlyMap<string, readonly SpanSignal[]> {
    const found = new Map<string, readonly SpanSignal[]>();
    for (const [file, copies] of this.files.byPath) {
      // A library is read as none of the texts that run, whether something loads it or not.
      if (this.files.facts.has(file) && !/\.(?:node|wasm)$/i.test(file)) continue;
      const signals = copies.flatMap((copy) => signalsOfOther(copy));
      if (signals.length > 0) found.set(file, signals);
    }
    return found;
  }

  private imports(): readonly string[] {
    const names = new Set<string>();
    for (const { loads } of this.files.facts.values()) for (const load of loads) {
      const name = isModuleName(load) && !load.open && !isBuiltin(load.specifier) ? packageOf(load.specifier) : undefined;
      if (name !== undefined) names.add(name.slice(0, 214));
    }
    return [...names].sort(byCodePoint).slice(0, 10_000);
  }

  private unread(reached: { has(file: string): boolean }, triggersOf: (file: string) => readonly Trigger[]): readonly UnreadFile[] {
    return sortedBy(this.files.facts, ([file]) => file).flatMap(([file, { problem }]) => {
      if (problem === undefined || (problem === 'PARSE_FAILED' && !isCodeFile(file) && !reached.has(file))) return [];
      const triggers = triggersOf(file);
      const trigger = triggers.includes('install') ? 'install' : triggers.includes('load') ? 'load' : triggers[0]!;
      const sha = (this.files.byPath.get(file) ?? []).map((copy) => copy.sha256).join(' ');
      return [{ path: file, code: problem, trigger, ...(sha === '' ? {} : { sha256: sha }) }];
    });
  }
}

function isScoped(manifest: JsonObject | undefined): boolean {
  const name = manifest?.['name'];
  return typeof name === 'string' && name.startsWith('@');
}
