import type { JsonObject } from '../../core/json.js';
import { isObject } from '../../core/json.js';
import type { InstallStep } from '../profile.types.js';

/** What an installer runs for a package from a registry, in its order (npm documentation, "scripts", life cycle operation order). */
const registrySteps = ['preinstall', 'install', 'postinstall'] as const;
/** What it runs besides for a package that it takes from git and builds. */
const gitSteps = ['prepublish', 'preprepare', 'prepare', 'postprepare'] as const;

export type StepName = InstallStep['name'];

/** True for steps that run only for a package from git. */
export function isGitStep(name: StepName): boolean {
  return (gitSteps as readonly string[]).includes(name);
}

export interface PlainStep {
  readonly name: StepName;
  readonly command: string;
  readonly implicit: boolean;
  readonly folder: string;
}

/** The scripts of a manifest that are commands. */
export function scriptsOf(manifest: JsonObject | undefined): ReadonlyMap<string, string> {
  const scripts = manifest?.['scripts'];
  if (!isObject(scripts)) return new Map();
  return new Map(Object.entries(scripts).flatMap(([name, command]) => (typeof command === 'string' && command.trim() !== '' ? [[name, command] as const] : [])));
}

/**
 * The steps of a manifest. A binding.gyp without an `install` or `preinstall` script brings a build of its own, unless `gypfile` is false
 * (npm documentation, "scripts", default values).
 */
export function stepsOf(manifest: JsonObject | undefined, folder: string, hasGyp: boolean): readonly PlainStep[] {
  const scripts = scriptsOf(manifest);
  const steps: PlainStep[] = [];
  for (const name of [...registrySteps, ...gitSteps]) {
    const command = scripts.get(name);
    if (command !== undefined) steps.push({ name, command, implicit: false, folder });
  }
  if (hasGyp && !scripts.has('install') && !scripts.has('preinstall') && manifest?.['gypfile'] !== false) {
    steps.push({ name: 'install', command: 'node-gyp rebuild', implicit: true, folder });
  }
  return steps;
}

/** The commands that a binding.gyp expands when it is read: `<!(…)` and `<!@(…)` (gyp documentation, "command expansions"). */
export function gypCommands(text: string): readonly { readonly command: string; readonly offset: number }[] {
  const found: { command: string; offset: number }[] = [];
  for (let at = text.indexOf('<!'); at >= 0; at = text.indexOf('<!', at + 2)) {
    const open = text.indexOf('(', at);
    if (open < 0 || open > at + 4) continue;
    let depth = 0;
    let end = open;
    for (; end < text.length && end < open + 4096; end += 1) {
      if (text[end] === '(') depth += 1;
      else if (text[end] === ')' && (depth -= 1) === 0) break;
    }
    // It stands inside a string of the file.
    found.push({ command: text.slice(open + 1, end).replace(/\\(["'\\])/g, '$1'), offset: at });
  }
  return found;
}
