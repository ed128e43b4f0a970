import { isObject, type Json, type JsonObject } from '../core/json.js';

/** What rules of overriding ask for, by the name of the package that they are about. */
export type OverrideRules = ReadonlyMap<string, readonly string[]>;

/**
 * Rules by the package that each is about: the last name of a selector (`a>b`, `a/b`, `a/@s/b`, `**` before one), without its range.
 */
export function overrideRules(selectors: Iterable<readonly [string, readonly string[]]>): OverrideRules {
  const rules = new Map<string, string[]>();
  for (const [selector, values] of selectors) {
    const name = nameIn(selector);
    rules.set(name, [...(rules.get(name) ?? []), ...values]);
  }
  return rules;
}

/** What rules ask for a package; none where no rule is about it. */
export function ruleFor(rules: OverrideRules, name: string): readonly string[] {
  return rules.get(name) ?? [];
}

/** `overrides` and `resolutions` of a manifest, in any of the tools' forms: npm nests them, with `.` for the package itself. */
export function manifestRules(manifest: JsonObject | undefined): OverrideRules {
  const found: [string, string[]][] = [];
  const walk = (value: Json | undefined, above: string, depth: number): void => {
    if (typeof value === 'string') found.push([above, [value]]);
    else if (isObject(value) && depth < 20) for (const [key, item] of Object.entries(value)) walk(item, key === '.' ? above : key, depth + 1);
  };
  const pnpm = manifest && Object.hasOwn(manifest, 'pnpm') ? manifest['pnpm'] : undefined;
  for (const [from, key] of [[manifest, 'overrides'], [manifest, 'resolutions'], [isObject(pnpm) ? pnpm : undefined, 'overrides']] as const) walk(from && Object.hasOwn(from, key) ? from[key] : undefined, '', 0);
  return overrideRules(found);
}

function nameIn(selector: string): string {
  const last = selector.split(/(?<=[^ |@])>/).at(-1)!.trim();
  return /(?:^|\/)((?:@[^/@]{1,214}\/)?[^/@]{1,214})(?:@[^@]*(?:@[^@]*)?)?$/.exec(last)?.[1] ?? last;
}
