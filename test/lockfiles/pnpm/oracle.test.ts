import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { parsePnpm } from '../../../src/lockfiles/pnpm/parse.js';
import { registries } from '../fixtures.js';

// What pnpm itself lists from the lockfile that it wrote (dev/lockfile-fixtures/pnpm.mjs) is the authority for what is asked for and what it leads to.
const folder = fileURLToPath(new URL('oracle/', import.meta.url));
interface View { depth: number | null; projects: { path: string; asks: string[] }[]; packages: string[]; edges: string[]; places: number }
interface Fixture { files: { [path: string]: string }; view: View }
const fixtures = readdirSync(folder).flatMap((version) => readdirSync(`${folder}${version}`).map((file): [string, string] => [version, file.replace('.json.gz', '')]));
const read = (version: string, name: string): Fixture => JSON.parse(gunzipSync(readFileSync(`${folder}${version}/${name}.json.gz`)).toString('utf8')) as Fixture;

/** What pnpm does not list, in two rules: the packages of the first document, and links to folders that are no projects, as packages of their own. */
const unlisted = (location: string): boolean => location.startsWith('env:') || location.startsWith('link:');
/** Not every pnpm shows the peers of a folder. */
const plainFolder = (name: string): string => name.replace(/(@file:packages\/a)[(_]react@18\.3\.1\)?/g, '$1');

function ours(files: Fixture['files'], declared: 'manifest' | 'both' = 'both'): Graph {
  const { 'pnpm-lock.yaml': text, ...others } = files;
  const parsed = parsePnpm(text!, { root: { lockfile: 'pnpm-lock.yaml', directory: '' }, registries, declared, manifests: new Map(Object.entries(others).filter(([path]) => path.endsWith('.json'))), settings: new Map(Object.entries(others).filter(([path]) => path.endsWith('.yaml'))) });
  if (parsed.kind === 'failed') throw new Error(JSON.stringify(parsed.problem));
  return buildGraph(parsed.lockfile);
}

/** The locations that a listing to some depth shows with what they ask for: those less far from a project. */
function within(graph: Graph, depth: number | null): Set<string> {
  const { lockfile } = graph;
  const importing = new Set(lockfile.importers.map((importer) => importer.location));
  const seen = new Set<string>();
  let level = lockfile.importers.flatMap((importer) => lockfile.edgesOf(importer.location).flatMap((edge) => edge.to ?? []));
  for (let at = 0; level.length > 0 && (depth === null || at < depth); at++) {
    const fresh = new Set(level.filter((location) => !seen.has(location) && !importing.has(location)));
    for (const location of fresh) seen.add(location);
    level = [...fresh].flatMap((location) => lockfile.edgesOf(location).flatMap((edge) => edge.to ?? []));
  }
  return seen;
}

describe.each(fixtures)('pnpm %s, %s', (version, name) => {
  const { files, view } = read(version, name);
  const graph = ours(files);
  const { lockfile } = graph;
  const importing = new Map(lockfile.importers.map((importer) => [importer.location, importer.directory || '.']));
  const named = (location: string): string => {
    const project = importing.get(location);
    if (project !== undefined) return `link:${project}`;
    const own = graph.package(location);
    // A folder has no version; pnpm shows its key's end.
    const folder = own?.origin.kind === 'link' || own?.origin.kind === 'workspace';
    return location.startsWith('link:') ? location : `${own?.name}@${folder && own.version === '' ? plainFolder(`@${location.slice(location.indexOf('file:'))}`).slice(1) : own?.version}`;
  };

  test('has no problem', () => {
    expect([lockfile.problems, lockfile.packages.flatMap((location) => { const one = lockfile.read(location); return one.kind === 'problem' ? [one.problem] : []; })]).toEqual([[], []]);
  });

  test('asks for the same in each project', () => {
    const fromCopy = ours(Object.fromEntries(Object.entries(files).filter(([path]) => !path.endsWith('.json')))).lockfile;
    const mine = fromCopy.importers.filter((importer) => !importer.location.startsWith('.:')).map((importer) => ({
      path: importer.directory || '.',
      asks: fromCopy.edgesOf(importer.location).map((edge) => `${edge.field} ${edge.name} ${edge.to === undefined ? 'nothing' : named(edge.to)}`).sort(),
    })).sort((a, b) => (a.path < b.path ? -1 : 1));
    expect(mine).toEqual(view.projects.map(({ path, asks }) => ({ path, asks: asks.map(plainFolder) })));
    const asked = (graphs: Graph): string[] => graphs.lockfile.importers.flatMap((importer) => graphs.lockfile.edgesOf(importer.location).map((edge) => `${importer.directory} ${edge.name} ${edge.to}`)).sort();
    expect([...new Set(asked(graph))]).toEqual([...new Set(asked(ours(files, 'manifest')))]);
  });

  test('leads from package to package the same way', () => {
    const shown = within(graph, view.depth);
    const mine = new Set([...shown].filter((location) => !unlisted(location)).flatMap((location) => lockfile.edgesOf(location).flatMap((edge) => (edge.to === undefined ? [] : [`${named(location)} ${edge.name} ${named(edge.to)}`]))));
    expect([...mine].sort()).toEqual(view.edges.map(plainFolder).sort());
  });

  test('holds the same packages', () => {
    const shown = view.depth === null ? new Set(lockfile.packages) : within(graph, view.depth + 1);
    const listed = [...shown].filter((location) => !unlisted(location));
    expect([...new Set(listed.map(named))].sort()).toEqual(view.packages.map(plainFolder).sort());
    // pnpm 6 does not say where packages lie.
    if (view.places > 0) expect(listed.length).toBe(view.places);
    // One link in each special project, one config dependency with the versions that have them.
    expect(lockfile.packages.filter(unlisted)).toEqual(name !== 'special' ? [] : [...(Number.parseInt(version, 10) > 10 ? ['env:@pnpm/plugin-types-fixer@0.1.0'] : []), 'link:vendor/folder']);
  });

  test("does not contradict pnpm's own marks", () => {
    expect(lockfile.packages.flatMap((location) => lockfile.contradictions(location, graph.reach(location)).map((one) => `${location} ${one.key}`))).toEqual([]);
    if (version.startsWith('5.')) return;
    for (const location of lockfile.packages) {
      const { raw } = graph.package(location)!;
      const reach = graph.reach(location);
      if (raw['dev'] === false) expect([location, reach.development && !(reach.runtime || reach.optional || reach.peer)]).toEqual([location, false]);
      if (raw['dev'] === true) expect([location, reach.development]).toEqual([location, true]);
    }
  });
});
