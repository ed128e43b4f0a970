import { readSettings } from './index.js';
import type { SettingLeaf } from './leaf.js';

/** The text of a file of one side, by its path from the repository's root. */
export type TextAt = (path: string) => string | undefined;

export interface FoundSettings {
  readonly path: string;
  readonly leaves: readonly SettingLeaf[];
}

/** Files of settings that say from where packages come, and how old they have to be. */
const names: ReadonlySet<string> = new Set(['.npmrc', 'pnpm-workspace.yaml', '.yarnrc.yml', 'bunfig.toml']);

/** Whether a file's standing text is wanted for that. */
export function isStandingSettings(path: string): boolean {
  return names.has(path.slice(path.lastIndexOf('/') + 1));
}

/** The folder itself, and those above, the nearest first. */
export function upwards(directory: string): readonly string[] {
  const found = [directory];
  for (let at = directory; at !== ''; at = found.at(-1)!) found.push(at.slice(0, Math.max(0, at.lastIndexOf('/'))));
  return found;
}

/** Reads files of one name in a folder and above it, the nearest first, each file once. One that cannot be read says nothing. */
export function settingsAbove(textAt: TextAt): (directory: string, name: string) => readonly FoundSettings[] {
  const known = new Map<string, FoundSettings | undefined>();
  const read = (path: string): FoundSettings | undefined => {
    if (!known.has(path)) {
      const text = textAt(path);
      const reading = text === undefined ? undefined : readSettings(path, text)?.reading;
      known.set(path, text === undefined ? undefined : { path, leaves: reading?.kind === 'read' ? reading.leaves : [] });
    }
    return known.get(path);
  };
  return (directory, name) => upwards(directory).flatMap((folder) => read(folder === '' ? name : `${folder}/${name}`) ?? []);
}
