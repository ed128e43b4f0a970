import type { Replica } from '../replicas/replica.js';
import type { StandInVersion } from '../../registry/index.js';

export type Publisher = NonNullable<StandInVersion['publisher']>;
/** A version that the registry held beside the replica's two: when it was put up, and by whom where that is another one than of the version before. */
export type Put = readonly [version: string, publishedAt: string, publisher?: Publisher];

/** One row of the list of well-known attacks, with the registry's record as it stood in the first minute. */
export interface Incident {
  /** The replica of the row; where a row names several packages, one of them. */
  readonly id: string;
  /** The honest change in `test/attacks/clean` that the ordinary release brings: of the same package, or of one like it. */
  readonly honest: string;
  /** The package's versions beside the replica's, oldest first; what came out after the frozen minute is not among them. */
  readonly history: readonly Put[];
  /** Who put up the version before, and the malicious one, where that is not what the replica says. */
  readonly before?: Publisher;
  readonly after?: Publisher;
  /** The tag `latest` at that minute, where the malicious version did not take it. */
  readonly latest?: string;
  /** When the malicious bytes came, where that is not when the changed package's new version did. */
  readonly frozen?: string;
  /** The ordinary release that is reviewed a day after it came out, where that is not the version before. It is taken in from the greatest version of the history below it. */
  readonly twin?: string;
  /** What the public reports and the registry's own public record say of who, when and how. Names of accounts and their addresses are invented throughout. */
  readonly known: string;
  /** What is filled in. Where several things could have been so, the one that helps the review least is taken. */
  readonly assumed: string;
}

const person = (name: string, domain = `${name}.example`): Publisher => ({ name, email: `${name}@${domain}` });
const build: Publisher = { name: 'GitHub Actions', email: 'npm-oidc-no-reply@github.example.invalid', trustedPublisher: { id: 'github' } };
const at = (day: string): string => (day.length > 10 ? day : `${day}T12:00:00.000Z`);
const puts = (...list: readonly (readonly [version: string, day: string, publisher?: Publisher])[]): Put[] => list.map(([version, day, ...by]) => [version, at(day), ...by]);

const lintMember = person('a-maintainer', 'lint.example');
const lastDays = 'the days of the versions before the last';

