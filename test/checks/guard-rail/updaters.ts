import { dump } from 'js-yaml';
import type { CheckCase, Given } from '../case.js';

type Config = { readonly [key: string]: unknown };

const file = (path: string, before: string | undefined, after: string | undefined): Given => ({ settings: { [path]: { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) } } });
const renovate = (before: Config, after: Config, path = 'renovate.json'): Given => file(path, JSON.stringify(before), JSON.stringify(after));
const npm = { 'package-ecosystem': 'npm', directory: '/', schedule: { interval: 'weekly' } };
const updates = (...entries: readonly Config[]): Config => ({ version: 2, updates: entries });
const dependabot = (before: Config | undefined, after: Config): Given => file('.github/dependabot.yml', before && dump(before, { noRefs: true }), dump(after, { noRefs: true }));
const entry = (more: Config): Config => updates({ ...npm, ...more });

const tells = (message: string, severity: 'low' | 'medium' | 'high') => (name: string, given: Given, data: Record<string, string> = {}): CheckCase => ({ name, given, fires: [{ message, severity, level: 'default', data }] });
const high = tells('weakened', 'high');
const medium = tells('weakened', 'medium');
const runs = tells('runs', 'high');
const source = tells('source', 'high');
const silent = (name: string, given: Given): CheckCase => ({ name, given });

const week = { cooldown: { 'default-days': 7 } };
const waits = { minimumReleaseAge: '7 days' };

