import { readdirSync } from 'node:fs';
import type { Replica } from '../replicas/replica.js';
import { kernels } from './kernels.js';

export const folders = ['replicas', 'blind', 'clean', 'kernels'] as const;
export type Folder = (typeof folders)[number];

/** One pair. @throws where there is none of that name */
export async function oneOf(folder: Folder, id: string): Promise<Replica> {
  if (folder === 'kernels') return kernels.find((one) => one.id === id)!;
  const { replica } = (await import(`../${folder}/${id}.ts`)) as { readonly replica: Replica };
  return replica;
}

/** All pairs of a folder, by name. */
export async function allOf(folder: Folder): Promise<readonly Replica[]> {
  if (folder === 'kernels') return kernels;
  const files = readdirSync(new URL(`../${folder}/`, import.meta.url)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts')).toSorted();
  const found: Replica[] = [];
  for (const file of files) {
    const { replica } = (await import(`../${folder}/${file}`)) as { readonly replica?: Replica };
    if (replica) found.push(replica);
  }
  return found;
}

/** Characters of JavaScript in the new version and what it brings: what judging it costs. */
export function sizeOf({ after, brings = [] }: Replica): number {
  const of = (files: unknown): number => Object.entries(files as { readonly [path: string]: string | Uint8Array }).reduce((sum, [path, content]) => sum + (/\.[cm]?[jt]sx?$/.test(path) ? content.length : 0), 0);
  return of(after.files) + brings.reduce((sum, one) => sum + of(one.versions.at(-1)!.files), 0);
}
