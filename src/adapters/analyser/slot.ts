import { complete, failed, type Coverage } from '../../core/coverage.js';
import { limits } from '../../core/limits.js';
import type { Fact } from '../../facts/kinds.js';
import { isProse } from '../../packages/profile/file-signals.js';
import { isHeldBack } from '../../packages/profile/source-files.js';
import type { PackageFile } from '../../packages/profile/file-places.js';
import type { CodeProfile } from '../../packages/profile.types.js';
import type { CodeAnalyser } from '../../ports/analyser.js';
import type { Timers } from '../../ports/clock.js';
import { profileSchema, type Answer } from './messages.js';
import { startProcess, type AnalyserProcess, type Death, type ProcessOptions } from './process.js';

export type Input = Parameters<CodeAnalyser['analyse']>[0];
export type Outcome = Fact<CodeProfile>;

/** A package that is to be analysed, and who waits for it. */
export interface Job {
  readonly id: number;
  readonly input: Input;
  readonly signal: AbortSignal;
  readonly settle: (outcome: Outcome) => void;
  readonly fail: (reason: unknown) => void;
  waiting: { clear(): void } | undefined;
  everything: boolean;
  /** How often files were asked for. */
  rounds: number;
  done: boolean;
}

const parcelBytes = 4_000_000;
/** So much of a file that is held back is handed over: programs are told by their first bytes, sealed ones by eight thousand. */
const headBytes = 16_384;
/** A process is replaced after so many packages, so that nothing gathers in it. */
const packagesEach = 200;

interface SlotOptions extends ProcessOptions {
  readonly ms: number;
  readonly steps: number;
  readonly timers: Timers;
  readonly onIdle: () => void;
  /** The process is gone. `own`: it died of what it was doing, and not by our hand. */
  readonly onEnd: (job: Job | undefined, coverage: Coverage, own: boolean) => void;
}

/** One process and the package that it has at hand. */
export class Slot {
  job: Job | undefined;
  /** The package that was analysed last. */
  last: string | undefined;
  wasReady = false;
  private readonly process: AnalyserProcess;
  private deadline: { clear(): void } | undefined;
  private verdict: Coverage | undefined;
  private packages = 0;
  private stopping = false;

  constructor(private readonly options: SlotOptions) {
    this.process = startProcess(options, (answer) => { this.answered(answer); });
    this.limit();
    void this.process.ended.then((death) => { this.died(death); });
  }

  get isIdle(): boolean {
    return this.wasReady && this.job === undefined && !this.stopping;
  }

  run(job: Job): void {
    this.job = job;
    this.last = job.input.manifest?.name;
    this.packages += 1;
    this.process.hold(true);
    this.limit();
    this.send(job).catch(() => { this.kill(); });
  }

  kill(): void {
    this.stopping = true;
    // Whoever waits for its end does wait.
    this.process.hold(true);
    this.process.kill();
  }

  async stop(): Promise<void> {
    this.verdict ??= failed('ANALYSER_CRASHED', { reason: 'closed' }, true);
    this.kill();
    await this.process.ended;
  }

  private limit(): void {
    this.deadline?.clear();
    const deadline = this.options.timers.deadline(this.options.ms);
    this.deadline = deadline;
    deadline.signal.addEventListener('abort', () => {
      // The package's own measure are its steps; that the clock came first may be this machine's doing.
      this.verdict = failed('ANALYSER_TIMEOUT', { ms: this.options.ms }, true);
      this.kill();
    }, { once: true });
  }

  /** @param wanted the files that were asked for, of a package that was handed over already. */
  private async send({ id, input, everything }: Job, wanted?: ReadonlySet<string>): Promise<void> {
    let parcel: PackageFile[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      if (parcel.length > 0) await this.process.send({ kind: 'files', job: id, files: parcel });
      parcel = [];
      bytes = 0;
    };
    for (const { path, size, sha256, bytes: content } of input.entries) {
      if (wanted !== undefined && !everything && !wanted.has(path)) continue;
      const held = !everything && wanted === undefined && isHeldBack(path) && !isProse(path, size);
      // By its beginning a file's kind is told; hardly anything runs one of these.
      parcel.push(held ? { path, size, sha256, head: content.subarray(0, headBytes) } : { path, size, sha256, bytes: content });
      bytes += held ? headBytes : content.byteLength;
      if (bytes >= parcelBytes) await flush();
    }
    await flush();
    await this.process.send({ kind: 'run', job: id, steps: this.options.steps, ...(input.manifest ? { manifest: input.manifest } : {}) });
  }

  private answered(answer: Answer): void {
    if (answer.kind === 'ready') {
      this.wasReady = true;
      this.deadline?.clear();
      this.idle();
      return;
    }
    const { job } = this;
    if (job === undefined || answer.job !== job.id) return;
    if (answer.kind === 'wanted' && !job.everything) {
      // Something that hardly ever runs is run here. What it leads to may be asked for again, and the third time is the last.
      job.everything = (job.rounds += 1) >= 3;
      this.send(job, new Set(answer.paths)).catch(() => { this.kill(); });
      return;
    }
    this.finish(job, answer.kind === 'profile' ? readProfile(answer.json) : { coverage: failed('ANALYSER_CRASHED', { reason: 'answer' }) });
  }

  private finish(job: Job, outcome: Outcome): void {
    this.job = undefined;
    this.deadline?.clear();
    job.settle(outcome);
    if (this.packages >= packagesEach) this.kill();
    else this.idle();
  }

  /** Nobody waits for an idle process: without other work, this one ends, and the other with it when the channel closes. */
  private idle(): void {
    this.process.hold(false);
    this.options.onIdle();
  }

  private died(death: Death): void {
    this.deadline?.clear();
    this.options.onEnd(this.job, this.verdict ?? failed(death.code, { detail: death.detail }, death.bySystem), this.verdict === undefined && !this.stopping && !death.bySystem);
  }
}

/** The profile out of an answer, measured and checked. */
function readProfile(json: string): Outcome {
  if (json.length > limits.analyserAnswerBytes.value) return { coverage: failed(limits.analyserAnswerBytes.code, { reason: 'answer too large' }) };
  try {
    const { coverage, value } = profileSchema.parse(JSON.parse(json));
    return { coverage: coverage.kind === 'complete' ? complete : coverage, value };
  } catch {
    return { coverage: failed('ANALYSER_CRASHED', { reason: 'malformed answer' }) };
  }
}
