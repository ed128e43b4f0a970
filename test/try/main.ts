import { parseArgs } from 'node:util';
import { reportTo, type Report } from './report.js';
import { showSamples, type Outcome } from './run.js';
import { samples } from './samples.js';
import { createCurtain, repositoryName, setUp, type Stage } from './stage.js';
import { terminalFor } from './terminal.js';
import { Interrupted, StepFailed } from './wait.js';

const usage = `Usage: npm run try [-- --once]

Shows on this machine what mergewarden does: starts the service with its own PostgreSQL, a stand-in GitHub with a
repository whose rule requires the check, and a registry for one scope; opens pull requests by git push; prints each
verdict and its summary comment. Then a page stays open until Ctrl-C, where you see the pull requests, their diffs,
the comments on their lines, the checks, and whether they may be merged.

  --once   end when the samples are through. Exit code 0: every verdict was what it should be; 1: one was not, or
           something failed; 3: samples of real packages were skipped, since no npm registry can be reached
  --help   this text

Real packages come from the registry of your own npm settings. Everything else stays on this machine, in a
temporary folder that goes at the end.
`;

/** Lines of the service's log that are shown when something fails. */
const shownLines = 15;

function readArguments(argv: readonly string[]): { readonly once: boolean; readonly help: boolean } | undefined {
  try {
    const { values } = parseArgs({ args: [...argv], options: { once: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } }, strict: true, allowPositionals: false });
    return { once: values.once === true, help: values.help === true };
  } catch {
    return undefined;
  }
}

function summary(outcomes: readonly Outcome[], report: Report): 0 | 1 | 3 {
  report.table(['sample', 'expected', 'got'], outcomes.map(({ sample, kind, got }, index) => ({
    cells: [`${index + 1}. ${sample.title.split(/[:,]/)[0] ?? ''}`, sample.expected, got], tone: kind === 'right' ? 'good' as const : kind === 'wrong' ? 'bad' as const : 'skipped' as const,
  })));
  if (outcomes.some((one) => one.kind === 'wrong')) return 1;
  return outcomes.some((one) => one.kind === 'skipped') ? 3 : 0;
}

function showAddress(stage: Stage, outcomes: readonly Outcome[], report: Report): void {
  const blocked = outcomes.findLast((one) => one.sample.blocks && one.number !== undefined);
  report.title('Look at it');
  report.note(`${stage.github.url}/${repositoryName}`);
  if (blocked) report.note(`${stage.github.url}/${repositoryName}/pull/${blocked.number} is blocked`);
  report.note('Ctrl-C ends everything.');
  process.stdout.write('\n');
}

async function main(): Promise<number> {
  const wanted = readArguments(process.argv.slice(2));
  if (!wanted || wanted.help) {
    (wanted ? process.stdout : process.stderr).write(usage);
    return wanted ? 0 : 64;
  }
  const terminal = terminalFor(process.stdout, process.env);
  const report = reportTo(terminal);
  const curtain = createCurtain();
  const ending = new AbortController();
  process.on('exit', () => { curtain.drop(); });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // Pressed again while everything ends: now, without a word.
      if (ending.signal.reason instanceof Interrupted) process.exit(130);
      ending.abort(new Interrupted());
    });
  }
  // A reader that closed the pipe early wants no more: end, and leave nothing behind.
  process.stdout.on('error', () => { ending.abort(new Interrupted()); });

  let stage: Stage | undefined;
  let code = 1;
  try {
    report.title('mergewarden, on this machine');
    stage = await setUp(report, curtain, ending.signal, (reason) => { ending.abort(reason); }, () => { code = 1; });
    const outcomes = await showSamples(samples, stage, report, terminal, ending.signal);
    code = summary(outcomes, report);
    if (stage.github.problems.length > 0) throw new StepFailed(`the stand-in GitHub was asked or answered as GitHub is not: ${stage.github.problems[0] ?? ''}`);
    if (!wanted.once) {
      showAddress(stage, outcomes, report);
      code = code === 1 ? 1 : 0;
      await new Promise<void>((resolve) => { ending.signal.addEventListener('abort', () => { resolve(); }, { once: true }); });
      if (!(ending.signal.reason instanceof Interrupted)) ending.signal.throwIfAborted();
    }
  } catch (error) {
    code = failed(error, stage, ending.signal, report);
  }
  if (ending.signal.reason instanceof Interrupted) terminal.write('\n  ending …\n');
  await curtain.fall();
  return code;
}

/** Says what went wrong, with the end of the service's log. */
function failed(error: unknown, stage: Stage | undefined, signal: AbortSignal, report: Report): number {
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason instanceof Interrupted) return 130;
  report.wrong(reason instanceof StepFailed ? reason.message : reason instanceof Error ? (reason.stack ?? reason.message) : String(reason));
  const log = stage?.service.log() ?? (error as { readonly log?: readonly string[] } | undefined)?.log ?? [];
  if (log.length > 0) {
    report.note('The service said last:');
    report.quote(log.slice(-shownLines).map((line) => line.slice(0, 400)));
  }
  return 1;
}

process.exit(await main());
