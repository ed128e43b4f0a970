import type { Finding } from '../core/finding.js';
import type { Annotation, LineComment } from '../core/publication.js';
import type { Verdict } from '../core/verdict.js';
import { bindingOf } from '../core/policy.js';
import { plainValue, visible } from './escape.js';
import { grouped, pack, size } from './ladder.js';
import { actionOf, checkLink, findingBody, isBlocking, suggestionOf, type RenderInput } from './markdown.js';
import { maxComment, type Lists } from './summary.js';
import { count } from './title.js';
import { plain, wordsOf } from './words.js';

/** Comments of one review: more than that and nobody reads them, and GitHub begins to refuse content. */
const maxComments = 30;
/** Findings with an annotation of their own; the rest share annotations, file by file, so that the writes stay few. */
const maxSingle = 100;
const maxMessage = 60_000;
/** Annotations for a file of its own; findings in more files share annotations that name the file in each line. */
const maxGroups = 50;
const maxAnnotationTitle = 255;
/** Lines of a finding's place that are looked through for one that the diff holds. */
const maxSpan = 200;

/** The lines of each file that a comment may stand on; a file that is not here has none. */
export type Commentable = ReadonlyMap<string, { readonly right: ReadonlySet<number>; readonly left: ReadonlySet<number> }>;

/** The hidden mark of a finding's comment: the fingerprint, and nothing that is not hexadecimal. */
function findingMarker(fingerprint: string): string {
  return `<!-- mergewarden:finding:${fingerprint.replace(/[^0-9a-f]/g, '').slice(0, 64)} -->`;
}

function lineFor({ at }: Finding, commentable: Commentable): { readonly line: number; readonly side: 'LEFT' | 'RIGHT' } | undefined {
  const lines = at.in === 'repository' ? commentable.get(at.path) : undefined;
  if (!lines || at.in !== 'repository') return undefined;
  const side = at.side === 'head' ? 'RIGHT' : 'LEFT';
  const known = side === 'RIGHT' ? lines.right : lines.left;
  for (let line = at.line; line <= Math.min(at.endLine, at.line + maxSpan); line++) if (known.has(line)) return { line, side };
  return undefined;
}

function commentBody(finding: Finding, input: RenderInput, suggestion: string | undefined): string {
  const head = `${findingMarker(finding.fingerprint)}\n**${actionOf(finding, input.verdict)}**, ${finding.severity} ${checkLink(finding.check, input.context)}`;
  const body = `${head}\n\n${findingBody(finding, input, suggestion)}`;
  return size(body) <= maxComment ? body : `${head}\n\nToo much to show here: see the check's details.`;
}

function levelOf(finding: Finding, verdict: Verdict): Annotation['level'] {
  return verdict.enforced && isBlocking(finding, verdict) ? 'failure' : 'warning';
}

function annotationOf(finding: Finding, input: RenderInput): Annotation {
  const { what, why, todo } = wordsOf(finding, input.catalogue, plain);
  return {
    path: finding.at.path, startLine: Math.max(1, finding.at.line), endLine: Math.max(1, finding.at.line, finding.at.endLine), level: levelOf(finding, input.verdict),
    title: visible(`${finding.check} (${finding.severity})`, maxAnnotationTitle - 1),
    message: visible(what, 4_000) + `\n\n${visible(why, 4_000)}\n\n${visible(todo, 4_000)}\n\nFingerprint ${visible(finding.fingerprint, 64)}`,
  };
}

/** One annotation for as many lines as it holds, as often as it takes. */
function packed(lines: readonly string[], noun: string, place: (from: number) => Pick<Annotation, 'path' | 'level'> & { readonly line: number }): Annotation[] {
  const annotations: Annotation[] = [];
  for (let from = 0; from < lines.length;) {
    const { text, taken } = pack(lines.slice(from, from + maxMessage / 10), maxMessage);
    const { line, ...rest } = place(from);
    annotations.push({ ...rest, startLine: Math.max(1, line), endLine: Math.max(1, line), title: count(taken, noun), message: text });
    from += taken;
  }
  return annotations;
}

