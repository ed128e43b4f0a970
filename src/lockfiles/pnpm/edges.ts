import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { DependencyField, Edge } from '../../core/lockfile.js';
import { nameIn, packageKey, targetOf, withoutPeers, type Major } from './keys.js';

/** What edges are resolved with. */
export interface EdgeContext {
  readonly major: Major;
  /** The location of a key; undefined where the lockfile has no such entry. */
  at(key: string): string | undefined;
  /** The location that a link from a folder (relative to the lockfile's) leads to; undefined for none. */
  linked(folder: string, link: string): string | undefined;
}

const fields: readonly DependencyField[] = ['dependencies', 'optionalDependencies'];

function own(object: JsonObject, key: string): JsonObject {
  const value = Object.hasOwn(object, key) ? object[key] : undefined;
  return isObject(value) ? value : {};
}

/** What an entry asks for. pnpm keeps only what was resolved; of peers it keeps the ranges too. */
export function entryEdges(from: string, raw: JsonObject, context: EdgeContext): Edge[] {
  const edges: Edge[] = [];
  const peers = own(raw, 'peerDependencies');
  const meta = own(raw, 'peerDependenciesMeta');
  const seen = new Set<string>();
  for (const field of fields) {
    const section = own(raw, field);
    for (const name of Object.keys(section)) {
      const ref = section[name];
      if (typeof ref !== 'string') continue;
      const to = resolved(ref, name, '', context);
      const peer = Object.hasOwn(peers, name) ? peers[name] : undefined;
      if (peer === undefined) edges.push({ from, name, spec: specOf(ref, name, context.major), field, resolved: true, ...(to === undefined ? {} : { to }) });
      else edges.push(peerEdge(from, name, peer, meta, to));
      if (peer !== undefined) seen.add(name);
    }
  }
  for (const name of Object.keys(peers)) if (!seen.has(name)) edges.push(peerEdge(from, name, peers[name], meta, undefined));
  return edges;
}

function peerEdge(from: string, name: string, range: Json | undefined, meta: JsonObject, to: string | undefined): Edge {
  const optional = own(meta, name)['optional'] === true;
  return { from, name, spec: typeof range === 'string' ? range : '', field: 'peerDependencies', ...(optional ? { optional: true } : {}), ...(to === undefined ? {} : { to }) };
}

/** The location that a dependency's value leads to. */
export function resolved(ref: string, name: string, folder: string, context: EdgeContext): string | undefined {
  const target = targetOf(ref, name, context.major);
  return 'link' in target ? context.linked(folder, target.link) : context.at(target.key);
}

/** What was resolved, as a manifest would ask for just that: a version, `npm:name@version` for an alias, an address. */
function specOf(ref: string, name: string, major: Major): string {
  if (ref.startsWith('link:')) return ref;
  const target = targetOf(ref, name, major);
  const key = 'key' in target ? target.key : ref;
  const real = nameIn(key, major);
  if (real === undefined) return withoutPeers(ref, major);
  const plain = major === 9 ? packageKey(key) : withoutPeers(key, major);
  const version = plain.slice(plain.indexOf(real) + real.length + 1);
  return real === name ? version : `npm:${real}@${version}`;
}

/**
 * An entry without what follows from which versions others resolved to: of dependencies the names stay, with the real name for an alias; of
 * resolved peers, which the entry asks for all the same, only those that another package stands in for.
 */
export function entryContent(raw: JsonObject, major: Major): JsonObject {
  const content: { [key: string]: Json } = Object.create(null) as { [key: string]: Json };
  const peers = own(raw, 'peerDependencies');
  for (const key of Object.keys(raw)) {
    if (key === 'transitivePeerDependencies') continue;
    const value = raw[key]!;
    if ((key !== 'dependencies' && key !== 'optionalDependencies') || !isObject(value)) content[key] = value;
    else {
      const names = realNames(value, peers, major);
      if (names) content[key] = names;
    }
  }
  return content;
}

function realNames(section: JsonObject, peers: JsonObject, major: Major): JsonObject | undefined {
  const names: { [name: string]: string } = Object.create(null) as { [name: string]: string };
  for (const name of Object.keys(section)) {
    const ref = section[name];
    const target = typeof ref === 'string' ? targetOf(ref, name, major) : undefined;
    const real = target === undefined ? '' : 'link' in target ? `link:${target.link}` : (nameIn(target.key, major) ?? target.key);
    if (real !== name || !Object.hasOwn(peers, name)) names[name] = real;
  }
  return Object.keys(names).length > 0 ? names : undefined;
}
