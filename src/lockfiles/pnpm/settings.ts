import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { InstallRoot } from '../../core/lockfile.js';
import { limits } from '../../core/limits.js';
import { readYaml } from '../yaml.js';
import { manifestObject } from '../manifest.js';
import { manifestRules, overrideRules, type OverrideRules } from '../overridden.js';
import { rootWorkspaces } from '../workspaces.js';

export const workspaceFile = 'pnpm-workspace.yaml';

/** The path of a file in an install root's own folder. */
export function rootFile(root: InstallRoot, name: string): string {
  return root.directory === '' ? name : `${root.directory}/${name}`;
}

/** A `pnpm-workspace.yaml` as an object; undefined for what cannot be read as one. */
export function workspaceObject(text: string | undefined): JsonObject | undefined {
  if (text === undefined || text.length > limits.manifestBytes.value) return undefined;
  const reading = readYaml(text, 'core', 'scalars');
  const [own, ...more] = reading.kind === 'documents' ? reading.documents : [];
  return isObject(own) && more.length === 0 ? own : undefined;
}

function member(object: JsonObject | undefined, key: string): Json | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** pnpm takes workspaces from `packages` of its own file; a manifest's `workspaces` means nothing to it where that file is there. */
export function workspacePatternsOf(root: InstallRoot, files: ReadonlyMap<string, string>): readonly string[] {
  const text = files.get(rootFile(root, workspaceFile));
  if (text === undefined) return rootWorkspaces(root, files);
  const packages = member(workspaceObject(text), 'packages');
  return Array.isArray(packages) ? packages.filter((item): item is string => typeof item === 'string') : [];
}

/** Where the settings of a root keep the patch of each selector (`name@version`): in the workspace file since pnpm 10, in the manifest before. */
export function patchPaths(root: InstallRoot, settings: ReadonlyMap<string, string> | undefined, manifests: ReadonlyMap<string, string> | undefined): ReadonlyMap<string, string> {
  const paths = new Map<string, string>();
  const pnpm = member(manifestObject(manifests?.get(rootFile(root, 'package.json'))), 'pnpm');
  for (const from of [isObject(pnpm) ? pnpm : undefined, workspaceObject(settings?.get(rootFile(root, workspaceFile)))]) {
    const patched = member(from, 'patchedDependencies');
    if (isObject(patched)) for (const [selector, path] of Object.entries(patched)) if (typeof path === 'string') paths.set(selector, path);
  }
  return paths;
}

/** What the root's overrides ask for, by package: those of the workspace file and of the manifest. */
export function overridesIn(root: InstallRoot, files: ReadonlyMap<string, string>): OverrideRules {
  const own = member(workspaceObject(files.get(rootFile(root, workspaceFile))), 'overrides');
  const stated = Object.entries(isObject(own) ? own : {}).filter((pair): pair is [string, string] => typeof pair[1] === 'string').map(([selector, value]) => [selector, [value]] as const);
  return overrideRules([...stated, ...manifestRules(manifestObject(files.get(rootFile(root, 'package.json'))))]);
}
