import type { Catalogs } from '../format.js';
import { manifestObject } from '../manifest.js';
import { isObject, type JsonObject } from '../../core/json.js';
import { scanJson, type LineRange } from '../scan.js';

/** One member of an object in a text: the object that it makes up alone, with the line on which it begins. */
interface Member {
  readonly text: string;
  readonly line: number;
}

const decoder = new TextDecoder();

/** The members of the object that a text is, each as a text of its own. One pass; of a key that stands twice, the last. */
function membersOf({ text, line }: Member): Map<string, Member> {
  const scan = scanJson(`{"":${text}}`, ['']);
  const spans = scan.sections.get('');
  const found = new Map<string, Member>();
  let at = 0;
  let current = line;
  const advance = (offset: number): number => {
    for (; at < offset; at++) if (scan.bytes[at] === 0x0a) current++;
    return current;
  };
  for (const [index, start] of (spans?.starts ?? []).entries()) {
    let value = spans!.keyEnds[index]! + 1;
    while (value < scan.bytes.length && (scan.bytes[value]! <= 0x20 || scan.bytes[value] === 0x3a)) value++;
    const key = decoder.decode(scan.bytes.subarray(start + 1, spans!.keyEnds[index]));
    found.set(key, { text: decoder.decode(scan.bytes.subarray(value, spans!.ends[index] ?? value)), line: advance(value) });
  }
  return found;
}

function specs(member: Member, section: JsonObject): Map<string, LineRange & { readonly spec: string }> {
  const places = membersOf(member);
  const found = new Map<string, LineRange & { readonly spec: string }>();
  for (const [name, spec] of Object.entries(section)) {
    const at = places.get(name);
    if (at && typeof spec === 'string') found.set(name, { line: at.line, endLine: at.line, spec });
  }
  return found;
}

/**
 * The catalogs that a root's manifest declares, in `workspaces` or beside it (Bun, `CatalogMap`; tried with 1.4): where `workspaces` has any,
 * those beside it do not count.
 */
export function catalogLines(path: string, text: string): Catalogs {
  const catalogs = new Map<string, ReadonlyMap<string, LineRange & { readonly spec: string }>>();
  if (path !== 'package.json' && !path.endsWith('/package.json')) return catalogs;
  const manifest = manifestObject(text);
  if (!manifest) return catalogs;
  const whole: Member = { text: text.replace(/^\uFEFF/, ''), line: 1 };
  const inside = manifest['workspaces'];
  const top = membersOf(whole);
  const nested = isObject(inside) && (inside['catalog'] !== undefined || inside['catalogs'] !== undefined) ? inside : undefined;
  const members = nested ? membersOf(top.get('workspaces') ?? { text: '{}', line: 1 }) : top;
  const [single, group] = [members.get('catalog'), members.get('catalogs')];
  const { catalog, catalogs: named } = nested ?? manifest;
  if (single && isObject(catalog ?? null)) catalogs.set('default', specs(single, catalog as JsonObject));
  const groups = group ? membersOf(group) : new Map<string, Member>();
  for (const [name, section] of Object.entries(isObject(named ?? null) ? (named as JsonObject) : {})) {
    const one = groups.get(name);
    if (one && isObject(section)) catalogs.set(name, specs(one, section));
  }
  return catalogs;
}
