import { Flow } from '../../src/javascript/flow.js';
import { Interpreter } from '../../src/javascript/interpret/session.js';
import { parseSource } from '../../src/javascript/parse.js';
import { findScopes } from '../../src/javascript/scopes.js';
import { endOf, startOf } from '../../src/javascript/tree.js';
import { findUses } from '../../src/javascript/uses.js';
import { Steps } from '../../src/javascript/walk.js';
import { interest } from '../../src/packages/profile/apis.js';

/** The names of the last expression of a text that reads `at`. */
export function namesOf(text: string, at: string): readonly string[] {
  const parsed = parseSource(text, 'commonjs', 'javascript');
  if (parsed.kind === 'failed') throw new Error(parsed.reason);
  const { program, goal } = parsed.trees[0]!;
  const steps = new Steps(10_000_000);
  const scopes = findScopes(program, goal, steps);
  const flow = new Flow(scopes, interest, steps, new Interpreter(scopes, new Steps(1_000_000), text));
  flow.solve();
  const { named } = findUses(program, scopes, flow, interest.packages, steps);
  const found = [...named].filter(([node]) => text.slice(startOf(node), endOf(node)) === at).at(-1);
  return [...found?.[1] ?? []].sort();
}
