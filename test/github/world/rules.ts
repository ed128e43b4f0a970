import { fullName } from '../objects/repositories.js';
import type { Repository, Ruleset, State } from '../state.js';
import { newId } from './lookup.js';

export interface RulesetWish {
  readonly name: string;
  readonly enforcement: Ruleset['enforcement'];
  readonly target?: Ruleset['target'];
  readonly conditions?: { readonly ref_name?: { readonly include?: readonly string[]; readonly exclude?: readonly string[] } };
  readonly rules?: Ruleset['rules'];
}

/** Makes a ruleset of a repository or, given a login, of an organisation. */
export function makeRuleset(state: State, at: Repository | string, wish: RulesetWish): Ruleset {
  const ruleset: Ruleset = {
    id: newId(state), name: wish.name, source: typeof at === 'string' ? at : fullName(at), sourceType: typeof at === 'string' ? 'Organization' : 'Repository',
    target: wish.target ?? 'branch', enforcement: wish.enforcement, include: wish.conditions?.ref_name?.include ?? [], exclude: wish.conditions?.ref_name?.exclude ?? [],
    rules: wish.rules ?? [], createdAt: state.clock.now(),
  };
  if (typeof at !== 'string') at.rulesets.push(ruleset);
  else state.organisationRulesets.set(at.toLowerCase(), [...(state.organisationRulesets.get(at.toLowerCase()) ?? []), ruleset]);
  return ruleset;
}

/** The ruleset that a team sets up for a required check: on the default branch, and bound to one App where it is named. */
export const requiredCheckRuleset = (context: string, appId?: number): RulesetWish => ({
  name: `require ${context}`, enforcement: 'active', target: 'branch', conditions: { ref_name: { include: ['~DEFAULT_BRANCH'], exclude: [] } },
  rules: [{
    type: 'required_status_checks',
    parameters: {
      strict_required_status_checks_policy: false, do_not_enforce_on_create: false,
      required_status_checks: [{ context, ...(appId === undefined ? {} : { integration_id: appId }) }],
    },
  }],
});
