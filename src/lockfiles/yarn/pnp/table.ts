import { isObject, type Json, type JsonObject } from '../../../core/json.js';
import { limits } from '../../../core/limits.js';
import type { Steps } from '../../../core/steps.js';

/** One package of the table: where it is loaded from, and what each name that it asks for leads to; a peer that nobody gives leads to nothing. */
export interface Registered {
  /** '' for what stands for the project itself, whoever asks. */
  readonly locator: string;
  readonly name: string;
  readonly reference: string;
  readonly location: string;
  readonly discard: boolean;
  readonly dependencies: ReadonlyMap<string, string | undefined>;
}

const entryKeys: ReadonlySet<string> = new Set(['packageLocation', 'packageDependencies', 'packagePeers', 'linkType', 'discardFromLookup']);
/** Packages that are read between two stops. */
const atOnce = 100;

/** `packageRegistryData` as Yarn writes it; undefined for every other layout, and where a package stands twice. */
export function* registeredIn(data: Json | undefined): Steps<ReadonlyMap<string, Registered> | undefined> {
  const found = new Map<string, Registered>();
  for (const [name, stored] of pairs(data) ?? [[0, 0]]) {
    const references = (typeof name === 'string' || name === null) ? pairs(stored) : undefined;
    if (!references) return undefined;
    for (const [reference, entry] of references) {
      if (found.size % atOnce === 0) yield;
      if (!isObject(entry) || (reference === null) !== (name === null) || (reference !== null && typeof reference !== 'string')) return undefined;
      const read = registered(name === null ? '' : name as string, reference === null ? '' : reference, entry);
      if (!read || found.has(read.locator) || found.size >= limits.lockfileEntries.value) return undefined;
      found.set(read.locator, read);
    }
  }
  return found;
}

function registered(name: string, reference: string, entry: JsonObject): Registered | undefined {
  const { packageLocation, packageDependencies, discardFromLookup } = entry;
  const dependencies = new Map<string, string | undefined>();
  const asked = pairs(packageDependencies);
  if (typeof packageLocation !== 'string' || !asked || Object.keys(entry).some((key) => !entryKeys.has(key))) return undefined;
  for (const [own, target] of asked) {
    const to = typeof own === 'string' ? targetOf(own, target) : undefined;
    if (to === undefined || dependencies.has(own as string)) return undefined;
    dependencies.set(own as string, to === null ? undefined : to);
  }
  return { locator: name === '' ? '' : `${name}@${reference}`, name, reference, location: packageLocation, discard: discardFromLookup === true, dependencies };
}

/** The locator that a name leads to; null for a peer that nobody gives, undefined for what Yarn does not write. */
function targetOf(own: string, target: Json): string | null | undefined {
  if (target === null) return null;
  if (typeof target === 'string') return `${own}@${target}`;
  return Array.isArray(target) && target.length === 2 && typeof target[0] === 'string' && typeof target[1] === 'string' ? `${target[0]}@${target[1]}` : undefined;
}

function pairs(value: Json | undefined): readonly (readonly [Json, Json])[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.every((one) => Array.isArray(one) && one.length === 2) ? (value as readonly (readonly [Json, Json])[]) : undefined;
}

/** What everybody may fall back to: names with what they lead to. */
export function poolIn(value: Json | undefined): readonly (readonly [string, string])[] | undefined {
  const found = (value === undefined ? [] : pairs(value))?.map(([own, target]) => [own, typeof own === 'string' ? targetOf(own, target) : undefined] as const);
  return found?.every((one): one is readonly [string, string] => typeof one[0] === 'string' && typeof one[1] === 'string') === true ? found : undefined;
}
