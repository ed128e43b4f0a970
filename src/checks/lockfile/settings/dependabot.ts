import { all, strongest, whileOff, type Effect, type EffectTable } from './effects.js';

/** Keys of a dependabot.yml, wherever they stand; waiting times are compared by themselves. */
const table: EffectTable = new Map([
  ['insecure-external-code-execution', strongest('code of dependencies from running where updates are made', ['deny', 'unsaid', 'allow'], 'unsaid')],
  ['replaces-base', whileOff('updates from being looked up at another registry than the usual one', 'medium')],
  ...all('source', 'url registry index-url'),
  ...all('credential', 'token password key username auth-key organization-token'),
  ...all('harmless', `version updates registries type package-ecosystem directory directories schedule interval day time timezone cronjob allow dependency-name dependency-type update-type update-types assignees
    commit-message prefix prefix-development include groups applies-to patterns exclude-patterns group-by ignore versions labels milestone open-pull-requests-limit pull-request-branch-name separator max-length
    rebase-strategy reviewers target-branch vendor versioning-strategy cooldown default-days semver-major-days semver-minor-days semver-patch-days exclude exclude-paths enable-beta-ecosystems multi-ecosystem-group
    multi-ecosystem-groups organization repo public-key-fingerprint tenant-id client-id audience jfrog-oidc-provider-name identity-mapping-name aws-region account-id role-name domain domain-owner namespace service-slug api-host`),
]);

/** Keys whose members people name themselves. */
const named: ReadonlySet<string> = new Set(['registries', 'groups', 'multi-ecosystem-groups']);

/** What a key does, by the keys that lead to it; undefined for one that nobody knows. */
export function dependabotEffect(path: readonly string[]): Effect | undefined {
  const own = path.filter((_, index) => !named.has(path[index - 1] ?? ''));
  // `url` below a registry that has any name; every key on the way counts, a harmless one hides none below it.
  const effects = (own.length === 0 ? path.slice(0, 1) : own).map((key) => table.get(key));
  return effects.some((effect) => effect === undefined) ? undefined : (effects.find((effect) => effect !== 'harmless') ?? 'harmless');
}
