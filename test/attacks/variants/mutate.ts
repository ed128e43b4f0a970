import type { Replica } from '../replicas/replica.js';
import { chanceOf } from './chance.js';
import { expressionOperators } from './operators/expressions.js';
import { fileOperators } from './operators/files.js';
import { nameOperators } from './operators/names.js';
import type { Operator } from './operators/operator.js';
import { statementOperators } from './operators/statements.js';
import { stringOperators } from './operators/strings.js';
import { toolOperators } from './operators/tools.js';
import { variantOf, type Variant } from './variant.js';

export const operators: readonly Operator[] = [...stringOperators, ...nameOperators, ...expressionOperators, ...statementOperators, ...fileOperators, ...toolOperators];
const byName = new Map(operators.map((one) => [one.name, one]));

/** One mutation: which operator, and what its own choices follow from. */
export interface Step { readonly operator: string; readonly seed: string }
export interface Mutant { readonly variant: Variant; readonly steps: readonly Step[] }

/** Applies mutations one after another; those that do nothing any more are left out. */
export async function applied(replica: Replica, steps: readonly Step[]): Promise<Mutant> {
  let variant = variantOf(replica);
  const done: Step[] = [];
  for (const step of steps) {
    const made = await byName.get(step.operator)!.apply(variant, chanceOf(step.seed));
    if (made) { variant = made; done.push(step); }
  }
  return { variant, steps: done };
}

/**
 * The variant of a replica that a seed and a number give: the same everywhere.
 *
 * @param depth how many mutations lie on one another; fewer where a replica has too little code of its own
 * @param honest only what tools and people do to honest code
 */
export async function mutant(replica: Replica, seed: string, depth: number, honest = false): Promise<Mutant> {
  const chance = chanceOf(seed);
  const from = honest ? operators.filter((one) => one.honest) : operators;
  let variant = variantOf(replica);
  const steps: Step[] = [];
  for (let tries = 0; steps.length < depth && tries < 40; tries += 1) {
    const step = { operator: chance.pick(from).name, seed: `${seed} ${tries}` };
    const made = await byName.get(step.operator)!.apply(variant, chanceOf(step.seed));
    if (!made) continue;
    variant = made;
    steps.push(step);
  }
  return { variant, steps };
}

/** The shortest list of the same steps for which `lost` still holds: steps are taken out one by one. */
export async function shortest(replica: Replica, steps: readonly Step[], lost: (variant: Variant) => Promise<boolean>): Promise<Mutant> {
  let kept: Mutant = await applied(replica, steps);
  for (let at = 0; at < kept.steps.length;) {
    const less = await applied(replica, kept.steps.filter((_, order) => order !== at));
    if (await lost(less.variant)) kept = less;
    else at += 1;
  }
  return kept;
}
