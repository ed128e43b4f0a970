import type { ErrorCode } from '../core/errors.js';
import type { Interest } from './flow.js';
import { Flow } from './flow.js';
import type { Dialect, SourceFormat } from './parse.js';
import { parseSource } from './parse.js';
import { findScopes } from './scopes.js';
import type { Load, Use } from './uses.js';
import { findUses } from './uses.js';
import { Steps, StepsSpent } from './walk.js';

export interface SourceInput {
  readonly text: string;
  readonly format: SourceFormat;
  readonly dialect: Dialect;
}

/** What one source file does and loads. `problem`: it was not read, or not to its end. */
export interface SourceFacts {
  readonly uses: readonly Use[];
  readonly loads: readonly Load[];
  readonly computed: boolean;
  readonly problem?: { readonly code: ErrorCode; readonly reason: string; readonly syntax: boolean };
}

/** A file may take this many steps for each character, and a start: what real code needs several times over. */
const stepsPerCharacter = 24;
const stepsAtLeast = 200_000;

/**
 * Parses one source text and finds the uses of followed names in it. Never throws for what the text holds: a text that cannot be
 * parsed, or that takes more than its share of steps, has a `problem`.
 */
export function analyseSource(input: SourceInput, interest: Interest, steps: Steps): SourceFacts {
  const parsed = parseSource(input.text, input.format, input.dialect);
  if (parsed.kind === 'failed') return { uses: [], loads: [], computed: false, problem: { code: parsed.code, reason: parsed.reason, syntax: parsed.syntax } };
  const uses = new Map<string, Use>();
  const loads = new Map<string, Load>();
  let computed = false;
  let problem: SourceFacts['problem'];
  for (const { program, goal, guessed } of parsed.trees) {
    if (guessed) problem ??= { code: 'PARSE_FAILED', reason: 'guessed', syntax: true };
    const granted = Math.min(stepsAtLeast + input.text.length * stepsPerCharacter, steps.remaining);
    const own = steps.part(granted);
    try {
      const scopes = findScopes(program, goal, own);
      const flow = new Flow(scopes, interest, own);
      flow.solve();
      const found = findUses(program, scopes, flow, interest.packages, own);
      for (const use of found.uses) uses.set(`${use.start} ${use.end} ${use.how} ${use.name}`, use);
      for (const load of found.loads) loads.set(`${load.kind} ${load.open} ${load.specifier}`, load);
      computed ||= found.computed;
      if (flow.cut) problem = { code: 'ANALYSER_STEPS', reason: 'nesting', syntax: false };
    } catch (error) {
      // A stack overflow inside our own code would be a defect; it is still no reason to call the file clean.
      if (!(error instanceof StepsSpent) && !(error instanceof RangeError)) throw error;
      problem = { code: 'ANALYSER_STEPS', reason: error instanceof StepsSpent ? 'steps' : 'depth', syntax: false };
    }
    steps.charge(own, granted);
  }
  return { uses: [...uses.values()], loads: [...loads.values()], computed, ...(problem ? { problem } : {}) };
}
