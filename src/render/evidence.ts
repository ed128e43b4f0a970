import type { Build, Checked, EvidencePart, EvidenceRow, VerdictEvidence, Vouched } from '../core/evidence.js';
import type { Rank } from '../core/rank.js';
import { markdown, plain, type Sink } from './words.js';
import { count } from './title.js';

/** Packages that one text names; the others are counted. */
export const mostShown = 100;
const mostBefore = 3;

const rankWords: { readonly [rank in Rank]: string } = { none: 'nothing', provenance: 'provenance', 'trusted-publisher': 'trusted publisher', staged: 'staged release' };
const machineWords: { readonly [machines in Build['machines']]: string } = { hosted: 'hosted machines', 'self-hosted': 'the project\'s own machines', unknown: 'machines of unknown owner' };
/** Words that a reader looks for. */
const marked = (words: string, sink: Sink): string => (sink === markdown ? `**${words}**` : words);
/** What is not there is neither good nor bad: it is told as none. */
const absent: ReadonlySet<string> = new Set(['ATTESTATIONS_ABSENT', 'SIGNATURES_ABSENT']);

function checkedWords({ state, code }: Checked, sink: Sink): string {
  if (state === 'verified') return 'verified';
  return code !== undefined && absent.has(code) && state === 'could-not-check' ? 'none' : `${state === 'refused' ? marked('refused', sink) : 'could not check'}${code === undefined ? '' : ` (${sink.value(code)})`}`;
}

/** A ref in the words that people have for it. */
function refWords(ref: string, sink: Sink): string {
  const [, kind, name] = /^refs\/(tags|heads)\/([^]+)$/.exec(ref) ?? [];
  return kind === undefined ? sink.value(ref) : `${kind === 'tags' ? 'tag' : 'branch'} ${sink.value(name!)}`;
}

const shortCommit = (commit: string): string => (/^[0-9a-f]{12,}$/.test(commit) ? commit.slice(0, 12) : commit);

function buildWords({ repository, workflow, ref, commit, machines }: Build, sink: Sink): string {
  return `built from ${sink.value(repository)} by ${sink.value(workflow)}${ref === undefined ? '' : ` at ${refWords(ref, sink)}`}, commit ${sink.value(shortCommit(commit))}, on ${sink.words(machineWords[machines])}`;
}

const provenanceWords = ({ provenance }: Vouched, sink: Sink): string => `${checkedWords(provenance, sink)}${provenance.build ? `, ${buildWords(provenance.build, sink)}` : ''}`;

/** Of what a build before was, only what is another now. */
function buildBefore({ provenance: { build } }: Vouched, differs: readonly EvidencePart[], sink: Sink): string {
  if (!build) return '';
  const { repository, workflow, ref, machines } = build;
  const words: { readonly [part in EvidencePart]?: string } = {
    repository: `from ${sink.value(repository)}`, workflow: `by ${sink.value(workflow)}`, ref: ref === undefined ? '' : `at ${refWords(ref, sink)}`, builder: `on ${sink.words(machineWords[machines])}`,
  };
  return differs.flatMap((part) => words[part] ?? []).filter((text) => text !== '').join(', ');
}

/** A value with what it was before, where that differs. */
function withBefore(now: string, before: readonly string[], sink: Sink): string {
  const told = [...new Set(before)].filter((text) => text !== '' && text !== now);
  return told.length === 0 ? now : `${now}; ${marked('before:', sink)} ${told.slice(0, mostBefore).join(' or ')}${told.length > mostBefore ? ' or others' : ''}`;
}

/** The four things that are told of a package, as text. */
function cellsOf({ before, after, differs }: EvidenceRow, sink: Sink): { readonly signature: string; readonly publish: string; readonly provenance: string; readonly stated: string } {
  const was = (part: EvidencePart, words: (one: Vouched) => string): readonly string[] => (differs.includes(part) ? before.map(words) : []);
  return {
    signature: withBefore(checkedWords(after.signature, sink), was('signature', (one) => checkedWords(one.signature, sink)), sink),
    publish: withBefore(checkedWords(after.publish, sink), was('publish', (one) => checkedWords(one.publish, sink)), sink),
    provenance: withBefore(provenanceWords(after, sink), differs.includes('provenance') ? before.map((one) => provenanceWords(one, sink)) : before.map((one) => buildBefore(one, differs, sink)), sink),
    stated: withBefore(rankWords[after.stated], was('stated', (one) => rankWords[one.stated]), sink),
  };
}

