import type { BenchRow } from './rows.js';
import { longestChain, type Exchange } from './service/chain.js';
import { changesOf, packageOf, projectFiles, type PackageChange } from './service/packages.js';
import { withWorld, type Latency, type World } from './service/world.js';

const latencyMs = 50;
const timed: Latency = { github: latencyMs, registry: latencyMs };
/**
 * Long beside what the stand-ins themselves take for an answer, and beside the 300 ms after which a test merge is asked for again: with 50 ms,
 * two requests that were sent together may seem to follow one another.
 */
const counted: Latency = { github: 700, registry: latencyMs };
const none: Latency = { github: 0, registry: 0 };
const goalRounds = 6;
/** Requests to GitHub of one review, and one more for every 50 notes on its check. */
const goalCalls = 8;
const notesAtOnce = 50;
const goalInProgressMs = 200;
const inProgressTimes = 7;
/** The age at which the newest head is asked for again before a comment is written (`newestMs` of the application). */
const newestMs = 5000;

/** One advisory that fits nothing, so that the data is not empty, and one on the first package of the measure of the first block. */
const advisories = [['GHSA-bench-0000-0000', 'none-of-these'], ['GHSA-bench-0000-0001', 'risky-000']].map(([id, name]) => ({
  id, modified: '2026-01-01T00:00:00Z', summary: 'Made up for a measure', severity: [{ type: 'CVSS_V3', score: 'CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H' }],
  affected: [{ package: { ecosystem: 'npm', name }, ranges: [{ type: 'SEMVER', events: [{ introduced: '1.1.0' }, { fixed: '1.2.0' }] }] }],
}));

interface Passage {
  readonly conclusion: string;
  /** Milliseconds from the stored delivery. */
  readonly inProgress: number;
  readonly verdict: number;
  readonly chain: readonly Exchange[];
  /** Requests to GitHub, without those that are made once an hour. */
  readonly calls: number;
  /** Tokens, and who our App is: made once an hour for a repository. */
  readonly hourly: number;
  /** Requests about the head that this one took the place of: its own last look. */
  readonly replaced: number;
  readonly notes: number;
  /** Whether a review or a comment was written, and milliseconds until all was told. */
  readonly comments: boolean;
  readonly all: number;
  /** Of the calls those for pages of the list of open pull requests. */
  readonly listed: number;
  readonly lastEvidence: number;
  readonly last: string;
}

const isHourly = (one: Exchange): boolean => one.subject === undefined && (one.what.endsWith('/access_tokens') || one.what === 'GET /app');

/** The rows of the calls of one passage; `goal` is false where none is held, which docs/bench.md says why. */
function callRows(name: string, { calls, hourly, replaced, notes, all, comments }: Passage, goal = true): readonly BenchRow[] {
  const late = comments && all > newestMs ? 1 : 0;
  const most = goalCalls + Math.ceil(notes / notesAtOnce) + late;
  return [
    { name: `${name}: requests to GitHub until all is told`, value: calls, unit: '', ok: !goal || calls <= most, ...(goal ? { ratio: calls / most, against: `the goal${notes === 0 ? '' : `, ${notes} notes`}${late === 0 ? '' : ', evidence after more than 5 s'}`, goal: `<= ${most}` } : {}) },
    { name: `${name}: tokens beside them, once an hour`, value: hourly, unit: '', ok: true },
    ...(replaced === 0 ? [] : [{ name: `${name}: requests about the head that it replaced`, value: replaced, unit: '', ok: true }]),
  ];
}

