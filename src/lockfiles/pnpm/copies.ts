import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import { overrideRules, ruleFor, type OverrideRules } from '../overridden.js';
import type { PnpmDocument } from './document.js';
import type { Project } from './importers.js';
import { ignoredOf, rootSettingsOf, type RootSettings } from './root-settings.js';

/**
 * Where a lockfile's copies of what people wrote are not what they wrote: the `specifier` of each dependency, and the sections that keep the root's
 * settings. A frozen install fails on them (`getOutdatedLockfileSetting`, `satisfiesPackageManifest` of pnpm 8 to 12); `pnpm fetch`, and whoever
 * turns the check off, takes the lockfile's word. Nothing is told where no manifest is known.
 */
export function copyProblems(main: PnpmDocument | undefined, projects: readonly Project[], context: ParseContext): LockfileProblem[] {
  if (!main || context.manifests === undefined) return [];
  const settings = rootSettingsOf(main, context);
  const overrides = overrideRules(settings.overrides);
  return [...projects.flatMap((project) => specifierProblems(project, settings, overrides)), ...sectionProblems(main, settings, context)];
}

const manifestFields = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'] as const;

function own(object: JsonObject | undefined, key: string): Json | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

function section(object: JsonObject | undefined, key: string): JsonObject {
  const value = own(object, key);
  return isObject(value) ? value : {};
}

/** pnpm writes down what was asked for after overrides, extensions and hooks; each of these may have made another specifier of it. */
function specifierProblems({ importer, asked, manifest, environment }: Project, { hooked, extended }: RootSettings, overrides: OverrideRules): LockfileProblem[] {
  if (!manifest || environment || hooked) return [];
  const name = own(manifest, 'name');
  if (typeof name === 'string' && extended.has(name)) return [];
  const problems: LockfileProblem[] = [];
  for (const [dependency, all] of asked) {
    const specs = manifestFields.map((field) => own(section(manifest, field), dependency)).filter((spec): spec is string => typeof spec === 'string');
    if (specs.length === 0 || ruleFor(overrides, dependency).length > 0) continue;
    for (const { field, specifier, ref } of all) {
      if (specifier === '' || specs.includes(specifier)) continue;
      const version = semver.valid(ref.replace(/[(_].*$/s, ''));
      const fits = version === null || semver.validRange(specs[0]!) === null ? undefined : semver.satisfies(version, specs[0]!, { includePrerelease: true });
      // A version that the manifest does not allow is told as such.
      if (fits === false) continue;
      problems.push({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason: 'specifier', manifest: importer.manifest, field, name: dependency, locked: specifier, asked: specs[0]!, ...(fits === true ? { minor: true } : {}) } });
    }
  }
  return problems;
}

function sectionProblems({ own: document, major }: PnpmDocument, settings: RootSettings, context: ParseContext): LockfileProblem[] {
  const problems: LockfileProblem[] = [];
  const doubtful = settings.hooked || settings.elsewhere;
  const tell = (key: string, name: string, locked: Json | undefined, asked: string | undefined, minor = false): void => {
    const told = locked === undefined ? 'nothing' : typeof locked === 'string' ? locked : JSON.stringify(locked);
    problems.push({ code: 'LOCKFILE_INCOMPLETE', location: '', data: { reason: 'section', manifest: settings.path, section: key, name, locked: told, asked: asked ?? 'nothing', ...(minor || doubtful ? { minor: true } : {}) } });
  };
  compare(section(document, 'overrides'), settings.overrides, settings.expected.overrides, major, (name, locked, asked) => { tell('overrides', name, locked, asked); });
  for (const [catalog, members] of Object.entries(section(document, 'catalogs'))) {
    for (const [name, member] of Object.entries(isObject(members) ? members : {})) {
      const locked = isObject(member) ? own(member, 'specifier') : undefined;
      const asked = settings.catalogs.get(catalog)?.get(name);
      if (locked !== asked) tell('catalogs', catalog === 'default' ? name : `${catalog}: ${name}`, locked, asked);
    }
  }
  // Since pnpm 11 the digest alone; the path is then the settings'.
  const patches = Object.entries(section(document, 'patchedDependencies')).map(([name, value]) => [name, isObject(value) ? (own(value, 'path') ?? '') : (settings.patches.get(name)?.[0] ?? '')] as const);
  compare(Object.fromEntries(patches), settings.patches, settings.expected.patches, major, (name, locked, asked) => { tell('patchedDependencies', name, locked, asked); });
  const ignored = ignoredOf(own(document, 'ignoredOptionalDependencies'));
  for (const name of ignored) if (!settings.ignored.has(name)) tell('ignoredOptionalDependencies', name, name, undefined, true);
  if (own(document, 'packageExtensionsChecksum') !== undefined && settings.extended.size === 0) tell('packageExtensionsChecksum', '', own(document, 'packageExtensionsChecksum'), undefined, true);
  if (own(document, 'pnpmfileChecksum') !== undefined && !settings.hooked && context.oid !== undefined) tell('pnpmfileChecksum', '', own(document, 'pnpmfileChecksum'), undefined, true);
  for (const [name, locked] of Object.entries(section(document, 'settings'))) {
    const asked = settings.switches(name);
    if (asked !== undefined && !asked.has(JSON.stringify(locked))) tell('settings', name, locked, [...asked].join(', '), true);
  }
  return problems;
}

/**
 * Tells what a section has that no setting asks for so, and what settings ask for and the section lacks. Of the latter only those settings count that
 * the pnpm of this lockfile surely reads; before lockfile 6 sections were left out.
 */
function compare(locked: JsonObject, asked: ReadonlyMap<string, readonly string[]>, expected: ReadonlySet<string>, major: number, tell: (name: string, locked: Json | undefined, asked: string | undefined) => void): void {
  for (const [name, value] of Object.entries(locked)) {
    const wanted = asked.get(name);
    // A value that names the environment is whatever it was there.
    if (wanted?.some((one) => one === value || one.includes('${')) !== true) tell(name, value, wanted?.[0]);
  }
  for (const name of major === 5 ? [] : expected) if (!Object.hasOwn(locked, name)) tell(name, undefined, asked.get(name)?.[0]);
}

