import type { Problem } from '../../core/errors.js';
import { reasonOf } from '../../render/codes.js';
import { plain } from '../../render/words.js';

/** A failure for a person at a terminal: what could not be done, its facts, the next step, the code to search for. */
export function failureWords(problem: Problem): string {
  const { what, todo } = reasonOf(problem.code, plain);
  const facts = Object.entries(problem.data).map(([key, value]) => `${key}: ${plain.value(typeof value === 'string' ? value : JSON.stringify(value))}`);
  return `${what}${facts.length > 0 ? ` (${facts.join(', ')})` : ''} ${todo} [${problem.code}]`;
}