/** Opens a pull request with these changes and follows it from its webhook until nothing is left to do. */
async function follow(world: World, repository: string, changes: readonly PackageChange[], added: Latency, { baseMoves = false, others = 0, pushedBefore }: Pick<Scenario, 'baseMoves' | 'others'> & { readonly pushedBefore?: readonly PackageChange[] } = {}): Promise<Passage> {
  const { github } = world;
  const named = `acme/${repository}`;
  const branch = changes[0]!.name;
  await github.push(named, { branch: 'main', files: projectFiles(changes, 'before'), by: 'ann' });
  await github.push(named, { branch, from: 'main', files: projectFiles(pushedBefore ?? changes, 'after'), by: 'ann' });
  if (baseMoves) await github.push(named, { branch: 'main', files: { 'readme.md': `before ${branch}\n` }, by: 'ann' });
  if (others > 0) github.crowd(named, others, { author: 'bob', sha: await github.push(named, { branch: 'standing', from: 'main', files: { 'standing.txt': 'x\n' }, by: 'ann' }), at: Date.now() - 86_400_000 });
  await world.idle();
  const open = (): ReturnType<typeof github.openPull> => github.openPull(named, { head: branch, by: 'ann', title: 'Upgrade' });
  const earlier = pushedBefore && (await open()).head.sha;
  await world.idle();
  world.slow(added);
  const from = performance.now();
  const head = pushedBefore ? await github.push(named, { branch, files: projectFiles(changes, 'after'), by: 'ann' }) : (await open()).head.sha;
  const runs = () => github.repository(named).checkRuns.filter((run) => run.headSha === head);
  while (!runs().some((run) => run.conclusion)) {
    if (performance.now() - from > 60_000) throw new Error('no conclusion within a minute');
    await new Promise((resolve) => { setTimeout(resolve, 5); });
  }
  await world.idle();
  world.slow(none);
  const stored = world.log.find((line) => line.at >= from && line.message === 'delivery' && line.fields['event'] === 'pull_request' && line.fields['state'] === 'stored')!.at;
  const exchanges = world.exchanges(from);
  // The list of open pull requests is read by REST only for a head that none is known to have.
  const ofReplaced = (one: Exchange): boolean => earlier !== undefined && (one.what.includes(earlier) || one.what.startsWith(`GET /repos/${named}/pulls?`));
  const writes = exchanges.filter((one) => /^(?:POST|PATCH) \/repos\/[^ ]*\/check-runs/.test(one.what));
  const concluding = writes[1] ?? writes[0]!;
  const evidence = exchanges.filter((one) => one.subject !== undefined);
  const chain = longestChain(exchanges, concluding);
  if (process.env['MERGEWARDEN_BENCH_TRACE']) {
    for (const one of exchanges) console.error(`    ${chain.includes(one) ? '*' : ' '}${(one.startedAt - stored).toFixed(0).padStart(6)} ${(one.endedAt - stored).toFixed(0).padStart(6)} ${one.what}`);
  }
  return {
    conclusion: runs().find((run) => run.conclusion)!.conclusion ?? '', inProgress: writes[0]!.endedAt - stored, verdict: concluding.endedAt - stored, chain,
    calls: exchanges.filter((one) => one.subject === undefined && !isHourly(one) && !ofReplaced(one)).length, replaced: exchanges.filter(ofReplaced).length,
    comments: exchanges.some((one) => /^POST .*\/(?:comments|reviews)$/.test(one.what)), all: Math.max(...exchanges.map((one) => one.endedAt)) - stored, hourly: exchanges.filter(isHourly).length,
    notes: runs().reduce((most, run) => Math.max(most, run.annotations.length), 0), listed: exchanges.filter((one) => one.what.startsWith(`GET /repos/${named}/pulls?`)).length, lastEvidence: Math.max(...evidence.map((one) => one.endedAt)) - stored, last: runs().at(-1)?.conclusion ?? '',
  };
}

interface Scenario {
  readonly name: string;
  readonly packages: number;
  /** The repository was reviewed before: tokens are at hand. */
  readonly known?: boolean;
  /** The base went on after the branch was made: the test merge has to be waited for. */
  readonly baseMoves?: boolean;
  /** So many other pull requests are open in the repository. */
  readonly others?: number;
}

async function prepare(world: World, repository: string, changes: readonly PackageChange[]): Promise<void> {
  for (const change of changes) world.registry.publish(packageOf(change));
  await world.github.createRepository({ owner: 'acme', name: repository, files: { 'readme.md': 'shop\n' }, collaborators: { ann: 'admin' } });
}

