import { before, follow, openPull, tryMerge, type Seen } from './follow.js';
import type { Report } from './report.js';
import type { Sample } from './samples.js';
import { author, type Stage } from './stage.js';
import { terminalMarkdown } from './terminal-markdown.js';
import type { Terminal } from './terminal.js';

export interface Outcome {
  readonly sample: Sample;
  readonly kind: 'right' | 'wrong' | 'skipped';
  readonly got: string;
  readonly number?: number;
}

function show(seen: Seen, sample: Sample, report: Report, terminal: Terminal): void {
  report.step(`in progress ${(seen.progressMs / 1000).toFixed(1)} s after the push`);
  report.step(`verdict: ${seen.title}`, seen.verdictMs);
  const comment = seen.comments[0];
  if (comment !== undefined && (sample.blocks || sample.opens === undefined)) report.quote(terminalMarkdown(comment, { ...terminal, width: terminal.width - 4 }));
}

/** Shows one sample: push, pull request, verdict; then holds it against what it should be. */
async function showSample(sample: Sample, stage: Stage, numbers: Map<string, number>, report: Report, terminal: Terminal, signal: AbortSignal): Promise<Outcome> {
  let since = performance.now();
  // The count is taken before the push, which itself may set a review off, the clock after it.
  const { reviews } = await before(stage);
  const head = await stage.clone.push(sample.branch, sample.commit, sample.files());
  let from = { reviews, at: performance.now() };
  let number = numbers.get(sample.branch);
  if (sample.opens) {
    report.step(`git push origin ${sample.branch}`, performance.now() - since);
    from = await before(stage);
    since = performance.now();
    number = await openPull(stage, sample.branch, sample.opens.title, sample.opens.body);
    numbers.set(sample.branch, number);
    report.step(`pull request #${number} opened by ${author}: ${sample.opens.title}`, performance.now() - since);
  } else report.step(`git push origin ${sample.branch}, pull request #${number ?? 0}`, performance.now() - since);
  const seen = await follow(stage, number ?? 0, head, from, signal, sample.opens ? 1 : 2);
  show(seen, sample, report, terminal);
  const expectations = [...sample.expectations(seen)];
  if (sample.blocks) {
    const refusal = await tryMerge(stage, number ?? 0);
    expectations.push({ what: refusal === undefined ? 'merging is refused' : `merging is refused: ${refusal.replace(/\s+/g, ' ')}`, holds: refusal !== undefined });
  }
  for (const { what, holds } of expectations) {
    if (holds) report.step(what);
    else report.wrong(what);
  }
  const missed = expectations.filter((one) => !one.holds);
  return { sample, kind: missed.length === 0 ? 'right' : 'wrong', got: missed.length === 0 ? seen.title : `${seen.title}; not: ${missed.map((one) => one.what).join('; ')}`, ...(number === undefined ? {} : { number }) };
}

/** Shows all samples, one after the other. Those that need a registry which cannot be reached are skipped. */
export async function showSamples(samples: readonly Sample[], stage: Stage, report: Report, terminal: Terminal, signal: AbortSignal): Promise<Outcome[]> {
  const numbers = new Map<string, number>();
  const outcomes: Outcome[] = [];
  for (const [index, sample] of samples.entries()) {
    signal.throwIfAborted();
    report.title(`${index + 1}. ${sample.title}`);
    if (sample.needsRegistry && !stage.registry.reachable) {
      report.note(`skipped: the npm registry cannot be reached (${stage.registry.reason})`);
      outcomes.push({ sample, kind: 'skipped', got: 'skipped: no registry' });
      continue;
    }
    outcomes.push(await showSample(sample, stage, numbers, report, terminal, signal));
  }
  return outcomes;
}
