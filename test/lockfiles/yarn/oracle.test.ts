import { describe, expect, test } from '@jest/globals';
import type { Edge } from '../../../src/core/lockfile.js';
import type { ParsedLockfile } from '../../../src/lockfiles/format.js';
import { buildGraph, type Graph } from '../../../src/lockfiles/graph.js';
import { manifestsIn, projectsOf, read, releases, type Project } from './fixtures.js';

// What real releases of Yarn locked, and their own view of it, is the authority for what is there and what asks for what.

/**
 * What of ours Yarn's view does not have, with the reason; counted over all projects.
 * - patched: the edge from a patched package to the one that is patched, and in Yarn 2 whatever that one asks for: it is taken apart for the
 *   patch, and is not shown as a dependency.
 * - peers: Yarn before 4.1 shows a package with peers under one of its descriptors, whichever the dependent asks for.
 * - hoisted: Yarn 1.10 lays out an alias as the package itself, and shows one version for two.
 */
const explained = { patched: 0, peers: 0, hoisted: 0 };

/** Every edge but those of peers, which Yarn's view does not have. */
const every = (file: ParsedLockfile): Edge[] => [...file.importers.map((importer) => importer.location), ...file.packages].flatMap((location) => file.edgesOf(location)).filter((edge) => edge.field !== 'peerDependencies');

function graphOf(project: Project, declared?: 'both'): Graph {
  return buildGraph(read(project.files['yarn.lock']!, { manifests: manifestsIn(project.files), ...(declared ? { declared } : {}) }));
}

const projects = releases.flatMap(projectsOf);
const classic = projects.filter(({ release }) => release.startsWith('1.'));
const berry = projects.filter(({ release }) => !release.startsWith('1.'));

test('several releases locked the projects', () => {
  expect(releases).toEqual(['1.10.1', '1.22.22', '2.4.3', '3.1.1', '3.8.7', '4.0.2', '4.14.1', '4.18.1']);
  expect(projects.length).toBeGreaterThan(90);
});

describe.each(classic.map((project) => [`${project.release} ${project.id}`, project] as const))('%s', (_, project) => {
  const graph = graphOf(project);
  const { lockfile } = graph;
  const versions = new Map(lockfile.importers.map(({ location, manifest }) => [location, (JSON.parse(project.files[manifest]!) as { name: string; version: string })]));
  const named = (location: string): string => {
    const importer = versions.get(location);
    if (importer) return `${importer.name}@${importer.version}`;
    const own = graph.package(location)!;
    return `${own.alias ?? own.name}@${own.version}`;
  };

  const hoisted = (one: string): boolean => {
    const wrong = project.release === '1.10.1' && one.includes('wrap-ansi') && !project.view.packages.includes(one);
    if (wrong) explained.hoisted += 1;
    return wrong;
  };

  test('holds the same packages', () => {
    const workspaces = lockfile.importers.filter((importer) => importer.location !== '').map((importer) => named(importer.location));
    // Yarn lists an alias under its own name, also where one entry answers the alias and the package itself.
    const mine = lockfile.packages.flatMap((location) => [...new Set(graph.dependents(location).map((edge) => `${edge.name}@${graph.package(location)!.version}`))]);
    const all = [...mine, ...workspaces].filter((one) => !hoisted(one));
    expect(all.sort()).toEqual([...project.view.packages].sort());
  });

  test('has the same edges', () => {
    // Yarn shows what a package asks for, and ours what the root's `resolutions` put in its place.
    const resolutions = (JSON.parse(project.files['package.json']!) as { resolutions?: { readonly [name: string]: string } }).resolutions ?? {};
    const replaced = (edge: string): string => {
      const [from, descriptor, to] = edge.split(' > ') as [string, string, string];
      const name = descriptor.slice(0, descriptor.indexOf('@', 1));
      return Object.hasOwn(resolutions, name) ? `${from} > ${name}@${resolutions[name]} > ${to}` : edge;
    };
    const mine = every(lockfile).filter((edge) => edge.from !== '').map((edge) => `${edge.from.startsWith('workspace:') ? named(edge.from) : ''}${edge.from} > ${edge.name}@${edge.spec} > ${edge.name}@${edge.to === undefined ? '' : named(edge.to).split('@').at(-1)}`);
    const aliases = new Map(lockfile.packages.map((location) => [location, [...new Set(graph.dependents(location).map((edge) => `${edge.name}@${graph.package(location)!.version}`))]]));
    const all = new Set(mine.flatMap((line) => {
      const at = line.indexOf(' > ');
      const from = line.slice(0, at);
      const names = from.includes('workspace:') ? [from.slice(0, from.indexOf('workspace:'))] : aliases.get(from)!;
      return names.map((name) => `${name}${line.slice(at)}`);
    }));
    // What is laid out below the package that asks for it is shown in its place, not as something asked for.
    const theirs = project.view.edges.filter((edge) => !edge.endsWith(' > nothing'));
    expect(theirs.map(replaced).filter((edge) => !all.has(edge) && !(project.release === '1.10.1' && edge === 'cliui@8.0.1 > wrap-ansi@^7.0.0 > wrap-ansi@6.2.0'))).toEqual([]);
    expect(theirs.length).toBeGreaterThan(all.size / 2 - 1);
  });

  test('installs the same for production', () => {
    const view = project.view as Project['view'] & { readonly production: readonly string[] };
    const runs = (location: string): boolean => graph.strength(location) > 1;
    const mine = lockfile.packages.filter(runs).flatMap((location) => graph.dependents(location).filter((edge) => edge.field !== 'devDependencies' && (edge.from === '' || edge.from.startsWith('workspace:') || runs(edge.from))).map((edge) => `${edge.name}@${graph.package(location)!.version}`));
    const workspaces = lockfile.importers.filter((importer) => importer.location !== '').map((importer) => named(importer.location));
    expect([...new Set([...mine, ...workspaces])].sort()).toEqual([...view.production].sort());
  });
});

