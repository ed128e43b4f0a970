import type { ErrorCode } from '../core/errors.js';
import { findCommands } from './commands/find.js';
import type { Interest } from './flow.js';
import { Flow } from './flow.js';
import { Interpreter } from './interpret/session.js';
import type { Dialect, SourceFormat } from './parse.js';
import { parseSource } from './parse.js';
import type { Scopes } from './scopes.js';
import { findScopes } from './scopes.js';
import { buildFlow } from './taint/build.js';
import type { ModuleFlow } from './taint/module-flow.js';
import type { TaintRules } from './taint/rules.types.js';
import type { NodeTable } from './node-map.js';
import type { Program } from './tree.js';
import type { Load, Use } from './uses.js';
import { findUses } from './uses.js';
import { textsOf } from './values.js';
import { Steps, StepsSpent } from './walk.js';

export interface SourceInput {
  readonly text: string;
  readonly format: SourceFormat;
  readonly dialect: Dialect;
}

/** A tree with what is known of it, for who looks for shapes of code. It is gone when the look is over. */
export interface AnalysedTree {
  readonly program: Program;
  readonly scopes: Scopes;
  readonly flow: Flow;
  /** The canonical names of expressions that have some (see names.ts). */
  readonly named: NodeTable<readonly string[]>;
  readonly steps: Steps;
  /** How data flows through the file; its offsets are those of the tree. */
  readonly module: ModuleFlow;
}

/** What a caller looks for: names that are followed, data that is followed, and shapes of code. */
export interface Lookout {
  readonly interest: Interest;
  readonly rules: TaintRules;
  readonly look?: (tree: AnalysedTree) => void;
}

/** What one source file does and loads. `problem`: it was not read, or not to its end. */
export interface SourceFacts {
  readonly uses: readonly Use[];
  readonly loads: readonly Load[];
  readonly computed: boolean;
  /** How data flows through the file, one for each way in which its text is read. */
  readonly flows: readonly ModuleFlow[];
  readonly problem?: { readonly code: ErrorCode; readonly reason: string; readonly syntax: boolean };
}

/** A file may take this many steps for each character, and a start: what real code needs several times over. */
const stepsPerCharacter = 64;
const stepsAtLeast = 200_000;
/** Steps for computing what decoders of strings give, which are paid from the same purse but never make a file unread. */
const decoding = { atLeast: 4_000_000, perCharacter: 64, most: 30_000_000 };

/** The steps that must be left so that reading a text once gets all that it may take, and lends to decoders all that it may lend. */
export function stepsFor(characters: number): number {
  return stepsAtLeast + characters * stepsPerCharacter + 2 * Math.min(decoding.atLeast + characters * decoding.perCharacter, decoding.most);
}

/**
 * Parses one source text and finds the uses of followed names in it. Never throws for what the text holds: a text that cannot be
 * parsed, or that takes more than its share of steps, has a `problem`.
 */
export function analyseSource(input: SourceInput, { interest, rules, look }: Lookout, steps: Steps): SourceFacts {
  const parsed = parseSource(input.text, input.format, input.dialect);
  if (parsed.kind === 'failed') return { uses: [], loads: [], computed: false, flows: [], problem: { code: parsed.code, reason: parsed.reason, syntax: parsed.syntax } };
  const uses = new Map<string, Use>();
  const loads = new Map<string, Load>();
  const flows: ModuleFlow[] = [];
  let computed = false;
  let problem: SourceFacts['problem'];
  for (const { program, goal, guessed } of parsed.trees) {
    if (guessed) problem ??= { code: 'PARSE_FAILED', reason: 'guessed', syntax: true };
    const granted = Math.min(stepsAtLeast + input.text.length * stepsPerCharacter, steps.remaining);
    const own = steps.part(granted);
    const lent = Math.min(decoding.atLeast + input.text.length * decoding.perCharacter, decoding.most, (steps.remaining - granted) >> 1);
    const decoder = steps.part(lent);
    try {
      const scopes = findScopes(program, goal, own);
      const flow = new Flow(scopes, interest, own, new Interpreter(scopes, decoder, input.text));
      flow.solve();
      const found = findUses(program, scopes, flow, interest.packages, own);
      for (const use of found.uses) uses.set(`${use.start} ${use.end} ${use.how} ${use.name}`, use);
      for (const load of found.loads) loads.set(`${load.kind} ${load.open} ${load.specifier}`, load);
      computed ||= found.computed;
      const commands = findCommands(input.text, program, scopes, found.named, (node, scope) => textsOf(flow.evaluate(node, scope)), own);
      const module = buildFlow(program, scopes, flow, found.named, rules, own, commands);
      flows.push(module);
      look?.({ program, scopes, flow, named: found.named, steps: own, module });
      if (flow.cut) problem = { code: 'ANALYSER_STEPS', reason: 'nesting', syntax: false };
    } catch (error) {
      // A stack overflow inside our own code would be a defect; it is still no reason to call the file clean.
      if (!(error instanceof StepsSpent) && !(error instanceof RangeError)) throw error;
      problem = { code: 'ANALYSER_STEPS', reason: error instanceof StepsSpent ? 'steps' : 'depth', syntax: false };
    }
    steps.charge(own, granted);
    steps.charge(decoder, lent);
  }
  return { uses: [...uses.values()], loads: [...loads.values()], computed, flows, ...(problem ? { problem } : {}) };
}
