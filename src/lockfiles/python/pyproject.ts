import { isObject, type Json, type JsonObject } from '../../core/json.js';
import { limits } from '../../core/limits.js';
import type { DependencyField, Importer, LockfileProblem } from '../../core/lockfile.js';
import { pypiName } from '../../core/pypi.js';
import { requirementOf } from './requirement.js';
import { tomlObject } from './toml.js';

/** One package that a pyproject.toml asks for. */
export interface Asked {
  readonly name: string;
  readonly field: DependencyField;
  readonly spec: string;
  /** It may not be installed at all: behind a marker, an extra, or marked as optional. */
  readonly conditional: boolean;
}

/** What a pyproject.toml asks for; `name` is the project's own, by PEP 503. */
export interface Project {
  readonly name?: string;
  readonly asks: readonly Asked[];
}

/** Reads what a pyproject.toml asks for: PEP 621, PEP 735, and Poetry's own tables. Undefined for a text that cannot be read. */
export function projectOf(text: string | undefined): Project | undefined {
  const document = text === undefined || text.length > limits.manifestBytes.value ? undefined : tomlObject(text);
  if (!document) return undefined;
  const [project, poetry] = [member(document, 'project'), member(member(document, 'tool'), 'poetry')];
  const name = [project['name'], poetry['name']].find((one) => typeof one === 'string');
  const uv = member(member(document, 'tool'), 'uv');
  const asks = [
    ...listed(project['dependencies'], 'dependencies', false),
    ...Object.values(member(project, 'optional-dependencies')).flatMap((list) => listed(list, 'optionalDependencies', true)),
    ...Object.values(member(document, 'dependency-groups')).flatMap((list) => listed(list, 'devDependencies', false)),
    ...listed(uv['dev-dependencies'], 'devDependencies', false),
    ...tabled(poetry['dependencies'], 'dependencies'), ...tabled(poetry['dev-dependencies'], 'devDependencies'),
    ...Object.entries(member(poetry, 'group')).flatMap(([group, table]) => tabled(isObject(table) ? table['dependencies'] : undefined, group === 'main' ? 'dependencies' : 'devDependencies')),
  ];
  return { asks, ...(typeof name === 'string' ? { name: pypiName(name) } : {}) };
}

function member(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** A list of requirements as texts; of what stands there beside (`include-group`) nothing is asked. */
function listed(list: Json | undefined, field: DependencyField, conditional: boolean): Asked[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one) => {
    const asked = typeof one === 'string' ? requirementOf(one) : undefined;
    return asked?.name === undefined ? [] : [{ name: asked.name, field, spec: asked.source ? '' : asked.spec || '*', conditional: conditional || asked.marker !== undefined }];
  });
}

/** Poetry's table of names; `python` is the interpreter. */
function tabled(table: Json | undefined, field: DependencyField): Asked[] {
  if (!isObject(table)) return [];
  return Object.entries(table).filter(([name]) => name.toLowerCase() !== 'python').map(([name, value]) => {
    const one = Array.isArray(value) ? (value as readonly Json[])[0] : value;
    const spec = typeof one === 'string' ? one : isObject(one) && typeof one['version'] === 'string' ? one['version'] : '*';
    const conditional = Array.isArray(value) || (isObject(value) && (value['optional'] === true || 'markers' in value || 'python' in value || 'platform' in value));
    return { name: pypiName(name), field, spec, conditional };
  });
}

/** The project as an importer of its lockfile. */
export function importerOf(project: Project | undefined, at: Pick<Importer, 'location' | 'directory' | 'manifest'>): Importer {
  const declared: { [field in DependencyField]?: { [name: string]: string } } = {};
  for (const { name, field, spec } of project?.asks ?? []) (declared[field] ??= Object.create(null) as { [name: string]: string })[name] = spec;
  return { ...at, declared, ...(project?.name === undefined ? {} : { name: project.name }) };
}

/** What a project asks for in any case, and its lockfile has no package for: the next install takes what the registry has at that time. */
export function unlockedProblems(project: Project | undefined, manifest: string, text: string, has: (name: string) => boolean): LockfileProblem[] {
  if (!project) return [];
  const missing = project.asks.filter(({ name, conditional }) => !conditional && name !== project.name && !has(name));
  const lines = missing.length === 0 ? [] : text.split('\n').map((line) => (line.length < 10_000 ? pypiName(line) : ''));
  return missing.map(({ name, field }, index) => {
    // Each is a search of the whole text; where so many are missing nobody looks for the line of one.
    const at = index < 50 ? lines.findIndex((line) => line.includes(name)) : -1;
    return { code: 'LOCKFILE_INCOMPLETE', location: name, data: { reason: 'unlocked', manifest, field, name, line: Math.max(at, 0) + 1 } };
  });
}
