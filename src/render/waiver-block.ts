import type { Origin } from '../core/origin.js';
import { bindingOf } from '../core/policy.js';
import { fenced, redact, yamlText } from './escape.js';

const maxValue = 1_000;

/**
 * The YAML that waives one finding or gap once a person has filled in the last three lines: left empty they are faults of the policy,
 * so that nobody waives by copying alone. Undefined where a value is too long to be copied.
 */
export function waiverYaml(fingerprint: string, origin?: Origin, integrity?: string): string | undefined {
  const binding = origin ? bindingOf(origin, integrity) : undefined;
  const values = [['finding', fingerprint], ['package', binding?.package], ['version', binding?.version], ['integrity', binding?.integrity]] as const;
  if (values.some(([, value]) => value !== undefined && value.length > maxValue)) return undefined;
  const bound = values.flatMap(([key, value]) => (value === undefined ? [] : [`${key}: ${yamlText(redact(value))}`]));
  return ['waivers:', `  - ${bound[0]}`, ...bound.slice(1).map((line) => `    ${line}`),
    '    reason: ""  # why this is accepted', '    by: ""      # login of who accepts it: nobody who wrote the change', '    until: ""   # YYYY-MM-DD, at most 90 days ahead'].join('\n');
}

/** The same as a block of markdown. */
export function waiverBlock(fingerprint: string, origin?: Origin, integrity?: string): string {
  const yaml = waiverYaml(fingerprint, origin, integrity);
  return yaml === undefined ? '' : fenced(yaml, 'yaml');
}
