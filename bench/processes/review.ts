import { present } from '../../src/app/present.js';
import { review } from '../../src/app/review.js';
import { catalogue, checks } from '../../src/checks/index.js';
import { docsBase } from '../../src/entries/documentation.js';
import { engineDigest, engineVersion } from '../../src/entries/engine.js';
import { localPorts } from '../../src/entries/local.js';
import type { ProgressStage } from '../../src/ports/log.js';

export interface ReviewMessage {
  readonly directory: string;
  readonly advisories: string;
  readonly registry: string;
  readonly home: string;
}

/** Milliseconds of each stage, and what came out. */
export interface ReviewAnswer {
  readonly stages: { readonly [stage in 'snapshot' | 'lockfiles' | 'facts' | 'checks' | 'judge' | 'render']: number };
  readonly ms: number;
  readonly outcome: string;
  readonly changes: number;
  readonly gaps: number;
  readonly factsRoot: string;
}

/** One review, wired as the command line wires it, in a process of its own. The first asked fact begins the stage of facts. */
async function measure({ directory, advisories, registry, home }: ReviewMessage): Promise<ReviewAnswer> {
  const io = {
    out: () => undefined, err: () => undefined, env: { PATH: process.env['PATH'], XDG_CACHE_HOME: `${home}/cache`, XDG_CONFIG_HOME: `${home}/config` }, cwd: directory, outIsTerminal: false,
    errIsTerminal: false, columns: 80, stdin: async function* none() { /* nothing is read */ }, signal: new AbortController().signal,
  };
  const engine = { version: engineVersion, digest: engineDigest() };
  const at = new Map<ProgressStage | 'asked', number>();
  const mark = (stage: ProgressStage | 'asked'): void => { if (!at.has(stage)) at.set(stage, performance.now()); };
  let checking = 0;
  const timed = checks.map((check): typeof check => ({
    ...check,
    run(input, facts) {
      const start = performance.now();
      try {
        return check.run(input, facts);
      } finally {
        if (at.has('checks')) checking += performance.now() - start;
      }
    },
  }));
  const start = performance.now();
  const ports = await localPorts({ io, directory, base: 'main', head: 'change', advisories, registry, offline: false, cache: true });
  try {
    const facts: typeof ports.facts = { data: () => ports.facts.data(), release: (isPrivate) => { ports.facts.release(isPrivate); }, get: (subject, kind, signal) => { mark('asked'); return ports.facts.get(subject, kind, signal); } };
    const reviewed = await review({ ...ports, facts, progress: { report: (stage) => { mark(stage); } } }, { checks: timed, registries: ports.registries, engine }, async () => undefined, io.signal);
    const judged = performance.now();
    present(reviewed, { catalogue, docsBase });
    const end = performance.now();
    const time = (stage: ProgressStage | 'asked'): number => at.get(stage) ?? judged;
    const { verdict } = reviewed;
    return {
      stages: {
        snapshot: time('lockfiles') - start, lockfiles: time('asked') - time('lockfiles'), facts: time('checks') - time('asked'), checks: checking, judge: judged - time('checks') - checking, render: end - judged,
      },
      ms: end - start, outcome: verdict.outcome, changes: verdict.counts.changes, gaps: verdict.gaps.length, factsRoot: verdict.factsRoot,
    };
  } finally {
    await ports.close();
  }
}

process.once('message', (message: ReviewMessage) => {
  void measure(message).then((answer) => process.send?.(answer), (error: unknown) => { console.error(error); process.exit(1); });
});
process.once('disconnect', () => { process.exit(0); });
