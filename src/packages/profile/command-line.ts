import path from 'node:path/posix';
import type { JsonObject } from '../../core/json.js';
import { isObject } from '../../core/json.js';
import type { Root } from '../../javascript/module-graph.js';
import type { CommandLine } from '../../javascript/taint/solve.js';
import { isGitStep } from './install-steps.js';
import type { ReadStep } from './unread.js';

const dependencyFields = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;

/**
 * Which files are led to by the command line alone, so that what they do for a typed word waits for it. None are where something that runs otherwise may
 * lead to any file, or start the command by its name.
 * @param computed whether a file loads modules whose names are not known.
 * @param unsure whether a manifest was too large to be read.
 */
export function commandLineOf(manifests: readonly JsonObject[], files: readonly string[], reached: ReadonlyMap<string, ReadonlySet<Root>>, computed: (file: string) => boolean, unsure: boolean, steps: readonly ReadStep[]): CommandLine {
  const names = commandNames(manifests);
  const isOwn = (text: string): boolean => text.split(/[\s'"`;&|()<>=]+/).some((word) => names.has(path.basename(word.replaceAll('\\', '/')).replace(/\.(?:cmd|ps1|exe)$/i, '')));
  const loose = unsure || [...reached].some(([file, roots]) => !file.startsWith('\0') && (roots.has('load') || roots.has('install')) && computed(file));
  const started = steps.some(({ step, commands, facts }) => !isGitStep(step.name) && (commands.some(isOwn) || facts.some((one) => one.computed)));
  const trusted = new Map<string, boolean>();
  const isTrusted = (name: string): boolean => {
    let known = trusted.get(name);
    if (known === undefined) trusted.set(name, (known = isFromRegistry(name, manifests) && !files.some((file) => `/${file}`.includes(`/node_modules/${name}/`))));
    return known;
  };
  return {
    only: (file, { parsers }) => {
      const roots = reached.get(file);
      return !loose && !started && roots !== undefined && roots.has('bin') && !roots.has('load') && !roots.has('install') && parsers.every(isTrusted);
    },
    leads: (file) => reached.get(file)?.has('bin') ?? false,
    isOwn,
  };
}

/** The names by which a package's commands are started: those of `bin`, its own, and those of the files. */
function commandNames(manifests: readonly JsonObject[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { name, bin } of manifests) {
    if (typeof name === 'string') names.add(path.basename(name));
    for (const [key, target] of isObject(bin) ? Object.entries(bin) : [['', bin] as const]) {
      names.add(path.basename(key));
      if (typeof target === 'string') names.add(path.basename(target)).add(path.basename(target).replace(/\.[^.]*$/, ''));
    }
  }
  names.delete('');
  return names;
}

/** Whether every manifest asks a registry for the package under its own name: an alias, an address or a folder may bring anything. */
function isFromRegistry(name: string, manifests: readonly JsonObject[]): boolean {
  return manifests.length > 0 && manifests.every((manifest) => {
    const asked = dependencyFields.flatMap((field) => { const all = manifest[field]; return isObject(all) && Object.hasOwn(all, name) ? [all[name]] : []; });
    return asked.length > 0 && asked.every((range) => typeof range === 'string' && !/[:/]/.test(range));
  });
}