/** The 28 attacks on npm of the list in docs/attacks.md, in the order of time. */
export const incidents: readonly Incident[] = [
  {
    id: 'eslint-scope-2018', honest: 'eslint-scope-2018', history: puts(['3.6.0', '2016-09-16', lintMember], ['3.7.0', '2017-03-20', person('lintbot', 'lint.example')], ['4.0.0', '2018-06-22']), latest: '4.0.0',
    known: 'The account of a maintainer, by its token; 3.7.2 came in a line that 4.0.0 had followed, a good year after 3.7.1.',
    assumed: 'That this maintainer had put up an early version by hand, and that `latest` stayed at 4.0.0.',
  },
  {
    id: 'event-stream-2018', honest: 'event-stream-2018', history: puts(['3.3.3', '2016-06-08', person('first-owner', 'streams.example')], ['3.3.4', '2016-07-16']), before: person('new-owner', 'mail.example'), frozen: '2018-10-05T09:00:00.000Z', twin: '3.3.4',
    known: 'The owner gave the package to somebody who asked for it; 3.3.6 took in flatmap-stream, whose 0.1.1 with the payload came four weeks later.',
    assumed: 'That the new owner had put up 3.3.5 already. The minute is that of flatmap-stream 0.1.1, when 3.3.6 is 26 days old. The twin is the last release of the first owner.',
  },
  {
    id: 'ua-parser-js-2021', honest: 'ua-parser-js-2021', history: puts(['0.7.26', '2021-03-29'], ['0.7.27', '2021-04-02']),
    known: 'The maintainer\'s own account; three lines within hours; half a year after the version before.', assumed: `0.8.0 and 1.0.0 came after this minute; ${lastDays}.`,
  },
  {
    id: 'coa-2021', honest: 'coa-2021', history: puts(['2.0.0', '2017-12-29'], ['2.0.1', '2018-03-21']),
    known: 'A taken-over account of a maintainer; nearly three years after the version before.', assumed: `That this account had put up the versions before; ${lastDays}.`,
  },
  {
    id: 'colors-2022', honest: 'colors-2022', history: puts(['1.3.2', '2018-07-30'], ['1.3.3', '2018-12-10']),
    known: 'The owner himself; a prerelease by its number; more than two years after 1.4.0.', assumed: 'That the owner had put up 1.4.0 too, and that the tag `latest` led to it.',
  },
  {
    id: 'node-ipc-2022', honest: 'node-ipc-2022', history: puts(['9.2.1', '2021-06-10'], ['10.0.2', '2021-08-20']),
    known: 'The owner himself.', assumed: lastDays,
  },
  {
    id: 'lottie-player-2024', honest: 'lottie-player-2024', history: puts(['2.0.2', '2023-06-14'], ['2.0.3', '2023-12-01']), before: person('an-engineer', 'anim.example'),
    known: 'The token of an engineer with the right to publish; three versions within an hour.', assumed: `That the same account had put up the versions before; that the others came after this minute; ${lastDays}.`,
  },
  {
    id: 'solana-web3-2024', honest: 'solana-web3-2024', history: puts(['1.95.3', '2024-08-21'], ['1.95.4', '2024-10-25']),
    known: 'A maintainer who was phished.', assumed: `That the same account had put up the versions before; ${lastDays}.`,
  },
  {
    id: 'rspack-2024', honest: 'rspack-2024', history: puts(['1.1.4', '2024-11-27'], ['1.1.5', '2024-12-03']),
    known: 'A stolen token.', assumed: `That it was the token of the account that always published; ${lastDays}.`,
  },
  {
    id: 'xrpl-2025', honest: 'xrpl-2025', history: puts(['4.0.0', '2024-07-15', person('ledger-ci', 'ledger.example')], ['4.1.0', '2024-12-23'], ['4.2.1', '2025-04-21T20:53:00.000Z', person('a-member', 'mail.example')], ['4.2.2', '2025-04-21T20:57:00.000Z']),
    known: 'A member of the organisation who had not published the package before; no release in the repository; several versions within an hour.', assumed: 'The minute is that of 4.2.3.',
  },
  {
    id: 'rand-user-agent-2025', honest: 'rand-user-agent-2025', history: puts(['2.0.80', '2024-09-27'], ['2.0.81', '2024-10-01']),
    known: 'An old token of the account that always published; seven months after the version before.', assumed: `That 2.0.83 came after; ${lastDays}.`,
  },
  {
    id: 'eslint-config-prettier-2025', honest: 'eslint-config-prettier-2025', history: puts(['8.8.0', '2023-03-20'], ['8.9.0', '2023-07-27'], ['9.1.0', '2023-12-02'], ['10.0.1', '2025-01-13'], ['10.1.5', '2025-05-09']), latest: '10.1.5',
    known: 'A maintainer who was phished; four versions in three lines, of which two had been followed by later ones; the version before in the newest line had an attestation.', assumed: 'That this maintainer had put up all lines, and that 8.10.1 came first.',
  },
  {
    id: 'nx-2025', honest: 'nx-2025', history: puts(['21.3.11', '2025-07-31'], ['21.4.0', '2025-08-14']),
    known: 'A stolen token; versions without the attestation of those before.', assumed: `That it was the token of the account that always published; ${lastDays}.`,
  },
  {
    id: 'chalk-debug-2025', honest: 'chalk-2025', history: puts(['5.4.1', '2024-12-21'], ['5.5.0', '2025-08-04']), before: person('a-maintainer', 'chalk.example'),
    known: 'A maintainer who was phished; eighteen packages within two hours.', assumed: `That the same account had put up the versions before, by hand and without attestations; ${lastDays}.`,
  },
  {
    id: 'shai-hulud-2025', honest: 'tinycolor-2025', history: puts(['4.0.3', '2024-01-19'], ['4.0.4', '2024-04-02']),
    known: 'The maintainer\'s own token.', assumed: `${lastDays}; that nothing came out after 4.1.0 of April 2024.`,
  },
  {
    id: 'phantomraven-2025', honest: 'unused-imports-2025', history: [],
    known: 'A package made for it, by an account made for it, under a name that assistants invent.', assumed: 'That it is reviewed when it is the package\'s only version. The twin is another young package, with a dependency from the registry.',
  },
  {
    id: 'shai-hulud-2-2025', honest: 'posthog-node-2025', history: puts(['1.4.0', '2025-04-14'], ['1.4.1', '2025-05-19']),
    known: 'Tokens that the worm had found.', assumed: `That the account is the one that always published; ${lastDays}.`,
  },
  {
    id: 'axios-2026', honest: 'axios-2026', history: puts(['1.13.4', '2026-02-03', person('axios-lead', 'axios.example')], ['1.13.6', '2026-03-02', build]), after: person('axios-lead', 'mail.example.invalid'),
    known: 'The lead maintainer\'s account with a new address, by hand, where 1.14.0 came from a build service under its own identity with an attestation; the dependency was put up the day before.', assumed: 'That the account had put up older versions by hand.',
  },
  {
    id: 'velora-dex-2026', honest: 'velora-dex-sdk-2026', history: puts(['9.3.4', '2026-01-29'], ['9.3.5', '2026-02-24']),
    known: 'Nothing of the account.', assumed: `That it is the one that always published; ${lastDays}.`,
  },
  {
    id: 'bitwarden-cli-2026', honest: 'bitwarden-cli-2026', history: puts(['2026.1.0', '2026-01-21'], ['2026.2.0', '2026-02-18']),
    known: 'The project\'s own build, which an action had poisoned.', assumed: `That the record shows the usual account; ${lastDays}.`,
  },
  {
    id: 'tanstack-2026', honest: 'tanstack-react-router-2026', history: puts(['1.169.2', '2026-05-04'], ['1.169.3', '2026-05-06']),
    known: 'The project\'s own build under its own identity, with a valid attestation.', assumed: lastDays,
  },
  {
    id: 'node-ipc-2026', honest: 'node-ipc-2026', history: puts(['10.1.0', '2022-01-02', person('ipc-maintainer', 'ipc.example')], ['11.1.0', '2022-04-26', person('ipc-contributor', 'lapsed-company.example.invalid')], ['12.0.0-0', '2024-07-20', person('ipc-maintainer', 'ipc.example')]), before: person('ipc-maintainer', 'ipc.example'),
    known: 'The account of a contributor whose mail domain had been registered anew; three lines at once; nearly two years after the version before.', assumed: 'That this account had put up a version years ago, under the same domain.',
  },
  {
    id: 'redhat-cloud-services-2026', honest: 'redhat-cloud-services-2026', history: puts(['9.0.0', '2026-03-30'], ['9.0.1', '2026-04-13']),
    known: 'The project\'s own build under its own identity, with valid attestations.', assumed: lastDays,
  },
  {
    id: 'phantom-gyp-2026', honest: 'leo-sdk-2026', history: puts(['1.0.0', '2026-03-31'], ['1.1.0', '2026-04-28']),
    known: 'Nothing of the account.', assumed: `That it is the one that always published; ${lastDays}.`,
  },
  {
    id: 'mastra-2026', honest: 'mastra-core-2026', history: puts(['1.8.0', '2026-05-19', person('former-contributor', 'mail.example.invalid')], ['1.9.0', '2026-06-02', build]),
    known: 'A former contributor\'s account, by hand, where the version before came from a build service under its own identity; the dependency was put up the day before.', assumed: 'That this account had put up an older version.',
  },
  {
    id: 'jscrambler-2026', honest: 'jscrambler-2026-a', history: puts(['8.11.0', '2026-03-24'], ['8.12.0', '2026-05-05']),
    known: 'Nothing of the account.', assumed: `That it is the one that always published; ${lastDays}.`,
  },
  {
    id: 'keyv-2026', honest: 'keyv-2026', history: puts(['5.5.4', '2025-11-11'], ['5.5.5', '2025-12-16']),
    known: 'The project\'s own build under its own identity, with valid attestations.', assumed: lastDays,
  },
  {
    id: 'openapi-react-query-codegen-2026', honest: 'openapi-react-query-codegen-2026', history: puts(['1.6.0', '2024-10-15'], ['1.6.1', '2024-12-05'], ['2.0.0', '2025-09-10', build], ['3.0.2', '2026-08-11']), latest: '3.0.2',
    known: 'Old lines got a last version each within minutes.', assumed: 'That they came from the build service that put up the newest line; that `latest` stayed there.',
  },
];

/** The honest change of an incident's ordinary release. @throws where there is none. */
export async function honestOf({ honest }: Incident): Promise<Replica> {
  return ((await import(`../clean/${honest}.js`)) as { replica: Replica }).replica;
}

/** The replica of an incident. @throws where there is none. */
export async function replicaOf({ id }: Incident): Promise<Replica> {
  return ((await import(`../replicas/${id}.js`)) as { replica: Replica }).replica;
}
