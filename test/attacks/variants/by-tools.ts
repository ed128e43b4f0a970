import type { Replica } from '../replicas/replica.js';
import { chanceOf } from './chance.js';
import { applied, type Mutant } from './mutate.js';

/** What real tools do with code, in the order in which a seed draws them. */
export const tools = ['terser', 'esbuild-minify', 'swc-minify', 'lower', 'beautify', 'bundle', 'bundle-both', 'minify-both', 'other-format', 'rename-short', 'statement-order'] as const;
/** What only who hides does: no tool of honest code. */
const hiding = ['obfuscate'] as const;

/** Three variants of a replica, each by another tool; fewer where fewer tools find something to do. */
export async function toolVariants(replica: Replica, seed: string, honest = false): Promise<readonly Mutant[]> {
  const chance = chanceOf(seed);
  const found: Mutant[] = [];
  for (const operator of chance.shuffled(honest ? [...tools] : [...tools, ...hiding])) {
    if (found.length === 3) break;
    const made = await applied(replica, [{ operator, seed: `${seed} ${operator}` }]);
    if (made.steps.length > 0) found.push(made);
  }
  return found;
}