describe.each(berry.map((project) => [`${project.release} ${project.id}`, project] as const))('%s', (_, project) => {
  const graph = graphOf(project);
  const { lockfile } = graph;
  const locators = new Map(lockfile.importers.map(({ location, name, directory }) => [location, `${name}@workspace:${directory === '' ? '.' : directory}`]));
  const locatorOf = (location: string): string => locators.get(location) ?? location;

  test('holds the same packages', () => {
    const mine = [...lockfile.packages.map((location) => `${location} ${graph.package(location)!.version}`)];
    const bases = new Set(every(lockfile).filter((edge) => edge.resolved === true).map((edge) => edge.to));
    const theirs = project.view.packages.filter((line) => !line.includes('@workspace:'));
    // Yarn 2 does not list the packages that are there only to be patched.
    const unlisted = mine.filter((line) => !theirs.includes(line) && bases.has(line.split(' ')[0]));
    expect(mine.filter((line) => !unlisted.includes(line)).sort()).toEqual([...theirs].sort());
    if (!project.release.startsWith('2.')) expect(unlisted).toEqual([]);
  });

  test('has the same edges', () => {
    const patched = every(lockfile).filter((edge) => edge.resolved === true && edge.from.includes('@patch:'));
    explained.patched += patched.length;
    const listed = new Set(project.view.packages.map((line) => line.split(' ')[0]));
    const shown = (edge: Edge): boolean => !patched.includes(edge) && (listed.has(locatorOf(edge.from)) || !project.release.startsWith('2.'));
    const mine = every(lockfile).filter(shown).map((edge) => `${locatorOf(edge.from)} > ${edge.name} > ${edge.to === undefined ? 'nothing' : locatorOf(edge.to)}`);
    const theirs = project.view.edges.map((edge) => {
      const [from, descriptor, to] = edge.split(' > ');
      return `${from} > ${descriptor!.slice(0, descriptor!.indexOf('@', 1))} > ${to}`;
    });
    expect([...new Set(mine)].sort()).toEqual([...new Set(theirs)].sort());
  });

  test('has the same specs', () => {
    const theirs = new Set(project.view.edges.map((edge) => edge.split(' > ').slice(0, 2).join(' > ').replace(/@npm:([^@]*)$/, '@$1')));
    const listed = new Set(project.view.packages.map((line) => line.split(' ')[0]));
    const missing = every(lockfile).filter((edge) => edge.resolved !== true && !edge.to?.includes('@patch:') && listed.has(locatorOf(edge.from)) && !theirs.has(`${locatorOf(edge.from)} > ${edge.name}@${edge.spec}`));
    const peers = missing.filter((edge) => /^(?:[23]\.|4\.0\.)/.test(project.release) && ['peerDependencies', 'peerDependenciesMeta'].some((key) => Object.hasOwn(lockfile.raw(edge.to!) as object, key)));
    explained.peers += peers.length;
    expect(missing.filter((edge) => !peers.includes(edge))).toEqual([]);
  });

  test('reaches the same for production, whatever peers need', () => {
    const plain = buildGraph({ ...lockfile, edgesOf: (location) => lockfile.edgesOf(location).filter((edge) => edge.field !== 'peerDependencies') });
    const fields = new Map(lockfile.importers.map(({ location, manifest }) => [locatorOf(location), JSON.parse(project.files[manifest]!) as { devDependencies?: object; dependencies?: object; optionalDependencies?: object }]));
    const next = new Map<string, string[]>();
    for (const edge of project.view.edges) {
      const [from, descriptor, to] = edge.split(' > ') as [string, string, string];
      const own = fields.get(from);
      const name = descriptor.slice(0, descriptor.indexOf('@', 1));
      if (own && !Object.hasOwn(own.dependencies ?? {}, name) && !Object.hasOwn(own.optionalDependencies ?? {}, name)) continue;
      next.set(from, [...(next.get(from) ?? []), to]);
    }
    const reached = new Set<string>();
    const open = [...fields.keys()];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (reached.has(at)) continue;
      reached.add(at);
      open.push(...(next.get(at) ?? []));
    }
    const bases = new Set(lockfile.packages.filter((location) => location.includes('@patch:')).flatMap((location) => lockfile.edgesOf(location).filter((edge) => edge.resolved === true).map((edge) => edge.to)));
    const mine = lockfile.packages.filter((location) => plain.strength(location) > 1 && !bases.has(location));
    expect(mine.sort()).toEqual([...reached].filter((locator) => !fields.has(locator) && !bases.has(locator)).sort());
  });

  test("the lockfile's own copy of what workspaces ask for adds nothing to their manifests", () => {
    expect(every(graphOf(project, 'both').lockfile).length).toBe(every(lockfile).length);
  });
});

test.each(projects.map((project) => [`${project.release} ${project.id}`, project] as const))('%s without manifests reaches everything', (_, project) => {
  const graph = buildGraph(read(project.files['yarn.lock']!));
  expect(graph.lockfile.packages.filter((location) => graph.strength(location) === 0)).toEqual([]);
});

test.each(projects.map((project) => [`${project.release} ${project.id}`, project] as const))('%s is read without a problem', (_, project) => {
  const file = read(project.files['yarn.lock']!, { manifests: manifestsIn(project.files) });
  expect([...file.problems, ...file.packages.flatMap((location) => { const reading = file.read(location); return reading.kind === 'problem' ? [reading.problem] : []; })]).toEqual([]);
});

test('what of ours Yarn does not show is explained', () => {
  expect(explained).toEqual({ patched: 97, peers: 32, hoisted: 1 });
});