function packageWords({ package: name, registry, from, after }: EvidenceRow, sink: Sink): string {
  const versions = from.slice(0, mostBefore).map((version) => sink.value(version)).join(', ');
  return `${sink.value(name)} ${versions === '' ? 'new ' : `${versions} → `}${sink.value(after.version)}${registry === 'default' ? '' : ` from ${sink.value(registry)}`}`;
}

const reasonWords: { readonly [code: string]: string } = {
  SIGNATURES_ABSENT: 'no signature in the registry\'s record', TRUST_ROOT_ABSENT: 'no keys here for their registry', KEYS_ABSENT: 'no keys here for their registry', BYTES_UNKNOWN: 'no bytes that a signature could be held to',
};

/** One line for all packages of which nothing is known; undefined where there are none. */
function unknownWords({ unknown }: VerdictEvidence, sink: Sink): string | undefined {
  const codes = new Map<string, number>();
  for (const { code, count: number } of unknown) codes.set(code, (codes.get(code) ?? 0) + number);
  const all = [...codes.values()].reduce((sum, number) => sum + number, 0);
  if (all === 0) return undefined;
  const reasons = [...codes].slice(0, 5).map(([code, number]) => `${codes.size > 1 ? `${number} ` : ''}${sink.words(Object.hasOwn(reasonWords, code) ? `${reasonWords[code]!} ` : '')}(${sink.value(code)})`);
  return `Nothing is known that vouches for ${count(all, 'changed package')}: ${reasons.join(', ')}.`;
}

/** The table of what vouches for the changed packages, folded; undefined where nothing is known of any of them. */
export function evidenceDetails(evidence: VerdictEvidence | undefined): string | undefined {
  if (!evidence || evidence.rows.length === 0) return undefined;
  const shown = evidence.rows.slice(0, mostShown);
  const rest = evidence.rows.length + evidence.beyond - shown.length;
  const rows = shown.map((row) => { const { signature, publish, provenance, stated } = cellsOf(row, markdown); return `| ${packageWords(row, markdown)} | ${signature} | ${publish} | ${provenance} | ${stated} |`; });
  const unknown = unknownWords(evidence, markdown);
  return [
    `<details>\n<summary>What vouches for the changed packages: ${evidence.rows.length + evidence.beyond}</summary>`,
    'Verified is what a signature proves of these very bytes. Stated is what the registry\'s record says of the release, which nobody signed.',
    ['| Package | Registry signature | Publish attestation | Provenance | Stated |', '|---|---|---|---|---|', ...rows].join('\n'),
    ...(rest > 0 ? [`And ${count(rest, 'package')} more.`] : []), ...(unknown === undefined ? [] : [unknown]), '</details>',
  ].join('\n\n');
}

/** A paragraph for a terminal, and how far in it begins. */
export interface Paragraph {
  readonly indent: string;
  readonly text: string;
}

/** The same for a terminal: paragraphs for each package where all is wanted, else one that counts; none where nothing is known. */
export function evidenceParagraphs(evidence: VerdictEvidence | undefined, verbose: boolean): readonly Paragraph[] {
  if (!evidence || (!verbose && evidence.rows.length === 0)) return [];
  const { rows, beyond, unknown } = evidence;
  if (!verbose) {
    const verified = (part: 'signature' | 'provenance'): string => `${rows.filter((row) => row.after[part].state === 'verified').length}${beyond > 0 ? ' or more' : ''}`;
    const all = rows.length + beyond + unknown.reduce((sum, one) => sum + one.count, 0);
    return [{ indent: '', text: `Of ${count(all, 'changed package')} the registry's signature is verified for ${verified('signature')}, provenance for ${verified('provenance')}: --verbose shows what vouches for each.` }];
  }
  const told = rows.slice(0, mostShown);
  const rest = rows.length + beyond - told.length;
  const nothing = unknownWords(evidence, plain);
  return [
    ...(told.length > 0 ? [{ indent: '', text: 'What vouches for the changed packages:' }] : []), ...told.flatMap((row) => paragraphsOf(row)),
    ...(rest > 0 ? [{ indent: '  ', text: `and ${count(rest, 'package')} more` }] : []), ...(nothing === undefined ? [] : [{ indent: '', text: nothing }]),
  ];
}

function paragraphsOf(row: EvidenceRow): readonly Paragraph[] {
  const { signature, publish, provenance, stated } = cellsOf(row, plain);
  return [{ indent: '  ', text: packageWords(row, plain) }, ...[`registry signature: ${signature}`, `publish attestation: ${publish}`, `provenance: ${provenance}`, `stated: ${stated}`].map((text) => ({ indent: '    ', text }))];
}
