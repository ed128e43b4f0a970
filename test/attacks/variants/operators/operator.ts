import type { Chance } from '../chance.js';
import { inFiles, type InFile, type Variant } from '../variant.js';

/** One way to write the same program otherwise. */
export interface Operator {
  readonly name: string;
  /** Whether tools and people write honest code so as well. What hides words from a reader is not. */
  readonly honest: boolean;
  /** @returns undefined where nothing of the variant can be written so */
  apply(variant: Variant, chance: Chance): Variant | undefined | Promise<Variant | undefined>;
}

export const fileOperator = (name: string, honest: boolean, change: InFile): Operator => ({ name, honest, apply: (variant, chance) => inFiles(variant, chance, change) });
