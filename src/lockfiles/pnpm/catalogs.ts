import { EVENT_ID, getScalarValue, parseEvents, type Event } from 'js-yaml';
import { limits } from '../../core/limits.js';
import type { Catalogs } from '../format.js';
import type { LineRange } from '../scan.js';
import { workspaceFile, workspaceObject } from './settings.js';

type Member = LineRange & { readonly spec: string };

/** The catalogs of a `pnpm-workspace.yaml`: `catalog`, or `catalogs` with the one named `default` among them; none of any other file. */
export function catalogsIn(path: string, text: string): Catalogs {
  const found = new Map<string, Map<string, Member>>();
  if (path.slice(path.lastIndexOf('/') + 1) !== workspaceFile || !workspaceObject(text)) return found;
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  const put = (catalog: string, name: string, member: Member): void => {
    const known = found.get(catalog);
    if (known) known.set(name, member);
    else found.set(catalog, new Map([[name, member]]));
  };
  for (const { keys, value, line, endLine } of scalars(source, parseEvents(source, { maxDepth: limits.lockfileDepth.value }))) {
    if (keys.length === 2 && keys[0] === 'catalog') put('default', keys[1]!, { spec: value, line, endLine });
    if (keys.length === 3 && keys[0] === 'catalogs') put(keys[1]!, keys[2]!, { spec: value, line, endLine });
  }
  return found;
}

interface Scalar extends LineRange {
  readonly keys: readonly string[];
  readonly value: string;
}

/** The scalars that stand as values in mappings, with the keys on the way to each and the lines from its key to its end. */
function scalars(source: string, events: readonly Event[]): readonly Scalar[] {
  const found: Scalar[] = [];
  const open: { readonly mapping: boolean; key?: { readonly text: string; readonly at: number } | undefined }[] = [];
  const lineAt = counter(source);
  for (const event of events) {
    const top = open.at(-1);
    if (event.type === EVENT_ID.POP) {
      open.pop();
      const holder = open.at(-1);
      if (holder) holder.key = undefined;
    } else if (event.type === EVENT_ID.DOCUMENT || event.type === EVENT_ID.SEQUENCE) open.push({ mapping: false });
    else if (event.type === EVENT_ID.MAPPING) open.push({ mapping: true });
    else if (event.type === EVENT_ID.SCALAR && top?.mapping) {
      const text = getScalarValue(source, event);
      if (top.key === undefined) top.key = { text, at: event.valueStart };
      else {
        const keys = open.flatMap((frame) => (frame.key === undefined ? [] : [frame.key.text]));
        found.push({ keys, value: text, line: lineAt(top.key.at), endLine: lineAt(event.valueEnd) });
        top.key = undefined;
      }
    }
  }
  return found;
}

/** Tells the line of offsets that only grow. */
function counter(source: string): (offset: number) => number {
  let line = 1;
  let at = 0;
  return (offset) => {
    for (; at < offset; at++) if (source.charCodeAt(at) === 0x0a) line++;
    return line;
  };
}