function shared(findings: readonly Finding[], input: RenderInput): Annotation[] {
  const level = (finding: Finding): Annotation['level'] => levelOf(finding, input.verdict);
  const lineOf = (finding: Finding, path: string): string => {
    const about = finding.subject ? bindingOf(finding.subject) : undefined;
    return `${visible(finding.check, 60)} ${about ? plainValue(about.version === undefined ? about.package : `${about.package}@${about.version}`, 100) : ''}${path} line ${finding.at.line}`;
  };
  const groups = [...grouped(findings, (finding) => `${finding.at.path}\0${level(finding)}`).values()];
  const rest = [...grouped(groups.slice(maxGroups).flat(), level).values()];
  return [
    ...groups.slice(0, maxGroups).flatMap((group) => packed(group.map((finding) => lineOf(finding, '')), 'finding', (from) => ({ path: group[from]!.at.path, line: group[from]!.at.line, level: level(group[from]!) }))),
    ...rest.flatMap((group) => packed(group.map((finding) => lineOf(finding, ` in ${plainValue(finding.at.path, 100)}`)), 'finding', (from) => ({ path: group[from]!.at.path, line: group[from]!.at.line, level: level(group[from]!) }))),
  ];
}

/**
 * Every hole that decides the outcome, by name and fingerprint, where the details have no room for them: each is waived by itself, so each has
 * to be found. Of many that stand together every package is named once, under the first check that could not read it; the details never do.
 * @param all false where the details name every hole: then only those that stand together are here. They stand at the changed lockfile, since a hole has no line of its own.
 */
export function gapAnnotations({ verdict, packages }: RenderInput, all: boolean): Annotation[] {
  const counting = verdict.gaps.filter((gap) => gap.counts && (all || gap.data['packages'] !== undefined));
  const path = [...packages.keys()].map((key) => key.slice(0, key.indexOf('\0'))).find((lockfile) => lockfile !== '') ?? '.github/mergewarden.yml';
  const listed = new Set<string>();
  const lines = counting.flatMap((gap) => {
    const together = Array.isArray(gap.data['packages']) ? gap.data['packages'].filter((one) => typeof one === 'string') : [];
    const list = together.join('\n');
    const names = listed.has(list) ? [] : together;
    listed.add(list);
    return [`${visible(gap.check, 60)} ${plainValue(gap.subject, 200)} ${gap.code} ${visible(gap.fingerprint, 64)}`, ...names.map((name) => `- ${plainValue(name, 200)}`)];
  });
  return packed(lines, 'line', () => ({ path, line: 1, level: verdict.enforced ? 'failure' : 'warning' }));
}

/**
 * Where each told finding is shown in the files: a comment on a line that the diff holds, for the first thirty, else an annotation.
 * Every finding that blocks has one of both, however many there are. A fingerprint has one comment.
 */
export function placeFindings(input: RenderInput, lists: Lists, commentable: Commentable): { readonly comments: LineComment[]; readonly annotations: Annotation[] } {
  const comments: LineComment[] = [];
  const seen = new Set<string>();
  const noted: Finding[] = [];
  // Applied, one of two suggestions for a line would undo the other.
  const suggested = new Set<string>();
  for (const finding of lists.told) {
    const place = seen.has(finding.fingerprint) || comments.length >= maxComments ? undefined : lineFor(finding, commentable);
    if (!place) { noted.push(finding); continue; }
    seen.add(finding.fingerprint);
    const line = `${finding.at.path}\0${place.line}`;
    const suggestion = place.side === 'RIGHT' && finding.at.line === place.line && finding.at.endLine === place.line && !suggested.has(line) ? suggestionOf(finding) : undefined;
    if (suggestion !== undefined) suggested.add(line);
    comments.push({ marker: finding.fingerprint, path: finding.at.path, ...place, body: commentBody(finding, input, suggestion) });
  }
  return { comments, annotations: [...noted.slice(0, maxSingle).map((finding) => annotationOf(finding, input)), ...shared(noted.slice(maxSingle), input)] };
}
