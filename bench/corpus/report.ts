import { severities, type Finding, type Level } from '../../src/core/finding.js';
import { sortedBy } from '../../src/core/order.js';
import type { Gap, Outcome } from '../../src/core/verdict.js';
import { keyOf, type Pair } from './choose.js';

/** What came of one pair; `ms` is from the first question to the verdict. */
export interface Measured {
  readonly pair: Pair;
  readonly outcome: Outcome;
  readonly ms: number;
  readonly findings: readonly Finding[];
  readonly gaps: readonly Gap[];
}

/** Real upgrades are held to this: nothing high or critical, and mediums in two pairs at most, at the default level. */
export const mediumPairs = 2;
const levels: readonly Level[] = ['default', 'folded', 'audit'];

export interface Summary {
  readonly pairs: number;
  readonly outcomes: { readonly [outcome: string]: number };
  /** Findings by severity and level. */
  readonly findings: { readonly [severity: string]: { readonly [level: string]: number } };
  readonly checks: { readonly [check: string]: { readonly [level: string]: number } };
  readonly medianTold: number;
  readonly silent: number;
  readonly high: readonly string[];
  readonly medium: readonly string[];
  readonly gaps: { readonly [code: string]: number };
  readonly p50: number;
  readonly p95: number;
  readonly held: boolean;
}

function tally<T>(items: readonly T[], of: (item: T) => string): { [key: string]: number } {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(of(item), (counts.get(of(item)) ?? 0) + 1);
  return Object.fromEntries(sortedBy(counts, ([key]) => key));
}

function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

const told = ({ findings }: Measured): readonly Finding[] => findings.filter(({ level }) => level === 'default');

/** Counts what came of all pairs, and whether it keeps to what real upgrades are held to. */
export function summaryOf(measured: readonly Measured[]): Summary {
  const findings = measured.flatMap((one) => one.findings);
  const byLevel = (some: readonly Finding[]): { [level: string]: number } => tally(some, ({ level }) => level);
  const withSeverity = (...of: readonly Finding['severity'][]): string[] => measured.filter((one) => told(one).some(({ severity }) => of.includes(severity))).map(({ pair }) => keyOf(pair));
  const counts = measured.map((one) => told(one).length).sort((a, b) => a - b);
  const middle = counts.length / 2;
  const times = measured.map(({ ms }) => ms).sort((a, b) => a - b);
  const high = withSeverity('high', 'critical');
  const medium = withSeverity('medium');
  return {
    pairs: measured.length, outcomes: tally(measured, ({ outcome }) => outcome),
    findings: Object.fromEntries(severities.map((severity) => [severity, byLevel(findings.filter((one) => one.severity === severity))])),
    checks: Object.fromEntries(sortedBy(new Set(findings.map(({ check }) => check)), (check) => check).map((check) => [check, byLevel(findings.filter((one) => one.check === check))])),
    medianTold: counts.length === 0 ? 0 : ((counts[Math.ceil(middle) - 1] ?? 0) + (counts[Math.floor(middle)] ?? 0)) / 2,
    silent: counts.filter((count) => count === 0).length,
    high, medium, gaps: tally(measured.flatMap(({ gaps }) => gaps), ({ code }) => code),
    p50: quantile(times, 0.5), p95: quantile(times, 0.95), held: high.length === 0 && medium.length <= mediumPairs,
  };
}

/** Foreign text on a person's terminal: nothing of it is a control character. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[^\u0020-\u007e\u00a1-\u024f]/gu, '?').slice(0, 160);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
}

/** One pair with everything that was found. */
export function pairLines({ pair, outcome, ms, findings, gaps }: Measured): string[] {
  const counts = levels.map((level) => `${findings.filter((one) => one.level === level).length} ${level}`).join(', ');
  return [
    `${plain(keyOf(pair))}  ${outcome}  ${counts}${gaps.length > 0 ? `, ${gaps.length} gaps` : ''}  ${seconds(ms)}  (${pair.classes.join(' ')})`,
    ...findings.map(({ level, severity, confidence, check, message, at }) => `    ${level.padEnd(7)} ${severity.padEnd(8)} ${confidence.padEnd(6)} ${check}/${message}  ${plain(at.path)}:${at.line}`),
    ...gaps.map(({ check, code, subject }) => `    gap     ${code} ${check}  ${plain(subject)}`),
  ];
}

function grid(title: string, rows: { readonly [row: string]: { readonly [level: string]: number } }): string[] {
  const width = Math.max(title.length, ...Object.keys(rows).map((row) => row.length));
  return [`${title.padEnd(width)}  ${levels.map((level) => level.padStart(8)).join('')}`, ...Object.entries(rows).map(([row, counts]) => `${row.padEnd(width)}  ${levels.map((level) => String(counts[level] ?? 0).padStart(8)).join('')}`), ''];
}

/** The last line: a part of a list keeps to no goal, and neither does a pair that could not be read. */
function conclusion({ held, outcomes, pairs }: Summary, missing: number): string {
  const goal = 'nothing high or critical, mediums in two pairs at most';
  if (!held) return `MISS  wanted: ${goal}`;
  const unread = outcomes['unknown'] ?? 0;
  return missing + unread === 0 ? `ok    ${goal}` : `part  ${goal}, in what could be read: ${missing} of ${pairs + missing} pairs are missing, ${unread} could not be checked`;
}

/**
 * The summary for a person.
 * @param totalMs the wall time of the whole run.
 * @param missing pairs whose archives could not be had.
 */
export function summaryLines(summary: Summary, totalMs: number, missing: number): string[] {
  const list = (title: string, pairs: readonly string[]): string[] => [`${title}: ${pairs.length}`, ...pairs.map((pair) => `  ${plain(pair)}`)];
  const counts = (of: { readonly [key: string]: number }): string => Object.entries(of).map(([key, count]) => `${key} ${count}`).join(', ') || 'none';
  return [
    `${summary.pairs} pairs: ${counts(summary.outcomes)}`, '',
    ...grid('findings by severity', summary.findings), ...grid('findings by check', summary.checks),
    `findings at the default level, median of a pair: ${summary.medianTold}; pairs without any: ${summary.silent}`,
    ...list('pairs with high or critical at the default level', summary.high), ...list('pairs with medium at the default level', summary.medium),
    `gaps by code: ${counts(summary.gaps)}`,
    `time of a pair: p50 ${seconds(summary.p50)}, p95 ${seconds(summary.p95)}; all ${seconds(totalMs)}`,
    conclusion(summary, missing),
  ];
}
