import { isObject, type Json } from '../../../core/json.js';
import type { Catalogs } from '../../format.js';
import type { LineRange } from '../../scan.js';
import { readYaml } from '../../yaml.js';

/** Yarn's settings file, in the folder of the install root. */
export const settingsName = '.yarnrc.yml';

type Members = Map<string, LineRange & { readonly spec: string }>;

/**
 * The catalogs of a `.yarnrc.yml`: `catalog` is the one without a name, `catalogs` holds the others. Each member comes with its line; undefined
 * where the text cannot be read as YAML that Yarn itself could have written.
 */
export function readCatalogs(text: string): Catalogs | undefined {
  const yaml = readYaml(text, 'failsafe', 'scalars');
  if (yaml.kind === 'refused' || yaml.documents.length > 1) return undefined;
  const [settings] = yaml.documents;
  const found = new Map<string, Members>();
  if (!isObject(settings)) return found;
  const lines = memberLines(text);
  const take = (catalog: string, value: Json | undefined, path: string): void => {
    if (!isObject(value)) return;
    const members: Members = new Map();
    for (const [name, spec] of Object.entries(value)) {
      if (typeof spec !== 'string') continue;
      const line = lines.get(`${path}\n${name}`) ?? lines.get(path) ?? 1;
      members.set(name, { spec, line, endLine: line });
    }
    found.set(catalog, members);
  };
  if (Object.hasOwn(settings, 'catalog')) take('default', settings['catalog'], 'catalog');
  const named = Object.hasOwn(settings, 'catalogs') ? settings['catalogs'] : undefined;
  if (isObject(named)) for (const [catalog, value] of Object.entries(named)) take(catalog, value, `catalogs\n${catalog}`);
  return found;
}

/** First lines (from 1) of keys of block mappings, by the keys on the way to them; of flow mappings only the outer key has one. */
function memberLines(text: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  const open: { readonly indent: number; readonly path: string }[] = [];
  for (const [index, line] of text.split('\n').entries()) {
    const match = /^( *)(?:"([^"]*)"|'([^']*)'|([^\s#"'-][^:#]*?)) *:(?:\s|$)/.exec(line.slice(0, 2_000));
    if (!match) continue;
    const indent = match[1]!.length;
    while (open.length > 0 && open.at(-1)!.indent >= indent) open.pop();
    if (open.length > 3) continue;
    const key = match[2] ?? match[3] ?? match[4]!;
    const path = open.length === 0 ? key : `${open.at(-1)!.path}\n${key}`;
    if (!found.has(path)) found.set(path, index + 1);
    open.push({ indent, path });
  }
  return found;
}
