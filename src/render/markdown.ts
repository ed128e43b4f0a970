import type { Catalogue } from '../checks/check.js';
import type { Evidence, Finding } from '../core/finding.js';
import type { Introducer } from '../core/lockfile.js';
import type { Location } from '../core/location.js';
import { bindingOf } from '../core/policy.js';
import type { Gap, Verdict, WaivedFinding } from '../core/verdict.js';
import { reasonKey, reasonOf, remarkText } from './codes.js';
import { markdownBlock, markdownCode, markdownWords, suggestionBlock, visible } from './escape.js';
import { grouped } from './ladder.js';
import { rowOf, type PackagesTable } from './packages.js';
import { waiverBlock } from './waiver-block.js';
import { markdown, wordsOf } from './words.js';

/** Where a text is published and what it may point to. URLs are ours, from the configuration. */
export interface RenderContext {
  readonly headSha: string;
  readonly detailsUrl?: string;
  /** The documentation's base URL, without a slash at its end. */
  readonly docsBase: string;
  /** Where the policy in force was read, for example `.github/mergewarden.yml at main`. */
  readonly policySource: string;
  /** When this head is judged anew by itself, where it is. */
  readonly looksAgainAt?: string;
}

export interface RenderInput {
  readonly verdict: Verdict;
  readonly catalogue: Catalogue;
  readonly packages: PackagesTable;
  readonly context: RenderContext;
}

// Bounds on what one finding may take, so that a text's length is that of its list.
const maxEvidence = 3;
const maxTrace = 10;
const maxFixes = 3;
const maxIntroducers = 5;
const maxNames = 6;

/** A check's id as a link to its page; an id that is none of ours (from a saved file) is foreign text. */
export function checkLink(id: string, context: RenderContext): string {
  return /^[a-z][a-z0-9-]{0,60}$/.test(id) ? `[${id}](${context.docsBase}/checks/${id}.md)` : markdownCode(id, 60);
}

// One set for each verdict: asking an array for each of ten thousand findings is quadratic.
const blockingSets = new WeakMap<Verdict, ReadonlySet<string>>();

/** Whether a finding is one of those that block: a folded one of the same fingerprint, of another version, is not. */
export function isBlocking(finding: Finding, verdict: Verdict): boolean {
  const known = blockingSets.get(verdict) ?? new Set(verdict.blocking);
  blockingSets.set(verdict, known);
  return finding.level === 'default' && known.has(finding.fingerprint);
}

/** What the verdict does about a finding, in one word. */
export function actionOf(finding: Finding, verdict: Verdict): string {
  if (!isBlocking(finding, verdict)) return finding.level === 'default' ? 'warns' : 'noted';
  return verdict.enforced ? 'blocks' : 'would block';
}

function placeIn(at: Location): string {
  return `${markdownCode(at.path, 200)} line ${at.line}${at.in === 'package' ? ` in ${subjectCode(at.package)}` : ''}`;
}

function subjectCode(origin: Parameters<typeof bindingOf>[0]): string {
  const { package: name, version } = bindingOf(origin);
  return markdownCode(version === undefined ? name : `${name}@${version}`);
}

/** `name` `old` → `new`; a finding without a package is about its file. */
function packageCell(finding: Finding, packages: PackagesTable): string {
  const row = rowOf(packages, finding);
  if (!row) return finding.subject ? subjectCode(finding.subject) : markdownCode(finding.at.path, 120);
  const before = row.before.slice(0, 3).map((version) => markdownCode(version, 40)).join(', ');
  const after = row.after === undefined ? 'removed' : markdownCode(row.after, 40);
  return `${markdownCode(row.name, 120)} ${before === '' ? `new ${after}` : `${before} → ${after}`}`;
}

function introducerPath(introducer: Introducer): string {
  const names = introducer.path.map((step) => markdownCode((step.version === '' ? step.name : `${step.name}@${step.version}`), 80));
  const shown = names.length > maxNames ? [...names.slice(0, 2), '…', ...names.slice(-(maxNames - 3))] : names;
  const importer = introducer.importer === '' ? [] : [markdownCode(introducer.importer, 80)];
  return [...importer, ...shown].join(' → ') + (introducer.others > 0 ? ` and ${introducer.others} more ${introducer.others === 1 ? 'path' : 'paths'}` : '');
}

function whyHere(finding: Finding, packages: PackagesTable): string {
  const first = rowOf(packages, finding)?.introducers[0];
  return first ? introducerPath(first) : placeIn(finding.at);
}

const fixWords = { upgrade: 'take', remove: 'remove', edit: 'edit', command: 'run', suggestion: 'change to' } as const;