const ofDependabot: readonly CheckCase[] = [
  high('Dependabot: the cooldown is gone', dependabot(entry(week), entry({})), { before: '7', after: 'nothing' }),
  high('Dependabot: a shorter cooldown', dependabot(entry(week), entry({ cooldown: { 'default-days': 3 } })), { before: '7', after: '3' }),
  high('Dependabot: no cooldown', dependabot(entry(week), entry({ cooldown: { 'default-days': 0 } }))),
  high('Dependabot: a cooldown that is no number', dependabot(entry(week), entry({ cooldown: { 'default-days': 'x' } }))),
  high('Dependabot: a shorter cooldown for patches', dependabot(entry({ cooldown: { 'default-days': 3, 'semver-patch-days': 7 } }), entry({ cooldown: { 'default-days': 3, 'semver-patch-days': 4 } }))),
  high('Dependabot: patches wait less than the rest, which they did not', dependabot(entry(week), entry({ cooldown: { 'default-days': 7, 'semver-patch-days': 1 } }))),
  high('Dependabot: minor versions no longer have their longer wait', dependabot(entry({ cooldown: { 'default-days': 3, 'semver-minor-days': 7 } }), entry({ cooldown: { 'default-days': 3 } })), { before: '7', after: '3' }),
  high('Dependabot: one of two ecosystems waits less', dependabot(updates({ ...npm, ...week }, { ...npm, 'package-ecosystem': 'pip', ...week }), updates({ ...npm, cooldown: { 'default-days': 1 } }, { ...npm, 'package-ecosystem': 'pip', ...week }))),
  high('Dependabot: another spelling of the folder, without the cooldown', dependabot(entry(week), updates({ 'package-ecosystem': 'npm', directories: ['/'], schedule: npm.schedule }))),
  high('Dependabot: nothing waits', dependabot(entry(week), entry({ cooldown: { 'default-days': 7, exclude: ['*'] } })), { after: '*' }),
  medium('Dependabot: one package does not wait', dependabot(entry(week), entry({ cooldown: { 'default-days': 7, exclude: ['left'] } })), { after: 'left' }),
  medium('Dependabot: one package more does not wait', dependabot(entry({ cooldown: { 'default-days': 7, exclude: ['right'] } }), entry({ cooldown: { 'default-days': 7, exclude: ['right', 'left'] } }))),
  high('Dependabot: only some packages wait', dependabot(entry(week), entry({ cooldown: { 'default-days': 7, include: ['right'] } }))),
  medium('Dependabot: fewer packages wait', dependabot(entry({ cooldown: { 'default-days': 7, include: ['right', 'left'] } }), entry({ cooldown: { 'default-days': 7, include: ['right'] } })), { before: 'left', after: 'nothing' }),
  medium('Dependabot: no wait is written down', dependabot(entry({}), entry({ cooldown: { 'default-days': 0 } }))),
  high('Dependabot: code of dependencies runs', dependabot(entry({}), entry({ 'insecure-external-code-execution': 'allow' }))),
  high('Dependabot: that it does not run is no more said', dependabot(entry({ 'insecure-external-code-execution': 'deny' }), entry({}))),
  source('Dependabot: a registry', dependabot(entry({}), { ...entry({}), registries: { own: { type: 'npm-registry', url: 'https://evil.example' } } })),
  medium('Dependabot: a registry in place of the usual one', dependabot({ ...entry({}), registries: { own: { type: 'npm-registry' } } }, { ...entry({}), registries: { own: { type: 'npm-registry', 'replaces-base': true } } })),
  { name: 'Dependabot: a secret in the open', given: dependabot({ ...entry({}), registries: { own: { type: 'npm-registry' } } }, { ...entry({}), registries: { own: { type: 'npm-registry', token: 'hunter2' } } }), fires: [{ message: 'credential', severity: 'medium', data: { after: '' } }] },
  { name: 'Dependabot: a key that nobody knows', given: dependabot(entry({}), entry({ 'run-first': 'x' })), fires: [{ message: 'unknown', severity: 'medium' }] },

  silent('Dependabot: a cooldown comes', dependabot(entry({}), entry({ cooldown: { 'default-days': 7, 'semver-major-days': 30, exclude: ['@acme/*'] } }))),
  silent('Dependabot: the whole file comes', dependabot(undefined, entry(week))),
  silent('Dependabot: a longer cooldown', dependabot(entry(week), entry({ cooldown: { 'default-days': 14 } }))),
  silent('Dependabot: majors wait longer', dependabot(entry(week), entry({ cooldown: { 'default-days': 7, 'semver-major-days': 30 } }))),
  silent('Dependabot: what the default says is not said twice', dependabot(entry({ cooldown: { 'default-days': 7, 'semver-patch-days': 7 } }), entry(week))),
  silent('Dependabot: an exception goes', dependabot(entry({ cooldown: { 'default-days': 7, exclude: ['left'] } }), entry(week))),
  silent('Dependabot: one more package waits', dependabot(entry({ cooldown: { 'default-days': 7, include: ['right'] } }), entry({ cooldown: { 'default-days': 7, include: ['right', 'left'] } }))),
  silent('Dependabot: all packages wait', dependabot(entry({ cooldown: { 'default-days': 7, include: ['right'] } }), entry(week))),
  silent('Dependabot: that all packages wait is said', dependabot(entry(week), entry({ cooldown: { 'default-days': 7, include: ['*'] } }))),
  silent('Dependabot: the same in the other order', dependabot(updates({ ...npm, ...week }, { ...npm, 'package-ecosystem': 'pip', cooldown: { 'default-days': 3 } }), updates({ ...npm, 'package-ecosystem': 'pip', cooldown: { 'default-days': 3 } }, { ...npm, ...week }))),
  silent('Dependabot: an ecosystem goes', dependabot(updates({ ...npm, ...week }, { ...npm, 'package-ecosystem': 'pip', ...week }), updates({ ...npm, ...week }))),
  silent('Dependabot: an ecosystem comes', dependabot(entry(week), updates({ ...npm, ...week }, { ...npm, 'package-ecosystem': 'github-actions', ...week }))),
  silent('Dependabot: code of dependencies does not run', dependabot(entry({}), entry({ 'insecure-external-code-execution': 'deny' }))),
  silent('Dependabot: a registry that is in use here, with a secret of the forge', { ...dependabot(entry({}), { ...entry({ registries: '*' }), registries: { own: { type: 'npm-registry', url: 'https://registry.example', token: '${{ secrets.NPM_TOKEN }}' } } }), registryHosts: ['registry.example'] }),
  silent('Dependabot: schedule, labels, groups, people and limits', dependabot(entry({}), {
    ...updates({ ...npm, schedule: { interval: 'cron', cronjob: '0 9 * * 1', timezone: 'Europe/Berlin' }, labels: ['deps'], assignees: ['me'], reviewers: ['you'], groups: { all: { 'applies-to': 'version-updates', patterns: ['*'], 'exclude-patterns': ['x'], 'update-types': ['minor'] } },
      'open-pull-requests-limit': 3, 'commit-message': { prefix: 'deps', include: 'scope' }, ignore: [{ 'dependency-name': 'left', versions: ['2.x'] }], allow: [{ 'dependency-type': 'direct' }], 'versioning-strategy': 'increase', 'rebase-strategy': 'disabled', 'target-branch': 'next' }),
    'enable-beta-ecosystems': true, 'multi-ecosystem-groups': { infra: { schedule: { interval: 'weekly' } } },
  })),
];

