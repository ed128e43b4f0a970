import { readRequirements } from '../requirements/file.js';
import { Leaves, type SettingsReading } from './leaf.js';

/** Options that may stand several times, each for itself. */
const listed: ReadonlySet<string> = new Set(['extra-index-url', 'find-links', 'trusted-host', 'no-binary', 'only-binary', 'use-feature', 'global-option', 'install-option', 'config-settings']);

/** The options of a requirements file, which pip takes for the whole install. What they cannot be read of, the reader of its requirements tells. */
export function readPipOptions(text: string): SettingsReading {
  const leaves = new Leaves();
  for (const { name, value, line } of readRequirements(text).options) leaves.add({ keys: [name === 'pypi-url' ? 'index-url' : name], value, line, ...(listed.has(name) ? { listed: true } : {}) });
  return leaves.reading();
}
