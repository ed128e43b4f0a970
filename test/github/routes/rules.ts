import { Refusal, created, notFound, ok, page, type Answer } from '../http/answer.js';
import { grants, roleOf } from '../http/auth.js';
import { needs, numberParam, param, repositoryRoute, type Exchange, type RepositoryExchange, type Route } from '../http/exchange.js';
import { accountOf, organisationFull, publicUser, simpleUser } from '../objects/accounts.js';
import { rulesetObject } from '../objects/checks.js';
import type { Ruleset } from '../state.js';
import { rulesetsFor } from '../world/lookup.js';
import { makeRuleset, type RulesetWish } from '../world/rules.js';

/** Rulesets of a repository, with those of its organisation unless `includes_parents=false`. */
function rulesets(exchange: RepositoryExchange): Ruleset[] {
  const above = exchange.state.organisationRulesets.get(exchange.repository.owner.toLowerCase()) ?? [];
  return [...exchange.repository.rulesets, ...(exchange.url.searchParams.get('includes_parents') === 'false' ? [] : above)];
}

function create(exchange: RepositoryExchange): Answer {
  const made = makeRuleset(exchange.state, exchange.repository, exchange.body as unknown as RulesetWish);
  return created(rulesetObject(exchange.state, made, true));
}

/** Every rule in force on a branch, each with the ruleset that it comes from. */
function branchRules(exchange: RepositoryExchange): Answer {
  const found = rulesetsFor(exchange.state, exchange.repository, param(exchange, 'branch')).flatMap((ruleset) =>
    ruleset.rules.map((rule) => ({ ...rule, ruleset_source_type: ruleset.sourceType, ruleset_source: ruleset.source, ruleset_id: ruleset.id })));
  return page(exchange.url, found, (rule) => rule);
}

const roleNames = { read: 'read', triage: 'read', write: 'write', maintain: 'write', admin: 'admin' } as const;

function permission(exchange: RepositoryExchange): Answer {
  const { state, repository } = exchange;
  const { login } = accountOf(state, param(exchange, 'username'));
  const role = roleOf(state, repository, login);
  const has = (roles: readonly string[]) => role !== undefined && roles.includes(role);
  const permissions = {
    pull: role !== undefined, triage: has(['triage', 'write', 'maintain', 'admin']), push: has(['write', 'maintain', 'admin']), maintain: has(['maintain', 'admin']), admin: role === 'admin',
  };
  return ok({ permission: role === undefined ? 'none' : roleNames[role], role_name: role ?? 'none', user: { ...simpleUser(state, login), permissions, role_name: role ?? 'none' } });
}

function organisationRulesets(exchange: Exchange): Ruleset[] {
  const { login } = accountOf(exchange.state, param(exchange, 'org'));
  const { actor } = exchange;
  const allowed = actor.kind === 'installation' ? actor.installation.account === login && grants(actor.token.permissions, 'organization_administration', 'read')
    : actor.kind === 'user' && accountOf(exchange.state, login).members.get(actor.login.toLowerCase()) === 'owner';
  if (!allowed) throw new Refusal(403, actor.kind === 'installation' ? 'Resource not accessible by integration' : 'Must have admin rights to Organization.');
  return exchange.state.organisationRulesets.get(login.toLowerCase()) ?? [];
}
const byId = (exchange: Exchange, all: readonly Ruleset[]): Answer => {
  const id = numberParam(exchange, 'ruleset_id');
  const found = all.find((one) => one.id === id);
  if (!found) throw notFound();
  return ok(rulesetObject(exchange.state, found, true));
};

export const ruleRoutes: readonly Route[] = [
  repositoryRoute('GET /rulesets', needs.metadata, (exchange) => page(exchange.url, rulesets(exchange), (one) => rulesetObject(exchange.state, one, false))),
  repositoryRoute('POST /rulesets', needs.administration, create),
  repositoryRoute('GET /rulesets/{ruleset_id}', needs.metadata, (exchange) => byId(exchange, rulesets(exchange))),
  repositoryRoute('GET /rules/branches/{branch}', needs.metadata, branchRules),
  repositoryRoute('GET /collaborators/{username}/permission', needs.metadata, permission),
  { operation: 'GET /orgs/{org}/rulesets', who: 'anyone', run: (exchange) => page(exchange.url, organisationRulesets(exchange), (one) => rulesetObject(exchange.state, one, false)) },
  { operation: 'GET /orgs/{org}/rulesets/{ruleset_id}', who: 'anyone', run: (exchange) => byId(exchange, organisationRulesets(exchange)) },
  { operation: 'GET /orgs/{org}', who: 'anyone', run: (exchange) => ok(organisationFull(exchange.state, param(exchange, 'org'))) },
  { operation: 'GET /users/{username}', who: 'anyone', run: (exchange) => ok(publicUser(exchange.state, param(exchange, 'username'))) },
  {
    operation: 'GET /user', who: 'anyone',
    run({ state, actor }) {
      if (actor.kind !== 'user') throw new Refusal(actor.kind === 'anonymous' ? 401 : 403, actor.kind === 'anonymous' ? 'Requires authentication' : 'Resource not accessible by integration');
      return ok(publicUser(state, actor.login));
    },
  },
];
