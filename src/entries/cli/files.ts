import { constants } from 'node:fs';
import { access, open, readFile } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../../core/errors.js';
import { UsageError } from './io.js';

const reasonOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** The bytes of a file that a person named, by its name as they wrote it. @throws Failure FILE_UNREADABLE { path, reason }. */
export async function readNamed(cwd: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.resolve(cwd, name));
  } catch (error) {
    throw new Failure('FILE_UNREADABLE', { path: name, reason: reasonOf(error) }, error);
  }
}

/** Makes sure, before long work, that a file can be written afterwards. @throws UsageError naming the option. */
export async function mayWrite(cwd: string, option: string, name: string): Promise<void> {
  const file = path.resolve(cwd, name);
  const exists = await access(file, constants.F_OK).then(() => true, () => false);
  await access(exists ? file : path.dirname(file), constants.W_OK).catch((error: unknown) => { throw new UsageError(`${option}: ${name} cannot be written (${reasonOf(error)})`); });
}

/** Writes a file that a person named; with a mode, that mode also where the file is there already. @throws UsageError naming the option. */
export async function writeNamed(cwd: string, option: string, name: string, data: string | Uint8Array, mode?: number): Promise<void> {
  try {
    const file = await open(path.resolve(cwd, name), 'w', mode);
    try {
      if (mode !== undefined && (await file.stat()).isFile()) await file.chmod(mode);
      await file.writeFile(data);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new UsageError(`${option}: ${name} cannot be written (${reasonOf(error)})`);
  }
}
