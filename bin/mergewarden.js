#!/usr/bin/env node
// The installed package runs its build. A checkout has no build and runs its sources, so a stale build can never answer for them.
import { existsSync } from 'node:fs';

const source = new URL('../src/entries/cli/main.ts', import.meta.url);
if (existsSync(source)) {
  await import('../dev/register.mjs');
  await import(source.href);
} else {
  await import('../dist/entries/cli/main.js');
}
