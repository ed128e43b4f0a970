import { constructFromEvents, CORE_SCHEMA, EVENT_ID, FAILSAFE_SCHEMA, parseEvents, YAMLException, type Event } from 'js-yaml';
import type { Json } from '../core/json.js';
import { limits } from '../core/limits.js';

export type YamlProblem = 'yaml' | 'conflict-markers' | 'duplicate-key' | 'alias' | 'anchor' | 'depth' | 'merge-key' | 'tag' | 'directive';

export type YamlReading =
  | { readonly kind: 'documents'; readonly documents: readonly Json[] }
  | { readonly kind: 'refused'; readonly reason: YamlProblem; readonly line?: number };

/** Characters of a value that an anchor may stand on: versions, ranges and names are shorter. */
const anchoredLength = 256;

/**
 * Reads a lockfile's YAML, any number of documents. What no lockfile writer writes and readers differ about is refused: keys that stand twice,
 * anchors and aliases, merge keys, tags, directives, and more depth than the limit.
 * @param anchors `scalars` reads anchors on single values and what names them, as people write into settings: what that means no two readers differ
 *   about. Anchors on anything larger stay refused, so that a text cannot grow by them.
 * @param schema `core` reads numbers, booleans and null as YAML 1.2 does; `failsafe` leaves every scalar a text, as Yarn reads its lockfile.
 */
export function readYaml(written: string, schema: 'core' | 'failsafe', anchors: 'refused' | 'scalars' = 'refused'): YamlReading {
  const source = written.charCodeAt(0) === 0xfeff ? written.slice(1) : written;
  try {
    const events = parseEvents(source, { maxDepth: limits.lockfileDepth.value });
    const foreign = foreignSyntax(events, source, anchors === 'scalars');
    if (foreign) return { kind: 'refused', reason: foreign.reason, line: lineAt(source, foreign.at) };
    const documents = constructFromEvents(events, { source, schema: schema === 'core' ? CORE_SCHEMA : FAILSAFE_SCHEMA, maxAliases: anchors === 'scalars' ? limits.settingLeaves.value : 0 });
    return { kind: 'documents', documents: documents as Json[] };
  } catch (error) {
    if (/^<{7}(?: |\r?$)/m.test(source)) return { kind: 'refused', reason: 'conflict-markers' };
    if (!(error instanceof YAMLException)) return { kind: 'refused', reason: 'yaml' };
    const line = error.mark ? { line: error.mark.line + 1 } : {};
    return { kind: 'refused', reason: reasonOf(error.reason), ...line };
  }
}

/** The first use of what only hands write. A merge key counts wherever it stands: which reader merges depends on its YAML version. */
function foreignSyntax(events: readonly Event[], source: string, scalars: boolean): { readonly reason: YamlProblem; readonly at: number } | undefined {
  for (const event of events) {
    if (event.type === EVENT_ID.POP) continue;
    if (event.type === EVENT_ID.DOCUMENT) {
      if (event.directives.length > 0) return { reason: 'directive', at: 0 };
      continue;
    }
    if (event.type === EVENT_ID.ALIAS) {
      if (scalars) continue;
      return { reason: 'alias', at: event.anchorStart };
    }
    if (event.anchorStart >= 0 && !(scalars && event.type === EVENT_ID.SCALAR && event.valueEnd - event.valueStart <= anchoredLength)) return { reason: 'anchor', at: event.anchorStart };
    if (event.tagStart >= 0) return { reason: 'tag', at: event.tagStart };
    if (event.type === EVENT_ID.SCALAR && event.valueEnd - event.valueStart === 2 && source.startsWith('<<', event.valueStart)) return { reason: 'merge-key', at: event.valueStart };
  }
  return undefined;
}

function lineAt(source: string, offset: number): number {
  let line = 1;
  for (let at = source.indexOf('\n'); at !== -1 && at < offset; at = source.indexOf('\n', at + 1)) line++;
  return line;
}

function reasonOf(words: string): YamlProblem {
  if (/duplicat/i.test(words)) return 'duplicate-key';
  return /depth/i.test(words) ? 'depth' : 'yaml';
}
