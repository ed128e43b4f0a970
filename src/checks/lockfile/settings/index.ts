import type { SettingsTool } from '../../../lockfiles/settings/index.js';
import { bunfig, manifestFields } from './bun.js';
import { dotenvEffect, variableEffect } from './environment.js';
import { camel, type Effect, type EffectTable } from './effects.js';
import { npmrc, npmrcSpecial } from './npm.js';
import { pipOptions } from './pip.js';
import { pnpm } from './pnpm.js';
import { yarnBerry, yarnClassic } from './yarn.js';

/** Keys of secrets, or of how they are sent, wherever they stand: below a scope, a registry or a host. */
const secret = /^(?:_auth\w*|_password|npmAuth\w*|npmAlwaysAuth|authToken|token|password|username)$/;

/** The effect of the longest path of keys that a table has; tables write keys in camel case, joined by dots. */
function byPath(table: EffectTable, keys: readonly string[]): Effect | undefined {
  for (let length = Math.min(keys.length, 4); length > 0; length--) {
    const own = keys.slice(0, length);
    const effect = table.get(own.join('.')) ?? table.get(own.map(camel).join('.'));
    if (effect !== undefined) return effect;
  }
  return undefined;
}

/**
 * What a setting does, by the keys that lead to it; undefined for one that no table has: whoever asks tells of it, since nobody knows it to be
 * harmless. An updater's settings decide nothing about an install: `guard-rail` reads their waiting times by itself.
 */
export function effectOf(tool: SettingsTool, keys: readonly string[]): Effect | undefined {
  const [first = '', ...rest] = keys;
  if (tool !== 'manifest' && secret.test(keys.at(-1) ?? '')) return 'credential';
  switch (tool) {
    case 'npm': return npmrcSpecial(first) ?? byPath(npmrc, keys) ?? byPath(pnpm, keys);
    case 'pnpm': return byPath(pnpm, keys);
    case 'yarn': return byPath(yarnBerry, keys);
    case 'yarn-classic': return npmrcSpecial(first) ?? byPath(yarnClassic, keys) ?? byPath(npmrc, keys);
    case 'bun': return byPath(bunfig, keys);
    case 'environment': return variableEffect(first);
    case 'dotenv': return dotenvEffect(first);
    case 'built': return byPath(pnpm, keys);
    case 'manifest':
      if (first === 'pnpm') return byPath(pnpm, rest);
      // Scripts that a person starts run nothing by themselves; updaters' and linters' own settings are read as such.
      return byPath(manifestFields, keys) ?? (first === 'scripts' || first === 'renovate' || first === 'lockfile-lint' ? 'harmless' : undefined);
    case 'pip': return byPath(pipOptions, keys);
    case 'renovate': case 'dependabot': return 'harmless';
    case 'lockfile-lint': return lockfileLint(first);
  }
}

function lockfileLint(key: string): Effect | undefined {
  const allowed: Effect = { protects: 'the lockfile\'s own checks', severity: 'medium', weaker: () => true };
  return /^allowed-|^validate-|^empty-hostname|^integrity-exclude/.test(key) ? allowed : /^(?:path|type|format)$/.test(key) ? 'harmless' : undefined;
}
