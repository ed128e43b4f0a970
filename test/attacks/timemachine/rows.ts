import type { Check } from '../../../src/checks/check.js';
import { checks } from '../../../src/checks/index.js';
import type { Verdict } from '../../../src/core/verdict.js';

/** What a row of the table says of one incident: each review's outcome, and what it rests on. */
export interface Row {
  readonly id: string;
  /** With the checks on the registry's record alone. */
  readonly record: string;
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
  return toldBy(verdict, ({ check, severity }) => loud(severity) && ['package', 'record', 'joined'].includes(groupOf.get(check)!));
}

/** A review that blocks is told with what blocks, any other with all that it warns of. */
export function wordsOf(verdict: Verdict): string {
  return [verdict.outcome, (verdict.outcome === 'block' ? stoppedBy(verdict) : toldBy(verdict)).join(', ')].filter((part) => part !== '').join(': ');
}

/** What a row says of the incident. Of the whole only what no half says is told. */
export function rowOf(id: string, { whole, record, code }: { readonly whole: Verdict; readonly record: Verdict; readonly code: Verdict }): Omit<Row, 'ordinary'> {
  return { id, record: wordsOf(record), code: wordsOf(code), whole: [whole.outcome, ...toldBy(whole, ({ check }) => check === 'takeover')].join(': ') };
}

/** The table as docs/attacks.md has it. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(({ id, record, code, whole, ordinary }) => `| ${id} | ${record} | ${code} | ${whole} | ${ordinary} |`);
  return ['| attack | the record alone | the code alone | both | an honest release before it |', '|---|---|---|---|---|', ...lines].join('\n');
}
