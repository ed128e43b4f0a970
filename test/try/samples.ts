import type { Seen } from './follow.js';
import { dependencies, readme, serverWithSocket } from './shop.js';
import type { Files } from './clone.js';

/** Something that must be so about a verdict, and whether it is. */
export interface Expectation {
  readonly what: string;
  readonly holds: boolean;
}

export interface Sample {
  readonly title: string;
  /** In the last table: what should come of it. */
  readonly expected: string;
  readonly branch: string;
  readonly files: () => Files;
  readonly commit: string;
  /** Of a new pull request; without it the branch's pull request is pushed to. */
  readonly opens?: { readonly title: string; readonly body: string };
  readonly needsRegistry: boolean;
  readonly blocks: boolean;
  readonly expectations: (seen: Seen) => readonly Expectation[];
}

const passes = (seen: Seen): Expectation => ({ what: 'the check passes', holds: seen.conclusion === 'success' && seen.title.startsWith('passed') });
const blocks = (seen: Seen): Expectation => ({ what: 'the check fails: blocked', holds: seen.conclusion === 'failure' && seen.title.startsWith('blocked') });
const silent = (seen: Seen): Expectation => ({ what: 'nobody is notified: no comment, no review', holds: seen.comments.length === 0 && seen.lineComments.length === 0 && seen.reviews === 0 });
const one = (seen: Seen): Expectation => ({ what: 'one check, one summary comment, one review', holds: seen.checks === 1 && seen.comments.length === 1 && seen.reviews === 1 });
const mayMerge = (seen: Seen): Expectation => ({ what: 'merging is allowed', holds: seen.mergeableState === 'clean' });
const mayNotMerge = (seen: Seen): Expectation => ({ what: 'merging is blocked', holds: seen.mergeableState === 'blocked' });
const unique = (values: readonly string[]): boolean => new Set(values).size === values.length;

/** The findings' marks: a doubled one would be a comment told twice. */
const marks = (seen: Seen): readonly string[] => seen.lineComments.flatMap(({ body }) => /mergewarden:finding:([0-9a-f]+)/.exec(body)?.[1] ?? []);
const tells = (seen: Seen, ...words: readonly string[]): boolean => words.every((word) => (seen.comments[0] ?? '').includes(word));

const vulnerability = 'GHSA-3h5v-q93c-6h6q';

export const samples: readonly Sample[] = [
  {
    title: 'An ordinary upgrade of real packages: debug 4.3.6 → 4.4.3, semver 7.6.2 → 7.7.1',
    expected: 'passes, silent', branch: 'upgrade', needsRegistry: true, blocks: false, commit: 'Upgrade debug and semver', files: () => dependencies('upgrade'),
    opens: { title: 'Upgrade debug and semver', body: 'The usual monthly round.' },
    expectations: (seen) => [passes(seen), silent(seen), mayMerge(seen)],
  },
  {
    title: `A new dependency with a known vulnerability: ws 8.16.0`,
    expected: 'blocked, fix named, merge refused', branch: 'live-stock', needsRegistry: true, blocks: true, commit: 'Send stock levels as they change',
    files: () => ({ ...dependencies('vulnerable'), 'src/server.js': serverWithSocket }),
    opens: { title: 'Send stock levels as they change', body: 'The page asked every few seconds what is in stock. Now it is **told**, over a web socket.' },
    expectations: (seen) => [
      blocks(seen), one(seen), { what: `${vulnerability} and the fix, 8.17.1, are named`, holds: tells(seen, vulnerability, '8.17.1') },
      { what: 'a comment stands on the line that brings it in', holds: seen.lineComments.some(({ path }) => path === 'package.json') }, mayNotMerge(seen),
    ],
  },
  {
    title: 'An upgrade that at install runs what it downloads: @acme/telemetry 1.0.0 → 1.1.0, inert and from the local registry',
    expected: 'blocked: remote-code', branch: 'telemetry', needsRegistry: false, blocks: true, commit: 'Upgrade @acme/telemetry', files: () => dependencies('base', '1.1.0'),
    opens: { title: 'Upgrade @acme/telemetry to 1.1.0', body: 'A minor version; the changelog only mentions `reset()`.' },
    expectations: (seen) => [
      blocks(seen), one(seen), { what: 'remote-code is found', holds: tells(seen, '[remote-code]', 'telemetry.example.invalid') }, { what: 'install-script is found', holds: tells(seen, '[install-script]', 'postinstall') }, { what: 'dynamic-code is found', holds: tells(seen, '[dynamic-code]', 'setup.js') },
      { what: 'no finding is told twice', holds: unique(marks(seen)) }, mayNotMerge(seen),
    ],
  },
  {
    title: 'No dependency change: the README',
    expected: 'passes, check published', branch: 'readme', needsRegistry: false, blocks: false, commit: 'Say how to reach the report', files: () => ({ 'README.md': `${readme}\n\`/report\` counts what was asked for.\n` }),
    opens: { title: 'Say how to reach the report', body: '' },
    expectations: (seen) => [passes(seen), silent(seen), { what: 'one check is published', holds: seen.checks === 1 }, mayMerge(seen)],
  },
  {
    title: 'A push that mends the second one: ws 8.17.1',
    expected: 'green, old comments settled, nothing doubled', branch: 'live-stock', needsRegistry: true, blocks: false, commit: 'Take the ws without the vulnerability', files: () => dependencies('mended'),
    expectations: (seen) => [
      passes(seen), one(seen), { what: 'the summary comment is settled', holds: tells(seen, 'mergewarden: passed', 'Nothing is left to say') },
      { what: 'each old comment on a line is struck, none is doubled', holds: seen.lineComments.length > 0 && unique(marks(seen)) && seen.lineComments.every(({ body }) => body.includes('~~') && body.includes('resolved in')) },
      mayMerge(seen),
    ],
  },
];
