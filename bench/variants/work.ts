import { oneOf, type Folder } from '../../test/attacks/variants/replicas.js';
import { applied, mutant, operators, shortest, type Mutant, type Step } from '../../test/attacks/variants/mutate.js';
import { graded, isSofter, silenced, type Grade } from '../../test/attacks/variants/grade.js';
import { toolVariants } from '../../test/attacks/variants/by-tools.js';
import { variantOf } from '../../test/attacks/variants/variant.js';
import type { Replica } from '../../test/attacks/replicas/replica.js';

/** What one process is asked for: some variants of one replica. */
export interface Ask { readonly folder: Folder; readonly id: string; readonly seed: string; readonly from: number; readonly to: number; readonly depths: number; readonly tools: boolean; readonly each: boolean; readonly shrink: boolean }
export interface Told {
  readonly folder: Folder; readonly id: string; readonly at: number; readonly depth: number; readonly steps: readonly Step[];
  /** `lost`: nearer to passing than the replica. `alarm`: an honest change is called high. */
  readonly kind: 'kept' | 'lost' | 'alarm' | 'same';
  readonly was: Grade; readonly is: Grade;
  readonly silent: readonly string[];
  readonly shortest?: readonly Step[];
}

const grades = new Map<string, Promise<Grade>>();

export const seedOf = ({ folder, id, seed }: Pick<Ask, 'folder' | 'id' | 'seed'>, at: number): string => `${seed} ${folder}/${id} ${at}`;

export const replicaOf = (folder: Folder, id: string): Promise<Replica> => oneOf(folder, id);

/** One operator by itself: they take turns. */
async function alone(replica: Replica, seed: string, at: number, honest: boolean): Promise<Mutant> {
  const { name, honest: fair } = operators[at % operators.length]!;
  return honest && !fair ? { variant: variantOf(replica), steps: [] } : applied(replica, [{ operator: name, seed }]);
}

/** Makes and judges the variants that are asked for. */
export async function* judged(ask: Ask): AsyncGenerator<Told> {
  const replica = await replicaOf(ask.folder, ask.id);
  const key = `${ask.folder}/${ask.id}`;
  const was = await (grades.get(key) ?? grades.set(key, graded(variantOf(replica))).get(key)!);
  const honest = ask.folder === 'clean';
  const alarms = (grade: Grade): boolean => grade.loudest === 'high' || grade.outcome === 'block';
  const bad = (grade: Grade): boolean => honest ? alarms(grade) : isSofter(grade, was);
  for (let at = ask.from; at < ask.to; at += 1) {
    const depth = 1 + (at % ask.depths);
    const seed = seedOf(ask, at);
    const { variant, steps } = ask.tools ? (await toolVariants(replica, seed, honest))[at] ?? { variant: variantOf(replica), steps: [] } : ask.each ? await alone(replica, seed, at, honest) : await mutant(replica, seed, depth, honest);
    if (steps.length === 0) { yield { folder: ask.folder, id: ask.id, at, depth, steps, kind: 'same', was, is: was, silent: [] }; continue; }
    const is = await graded(variant);
    const lost = bad(is);
    const less = lost && ask.shrink && steps.length > 1 ? await shortest(replica, steps, async (one) => bad(await graded(one))) : undefined;
    yield { folder: ask.folder, id: ask.id, at, depth: steps.length, steps, kind: lost ? (honest ? 'alarm' : 'lost') : 'kept', was, is, silent: honest ? [] : silenced(is, was), ...(lost ? { shortest: less?.steps ?? steps } : {}) };
  }
}

/** The files of a variant that differ from the replica's, as texts. */
export async function shown(folder: Folder, id: string, steps: readonly Step[]): Promise<string> {
  const replica = await replicaOf(folder, id);
  const { variant } = await applied(replica, steps);
  const out: string[] = [];
  const list = (name: string, files: unknown, old: unknown): void => {
    for (const [path, text] of Object.entries(files as { readonly [path: string]: unknown })) if (typeof text === 'string' && (old as { readonly [path: string]: unknown } | undefined)?.[path] !== text) out.push(`=== ${name} ${path}\n${text.length > 60_000 ? `${text.slice(0, 2000)}\n… ${text.length} characters` : text}`);
  };
  list('new version', variant.after.files, replica.after.files);
  if (JSON.stringify(variant.after.manifest) !== JSON.stringify(replica.after.manifest)) out.push(`=== manifest\n${JSON.stringify(variant.after.manifest, null, 2)}`);
  variant.brings.forEach((one, at) => { list(one.name, one.versions.at(-1)!.files, replica.brings?.[at]?.versions.at(-1)?.files); });
  return out.join('\n');
}
