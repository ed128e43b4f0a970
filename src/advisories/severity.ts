import calculator from 'ae-cvss-calculator';
import type { Severity } from '../core/finding.js';
import { severities } from '../core/finding.js';
import { isObject } from '../core/json.js';
import type { SeverityFrom } from './match.types.js';

export interface Rating {
  readonly severity: Severity;
  readonly from: SeverityFrom;
}

/** Malware has no degrees: whatever a score says about it, its presence is the worst there is. */
export const malwareRating: Rating = { severity: 'critical', from: 'malware' };
/**
 * A record without any severity counts as high, npm's own reading of a missing one: nothing is known that would allow less.
 */
export const unknownRating: Rating = { severity: 'high', from: 'unknown' };

const words: ReadonlyMap<string, Severity> = new Map([
  ['LOW', 'low'], ['MODERATE', 'medium'], ['MEDIUM', 'medium'], ['HIGH', 'high'], ['CRITICAL', 'critical'],
]);
/** The longest vector of CVSS v4 with every metric set stays below 200 characters. */
const vectorCharacters = 512;

/** The severity that a database gives in words (`database_specific.severity`), if it does. */
export function ratingOfWord(word: unknown): Rating | undefined {
  const severity = typeof word === 'string' ? words.get(word.toUpperCase()) : undefined;
  return severity && { severity, from: 'database' };
}

/**
 * The rating that a list of OSV `severity` objects gives: CVSS v4 before v3, the greatest score where a version is there twice.
 * Vectors that do not parse, or lack a base metric, give nothing.
 */
export function ratingOfVectors(list: unknown): Rating | undefined {
  if (!Array.isArray(list)) return undefined;
  for (const [type, from] of [['CVSS_V4', 'cvss4'], ['CVSS_V3', 'cvss3']] as const) {
    const scores = list.filter((item) => isObject(item) && item['type'] === type).map((item) => cvssScore(item.score));
    const known = scores.filter((score) => score !== undefined);
    if (known.length > 0) return { severity: severityOfScore(Math.max(...known)), from };
  }
  return undefined;
}

/**
 * The base score (0 to 10) of a CVSS vector, versions 3.0, 3.1 and 4.0; threat and environmental metrics count where the vector
 * has them. Undefined for anything else.
 */
export function cvssScore(vector: unknown): number | undefined {
  if (typeof vector !== 'string' || vector.length > vectorCharacters) return undefined;
  const known = scores.get(vector);
  if (known !== undefined) return known;
  const score = calculated(vector);
  if (score !== undefined && scores.size < scoresKept) scores.set(vector, score);
  return score;
}

/** Scores of vectors: thousands of records share a few hundred of them, and each takes longer than the record's parsing. */
const scores = new Map<string, number>();
const scoresKept = 2_000;

function calculated(vector: string): number | undefined {
  try {
    const parsed = vector.startsWith('CVSS:4.0/') ? new calculator.Cvss4P0(vector)
      : vector.startsWith('CVSS:3.1/') ? new calculator.Cvss3P1(vector)
      : vector.startsWith('CVSS:3.0/') ? new calculator.Cvss3P0(vector)
      : undefined;
    if (!parsed?.isBaseFullyDefined()) return undefined;
    const score = parsed.calculateScores().overall;
    return typeof score === 'number' && Number.isFinite(score) ? score : undefined;
  } catch {
    return undefined; // the calculator throws on an unknown metric
  }
}

/** The rating scale of CVSS v3.1 §5 and v4.0 §6, in our words; a score of 0 is info. */
export function severityOfScore(score: number): Severity {
  if (score >= 9) return 'critical';
  if (score >= 7) return 'high';
  if (score >= 4) return 'medium';
  return score > 0 ? 'low' : 'info';
}

const trust: readonly SeverityFrom[] = ['malware', 'database', 'cvss4', 'cvss3', 'unknown'];

/**
 * The rating of several records of one flaw: malware first, then the gravest of those that know, else unknown. At the same severity
 * the more trusted word is named.
 */
export function gravest(ratings: readonly Rating[]): Rating {
  const known = ratings.filter((rating) => rating.from !== 'unknown');
  let worst: Rating | undefined;
  for (const rating of known) {
    const order = worst ? severities.indexOf(rating.severity) - severities.indexOf(worst.severity) || trust.indexOf(worst.from) - trust.indexOf(rating.from) : 1;
    if (order > 0) worst = rating;
  }
  return worst ?? unknownRating;
}
