import { bun } from './bun.js';
import { npm } from './npm.js';
import { pnpm } from './pnpm.js';
import type { MeasuredFormat } from './tree.js';
import { yarnBerry, yarnClassic } from './yarn.js';

export const formats: readonly MeasuredFormat[] = [npm, yarnClassic, yarnBerry, pnpm, bun];
