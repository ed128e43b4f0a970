import type { RequiredCheck, Ruleset } from '../state.js';

/** The checks that a ruleset requires. */
export const requiredIn = (ruleset: Ruleset): RequiredCheck[] =>
  ruleset.rules.filter((rule) => rule.type === 'required_status_checks').flatMap((rule) => (rule.parameters?.['required_status_checks'] as RequiredCheck[] | undefined) ?? []);
