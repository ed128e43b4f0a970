import { judgePair, type Judged } from '../pair.js';
import type { Variant } from './variant.js';

/** What a judgement comes to: the outcome, and the loudest thing said at the default level. */
export interface Grade {
  readonly outcome: Judged['outcome'];
  readonly loudest: 'none' | 'low' | 'medium' | 'high';
  /** `check message` of all that is high or critical. */
  readonly loud: readonly string[];
  readonly gaps: readonly string[];
}

const outcomes = ['pass', 'warn', 'unknown', 'block'] as const;
const severities = ['none', 'low', 'medium', 'high'] as const;

/** Critical and high both stop; they count as one. */
export function gradeOf({ outcome, findings, gaps }: Judged): Grade {
  const spoken = findings.filter((one) => one.level === 'default');
  const rank = (severity: string): number => Math.max(0, severities.indexOf((severity === 'critical' ? 'high' : severity) as 'high'));
  const loudest = severities[Math.max(0, ...spoken.map((one) => rank(one.severity)))]!;
  return { outcome, loudest, loud: [...new Set(spoken.filter((one) => rank(one.severity) === 3).map((one) => `${one.check} ${one.message}`))].toSorted(), gaps };
}

export async function graded(variant: Variant): Promise<Grade> {
  return gradeOf(await judgePair(variant));
}

/** Whether a judgement is nearer to passing than another one: from block over unknown and warn to pass, or by what it says loudest. */
export const isSofter = (one: Grade, than: Grade): boolean => outcomes.indexOf(one.outcome) < outcomes.indexOf(than.outcome) || severities.indexOf(one.loudest) < severities.indexOf(than.loudest);

/** Checks that said something high or critical, and say nothing so any more. */
export const silenced = (one: Grade, than: Grade): readonly string[] => {
  const checks = (grade: Grade): Set<string> => new Set(grade.loud.map((text) => text.split(' ')[0]!));
  return [...checks(than)].filter((check) => !checks(one).has(check));
};
