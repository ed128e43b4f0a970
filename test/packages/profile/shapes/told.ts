import { analyseSource } from '../../../../src/javascript/analyse.js';
import type { SourceInput } from '../../../../src/javascript/analyse.js';
import { Steps } from '../../../../src/javascript/walk.js';
import { interest } from '../../../../src/packages/profile/apis.js';
import { shapesOf } from '../../../../src/packages/profile/shapes.js';
import type { Signal } from '../../../../src/packages/profile/signal.types.js';
import { taintRules } from '../../../../src/packages/profile/taint-rules.js';
import { constantsOf } from '../../../../src/packages/profile/tree-constants.js';

/** The shapes of a text. */
export function shapes(text: string, { format = 'unknown', dialect = 'javascript' }: Partial<SourceInput> = {}): readonly Signal[] {
  const found: Signal[] = [];
  const constants = new Map<string, number>();
  const { problem } = analyseSource({ text, format, dialect }, { interest, rules: taintRules, look: (tree) => {
    constantsOf(tree, constants);
    found.push(...shapesOf(tree, constants));
  } }, new Steps(50_000_000));
  if (problem) throw new Error(`${problem.code} ${problem.reason}: ${text.slice(0, 200)}`);
  return found;
}

/** `kind what key` of the shapes of a text, of one kind or all, each once. */
export function told(text: string, kind?: Signal['kind'], input: Partial<SourceInput> = {}): readonly string[] {
  return [...new Set(shapes(text, input).flatMap((one) => (kind === undefined ? [`${one.kind} ${one.what} ${one.key}`] : one.kind === kind ? [`${one.what} ${one.key}`] : [])))].sort();
}
