import { Failure } from '../../core/errors.js';
import { byCodePoint } from '../../core/order.js';
import type { AdvisorySource } from '../../ports/advisory-source.js';

/** One answer of `advisories match`: `ids` are all records that hold the version, by code point. */
export interface MatchLine {
  readonly name: string;
  readonly version: string;
  readonly ids: readonly string[];
}

/** Splits `NAME@VERSION` at the last `@` that does not begin a scope; without one, the version is ''. */
export function parseSpec(spec: string): { readonly name: string; readonly version: string } {
  const at = spec.lastIndexOf('@');
  return at > 0 ? { name: spec.slice(0, at), version: spec.slice(at + 1) } : { name: spec, version: '' };
}

/**
 * Matches packages of one ecosystem (its OSV name), in the order given.
 * @throws Failure ADVISORIES_ABSENT where the source has no data.
 */
export async function matchLines(source: AdvisorySource, ecosystem: string, specs: readonly string[]): Promise<readonly MatchLine[]> {
  const lines: MatchLine[] = [];
  for (const spec of specs) {
    const { name, version } = parseSpec(spec);
    const { value, coverage } = await source.match({ kind: 'registry', ecosystem, registry: 'default', name, version });
    if (coverage.kind === 'failed') throw new Failure(coverage.code, coverage.data);
    lines.push({ name, version, ids: (value ?? []).flatMap(({ ids }) => ids).sort(byCodePoint) });
  }
  return lines;
}
