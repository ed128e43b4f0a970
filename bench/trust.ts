import { median } from './measure.js';
import type { TrustAnswer, TrustMessage } from './processes/trust.js';
import { measured, type Measured } from './review/measured.js';
import type { BenchRow } from './rows.js';

const rounds = 3;
const rounded = (value: number): number => Math.round(value * 10) / 10;

/** Runs one way a few times, each in a process of its own. */
async function ask(message: TrustMessage): Promise<readonly Measured<TrustAnswer>[]> {
  const all: Measured<TrustAnswer>[] = [];
  for (let round = 0; round < rounds; round += 1) all.push(await measured<TrustAnswer>('trust', message));
  return all;
}

/** One size of review: all evidence at hand, first without and then with what the first run kept. */
async function review(name: string, attested: number, plain: number, goalMs: number): Promise<BenchRow[]> {
  const library = median((await ask({ way: 'library', attested, plain })).map(({ answer }) => answer.firstMs));
  const own = await ask({ way: 'facts', attested, plain });
  const first = median(own.map(({ answer }) => answer.firstMs));
  const against = 'the library alone';
  return [
    { name: `${name}: bundles through ${against}`, value: rounded(library), unit: 'ms', ok: library > 0 },
    { name: `${name}: evidence, with an empty cache`, value: rounded(first), unit: 'ms', ratio: first / library, against, goal: `<= 1.5 and <= ${goalMs} ms`, ok: first <= 1.5 * library && first <= goalMs },
    { name: `${name}: the same again`, value: rounded(median(own.map(({ answer }) => answer.secondMs))), unit: 'ms', ratio: median(own.map(({ answer }) => answer.secondMs / answer.firstMs)), against: 'the first run', goal: '<= 0.02', ok: median(own.map(({ answer }) => answer.secondMs / answer.firstMs)) <= 0.02 },
    { name: `${name}: verified, both times`, value: Math.min(...own.map(({ answer }) => answer.verified)), unit: `of ${attested + plain}`, goal: 'all', ok: own.every(({ answer }) => answer.verified === attested + plain) },
    { name: `${name}: questions to the registry, both times`, value: Math.max(...own.map(({ answer }) => answer.asked)), unit: '', goal: `${attested}`, ok: own.every(({ answer }) => answer.asked === attested) },
    { name: `${name}: event loop held up at most`, value: rounded(median(own.map(({ answer }) => answer.heldMs))), unit: 'ms', goal: '<= 100 ms', ok: median(own.map(({ answer }) => answer.heldMs)) <= 100 },
    { name: `${name}: memory peak`, value: Math.round(median(own.map(({ peakBytes }) => peakBytes)) / 1e6), unit: 'MB', goal: '<= 250 MB', ok: median(own.map(({ peakBytes }) => peakBytes)) <= 250e6 },
  ];
}

/** Verification of recorded attestations and signatures, offline: processor time against the library by itself, and against a key that is parsed for each signature, as pacote does. */
export async function run(): Promise<BenchRow[]> {
  const signatures = await ask({ way: 'signatures', attested: 0, plain: 9_000 });
  const perSecond = (ms: number): number => Math.round((signatures[0]!.answer.asked / ms) * 1_000);
  const [own, parsed] = [median(signatures.map(({ answer }) => answer.firstMs)), median(signatures.map(({ answer }) => answer.secondMs))];
  const ratio = median(signatures.map(({ answer }) => answer.secondMs / answer.firstMs));
  return [
    ...await review('1,000 packages, a quarter attested', 250, 750, 5_000),
    ...await review('50 packages, old and new, all attested', 100, 0, 2_000),
    { name: 'signatures of a registry, the PEM parsed for each', value: perSecond(parsed), unit: '/s', ok: true },
    { name: 'signatures of a registry', value: perSecond(own), unit: '/s', ratio, against: 'the PEM parsed for each', goal: '>= 3', ok: ratio >= 3 },
  ];
}