const rule = (more: Config): Config => ({ packageRules: [more] });

const ofRenovate: readonly CheckCase[] = [
  high('Renovate: the wait is gone', renovate(waits, {}), { key: 'minimumReleaseAge', before: '7 days', after: 'nothing' }),
  high('Renovate: no wait', renovate(waits, { minimumReleaseAge: null })),
  high('Renovate: its older name for the wait', renovate({ stabilityDays: 7 }, { minimumReleaseAge: '3 days' })),
  high('Renovate: a wait that nobody can read', renovate(waits, { minimumReleaseAge: 'soon' })),
  high('Renovate: a number alone is milliseconds', renovate(waits, { minimumReleaseAge: '7' })),
  high('Renovate: a unit that it does not know', renovate(waits, { minimumReleaseAge: '7 dayz' })),
  high('Renovate: less than nothing', renovate(waits, { minimumReleaseAge: '-7 days' })),
  high('Renovate: minutes that look like months', renovate(waits, { minimumReleaseAge: '7m' })),
  high('Renovate: a rule by which nothing waits', renovate(waits, { ...waits, ...rule({ matchPackageNames: ['*'], minimumReleaseAge: '0 days' }) }), { before: '7 days', after: '0 days' }),
  high('Renovate: a rule without a matcher by which nothing waits', renovate(waits, { ...waits, ...rule({ minimumReleaseAge: null }) })),
  high('Renovate: patches wait less', renovate(waits, { ...waits, ...rule({ matchUpdateTypes: ['patch'], minimumReleaseAge: '1 hour' }) })),
  high('Renovate: names by a pattern that takes them all', renovate(waits, { ...waits, ...rule({ matchPackageNames: ['/.*/'], minimumReleaseAge: null }) })),
  medium('Renovate: one package does not wait', renovate(waits, { ...waits, ...rule({ matchPackageNames: ['left'], minimumReleaseAge: null }) })),
  high('Renovate: a rule with its wait switched off in place', renovate(rule({ matchManagers: ['npm'], minimumReleaseAge: '7 days', groupName: 'a' }), rule({ matchManagers: ['npm'], groupName: 'a' }))),
  high('Renovate: nothing of npm waits', renovate({ npm: { minimumReleaseAge: '7 days' } }, { npm: { minimumReleaseAge: '1 day' } })),
  high('Renovate: below npm and not at all', renovate(waits, { ...waits, npm: { minimumReleaseAge: '0 days' } })),
  medium('Renovate: a rule that waits is about fewer packages', renovate(rule({ matchPackageNames: ['left', 'right'], minimumReleaseAge: '7 days' }), rule({ matchPackageNames: ['right'], minimumReleaseAge: '7 days' }))),
  medium('Renovate: a rule that waits takes a package out', renovate(rule({ matchPackageNames: ['left*'], minimumReleaseAge: '7 days' }), rule({ matchPackageNames: ['left*', '!left-pad'], minimumReleaseAge: '7 days' }))),
  high('Renovate: a preset that waits is gone', renovate({ extends: ['config:recommended', 'security:minimumReleaseAgeNpm'] }, { extends: ['config:recommended'] }), { key: 'extends' }),
  high('Renovate: a preset that holds one that waits is gone', renovate({ extends: ['config:best-practices'] }, { extends: ['config:recommended'] })),
  high('Renovate: a preset that waits is ignored', renovate({ extends: ['config:best-practices'] }, { extends: ['config:best-practices'], ignorePresets: ['security:minimumReleaseAgeNpm'] })),
  high('Renovate: less than the preset waits', renovate({ extends: ['config:best-practices'] }, { extends: ['config:best-practices'], ...rule({ matchUpdateTypes: ['patch'], minimumReleaseAge: null }) })),
  medium('Renovate: less than somebody\'s preset may wait', renovate({ extends: ['local>acme/renovate'] }, { extends: ['local>acme/renovate'], minimumReleaseAge: null })),
  high('Renovate: what waits is proposed all the same', renovate(waits, { ...waits, internalChecksFilter: 'none' })),
  medium('Renovate: versions of no known age', renovate({}, { minimumReleaseAgeBehaviour: 'timestamp-optional' })),
  medium('Renovate: updates are merged', renovate({}, { automerge: true }), { key: 'automerge', after: 'true' }),
  medium('Renovate: updates of one kind are merged', renovate({}, { patch: { automerge: true } })),
  medium('Renovate: updates of one rule are merged', renovate(rule({ matchDepTypes: ['devDependencies'] }), rule({ matchDepTypes: ['devDependencies'], automerge: true }))),
  medium('Renovate: updates are merged by a preset', renovate({ extends: ['config:recommended'] }, { extends: ['config:recommended', ':automergeMinor'] })),
  medium('Renovate: updates are merged without tests', renovate({ automerge: true }, { automerge: true, ignoreTests: true })),
  medium('Renovate: updates are merged without a pull request', renovate({ automerge: true }, { automerge: true, automergeType: 'branch' })),
  medium('Renovate: nothing is said of vulnerabilities', renovate({}, { vulnerabilityAlerts: { enabled: false } })),
  medium('Renovate: the same by a preset', renovate({}, { extends: [':disableVulnerabilityAlerts'] })),
  medium('Renovate: another package in its place', renovate({}, rule({ matchPackageNames: ['left'], replacementName: 'right' }))),
  medium('Renovate: tags instead of digests', renovate({ pinDigests: true }, { pinDigests: false })),
  runs('Renovate: commands after an update', renovate({}, { postUpgradeTasks: { commands: ['node x.js'] } })),
  runs('Renovate: commands after an update, in a rule', renovate({}, rule({ postUpgradeTasks: { commands: ['node x.js'] } }))),
  runs('Renovate: scripts of dependencies, where that is allowed', renovate({}, { allowScripts: true })),
  runs('Renovate: variables for package managers', renovate({}, { env: { NODE_OPTIONS: '--require ./x.js' } }), { after: '--require ./x.js' }),
  { name: 'Renovate: a variable that is named like a secret is not told', given: renovate({}, { env: { NPM_TOKEN: 'hunter2' } }), fires: [{ message: 'runs', data: { after: '' } }] },
  high('Renovate: install scripts run', renovate({}, { ignoreScripts: false })),
  source('Renovate: a registry', renovate({}, { registryUrls: ['https://evil.example/'] })),
  source('Renovate: a registry in a rule', renovate({}, rule({ matchDatasources: ['npm'], registryUrls: ['https://evil.example/'] }))),
  source('Renovate: a registry for what one of its own managers finds', renovate({}, { customManagers: [{ customType: 'regex', managerFilePatterns: ['x'], matchStrings: ['y'], registryUrlTemplate: 'https://evil.example/' }] })),
  source('Renovate: an .npmrc', renovate({}, { npmrc: 'registry=https://evil.example/' })),
  source('Renovate: an alias', renovate({}, { registryAliases: { stable: 'https://evil.example/' } })),
  { name: 'Renovate: a token', given: renovate({}, { hostRules: [{ matchHost: 'registry.example', token: 'hunter2' }] }), fires: [{ message: 'credential', data: { after: '' } }] },
  { name: 'Renovate: plain connections', given: renovate({}, { hostRules: [{ matchHost: 'registry.example', insecureRegistry: true }] }), fires: [{ message: 'weakened' }] },
  { name: 'Renovate: somebody else\'s settings', given: renovate({ extends: ['config:recommended'] }, { extends: ['config:recommended', 'github>evil/renovate'] }), fires: [{ message: 'inherits', severity: 'medium', level: 'default', data: { after: 'github>evil/renovate' } }] },
  { name: 'Renovate: an option that nobody knows', given: renovate({}, { runFirst: 'x' }), fires: [{ message: 'unknown', severity: 'medium', data: { key: 'runFirst' } }] },
  { name: 'Renovate: an option that nobody knows, in a rule', given: renovate({}, rule({ runFirst: 'x' })), fires: [{ message: 'unknown' }] },
  high('Renovate: in a manifest', file('package.json', JSON.stringify({ renovate: waits }), JSON.stringify({ renovate: {} }))),
  high('Renovate: in JSON5', file('.github/renovate.json5', '// why\n{ minimumReleaseAge: \'7 days\', }', '{ minimumReleaseAge: \'1 days\', }')),
  high('Renovate: in .renovaterc.json', renovate(waits, {}, '.renovaterc.json')),
  high('Renovate: in JSON with comments', file('renovate.jsonc', '{ "minimumReleaseAge": "7 days" /* why */ }', '{}')),

  medium('Renovate: its configuration goes', file('renovate.json', JSON.stringify(waits), undefined)),
  high('Renovate: its configuration moves and waits less', { settings: { 'renovate.json': { before: JSON.stringify(waits) }, '.github/renovate.json': { after: '{}' } } }),

  { name: 'Renovate: a new configuration in place of one that stands', given: { ...file('renovate.json', undefined, '{}'), trees: { before: { '.github/renovate.json5': 'a' }, after: { '.github/renovate.json5': 'a', 'renovate.json': 'b' } } }, fires: [{ message: 'shadows', severity: 'high', data: { other: '.github/renovate.json5' } }] },
  silent('Renovate: a new configuration that is not read beside one that stands', { ...file('.renovaterc', undefined, '{}'), trees: { before: { 'renovate.json': 'a' }, after: { 'renovate.json': 'a', '.renovaterc': 'b' } } }),
  silent('Renovate: its configuration moves', { settings: { 'renovate.json': { before: JSON.stringify({ ...waits, automerge: true }) }, '.github/renovate.json5': { after: JSON.stringify({ automerge: true, ...waits }) } } }),
  silent('Renovate: a wait comes', renovate({}, waits)),
  silent('Renovate: the whole file comes', file('renovate.json', undefined, JSON.stringify({ extends: ['config:recommended'], ...waits }))),
  silent('Renovate: a longer wait', renovate(waits, { minimumReleaseAge: '2 weeks' })),
  silent('Renovate: a longer wait in other words', renovate(waits, { minimumReleaseAge: '1 week 12 hours' })),
  silent('Renovate: a wait of months', renovate(waits, { minimumReleaseAge: '2 months' })),
  silent('Renovate: the newer name for the same wait', renovate({ stabilityDays: 7 }, waits)),
  silent('Renovate: what need not be said any more', renovate({ ...waits, ...rule({ matchManagers: ['npm'], minimumReleaseAge: '3 days' }) }, waits)),
  silent('Renovate: the preset in place of as long a wait', renovate({ minimumReleaseAge: '3 days' }, { extends: ['security:minimumReleaseAgeNpm'] })),
  silent('Renovate: the preset that holds it in its place', renovate({ extends: ['security:minimumReleaseAgeNpm'] }, { extends: ['config:best-practices'] })),
  silent('Renovate: a rule that waits is about more packages', renovate(rule({ matchPackageNames: ['left'], minimumReleaseAge: '7 days' }), rule({ matchPackageNames: ['left', 'right'], minimumReleaseAge: '7 days' }))),
  silent('Renovate: what has no age does not wait', renovate(waits, { ...waits, lockFileMaintenance: { enabled: true, minimumReleaseAge: null }, ...rule({ matchUpdateTypes: ['pin', 'replacement'], minimumReleaseAge: null }) })),
  silent('Renovate: fixes of vulnerabilities do not wait', renovate(waits, { ...waits, vulnerabilityAlerts: { minimumReleaseAge: null, labels: ['security'] } })),
  silent('Renovate: no wait where none was', renovate({}, rule({ matchPackageNames: ['left'], minimumReleaseAge: null }))),
  silent('Renovate: rules in the other order', renovate({ packageRules: [{ matchManagers: ['npm'], ...waits }, { matchManagers: ['gomod'], automerge: true }] }, { packageRules: [{ matchManagers: ['gomod'], automerge: true }, { matchManagers: ['npm'], ...waits }] })),
  silent('Renovate: names in the other order', renovate(rule({ matchPackageNames: ['a', 'b'], automerge: true }), rule({ matchPackageNames: ['b', 'a'], automerge: true }))),
  medium('Renovate: a rule that merges is about more packages', renovate(rule({ matchPackageNames: ['a'], automerge: true }), rule({ matchPackageNames: ['a', 'b'], automerge: true })), { key: 'packageRules(matchPackageNames: a, b).automerge' }),
  silent('Renovate: a rule that merges is about fewer packages', renovate(rule({ matchPackageNames: ['a', 'b'], automerge: true }), rule({ matchPackageNames: ['a'], automerge: true }))),
  silent('Renovate: a rule that pins is about more packages', renovate(rule({ matchPackageNames: ['a'], pinDigests: true }), rule({ matchPackageNames: ['a', 'b'], pinDigests: true }))),
  silent('Renovate: updates are merged no more', renovate({ automerge: true }, { automerge: false })),
  silent('Renovate: a preset of theirs in another version', renovate({ extends: ['github>acme/renovate#v1'] }, { extends: ['github>acme/renovate#v2'] })),
  silent('Renovate: install scripts do not run', renovate({}, { ignoreScripts: true })),
  silent('Renovate: a registry that is in use here', { ...renovate({}, { registryUrls: ['https://registry.example/'] }), registryHosts: ['registry.example'] }),
  silent('Renovate: a secret that it keeps, or that is encrypted', renovate({}, { hostRules: [{ matchHost: 'registry.example', token: '{{ secrets.NPM_TOKEN }}', encrypted: { password: 'x' } }] })),
  silent('Renovate: schedule, labels, groups, people, limits and texts', renovate({}, {
    $schema: 'https://docs.renovatebot.example/schema.json', extends: ['config:recommended', ':semanticCommits', 'schedule:weekly', 'group:allNonMajor', 'helpers:pinGitHubActionDigests', 'workarounds:typesNodeVersioning'],
    schedule: ['before 5am on monday'], timezone: 'Europe/Berlin', labels: ['deps'], addLabels: ['x'], assignees: ['me'], reviewers: ['team:x'], prConcurrentLimit: 5, prHourlyLimit: 0, rangeStrategy: 'bump', commitMessagePrefix: 'deps:', commitMessageTopic: '{{depName}}',
    packageRules: [{ description: 'why', matchDepTypes: ['devDependencies'], matchUpdateTypes: ['minor', 'patch'], groupName: 'tools', semanticCommitType: 'chore', enabled: false, allowedVersions: '<3' }], ignoreDeps: ['x'], ignorePaths: ['examples/**'], enabledManagers: ['npm', 'github-actions'],
    lockFileMaintenance: { enabled: true, schedule: ['before 4am'] }, dependencyDashboard: true, dependencyDashboardTitle: 'x', prBodyNotes: ['x'], major: { dependencyDashboardApproval: true }, postUpdateOptions: ['npmDedupe'], constraints: { node: '20', anything: '1' }, 'github-actions': { enabled: true },
    customManagers: [{ customType: 'regex', managerFilePatterns: ['/x/'], matchStrings: ['y'], depNameTemplate: 'left', datasourceTemplate: 'npm' }], baseBranchPatterns: ['main'], configMigration: true, osvVulnerabilityAlerts: true, separateMultipleMajor: true,
  })),
];

export const updaters: readonly CheckCase[] = [...ofDependabot, ...ofRenovate];
