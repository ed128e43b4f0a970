import type { Catalogue } from '../checks/check.js';
import type { Evidence, Finding } from '../core/finding.js';
import { bindingOf } from '../core/policy.js';
import type { Gap, Verdict } from '../core/verdict.js';
import { reasonKey, reasonOf, remarkText } from './codes.js';
import { linesOf, plainValue, visible } from './escape.js';
import { evidenceParagraphs } from './evidence.js';
import { grouped } from './ladder.js';
import { isBlocking } from './markdown.js';
import { rowOf, type PackagesTable } from './packages.js';
import { titleOf } from './title.js';
import { waiverYaml } from './waiver-block.js';
import { plain, wordsOf } from './words.js';

/** How a terminal shows weight. Each function puts its codes around a text; without colours it gives the text back. */
export interface Palette {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

const same = (text: string): string => text;
/** No colours: for files and pipes. */
export const noColours: Palette = { bold: same, dim: same, red: same, yellow: same, green: same };

/** The colours of ECMA-48 (SGR), which every terminal knows. */
export const ansiColours: Palette = {
  bold: (text) => `\u001b[1m${text}\u001b[22m`, dim: (text) => `\u001b[2m${text}\u001b[22m`, red: (text) => `\u001b[31m${text}\u001b[39m`,
  yellow: (text) => `\u001b[33m${text}\u001b[39m`, green: (text) => `\u001b[32m${text}\u001b[39m`,
};

export interface TerminalOptions {
  /** Columns; 80 where they are not known. */
  readonly width: number;
  readonly palette: Palette;
  /** Folded findings with their words, evidence of all, and how to waive. */
  readonly verbose?: boolean;
  /** Lines that stand after the findings: visible and wrapped already. */
  readonly added?: readonly string[];
}

/** Breaks words of one paragraph into lines of at most `width` columns, each indented. A longer word has a line of its own. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (word === '') continue;
    if (line !== '' && indent.length + line.length + 1 + word.length > width) { lines.push(indent + line); line = word; }
    else line = line === '' ? word : `${line} ${word}`;
  }
  return line === '' ? lines : [...lines, indent + line];
}

interface Page extends TerminalOptions {
  readonly verdict: Verdict;
  readonly catalogue: Catalogue;
  readonly packages: PackagesTable;
}

function subjectOf(finding: Finding, packages: PackagesTable): string {
  const row = rowOf(packages, finding);
  if (row) return `${plainValue(row.name)} ${row.before.length > 0 ? `${row.before.slice(0, 3).map((one) => plainValue(one, 40)).join(', ')} → ` : ''}${row.after === undefined ? 'removed' : plainValue(row.after, 40)}`;
  const about = finding.subject && bindingOf(finding.subject);
  return about ? plainValue(about.version === undefined ? about.package : `${about.package}@${about.version}`) : plainValue(finding.at.path);
}

/** What a finding does, in a word: colours are not everywhere. */
function weightOf(finding: Finding, verdict: Verdict): string {
  return isBlocking(finding, verdict) ? 'blocks' : finding.level === 'default' ? 'warns' : 'info';
}

/** The beginning of a digest or commit, enough to find it by. */
function short(digest: string): string {
  return visible(digest.length > 12 && /^[0-9a-f]+$/.test(digest) ? digest.slice(0, 12) : digest, 20);
}

function colourOf(finding: Finding, { verdict, palette }: Page): (text: string) => string {
  return isBlocking(finding, verdict) ? palette.red : finding.level === 'default' ? palette.yellow : palette.dim;
}

/** Where a piece of evidence stands, if that is another version than the finding's. */
function elsewhere({ at }: Evidence, { subject }: Finding, { palette }: Page): string[] {
  if (at?.in !== 'package' || !subject) return [];
  const [there, here] = [bindingOf(at.package), bindingOf(subject)];
  return there.version === here.version && there.package === here.package ? [] : [palette.dim(`    ${plainValue(there.version ?? there.package, 40)} has at ${visible(at.path, 200)}:${at.line}`)];
}

function findingLines(finding: Finding, page: Page): string[] {
  const { palette, width, catalogue, packages } = page;
  const words = wordsOf(finding, catalogue, plain);
  const colour = colourOf(finding, page);
  const path = rowOf(packages, finding)?.introducers[0];
  const evidence = finding.evidence.slice(0, 3).flatMap((one) => [...elsewhere(one, finding, page), ...[...linesOf(one.text, 3), ...(one.decoded === undefined ? [] : linesOf(`decoded: ${one.decoded}`, 3))].map((line) => palette.dim(`    | ${visible(line, Math.min(120, Math.max(20, width - 6)))}`))]);
  const yaml = page.verbose && finding.level === 'default' ? waiverYaml(finding.fingerprint, finding.subject, finding.integrity) : undefined;
  return [
    `${colour(palette.bold(`${weightOf(finding, page.verdict)}: ${finding.severity}${finding.confidence === 'high' ? '' : ` (${finding.confidence} confidence)`}`))} ${palette.bold(visible(finding.check, 60))}  ${subjectOf(finding, packages)}`,
    palette.dim(`  ${visible(finding.at.path, 200)}:${finding.at.line}`),
    ...wrap(words.what, width, '  '), ...evidence, ...wrap(words.why, width, '  '), ...wrap(`What to do: ${words.todo}`, width, '  '),
    ...(path ? wrap(`Why it is here: ${[path.importer, ...path.path.map((step) => (step.version === '' ? step.name : `${step.name}@${step.version}`))].filter((one) => one !== '').slice(0, 12).map((one) => plainValue(one, 80)).join(' → ')}`, width, '  ') : []),
    ...(yaml === undefined ? [palette.dim(`  fingerprint ${visible(finding.fingerprint, 64)}`)] : yaml.split('\n').map((line) => palette.dim(`  ${line}`))),
    '',
  ];
}

/** Findings that say the same of other packages are told in full this often; then in a line each, and then counted. */
const inFull = 10;
const inALine = 100;

/** The findings at the default level. One mistake in a big lockfile is hundreds of them, of which a reader needs to see a few. */
function toldLines(told: readonly Finding[], page: Page): string[] {
  const seen = new Map<string, Finding[]>();
  for (const finding of told) {
    const key = `${isBlocking(finding, page.verdict)} ${finding.check} ${finding.message}`;
    seen.set(key, [...(seen.get(key) ?? []), finding]);
  }
  const later = new Set(page.verbose ? [] : [...seen.values()].flatMap((alike) => alike.slice(inFull)));
  const rests = page.verbose ? [] : [...seen.values()].filter((alike) => alike.length > inFull).flatMap((alike) => restLines(alike.slice(inFull), page));
  return [...told.filter((finding) => !later.has(finding)).flatMap((finding) => findingLines(finding, page)), ...rests];
}

function restLines(rest: readonly Finding[], page: Page): string[] {
  const first = rest[0]!;
  const line = (finding: Finding): string => `  - ${subjectOf(finding, page.packages)}  ${visible(finding.at.path, 200)}:${finding.at.line}`;
  return [
    colourOf(first, page)(page.palette.bold(`${weightOf(first, page.verdict)}: ${rest.length} more of ${visible(first.check, 60)}, which --verbose tells in full`)),
    ...rest.slice(0, inALine).map(line), ...(rest.length > inALine ? [`  - and ${rest.length - inALine} more`] : []), '',
  ];
}

interface Hole {
  readonly checks: readonly string[];
  readonly gaps: readonly Gap[];
}

/** Gaps with one reason, by check; checks that miss just the same are told together. */
function holesOf(gaps: readonly Gap[]): Hole[] {
  const byCheck = grouped(gaps, (gap) => `${gap.counts ? 0 : 1}\0${gap.waived ? 1 : 0}\0${gap.check}\0${reasonKey(gap)}`);
  const alike = grouped([...byCheck.values()], (group) => JSON.stringify([group[0]!.counts, group[0]!.waived, reasonKey(group[0]!), group.map((gap) => gap.subject)]));
  return [...alike.values()].map((groups) => ({ checks: groups.map((group) => group[0]!.check), gaps: groups.length === 1 ? groups[0]! : groups.flat() }));
}

function gapLines(gaps: readonly Gap[], { palette, width, verbose }: Page): string[] {
  return holesOf(gaps).flatMap(({ checks, gaps: all }) => {
    const first = all[0]!;
    // Each check has a gap of its own to waive, so only with fingerprints are they listed apart.
    const group = verbose ? all : [...new Map(all.filter((gap) => gap.check === first.check).map((gap) => [gap.subject, gap])).values()];
    const reason = reasonOf(reasonKey(first), plain);
    const most = verbose ? group.length : 5;
    const colour = first.counts ? palette.red : palette.yellow;
    return [
      ...wrap(`not checked ${checks.map((check) => visible(check, 60)).join(', ')}${first.waived ? ' (waived)' : first.counts ? '' : ' (does not decide)'}`, width, '').map((line) => colour(palette.bold(line))),
      ...wrap(`${reason.what} ${reason.todo}`, width, '  '), ...group.slice(0, most).map((gap) => `  - ${plainValue(gap.subject)}${verbose ? `${checks.length > 1 ? ` ${visible(gap.check, 60)}` : ''}  ${visible(gap.fingerprint, 64)}` : ''}`),
      ...(group.length > most ? [`  - and ${group.length - most} more`] : []), '',
    ];
  });
}

/**
 * The verdict for a person at a terminal, as lines joined by newlines with one at the end. No foreign text in it holds an escape
 * sequence, a line break or anything that cannot be seen; colours come from the palette alone.
 */
export function terminalText(verdict: Verdict, catalogue: Catalogue, packages: PackagesTable, options: TerminalOptions): string {
  const page: Page = { ...options, width: Math.max(40, Math.floor(options.width) || 80), verdict, catalogue, packages };
  const { palette } = options;
  const told = verdict.findings.filter((finding) => finding.level === 'default');
  const folded = verdict.findings.filter((finding) => finding.level === 'folded');
  const title = verdict.outcome === 'pass' ? palette.green : verdict.outcome === 'warn' ? palette.yellow : palette.red;
  const vouched = evidenceParagraphs(verdict.evidence, options.verbose === true).flatMap(({ text, indent }) => wrap(text, page.width, indent)).map((line) => (options.verbose ? line : palette.dim(line)));
  const hints = [
    ...(folded.length > 0 ? [`${folded.length} more for information: --verbose shows ${folded.length === 1 ? 'it' : 'them'}.`] : []),
    ...(verdict.blocking.length > 0 ? ['To accept a finding for this one version: --verbose shows what to write into the policy.'] : []),
  ].flatMap((line, index, all) => [...wrap(line, page.width, ''), ...(index === all.length - 1 ? [''] : [])]);
  // An unread file stands among the gaps already.
  const unread = new Set(verdict.gaps.map((gap) => gap.subject));
  const remarks = verdict.remarks.filter((remark) => remark.code !== 'unread-dependency-file' || !unread.has(String(remark.data['path'])));
  const lines = [
    palette.bold(title(titleOf(verdict))), '',
    ...toldLines(told, page),
    ...(options.added ?? []),
    ...(options.verbose ? folded.flatMap((finding) => findingLines(finding, page)) : hints.map((line) => palette.dim(line))),
    ...vouched, ...(vouched.length > 0 ? [''] : []),
    ...verdict.waived.flatMap(({ finding, waiver }) => [...wrap(`waived ${visible(finding.check, 60)} ${subjectOf(finding, packages)}, by ${plainValue(waiver.by)} until ${plainValue(waiver.until)}: ${plainValue(waiver.reason, 300)}`, page.width, ''), '']),
    ...gapLines(verdict.gaps, page),
    ...remarks.slice(0, 50).flatMap((remark) => wrap(remarkText(remark, plain), page.width, '')),
    palette.dim(`policy ${short(verdict.policyHash)}  base ${short(verdict.base)}  head ${short(verdict.head)}`),
  ];
  return `${lines.join('\n')}\n`;
}
