import { comparisonSteps, type LockfileInput } from '../../../src/lockfiles/compare.js';
import { formats } from '../../../src/lockfiles/index.js';
import { listPackages } from '../../../src/lockfiles/list.js';
import type { LockfileReading } from '../../../src/lockfiles/reading.types.js';
import { registries } from '../fixtures.js';
import { mutated } from './mutate.js';
import { randomOf } from './random.js';
import type { Source } from './sources.js';

/** Steps that a comparison of small files may take: many times what any real one does. */
const mostSteps = 20_000;

/** What went wrong with one mutated file; undefined when everything held. */
export function violation(source: Source, text: string): string | undefined {
  const format = formats.find((one) => one.id === source.format)!;
  const root = { lockfile: source.lockfile, directory: '' };
  const manifests = new Map([...source.others].filter(([path]) => path.endsWith('package.json')).map(([path, own]) => [path, { before: own, after: own }]));
  const settings = new Map([...source.others].filter(([path]) => !path.endsWith('package.json')).map(([path, own]) => [path, { before: own, after: own }]));
  try {
    for (const [before, after] of [[source.text, text], [text, source.text], [undefined, text]] as const) {
      const found = compared({ format, root, manifests, settings, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) });
      if (typeof found === 'string') return found;
      const { coverage, count, problems } = found;
      if (coverage.kind === 'failed' && after === text && count > 0) return 'could not be read, and packages of it count';
      if (coverage.kind === 'complete' && count === 0 && after === text && pins(text) > 0) return 'pins digests, and was read as empty without a word';
      if (coverage.kind === 'partial' && problems.length === 0) return 'partial without a problem';
    }
    const listed = listPackages(text, { format, root, registries });
    return listed.packages.length === 0 && listed.problems.length === 0 && pins(text) > 0 ? 'pins digests, and lists nothing without a word' : undefined;
  } catch (error) {
    return error instanceof Error ? `threw ${error.name}: ${error.message} ${error.stack?.split('\n')[1]?.trim() ?? ''}` : 'threw';
  }
}

function compared(input: LockfileInput): LockfileReading | string {
  const steps = comparisonSteps(input, { registries });
  for (let taken = 0; taken < mostSteps; taken++) {
    const step = steps.next();
    if (step.done === true) return step.value.reading;
  }
  return `took more than ${mostSteps} steps`;
}

/** Whole digests in a text, as any tool writes them. */
function pins(text: string): number {
  return [...text.matchAll(/sha512-[A-Za-z0-9+/]{86}==/g)].length;
}

export interface FuzzFailure {
  readonly format: string;
  readonly seed: number;
  readonly what: string;
}

/** Mutates and reads so many files of a format, from a seed on; small files are favoured. Tells of the first failures. */
export function* fuzz(sources: readonly Source[], runs: number, from: number, most = 5): Generator<FuzzFailure> {
  let failures = 0;
  for (let seed = from; seed < from + runs && failures < most; seed++) {
    const text = textOf(sources, seed);
    const what = violation(text.source, text.text);
    if (what === undefined) continue;
    failures++;
    yield { format: text.source.format, seed, what };
  }
}

/** The mutated file of a seed. */
export function textOf(sources: readonly Source[], seed: number): { readonly source: Source; readonly text: string } {
  const { below } = randomOf(seed ^ 0x9e3779b9);
  // The smaller of two draws.
  const source = sources[Math.min(below(sources.length), below(sources.length))]!;
  return { source, text: mutated(source.text, sources[below(Math.min(sources.length, 10))]!.text, seed) };
}
