import semver from 'semver';
import { splitDescriptor } from '../descriptor.js';

/** A range or reference in its parts (`structUtils.parseRange`): `protocol:source#selector::name=value&...`. */
export interface Range {
  /** With its colon, '' where there is none. */
  readonly protocol: string;
  readonly source?: string;
  readonly selector: string;
  readonly params: URLSearchParams;
}

/** Undefined where the text is not encoded as Yarn encodes it. */
export function parseRange(text: string): Range | undefined {
  const hash = text.indexOf('#');
  const colon = text.indexOf(':');
  const end = colon !== -1 && (hash === -1 || colon < hash) ? colon + 1 : 0;
  const bound = text.indexOf('::', end);
  const rest = text.slice(end, bound === -1 ? undefined : bound);
  const at = rest.indexOf('#');
  const source = at === -1 ? undefined : decoded(rest.slice(0, at));
  const selector = decoded(rest.slice(at + 1));
  if (selector === undefined || (at !== -1 && source === undefined)) return undefined;
  return { protocol: text.slice(0, end), ...(source === undefined ? {} : { source }), selector, params: new URLSearchParams(bound === -1 ? '' : text.slice(bound + 2)) };
}

function decoded(text: string): string | undefined {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/** A tag of a registry, as Yarn tells it from other ranges. */
const tag = /^(?!v)[a-z0-9._-]+$/i;

const plainRanges = new Map<string, boolean>();

/** Whether a range is one of versions, or a tag: Yarn puts its default protocol before it (`Configuration.normalizeDependency`). */
function isPlain(range: string): boolean {
  const known = plainRanges.get(range);
  if (known !== undefined) return known;
  const plain = range.length < 256 && (semver.validRange(range, true) !== null || tag.test(range));
  if (plainRanges.size >= 10_000) plainRanges.clear();
  plainRanges.set(range, plain);
  return plain;
}

/** A range with the default protocol where it has none. */
export function normalized(range: string): string {
  return range.startsWith('npm:') || !isPlain(range) ? range : `npm:${range}`;
}

/** A range as a manifest writes it: without the default protocol, where no name of another package follows. */
export function plain(range: string): string {
  if (!range.startsWith('npm:')) return range;
  const rest = range.slice('npm:'.length);
  return isPlain(rest) ? rest : range;
}

/**
 * What two writings of one descriptor have in common: the default protocol is written out, what Yarn binds to a range is left away, and the
 * source of a patch is decoded, which Yarn 2 and 3 wrote without protocol.
 */
export function comparable(range: string, depth = 0): string {
  if (range.startsWith('npm:')) return range;
  if (!range.startsWith('patch:')) {
    const bound = range.indexOf('::');
    return normalized(bound === -1 ? range : range.slice(0, bound));
  }
  const parts = depth > 8 ? undefined : parseRange(range);
  const source = parts?.source === undefined ? undefined : splitDescriptor(parts.source);
  return parts && source ? `patch:${source.name}@${comparable(source.range, depth + 1)}#${parts.selector}` : range;
}

/** Patches that come with Yarn: `builtin<compat/typescript>`, marked as optional by a flag before it. */
export function isBuiltin(selector: string): boolean {
  return selector.split('&').every((one) => /^(?:~|(?:[a-z]+!)+)?builtin<[^<>&]+>$/.test(one));
}

/** The names of patches without their flags: `~` in Yarn 3, `optional!` in Yarn 4. */
export function withoutFlags(selector: string): string {
  return selector.replaceAll(/(^|&)(?:~|(?:[a-z]+!)+)/g, '$1');
}
