import { toolVariants } from './by-tools.js';
import { graded, isSofter } from './grade.js';
import { mutant, type Mutant } from './mutate.js';
import { allOf, folders, sizeOf } from './replicas.js';
import { variantOf } from './variant.js';

/** Change it, and other variants are judged: then the known misses are others too. */
export const seed = 'fixed';
/** Larger ones are judged by `npm run variants` alone: they take seconds each. */
const mostCode = { tools: 40_000, mutated: 16_000 } as const;

/**
 * Judges the fixed variants: of each smaller pair three by real tools, or one mutated one to five times (four of each core of attacks).
 *
 * @returns those that are nearer to passing than what they come from, or honest and called high: `set folder/id number: operators`
 */
export async function fixedVariants(set: 'tools' | 'mutated', tell: (line: string) => void = () => undefined): Promise<{ readonly lost: readonly string[]; readonly judged: number }> {
  const lost: string[] = [];
  let judged = 0;
  for (const folder of folders) {
    const replicas = (await allOf(folder)).filter((one) => sizeOf(one) <= mostCode[set]);
    for (const [order, replica] of replicas.entries()) {
      const honest = folder === 'clean';
      const was = honest ? undefined : await graded(variantOf(replica));
      const own = `${seed} ${folder}/${replica.id}`;
      const made: Mutant[] = set === 'tools' ? [...await toolVariants(replica, own, honest)] : [];
      if (set === 'mutated') for (let at = 0; at < (folder === 'kernels' ? 4 : 1); at += 1) made.push(await mutant(replica, `${own} ${at}`, 1 + ((order + at) % 5), honest));
      for (const [at, { variant, steps }] of made.entries()) {
        if (steps.length === 0) continue;
        judged += 1;
        const is = await graded(variant);
        if (was ? !isSofter(is, was) : is.loudest !== 'high' && is.outcome !== 'block') continue;
        const line = `${set} ${folder}/${replica.id} ${at}: ${steps.map((one) => one.operator).join(', ')}`;
        lost.push(line);
        tell(line);
      }
    }
  }
  return { lost, judged };
}