function fixesOf(finding: Finding): string {
  return finding.fixes.slice(0, maxFixes).map((fix) => `${fixWords[fix.kind]} ${markdownCode(fix.text.trim(), 120)}${fix.then === undefined ? '' : `, then run ${markdownCode(fix.then, 300)}`}`).join(' or ');
}

/** What is known of a flaw's use, in one cell; '' where nothing is. */
function useOf({ data }: Finding): string {
  return ['exploited', 'forecast'].flatMap((key) => { const value = Object.hasOwn(data, key) ? data[key] : undefined; return typeof value === 'string' && value !== '' ? [markdownCode(value, 80)] : []; }).join(', ');
}

/** One row for each finding. */
export function findingsTable(findings: readonly Finding[], { verdict, catalogue, packages, context }: RenderInput): string {
  // A column that would be empty is none.
  const used = findings.some((finding) => useOf(finding) !== '');
  const rows = findings.map((finding) => {
    const { what } = wordsOf(finding, catalogue, markdown);
    return `| ${actionOf(finding, verdict)} | ${packageCell(finding, packages)} | ${finding.severity} ${checkLink(finding.check, context)}: ${what} | ${used ? `${useOf(finding)} | ` : ''}${whyHere(finding, packages)} | ${fixesOf(finding)} |`;
  });
  return [`| Action | Package | Finding | ${used ? 'Exploited | ' : ''}Why here | Fix |`, `|---|---|---|${used ? '---|' : ''}---|---|`, ...rows].join('\n');
}

/** One row for each package: its findings by id. */
export function packageRows(findings: readonly Finding[], input: RenderInput): string {
  const groups = grouped(findings, (finding) => packageCell(finding, input.packages));
  const rows = [...groups].map(([cell, group]) => {
    const checks = group.slice(0, 12).map((finding) => `${actionOf(finding, input.verdict)} ${finding.severity} ${checkLink(finding.check, input.context)} at ${placeIn(finding.at)}`);
    const rest = group.slice(12).map((finding) => `${checkLink(finding.check, input.context)} at line ${finding.at.line}`);
    return `| ${cell} | ${[...checks, ...rest].join('; ')} |`;
  });
  return ['| Package | Findings |', '|---|---|', ...rows].join('\n');
}

/** The least that is said of a finding: its check, its package, its place. */
export function shortLine(finding: Finding): string {
  const about = finding.subject ? bindingOf(finding.subject) : undefined;
  const name = about ? markdownCode(about.version === undefined ? about.package : `${about.package}@${about.version}`, 80) : '';
  return `- ${/^[a-z0-9-]{1,60}$/.test(finding.check) ? finding.check : markdownCode(finding.check, 60)} ${name} ${markdownCode(`${visible(finding.at.path, 100)}:${finding.at.line}`, 120)}`;
}

function evidenceBlock(evidence: Evidence): string {
  const where = evidence.at ? `${placeIn(evidence.at)}:` : `Evidence (${evidence.kind}):`;
  const decoded = evidence.decoded === undefined ? '' : `\n\nDecoded:\n\n${markdownBlock(evidence.decoded)}`;
  return `${where}\n\n${markdownBlock(evidence.text)}${decoded}`;
}

/** The line that mends a finding as a block that GitHub puts in its place, and the command that has to follow. For a comment on just that line. */
export function suggestionOf(finding: Finding): string | undefined {
  const fix = finding.fixes.find(({ kind }) => kind === 'suggestion');
  const block = fix && suggestionBlock(fix.text);
  return fix && block !== undefined ? `${block}${fix.then === undefined ? '' : `\n\nThen run ${markdownCode(fix.then, 300)} and commit what it writes: until then manifest and lockfile disagree.`}` : undefined;
}

/**
 * Everything about one finding: what, why, what to do, what it rests on, where it comes from, how to waive it.
 * @param suggestion a block in place of the words for its fixes.
 */
export function findingBody(finding: Finding, { catalogue, packages }: RenderInput, suggestion?: string): string {
  const { what, why, todo } = wordsOf(finding, catalogue, markdown);
  const trace = finding.trace.slice(0, maxTrace).map((step, index) => `${index + 1}. ${placeIn(step.at)}: ${markdownCode(step.note)}`);
  const introducers = (rowOf(packages, finding)?.introducers ?? []).slice(0, maxIntroducers).map((one) => `- ${introducerPath(one)}`);
  const block = waiverBlock(finding.fingerprint, finding.subject, finding.integrity);
  return [
    what, why, `**What to do.** ${todo}`, ...(suggestion !== undefined ? [suggestion] : fixesOf(finding) === '' ? [] : [`**Fix.** ${fixesOf(finding)}`]), `At ${placeIn(finding.at)}.`,
    ...finding.evidence.slice(0, maxEvidence).map(evidenceBlock), ...(trace.length > 1 ? [`How it comes about:\n\n${trace.join('\n')}`] : []),
    ...(introducers.length > 0 ? [`Why it is here:\n\n${introducers.join('\n')}`] : []),
    ...(block === '' ? [`Fingerprint ${markdownCode(finding.fingerprint)}.`] : [`<details>\n<summary>Waive it</summary>\n\nFill in the last three lines and add this to the policy file on the base branch.\n\n${block}\n\n</details>`]),
  ].join('\n\n');
}

