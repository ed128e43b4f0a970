import semver from 'semver';
import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { DependencyField, Edge, Importer, InstallRoot, LockfileProblem } from '../../core/lockfile.js';
import type { ParseContext } from '../format.js';
import { manifestObject } from '../manifest.js';
import { joinInside } from '../paths.js';
import { problemAt } from '../problem.js';
import type { PnpmDocument, PnpmFile } from './document.js';
import { resolved, type EdgeContext } from './edges.js';
import { nameIn, targetOf, type Major } from './keys.js';
import { rootFile, workspaceFile } from './settings.js';

/** What a lockfile keeps of one dependency of an importer: what was asked for, and what it was resolved to. */
interface Asked {
  readonly field: DependencyField;
  readonly specifier: string;
  readonly ref: string;
}

/** A project of a lockfile, or what its first document asks for. */
export interface Project {
  readonly importer: Importer;
  /** The project's folder, relative to the lockfile's. */
  readonly id: string;
  readonly asked: ReadonlyMap<string, readonly Asked[]>;
  /** The manifest where there is one, before the lockfile's own copy where that counts too. */
  readonly manifest?: JsonObject;
  readonly copyCounts: boolean;
  /** Whether it stands for the first document, whose packages have locations of their own. */
  readonly environment: boolean;
}

export interface Projects {
  readonly list: readonly Project[];
  readonly problems: readonly LockfileProblem[];
  /** Whether the lockfile itself says what its projects ask for. */
  readonly stated: boolean;
}

/** The order of fields in which pnpm looks for a name that stands in several: the last one counts. */
const fields: readonly DependencyField[] = ['peerDependencies', 'devDependencies', 'dependencies', 'optionalDependencies'];
const locked: readonly DependencyField[] = ['devDependencies', 'dependencies', 'optionalDependencies'];

function own(object: JsonObject | undefined, key: string): Json | undefined {
  return object && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** The location of a project: its folder relative to the lockfile's, '' for that itself. */
export function projectLocation(id: string): string {
  return id === '.' ? '' : id;
}

/** Finds the projects of a lockfile and what each of them asks for: by its manifest where there is one, else by the lockfile's copy. */
export function readProjects(file: PnpmFile, context: ParseContext): Projects {
  const problems: LockfileProblem[] = [];
  const sections = file.main ? projectSections(file.main, problems) : new Map<string, JsonObject>();
  const stated = sections.size > 0;
  if (!sections.has('.')) sections.set('.', {});
  const list = [...sections].map(([id, section]) => projectOf(id, section, file.main?.major ?? 9, context, problems));
  if (file.environment) list.push(...environmentProjects(file.environment, context.root, problems));
  return { list: onePerLocation(list, problems), problems, stated };
}

/** Drops a project that stands where another one does: `` beside `.`, or one that is called as what stands for the first document. */
function onePerLocation(list: readonly Project[], problems: LockfileProblem[]): Project[] {
  const byLocation = new Map<string, Project>();
  for (const project of list) {
    const { location } = project.importer;
    if (byLocation.has(location)) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'location', location } });
    else byLocation.set(location, project);
  }
  return [...byLocation.values()];
}

/** `importers`, or what a lockfile of one project has in their place. Both at once are read by some versions of pnpm only. */
function projectSections({ own: document, major }: PnpmDocument, problems: LockfileProblem[]): Map<string, JsonObject> {
  const flat = ['specifiers', 'dependencies', 'devDependencies', 'optionalDependencies'].filter((key) => Object.hasOwn(document, key));
  const importers = own(document, 'importers');
  if (importers === undefined) return flat.length === 0 || major === 9 ? noted(flat, problems) : new Map([['.', document]]);
  const sections = noted(flat, problems);
  if (!isObject(importers)) problems.push(problemAt('', 'importers-type'));
  else {
    for (const [id, section] of Object.entries(importers)) {
      if (isObject(section)) sections.set(id, section);
      else problems.push(problemAt(id, 'importer-type', { importer: id }));
    }
  }
  return sections;
}

function noted(flat: readonly string[], problems: LockfileProblem[]): Map<string, JsonObject> {
  for (const key of flat) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location: '', data: { reason: 'section', section: key } });
  return new Map();
}

function projectOf(id: string, section: JsonObject, major: Major, context: ParseContext, problems: LockfileProblem[]): Project {
  const directory = joinInside(context.root.directory, id);
  const path = directory === undefined ? `${id}/package.json` : directory === '' ? 'package.json' : `${directory}/package.json`;
  const text = context.manifests?.get(path);
  const manifest = text === undefined ? undefined : manifestObject(text);
  const location = projectLocation(id);
  if (text !== undefined && manifest === undefined) problems.push({ code: 'MANIFEST_MALFORMED', location, data: { path } });
  const asked = askedOf(section, locked, location, major, problems);
  const copyCounts = manifest === undefined || context.declared === 'both';
  const name = own(manifest, 'name');
  return {
    id, asked, copyCounts, environment: false, ...(manifest ? { manifest } : {}),
    importer: { location, directory: directory ?? id, manifest: path, declared: declaredBy(manifest, copyCounts ? asked : new Map()), ...(typeof name === 'string' ? { name } : {}) },
  };
}

/**
 * What the first document asks for, as importers of their own (`.:configDependencies`): config dependencies are installed before anything else
 * and may bring hooks and settings; the package manager's own packages (`packageManagerDependencies`) are what runs afterwards.
 */
