import { bun } from './bun/format.js';
import type { LockfileFormat } from './format.js';
import { npm } from './npm/format.js';
import { pnpm } from './pnpm/format.js';
import { poetry } from './poetry/format.js';
import { requirements } from './requirements/format.js';
import { uv } from './uv/format.js';
import { yarn } from './yarn/format.js';

/** The format whose lockfiles have this name, or this one in a folder of its name (`requirements/base.txt`); undefined for any other file. `path` may be absolute, its separator `/`. */
export function formatOf(path: string): LockfileFormat | undefined {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const below = path.slice(path.lastIndexOf('/', path.length - name.length - 2) + 1);
  return formats.find((format) => format.matches([name]).length > 0) ?? formats.find((format) => format.matches([below]).length > 0);
}

/** Every lockfile format that is read. */
export const formats: readonly LockfileFormat[] = [npm, pnpm, yarn, bun, requirements, poetry, uv];