/** One scenario twice, each time in a repository and with packages of its own: with a long latency of GitHub to count by, and with 50 ms for the times. */
async function rowsOf(world: World, { name, packages, known = false, baseMoves = false, others = 0 }: Scenario): Promise<BenchRow[]> {
  const passage = async (kind: string, added: Latency): Promise<Passage> => {
    const repository = `${name.replaceAll(/[^a-z0-9]+/g, '-')}-${kind}`;
    const changes = changesOf(repository, packages);
    await prepare(world, repository, changes);
    if (known) await follow(world, repository, changesOf(`${repository}-before`, 1), none);
    return follow(world, repository, changes, added, { baseMoves, others });
  };
  const slow = await passage('counted', counted);
  const usual = await passage('timed', timed);
  const rounds = slow.chain.length;
  // The first hundred come with the query about the head.
  const pages = Math.ceil((others + 1) / 100) - 1;
  const passed = [slow, usual].every((one) => one.conclusion === 'success' && one.listed === pages);
  const against = `${latencyMs} ms`;
  return [
    { name: `${name}: sequential round trips`, value: rounds, unit: '', ratio: rounds / goalRounds, against: 'the goal', goal: `<= ${goalRounds}`, ok: rounds <= goalRounds && passed },
    { name: `${name}: the same as ${latencyMs} ms tell it (too many)`, value: usual.chain.length, unit: '', ok: true },
    { name: `${name}: stored delivery to verdict`, value: Math.round(usual.verdict), unit: 'ms', ratio: usual.verdict / latencyMs, against, ok: true },
    { name: `${name}: stored delivery to check in progress`, value: Math.round(usual.inProgress), unit: 'ms', ratio: usual.inProgress / latencyMs, against, ok: true },
    ...callRows(name, usual, others === 0),
  ];
}

/**
 * The service between both stand-ins, with a latency added to every answer: how many requests had to wait for one another from the webhook
 * to the published conclusion, against the goal, and the time of it, against one round trip.
 */
export async function run(): Promise<BenchRow[]> {
  return withWorld(advisories, async (world) => {
    // What is loaded on first use is loaded here.
    await prepare(world, 'warm', changesOf('warm', 1));
    await follow(world, 'warm', changesOf('warm', 1), none);
    const rows: BenchRow[] = [];
    for (const scenario of [
      { name: '1 package', packages: 1 }, { name: '50 packages', packages: 50 }, { name: '50 packages, repository known', packages: 50, known: true },
      { name: '50 packages, base moved on', packages: 50, baseMoves: true }, { name: '50 packages, 700 open pull requests', packages: 50, others: 700 },
    ]) rows.push(...await rowsOf(world, scenario));
    const changes = changesOf('risky', 50);
    await prepare(world, 'risk', changes);
    const risky = await follow(world, 'risk', changes, timed);
    rows.push({
      name: '50 packages, one vulnerable: first block', value: Math.round(risky.verdict), unit: 'ms', ratio: risky.verdict / risky.lastEvidence, against: 'the last evidence',
      goal: '< 1', ok: risky.verdict < risky.lastEvidence && risky.conclusion === 'failure' && risky.last === 'failure',
    });
    rows.push(...callRows('50 packages, one vulnerable', risky));
    const shown: number[] = [];
    for (let index = 0; index < inProgressTimes; index += 1) {
      const one = changesOf(`shown-${index}`, 1);
      await prepare(world, `shown-${index}`, one);
      shown.push((await follow(world, `shown-${index}`, one, timed)).inProgress);
    }
    const median = shown.sort((a, b) => a - b)[Math.floor(inProgressTimes / 2)]!;
    rows.push({ name: `stored delivery to check in progress, median of ${inProgressTimes} new repositories`, value: Math.round(median), unit: 'ms', ratio: median / goalInProgressMs, against: 'the goal', goal: `<= ${goalInProgressMs} ms`, ok: median <= goalInProgressMs });
    await prepare(world, 'pushed', changes);
    const more = changesOf('risky', 51);
    const [last] = more.slice(-1);
    world.registry.publish(packageOf(last!));
    const pushed = await follow(world, 'pushed', more, timed, { pushedBefore: [...changes, { ...last!, after: last!.before ?? last!.after }] });
    const name = '50 packages, one vulnerable, a second push';
    rows.push({ name: `${name}: stored delivery to verdict`, value: Math.round(pushed.verdict), unit: 'ms', ratio: pushed.verdict / latencyMs, against: `${latencyMs} ms`, ok: pushed.conclusion === 'failure' }, ...callRows(name, pushed));
    return rows;
  });
}