function environmentProjects({ own: document }: PnpmDocument, root: InstallRoot, problems: LockfileProblem[]): Project[] {
  const importers = own(document, 'importers') as JsonObject;
  return Object.entries(importers['.'] as JsonObject).map(([field, section]): Project => {
    const location = `.:${field}`;
    const asked = askedOf({ dependencies: section }, ['dependencies'], location, 9, problems);
    const manifest = rootFile(root, field === 'configDependencies' ? workspaceFile : 'package.json');
    return { id: '.', asked, copyCounts: true, environment: true, importer: { location, directory: root.directory, manifest, name: field, declared: declaredBy(undefined, asked), apart: true } };
  });
}

/** The lockfile's own copy of what a project asks for, by name. What it says of one name must fit together. */
function askedOf(section: JsonObject, from: readonly DependencyField[], location: string, major: Major, problems: LockfileProblem[]): Map<string, Asked[]> {
  const asked = new Map<string, Asked[]>();
  const specifiers = own(section, 'specifiers');
  for (const field of from) {
    const entries = own(section, field);
    if (entries === undefined) continue;
    if (!isObject(entries)) {
      problems.push(problemAt(location, 'importer-type', { importer: location, field }));
      continue;
    }
    for (const name of Object.keys(entries)) {
      const value = entries[name];
      const [specifier, ref] = isObject(value) ? [own(value, 'specifier'), own(value, 'version')] : [isObject(specifiers) ? own(specifiers, name) : undefined, value];
      if (typeof ref !== 'string' || (specifier !== undefined && typeof specifier !== 'string')) problems.push(problemAt(location, 'importer-dependency', { importer: location, field, name }));
      else {
        const one = { field, specifier: specifier ?? '', ref };
        const wrong = otherPackage(name, one, major);
        if (wrong !== undefined) problems.push({ code: 'LOCKFILE_AMBIGUOUS', location, data: { reason: 'alias', importer: location, name, specifier: one.specifier, locked: wrong } });
        asked.set(name, [...(asked.get(name) ?? []), one]);
      }
    }
  }
  return asked;
}

/** The package that a dependency leads to, where its own specifier asks for another one. pnpm installs what it leads to. */
function otherPackage(name: string, { specifier, ref }: Asked, major: Major): string | undefined {
  if (specifier === '') return undefined;
  const alias = /^npm:((?:@[^/@]{1,214}\/)?[^/@]{1,214})(?:@|$)/.exec(specifier)?.[1];
  const wanted = alias !== undefined && semver.validRange(alias) === null ? alias : semver.validRange(specifier.replace(/^npm:/, '')) !== null || /^[\w.-]+$/.test(specifier) ? name : alias;
  const target = targetOf(ref, name, major);
  const real = 'key' in target ? nameIn(target.key, major) : undefined;
  return wanted !== undefined && real !== undefined && real !== wanted ? real : undefined;
}

function declaredBy(manifest: JsonObject | undefined, asked: ReadonlyMap<string, readonly Asked[]>): Importer['declared'] {
  const declared: { [field in DependencyField]?: { [name: string]: string } } = {};
  const put = (field: DependencyField, name: string, spec: string): void => {
    (declared[field] ??= Object.create(null) as { [name: string]: string })[name] = spec;
  };
  for (const [name, all] of asked) for (const { field, specifier } of all) if (!peerOf(manifest, field, name)) put(field, name, specifier);
  for (const field of fields) {
    const section = own(manifest, field);
    if (isObject(section)) for (const [name, spec] of Object.entries(section)) if (typeof spec === 'string') put(field, name, spec);
  }
  return declared;
}

/** Whether the lockfile's `dependencies` hold a name because it is a peer that pnpm installs by itself (`autoInstallPeers`). */
function peerOf(manifest: JsonObject | undefined, field: DependencyField, name: string): boolean {
  const section = (key: DependencyField): boolean => {
    const value = own(manifest, key);
    return isObject(value) && Object.hasOwn(value, name);
  };
  return field === 'dependencies' && section('peerDependencies') && !section('dependencies');
}

/** What a project asks for, resolved within the lockfile. */
export function projectEdges(project: Project, context: EdgeContext): Edge[] {
  const { importer, asked, manifest } = project;
  const edges = new Map<string, Edge>();
  const to = (name: string, ref: string): string | undefined => resolved(ref, name, project.id, context);
  const add = (edge: Edge): void => { edges.set(`${edge.field}\n${edge.name}\n${edge.spec}\n${edge.to ?? ''}`, edge); };
  const meta = own(manifest, 'peerDependenciesMeta');
  const declared = new Map<string, { field: DependencyField; spec: string }>();
  for (const field of fields) {
    const section = own(manifest, field);
    if (isObject(section)) for (const [name, spec] of Object.entries(section)) declared.set(name, { field, spec: typeof spec === 'string' ? plain(spec) : '' });
  }
  for (const [name, { field, spec }] of declared) {
    const known = asked.get(name);
    const peer = field === 'peerDependencies' ? own(isObject(meta) ? meta : undefined, name) : undefined;
    const optional = isObject(peer) && peer['optional'] === true ? { optional: true } : {};
    for (const one of known ?? [undefined]) {
      // Links may be left out of the lockfile (`excludeLinksFromLockfile`).
      const target = one ? to(name, one.ref) : spec.startsWith('link:') ? to(name, spec) : undefined;
      add({ from: importer.location, name, spec, field, ...optional, ...(target === undefined ? {} : { to: target }) });
    }
  }
  if (project.copyCounts) {
    for (const [name, all] of asked) {
      for (const { field, specifier, ref } of all) {
        if (peerOf(manifest, field, name)) continue;
        const target = to(name, ref);
        add({ from: importer.location, name, spec: plain(specifier), field, ...(target === undefined ? {} : { to: target }) });
      }
    }
  }
  return [...edges.values()];
}

/** `npm:` before a plain range says nothing. */
function plain(spec: string): string {
  return spec.startsWith('npm:') && semver.validRange(spec.slice('npm:'.length)) !== null ? spec.slice('npm:'.length) : spec;
}
