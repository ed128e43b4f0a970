import type { Edge } from '../../../core/lockfile.js';
import type { Catalogs } from '../../format.js';
import { splitDescriptor } from '../descriptor.js';
import { comparable, isBuiltin, normalized, parseRange, plain } from './range.js';
import type { BerryEntry } from './read.js';

/** Who asks: its location in the graph, and its locator, to which Yarn binds paths. */
export interface Asking {
  readonly name: string;
  readonly locator: string;
}

export interface ResolveInput {
  readonly entries: readonly BerryEntry[];
  /** Where an entry stands in the graph: a package under its resolution, a workspace as importer. */
  readonly locationOf: (entry: BerryEntry) => string;
  /** The root's `resolutions`, in their order. */
  readonly resolutions: readonly (readonly [string, string])[];
  readonly catalogs: Catalogs;
  /** Yarn before 4 compares patterns of `resolutions` with ranges as they are written. */
  readonly verbatim: boolean;
  /** The root workspace's locator, to which paths in `resolutions` and catalogs are bound. */
  readonly root: string;
}

export type Answer = Pick<Edge, 'spec' | 'to' | 'resolved'>;

interface Candidate {
  readonly to: string;
  /** The locator that the descriptor is bound to. */
  readonly bound?: string;
}

/** One pattern of `resolutions`: `name`, `name@range`, and either behind `parent/` or `parent@reference/`. */
interface Override {
  readonly from?: { readonly name: string; readonly range: string };
  readonly of: { readonly name: string; readonly range: string };
  readonly reference: string;
}

const specifier = '(?:@[^/@]+/)?[^/@]+(?:@[^/]+)?';
const pattern = new RegExp(`^(${specifier})(?:/(${specifier}))?$`);

/** Undefined for a pattern that Yarn refuses; it reads at most one parent. */
function overrideOf(written: string, reference: string): Override | undefined {
  const [, first, second] = pattern.exec(written) ?? [];
  const of = splitDescriptor(second ?? first ?? '');
  const from = second === undefined ? undefined : splitDescriptor(first!);
  return of && (second === undefined || from) ? { of, reference, ...(from ? { from } : {}) } : undefined;
}

/**
 * Which entry answers what somebody asks for, as Yarn goes about it: the root's `resolutions` (`CorePlugin.reduceDependency`), then the
 * catalog that a `catalog:` names, then the patch that comes with Yarn, then the descriptor itself with whatever it is bound to.
 */
export function resolver(input: ResolveInput): (from: Asking, name: string, written: string) => Answer {
  const { candidates, builtin } = indexed(input);
  const overrides = new Map<string, Override[]>();
  for (const [written, reference] of input.resolutions) {
    const override = overrideOf(written, reference);
    if (!override) continue;
    const known = overrides.get(override.of.name);
    if (known) known.push(override);
    else overrides.set(override.of.name, [override]);
  }
  return (from, name, written) => {
    let range = normalized(written);
    let locator = from.locator;
    const override = overrides.get(name)?.find(({ from: parent, of }) => {
      if (parent && (parent.name !== from.name || (parent.range !== '' && `${parent.name}@${input.verbatim ? parent.range : normalized(parent.range)}` !== from.locator))) return false;
      return of.range === '' || (input.verbatim ? of.range === written : comparable(of.range) === comparable(range));
    });
    if (override) {
      range = normalized(override.reference);
      locator = input.root;
    }
    const catalog = range.startsWith('catalog:') ? input.catalogs.get(range.slice('catalog:'.length) || 'default')?.get(name) : undefined;
    if (catalog) {
      range = normalized(catalog.spec);
      locator = input.root;
    }
    const key = `${name}@${comparable(range)}`;
    const found = candidates.get(key);
    const bound = found?.find((one) => one.bound === locator) ?? found?.find((one) => one.bound === undefined) ?? (found?.length === 1 ? found[0] : undefined);
    const to = builtin.get(key) ?? bound?.to;
    return { spec: plain(override?.reference ?? written), ...(to === undefined ? {} : { to }), ...(override ? { resolved: true } : {}) };
  };
}

function indexed({ entries, locationOf }: ResolveInput): { readonly candidates: ReadonlyMap<string, readonly Candidate[]>; readonly builtin: ReadonlyMap<string, string> } {
  const candidates = new Map<string, Candidate[]>();
  const builtin = new Map<string, string>();
  for (const entry of entries) {
    const to = locationOf(entry);
    for (const key of entry.keys) {
      const descriptor = splitDescriptor(key);
      if (!descriptor) continue;
      const { name, range } = descriptor;
      const parts = range.startsWith('npm:') ? undefined : parseRange(range);
      const bound = parts?.params.get('locator') ?? undefined;
      put(candidates, `${name}@${comparable(range)}`, { to, ...(bound === undefined ? {} : { bound }) });
      const source = parts?.protocol === 'patch:' && parts.source !== undefined && isBuiltin(parts.selector) ? splitDescriptor(parts.source) : undefined;
      if (source && source.name === name) builtin.set(`${name}@${comparable(source.range)}`, to);
    }
  }
  return { candidates, builtin };
}

function put(candidates: Map<string, Candidate[]>, key: string, candidate: Candidate): void {
  const known = candidates.get(key);
  if (known) known.push(candidate);
  else candidates.set(key, [candidate]);
}
