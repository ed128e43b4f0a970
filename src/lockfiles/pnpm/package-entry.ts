import { isObject, type Json, type JsonObject } from '../../core/json.js';
import type { Edge } from '../../core/lockfile.js';
import type { EntryReading } from '../format.js';
import type { KeyedEntry } from '../keyed.js';
import { entryEdges, type EdgeContext } from './edges.js';
import { readEntry, type EntryContext, type EntryText } from './entry.js';
import { nameIn } from './keys.js';

const nothing: JsonObject = {};

/** An entry of a lockfile; nothing of it is read before it is asked for. */
export class PackageEntry implements KeyedEntry {
  private joined: JsonObject | undefined;
  private answer: { readonly reading: EntryReading; readonly also?: Json } | undefined;

  constructor(private readonly text: EntryText, private readonly context: EntryContext, private readonly around: EdgeContext) {}

  get name(): string {
    const { key, shared } = this.text;
    const { major } = this.context;
    const stated = major !== 9 && isObject(shared) && Object.hasOwn(shared, 'name') ? shared['name'] : undefined;
    return typeof stated === 'string' ? stated : (nameIn(key, major) ?? key);
  }

  /** The shared part wins where both hold a key, as in pnpm; an entry of which that is so cannot be read. */
  get raw(): JsonObject {
    const shared = isObject(this.text.shared) ? this.text.shared : nothing;
    if (this.text.variant === undefined) return shared;
    return (this.joined ??= { ...(isObject(this.text.variant) ? this.text.variant : nothing), ...shared });
  }

  private get full(): { readonly reading: EntryReading; readonly also?: Json } {
    return (this.answer ??= readEntry(this.text, this.raw, this.context));
  }

  read(): EntryReading {
    return this.full.reading;
  }

  get also(): Json | undefined {
    return this.full.also;
  }

  edges(): readonly Edge[] {
    return entryEdges(this.text.location, this.raw, this.around);
  }
}