/** A finding folded away. The summary line holds words of ours only: HTML is no place for foreign text. */
export function findingDetails(finding: Finding, number: number, input: RenderInput): string {
  const id = /^[a-z0-9-]{1,60}$/.test(finding.check) ? finding.check : 'finding';
  return `<details>\n<summary>${number}. ${actionOf(finding, input.verdict)}: ${id}, severity ${finding.severity}, confidence ${finding.confidence}</summary>\n\n${findingBody(finding, input)}\n\n</details>`;
}

export function foldedList(findings: readonly Finding[], { catalogue, context }: RenderInput): string {
  const lines = findings.map((finding) => `- ${finding.severity} ${checkLink(finding.check, context)}: ${wordsOf(finding, catalogue, markdown).what} (${placeIn(finding.at)})`);
  return `<details>\n<summary>For information: ${findings.length} more</summary>\n\n${lines.join('\n')}\n\n</details>`;
}

export function waivedList(waived: readonly WaivedFinding[], { catalogue, context }: RenderInput): string {
  return waived.map(({ finding, waiver }) => `- ${checkLink(finding.check, context)}: ${wordsOf(finding, catalogue, markdown).what} Waived by ${markdownCode(waiver.by, 60)} until ${markdownCode(waiver.until, 20)}: ${markdownCode(waiver.reason, 300)}`).join('\n');
}

/** What could not be checked, by check and reason; each thing by name while `maxEach` lasts. `rest`: where the others that count are, in words of ours. */
export function gapsList(gaps: readonly Gap[], context: RenderContext, maxEach: number, rest = ''): string {
  const groups = grouped(gaps, (gap) => `${gap.waived ? 2 : gap.counts ? 0 : 1}\0${gap.check}\0${reasonKey(gap)}`);
  return [...groups.values()].map((group) => {
    const first = group[0]!;
    const state = first.waived ? 'waived' : first.counts ? 'decides the outcome' : 'named only';
    const reason = reasonOf(reasonKey(first), markdown);
    const names = group.slice(0, maxEach).map((gap) => `  - ${markdownCode(gap.subject)}${gap.counts ? `, fingerprint ${markdownCode(gap.fingerprint)}` : ''}`);
    const more = group.length > maxEach ? [`  - and ${group.length - maxEach} more${first.counts ? rest : ''}`] : [];
    return [`- ${checkLink(first.check, context)} (${state}): ${reason.what} ${reason.todo}`, ...names, ...more].join('\n');
  }).join('\n');
}

export function remarksList(verdict: Verdict): string {
  const lines = verdict.remarks.slice(0, 50).map((remark) => `- ${remarkText(remark, markdown)}`);
  return [...lines, ...(verdict.remarks.length > 50 ? [`- and ${verdict.remarks.length - 50} more`] : [])].join('\n');
}

/** What the verdict rests on. Nothing here changes while the content is the same: no ids of a run, no time of it. */
export function footer({ verdict, context }: RenderInput): string {
  const sha = (commit: string): string => markdownCode(commit, 64);
  const data = verdict.data.map((one) => `${markdownCode(one.source, 60)} of ${markdownCode(one.asOf, 30)}`).slice(0, 10);
  return [
    ...(context.looksAgainAt === undefined ? [] : [`A release that is too fresh now is old enough by ${markdownWords(context.looksAgainAt)}: then this head is looked at again by itself.`]),
    `Policy: ${markdownCode(context.policySource, 200)}, hash ${sha(verdict.policyHash)}.`,
    `Base ${sha(verdict.base)}, head ${sha(verdict.head)}${verdict.mergeResult === undefined ? '' : `, merge result ${sha(verdict.mergeResult)}`}.`,
    ...(data.length > 0 ? [`Data: ${data.join(', ')}.`] : []),
    `To run it again, re-run the check. To waive a finding, see [the policy](${context.docsBase}/policy.md).${context.detailsUrl === undefined ? '' : ` [Details](${context.detailsUrl}).`}`,
  ].join('\n');
}

/** A heading and its content; nothing where there is no content. */
export function section(heading: string, content: string): string[] {
  return content === '' ? [] : [`**${markdownWords(heading)}**\n\n${content}`];
}
