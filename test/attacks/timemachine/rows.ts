import type { Check } from '../../../src/checks/check.js';
import { checks } from '../../../src/checks/index.js';
import type { Verdict } from '../../../src/core/verdict.js';

/** What a row of the table says of one incident: each review's outcome, and what it rests on. */
export interface Row {
  readonly id: string;
  /** With the checks on the registry's record alone. */
  readonly record: string;
  /** What the checks on evidence of where versions come from tell beside these, with what they block by where they do; nothing where they tell nothing. */
  readonly evidence: string;
  /** With the checks on a package's files and code alone. */
  readonly code: string;
  readonly whole: string;
  /** The honest release before it, with all checks, a day after it came out. */
  readonly ordinary: string;
}

const groupOf = new Map<string, Check['group']>(checks.map(({ id, group }) => [id, group]));
const loud = (severity: string): boolean => severity === 'high' || severity === 'critical';

/** What is told at the default level, as `check message`, each once and in order. */
export function toldBy({ findings }: Verdict, of: (finding: Verdict['findings'][number]) => boolean = () => true): readonly string[] {
  return [...new Set(findings.filter((one) => one.level === 'default' && of(one)).map(({ check, message }) => `\`${check}\` ${message}`))].sort();
}

/** Findings that stop a change by themselves, of what was published and not of the lockfile that takes it in. */
export function stoppedBy(verdict: Verdict): readonly string[] {
  return toldBy(verdict, ({ check, severity }) => loud(severity) && ['package', 'record', 'trust', 'joined'].includes(groupOf.get(check)!));
}

/** A review that blocks is told with what blocks, any other with all that it warns of. */
export function wordsOf(verdict: Verdict): string {
  return [verdict.outcome, (verdict.outcome === 'block' ? stoppedBy(verdict) : toldBy(verdict)).join(', ')].filter((part) => part !== '').join(': ');
}

/** What the checks on evidence say by themselves. */
function evidenceOf(verdict: Verdict): string {
  const told = toldBy(verdict, ({ check }) => groupOf.get(check) === 'trust');
  return told.length > 0 ? `${stoppedBy(verdict).some((one) => told.includes(one)) ? 'block' : 'warn'}: ${told.join(', ')}` : '–';
}

/** What a row says of the incident. Of the whole only what no half says is told. */
export function rowOf(id: string, { whole, record, code }: { readonly whole: Verdict; readonly record: Verdict; readonly code: Verdict }): Omit<Row, 'ordinary'> {
  return { id, record: wordsOf(record), evidence: evidenceOf(whole), code: wordsOf(code), whole: [whole.outcome, ...toldBy(whole, ({ check }) => check === 'takeover')].join(': ') };
}

/** The table as docs/attacks.md has it. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ id, record, evidence, code, whole, ordinary }) => `| ${id} | ${record} | ${evidence} | ${code} | ${whole} | ${ordinary} |`);
  return ['| attack | the record alone | evidence of the build | the code alone | all | an honest release before it |', '|---|---|---|---|---|---|', ...lines].join('\n');
}
