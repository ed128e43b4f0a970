import type { LockfileFormat } from './format.js';
import { npm } from './npm/format.js';

/** Every lockfile format that is read. */
export const formats: readonly LockfileFormat[] = [npm];
