import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import type { PnpmDocument, PnpmFile } from './document.js';
import { rootFile, workspaceFile, workspaceObject } from './settings.js';

/**
 * The first document of a lockfile, or what stands for it before pnpm 11: there the workspace file holds each config dependency with its digest
 * (`1.0.0+sha512-…`), and nothing of it is in the lockfile. What that file asks for and neither of the two answers is a problem: pnpm takes for
 * it what the registry has at that time, and runs it. A branch's lockfile never has a first document.
 */
export function environmentOf({ environment }: PnpmFile, context: ParseContext): { readonly environment?: PnpmDocument; readonly problems: readonly LockfileProblem[] } {
  const declared = /(?:^|\/)pnpm-lock\.yaml$/.test(context.root.lockfile) ? declaredIn(context) : {};
  const inline = environment ? [] : Object.entries(declared).flatMap(([name, spec]) => { const one = inlined(name, spec); return one ? [one] : []; });
  const locked = environment ? lockedVersions(environment) : new Map(inline.map(({ name, version }) => [name, version]));
  const problems = Object.keys(declared).filter((name) => locked.get(name) !== versionIn(declared[name]!)).map((name): LockfileProblem => (
    { code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason: 'config-dependency', manifest: rootFile(context.root, workspaceFile), name } }));
  const document = environment ?? (inline.length > 0 ? written(inline) : undefined);
  return { problems, ...(document ? { environment: document } : {}) };
}

function declaredIn(context: ParseContext): JsonObject {
  const settings = workspaceObject(context.settings?.get(rootFile(context.root, workspaceFile)));
  const declared = settings && Object.hasOwn(settings, 'configDependencies') ? settings['configDependencies'] : undefined;
  return isObject(declared) ? declared : {};
}

function lockedVersions({ own }: PnpmDocument): ReadonlyMap<string, Json> {
  const importers = own['importers'];
  const root = isObject(importers) ? importers['.'] : undefined;
  const section = isObject(root) && Object.hasOwn(root, 'configDependencies') ? root['configDependencies'] : undefined;
  return new Map(Object.entries(isObject(section) ? section : {}).map(([name, value]) => [name, isObject(value) ? value['version']! : null]));
}

/** The version that a declaration asks for: config dependencies are declared by exact version. */
function versionIn(spec: Json): string {
  const text = isObject(spec) ? spec['integrity'] : spec;
  return typeof text === 'string' ? text.split('+', 1)[0]! : '';
}

interface Inlined {
  readonly name: string;
  readonly version: string;
  readonly resolution: JsonObject;
}

/** A declaration that carries its digest, alone or with an address; undefined for any other. */
function inlined(name: string, spec: Json): Inlined | undefined {
  const text = isObject(spec) ? spec['integrity'] : spec;
  const plus = typeof text === 'string' ? text.indexOf('+') : -1;
  if (typeof text !== 'string' || plus === -1) return undefined;
  const tarball = isObject(spec) ? spec['tarball'] : undefined;
  return { name, version: text.slice(0, plus), resolution: { integrity: text.slice(plus + 1), ...(tarball === undefined ? {} : { tarball }) } };
}

/** As pnpm 11 would write it. */
function written(inline: readonly Inlined[]): PnpmDocument {
  const by = (value: (one: Inlined) => Json): ((one: Inlined) => readonly [string, Json]) => (one) => [`${one.name}@${one.version}`, value(one)];
  const configDependencies = Object.fromEntries(inline.map(({ name, version }) => [name, { specifier: version, version }]));
  return {
    version: '9.0', major: 9,
    own: {
      lockfileVersion: '9.0', importers: { '.': { configDependencies } },
      packages: Object.fromEntries(inline.map(by(({ resolution }) => ({ resolution })))), snapshots: Object.fromEntries(inline.map(by(() => ({})))),
    },
  };
}
