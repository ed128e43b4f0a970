import type { Problem } from '../../core/errors.js';
import type { Json } from '../../core/json.js';
import { reasonKey, reasonOf } from '../../render/codes.js';
import { plain } from '../../render/words.js';

/** A failure for a person at a terminal: what could not be done, its facts, the next step, the code to search for. */
export function failureWords(problem: Problem): string {
  const { what, todo } = reasonOf(reasonKey(problem), plain);
  const facts = Object.entries(problem.data).map(([key, value]) => `${key}: ${words(value)}`);
  return `${what}${facts.length > 0 ? ` (${facts.join(', ')})` : ''} ${todo} [${problem.code}]`;
}

/** One fact; a list of sentences reads as sentences. */
function words(value: Json): string {
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value.map((one) => plain.value(one)).join('; ');
  return plain.value(typeof value === 'string' ? value : JSON.stringify(value));
}
